"""Where the documents disagree: the contradictions that resolving found, one item a reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Citation, Item
from service.answering.knows.named_entities import PREFIXES, Entity, Row
from service.answering.language.content_words import Term, score
from service.answering.plan.conditions import quoted
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.reading.mentions import Linked
from service.answering.sources.passages import Found
from service.answering.sources.verbatim_quotes import quote
from service.answering.step_interface import Result, Tools, item
from service.answering.wording import wording

_ENOUGH = 4.0  # worth of the words that a contradiction shares with the question
_NAMES, _OTHER = "name-variant", 75.0  # names less alike than that are no spellings of one another
_KIND = 2.5  # worth of a word for its kind
_READINGS = (
    "SELECT ?value ?passage ?quote ?locator ?name WHERE {{ <{conflict}> kk:reading ?r . ?r kk:value ?value . "
    "OPTIONAL {{ ?r kk:inPassage ?passage . ?passage kk:quote ?quote . OPTIONAL {{ ?passage kk:locator ?locator }} "
    "OPTIONAL {{ ?passage dcterms:isPartOf/dcterms:identifier ?name }} }} }}"
)


def asked(linked: Linked, tools: Tools) -> Result | None:
    """Return the readings of the contradiction that the question describes."""
    rows, texts = tools.standing.conflicts, tools.standing.conflict_texts
    terms = [term for term in linked.terms if any(term.found(text) for text in texts.values())]
    best: tuple[float, Row] | None = None
    named = {iri for mention in linked.entities(t.PROJECT) for iri in mention.iris}
    if named:
        names = {fold(name) for iri in named for name in tools.knowledge.entities[iri].names}
        rows = [row for row in rows if row.get("subject") in named or any(name in texts[row["x"]] for name in names)]
    for row in rows:
        worth = score(terms, texts[row["x"]])
        worth += _KIND * any(word in linked.text for word in wording().conflicts.get(row["kind"], ()))
        if (worth >= _ENOUGH or named) and (best is None or worth > best[0]):
            best = (worth, row)
    listed = _of_kinds(linked, rows, tools) if not named else None
    return listed or (_result(best[1], terms, tools) if best else None)


def _of_kinds(linked: Linked, rows: list[Row], tools: Tools) -> Result | None:
    """Return the 事業 about which the documents disagree in the way asked for: 「担当が資料によって違う事業」."""
    kinds = {k for k, words in wording().conflicts.items() if any(word in linked.text for word in words)}
    asks = any(t.PROJECT in m.iris and "事業" in m.text for m in linked.classes())
    names = tools.knowledge.entities
    found = [row for row in rows if row["kind"] in kinds and row.get("subject") in names]
    found = [row for row in found if linked.plan in (None, names[row["subject"]].plan)]
    if not asks or not found:
        return None
    subjects = list(dict.fromkeys(row["subject"] for row in found))
    cited = [one for row in found for one in _cited(tools.select(PREFIXES + _READINGS.format(conflict=row["x"])), [])]
    return Result(
        items=tuple(item(names[iri], tools.knowledge) for iri in subjects),
        passages=tuple(Found(citation, 1.0, 1.0) for citation in cited),
        text=f"{'、'.join(names[iri].label for iri in subjects)}です。" + found[0]["why"],
        sparql=_query(sorted(kinds), linked.plan),
        anchors=tuple(subjects),
    )


def _query(kinds: Iterable[str], plan: str | None) -> str:
    """Return the query for the 事業 of a plan, or of any, about which documents disagree in some ways."""
    inside = f" ?subject {iri_text(t.IN_PLAN)} {iri_text(plan)} ." if plan else ""
    return shorten(
        f"SELECT DISTINCT ?subject WHERE {{\n  VALUES ?kind {{ {' '.join(map(quoted, kinds))} }} "
        f"?x a kk:Conflict ; kk:conflictKind ?kind ; kk:subject ?subject . "
        f"?subject a {iri_text(t.PROJECT)} .{inside}\n}}"
    )


def other_names(result: Result, named: list[Entity], tools: Tools, alike: bool = False) -> Result:
    """Return the naming of a 事業 with what other documents call it, where that is another name altogether; alike: also
    where it is spelled otherwise."""
    iris = {entity.iri for entity in named}
    about = sorted(place for iri in iris for place in tools.standing.conflicts_about.get(iri, ()))
    rows = [tools.standing.conflicts[place] for place in about if tools.standing.conflicts[place]["kind"] == _NAMES]
    labels = [fold(entity.label) for entity in named]
    found: dict[str, Row] = {}
    for conflict in rows:
        for row in tools.select(PREFIXES + _READINGS.format(conflict=conflict["x"])):
            if all(fuzz.ratio(fold(row["value"]), label) < (100 if alike else _OTHER) for label in labels):
                found.setdefault(row["value"], row)
    if not found:
        return result
    return replace(
        result,
        items=(*result.items, *(replace(result.items[0], label=value) for value in found)),
        passages=tuple(Found(citation, 1.0, 1.0) for citation in _cited(list(found.values()), [])),
        text=result.text + f"資料によっては「{'」「'.join(found)}」と書かれています。",
    )


def _cited(rows: Iterable[Row], terms: list[Term]) -> list[Citation]:
    """Return the quotes of readings."""
    cited = [
        Citation(row.get("name", ""), row.get("locator", ""), quote(row["quote"], terms, row["value"]), row["passage"])
        for row in rows
        if "quote" in row
    ]
    return [citation for citation in cited if citation.quote]


def _result(conflict: Row, terms: list[Term], tools: Tools) -> Result:
    query = _READINGS.format(conflict=conflict["x"])
    rows = tools.select(PREFIXES + query)
    values = list(dict.fromkeys(row["value"] for row in rows))
    kind = tools.knowledge.class_labels.get(t.CONFLICT)
    likely = f"正しいのは「{conflict['likely']}」と思われます。" if "likely" in conflict else ""
    return Result(
        items=tuple(Item(label=value, type=kind) for value in values),
        passages=tuple(Found(citation, 1.0, 1.0) for citation in _cited(rows, terms)),
        text=f"{conflict['why']}「{'」と「'.join(values)}」です。{likely}",
        sparql=shorten(query),
    )
