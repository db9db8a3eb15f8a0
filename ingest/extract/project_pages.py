"""Pages of single 事業: a numbered heading, labelled sections and a table of years below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.japanese import fold
from ingest.extract.name_tidying import PlanInForce, group_name, number_key, project_name, tidy
from ingest.extract.table_headers import Header, header_of, split_number
from ingest.model.document import Block, BlockKind, Document
from ingest.model.facts import ProjectMention, ProjectSection
from ontology.loader import Roles

_CONTENT = {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}
_PAIR = ("current_state", "ideal_state")  # the labels that layouts print side by side above their texts
_NOW = re.compile(r"(課題|いる|ない|ある|必要(である)?|存在|懸念|不足|問題|困難|不十分|増加|減少)[。.]?$")
_THEN = re.compile(
    r"(状態(を目指す)?|実現(する)?|整備|確立|図る|できる|向上|整う|目指す|つながる|[しなれ]ている状態)[。.]?$"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One 事業's own page: heading taken apart and the blocks below it. plan: named by the headings above it."""

    heading: Block
    number: str
    name: str
    plan: str | None
    body: tuple[Block, ...]


def pages(document: Document, roles: Roles) -> list[Page]:
    """Return the pages of single 事業: numbered headings with an indicator or schedule table below them."""
    found: list[Page] = []
    above = PlanInForce(roles)
    for index, block in enumerate(document.blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        number, name = split_number(block.text)
        if number is None or "-" not in number:
            above.heading(block.text)
            continue
        body = _body(document.blocks[index + 1 :], roles)
        if any(_has_years(item, roles) for item in body):
            found.append(Page(block, number_key(number), project_name(name, roles).name, above.plan, body))
    return found


def mentions(document: Document, roles: Roles) -> list[ProjectMention]:
    """Return a mention for every page's heading."""
    return [
        ProjectMention(
            name=page.name,
            span=page.heading.span,
            table=f"{document.name}#pages",
            plan=page.plan,
            number=page.number,
        )
        for page in pages(document, roles)
    ]


def section_kind(text: str, roles: Roles) -> str | None:
    """Return the kind of section that a label such as 現状 or 【主な取組】 opens, or None."""
    plain = fold(re.sub(r"^[■◆●○▶➤【\[<〈＜]+|[】\]>〉＞::]+$", "", text.strip()))
    for kind, words in roles.sections.items():
        if any(plain == fold(word) for word in words):
            return kind
    return None


def sections(document: Document, roles: Roles) -> list[ProjectSection]:
    """Return the labelled texts of every page, one a list item or paragraph; the unlabelled lead is the summary."""
    found: list[ProjectSection] = []
    for page in pages(document, roles):
        for kind, block in labelled(document, page, roles):
            found.append(ProjectSection(page.heading.text, kind, tidy(block.text), block.span, page.plan))
    return found


def _body(blocks: Sequence[Block], roles: Roles) -> tuple[Block, ...]:
    body: list[Block] = []
    seen_table = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            number, _ = split_number(block.text)
            label = section_kind(block.text, roles) or _is_table_label(block.text, roles)
            opens_group = group_name(block.text, "", roles).kind is not None
            if (number and "-" in number) or opens_group or (seen_table and not label):
                break
        seen_table = seen_table or _has_years(block, roles)
        body.append(block)
    return tuple(body)


def _is_table_label(text: str, roles: Roles) -> bool:
    words = [*roles.schedule, *(word for words in roles.indicator_kinds.values() for word in words)]
    return any(fold(word) in fold(text) for word in words)


def _has_years(block: Block, roles: Roles) -> bool:
    """A table of years with rows for a schedule or for indicators; one without is a calendar of plans."""
    if year_table(block, roles) is None:
        return False
    return any(row.cells and _is_table_label(row.cells[0].text, roles) for row in block.rows)


def year_table(block: Block, roles: Roles) -> Header | None:
    """Return the header of a table whose columns are fiscal years, or None."""
    if block.kind is not BlockKind.TABLE:
        return None
    header = header_of(block, roles)
    return header if header and len(header.years) >= 2 else None


def labelled(document: Document, page: Page, roles: Roles) -> list[tuple[str, Block]]:
    """Return the texts of a page with the kind of section that each belongs to, in reading order."""
    found: list[tuple[str, Block]] = []
    labels: list[str] = []
    items: list[Block] = []
    named = {section_kind(block.text, roles) for block in page.body if block.kind is BlockKind.HEADING}

    def close() -> None:
        if labels:
            found.extend(_shared(document, labels, items))
        elif items:
            found.append(("summary", items[0]))
            missing = [kind for kind in _PAIR if kind not in named]
            found.extend(_shared(document, missing or ["summary"], items[1:]))
        items.clear()

    for block in page.body:
        kind = section_kind(block.text, roles) if block.kind is BlockKind.HEADING else None
        if kind or block.kind is BlockKind.TABLE:
            if items or block.kind is BlockKind.TABLE:
                close()
                labels.clear()
            if kind:
                labels.append(kind)
        elif block.kind in _CONTENT:
            items.append(block)
        elif block.kind is BlockKind.FOOTNOTE:
            found.append(("note", block))
    if labels:
        close()
    return found


def _shared(document: Document, labels: Sequence[str], items: Sequence[Block]) -> list[tuple[str, Block]]:
    """Deal the items out to the labels printed above them: by gaps, else where 現状 turns into 理想的な姿."""
    if not items or not labels:
        return []
    if len(labels) == 1:
        return [(labels[0], item) for item in items]
    runs: list[list[Block]] = [[items[0]]]
    for before, item in pairwise(items):
        gap = document.text[before.span.end : item.span.start].count("\n") > 1
        if gap:
            runs.append([])
        runs[-1].append(item)
    if len(runs) != len(labels):
        turn = _turn(items)
        runs = [list(items[:turn]), list(items[turn:])]
    return [(label, item) for label, run in zip(labels, runs, strict=False) for item in run]


def _turn(items: Sequence[Block]) -> int:
    """Return where the texts turn from what is to what shall be: the split that most endings agree with."""

    def agreement(split: int) -> int:
        before = sum(bool(_NOW.search(item.text)) - bool(_THEN.search(item.text)) for item in items[:split])
        after = sum(bool(_THEN.search(item.text)) - bool(_NOW.search(item.text)) for item in items[split:])
        return before + after

    return max(range(1, len(items) + 1), key=agreement)
