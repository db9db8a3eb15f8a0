"""Results → answers: the sentence, the citations, and what to say when nothing supports an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answering.answer import Answer, Citation, Item, Status
from service.answering.reading.mentions import WORDS_ONLY, Linked
from service.answering.reading.read import read
from service.answering.sources import value_kinds
from service.answering.step_interface import Result, Tools

_CITATIONS = 6
_WORDS = 3  # words that are named where nothing was found


def answer(result: Result, linked: Linked, tools: Tools) -> Answer | None:
    """Return the answer that a result makes, or None where no passage supports it."""
    citations: dict[str, Citation] = {found.citation.quote: found.citation for found in result.passages}
    statements = (*result.statements, *(result.proof() if result.proof is not None else ()))
    if statements:
        for citation in tools.evidence.cite(statements, linked.terms, _CITATIONS):
            citations.setdefault(citation.quote, citation)
    cited = tuple(citations.values())[:_CITATIONS]
    if not cited and result.status is Status.ANSWERED:
        return None
    return Answer(
        status=result.status,
        text=result.text + _draft(result, linked, tools),
        items=tuple(_clean(item) for item in result.items),
        boolean=result.boolean,
        citations=cited,
        sparql=result.sparql,
        suggestions=result.suggestions,
    )


def _draft(result: Result, linked: Linked, tools: Tools) -> str:
    """Return the remark that the plan spoken of is still a draft, and of which date."""
    entities = tools.knowledge.entities
    named = [*(item.iri for item in result.items), *result.anchors]
    plans = {entities[iri].plan or iri for iri in named if iri in entities} | {linked.plan}
    drafts = sorted(plan for plan in tools.knowledge.drafts if plan in plans and plan in entities)
    if not drafts:
        return ""
    dates = dict.fromkeys(tools.knowledge.dates[plan] for plan in drafts if plan in tools.knowledge.dates)
    dated = f"資料の日付は{'、'.join(dates)}です。" if dates else ""
    return f"（{'、'.join(entities[plan].label for plan in drafts)}は案の段階です。{dated}）"


def not_found(tools: Tools, linked: Linked | None = None, suggestions: tuple[str, ...] = ()) -> Answer:
    """Return the answer that says that the documents do not say, what was looked for, and whom to ask.

    linked: the question, None where it was no question about the documents at all.
    """
    contact = tools.knowledge.contact
    ask = f"お手数ですが、{contact}にお問い合わせください。" if contact else ""
    sought = _sought(linked, tools) if linked else ""
    return Answer(
        status=Status.NOT_FOUND,
        text=f"お尋ねの内容は、取り込まれている資料の中に見つかりませんでした。{sought}{ask}",
        suggestions=suggestions,
        contact=contact,
    )


def _sought(linked: Linked, tools: Tools) -> str:
    """Return sentences that say what was looked for: the kind of value asked for, words that no document says, or the
    words that were searched."""
    reading = read(linked.question, tools)
    found = [f"{kind}を探しました" for kind in value_kinds.asked(linked.text)[:1]]
    plain = [term for term in linked.terms if not term.pair and not term.doing]
    coined = [c for c in reading.compounds if not c.known and (c.foreign or c.unit)]
    unsaid = [reading.text[c.start : c.end] for c in sorted(coined, key=lambda c: c.aside)]
    unsaid = [reading.text[slice(*span)] for span in reading.missing] or unsaid
    searched = [term.forms[0] for term in sorted(plain, key=lambda term: -term.weight)]
    if unsaid:
        named = [n for n in reading.names if n.kind not in WORDS_ONLY and n.text not in "".join(unsaid)]
        there = f"「{named[0].text}」はありますが、" if named else ""
        found.append(f"{there}{_listed(unsaid)}は資料に出てきません")
    elif searched:
        found.append(f"{_listed(searched)}を手がかりに探しました")
    return f"（{'。'.join(found)}。）" if found else ""


def _listed(words: Sequence[str]) -> str:
    return "".join(f"「{word}」" for word in list(dict.fromkeys(words))[:_WORDS])


def _clean(item: Item) -> Item:
    """Return an item whose empty parts are None."""
    return replace(
        item, **{name: getattr(item, name) or None for name in ("label", "iri", "type", "number", "value", "unit")}
    )
