"""事業 that tables state: one mention a row, with its number, group, 課 and what else has a role in the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.japanese import fold
from ingest.extract.name_tidying import PlanInForce, group_name, group_ordinal, number_key, project_name, tidy
from ingest.extract.table_headers import (
    Header,
    anchored,
    header_of,
    is_number,
    split_departments,
    split_number,
    state_of,
)
from ingest.model.document import Block, BlockKind, Cell, Document, Row, Span
from ingest.model.facts import ProjectMention, Said
from ontology.loader import Roles

_ABOUT_PROJECTS = {"number", "department", "status", "novelty", "old_name", "group", "policy"}
_LONGEST_EVIDENCE = 600  # characters from a merged cell to the row that it covers


def facts(document: Document, roles: Roles) -> list[ProjectMention]:
    """Return a mention for every row of every table that lists 事業."""
    mentions: list[ProjectMention] = []
    above = PlanInForce(roles)
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            header = header_of(block, roles)
            if header and _lists_projects(header):
                mentions += _Table(document, block, header, roles).mentions(above.plan)
        elif block.kind is BlockKind.HEADING:
            above.heading(block.text)
    return mentions


def _lists_projects(header: Header) -> bool:
    found = set(header.roles.values())
    return "name" in found and bool(found & _ABOUT_PROJECTS) and not header.years


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell that covers the rows below it, and the row where it is printed."""

    cell: Cell
    row: Row


class _Table:
    """One table of 事業 being read from top to bottom."""

    def __init__(self, document: Document, block: Block, header: Header, roles: Roles) -> None:
        self.header = header
        self.roles = roles
        self.body = block.rows[header.first_body_row :]
        self.id = f"{document.name}#{block.span.start}"
        self.filled: dict[str, _Filled] = {}

    def mentions(self, plan: str | None) -> list[ProjectMention]:
        """Return the rows as mentions, groups of drifting merged cells set right by the rows' numbers."""
        found = [mention for row in self.body if (mention := self._mention(row, plan))]
        return _settle(_settle(found, depth=1), depth=0)

    def _mention(self, row: Row, plan: str | None) -> ProjectMention | None:
        cells = anchored(row, self.header, self.roles)
        self._fill(row, cells)
        name_cell = cells.get("name")
        if name_cell is None or fold(name_cell.text) in {fold(word) for word in self.roles.total_words}:
            return None
        leading, rest = split_number(name_cell.text)
        number = cells["number"].text if "number" in cells else leading
        name = project_name(rest if leading and "number" not in cells else name_cell.text, self.roles)
        if not name.name or is_number(name.name):
            return None
        group, group_kind = self._group("group", row)
        policy, policy_kind = self._group("policy", row)
        return ProjectMention(
            name=name.name,
            span=row.span,
            table=self.id,
            plan=tidy(self.filled["plan"].cell.text) if "plan" in self.filled else plan,
            number=self._number(number, group),
            group=group,
            group_kind=group_kind,
            policy=policy,
            policy_kind=policy_kind,
            departments=self._departments(row, cells),
            novelty=_said(cells.get("novelty"), row),
            status=self._status(cells.get("status"), row),
            old_names=_old_names(cells.get("old_name"), row),
            summary=_said(cells.get("summary"), row),
            remark=_said(cells.get("remark"), row),
            is_repost=name.is_repost,
            name_note=name.note,
        )

    def _fill(self, row: Row, cells: dict[str, Cell]) -> None:
        """Remember cells that cover the rows below; a new group ends what the old one covered."""
        if "group" in cells and "group" in self.filled:
            self.filled.pop("department", None)
        for role, cell in cells.items():
            column = self.roles.columns.get(role)
            if column and column.fill_down:
                self.filled[role] = _Filled(cell, row)
        same = [self.filled[role] for role in ("policy", "group") if role in self.filled]
        if len(same) == 2 and same[0].row is row and fold(same[0].cell.text) == fold(same[1].cell.text):
            del self.filled["policy"]  # one merged cell printed in both columns: the lower one

    def _group(self, role: str, row: Row) -> tuple[Said | None, str | None]:
        filled = self.filled.get(role)
        column = self.header.column(role)
        if filled is None or column is None:
            return None, None
        kind = group_name(filled.cell.text, self.header.labels.get(column, ""), self.roles).kind
        return Said(tidy(filled.cell.text), _evidence(filled, row)), kind

    def _number(self, number: str | None, group: Said | None) -> str | None:
        """A bare row number under a numbered group is that group's: ``<2>`` and ``3`` make ``2-3``."""
        if number is None:
            return None
        number = number.strip()
        if group is not None and number_key(number).isdigit():
            ordinal = group_ordinal(group_name(group.text, "", self.roles).number)
            if ordinal:
                return f"{ordinal}-{number_key(number)}"
        return number

    def _departments(self, row: Row, cells: dict[str, Cell]) -> tuple[Said, ...]:
        filled = self.filled.get("department")
        if filled is None:
            return ()
        own = filled.row is row
        span = row.span if own else _evidence(filled, row)
        names = split_departments(filled.cell.text, self.roles)
        # 「企画部 企画課」 keeps the gap between division and unit, wraps inside each are undone
        return tuple(Said(" ".join(map(tidy, name.split(" "))), span) for name in names)

    def _status(self, cell: Cell | None, row: Row) -> Said | None:
        value = state_of(cell.text, "status", self.roles) if cell else None
        return Said(value, row.span) if value else None


def _evidence(filled: _Filled, row: Row) -> Span:
    """From the row of the merged cell to the row that it covers, or the former alone where that is too long."""
    span = filled.row.span.cover(row.span)
    return span if span.end - span.start <= _LONGEST_EVIDENCE else filled.row.span


def _said(cell: Cell | None, row: Row) -> Said | None:
    return Said(cell.text.strip(), row.span) if cell and cell.text.strip() else None


def _old_names(cell: Cell | None, row: Row) -> tuple[Said, ...]:
    if cell is None:
        return ()
    return tuple(Said(tidy(part), row.span) for part in cell.text.split("\n") if part.strip())


def _settle(mentions: list[ProjectMention], *, depth: int) -> list[ProjectMention]:
    """Set right merged cells that drifted: pair the groups with the numbers' prefixes in order.

    depth 1 pairs groups with all but the last part of the number, depth 0 the policies above with its first part.
    Where the table does not have as many groups as prefixes, the printed places stand.
    """
    prefixes = [_prefix(mention.number, depth) for mention in mentions]
    printed = [mention.group if depth else mention.policy for mention in mentions]
    if any(prefix is None for prefix in prefixes):
        return mentions
    wanted = _distinct([prefix for prefix in prefixes if prefix is not None])
    found = _distinct([fold(said.text) for said in printed if said])
    if len(wanted) != len(found) or len(wanted) < 2:
        return mentions
    first = {key: next(said for said in printed if said and fold(said.text) == key) for key in found}
    kinds = {
        fold(said.text): (mention.group_kind if depth else mention.policy_kind)
        for mention, said in zip(mentions, printed, strict=True)
        if said
    }
    pairs = dict(zip(wanted, found, strict=True))
    settled = []
    for mention, prefix, said in zip(mentions, prefixes, printed, strict=True):
        key = pairs[prefix or ""]
        if said is None or fold(said.text) != key:
            right = Said(first[key].text, first[key].span)
            change = (
                replace(mention, group=right, group_kind=kinds[key])
                if depth
                else replace(mention, policy=right, policy_kind=kinds[key])
            )
            settled.append(change)
        else:
            settled.append(mention)
    return settled


def _prefix(number: str | None, depth: int) -> str | None:
    if number is None:
        return None
    parts = number_key(number).split("-")
    if len(parts) < 2:
        return None
    return "-".join(parts[:-1]) if depth else parts[0]


def _distinct(items: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(items))
