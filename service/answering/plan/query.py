"""What is asked for and under which conditions, compiled to one SPARQL query over the default graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ontology import terms as t
from service.answering.schema import Path, Step, pattern

PREFIX_OF = {iri: name for name, iri in t.PREFIXES.items()}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on the thing asked for.

    path: from the thing; iris, literals: what the path has to end in, any of them (both empty: anything); negated:
    no such path; only: the path ends in no other thing of the class `end`; at_least: how many different ends.
    """

    path: Path
    iris: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    negated: bool = False
    only: bool = False
    at_least: int = 0
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A query for things of some classes. among: only these things may come out (found by their words)."""

    types: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    among: tuple[str, ...] = ()

    def sparql(self) -> str:
        """Return the query; it yields ?x and the variables of its positive conditions."""
        lines = [_values("x", self.among)] if self.among else []
        lines.append(f"VALUES ?class {{ {' '.join(iri_text(kind) for kind in self.types)} }} ?x a ?class .")
        for index, condition in enumerate(self.conditions):
            lines.append(_compile(condition, index))
        return shorten("SELECT DISTINCT * WHERE {\n  " + "\n  ".join(lines) + "\n}")

    def of(self, things: Sequence[str]) -> str:
        """Return the query with the same rows for some things only, in the form that looks at nothing but these."""
        kinds = ", ".join(iri_text(kind) for kind in self.types)
        lines = [_values("x", things), f"?x a ?class . FILTER(?class IN ({kinds}))"]
        lines += [_compile(condition, index) for index, condition in enumerate(self.conditions)]
        return "SELECT DISTINCT * WHERE {\n  " + "\n  ".join(lines) + "\n}"

    def leads(self, limit: int) -> list[str]:
        """Return queries each of which yields as ?x all things that can come out, or `limit` of them where there are
        more: one for each condition that says where to begin."""
        leading = [c for c in self.conditions if c.iris and c.path and not c.negated]
        ways = [f"{_values('end', c.iris)} {pattern(c.path, 'x', 'end', 'p')[0]}" for c in leading]
        return [f"SELECT DISTINCT ?x WHERE {{ {way} }} LIMIT {limit}" for way in ways]

    def triples(self) -> list[tuple[str, str, str]]:
        """Return the triples of the positive conditions, by variable names: what a row's evidence is."""
        found = []
        for index, condition in enumerate(self.conditions):
            if not condition.negated:
                found += pattern(condition.path, "x", f"c{index}", f"c{index}_")[1]
        return found


def _compile(condition: Condition, index: int) -> str:
    end = f"c{index}"
    text, _ = pattern(condition.path, "x", end, f"c{index}_")
    bound = ""
    if condition.iris:
        bound = _values(end, condition.iris)
    elif condition.literals:
        bound = f"FILTER(STR(?{end}) IN ({', '.join(_text(value) for value in condition.literals)}))"
    if condition.negated:
        return f"FILTER NOT EXISTS {{ {text} {bound} }}"
    lines = [f"{text} {bound}"]
    if condition.only:
        other, _ = pattern(condition.path, "x", f"{end}_other", f"{end}_o")
        allowed = ", ".join(iri_text(iri) for iri in condition.iris)
        kind = f"?{end}_other a {iri_text(condition.end)} ." if condition.end else ""
        lines.append(f"FILTER NOT EXISTS {{ {other} {kind} FILTER(?{end}_other NOT IN ({allowed})) }}")
    if condition.at_least > 1:
        many, _ = pattern(condition.path, "x", f"{end}_many", f"{end}_m")
        lines.append(
            f"{{ SELECT ?x WHERE {{ {many} }} GROUP BY ?x "
            f"HAVING(COUNT(DISTINCT ?{end}_many) >= {condition.at_least}) }}"
        )
    return " ".join(lines)


def where(prop: str, *iris: str) -> Condition:
    """Return the condition that a property of the thing is one of some things."""
    return Condition((Step(prop),), iris=iris)


def equals(prop: str, *literals: str) -> Condition:
    """Return the condition that a property of the thing is one of some texts."""
    return Condition((Step(prop),), literals=literals)


def shorten(sparql: str) -> str:
    """Return a query with the vocabulary's IRIs written as prefixed names, and the prefixes before it."""
    used = []
    for iri, name in sorted(PREFIX_OF.items(), key=lambda item: -len(item[0])):
        parts = sparql.split(f"<{iri}")
        if len(parts) == 1:
            continue
        rebuilt = parts[0]
        for part in parts[1:]:
            local, closing, rest = part.partition(">")
            simple = closing and local.replace("_", "").isalnum() and local.isascii() and not local[0].isdigit()
            rebuilt += f"{name}:{local}{rest}" if simple else f"<{iri}{part}"
            if simple and name not in used:
                used.append(name)
        sparql = rebuilt
    return "".join(f"PREFIX {name}: <{t.PREFIXES[name]}>\n" for name in sorted(used)) + sparql


def _values(variable: str, iris: Sequence[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(iri_text(iri) for iri in iris)} }}"


def iri_text(iri: str) -> str:
    """Return an IRI as SPARQL writes it; raises ValueError where it could break out of its brackets."""
    if any(char in iri for char in '<>"{}|\\^` \n\r\t'):
        raise ValueError(f"not an IRI: {iri!r}")
    return f"<{iri}>"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
