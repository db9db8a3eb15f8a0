"""JSON → conditions of the algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ontology import terms as t
from service.answering.knows.schema import Step
from service.answering.plan.conditions import Has, HowMany, Is, Not, Only, Says
from service.answering.plan.courses import TARGETS, Figure, Moves
from service.answering.plan.sets import All, Condition, Set, Where
from service.answering.propose.courses import TRENDS
from service.answering.reading.marks import Value, Word
from service.model_reading.explained import UNSAID, Explained
from service.model_reading.json_parts import one_of, part, strings
from service.model_reading.plan_errors import Malformed, Unsaid, WrongKind

_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class ConditionDecoder:
    """Decodes the conditions of one plan. of: decodes the sets at their ends."""

    told: Explained
    of: Callable[[Any, int, bool, bool], Set]

    def condition(self, node: Any, kind: str, depth: int, denied: bool) -> Condition:
        """Return a condition on things of a class. denied: within what must not be."""
        match self.told.enter(node, "condition", depth):
            case "has" | "only" as name:
                return self._has(node, name, kind, depth, denied)
            case "not":
                given = part(node, "condition", {"of"}, {"by"})
                self.told.denies(given)
                return Not(self.condition(given["of"], kind, depth + 1, not denied))
            case "value":
                return self._value(node, kind, denied)
            case "bears":
                return self._bears(node, kind)
            case "says":
                return self._says(node, kind)
            case "how_many":
                return self._how_many(node, kind, depth, denied)
            case "figure":
                return self._figure(node, kind)
            case "moves":
                return self._moves(node, kind)
        raise Malformed("condition")

    def _has(self, node: Any, name: str, kind: str, depth: int, denied: bool) -> Has | Only:
        given = part(node, "condition", {"path"}, {"ends", "by"})
        path, ends = self.told.path(kind, given["path"])
        of = self._ends(given, ends, depth, denied)
        said = self.told.walked(kind, path, (of.kind,) if of is not None else tuple(ends), given)
        self.told.rests += said and of is None  # 指標のない事業
        if name == "has":
            return Has(path, of)
        self.told.says(given, "only", "single")
        if of is None:
            raise Malformed("ends")
        return Only(path, of)

    def _ends(self, given: Mapping[str, Any], ends: frozenset[str], depth: int, denied: bool) -> Set | None:
        if given.get("ends") is None:
            return None
        of = self.of(given["ends"], depth + 1, denied, True)
        if of.kind not in ends:
            raise WrongKind("ends")
        return of

    def _value(self, node: Any, kind: str, denied: bool) -> Condition:
        mark = self.told.marks.get(part(node, "condition", {"mark"})["mark"], Value)
        if mark.denied and not denied:
            raise Unsaid("denied")
        self.told.spans.append(mark.span)
        self.told.rests += 1
        known = self.told.sets.tools.knowledge
        domains, scope = known.domains, self.told.reading.plan or known.current or ""
        readings = sorted(mark.readings, key=lambda one: scope not in known.stated_in.get(one[0], (scope,)))
        for prop, text in readings:
            if kind in domains.get(prop, ()):
                return Is((Step(prop),), (text,))
        for prop, text in readings:
            for step, ends in self.told.known.relations.get(kind, {}).values():
                for domain in domains.get(prop, ()):
                    if domain in ends:
                        self.told.cost += UNSAID
                        return Has((step,), Where(All(domain), (Is((Step(prop),), (text,)),)))
        raise WrongKind("value")

    def _bears(self, node: Any, kind: str) -> Has:
        prop = self.told.known.property(one_of(part(node, "condition", {"property"})["property"]), kind)
        said = self.told.speaks(prop)
        cues = self.told.reading.cue("undecided", "decided") if prop == t.UNDECIDED else ()
        self.told.spans += cues
        if not (said or cues):
            raise Unsaid("bears")
        self.told.rests += 1
        return Has((Step(prop),))

    def _says(self, node: Any, kind: str) -> Says:
        given = part(node, "condition", {"property", "words"})
        prop = self.told.known.property(one_of(given["property"]), kind)
        words = [self.told.marks.get(number, Word) for number in strings(given["words"], _MOST_WORDS)]
        self.told.cost += 0.0 if self.told.speaks(prop) else UNSAID
        self.told.spans += [word.span for word in words]
        self.told.rests += 1
        return Says((prop,), tuple(self.told.reading.text[slice(*word.span)] for word in words))

    def _how_many(self, node: Any, kind: str, depth: int, denied: bool) -> HowMany:
        given = part(node, "condition", {"path", "number"}, {"ends", "by"})
        path, ends = self.told.path(kind, given["path"])
        of = self._ends(given, ends, depth, denied)
        self.told.walked(kind, path, (of.kind,) if of is not None else tuple(ends), given)
        if given["number"] in ("joint", "single"):
            self.told.rests += 1
            self.told.says(given, given["number"])
            return HowMany(path, *((">=", 2) if given["number"] == "joint" else ("=", 1)), of)
        number = self.told.count(given["number"], (of.kind,) if of is not None else tuple(ends))
        self.told.spans += self.told.reading.cue("joint")
        return HowMany(path, number.operator, int(number.number), of)

    def _figure(self, node: Any, kind: str) -> Figure:
        given = part(node, "condition", {"number"}, {"year"})
        if kind != t.INDICATOR:
            raise WrongKind("figure")
        number = self.told.number(given["number"])
        year = self.told.year(given["year"]) if "year" in given else None
        return Figure(TARGETS, number.operator, number.number, year, number.unit)

    def _moves(self, node: Any, kind: str) -> Moves:
        given = part(node, "condition", {"how"}, {"first", "last", "by"})
        how = one_of(given["how"], tuple(TRENDS))
        if kind != t.INDICATOR:
            raise WrongKind("moves")
        self.told.says(given, how)
        self.told.rests += 1
        first, last = (self.told.year(given[end]) if end in given else None for end in ("first", "last"))
        self.told.spans += self.told.reading.cue("since", "always") if first else ()
        return Moves(TRENDS[how], first, last)
