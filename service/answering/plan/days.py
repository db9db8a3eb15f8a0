"""Plans over dated statements: a day, the time between two, an order, what was on a day, how often, before or after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.answering.answer import Citation, Item
from service.answering.knows.dated_statements import Dated, told
from service.answering.knows.named_entities import PREFIXES
from service.answering.plan.sparql_text import iri_text
from service.answering.reading.dates import When, days, spoken
from service.answering.sources.passages import Found
from service.answering.step_interface import Result, Tools, item

_QUOTED = "SELECT ?passage ?quote WHERE {{ VALUES ?passage {{ {} }} ?passage kk:quote ?quote }}"


@dataclass(frozen=True, slots=True)
class Point:
    """A dated statement, which end of it is meant, and the thing that a question names for it."""

    of: Dated
    end: bool = False
    named: str = ""

    @property
    def day(self) -> When:
        """The day that is meant."""
        return self.of.day(self.end)

    @property
    def told(self) -> str:
        """The statement with its day in words."""
        return f"「{self.of.title}」は{spoken(self.day)}"


def result(
    points: Sequence[Point], items: tuple[Item, ...], text: str, tools: Tools, truth: bool | None = None
) -> Result | None:
    """Return a result with the lines that say it, None where the graph does not hold them."""
    lines = list(dict.fromkeys(point.of.line for point in points))
    query = PREFIXES + _QUOTED.format(" ".join(iri_text(iri) for iri in dict.fromkeys(line.passage for line in lines)))
    held = {row["passage"]: row["quote"] for row in tools.select(query)}
    found = tuple(
        Found(Citation(line.name, line.locator, line.text, line.passage), 1.0, 1.0)
        for line in lines
        if line.text in held.get(line.passage, "")
    )
    if not found:
        return None
    return Result(items, passages=found, text=text, sparql=query, boolean=truth)


@dataclass(frozen=True, slots=True)
class DayOf:
    """The day of something, or its stretch of days where no end of it is asked for."""

    of: tuple[Point, ...]
    whole: bool = False
    both: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return one day a statement, its beginning and its end where both are asked for."""
        said = [(told(p.of) if self.whole and p.of.first and p.of.last else spoken(p.day)) for p in self.of]
        edges = [spoken(p.of.day(end)) for p in self.of for end in (False, True)] if self.both else said
        items = tuple(Item(label=day, type="日") for day in dict.fromkeys(edges))
        text = "、".join(f"「{p.of.title}」は{day}" for p, day in zip(self.of, said, strict=True)) + "です。"
        return result(self.of, items, text, tools)


@dataclass(frozen=True, slots=True)
class Apart:
    """The days, weeks, months or years between two dated things. inclusive: the first day counts as well."""

    one: Point
    other: Point
    unit: str = "日"
    inclusive: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return how long it is."""
        first, last = sorted((self.one.day, self.other.day))
        gap = days(first, last)
        months = (last[0] - first[0]) * 12 + last[1] - first[1] - (first[2] > last[2] > 0)
        number = {"週間": gap // 7 if gap is not None else None, "か月": months, "年": months // 12}.get(self.unit, gap)
        if self.unit == "期間":
            return self._whole(months, tools)
        if number is None:
            return None
        number += self.inclusive and self.unit == "日"
        also = f"（{gap // 7}週間）" if self.unit == "日" and gap and gap % 7 == 0 and not self.inclusive else ""
        points = (self.one, self.other) if self.one.of is not self.other.of else (self.one,)
        text = (
            f"「{self.one.of.title}」は{told(self.one.of)}" if len(points) == 1 else "、".join(p.told for p in points)
        )
        unit = f"{self.unit}間" if self.unit in ("日", "年") else self.unit
        return result(
            points,
            (Item(label="間の日数", value=str(number), unit=self.unit),),
            f"{text}で、{number}{unit}{also}です。",
            tools,
        )

    def _whole(self, months: int, tools: Tools) -> Result | None:
        """Return the time in years and months."""
        long = (f"{months // 12}年" if months >= 12 else "") + (f"{months % 12}か月" if months % 12 else "")
        told = f"{self.one.told}、{self.other.told}で、{long or '1か月未満'}です。"
        items = (Item(label="間の期間", value=long or "1か月未満"),)
        return result((self.one, self.other), items, told, tools) if self.one.of is not self.other.of else None


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th of dated things from the beginning, or from the end."""

    of: tuple[Point, ...]
    rank: int = 1
    last: bool = False
    when: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return what it is, or its day."""
        days = sorted({p.day for p in self.of}, reverse=self.last)
        if len(days) < max(2, self.rank):
            return None
        best = [p for p in self.of if p.day == days[self.rank - 1]]
        items = (Item(label=spoken(best[0].day), type="日"),) if self.when else tuple(_thing(p, tools) for p in best)
        return result(
            (*best, *(p for p in self.of if p not in best)), items, "、".join(p.told for p in best) + "です。", tools
        )


@dataclass(frozen=True, slots=True)
class On:
    """What was on a day or in a month."""

    of: tuple[Point, ...]

    def run(self, tools: Tools) -> Result | None:
        """Return one item a thing."""
        return result(
            self.of, tuple(_thing(p, tools) for p in self.of), "、".join(p.told for p in self.of) + "です。", tools
        )


@dataclass(frozen=True, slots=True)
class Often:
    """How often something was; also: the day of the last or first time as well."""

    of: tuple[Point, ...]
    also: str = ""

    def run(self, tools: Tools) -> Result | None:
        """Return the number of days."""
        ordered = sorted(dict.fromkeys(p.day for p in self.of))
        items = [Item(label="回数", value=str(len(ordered)), unit="回")]
        items += [Item(label=spoken(ordered[-1 if self.also == "last" else 0]), type="日")] if self.also else []
        return result(self.of, tuple(items), f"{'、'.join(map(spoken, ordered))}の{len(ordered)}回です。", tools)


@dataclass(frozen=True, slots=True)
class Before:
    """Whether something was before (after) something else."""

    one: Point
    other: Point
    after: bool = False

    def run(self, tools: Tools) -> Result | None:
        """Return yes or no."""
        truth = self.one.day > self.other.day if self.after else self.one.day < self.other.day
        text = f"{'はい' if truth else 'いいえ'}、{self.one.told}、{self.other.told}です。"
        return result((self.one, self.other), (), text, tools, truth)


def _thing(point: Point, tools: Tools) -> Item:
    entity = tools.knowledge.entities.get(point.named)
    if entity is not None:
        return replace(item(entity, tools.knowledge), value=spoken(point.day))
    return Item(label=point.of.what if not point.of.label else point.of.title, type="できごと", value=spoken(point.day))
