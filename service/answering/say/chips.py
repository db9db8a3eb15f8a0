"""The chips of an answer: the nodes of the plan that was chosen, each with the words that put it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from graph.japanese import era_long, fold, years
from ontology import terms as t
from service.answering.knows.schema import Path
from service.answering.operators.base import Proposal
from service.answering.plan.sets import Named
from service.answering.propose.drafts import Draft, Part
from service.answering.reading.marks import Reading, Span, Word, covered
from service.answering.say.chip import ASKED, CARRIED, CONDITION, LEFT, PLAN, UNKNOWN, WORD, YEAR, Chip
from service.answering.say.nouns import kind, local, name, plan_name, sayings
from service.answering.say.plans import asked_label
from service.answering.say.sets import modifier
from service.answering.say.tree import nodes
from service.answering.say.typed_question import Typed
from service.answering.step_interface import Tools

_SAYS = 0.4  # share from which on a described thing is said by a word
_MOST_WORDS = 5


class Shown:
    """Makes the chips of one question."""

    def __init__(self, reading: Reading, tools: Tools, proposal: Proposal | None, asked: str = "") -> None:
        """asked: the question as typed."""
        self.reading, self.tools, self.proposal = reading, tools, proposal
        self.typed = Typed(asked or reading.question, reading.text)
        drafts = proposal.drafts if proposal else ()
        self.spans: tuple[Span, ...] = (
            *(proposal.spans if proposal else ()),
            *(span for draft in drafts for span in draft.spans),
        )
        self.drafts: Sequence[Draft] = drafts

    def chips(self) -> tuple[Chip, ...]:
        """Return the chips in the order of the question's words, what is asked for at the end."""
        found: dict[tuple[str, str, int], Chip] = {}
        for chip in (*self._plans(), *self._years(), *self._parts(), *self._things(), *self._asked()):
            found.setdefault((chip.kind, chip.label, chip.start), chip)
        kept = list(found.values())
        kept += [c for c in self._words() if not any(c.start < o.end and c.end > o.start for o in kept)]
        return tuple(sorted(kept, key=lambda chip: (chip.kind == ASKED, chip.start < 0, chip.start)))

    def chip(self, kind_: str, label: str, span: Span | None, iris: Sequence[str] = (), node: Any = None) -> Chip:
        """Return a chip with its words as they were typed."""
        iri = iris[0] if len(iris) == 1 else None
        if span is None:
            return Chip(kind_, "", label, iri, node=node)
        begin, stop = self.typed.span(*span)
        return Chip(kind_, self.typed.question[begin:stop], label, iri, (), begin, stop, node)

    def _plans(self) -> Iterator[Chip]:
        """Yield the plans that the tree holds, said or not; all that are said where nothing was chosen."""
        said = {p.iri: p.span for p in reversed(self.reading.plans)}
        held = self._named(t.PLAN)
        for node in held:
            for iri in node.iris:
                if iri in self.tools.knowledge.entities:
                    yield self.chip(PLAN, plan_name(iri, self.tools), said.get(iri), (iri,), node)
        for iri, span in said.items():
            if not any(iri in node.iris for node in held):
                yield self.chip(PLAN, plan_name(iri, self.tools), span, (iri,))

    def _named(self, *kinds: str) -> list[Named]:
        """Return the nodes of the tree that name things of some classes."""
        plan = self.proposal.plan if self.proposal else None
        found = [n for n in nodes(plan) if isinstance(n, Named) and n.kind in kinds]
        return list(dict.fromkeys(found))

    def _years(self) -> Iterator[Chip]:
        left = list(self.reading.years)
        for start, end in sorted(self.reading.year_spans):
            own = [m.year for m in years(self.reading.text[start:end].upper()) if m.year in left]
            year = own[0] if own else left[0] if left else None
            if year is not None:
                left.remove(year)
                yield self.chip(YEAR, era_long(year), (start, end), (), year)

    def _parts(self) -> Iterator[Chip]:
        """Yield the conditions of the sets, each with its words."""
        for draft in self.drafts:
            for part in draft.parts:
                chip = self._part(part, draft)
                if chip is not None:
                    yield chip

    def _part(self, part: Part, draft: Draft) -> Chip | None:
        condition: Any = part.condition
        if condition is None or not part.spans:
            return None
        span = _longest(part.spans, self.reading)
        inner = getattr(condition, "condition", condition)
        ends = getattr(inner, "ends", None)
        if isinstance(ends, Named) and ends.kind == t.PLAN:
            return None
        if isinstance(ends, Named):
            label = self.label(ends.iris)
            return self.chip(
                kind(ends.kind, self.tools),
                f"{label}以外" if inner is not condition else label,
                span,
                ends.iris,
                condition,
            )
        label = _value(condition) or modifier(condition, draft.of.kind, self.tools).removesuffix("の")
        return self.chip(CONDITION, label, span, (), condition) if label else None

    def label(self, iris: Sequence[str]) -> str:
        """Return what things are called: one name, and how many others."""
        known = self.tools.knowledge.entities
        labels = list(
            dict.fromkeys(name(iri, self.tools).replace("「", "").replace("」", "") for iri in iris if iri in known)
        )
        return f"{labels[0]} ほか{len(labels) - 1}件" if len(labels) > 1 else labels[0] if labels else ""

    def _things(self) -> Iterator[Chip]:
        """Yield the things that are named, and those that words describe."""
        held = [node for node in nodes(self.proposal.plan if self.proposal else None) if isinstance(node, Named)]
        for mark in self.reading.names:
            if self.proposal is not None and not covered(mark.span, self.spans):
                continue
            node = next((n for n in held if set(n.iris) & set(mark.iris)), None)
            iris = tuple(iri for iri in mark.iris if node is None or iri in node.iris) or mark.iris
            parted = any(mark.span in part.spans for draft in self.drafts for part in draft.parts)
            if not parted and mark.kind != t.TERM:
                yield self.chip(kind(mark.kind, self.tools), self.label(iris), mark.span, iris, node)
        for draft in self.drafts:
            said = [span for span, share in draft.said if share >= _SAYS]
            own = [n for n in nodes(draft.of) if isinstance(n, Named) and n.kind != t.PLAN and n in held]
            node = next((n for n in own if not any(n in nodes(part.condition) for part in draft.parts)), None)
            if said and node is not None:
                span = (min(s for s, _ in said), max(e for _, e in said))
                yield self.chip(kind(node.kind, self.tools), self.label(node.iris), span, node.iris, node)

    def _asked(self) -> Iterator[Chip]:
        """Yield what is asked for; its place is where the words that say so were typed."""
        reading = self.reading
        if self.proposal is None:
            return
        cues = [s for key in reading.cues if key.startswith("asks:") for s in reading.cues[key] if s in self.spans]
        kinds = [k for k in reading.kinds if k.asked > 0 and covered(k.span, self.spans)]
        strongest = max(kinds, key=lambda k: (k.asked, k.start), default=None)
        span = strongest.span if strongest else min(cues) if cues else None
        yield self.chip(ASKED, asked_label(self.proposal, self.tools), span, (), self.proposal.plan)

    def _words(self) -> Iterator[Chip]:
        """Yield the words that nothing known stands behind, those that were searched, and those that were left."""
        linked, text = self.reading.linked, self.reading.text
        for word in dict.fromkeys(linked.strange):
            at = text.find(word)
            if word and at >= 0:
                yield self._word(UNKNOWN, (at, at + len(word)))
        structured = self.proposal is not None and bool(self.proposal.drafts)
        explained = (*self.spans, *(s for d in self.drafts for s, share in d.said if share >= _SAYS))
        left = (
            [w for w in self.reading.left(explained) if not w.aside and not w.term.doing]
            if structured
            else list(self.reading.topic(self.spans))
        )
        kinds = [k.span for k in self.reading.kinds]
        left = sorted((w for w in left if not covered(w.span, kinds)), key=lambda w: -w.worth)[:_MOST_WORDS]
        for span in _touching(left):
            yield self._word(LEFT if structured else WORD, span)

    def _word(self, kind_: str, span: Span) -> Chip:
        chip = self.chip(kind_, "", span)
        return replace(chip, label=chip.text)


def placed(chip: Chip, asked: str, reading: Reading, taken: bool = False) -> Chip:
    """Return a chip of another wording at its place in the question as typed; where its words were not typed, without
    a place, or as taken over from the question before."""
    at = reading.text.find(fold(chip.text)) if chip.text else -1
    if at >= 0:
        typed = Typed(asked, reading.text)
        begin, stop = typed.span(at, at + len(fold(chip.text)))
        return replace(chip, text=asked[begin:stop], start=begin, end=stop)
    if chip.text and taken:
        return Chip(CARRIED, "", chip.label, chip.iri)
    return replace(chip, text="", start=-1, end=-1)


def _longest(spans: Sequence[Span], reading: Reading) -> Span:
    """Return the words that say a condition best: of names and values, else the longest."""
    marks = {n.span for n in reading.names} | {v.span for v in reading.values} | {n.span for n in reading.numbers}
    return max(spans, key=lambda span: (span in marks, span[1] - span[0]))


def _value(condition: Any) -> str:
    """Return the short name of a condition on a value: 新規, 終了でない."""
    inner = getattr(condition, "condition", condition)
    values: tuple[str, ...] = getattr(inner, "values", ())
    path: Path = getattr(inner, "path", ())
    if len(values) != 1 or len(path) != 1:
        return ""
    own = sayings()["values"].get(local(path[0].property), {}).get(values[0], {})
    label: str = own.get("label", values[0] if own else "")
    return f"{label}でない" if label and inner is not condition else label


def _touching(words: Sequence[Word]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(word.span for word in words):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


__all__ = ["Shown", "placed"]
