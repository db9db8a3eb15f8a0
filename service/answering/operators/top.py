"""The most, the least or the n-th of a set: things by how many others hang on them, indicators by a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ontology import terms as t
from service.answering.answer import Item
from service.answering.knows.schema import Path, Step
from service.answering.operators.base import Proposal, entities_of, items_of, label_of, statements_of
from service.answering.operators.measure import cited, figure_item, figure_rows, label, owner, points
from service.answering.plan.aggregates import nth
from service.answering.plan.sets import All, Named, Pattern, Set, Via, Where
from service.answering.plan.sparql_text import iri_text
from service.answering.propose.counted import RANGES
from service.answering.propose.headings import headings
from service.answering.propose.reach import wanted
from service.answering.propose.sets import Draft, Sets
from service.answering.reading.marks import Name, Reading, Span
from service.answering.say.written_figures import unit_of
from service.answering.step_interface import Result, Tools, item

_KANJI = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_RANK = re.compile(r"\d+|[一二三四五六七八九]")
_BESIDE = 6  # characters between the word for what is counted and the cue
_FRAMES = tuple(t.FRAME_CLASSES.values())


@dataclass(frozen=True, slots=True)
class MostOf:
    """The things of a class that most (fewest) things of a set hang on. path: from these to them; rank: 1 for the
    first; share: of which set the counted ones are a part, None for the bare count; without: what does not count;
    below: the thing whose place is followed (Aの次に多い)."""

    kind: str
    of: Set
    path: Path
    least: bool = False
    rank: int = 1
    without: tuple[str, ...] = ()
    whole: Set | None = None
    subset: Set | None = None
    below: str | None = None

    def query(self) -> str:
        """Return the query for the things with that place."""
        if self.whole is None:
            counts = self.counts(self.of)
            return nth(self._beyond(counts) if self.below else counts, "count", self.rank, self.least)
        to = Pattern()
        whole, path, part = self.whole.pattern("y", to), to.path("y", "x", self.path), self.of.pattern("y", to)
        shares = (
            f"SELECT ?x (COUNT(DISTINCT ?part) / COUNT(DISTINCT ?y) AS ?share) WHERE {{ {whole} {path} "
            f"?x a {iri_text(self.kind)} . {self._out()} OPTIONAL {{ {part} BIND(?y AS ?part) }} }} GROUP BY ?x"
        )
        return nth(shares, "share", self.rank, self.least)

    def _beyond(self, counts: str) -> str:
        """Return those of some counts that come after that of the thing which is followed."""
        to = Pattern()
        own = f"{self.of.pattern('y', to)} {to.path('y', 'z', self.path)} VALUES ?z {{ {iri_text(self.below or '')} }}"
        limit = f"SELECT (COUNT(DISTINCT ?y) AS ?limit) WHERE {{ {own} }}"
        return (
            f"SELECT ?x ?count WHERE {{ {{ {counts} }} {{ {limit} }} "
            f"FILTER(?count {'>' if self.least else '<'} ?limit) }}"
        )

    def _out(self) -> str:
        return f" FILTER(?x NOT IN ({', '.join(map(iri_text, self.without))}))" if self.without else ""

    def counts(self, of: Set) -> str:
        """Return the query for the counts, without prefixes."""
        to = Pattern()
        group, path = of.pattern("y", to), to.path("y", "x", self.path)
        out = self._out()
        if self.subset is not None:
            out += " " + self.subset.pattern("x", to)
        return (
            f"SELECT ?x (COUNT(DISTINCT ?y) AS ?count) WHERE {{ {group} {path} ?x a {iri_text(self.kind)} .{out} }} "
            "GROUP BY ?x"
        )

    def run(self, tools: Tools) -> Result | None:
        """Return the things with that place, all of them where several share it."""
        query = self.query()
        sizes = {row["x"]: float(row["count"]) for row in tools.select(self.counts(self.of))}
        counts = dict(sizes)
        if self.whole is not None:
            wholes = {row["x"]: float(row["count"]) for row in tools.select(self.counts(self.whole))}
            sizes = {x: sizes.get(x, 0.0) / whole for x, whole in wholes.items() if whole}
            counts = {x: counts.get(x, 0.0) for x in wholes}
        sizes, every = self._after(sizes), sizes
        values = sorted(set(sizes.values()), reverse=not self.least)
        place = values[self.rank - 1 : self.rank]
        best = entities_of([x for x, size in sizes.items() if size in place], tools)
        if not best:
            return None
        shown = sorted(every, key=lambda x: every[x], reverse=not self.least)[:8]
        told = "、".join(f"{label_of(x, tools)} {int(counts[x])}件" for x in shown)
        iris = [e.iri for e in best]
        return Result(
            items=items_of(best, tools),
            proof=lambda: statements_of(Via(self.of, self.path, self.kind), iris, tools),
            sparql=query,
            anchors=tuple(iris),
            text=f"{'、'.join(e.label for e in best)}です（{told}）。",
        )

    def _after(self, sizes: dict[str, float]) -> dict[str, float]:
        """Return the counts that come after that of the thing which is followed: all where none is."""
        limit = sizes.get(self.below) if self.below else None
        if limit is None:
            return {} if self.below else sizes
        return {x: size for x, size in sizes.items() if (size > limit if self.least else size < limit)}


@dataclass(frozen=True, slots=True)
class TopFigure:
    """The indicators (or the 事業 of them) with the largest, smallest or n-th figure of a year."""

    of: Set
    year: int | None
    least: bool = False
    rank: int = 1
    projects: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return those with that place."""
        found, _ = points(self.of, tools, (self.year,) if self.year else ())
        found = [p for p in found if p.number is not None]
        if len({unit_of(p.value) for p in found}) > 1:
            return None
        values = sorted({p.number for p in found if p.number is not None}, reverse=not self.least)
        if len({p.thing for p in found}) < 2 or len(values) < self.rank:
            return None
        best = [p for p in found if p.number == values[self.rank - 1]]
        ordered = sorted(found, key=lambda p: p.number or 0.0, reverse=not self.least)
        names = tools.knowledge.entities
        items: list[Item] = []
        for p in best:
            project = owner(p.thing, tools)
            if self.projects and project in names:
                items.append(item(names[project], tools.knowledge))
            else:
                items.append(figure_item(p, self.of.kind, tools))
        told = "、".join(f"{label(p.thing, tools)} {p.value}" for p in ordered[:6])
        project = f"OPTIONAL {{ ?project {iri_text(t.HAS_INDICATOR)} ?x }}" if self.projects else ""
        rows = figure_rows(self.of, (self.year,) if self.year else (), project, bound=True)
        return Result(
            tuple(items),
            cited(ordered[:6]),
            text=f"{'、'.join(i.label or '' for i in items)}です（{told}）。",
            sparql=nth(rows, "number", self.rank, self.least),
            anchors=tuple(p.thing for p in best),
        )


def rank_said(reading: Reading) -> int:
    """Return which place is asked for: 1 where none is said."""
    for start, end in reading.cue("ordinal"):
        said = _RANK.search(reading.text[start:end])
        if said:
            return int(_KANJI.get(said[0], 0) or said[0])
        return 2
    return 1


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the things with a place in an order, by count and by figure."""
    reading = sets.reading
    if not reading.says("most", "least", "ordinal"):
        return
    cues = reading.cue("most", "least", "ordinal")
    least, rank = reading.says("least"), rank_said(reading)
    for kind, spans in wanted(reading, tools).items():
        if kind == t.PROJECT:
            yield from _by_members(kind, spans, sets, least, rank)
        if kind in (t.PROJECT, t.EVENT, t.INDICATOR):
            continue
        skip = tuple(n.span for n in reading.named(kind))
        without = tuple(iri for n in reading.named(kind) if n.denied for iri in n.iris)
        yield from _by_members(kind, spans, sets, least, rank)
        for path in sets.paths(t.PROJECT, kind)[:2]:
            for draft in sets.of(t.PROJECT, skip=skip, describe=False):
                explained = (
                    *draft.spans,
                    *cues,
                    *spans,
                    *(skip if without else ()),
                    *(k.span for k in reading.speaks_of(t.PROJECT, t.RESPONSIBLE)),
                )
                far = 0.1 * (len(path) - 1)
                plan = MostOf(kind, draft.of, path, least, rank, without)
                yield Proposal("most-of", plan, kind, explained, (draft,), far)
                for name in _followed(kind, reading):
                    plan = MostOf(kind, draft.of, path, least, 1, without, below=name.iris[0])
                    yield Proposal("most-of", plan, kind, (*explained, name.span), (draft,), far)
                if reading.says("share"):
                    values = tuple(v.span for v in reading.values)
                    for whole in sets.of(t.PROJECT, skip=(*skip, *values), describe=False)[:1]:
                        yield Proposal(
                            "most-share",
                            MostOf(kind, draft.of, path, least, rank, without, whole.of),
                            kind,
                            (*explained, *reading.cue("share")),
                            (draft,),
                            -0.05,
                        )
    yield from _figures(sets, tools, least, rank)


def _followed(kind: str, reading: Reading) -> list[Name]:
    """Return the names after whose place is asked: 市民課 of 市民課の次に多い."""
    places = [start for start, end in reading.cue("ordinal") if not _RANK.search(reading.text[start:end])]
    return [n for n in reading.named(kind) if any(n.end <= start <= n.end + 1 for start in places)]


def _by_members(kind: str, spans: tuple[Span, ...], sets: Sets, least: bool, rank: int) -> Iterator[Proposal]:
    """Yield the things that most of another class hang on, where its word stands right before: 指標が最も多い."""
    reading = sets.reading
    cues = reading.cue("most", "least", "ordinal")
    for word in reading.kinds:
        member = RANGES.get(word.iris[0], word.iris[0])
        near = min((s[0] - word.end for s in cues if s[0] >= word.end), default=99)
        if member in (kind, t.PROJECT, t.PLAN) or near > _BESIDE:
            continue
        for path in [p for p in sets.paths(member, kind) if len(p) == 1][:1]:
            for draft in sets.of(kind, skip=(word.span,), describe=False)[:2]:
                told = (*draft.spans, *cues, *spans, word.span, *sets.path_words(path))
                plan = MostOf(kind, All(member), path, least, rank, subset=draft.of)
                yield Proposal("most-of", plan, kind, told, (draft,), -0.02)


def _figures(sets: Sets, tools: Tools, least: bool, rank: int) -> Iterator[Proposal]:
    reading = sets.reading
    cues = (*reading.cue("most", "least", "ordinal"), *reading.year_spans)
    year = reading.years[-1] if reading.years else tools.knowledge.last_year or None
    for kind in (t.INDICATOR, t.FIGURE):
        for draft, alike in _alike(kind, sets, tools, cues):
            spans = (*draft.spans, *cues, *(k.span for k in reading.speaks_of(t.TARGET, t.VALUE, t.INDICATOR)))
            when = year if kind == t.INDICATOR else None
            if kind == t.INDICATOR and reading.speaks_of(t.PROJECT):
                yield Proposal(
                    "top-figure",
                    TopFigure(alike, when, least, rank, True),
                    t.PROJECT,
                    (*spans, *(k.span for k in reading.speaks_of(t.PROJECT))),
                    (draft,),
                    0.05,
                )
            yield Proposal("top-figure", TopFigure(alike, when, least, rank), kind, spans, (draft,), 0.1)


def _alike(kind: str, sets: Sets, tools: Tools, cues: Sequence[tuple[int, int]]) -> Iterator[tuple[Draft, Set]]:
    """Yield sets of figures to put in order: those whose names say the words, those under one heading."""
    reading = sets.reading
    words = [
        w
        for w in reading.left([*cues, *(s for d in sets.of(kind, describe=False) for s in d.spans)])
        if not w.aside and not w.term.doing
    ]
    pool = tools.knowledge.inside(reading.plan if kind == t.INDICATOR else None, kind)
    if kind == t.INDICATOR:
        named = [e for e in pool if words and all(tools.catalogue.named(w.term, e.iri) > 0.4 for w in words)]
        if len(named) > 1:
            said = tuple((w.span, 1.0) for w in words)
            yield (
                Draft(Named(kind, tuple(e.iri for e in named)), (), said, 0.0, None, (), "", said),
                Named(kind, tuple(e.iri for e in named)),
            )
        for base in sets.of(kind, describe=False):
            if base.spans and not isinstance(base.of, All):
                yield base, base.of
                if len(named) > 1 and isinstance(base.of, Where):
                    both = Where(Named(kind, tuple(e.iri for e in named)), base.of.conditions)
                    yield replace(base, of=both, said=tuple((w.span, 1.0) for w in words)), both
        return
    for group in headings(sets):
        yield group, group.of


__all__ = ["MostOf", "Step", "TopFigure", "propose"]
