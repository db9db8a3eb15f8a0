"""Sets that a question may mean: the conditions that its marks put on things of a class, joined by short paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any

from ontology import terms as t
from service.answering.knowledge import Entity
from service.answering.plan.conditions import TARGETS, Figure, Has, HowMany, Is, Moves, Not, Only, Times
from service.answering.plan.sets import All, Condition, Named, Set, Union, Via, Where
from service.answering.propose.fields import field_words
from service.answering.propose.subjects import Subject, speaking, subjects
from service.answering.reading.marks import Kind, Name, Number, Reading, Span, Value, Word
from service.answering.schema import Path, Step
from service.answering.tools import Tools

_FRAMES = frozenset(t.FRAME_CLASSES.values())
_JOINED = re.compile(r"(の)?(事業|課)?([とや・、,]|及び|および|または|又は|か|もしくは)+(?!ら)")
_PLAN_PATHS: dict[str, Path] = {
    t.PROJECT: (Step(t.IN_PLAN),),
    t.INDICATOR: (Step(t.HAS_INDICATOR, True), Step(t.IN_PLAN)),
    **dict.fromkeys(_FRAMES, (Step(t.IN_PLAN),)),
}
_DEAR = frozenset({t.IN_PLAN, t.FISCAL_YEAR, t.ISSUER, t.OCCURRED_IN, t.PERIOD_START, t.PERIOD_END})
_RESPONSIBLE: Path = (Step(t.RESPONSIBLE),)
_MOST, _DESCRIBED = 12, 2  # combinations of alternatives, and those for which words may describe the rest
_NOT_BY_NAME = frozenset({t.TERM, t.INDICATOR, t.EVENT, t.FIGURE, t.YEAR})
_HOP, _DEFAULT, _GUESS = 0.35, 0.05, 0.1  # what a step beyond the first, a plan not said, and a thing described cost


@dataclass(frozen=True, slots=True)
class Draft:
    """A set, and how a question says it. spans: stretches that its parts stand for; said: place of a word → how far
    the thing described says it; cost: of what no word asked for; subject: the thing described, None where named;
    called: place of a word → how far names alone say it; parts: its conditions, each with what says it."""

    of: Set
    spans: tuple[Span, ...] = ()
    said: tuple[tuple[Span, float], ...] = ()
    cost: float = 0.0
    subject: Subject | None = None
    anchors: tuple[str, ...] = ()
    label: str = ""
    called: tuple[tuple[Span, float], ...] = ()
    parts: tuple[Part, ...] = ()

    def also(self, of: Set, *spans: Span, cost: float = 0.0) -> Draft:
        """Return a draft of another set that rests on this one."""
        return replace(self, of=of, spans=(*self.spans, *spans), cost=self.cost + cost)


@dataclass(frozen=True, slots=True)
class Part:
    """One condition with what says it."""

    condition: Condition
    spans: tuple[Span, ...]
    cost: float = 0.0
    anchors: tuple[str, ...] = ()


@dataclass(slots=True)
class Sets:
    """Makes sets for one question."""

    reading: Reading
    tools: Tools
    _memory: dict[object, list[Draft]] = field(default_factory=dict)
    _found: dict[object, list[Any]] = field(default_factory=dict)

    def of(
        self,
        kind: str,
        skip: tuple[Span, ...] = (),
        within: Span | None = None,
        plan: str | None = None,
        describe: bool = True,
    ) -> list[Draft]:
        """Return the sets of things of a class that the question may mean.

        skip: stretches that say something else; within: only what stands there counts; plan: instead of the one said
        (the empty text for none); describe: whether words may describe what no name says.
        """
        key = (kind, skip, within, plan, describe)
        if key not in self._memory:
            self._memory[key] = list(self._make(kind, skip, within, plan, describe))
        return self._memory[key]

    def _make(
        self, kind: str, skip: Sequence[Span], within: Span | None, plan: str | None, describe: bool
    ) -> Iterator[Draft]:
        inside = self._inside(skip, within)
        own = [n for n in self.reading.names if n.kind == kind and inside(n.span) and kind not in _NOT_BY_NAME]
        wanted = [n for n in own if not n.denied]
        left_out = tuple(iri for n in own if n.denied for iri in n.iris)
        choices = [list(self._name(kind, name)) for name in self._joined(kind, inside)]
        choices += self._values(kind, [value for value in self.reading.values if inside(value.span)], plan)
        choices += [list(found) for found in self._further(kind, inside)]
        choices = [choice for choice in choices if choice]
        plans = list(self._plans(kind, inside, plan, bool(wanted)))
        for number, combination in enumerate(islice(product(plans, *choices), _MOST)):
            parts = [part for part in combination if part is not None]
            conditions = tuple(p.condition for p in parts if p.condition is not None)
            spans = tuple(span for part in parts for span in part.spans)
            cost = sum(part.cost for part in parts)
            anchors = tuple(dict.fromkeys(iri for part in parts for iri in part.anchors))
            if left_out:
                spans += tuple(n.span for n in own if n.denied)
            for draft in self._bases(
                kind, wanted, left_out, conditions, spans, cost, anchors, inside, describe and number < _DESCRIBED, plan
            ):
                yield replace(draft, parts=tuple(parts))

    def _bases(
        self, kind: str, wanted: Sequence[Name], left_out: tuple[str, ...], conditions: tuple[Condition, ...],
        spans: tuple[Span, ...], cost: float, anchors: tuple[str, ...], inside: Inside, describe: bool, plan: str | None,
    ) -> Iterator[Draft]:  # fmt: skip
        reading, tools = self.reading, self.tools
        if wanted:
            iris = tuple(dict.fromkeys(iri for name in wanted for iri in name.iris))
            base: Set = Named(kind, iris)
            yield Draft(
                _where(base, conditions),
                (*spans, *(n.span for n in wanted)),
                (),
                cost,
                None,
                (*iris, *anchors),
                wanted[0].text,
            )
            return
        base = All(kind)
        if left_out:
            conditions = (*conditions, Not(Same(Named(kind, left_out))))
        yield Draft(_where(base, conditions), spans, (), cost, None, anchors)
        if not describe:
            return
        words = [w for w in reading.topic(spans) if inside(w.span)]
        if not words:
            return
        scope = (plan if plan is not None else reading.plan) or None
        for one in self.subjects(kind, words, scope):
            yield Draft(
                _where(Named(kind, (one.entity.iri,)), conditions), spans, tuple(one.said.items()), cost + _GUESS,
                one, (one.entity.iri, *anchors), one.entity.label,
                tuple((w.span, tools.catalogue.named(w.term, one.entity.iri)) for w in words),
            )  # fmt: skip
        near = [w for w in words if not w.aside and not w.term.doing]
        if near and kind != t.INDICATOR and tools.catalogue.total(kind) <= 3000:
            pool = tools.knowledge.inside(scope, kind)
            for least in (0.99, 0.6):
                found = self._speaking(kind, near, pool, least)
                if 0 < len(found) <= max(2, len(pool) // 2):
                    said = tuple((w.span, max(tools.catalogue.says(w.term, e.iri) for e in found)) for w in near)
                    yield Draft(
                        _where(Named(kind, tuple(e.iri for e in found)), conditions), spans, said, cost + _GUESS + 0.1,
                        None, anchors, "", said,
                    )  # fmt: skip
                    break

    def _speaking(self, kind: str, words: Sequence[Word], pool: Sequence[Entity], least: float) -> list[Entity]:
        key = ("speaking", kind, tuple(w.span for w in words), len(pool), least)
        if key not in self._found:
            self._found[key] = speaking(kind, words, self.tools, pool, least, level=least < 0.9)
        return self._found[key]

    def subjects(self, kind: str, words: Sequence[Word], plan: str | None) -> list[Subject]:
        """Return the things of a class that some words of the question describe best, those of the current plan first."""
        key = ("subjects", kind, tuple(w.span for w in words), plan)
        if key not in self._found:
            self._found[key] = self._subjects(kind, words, plan)
        return self._found[key]

    def _subjects(self, kind: str, words: Sequence[Word], plan: str | None) -> list[Subject]:
        found = subjects(kind, words, self.tools, self.reading.linked.question, plan)
        if kind == t.PROJECT and plan is None and found:
            current = self.tools.knowledge.current
            found = sorted(found, key=lambda s: (s.entity.plan != current and s.share < found[0].share * 1.1, s.rank))
        return found

    def _inside(self, skip: Sequence[Span], within: Span | None) -> Inside:
        def inside(span: Span) -> bool:
            if within is not None and not (within[0] <= span[0] and span[1] <= within[1]):
                return False
            return not any(span[0] < end and span[1] > start for start, end in skip)

        return inside

    def _joined(self, kind: str, inside: Inside) -> Iterator[Name]:
        """Yield the names of other things, those of one class that と or や joins made one: any of them fits."""
        separate = self.reading.says("both")
        last: Name | None = None
        for name in self.reading.names:
            if name.kind == kind or name.kind in _NOT_BY_NAME - {t.INDICATOR} or not inside(name.span):
                continue
            joined = last is not None and last.kind == name.kind and last.denied == name.denied and not separate
            if joined and last is not None and _JOINED.fullmatch(self.reading.text[last.end : name.start]):
                last = replace(last, end=name.end, iris=(*last.iris, *name.iris))
                continue
            if last is not None:
                yield last
            last = name
        if last is not None:
            yield last

    def _name(self, kind: str, name: Name) -> Iterator[Part | None]:
        if name.kind == t.INDICATOR and kind != t.PROJECT:
            return
        paths = self.paths(kind, name.kind)
        if not paths and kind != name.kind:
            return
        only = self.reading.says("only") and name.kind in (t.UNIT, t.GOAL, t.MEASURE)
        for path in paths[:3]:
            ends = Named(name.kind, name.iris)
            condition: Condition = Has(path, ends)
            spans = (name.span,)
            if name.denied:
                condition = Not(condition)
            elif only:
                condition, spans = Only(path, ends), (name.span, *self.reading.cue("only", "single"))
            yield Part(condition, (*spans, *self._path_words(path)), _HOP * (len(path) - 1), name.iris)
        if name.kind == t.INDICATOR:
            yield None

    def _path_words(self, path: Path) -> tuple[Span, ...]:
        said = {step.property for step in path}
        return tuple(k.span for k in self.reading.kinds if said & set(k.iris))

    def paths(self, kind: str, other: str) -> list[Path]:
        """Return the short paths from things of a class to those of another, none through what everything shares."""
        found = [path for path in self.tools.schema.paths(kind, other, limit=6) if path]
        plain = [
            path
            for path in found
            if not any(step.property in _DEAR for step in path[: None if other != t.PLAN else -1])
        ]
        return (
            plain
            or (
                [
                    path
                    for path in found
                    if other in (t.PLAN, t.LAW, t.ARTICLE, t.ORGANIZATION) or kind in (t.LAW, t.ARTICLE)
                ]
            )[:2]
        )

    def _values(self, kind: str, values: Sequence[Value], plan: str | None) -> list[list[Part | None]]:
        """Return the choices that the words for values leave: the same said twice is one condition."""
        found: dict[tuple[object, ...], list[Part | None]] = {}
        for value in values:
            parts = list(self._value(kind, value, plan))
            key = tuple(part.condition if part else None for part in parts)
            if not parts:
                continue
            if key in found:
                found[key] = [replace(p, spans=(*p.spans, value.span)) if p else None for p in found[key]]
            else:
                found[key] = parts
        if kind == t.PROJECT:
            said = {prop for value in values if not value.denied for prop, _ in value.readings}
            renamed = [v for v in values if v.denied and any(prop == t.RENAMED for prop, _ in v.readings)]
            if renamed and t.NOVELTY not in said:
                found[("goes on",)] = [Part(Is((Step(t.NOVELTY),), ("継続",)), renamed[0].span and (renamed[0].span,))]
        return list(found.values())

    def _value(self, kind: str, value: Value, plan: str | None = None) -> Iterator[Part | None]:
        """Yield the conditions that a word for a value may mean on things of a class: its own, or of things it has."""
        found = False
        known = self.tools.knowledge
        scope = plan or self.reading.plan or (known.current if not self.reading.plans else None)
        fitting = [r for r in value.readings if scope is None or scope in known.stated_in.get(r[0], (scope,))]
        fitting = fitting or [
            (prop, r[1])
            for r in value.readings
            for prop in known.valued.get(r[1], ())
            if scope in known.stated_in.get(prop, ())
        ]
        for prop, text in fitting or value.readings:
            for domain in self.tools.knowledge.domains.get(prop, ()):
                direct = domain == kind or (kind in _FRAMES and domain == t.FRAME)
                paths: list[Path] = (
                    [()]
                    if direct
                    else [p for p in self.paths(kind, domain) if len(p) == 1][:1]
                    if kind == t.PROJECT
                    else []
                )
                for path in paths:
                    condition: Condition = Is((Step(prop),), (text,))
                    if path:
                        condition = Has(path, Where(All(domain), (condition,)))
                    found = True
                    yield Part(Not(condition) if value.denied else condition, (value.span,), _HOP * len(path))
        if found and kind != t.PROJECT:
            yield None

    def _plans(self, kind: str, inside: Inside, plan: str | None, named: bool) -> Iterator[Part | None]:
        """Yield the condition on the plan: the one said, else the current one or none."""
        reading, known = self.reading, self.tools.knowledge
        path = _PLAN_PATHS.get(kind)
        if plan == "":
            yield None
            return
        if path is None:
            yield from self._related_plans(kind, inside)
            return
        said = [p for p in reading.plans if inside(p.span)]
        several = tuple(dict.fromkeys(p.iri for p in said if not p.absent and not p.source))
        if plan is None and len(several) > 1 and reading.says("each"):
            yield Part(Has(path, Named(t.PLAN, several)), (*(p.span for p in said), *reading.cue("each")), 0.0)
        iri = plan or (reading.plan if said or not reading.plans else None)
        spans = tuple(p.span for p in said if p.iri == iri)
        others = [p for p in said if p.iri != iri]
        if iri:
            yield Part(Has(path, Named(t.PLAN, (iri,))), spans, 0.0)
            for other in others[:1]:
                yield Part(Has(path, Named(t.PLAN, (other.iri,))), (other.span,), 0.05)
            if named:
                yield Part(None, spans, 0.2)  # type: ignore[arg-type]
            return
        if len({p.iri for p in said}) > 1:
            yield Part(
                Has(path, Named(t.PLAN, tuple(dict.fromkeys(p.iri for p in said)))), tuple(p.span for p in said), 0.0
            )
            return
        if named or not known.current:
            yield None
            return
        yield Part(Has(path, Named(t.PLAN, (known.current,))), (), _DEFAULT)
        yield None if kind != t.PROJECT else Part(None, (), 3 * _DEFAULT)  # type: ignore[arg-type]

    def _related_plans(self, kind: str, inside: Inside) -> Iterator[Part | None]:
        """Yield the relation of things that stand in no plan to the plans spoken of: the law that a plan rests on."""
        said = [p for p in self.reading.plans if inside(p.span)]
        if said and kind in (t.LAW, t.ARTICLE, t.ORGANIZATION, t.PLAN):
            iris = tuple(dict.fromkeys(p.iri for p in said))
            spans = tuple(p.span for p in said)
            for path in self.tools.schema.paths(kind, t.PLAN, limit=4)[:3] if kind != t.PLAN else self._between_plans():
                yield Part(
                    Has(path, Named(t.PLAN, iris)), (*spans, *self._path_words(path)), _HOP * (len(path) - 1), iris
                )
        yield None

    def _between_plans(self) -> list[Path]:
        """Return the relations between plans that the question has words for."""
        ranges = self.tools.schema.ranges
        said = [iri for kind in self.reading.kinds for iri in kind.iris if t.PLAN in ranges(iri)]
        return [(Step(iri, True),) for iri in dict.fromkeys(said)]

    def _further(self, kind: str, inside: Inside) -> Iterator[list[Part | None]]:
        """Yield the conditions that no name or value states: how many 課, open targets, groups left out."""
        reading = self.reading
        unit_path: Path | None = _RESPONSIBLE if kind == t.PROJECT else None
        if unit_path:
            counted = [n for n in reading.numbers if inside(n.span) and self._counts(n, t.UNIT)]
            no = reading.cue("negation")
            joint = [s for s in reading.cue("joint") if inside(s)]
            refused = [s for s in joint if any(s[1] <= n[0] <= s[1] + 2 for n in no)]
            joint = [s for s in joint if s not in refused]
            single = (
                [s for s in reading.cue("single") if inside(s)]
                + refused
                + [n for n in no for s in refused if s[1] <= n[0] <= s[1] + 2]
            )
            if counted:
                number = counted[0]
                operator = number.operator if number.operator != "=" or not joint else ">="
                yield [Part(HowMany(unit_path, operator, int(number.number)), (number.span, *joint))]
            elif joint:
                yield [Part(HowMany(unit_path, ">=", 2), tuple(joint))]
            elif single and (refused or not reading.named(t.UNIT)):
                yield [Part(HowMany(unit_path, "=", 1), tuple(single))]
            yield from self._lines(inside)
        if kind in (t.PROJECT, t.INDICATOR):
            yield from self._targets(kind, inside)
        if kind == t.PROJECT:
            yield from self._fields(inside)
        if kind == t.PROJECT:
            for word in reading.kinds:
                frames = [iri for iri in word.iris if iri in _FRAMES]
                if (
                    not frames
                    or not inside(word.span)
                    or any(n.start <= word.start < n.end + 2 for n in reading.names if n.kind in _FRAMES)
                ):
                    continue
                if word.denied:
                    yield [Part(Not(Has((Step(t.GROUP),), All(frames[0]))), (word.span, *self._negation(word)))]
                elif _AMONG.match(reading.text, word.end):
                    yield [Part(Has((Step(t.GROUP),), All(frames[0])), (word.span,)), None]

    def _fields(self, inside: Inside) -> Iterator[list[Part | None]]:
        """Yield that a field says words: 備考に統合と書いてある, スケジュールに「試行」がある."""
        found = field_words(self.reading, self.tools)
        if found is not None and inside(found[1][0]):
            iris, spans = found
            yield [Part(Same(Named(t.PROJECT, iris)), spans)]

    def _lines(self, inside: Inside) -> Iterator[list[Part | None]]:
        """Yield how many 事業 one went into, or came from, where the question counts them."""
        reading = self.reading
        for cue, path in (("splits", (Step(t.SUCCEEDS, True),)), ("merges", (Step(t.SUCCEEDS),))):
            spans = [s for s in reading.cue(cue) if inside(s)]
            if not spans or reading.named(t.PROJECT):
                continue
            counted = [n for n in reading.numbers if n.unit in ("つ", "事業", "件", "本") and n.number >= 2]
            number, operator = (int(counted[0].number), counted[0].operator) if counted else (2, ">=")
            yield [Part(HowMany(path, operator, number), (*spans, *(n.span for n in counted))), None]

    def _targets(self, kind: str, inside: Inside) -> Iterator[list[Part | None]]:
        reading = self.reading
        to_indicator: Path = (Step(t.HAS_INDICATOR),) if kind == t.PROJECT else ()
        undecided: Condition = Has((*to_indicator, Step(t.UNDECIDED)))
        targets: Condition = Has((*to_indicator, Step(t.OF_INDICATOR, True)))
        open_cues = [s for s in reading.cue("undecided") if inside(s)]
        set_cues = [
            s for s in reading.cue("decided") if inside(s) and not any(s[0] < e and s[1] > b for b, e in open_cues)
        ]
        if open_cues:
            every = [s for s in reading.cue("all_of") if inside(s)]
            alone = [Part(undecided, tuple(open_cues), 0.02)]
            both = [Part(AllOf((undecided, Not(targets))), (*open_cues, *every))]
            yield [*both, *alone] if every else [*alone, *both]
        if kind == t.INDICATOR:
            yield from self._moves(inside)
            for number in reading.numbers:
                if inside(number.span) and number.unit not in (
                    "",
                    "年",
                    "年度",
                    "つ",
                    "課",
                    "倍",
                    "番",
                    "番目",
                    "事業",
                    "指標",
                ):
                    year = reading.years[0] if len(reading.years) == 1 else None
                    figure = Figure(TARGETS, number.operator, number.number, year)
                    yield [Part(figure, (number.span, *(reading.year_spans if year else ()))), None]
        if not open_cues and set_cues and kind == t.PROJECT:
            year = [y for y in reading.years][:1]
            dated: Condition = (
                Has((*to_indicator, Step(t.OF_INDICATOR, True), Step(t.FISCAL_YEAR), Step(t.NOTATION)))
                if not year
                else Is(
                    (*to_indicator, Step(t.OF_INDICATOR, True), Step(t.FISCAL_YEAR), Step(t.NOTATION)), (str(year[0]),)
                )
            )
            yield [Part(dated, (*set_cues, *reading.year_spans))]

    def _moves(self, inside: Inside) -> Iterator[list[Part | None]]:
        """Yield how the targets of indicators have to move, where the question says so."""
        reading = self.reading
        years = sorted(reading.years)
        first, last = (years[0], years[-1]) if len(years) > 1 else (None, None)
        if len(years) == 1 and reading.says("since"):
            first, last = years[0], None
        for cue, how in (
            ("not_falling", "not falling"),
            ("not_rising", "not rising"),
            ("flat", "flat"),
            ("rising", "rising"),
            ("falling", "falling"),
        ):
            spans = [s for s in reading.cue(cue) if inside(s)]
            if spans:
                since = reading.cue("since") if first else ()
                yield [Part(Moves(how, first, last), (*spans, *since, *reading.year_spans)), None]
                return
        spans = [s for s in reading.cue("double") if inside(s)]
        factor = next((n.number for n in reading.numbers if n.unit == "倍"), 2.0)
        if spans and len(years) >= 2:
            yield [Part(Times(factor, years[0], years[-1]), (*spans, *reading.year_spans))]

    def _counts(self, number: Number, kind: str) -> bool:
        """Return whether a number counts things of a class: by its unit, or the word that follows it."""
        after = self.reading.text[number.end : number.end + 4]
        before = self.reading.text[max(0, number.start - 6) : number.start]
        units = {t.UNIT: "課部署"}.get(kind, "")
        if number.unit in ("課", "部署", "課以") or any(unit in number.unit for unit in units):
            return True
        return number.unit == "つ" and (
            re.match(r"(以上)?の(課|部署|主管)", after) is not None
            or re.search(r"課(が|の|は)|主管", before + after) is not None
        )

    def _negation(self, mark: Kind) -> tuple[Span, ...]:
        return tuple(s for s in self.reading.cue("negation") if mark.end <= s[0] <= mark.end + 4)


_AMONG = re.compile(r"(の(うち|中|なか|個別事業|事業)|に(ぶら下が|属|含まれ|入|ある|紐|ひも|位置))")
Inside = object


def _where(base: Set, conditions: tuple[Condition, ...]) -> Set:
    return Where(base, conditions) if conditions else base


@dataclass(frozen=True, slots=True)
class Same:
    """A thing is one of a set."""

    as_: Set

    def pattern(self, var, to):  # type: ignore[no-untyped-def]
        """Return the set's group on the very variable."""
        return self.as_.pattern(var, to)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Several conditions at once."""

    conditions: tuple[Condition, ...]

    def pattern(self, var, to):  # type: ignore[no-untyped-def]
        """Return all groups."""
        return " ".join(c.pattern(var, to) for c in self.conditions)


__all__ = ["Draft", "Iterable", "Part", "Sets", "Union", "Via"]
