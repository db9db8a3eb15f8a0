// Prints the rows of one SPARQL query over several sources as JSON: node federate.mjs QUERY [TYPE@]URL ...
import { QueryEngine } from "@comunica/query-sparql";

const [query, ...given] = process.argv.slice(2);
const sources = given.map((source) => {
  const [, type, value] = source.match(/^(?:(\w+)@)?(.*)$/);
  return type ? { type, value } : value;
});
const rows = await (await new QueryEngine().queryBindings(query, { sources })).toArray();
console.log(JSON.stringify(rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])))));
