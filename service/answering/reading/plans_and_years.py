"""Which plans and fiscal years a question speaks of: by name, by role (前計画), by period or by size, and which one of
them narrows the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.japanese import years
from service.answering.knows.named_entities import Knowledge
from service.answering.reading.lexicon import Lexicon
from service.answering.wording import wording

Span = tuple[int, int, str]  # start and end in the text, IRI of a plan
_SIZE = re.compile(r"(\d+)(?:の)?(?:個別)?事業")
RANGE = re.compile(r"\d(年度?)?([~-]|から)(r|令和|h|平成)?\d")
_BEGUN = re.compile(r"\d(?:年度?)?(から|まで)(?:の|に?始まる|始まった|スタート)[^、。]{0,4}(?:計画|事業)")
_THINGS = re.compile(r"計画|事業|課|取組|方針")  # what a plan has; a former plan's years ask for no later targets
SOURCE = re.compile(r"^(の(とき|時|頃|ころ)?)?(から|より|と比べ|に比べ|以来)")
_SCOPE = re.compile(r"^(では|だと|で|においては|の(とき|時|頃|ころ|ほう|方|中|なか)|にお?いて)")
_BARE_YEAR = re.compile(r"(?<!\d)(\d{1,2})年度")
_SPAN = re.compile(r"(?:令和|r)(\d{1,2})(?:年度?)?[~-](?:令和|r)?(\d{1,2})(?:年度?|(?=[^\d年.]))")
_REIWA, _MOST_YEARS = 2018, 40
_OF_DOING = ("る", "た")  # 上回る最初の年度 is no year of the plan by itself
_HERE = re.compile(r"^(の[^、。]{1,8})?(に|で|から)[はも]?[^、。]{0,12}?$")
_REACH = 20  # characters behind a plan in which things are said not to be in it


@dataclass(frozen=True, slots=True)
class Scope:
    """plans: those named, with their places; plan: the one that narrows the answer; absent: those in which things are
    said not to be; years: Gregorian fiscal years in order; spans: places of plans and years; dated: years with their
    places, in the order of the text."""

    plans: tuple[Span, ...]
    plan: str | None
    absent: tuple[str, ...]
    years: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    dated: tuple[tuple[int, int, int], ...] = ()


class Scopes:
    """Finds the plans and years of questions about one revision."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon

    def of(self, text: str) -> Scope:
        """Return the plans and years that a folded question speaks of."""
        plans = self.plans(text)
        dated = self._years(text, plans)
        found, spans = list(dict.fromkeys(year for _, _, year in dated)), [(start, end) for start, end, _ in dated]
        by_period = None if plans else self._plan_by_period(text, found)
        if by_period is not None and (by_period == self._knowledge.current or _THINGS.search(text)):
            found, dated = [], []  # R8〜R12の計画: the years name the plan
        return Scope(
            tuple(plans),
            self._asked(text, plans) or by_period or self._plan_by_size(text),
            tuple(iri for _, end, iri in plans if absent(text[end:])),
            tuple(found),
            (*((start, end) for start, end, _ in plans), *spans),
            tuple(dated),
        )

    def plans(self, text: str) -> list[tuple[int, int, str]]:
        """Return plans with projects that the text speaks of: by name or by role (前計画, 次期計画)."""
        spans: list[tuple[int, int, str]] = []
        for start, end, iris in self._lexicon.spans(text):
            own = [iri for iri in iris if self._knowledge.sizes.get(iri)]
            if own:
                spans.append((start, end, own[0]))
        roles = (("new", self._knowledge.current), ("old", self._knowledge.former))
        for role, iri in roles:
            for word in wording().plans[role]:
                at = text.find(word)
                if iri and at >= 0 and all(at >= e or at + len(word) <= s for s, e, _ in spans):
                    spans.append((at, at + len(word), iri))
        return sorted(spans)

    def _asked(self, text: str, plans: Sequence[Span]) -> str | None:
        """Return the plan that narrows the answer: not one that something comes from (前計画からの), nor either of two
        that are spoken of together; of two others the one that is marked as the scope (新計画では), else the last."""
        distinct = {iri for _, _, iri in plans}
        if not plans or (len(distinct) > 1 and wording().operator("together", text)):
            return None
        others = [(end, iri) for _, end, iri in plans if not SOURCE.match(text[end:]) and not absent(text[end:])]
        if not others:
            known = (self._knowledge.current, self._knowledge.former)
            return next((iri for iri in known if iri not in distinct), None)
        scope = [iri for end, iri in others if _SCOPE.match(text[end:])]
        return scope[-1] if scope else others[-1][1]

    def _years(self, text: str, plans: list[tuple[int, int, str]]) -> list[tuple[int, int, int]]:
        found = [(m.start, m.end, m.year) for m in years(text.upper())]
        found += [
            (m.start(), m.start(2) - 1, _REIWA + int(m[1]))
            for m in _SPAN.finditer(text)
            if not any(s < m.start(2) - 1 and e > m.start() for s, e, _ in found)
        ]
        found += self._bare_years(text, found)
        for role, index in (("first_year", 0), ("last_year", 1)):
            for word in wording().plans[role]:
                at = text.find(word)
                before = [p[2] for p in plans if p[0] < at] or [p[2] for p in plans]
                plan = before[-1] if before else self._knowledge.current
                period = self._knowledge.periods.get(plan or "")
                if at >= 0 and period and text[at - 1 : at] not in _OF_DOING:
                    found.append((at, at + len(word), period[index]))
                    break
        return sorted(found)

    def _bare_years(self, text: str, found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Return the years named without their era: behind one that has it, or within the years of a plan."""
        spans = [(start, end) for start, end, _ in found]
        bare = [m for m in _BARE_YEAR.finditer(text) if not any(s < m.end() and e > m.start() for s, e in spans)]
        planned = {year for first, last in self._knowledge.periods.values() for year in range(first, last + 1)}
        known = [(m.start(), m.end(), _REIWA + int(m[1])) for m in bare]
        return [one for one in known if one[2] in planned or (found and one[2] <= _REIWA + _MOST_YEARS)]

    def _plan_by_period(self, text: str, found: list[int]) -> str | None:
        """Return the plan whose whole period is named: R8〜R12."""
        begun = _BEGUN.search(text)
        if begun and len(found) == 1:
            index = 0 if begun[1] == "から" else 1
            return next(
                (
                    p
                    for p, s in self._knowledge.periods.items()
                    if s[index] == found[0] and self._knowledge.sizes.get(p)
                ),
                None,
            )
        if len(found) == 2 and RANGE.search(text):
            for plan, period in self._knowledge.periods.items():
                if period == (min(found), max(found)) and self._knowledge.sizes.get(plan):
                    return plan
        return None

    def _plan_by_size(self, text: str) -> str | None:
        """Return the plan that has as many 事業 as the question says: 40事業."""
        said = _SIZE.search(text)
        for plan in (self._knowledge.current, self._knowledge.former):
            if said and plan and self._knowledge.sizes.get(plan) == int(said[1]):
                return plan
        return None


def absent(after: str) -> bool:
    """Return whether what follows a plan says that something is not in it."""
    said = wording().cues["absent_from"].search(after[:_REACH])
    return said is not None and _HERE.match(after[: said.start()]) is not None
