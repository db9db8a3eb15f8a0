"""Yes or no: whether things are in a set, whether all of them meet a condition, what a text says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ontology import terms as t
from service.answering.operators import judged
from service.answering.operators.attribute import asked
from service.answering.operators.base import TRUTH, Proposal, entities_of, items_of, label_of, statements_of
from service.answering.operators.quoted import quoted
from service.answering.plan.conditions import Has, Not
from service.answering.plan.sets import All, Condition, Minus, Named, Pattern, Set, Where, select
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.sets import Part, Sets
from service.answering.propose.succession import succeeded, succession_cues
from service.answering.reading.interpret import asks_by_word
from service.answering.sources import described_projects
from service.answering.sources.affirmations import affirmation
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools

_ALONE = 0.3  # cost of asking one thing whether all of it is so
_DENIED = re.compile(r"ない|なく|ません|なし|非公開|できず")
_AFFIRMED = re.compile(r"できる|ことができ|ならない|公開|する")


@dataclass(frozen=True, slots=True)
class AreAll:
    """Whether all things of a set are in another that narrows it: the same with one condition more."""

    of: Set
    condition: Condition

    def run(self, tools: Tools) -> Result | None:
        """Return yes where the condition takes nothing away."""
        every = [row["x"] for row in tools.select(select(self.of))]
        narrowed = Where(self.of, (self.condition,))
        query = select(narrowed)
        kept = [row["x"] for row in tools.select(query)]
        if not every:
            return None
        truth = len(kept) == len(set(every))
        others = [iri for iri in every if iri not in kept]
        shown = kept if truth else others
        query = query if truth else select(Minus(self.of, narrowed))
        names = "、".join(e.label for e in entities_of(shown, tools)[:5])

        def proof() -> list[Statement]:
            held = statements_of(narrowed, kept[:20], tools) if kept else []
            return held if truth else [*self._against(others[:10], tools), *held]

        text = f"はい。{names}です。" if truth else f"いいえ。そうでないのは、{names}です。"
        return Result(
            items_of(entities_of(shown, tools), tools),
            text=text,
            sparql=query,
            boolean=truth,
            anchors=tuple(every),
            proof=proof,
        )

    def _against(self, iris: list[str], tools: Tools) -> list[Statement]:
        """Return what things have instead of what was asked."""
        inner = self.condition.condition if isinstance(self.condition, Not) else self.condition
        path = getattr(inner, "path", ())
        if not path:
            return [Statement(iri, t.LABEL, None, label_of(iri, tools)) for iri in iris]
        to = Pattern()
        text = to.path("x", "o", path[:1])
        values = " ".join(map(iri_text, iris))
        rows = tools.select(f"SELECT DISTINCT ?x ?o WHERE {{ VALUES ?x {{ {values} }} {text} }}")
        prop = path[0].property
        found = [
            Statement(row["o"], prop, None, label_of(row["x"], tools))
            if path[0].inverse
            else Statement(row["x"], prop, row["o"], label_of(row["x"], tools))
            for row in rows
        ]
        return found or [Statement(iri, t.LABEL, None, label_of(iri, tools)) for iri in iris]


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a set holds anything."""

    of: Set

    def run(self, tools: Tools) -> Result | None:
        """Return yes with what it holds; no things prove a no, so that nothing is said then."""
        query = select(self.of)
        found = entities_of((row["x"] for row in tools.select(query)), tools)
        if not found:
            return None
        names = "、".join(e.label for e in found[:6])
        return Result(
            items_of(found, tools), proof=lambda: statements_of(self.of, [e.iri for e in found[:20]], tools),
            text=f"はい。{names}があります。", sparql=query, boolean=True, anchors=tuple(e.iri for e in found),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Says:
    """Whether a text affirms or denies what is asked for under a property."""

    of: Set
    property: str

    def run(self, tools: Tools) -> Result | None:
        """Return yes or no as the text says it."""
        of = self.of.pattern("x", Pattern())
        query = shorten(f"SELECT DISTINCT ?x ?value WHERE {{ {of} ?x {iri_text(self.property)} ?value }}")
        rows = tools.select(query)
        if len(rows) != 1 or rows[0]["value"] in tools.knowledge.entities:
            return None
        said = rows[0]["value"]
        head = said.split("。")[0]
        truth = False if _DENIED.search(head) and "ならない" not in head else True if _AFFIRMED.search(head) else None
        if truth is None:
            return None
        return Result(
            (),
            (Statement(rows[0]["x"], self.property, said, said),),
            text=f"{'はい' if truth else 'いいえ'}。資料には「{said}」とあります。",
            sparql=query,
            boolean=truth,
            anchors=(rows[0]["x"],),
        )


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what may be asked by yes or no."""
    from service.answering.wording import wording

    reading = sets.reading
    if not wording().operator("yesno", reading.text):
        return
    yield from judged.propose(sets)
    yield from _affirmed(sets, tools)
    for prop, spans in asked(sets, tools):
        for domain in tools.knowledge.domains.get(prop, ())[:2]:
            for draft in sets.of(domain, skip=spans):
                if draft.anchors or len(tools.knowledge.of(domain)) <= 12:
                    yield Proposal("says", Says(draft.of, prop), TRUTH, (*draft.spans, *spans), (draft,), 0.1)
    yield from _members(sets, tools)


def _affirmed(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what the sentence says that speaks most of the question."""
    reading = sets.reading
    found = None if asks_by_word(reading.linked) else affirmation(reading, tools)
    if found is None:
        return
    others = tools.retrieval.passages(reading.question, reading.linked.terms)
    others = [one for one in others if one.citation.quote != found.found.citation.quote]
    linked = reading.linked
    named = any(name.kind not in (t.TERM, t.INDICATOR) for name in reading.names)
    result = Result(
        items=() if named else described_projects.items(linked.terms, tools, linked.question, linked.plan),
        passages=(found.found, *others),
        text=f"{'はい' if found.truth else 'いいえ'}。資料には次のように書かれています。",
        boolean=found.truth,
    )
    yield quoted("affirmed", TRUTH, result, reading, tools, doubt=float(not found.clear))


def _members(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield whether what is spoken of meets the last condition that is said of it."""
    reading = sets.reading
    last = max([n.end for n in reading.names] + [v.end for v in reading.values], default=0)
    succession = succession_cues(reading)
    alone = _ALONE if reading.says("every_member") else 0.0
    for kind in (t.PROJECT, t.INDICATOR, t.UNIT, t.PLAN):
        for part, spans in _predicates(kind, sets):
            early = 0.1 if part.spans and max(s[1] for s in part.spans) < last else 0.0
            became = succeeded(sets, succession, part.spans) if succession and kind == t.PROJECT else ()
            for draft in (*sets.of(kind, skip=part.spans), *became):
                if isinstance(draft.of, All) or not (draft.anchors or draft.spans):
                    continue
                if part.condition is None:
                    continue
                one = isinstance(draft.of, Named) and len(draft.of.iris) == 1
                yield Proposal(
                    "are-all",
                    AreAll(draft.of, part.condition),
                    TRUTH,
                    (*draft.spans, *part.spans, *spans),
                    (draft,),
                    part.cost + early + (alone if one else 0.0),
                )
        for draft in sets.of(kind):
            if draft.spans and len(draft.spans) > 1 and not isinstance(draft.of, (All, Named)):
                yield Proposal("exists", Exists(draft.of), TRUTH, draft.spans, (draft,), 0.25 + alone)


def _predicates(kind: str, sets: Sets) -> Iterator[tuple[Part, tuple[tuple[int, int], ...]]]:
    reading = sets.reading
    for name in reading.names:
        if name.kind != kind:
            for part in sets.by_name(kind, name):
                if part is not None:
                    yield _undenied(part, name.denied), tuple(k.span for k in reading.speaks_of(t.RESPONSIBLE))
    for value in reading.values:
        for part in sets.by_value(kind, value):
            if part is not None:
                yield _undenied(part, value.denied), ()
    if kind == t.PROJECT:
        from service.answering.knows.schema import Step

        for word in reading.kinds:
            for iri in word.iris:
                if iri in t.FRAME_CLASSES.values():
                    yield Part(Has((Step(t.GROUP),), All(iri)), (word.span,)), ()
        for found in sets.further(kind):
            for part in found:
                if part is not None:
                    yield part, ()


def _undenied(part: Part, denied: bool) -> Part:
    """Return a condition as asked: 「XではなくYで合っていますか」 denies X and asks for Y."""
    _ = denied
    return part
