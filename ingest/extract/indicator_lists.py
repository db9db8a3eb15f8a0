"""Indicators in lists of their own: a row an indicator with its 事業, or a 事業's row with 指標, 値 and 単位."""

from __future__ import annotations

from dataclasses import dataclass

from graph.japanese import fold, widths
from ingest.extract.indicator_tables import says_undecided, unit_in_name
from ingest.extract.name_tidying import PlanInForce, project_name, tidy
from ingest.extract.table_headers import Header, header_of
from ingest.model.document import Block, BlockKind, Cell, Document, Row
from ingest.model.facts import FigureFact, IndicatorFact, Said
from ontology.loader import Roles

_KINDS = {"outcome_indicator": "outcome", "output_indicator": "output"}


def facts(document: Document, roles: Roles) -> list[IndicatorFact | FigureFact]:
    """Return the indicators of every table that lists them by row, or beside the 事業."""
    found: list[IndicatorFact | FigureFact] = []
    above = PlanInForce(roles)
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            above.heading(block.text)
        elif block.kind is BlockKind.TABLE and (header := header_of(block, roles)):
            names = set(header.roles.values())
            about = names & {"number", "name"}
            if about and "indicator_name" in names and header.years:
                found += _Sheet(block, header, roles).read(above.plan)
            elif about and names & set(_KINDS):
                found += _beside(block, header, above.plan, roles)
    return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table with a row an indicator and a column a year."""

    block: Block
    header: Header
    roles: Roles

    def read(self, plan: str | None) -> list[IndicatorFact]:
        found: list[IndicatorFact] = []
        above: dict[str, str] = {}
        for row in self.block.rows[self.header.first_body_row :]:
            cells = {
                role: row.cells[column].text
                for column, role in sorted(self.header.roles.items())
                if column < len(row.cells) and row.cells[column].text
            }
            for role in ("plan", "number", "name", "indicator_kind", "indicator_name"):
                above[role] = cells.get(role) or above.get(role, "")
            if fact := self._indicator(row, cells, above, plan):
                found.append(fact)
        return found

    def _indicator(
        self, row: Row, cells: dict[str, str], above: dict[str, str], plan: str | None
    ) -> IndicatorFact | None:
        kind = self._kind(above["indicator_kind"])
        project = " ".join(part for part in (above["number"], above["name"]) if part)
        if not above["indicator_name"] or not project or kind is None:
            return None
        printed = {
            year: row.cells[column]
            for column, year in sorted(self.header.years.items())
            if column < len(row.cells) and row.cells[column].text
        }
        nothing = {fold(word) for word in self.roles.no_value}
        notes = [cell for cell in printed.values() if says_undecided(cell.text, self.roles)]
        remark = cells.get("remark", "")
        said = notes[0].text if notes else remark if says_undecided(remark, self.roles) else None
        targets = tuple(
            (year, Said(" ".join(cell.text.split()), row.span))
            for year, cell in printed.items()
            if cell not in notes and fold(cell.text) not in nothing
        )
        unit = cells.get("unit") if not _borne(targets, cells.get("unit")) else None
        return IndicatorFact(
            project=project,
            kind=kind,
            name=tidy(above["indicator_name"]),
            span=row.span,
            breakdown=tidy(cells["breakdown"]) if "breakdown" in cells else None,
            unit=unit or unit_in_name(above["indicator_name"], targets),
            targets=targets,
            undecided=Said(tidy(said), row.span) if said else None,
            plan=above["plan"] or plan,
        )

    def _kind(self, text: str) -> str | None:
        for kind, words in self.roles.indicator_kinds.items():
            if any(fold(text).startswith(fold(word)) for word in words):
                return kind
        return None


def _borne(targets: tuple[tuple[int, Said], ...], unit: str | None) -> bool:
    """Whether the values bear their unit already."""
    return unit is None or (bool(targets) and all(fold(said.text).endswith(fold(unit)) for _, said in targets))


def _beside(block: Block, header: Header, plan: str | None, roles: Roles) -> list[IndicatorFact | FigureFact]:
    """Indicators in columns beside the 事業: 活動指標 | 値 | 単位, again and again."""
    found: list[IndicatorFact | FigureFact] = []
    for row in block.rows[header.first_body_row :]:
        name = _cell(row, header.column("name"))
        number = _cell(row, header.column("number"))
        if name is None:
            continue
        project = project_name(name.text, roles).name
        heading = f"{number.text} {project}" if number else project
        for column, role in sorted(header.roles.items()):
            label = _cell(row, column)
            if role not in _KINDS or label is None:
                continue
            value = _cell(row, _next(header, column, "value"))
            unit = _cell(row, _next(header, column, "unit"))
            unit_text = widths(unit.text) if unit else None
            found.append(IndicatorFact(heading, _KINDS[role], tidy(label.text), row.span, None, unit_text, plan=plan))
            if value:
                printed = value.text + (unit.text if unit else "")
                found.append(FigureFact(tidy(label.text), printed, row.span, unit_text, None, project))
    return found


def _cell(row: Row, column: int | None) -> Cell | None:
    if column is None or column >= len(row.cells) or not row.cells[column].text:
        return None
    return row.cells[column]


def _next(header: Header, column: int, role: str) -> int | None:
    """The first column with the role to the right, before the next indicator's name."""
    for index in range(column + 1, max(header.roles) + 1):
        found = header.roles.get(index)
        if found == role:
            return index
        if found in _KINDS:
            return None
    return None
