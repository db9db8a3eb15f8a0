"""What documents say of days and months: dated statements, read from their lines."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.japanese import fold
from service.answering.knows.document_lines import Line, heading
from service.answering.reading.dates import Date, When, dated, dates, last_year, spoken
from service.answering.wording import wording

_NUMBERED = re.compile(r"\(?[^、。]{0,12}第\d+号\)?")
_NUMBER = re.compile(r"^[(（]?[\d０-９]{1,2}[)）.．、\s　]*")
_NEAR = 10  # lines back in which a heading or a year may stand
_CLAUSE = re.compile(r"[、。;]|(?<=[)）」])(?=[^、。)）」])")
_BRACKET = re.compile(r"\(([^()]*)\)")
_LINE, _AROUND = 0.85, 0.7  # what a word counts that stands elsewhere in the line, in the headings only
_GOES_ON = "にかのはま、で"  # begin what goes on behind a date within a sentence
_LABEL = 8  # characters of a label
_GAP = 15  # characters between two lines of a row from which on something unread stands between them
_BLANK = re.compile(r"[\"'()\[\]:・、。~「」\s-]+|第\d+号|規則|条例|要綱|告示|訓令|規程")


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that is said to be on a day, in a month, or over a stretch of days.

    first, last: its beginning and end, None where not said; own: folded words beside the date; around: folded words of
    the line, the headings and the section; what: the words beside the date as printed; amends: it changes something
    that was there before; under: the heading that its own line leaves out.
    """

    first: When | None
    last: When | None
    own: str
    around: str
    what: str
    line: Line
    amends: bool = False
    under: str = ""

    @property
    def title(self) -> str:
        """What it is in words, with what it stands under where the line alone does not say it."""
        return f"{self.under} {self.what}" if self.under else self.what

    @property
    def levels(self) -> tuple[tuple[float, str], ...]:
        """Its texts with what a word counts in them: beside the date, elsewhere in the line, in the headings."""
        return (1.0, self.own), (_LINE, self.line.folded + fold(self.under)), (_AROUND, self.around)

    @property
    def label(self) -> bool:
        """Whether the words beside it are but a label, such as 調査期間, that says nothing of what it is of."""
        return len(self.own) <= _LABEL

    def day(self, end: bool = False) -> When:
        """Return its beginning, or its end; the other where there is only that."""
        chosen = (self.last or self.first) if end else (self.first or self.last)
        assert chosen is not None
        return chosen


def told(one: Dated) -> str:
    """Return when something is, in words."""
    if one.first and one.last:
        return f"{spoken(one.first)}から{spoken(one.last, one.first[0] != one.last[0])}まで"
    return spoken(one.day()) + ("まで" if one.first is None else "")


def statements(lines: Iterable[Line]) -> tuple[Dated, ...]:
    """Return every dated statement of some lines, in their order."""
    return tuple(DatedReader().read(lines))


class DatedReader:
    """Goes through lines and remembers what the next ones leave out."""

    def __init__(self) -> None:
        self._before: deque[Line] = deque(maxlen=_NEAR)
        self._year = 0
        self._enacted: dict[tuple[str, str], When] = {}
        self._amending = False
        self._age = 0

    def read(self, lines: Iterable[Line]) -> Iterator[Dated]:
        """Yield the statements of lines in the order of their documents."""
        last: Line | None = None
        for line in lines:
            if last is None or last.document != line.document:
                self._before.clear()
                self._year, self._amending = 0, False
            elif last.section != line.section:
                self._year, self._amending = last_year(fold(" ".join(line.section))), False
            yield from self._line(line)
            self._before.append(line)
            last = line

    def _line(self, line: Line) -> Iterator[Dated]:
        text = line.folded
        found = dates(text)
        context = fold(" ".join((*line.section, self._above(line))))
        if not found:
            year = last_year(text)
            self._age = 0 if year else self._age + 1
            self._year = year or (self._year if self._age < _NEAR else 0)
            yield from self._on_enactment(line, text, context)
            return
        self._age = 0
        cues = wording().cues
        rest = cues["supplement"].sub("", cues["amended"].sub("", _without(text, found)))
        if not _BLANK.sub("", rest):
            yield from self._bare(line, text, found, context)
            return
        self._amending = False
        main: When | None = None
        under = self._under(line, text)
        for one in found:
            year = last_year(text[: one.start]) or (main[0] if main else 0) or self._year
            first = dated(one.first, year, main)
            if not first[0]:
                continue
            end = dated(one.last, first[0], first) if one.last else None
            self._year = first[0]
            own, what = _beside(text, one, found)
            around = f"{text} {context}"
            if one.until:
                yield Dated(main if main and main < first else None, first, own, around, what, line, False, under)
            else:
                yield Dated(first, end, own, around, what, line, _supplementing(line), under)
            main = main or first

    def _bare(self, line: Line, text: str, found: Sequence[Date], context: str) -> Iterator[Dated]:
        """Yield the days that stand alone: when a rule was made or changed, or the date of what is named above."""
        cues = wording().cues
        above = next((b.text for b in reversed(self._before) if not dates(b.folded)), "")
        title = _rule(line.section) if _supplementing(line) or cues["supplement"].match(text) else self._title(line)
        at = cues["amended"].search(text)
        for one in found:
            first = dated(one.first, self._year)
            if not first[0]:
                continue
            self._year = first[0]
            self._amending = self._amending or (at is not None and at.start() < one.start)
            if not title:
                yield Dated(first, None, fold(above), f"{text}{context}", " ".join(above.split()), line)
                continue
            amends = self._amending or cues["supplement"].match(text) is not None
            if not amends:
                self._enacted.setdefault((line.document, fold(title)), first)
            doing = "改正" if amends else "制定公布"
            yield Dated(first, None, doing, fold(f"{text}{context}{title}"), f"{title}の{doing[:2]}", line, amends)

    def _on_enactment(self, line: Line, text: str, context: str) -> Iterator[Dated]:
        """Yield what is said to be on the day of publication, where that is known."""
        title = _rule(line.section)
        if not title or not wording().cues["on_enactment"].search(text):
            return
        own = [one.first for part in line.section for one in dates(fold(part))]
        when = own[0] if own else self._enacted.get((line.document, fold(title)))
        if when is not None and when[0]:
            yield Dated(when, None, text, f"{text} {context}", " ".join(line.text.split()), line, bool(own), title)

    def _under(self, line: Line, text: str) -> str:
        """Return the heading that a line leaves out: its row's, its section's for a label, its rule's title."""
        if not line.section:
            return _NUMBER.sub("", " ".join(self._above(line).split()))
        if text.startswith(("この", "第")) and (rule := _rule(line.section)):
            return rule
        label = len(_without(text, dates(text))) <= _LABEL
        return _NUMBER.sub("", line.section[-1]) if label else ""

    def _title(self, line: Line) -> str:
        """Return the rule whose title stands right above a line, or over its section."""
        for before in reversed(self._before):
            under = before.section[: len(line.section)] == line.section
            if not under or not (dates(before.folded) or _NUMBERED.fullmatch(before.folded)):
                named = under and wording().cues["rule_title"].search(before.folded)
                return before.text.strip("○ ") if named else _rule(line.section)
        return _rule(line.section)

    def _above(self, line: Line) -> str:
        """Return what a line hangs on beside its section: the line before a bracket, or the heading in its row."""
        if line.text.startswith(("(", "（")) and self._before and self._before[-1].section == line.section:
            return self._before[-1].text
        own = [b.text for b in self._before if b.section == line.section][-3:]
        rest = _without(line.folded, dates(line.folded))
        if line.section and len(rest) <= _LABEL and _BLANK.sub("", wording().cues["amended"].sub("", rest)):
            return "".join(own)
        after = line.start
        for before in reversed(self._before if not line.section else ()):
            if before.row != line.row or after - before.start - len(before.text) > _GAP:
                break
            if heading(before) and not dates(before.folded):
                return before.text
            after = before.start
        return ""


def _supplementing(line: Line) -> bool:
    """Return whether a line stands in a rule's supplement of some day, which came with a change."""
    return any(wording().cues["supplement"].match(fold(part)) and dates(fold(part)) for part in line.section)


def _rule(section: Sequence[str]) -> str:
    """Return the title of the rule that a section is of, nothing outside of rules."""
    pattern = wording().cues["rule_title"]
    return next((part.strip("○ ") for part in reversed(section) if pattern.search(fold(part))), "")


def _without(text: str, found: Sequence[Date]) -> str:
    for one in reversed(found):
        text = text[: one.start] + text[one.end :]
    return text


def _beside(text: str, one: Date, found: Sequence[Date]) -> tuple[str, str]:
    """Return the words that belong to a date among several of a line, those of its bracket or clause, also as shown."""
    inside = next((b for b in _BRACKET.finditer(text) if b.start() < one.start and one.end <= b.end()), None)
    low, high = inside.span(1) if inside else (0, len(text))
    others = [b.span() for b in _BRACKET.finditer(text, low, high) if any(b.start() < d.start < b.end() for d in found)]
    if inside or sum(not any(a <= d.start < b for a, b in others) for d in found) > 1:
        cuts = [low, *(m.end() for m in _CLAUSE.finditer(text, low, high)), high]
        low = max((cut for cut in cuts if cut <= one.start), default=low)
        high = min((cut for cut in cuts if cut >= one.end), default=high)
    spans = [*others, *((d.start, d.end) for d in found)]
    kept = "".join(text[at] for at in range(low, high) if not any(a <= at < b for a, b in spans))
    plain = kept.replace('"', "").strip("'・、。:-~ ").removesuffix("まで").strip(":")
    if len(plain) > 1:
        within = not spans[:-1] and low + 1 < one.start and text[one.end : one.end + 1] in tuple(_GOES_ON)
        return plain, (text[low:high].strip("-・。 ") if within else plain)
    whole = _without(text, found)
    return whole, whole.replace('"', "").strip("'・、。-~ ")
