"""What has figures, found by loose words: indicators and figures of surveys, each with all that speaks for it.

Evidence is what their own names, breakdowns and headings say, what the 事業 that they measure is called and described
as, the names of 課 and 事業 beside them, and the unit that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.japanese import fold, years
from ontology import terms as t
from service.answering.knows.named_entities import Entity
from service.answering.plan.sets import Named
from service.answering.plan.sparql_text import iri_text
from service.answering.propose.editions import edition_meant, editions
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.subjects import Subject, said_by, unsaid
from service.answering.reading.marks import Span, Word
from service.answering.reading.read import terms
from service.answering.reading.units import unit_meant
from service.answering.sources.stated_figures import shows_unit

_POOL, _FIRST, _NEAR = 20, 5, 3
_QUOTED = re.compile(r"[「『]([^」』]{2,})[」』]")
_UNIT_WORTH = 3.0  # of a unit that the question names, among words
_LEAST = 0.2  # part of the words' worth that has to be said, or the 事業 has to be the nearest
_NAMED, _UNIT, _OWNER, _BESIDE, _DATED = 0.35, 0.5, 0.3, 0.3, 0.3
_GUESS, _OTHER_UNIT, _OTHER_KIND, _OTHER_EDITION = 0.1, 0.3, 0.1, 0.4  # what is added to a draft's cost


@dataclass(frozen=True, slots=True)
class Measure:
    """A thing with figures. units: its figures as printed and its name, where units stand; owner: the 事業 measured."""

    entity: Entity
    units: str
    values: tuple[str, ...]
    owner: Entity | None


def content(sets: Sets, skip: Iterable[Span] = ()) -> list[Word]:
    """Return the words that may describe what has figures: none of names, cues, years, plans or words for kinds."""
    reading = sets.reading
    named = [n.span for n in reading.names if n.kind not in (t.TERM, t.INDICATOR, t.FIGURE, t.EVENT)]
    return [w for w in reading.topic([*named, *skip]) if not w.aside]


def pool(kind: str, sets: Sets, groups: Sequence[Sequence[Word]]) -> list[Measure]:
    """Return the things of a class that any group of words may mean, or that a named or near 事業 has."""
    known, tools, reading = sets.tools.knowledge, sets.tools, sets.reading
    scope = reading.plan if kind == t.INDICATOR else None
    found: dict[str, Entity] = {}
    for group in groups:
        if group:
            ranked = tools.catalogue.rank(terms(group), known.inside(scope, kind))
            found |= {c.entity.iri: c.entity for c in islice(ranked, _POOL)}
    if kind == t.INDICATOR:
        projects = [known.entities[iri] for n in reading.named(t.PROJECT) for iri in n.iris if iri in known.entities]
        words = content(sets)
        if words:
            projects += [s.entity for s in sets.subjects(t.PROJECT, words, scope)[:_NEAR]]
        own = (known.entities.get(iri) for project in projects for iri in project.parts.get(t.INDICATOR, ()))
        found |= {e.iri: e for e in own if e is not None}
    return _measures(found, sets)


def measures(kind: str, sets: Sets, among: Sequence[Entity] | None = None) -> list[Draft]:
    """Return what the question may mean, likeliest first; among: only these."""
    key = ("measures", kind, tuple(e.iri for e in among) if among is not None else None)
    if key not in sets._memory:
        found = _measures({e.iri: e for e in among}, sets) if among is not None else None
        sets._memory[key] = _described(kind, sets, found, among is not None)
    return sets._memory[key]


def _measures(found: dict[str, Entity], sets: Sets) -> list[Measure]:
    values: dict[str, list[str]] = {}
    if found:
        things = " ".join(map(iri_text, found))
        rows = sets.tools.select(
            f"SELECT ?x ?v WHERE {{ VALUES ?x {{ {things} }} {{ ?x <{t.VALUE}> ?v }} UNION "
            f"{{ ?s <{t.OF_INDICATOR}> ?x ; <{t.VALUE}> ?v }} }}"
        )
        for row in rows:
            values.setdefault(row["x"], []).append(row["v"])
    names = sets.tools.knowledge.entities
    made = []
    for iri, entity in found.items():
        owner = next((names[o] for o in entity.parts.get(t.PROJECT, ()) if o in names), None)
        own = tuple(values.get(iri, ()))
        made.append(Measure(entity, fold("、".join([*own[:2], *([] if own else [entity.label])])), own, owner))
    return made


def _described(kind: str, sets: Sets, found: list[Measure] | None, closed: bool) -> list[Draft]:
    words = content(sets)
    if not words and not closed:
        return []
    among = found if found is not None else pool(kind, sets, [words])
    judge = Judge(kind, sets, among)
    scored = sorted(((judge.score(one, words), one) for one in among), key=lambda s: (-s[0], s[1].entity.iri))
    first = scored[0][0] if scored else 0.0
    drafts = []
    for number, (score, one) in enumerate(islice(scored, _FIRST)):
        if not closed and judge.share(one, words) < _LEAST and judge.near(one) < 1.0:
            continue
        after = scored[number + 1][0] if number + 1 < len(scored) else 0.0
        ahead = max(-1.0, min(1.0, (score - (after if number == 0 else first)) / max(first, _LEAST)))
        drafts.append(judge.draft(one, words, number, ahead))
    return drafts


class Judge:
    """Weighs what speaks for each of some things with figures."""

    def __init__(self, kind: str, sets: Sets, among: Sequence[Measure]) -> None:
        self.kind, self.sets, self.reading = kind, sets, sets.reading
        self._said: dict[tuple[str, str], tuple[float, float]] = {}
        self._unit, self._sure = unit_meant(self.reading)
        self._editions = editions([m.entity.iri for m in among], sets.tools) if kind == t.FIGURE else {}
        self._edition = edition_meant(self.reading, sets.tools) if kind == t.FIGURE else None
        near = sets.subjects(t.PROJECT, words, self.reading.plan) if (words := content(sets)) and among else []
        self._near = {s.entity.iri: 1.0 - 0.25 * number for number, s in enumerate(near[:_NEAR])}

    def word(self, word: Word, one: Measure) -> tuple[float, float]:
        """Return how far a thing says a word, and how far its own name and breakdown do."""
        key = (word.term.forms[0], one.entity.iri)
        if key not in self._said:
            catalogue = self.sets.tools.catalogue
            says, named = catalogue.says(word.term, key[1]), catalogue.named(word.term, key[1])
            if not word.known:
                says = max(says, said_by(word.term, one.entity, self.sets.tools))
            if word.term.weight and one.entity.texts.get(t.BREAKDOWN):
                inside = word.term.found(one.entity.folded((t.BREAKDOWN,))) / word.term.weight
                says, named = max(says, inside), max(named, inside)
            if word.term.weight and self.kind == t.FIGURE:  # under a heading that is part of its name
                named = max(named, word.term.found(one.entity.folded((t.CONTEXT, t.AS_OF))) / word.term.weight)
            self._said[key] = says, named
        return self._said[key]

    def share(self, one: Measure, words: Sequence[Word]) -> float:
        """Return which part of the words' worth a thing says."""
        return self._part([(w.worth, self.word(w, one)[0]) for w in words], one)

    def named(self, one: Measure, words: Sequence[Word]) -> float:
        """Return which part of the words' worth its own name says."""
        return self._part([(w.worth, self.word(w, one)[1]) for w in words], one)

    def _part(self, said: list[tuple[float, float]], one: Measure) -> float:
        """Return the part of some words' worth that is said; a unit that the question names is a word like others."""
        if self._unit and self._sure:
            said = [*said, (_UNIT_WORTH, (1.0 + self.unit(one)) / 2)]
        whole = sum(worth for worth, _ in said)
        return sum(worth * share for worth, share in said) / whole if whole else 1.0

    def near(self, one: Measure) -> float:
        """Return how near its 事業 is to what the question describes, 1 for the nearest."""
        return self._near.get(one.owner.iri, 0.0) if one.owner else 0.0

    def unit(self, one: Measure) -> float:
        """Return whether its figures are in the unit asked for: 1 or -1, less where the unit is only inferred, or 0."""
        if not self._unit or not any(char.isalpha() or char == "%" for char in one.units):
            return 0.0
        sure = 1.0 if self._sure else 0.4
        if self._unit == "ポイント" and "%" in one.units:
            return sure
        return sure if shows_unit(self._unit, one.units) else (-sure if one.values else 0.0)

    def beside(self, one: Measure, itself: bool = True) -> tuple[Span, ...]:
        """Return the names that stand for it: its own, or of what is in its breakdown, or of its 事業."""
        spans: list[Span] = []
        own = one.entity.folded((t.BREAKDOWN,)) + fold(one.entity.label)
        for name in self.reading.names:
            if name.kind in (t.TERM, t.INDICATOR, t.FIGURE, t.EVENT) or name.denied:
                if itself and one.entity.iri in name.iris:
                    spans.append(name.span)
                continue
            linked = one.owner is not None and (
                one.owner.iri in name.iris or bool(set(name.iris) & set(self._parts(one.owner)))
            )
            if fold(name.text) in own or linked:
                spans.append(name.span)
        return tuple(spans)

    def _parts(self, owner: Entity) -> list[str]:
        return [iri for parts in owner.parts.values() for iri in parts]

    def dated(self, one: Measure) -> tuple[float, tuple[Span, ...]]:
        """Return how well a survey's time fits the one spoken of, -1 to 1, and the words that say it."""
        if self.kind != t.FIGURE:
            plans = [p for p in self.reading.plans if one.owner is not None and p.iri == one.owner.plan]
            return 0.0, tuple(p.span for p in plans)
        own = {m.year for text in one.entity.texts.get(t.AS_OF, ()) for m in years(fold(text).upper())}
        if own and self.reading.years:
            fits = bool(own & set(self.reading.years))
            return (1.0 if fits else -1.0), (self.reading.year_spans if fits else ())
        if self._edition is None:
            return 0.0, ()
        if self._editions.get(one.entity.iri) == self._edition[0]:
            return 1.0, self._edition[1]
        return -1.0, ()

    def score(self, one: Measure, words: Sequence[Word]) -> float:
        """Return all evidence in one figure."""
        own = one.entity.folded((t.BREAKDOWN,))
        own += "\n".join(map(fold, one.entity.names))
        beside = sum(_BESIDE if fold(self.reading.text[slice(*s)]) in own else _BESIDE / 3 for s in self.beside(one))
        quoted = [q for q in _QUOTED.findall(self.reading.text) if fold(q) in own]
        beside += _BESIDE * bool(quoted)
        return (
            self.share(one, words)
            + _NAMED * self.named(one, words)
            + _UNIT * self.unit(one)
            + _OWNER * self.near(one)
            + _DATED * self.dated(one)[0]
            + beside
        )

    def draft(self, one: Measure, words: Sequence[Word], rank: int, ahead: float) -> Draft:
        """Return a thing as a draft, with what it explains and what speaks against it."""
        fits, dated = self.dated(one)
        cost = _GUESS + (_OTHER_EDITION if fits < 0 else 0.0)
        unit = self.unit(one)
        if unit < 0:
            cost += _OTHER_UNIT if self._sure else _OTHER_KIND
        said = {w.span: self.word(w, one)[0] for w in words}
        called = tuple((w.span, self.word(w, one)[1]) for w in words)
        shares = self.share(one, words), self.named(one, words)
        left = unsaid(one.entity, self.reading.text, self.sets.tools)
        subject = Subject(one.entity, said, *shares, ahead, rank, left)
        spans = (*self.beside(one), *dated)
        return Draft(
            Named(self.kind, (one.entity.iri,)), spans, tuple(said.items()), cost, subject, (one.entity.iri,),
            one.entity.label, called,
        )  # fmt: skip


__all__ = ["Judge", "Measure", "content", "measures", "pool"]
