"""Where the documents disagree: the contradictions that resolving found, one item a reading."""

from __future__ import annotations

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Citation, Item
from service.answering.content import Term, score
from service.answering.knowledge import PREFIXES, Row
from service.answering.mentions import Linked
from service.answering.passages import Found
from service.answering.plan import shorten
from service.answering.quotes import quote
from service.answering.tools import Result, Tools
from service.answering.wording import wording

_ENOUGH = 4.0  # worth of the words that a contradiction shares with the question
_KIND = 2.5  # worth of a word for its kind
_CONFLICTS = (
    "SELECT ?x ?label ?kind ?why ?likely WHERE { ?x a kk:Conflict ; skos:prefLabel ?label ; "
    "kk:conflictKind ?kind ; kk:why ?why . OPTIONAL { ?x kk:subject ?subject } OPTIONAL { ?x kk:likely ?likely } }"
)
_READINGS = (
    "SELECT ?value ?passage ?quote ?locator ?name WHERE {{ <{conflict}> kk:reading ?r . ?r kk:value ?value . "
    "OPTIONAL {{ ?r kk:inPassage ?passage . ?passage kk:quote ?quote . OPTIONAL {{ ?passage kk:locator ?locator }} "
    "OPTIONAL {{ ?passage dcterms:isPartOf/dcterms:identifier ?name }} }} }}"
)


def asked(linked: Linked, tools: Tools) -> Result | None:
    """Return the readings of the contradiction that the question describes."""
    rows = tools.select(PREFIXES + _CONFLICTS)
    texts = {row["x"]: fold(f"{row['label']} {row['why']}") for row in rows}
    terms = [term for term in linked.terms if any(term.found(text) for text in texts.values())]
    best: tuple[float, Row] | None = None
    named = {iri for mention in linked.entities(t.PROJECT) for iri in mention.iris}
    if named:
        rows = [row for row in rows if row.get("subject") in named]
    for row in rows:
        worth = score(terms, texts[row["x"]])
        worth += _KIND * any(word in linked.text for word in wording().conflicts.get(row["kind"], ()))
        if (worth >= _ENOUGH or named) and (best is None or worth > best[0]):
            best = (worth, row)
    return _result(best[1], terms, tools) if best else None


def _result(conflict: Row, terms: list[Term], tools: Tools) -> Result:
    query = _READINGS.format(conflict=conflict["x"])
    rows = tools.select(PREFIXES + query)
    values = list(dict.fromkeys(row["value"] for row in rows))
    cited = [
        Citation(row.get("name", ""), row.get("locator", ""), quote(row["quote"], terms, row["value"]), row["passage"])
        for row in rows
        if "quote" in row
    ]
    kind = tools.knowledge.class_labels.get(t.CONFLICT)
    likely = f"正しいのは「{conflict['likely']}」と思われます。" if "likely" in conflict else ""
    return Result(
        items=tuple(Item(label=value, type=kind) for value in values),
        passages=tuple(Found(citation, 1.0, 1.0) for citation in cited if citation.quote),
        text=f"{conflict['why']}「{'」と「'.join(values)}」です。{likely}",
        sparql=shorten(query),
    )
