"""The items of an answer as HTML: few as a list, many as a table, values that disagree side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.japanese import era_long, fold, years
from service.answering.answer import Citation, Item
from ui.details import Detail
from ui.markup import place, relations_link, text

MOST_ROWS = 200  # rows drawn; the file that can be saved from the table has the same rows
CONTRADICTION = "矛盾"  # the type of an item that is one reading of several
FEW = 3  # things that are read faster in a list than in a table

_WHOLE = 14  # characters of a value that is not broken
_DIGITS = re.compile(r"\d+")
_NONE = Detail()
Details = Mapping[str, Detail]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of escaped HTML. columns: class and heading; rows: one cell a column."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


def results_html(items: Sequence[Item], citations: Sequence[Citation], details: Details, sentence: str = "") -> str:
    """Return the items in their order; nothing for a count or for words that the sentence says already."""
    if not any(item.label for item in items):
        return ""
    if len(items) <= FEW and all(not item.iri and not item.value and (item.label or "") in sentence for item in items):
        return ""
    if disagree(items):
        return _side_by_side(items, citations)
    details = _unsaid(details, sentence)
    if _is_series(items):
        return _framed(_by_year(items, details))
    return _list(items, details) if len(items) <= FEW else _framed(_by_item(items, details))


def disagree(items: Sequence[Item]) -> bool:
    """Return whether the items are readings of one thing that contradict each other."""
    if len(items) < 2 or len({_said(item) or item.label for item in items}) < len(items):
        return False
    if all(item.type == CONTRADICTION for item in items):
        return True
    of_one = len({(item.iri, item.year) for item in items}) == 1 and items[0].iri is not None
    same_name = len({item.label for item in items}) == 1 and all(item.value for item in items)
    return of_one and (same_name or all(item.number and item.number == item.label for item in items))


def is_table(items: Sequence[Item]) -> bool:
    """Return whether the items are shown as a table."""
    listed = any(item.label for item in items) and not disagree(items)
    return listed and (_is_series(items) or len(items) > FEW)


def in_short(sentence: str, items: Sequence[Item]) -> str:
    """Return an answer's sentence without the enumeration that its table shows.

    >>> many = [Item(label=name) for name in ("予約", "公開", "点検", "研修")]
    >>> in_short("4件あります：予約、公開、点検、研修。資料により異なります。", many)
    '4件あります。資料により異なります。'
    """
    labels = {item.label for item in items if item.label}
    places = sorted((at.start(), at.end()) for label in labels for at in re.finditer(re.escape(label), sentence))
    if not is_table(items) or len(places) <= FEW:
        return sentence
    head = sentence[: places[0][0]].rstrip("：:、「『 ")
    rest = sentence[places[-1][1] :].partition("。")[2]
    if not head:
        return f"次の表のとおりです。{rest}"
    if head.endswith("。"):
        return head + rest
    return f"{head}、次の表のとおりです。{rest}" if head.endswith(("は", "が")) else f"{head}。{rest}"


def _unsaid(details: Details, sentence: str) -> Details:
    """Return the details without the one 事業 of all indicators, where the sentence names it."""
    owners = {detail.project for detail in details.values()}
    if len(owners) > 1 or not all(owner and owner in sentence for owner in owners):
        return details
    return {iri: replace(detail, project="") for iri, detail in details.items()}


def _side_by_side(items: Sequence[Item], citations: Sequence[Citation]) -> str:
    """Return the values that disagree beside each other, each with the places that say so."""
    cards = ""
    for item in items:
        said = _said(item) or item.label or ""
        sources = [source for source in citations if fold(said) in fold(source.quote)]
        where = "".join(f'<li class="place">{place(source)}</li>' for source in sources)
        cards += f"<li><strong>{text(said)}</strong>{f'<ul>{where}</ul>' if where else ''}</li>"
    name = items[0].label if all(item.value for item in items) else None
    heading = f"{name}：資料によって異なる値" if name else "資料によって異なる書き方"
    return f'<div class="readings"><h3>{text(heading)}</h3><ul class="cards">{cards}</ul></div>'


def _list(items: Sequence[Item], details: Details) -> str:
    """Return a few items with all that is known of them, one a line."""
    rows = ""
    for item in items:
        number = f'<span class="number">{text(item.number)}</span>' if _has_number(item) else ""
        said = f'<strong class="said">{text(_said(item))}</strong>' if item.value else ""
        year = f'<span class="of">{text(year_name(item.year))}</span>' if item.year else ""
        rows += f'<li>{number}<span class="name">{_name(item)}</span>{year}{said}{_about(item, details)}</li>'
    return f'<ul class="few">{rows}</ul>'


def _about(item: Item, details: Details) -> str:
    """Return the 事業 of an indicator, the plan and the 課 of a 事業."""
    known = details.get(item.iri or "", _NONE)
    parts = [text(part) for part in (known.project, known.plan, "・".join(known.departments)) if part]
    return f'<span class="about">{"　".join(parts)}</span>' if parts else ""


def _framed(table: Table) -> str:
    """Return a table that scrolls in its frame, with a button that saves it."""
    head = "".join(f'<th scope="col" class="{name}">{text(title)}</th>' for name, title in table.columns)
    names = [name for name, _ in table.columns]
    heads = [text(title) for _, title in table.columns]
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{name}" data-head="{head}">{cell}</td>'
            for name, head, cell in zip(names, heads, row, strict=True)
        )
        + "</tr>"
        for row in table.rows[:MOST_ROWS]
    )
    alone = " alone" if len(table.rows) == 1 else ""
    count = f"{len(table.rows)}件" + (f"のうち{MOST_ROWS}件" if len(table.rows) > MOST_ROWS else "")
    return (
        '<div class="table-head">'
        f'<p class="count">結果 {count}</p>'
        '<button type="button" class="quiet" data-save>CSVで保存</button></div>'
        f'<div class="table-frame" tabindex="0" role="region" aria-label="結果の表">'
        f'<table class="results{alone}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _is_series(items: Sequence[Item]) -> bool:
    return all(item.label and item.year and item.value for item in items) and len({item.year for item in items}) > 1


def _by_year(items: Sequence[Item], details: Details) -> Table:
    """Return one row a thing and one column a year; values that disagree stand in one cell."""
    heads = sorted({item.year or "" for item in items}, key=lambda year: [int(n) for n in _DIGITS.findall(year)])
    rows: dict[tuple[str | None, str | None], dict[str, list[str]]] = {}
    for item in items:
        cell = rows.setdefault((item.iri, item.label), {}).setdefault(item.year or "", [])
        said = _said(item)
        if said not in cell:
            cell.append(said)
    names = {(item.iri, item.label): _name(item) for item in items}
    kinds = {item.type for item in items}
    heading = (next(iter(kinds)) if len(kinds) == 1 else None) or "名前"
    owners = {key: details.get(key[0] or "", _NONE).project for key in rows}
    several = len(set(owners.values())) > 1
    return Table(
        (
            *([("project", "事業")] if several else []),
            ("name", heading),
            *(("value", year) for year in heads),
        ),
        tuple(
            (
                *([text(owners[key])] if several else []),
                names[key],
                *(_value("／".join(row.get(year, []))) for year in heads),
            )
            for key, row in rows.items()
        ),
    )


def _by_item(items: Sequence[Item], details: Details) -> Table:
    """Return one row an item, with the columns that have something to say."""
    kinds = {item.type for item in items}
    only = next(iter(kinds)) if len(kinds) == 1 else None
    known = [details.get(item.iri or "", _NONE) for item in items]
    columns: list[tuple[str, str, Callable[[Item, Detail], str]]] = [
        ("name", only or "名前", lambda item, _: _name(item))
    ]
    if any(_has_number(item) for item in items):
        columns.insert(0, ("number", "番号", lambda item, _: text(item.number or "")))
    if len(kinds) > 1:
        columns.insert(0, ("kind", "種類", lambda item, _: text(item.type or "")))
    if any(detail.project for detail in known):
        columns.append(("project", "事業", lambda _, detail: text(detail.project)))
    if any(item.year for item in items):
        columns.append(("year", "年度", lambda item, _: text(item.year or "")))
    if any(item.value for item in items):
        columns.append(("value", "値", lambda item, _: _value(_said(item))))
    if any(detail.departments for detail in known):
        columns.append(("unit", "課", lambda _, detail: text("・".join(detail.departments))))
    if len({detail.plan for detail in known}) > 1:
        columns.append(("plan", "計画", lambda _, detail: text(detail.plan)))
    return Table(
        tuple((name, heading) for name, heading, _ in columns),
        tuple(tuple(cell(item, detail) for _, _, cell in columns) for item, detail in zip(items, known, strict=True)),
    )


def _has_number(item: Item) -> bool:
    return bool(item.number) and item.number != item.label


def _said(item: Item) -> str:
    """Return a value with its unit."""
    return f"{item.value or ''}{item.unit or ''}"


def _value(said: str) -> str:
    """Return a value for a cell; a short one stays on one line."""
    return f'<span class="whole">{text(said)}</span>' if len(said) <= _WHOLE else text(said)


def _name(item: Item) -> str:
    if item.iri and item.label:
        return relations_link(item.iri, item.label)
    return text(item.label or "")


def year_name(year: str | None) -> str:
    """Return a year in words.

    >>> year_name("R12")
    '令和12年度'
    """
    found = years(year or "")
    return era_long(found[0].year) if len(found) == 1 else year or ""
