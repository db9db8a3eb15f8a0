"""Indicators and schedules: what tables with a column a fiscal year say of a 事業."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.japanese import fold, widths
from ingest.extract.name_tidying import tidy
from ingest.extract.project_pages import Page, pages, year_table
from ingest.extract.table_headers import Header
from ingest.model.document import Block, BlockKind, Cell, Document, Row
from ingest.model.facts import IndicatorFact, Said, ScheduleFact
from ontology.loader import Roles

_LINE_NAMES = re.compile(r"上段\s*[::]\s*(?P<upper>[^、,。\s]+)\s*[、,]\s*下段\s*[::]\s*(?P<lower>[^、,。\s]+)")
_VALUE = re.compile(r"^[約平均年月]*\s*[\d,.]+")
_UNIT_IN_NAME = re.compile(r"[((]([^()()]{1,4})[))]\s*$")
_ENDINGS = r"(する|します|される|した|予定|です|とする|中|[。.])+$"
NO_NAME = "（指標は未定）"


def facts(document: Document, roles: Roles) -> list[IndicatorFact | ScheduleFact]:
    """Return the indicators and schedule entries of every 事業's page."""
    found: list[IndicatorFact | ScheduleFact] = []
    for page in pages(document, roles):
        lines = _line_names(page)
        for block in page.body:
            header = year_table(block, roles)
            if header:
                found += _YearTable(page, block, header, roles).read(lines)
    return found


def _line_names(page: Page) -> tuple[str, str] | None:
    """What the two lines of a cell stand for, where a note under the table says so (上段：…、下段：…)."""
    for block in page.body:
        if block.kind in {BlockKind.FOOTNOTE, BlockKind.PARAGRAPH} and (
            match := _LINE_NAMES.search(widths(block.text))
        ):
            return match["upper"], match["lower"]
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    """A body row by its parts: kind of row, texts before the years, cells by year."""

    kind: str
    texts: tuple[str, ...]
    cells: dict[int, Cell]
    row: Row


class _YearTable:
    """One table of a page: label column, name columns, a column a year."""

    def __init__(self, page: Page, block: Block, header: Header, roles: Roles) -> None:
        self.page = page
        self.block = block
        self.header = header
        self.roles = roles
        self.first_year_column = min(header.years)

    def read(self, line_names: tuple[str, str] | None) -> list[IndicatorFact | ScheduleFact]:
        lines = self._lines()
        measured = [line for line in lines if line.kind in self.roles.indicator_kinds]
        split = self._breakdown_first(measured)
        notes = [(line, year, cell) for line in measured for year, cell in line.cells.items() if self._is_note(cell)]
        found: list[IndicatorFact | ScheduleFact] = []
        for line in lines:
            if line.kind == "schedule":
                found += self._schedule(line)
        name = ""
        for index, line in enumerate(measured):
            texts = [text for text in line.texts if text]
            if index and line.kind != measured[index - 1].kind:
                name = ""
            fact = self._indicator(line, texts, split, name, notes)
            if fact:
                name = fact.name
                found += _split_lines(fact, line_names) if line_names else [fact]
        return found

    def _lines(self) -> list[_Line]:
        kind = self._kind(self.block.rows[self.header.first_body_row - 1]) or "schedule"
        lines = []
        for row in self.block.rows[self.header.first_body_row :]:
            kind = self._kind(row) or kind
            cells = {
                year: row.cells[column]
                for column, year in sorted(self.header.years.items())
                if column < len(row.cells) and row.cells[column].text
            }
            texts = tuple(tidy(cell.text) for cell in row.cells[1 : self.first_year_column])
            lines.append(_Line(kind, texts, cells, row))
        return lines

    def _kind(self, row: Row) -> str | None:
        """Which part of the table a row opens, by its first cell: schedule, outcome or output."""
        label = fold(re.sub(r"^[▲△■●※\s]+", "", row.cells[0].text)) if row.cells else ""
        if not label:
            return None
        if any(label.startswith(fold(word)) for word in self.roles.schedule):
            return "schedule"
        for kind, words in self.roles.indicator_kinds.items():
            if any(label.startswith(fold(word)) for word in words):
                return kind
        return None

    def _breakdown_first(self, lines: list[_Line]) -> bool:
        """With two name columns, the one whose words recur is the breakdown (施設 | 指標 or 指標 | 土地・家屋)."""
        firsts = [line.texts[0] for line in lines if len(line.texts) > 1 and line.texts[0]]
        seconds = [line.texts[1] for line in lines if len(line.texts) > 1 and line.texts[1]]
        if not firsts or not seconds:
            return False
        return len(set(firsts)) / len(firsts) < len(set(seconds)) / len(seconds)

    def _is_note(self, cell: Cell) -> bool:
        return says_undecided(cell.text, self.roles)

    def _indicator(
        self,
        line: _Line,
        texts: list[str],
        breakdown_first: bool,
        name_above: str,
        notes: list[tuple[_Line, int, Cell]],
    ) -> IndicatorFact | None:
        names = [text for text in texts if not says_undecided(text, self.roles)]
        said = next((text for text in texts if says_undecided(text, self.roles)), None)
        if said is None and not texts and line.cells:
            said = next((cell.text for cell in line.cells.values() if self._is_note(cell)), None)
        if not names and not line.cells and said is None and not notes:
            return None
        breakdown = None
        if len(line.texts) > 1 and line.texts[0] and line.texts[1]:
            first, second = line.texts[0], line.texts[1]
            breakdown, name = (first, second) if breakdown_first else (second, first)
        elif len(line.texts) > 1 and line.texts[1] and name_above and not breakdown_first:
            breakdown, name = line.texts[1], name_above
        else:
            name = names[0] if names else ""
        if name and says_undecided(name, self.roles):
            name = ""
        targets = self._targets(line, bool(notes))
        return IndicatorFact(
            project=self.page.heading.text,
            kind=line.kind,
            name=name or NO_NAME,
            span=line.row.span,
            breakdown=breakdown,
            unit=unit_in_name(name, targets),
            targets=targets,
            undecided=self._undecided(line, said, targets, notes),
            plan=self.page.plan,
        )

    def _targets(self, line: _Line, table_has_notes: bool) -> tuple[tuple[int, Said], ...]:
        values = [
            (year, Said(" ".join(cell.text.split()), line.row.span))
            for year, cell in line.cells.items()
            if not self._is_note(cell) and not self._is_nothing(cell)
        ]
        every = sorted(self.header.years.values())
        spans_all = len(line.cells) == 1 and len(values) == 1 and values[0][0] == every[0]
        if spans_all and not _VALUE.match(widths(values[0][1].text)) and not table_has_notes:
            return tuple((year, values[0][1]) for year in every)  # one merged cell over all years
        return tuple(values)

    def _is_nothing(self, cell: Cell) -> bool:
        return fold(cell.text) in {fold(word) for word in self.roles.no_value}

    def _undecided(
        self, line: _Line, said: str | None, targets: tuple[tuple[int, Said], ...], notes: list[tuple[_Line, int, Cell]]
    ) -> Said | None:
        """The reason why targets are missing: in the row itself, else the table's nearest note that spans it."""
        if said:
            return Said(tidy(said), line.row.span)
        if len(targets) == len(self.header.years) or not notes:
            return None
        own = [note for note in notes if note[0] is line]
        above = [note for note in notes if note[0].row.span <= line.row.span]
        noted, year, cell = (own or above[-1:] or notes)[0]
        if targets and max(target_year for target_year, _ in targets) >= year:
            return None
        span = noted.row.span
        return Said(tidy(cell.text), span)

    def _schedule(self, line: _Line) -> list[ScheduleFact]:
        """Each printed cell is an activity of its year; a cell followed by empty ones goes on until the next."""
        found = []
        years = sorted(self.header.years.values())
        for year, cell in line.cells.items():
            if self._is_nothing(cell):
                continue
            text = tidy(cell.text.replace("\n", " ／ ")) if "\n" in cell.text else tidy(cell.text)
            found.append(ScheduleFact(self.page.heading.text, year, text, line.row.span, self.page.plan))
            del years[: years.index(year) + 1]
        return found


def says_undecided(text: str, roles: Roles) -> bool:
    """Tell whether a cell says that a value is still to be set (…後に決定, 未定), rather than giving or naming one."""
    folded = re.sub(_ENDINGS, "", fold(text))
    return not _VALUE.match(widths(text)) and folded.endswith(tuple(fold(word) for word in roles.undecided))


def unit_in_name(name: str, targets: tuple[tuple[int, Said], ...]) -> str | None:
    """Return the unit printed in an indicator's name, where its values are bare numbers."""
    bare = all(re.fullmatch(r"[\d,.]+", widths(said.text)) for _, said in targets)
    match = _UNIT_IN_NAME.search(name)
    return match[1] if targets and bare and match else None


def _split_lines(fact: IndicatorFact, line_names: tuple[str, str]) -> list[IndicatorFact]:
    """Split a row whose every value has two lines into two rows, named by the note under the table."""
    halves = [said.text.split() for _, said in fact.targets]
    if not halves or any(len(half) != 2 for half in halves) or fact.breakdown:
        return [fact]
    return [
        replace(
            fact,
            breakdown=name,
            targets=tuple((year, Said(said.text.split()[position], said.span)) for year, said in fact.targets),
        )
        for position, name in enumerate(line_names)
    ]
