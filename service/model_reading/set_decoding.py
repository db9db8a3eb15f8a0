"""JSON → sets of the algebra."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.conditions import Has
from service.answering.plan.sets import All, Both, Minus, Named, Set, Union, Via, Where
from service.answering.reading.marks import Name, Plan, Word
from service.model_reading.condition_decoding import ConditionDecoder
from service.model_reading.explained import UNSAID, Explained
from service.model_reading.json_parts import few, one_of, part, strings
from service.model_reading.plan_errors import Malformed, TooDeep, UnknownMark, Unsaid, WrongKind

_MOST_JOINED = 6
_MOST_WORDS = 18
_DEFAULT = 0.05  # what the edition costs that no word asks for
_GUESS = 0.1  # what a thing costs that words describe
_PLAN_PATHS: dict[str, Path] = {
    t.PROJECT: (Step(t.IN_PLAN),),
    t.INDICATOR: (Step(t.HAS_INDICATOR, True), Step(t.IN_PLAN)),
    **dict.fromkeys(t.FRAME_CLASSES.values(), (Step(t.IN_PLAN),)),
}


@dataclass(frozen=True, slots=True)
class SetDecoder:
    """Decodes the sets of one plan. pick: which of the things that words describe is meant, 0 for the best; scoped:
    whether the edition that is asked about narrows what the plan names no edition for."""

    told: Explained
    pick: int = 0
    scoped: bool = True

    def set(self, node: Any, depth: int = 0, denied: bool = False, inner: bool = False) -> Set:
        """Return a set. denied: within what must not be; inner: it is but the end of a condition."""
        match self.told.enter(node, "set", depth):
            case "named":
                return self._named(node, denied)
            case "all":
                return self._all(node, inner)
            case "described":
                return self._described(node)
            case "via":
                return self._via(node, depth, denied)
            case "where":
                return self._where(node, depth, denied, inner)
            case "union" | "both" as name:
                parts = few(part(node, "set", {"of"})["of"], _MOST_JOINED)
                found = tuple(self.set(one, depth + 1, denied, inner) for one in parts)
                if len({one.kind for one in found}) != 1:
                    raise WrongKind(name)
                self.told.spans += self.told.reading.cue("both") if name == "both" else ()
                return Union(found) if name == "union" else Both(found)
            case "minus":
                given = part(node, "set", {"of", "without"}, {"by"})
                self.told.denies(given)
                of = self.set(given["of"], depth + 1, denied, inner)
                without = self.set(given["without"], depth + 1, not denied, True)
                if of.kind != without.kind:
                    raise WrongKind("minus")
                return Minus(of, without)
        raise Malformed("set")

    def end(self, ends: frozenset[str], name: Any) -> str:
        """Return the class that a path ends in: the one that is named where there are several."""
        chosen = self.told.known.kind(one_of(name)) if name is not None else next(iter(ends))
        if chosen not in ends or (name is None and len(ends) > 1):
            raise WrongKind("class")
        return chosen

    def _where(self, node: Any, depth: int, denied: bool, inner: bool) -> Where:
        given = part(node, "set", {"of", "conditions"})
        of = self.set(given["of"], depth + 1, denied, inner)
        conditions = ConditionDecoder(self.told, self.set)
        found = tuple(
            conditions.condition(one, of.kind, depth + 1, denied) for one in few(given["conditions"], _MOST_JOINED)
        )
        return replace(of, conditions=(*of.conditions, *found)) if isinstance(of, Where) else Where(of, found)

    def _named(self, node: Any, denied: bool) -> Named:
        found: list[Name | Plan] = []
        for number in strings(part(node, "set", {"marks"})["marks"], _MOST_JOINED):
            mark = self.told.marks.marks.get(number)
            if not isinstance(mark, Name | Plan):
                raise UnknownMark("named")
            if isinstance(mark, Name) and mark.denied and not denied:
                raise Unsaid("denied")
            found.append(mark)
        kinds = {mark.kind if isinstance(mark, Name) else t.PLAN for mark in found}
        if len(kinds) != 1:
            raise WrongKind("named")
        iris = tuple(dict.fromkeys(i for mark in found for i in (mark.iris if isinstance(mark, Name) else (mark.iri,))))
        self.told.spans += [mark.span for mark in found]
        self.told.anchors += iris
        self.told.rests += 1
        return Named(kinds.pop(), iris)

    def _all(self, node: Any, inner: bool) -> Set:
        kind = self.told.known.kind(one_of(part(node, "set", {"class"})["class"]))
        if not self.told.speaks(kind) and kind != t.PROJECT:
            self.told.cost += UNSAID / 2
        return All(kind) if inner else self._scoped(All(kind))

    def _scoped(self, of: Set) -> Set:
        """Return a set narrowed to the edition that is asked about."""
        reading, known = self.told.reading, self.told.sets.tools.knowledge
        plan = reading.plan or (known.current if not reading.plans else None)
        path = _PLAN_PATHS.get(of.kind)
        if not self.scoped or path is None or plan is None:
            return of
        said = [mark.span for mark in reading.plans if mark.iri == plan]
        self.told.spans += said
        self.told.cost += 0.0 if said else _DEFAULT
        return Where(of, (Has(path, Named(t.PLAN, (plan,))),))

    def _described(self, node: Any) -> Named:
        given = part(node, "set", {"class", "words"})
        if self.told.subject is not None:
            raise TooDeep("described")
        kind = self.told.known.kind(one_of(given["class"]))
        words = [self.told.marks.get(number, Word) for number in strings(given["words"], _MOST_WORDS)]
        found = self.told.sets.subjects(kind, words, self.told.reading.plan)
        if self.pick >= len(found):
            raise Unsaid("described")
        self.told.subject = one = found[self.pick]
        self.told.said |= {span: max(share, self.told.said.get(span, 0.0)) for span, share in one.said.items()}
        self.told.anchors.append(one.entity.iri)
        self.told.cost += _GUESS
        self.told.rests += 1
        self.told.speaks(kind)
        return Named(kind, (one.entity.iri,))

    def _via(self, node: Any, depth: int, denied: bool) -> Via:
        given = part(node, "set", {"of", "path"}, {"class", "by"})
        of = self.set(given["of"], depth + 1, denied)
        path, ends = self.told.path(of.kind, given["path"])
        kind = self.end(ends, given.get("class"))
        self.told.walked(of.kind, path, (kind,), given)
        return Via(of, path, kind)
