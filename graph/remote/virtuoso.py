"""What Virtuoso (7.2) reads and writes otherwise than the standard says.

It takes no variable outside ASCII, has no default graph, shows every graph to ``GRAPH ?g``, answers ASK with a table,
gives 1 and 0 for a test that a SELECT or BIND names, and writes booleans so in JSON. Its decimals lose trailing zeros;
that stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from graph.sparql.tokens import Token, tokenize

_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_WORDS = {"1": "true", "0": "false"}
_TESTS = {
    "isiri", "isuri", "isblank", "isliteral", "isnumeric", "bound", "sameterm", "langmatches", "regex", "contains",
    "strstarts", "strends",
}  # fmt: skip


def is_virtuoso(server: str) -> bool:
    """Return whether an engine that calls itself so is Virtuoso."""
    return server.startswith("Virtuoso")


@dataclass(frozen=True, slots=True)
class Readable:
    """A query that Virtuoso reads. names: the variables' own names by those in the text; signs: what stands in the
    results in place of a separator outside ASCII, and the separator."""

    text: str
    names: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)


def readable(query: str, base: str, hidden: Iterable[str]) -> Readable:
    """Return a query as Virtuoso reads it.

    ``GRAPH ?g`` then shows the graphs under the base alone, and of those not the hidden ones.

    >>> readable("SELECT ?課 { GRAPH ?g { ?課 ?p 1 } }", "http://a/", ["http://a/x"]).text
    'SELECT ?v0__ { FILTER(STRSTARTS(STR(?g), "http://a/") && ?g NOT IN (<http://a/x>)) GRAPH ?g { ?v0__ ?p 1 } }'
    >>> readable("SELECT (isIRI(?o) AS ?is) { ?s ?p ?o }", "http://a/", []).text
    'SELECT (<http://www.w3.org/2001/XMLSchema#boolean>(isIRI(?o)) AS ?is) { ?s ?p ?o }'
    """
    found = tokenize(query)
    foreign = dict.fromkeys(token.text for token in found if token.kind == "variable" and not token.text.isascii())
    names = {old: f"?v{number}__" for number, old in enumerate(foreign)}
    signs = {found[place].text: f'"~|{place}|~"' for place in _separators(found)}
    before = {start: f"<{_BOOLEAN}>(" for start, _ in _named_tests(found)}
    behind = {end: ")" for _, end in _named_tests(found)}
    unseen = ", ".join(f"<{graph}>" for graph in hidden)
    for place, (token, after) in enumerate(pairwise(found)):
        if token.kind == "word" and token.text.casefold() == "graph" and after.kind == "variable":
            graph = names.get(after.text, after.text)
            before[place] = f'FILTER(STRSTARTS(STR({graph}), "{base}") && {graph} NOT IN ({unseen})) '
    parts, end = [], 0
    for place, token in enumerate(found):
        word = names.get(token.text) or signs.get(token.text) or token.text
        parts += [query[end : token.start], before.get(place, ""), word, behind.get(place, "")]
        end = token.end
    return Readable(
        "".join(parts) + query[end:],
        {new[1:]: old[1:] for old, new in names.items()},
        {new[1:-1]: old.strip("\"'") for old, new in signs.items()},
    )


def results(body: bytes, asked: Readable, variables: Sequence[str]) -> bytes:
    """Return Virtuoso's SPARQL JSON as the standard writes it. variables: the columns in order, none for an ASK."""
    rows = json.loads(body)["results"]["bindings"]
    written: dict[str, Any]
    if variables:
        found = [{asked.names.get(name, name): _term(term, asked) for name, term in row.items()} for row in rows]
        written = {"head": {"vars": list(variables)}, "results": {"bindings": found}}
    else:
        written = {"head": {}, "boolean": any(row["__ASK_RETVAL"]["value"] == "1" for row in rows)}
    return json.dumps(written).encode()


def _named_tests(found: Sequence[Token]) -> list[tuple[int, int]]:
    """Return first and last token of every test that is named as it stands: ``(isIRI(?o) AS ?is)``."""
    named, opened = [], []
    for place, token in enumerate(found):
        following = found[place + 1].text.casefold() if place + 1 < len(found) else ""
        if token.text.casefold() in _WORDS.values() and found[place - 1].text == "(" and following == "as":
            named.append((place, place))
        if token.text == "(":
            opened.append(place)
        elif token.text == ")" and opened:
            start = opened.pop() - 1
            is_test = start >= 1 and found[start].text.casefold() in _TESTS and found[start - 1].text == "("
            if is_test and following == "as":
                named.append((start, place))
    return named


def _separators(found: Sequence[Token]) -> list[int]:
    """Return the places of GROUP_CONCAT's separators outside ASCII, of which Virtuoso makes question marks."""
    return [
        place
        for place, token in enumerate(found)
        if place >= 2
        and token.kind == "string"
        and not token.text.isascii()
        and found[place - 1].text == "="
        and found[place - 2].text.casefold() == "separator"
    ]


def _term(term: dict[str, str], asked: Readable) -> dict[str, str]:
    value = term["value"]
    if term.get("datatype") == _BOOLEAN:
        value = _WORDS.get(value, value)
    for sign, separator in asked.signs.items():
        value = value.replace(sign, separator)
    return {**term, "value": value}
