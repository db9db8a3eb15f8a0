"""Statements → citations: the named graphs that hold a statement, the passages behind them, their verbatim words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.japanese import fold
from service.answering.answer import Citation
from service.answering.knows.named_entities import PREFIXES, Select
from service.answering.language.content_words import Term, score
from service.answering.plan.sparql_text import iri_text
from service.answering.sources.verbatim_quotes import quote

_PASSAGES = """SELECT DISTINCT ?s ?p ?g ?passage ?quote ?locator ?document ?name WHERE {
  VALUES (?s ?p) { %s } GRAPH ?g { ?s ?p ?o } %s
  { ?g kk:quote ?quote BIND(?g AS ?passage) } UNION { ?g prov:wasDerivedFrom ?passage . ?passage kk:quote ?quote }
  OPTIONAL { ?passage kk:locator ?locator }
  OPTIONAL { ?passage dcterms:isPartOf ?document OPTIONAL { ?document dcterms:identifier ?name } }
}"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement to be shown: subject and property; needle: the words that its quote should hold, best its object."""

    subject: str
    property: str
    object: str | None = None
    needle: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: its IRI, its document's name, its place in Japanese, its whole text."""

    iri: str
    document: str
    locator: str
    text: str

    def cite(self, terms: Sequence[Term] = (), needle: str | None = None) -> Citation:
        """Return the citation of the slice that says most of the terms, or holds the needle."""
        return Citation(self.document, self.locator, quote(self.text, terms, needle), self.iri)


class Evidence:
    """Finds who says so."""

    def __init__(self, select: Select) -> None:
        self._select = select

    def passages(self, statement: Statement) -> list[Passage]:
        """Return the passages that make a statement, in the order of their place."""
        pair = f"({iri_text(statement.subject)} {iri_text(statement.property)})"
        bound = f"FILTER(STR(?o) = {_quoted(statement.object)})" if statement.object else ""
        found: dict[str, Passage] = {}
        for row in self._select(PREFIXES + _PASSAGES % (pair, bound)):
            name = row.get("name") or row.get("document", "").rsplit("/", 1)[-1]
            found.setdefault(row["passage"], Passage(row["passage"], name, row.get("locator", ""), row["quote"]))
        return sorted(found.values(), key=lambda passage: passage.iri)

    def cite(self, statements: Iterable[Statement], terms: Sequence[Term] = (), limit: int = 6) -> list[Citation]:
        """Return citations for statements, one a statement, each quote once; a statement's best passage is chosen by
        its needle, then by the terms, then by shortness."""
        found: dict[str, Citation] = {}
        for statement in dict.fromkeys(statements):
            passages = self.passages(statement)
            if not passages:
                continue
            needle = fold(statement.needle) if statement.needle else ""

            def fit(passage: Passage, needle: str = needle) -> tuple[bool, float, int]:
                folded = fold(passage.text)
                return bool(needle) and needle in folded, score(terms, folded), -len(folded)

            best = max(passages, key=fit)
            citation = best.cite(terms, statement.needle)
            if citation.quote:
                found.setdefault(citation.quote, citation)
            if len(found) >= limit:
                break
        return list(found.values())


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
