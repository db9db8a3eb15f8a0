"""What a 事業 does in a year, and in which year it does something: the entries of schedules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.japanese import era_long, era_short, fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import TEXT, YEAR, Proposal, label_of
from service.answering.plan.sets import All, Named, Pattern, Set
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.propose.sets import Draft, Sets
from service.answering.reading.marks import Span
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording


def entries(of: Set, years: Sequence[int] = ()) -> str:
    """Return the query for the schedule entries of 事業: x, entry, year, activity."""
    when = f" FILTER(?year IN ({', '.join(map(str, years))}))" if years else ""
    return shorten(
        f"SELECT DISTINCT ?x ?entry ?year ?activity WHERE {{\n  {of.pattern('x', Pattern())}\n  "
        f"?x {iri_text(t.HAS_SCHEDULE)} ?entry . ?entry {iri_text(t.ACTIVITY)} ?activity ; "
        f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?year .{when}\n}} ORDER BY ?year"
    )


_EARLY, _READY = 0.8, 0.2  # what an entry that only prepares counts where the start is asked for, and costs more


@dataclass(frozen=True, slots=True)
class Planned:
    """What 事業 do in some years."""

    of: Set
    years: tuple[int, ...]

    def run(self, tools: Tools) -> Result | None:
        """Return one item an entry."""
        query = entries(self.of, self.years)
        rows = tools.select(query)
        if not rows or len({row["x"] for row in rows}) > 3:
            return None
        told = "、".join(f"{era_long(int(r['year']))}は「{' '.join(r['activity'].split())}」" for r in rows[:8])
        name = "・".join(f"「{label_of(x, tools)}」" for x in dict.fromkeys(r["x"] for r in rows))
        items = (
            Item(label_of(r["x"], tools), r["entry"], "予定", value=r["activity"], year=era_short(int(r["year"])))
            for r in rows
        )
        return Result(
            tuple(items),
            tuple(Statement(r["entry"], t.ACTIVITY, None, r["activity"]) for r in rows),
            text=f"{name}のスケジュールでは、{told}です。",
            sparql=query,
            anchors=tuple(dict.fromkeys(r["x"] for r in rows)),
        )


@dataclass(frozen=True, slots=True)
class YearOfEntry:
    """The year of one entry of a schedule."""

    entry: str

    def run(self, tools: Tools) -> Result | None:
        """Return the year, with what is done then."""
        query = shorten(
            f"SELECT ?x ?year ?activity WHERE {{ ?x {iri_text(t.HAS_SCHEDULE)} {iri_text(self.entry)} . "
            f"{iri_text(self.entry)} {iri_text(t.ACTIVITY)} ?activity ; "
            f"{iri_text(t.FISCAL_YEAR)}/{iri_text(t.NOTATION)} ?year }}"
        )
        rows = tools.select(query)
        if not rows:
            return None
        row, year = rows[0], int(rows[0]["year"])
        return Result(
            (Item(label=era_long(year), type="年度", year=era_short(year)),),
            (Statement(self.entry, t.ACTIVITY, None, row["activity"]),),
            text=f"「{label_of(row['x'], tools)}」のスケジュールでは、{era_long(year)}に"
            f"「{' '.join(row['activity'].split())}」とされています。",
            sparql=query,
            anchors=(row["x"],),
        )


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield what schedules say of the years or the doings spoken of."""
    reading = sets.reading
    cues = (*reading.cue("asks:year"), *(k.span for k in reading.speaks_of(t.SCHEDULE, t.HAS_SCHEDULE)))
    for draft in sets.of(t.PROJECT):
        if not draft.anchors and draft.subject is None:
            continue
        if reading.years and not reading.says("asks:value"):
            yield Proposal(
                "planned",
                Planned(draft.of, reading.years),
                TEXT,
                (*draft.spans, *reading.year_spans, *cues),
                (draft,),
                0.3,
            )
    if reading.says("asks:year"):
        yield from _years(sets, tools, cues)


def _years(sets: Sets, tools: Tools, cues: tuple[Span, ...]) -> Iterator[Proposal]:
    """Yield the entries of schedules that say what is asked about, best first, the earliest of equals."""
    reading = sets.reading
    named = {iri for n in reading.named(t.PROJECT) for iri in n.iris}
    spans = tuple(n.span for n in reading.named(t.PROJECT))
    words = [w for w in reading.left([*cues, *spans, *reading.year_spans]) if not w.aside]
    found: list[tuple[float, int, str, str, bool, tuple[tuple[Span, float], ...]]] = []
    prepared = wording().cues["in_preparation"] if reading.says("starting") else None
    for row in tools.select(entries(All(t.PROJECT))):
        if named and row["x"] not in named:
            continue
        text = fold(row["activity"])
        held = [w for w in words if w.term.found(text)]
        if not held:
            continue
        said = tuple((w.span, 1.0 if w in held else tools.catalogue.says(w.term, row["x"])) for w in words)
        worth = sum(w.worth * share for w, (_, share) in zip(words, said, strict=True)) + 0.3 * sum(
            w.worth for w in held
        )
        early = prepared is not None and prepared.search(row["activity"]) is not None
        early = early and wording().cues["under_way"].search(row["activity"]) is None
        worth *= _EARLY if early else 1.0
        found.append((worth, -int(row["year"]), row["entry"], row["x"], early, said))
    for _, _, entry, project, early, said in sorted(found, reverse=True)[:3]:
        draft = Draft(Named(t.PROJECT, (project,)), spans, said, 0.15 + _READY * early, None, (project,), "", said)
        yield Proposal("year-of-entry", YearOfEntry(entry), YEAR, cues, (draft,))
    if reading.says("starting"):
        yield from _starts(sets, tools, (*cues, *reading.cue("starting")))


def _starts(sets: Sets, tools: Tools, cues: tuple[Span, ...]) -> Iterator[Proposal]:
    """Yield the first entry of the schedules of the 事業 spoken of that is under way, no longer prepared."""
    under_way, prepared = wording().cues["under_way"], wording().cues["in_preparation"]
    for draft in sets.of(t.PROJECT):
        if not isinstance(draft.of, Named) or len(draft.of.iris) > 1:
            continue
        rows = tools.select(entries(draft.of))
        begun = (r for r in rows if under_way.search(r["activity"]) and not prepared.search(r["activity"]))
        first = next(begun, None)
        if first is not None:
            yield Proposal("year-of-entry", YearOfEntry(first["entry"]), YEAR, (*draft.spans, *cues), (draft,), 0.1)


__all__ = ["propose"]
