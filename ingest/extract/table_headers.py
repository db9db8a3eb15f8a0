"""Tables read by what their headers say: which row is the header, which column plays which role.

Real tables shift: a merged cell printed twice pushes a row to the right, a lost one pulls it to the left. Cells whose
form tells what they are (事業番号, 新規/継続, 課) anchor the row; the others are read relative to the nearest anchor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graph.japanese import fold, widths, years
from ingest.model.document import Block, Cell, Row
from ontology.loader import Roles

_BRACKETED = re.compile(r"[((][^()()]*[))]")
_NUMBER = re.compile(
    r"^[<((〈]?\s*(?:[①-⑳]|\d{1,4}|[IVXⅠ-Ⅻ]{1,4})(?:\s*[-‐–—―.]\s*[((]?\d{1,3}[))]?){0,3}\s*[>))〉.]?$"
)
_NUMBER_HEAD = re.compile(
    r"^\s*([①-⑳](?:\s*-\s*\d{1,3})?|\d{1,3}(?:\s*-\s*[((]?\d{1,3}[))]?){1,3}|\d{1,3}(?=[\s.、]))[\s.、::]*(?=\S)"
)
_LONGEST_DEPARTMENT = 30
_ORDER = ("status", "novelty", "number", "department")  # the surest forms first
_LEFT = ("group", "policy", "programme")
_HEADER_SCAN = 8  # rows of titles that may stand above a header


@dataclass(frozen=True, slots=True)
class Header:
    """Which column is what: role by column index, fiscal year by column index, the number of rows it takes."""

    roles: Mapping[int, str]
    years: Mapping[int, int]
    labels: Mapping[int, str]
    first_body_row: int

    def column(self, role: str) -> int | None:
        """Return the first column with the role."""
        return next((index for index, name in sorted(self.roles.items()) if name == role), None)


def is_number(text: str) -> bool:
    """Tell whether a cell is a 事業番号 by its form: ``①-1``, ``2-1-(10)``, ``3-11``, ``12``.

    >>> is_number("2-1-(10)"), is_number("①-1"), is_number("20%"), is_number("継続")
    (True, True, False, False)
    """
    return bool(_NUMBER.match(widths(text).strip()))


def split_number(text: str) -> tuple[str | None, str]:
    """Return the leading 事業番号 of a name, if any, and the rest.

    >>> split_number("3-11 防災の計画"), split_number("1 カード"), split_number("2040年問題")
    (('3-11', '防災の計画'), ('1', 'カード'), (None, '2040年問題'))
    """
    match = _NUMBER_HEAD.match(widths(text))
    if not match:
        return None, text
    return match[1].replace(" ", ""), widths(text)[match.end() :].strip()


def column_role(text: str, roles: Roles) -> str | None:
    """Return the role that a header cell names, or None."""
    whole = fold(text)
    if not whole or whole in {fold(word) for word in roles.total_words}:
        return None
    bare = fold(_BRACKETED.sub("", widths(text)))
    parts = [fold(part) for part in re.split(r"[\s//・]+", widths(text)) if part]
    best: tuple[int, str] | None = None
    for name, column in roles.columns.items():
        for word in map(fold, column.words):
            if whole == word or bare == word:
                return name
            if parts and (word == parts[0] or word == "".join(parts[:2])) and (best is None or len(word) > best[0]):
                best = (len(word), name)
    if best is None:
        best = _by_beginning(bare, roles)
    return best[1] if best else None


def _by_beginning(bare: str, roles: Roles) -> tuple[int, str] | None:
    """A header such as 活動指標2 or 備考欄 begins with a role word and adds little."""
    found = [
        (len(word), name)
        for name, column in roles.columns.items()
        for word in map(fold, column.words)
        if len(word) >= 2 and bare.startswith(word) and len(bare) <= len(word) + 2
    ]
    return max(found, default=None)


def header_of(block: Block, roles: Roles) -> Header | None:
    """Return the header of a table block, or None where no row reads like one.

    Up to eight rows of titles may stand above it; a second header row refines the columns that the first one merges.
    """
    for index, row in enumerate(block.rows[:_HEADER_SCAN]):
        found = _roles_of(row, roles)
        year_columns = _years_of(row)
        if len(set(found.values())) >= 2 or len(year_columns) >= 2 or (found and year_columns):
            labels = {i: cell.text for i, cell in enumerate(row.cells) if cell.text}
            first = index + 1
            if first < len(block.rows) and _refines(block.rows[first], found, roles):
                below = _roles_of(block.rows[first], roles)
                labels |= {i: cell.text for i, cell in enumerate(block.rows[first].cells) if cell.text}
                found = {**found, **below}
                first += 1
            return Header(found, year_columns, labels, first)
    return None


def _roles_of(row: Row, roles: Roles) -> dict[int, str]:
    found = {}
    for index, cell in enumerate(row.cells):
        role = column_role(cell.text, roles) if len(cell.text) <= 24 else None
        if role:
            found[index] = role
    return found


def _years_of(row: Row) -> dict[int, int]:
    found = {}
    era: str | None = None
    for index, cell in enumerate(row.cells):
        text = widths(cell.text).strip()
        mentions = years(text) if len(text) <= 24 else []
        if mentions:
            found[index] = mentions[0].year
            era = text
        elif era and (match := re.match(r"^(\d{1,2})\s*年度", text)) and found:
            # 「令和6年度 | 7年度 | 8年度」: the era is printed once
            found[index] = max(found.values()) + int(match[1]) - _era_number(era)
            era = text
    return found


def _era_number(text: str) -> int:
    match = re.search(r"(\d{1,2})\s*年度", text)
    return int(match[1]) if match else 0


def _refines(row: Row, above: Mapping[int, str], roles: Roles) -> bool:
    """A second header row: every printed cell is a role word, and the row begins empty."""
    printed = [cell for cell in row.cells if cell.text]
    return bool(printed) and not row.cells[0].text and all(column_role(cell.text, roles) for cell in printed)


def is_department(text: str, roles: Roles) -> bool:
    """Tell whether a cell holds nothing but names of organisational units."""
    parts = split_departments(text, roles)
    return bool(parts) and all(
        part.endswith(roles.department_suffixes) and len(part) <= _LONGEST_DEPARTMENT for part in parts
    )


def split_departments(text: str, roles: Roles) -> list[str]:
    """Return the units that a cell names, in order; 「企画部 企画課」 is one unit with its division."""
    pattern = "[" + re.escape("".join(sep for sep in roles.department_separators if sep.strip())) + r"\n]|\s+"
    parts = [part for part in re.split(pattern, text.strip()) if part]
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1].endswith(roles.division_suffixes) and not part.endswith(roles.division_suffixes):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def anchored(row: Row, header: Header, roles: Roles) -> dict[str, Cell]:
    """Return the cells of a body row by role, reading shifted rows by their anchors.

    Only printed cells appear; filling merged cells from the row above is the caller's business.
    """
    anchors: dict[int, int] = {}  # header column → cell index
    result: dict[str, Cell] = {}
    taken: set[int] = set()
    typed = [(column, role) for column, role in sorted(header.roles.items()) if _is_typed(role)]
    for column, role in sorted(typed, key=lambda item: (_ORDER.index(item[1]), item[0])):
        near = [anchor for anchor in anchors if anchor < column]
        shift = anchors[max(near)] - max(near) if near else 0
        index = _typed_cell(row, column, role, header, roles, taken, shift)
        if index is not None:
            anchors[column] = index
            taken.add(index)
            result.setdefault(role, row.cells[index])
    rightmost = max(anchors, default=None)
    for column, role in sorted(header.roles.items()):
        if role in result or _is_typed(role):
            continue
        left = [c for c in anchors if c < column and header.roles[c] != "department"]
        base = max(left) if left else rightmost if rightmost is not None and _is_left_of(column, anchors) else None
        shift = anchors[base] - base if base is not None else 0
        for index in range(column + shift, _span_end(column, header) + shift):
            if not 0 <= index < len(row.cells) or index in taken or not row.cells[index].text:
                continue
            taken.add(index)
            if role == "name" and "number" not in result and is_number(row.cells[index].text):
                result["number"] = row.cells[index]  # 個別事業 over two columns: number and name
                continue
            result[role] = row.cells[index]
            break
    return result


def _is_left_of(column: int, anchors: Mapping[int, int]) -> bool:
    return all(column < anchor for anchor in anchors)


def _is_typed(role: str) -> bool:
    return role in _ORDER


def _span_end(column: int, header: Header) -> int:
    """The columns that a header cell covers reach to the next labelled column."""
    later = [index for index in [*header.roles, *header.labels, *header.years] if index > column]
    return min(later, default=column + 2)


def _typed_cell(
    row: Row, column: int, role: str, header: Header, roles: Roles, taken: set[int], shift: int
) -> int | None:
    """The cell of a typed role: the one nearest to the header's own column whose form fits."""
    printed = [i for i, cell in enumerate(row.cells) if cell.text and i not in taken]
    if role == "number":
        free = {None, "number", "name", *_LEFT}
        fits = [i for i in printed if is_number(row.cells[i].text)]
        fits = [i for i in fits if header.roles.get(i) in free or not row.cells[i].text.strip().isdigit()]
    elif role in {"novelty", "status"}:
        fits = [i for i in printed if state_of(row.cells[i].text, role, roles)]
    else:
        own = [i for i in (column + shift, column) if i in printed]
        fits = [i for i in own if is_department(row.cells[i].text, roles)]
        fits = fits or [i for i in own[:1] if i == column and len(row.cells[i].text) <= _LONGEST_DEPARTMENT]
    return min(fits, key=lambda i: abs(i - column), default=None)


def state_of(text: str, role: str, roles: Roles) -> str | None:
    """Return the value (新規, 継続, 終了) that a cell of the novelty or status column says, or None."""
    printed = fold(_BRACKETED.sub("", widths(text)))
    values = roles.novelty_values if role == "novelty" else roles.status_values
    for value, words in values.items():
        if any(printed == fold(word) for word in words):
            return value
    return None
