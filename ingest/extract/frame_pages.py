"""Pages of frame elements, such as 重点事業② with its 現状, 理想的な姿 and 主な取組."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extract.name_tidying import PlanInForce, group_name, tidy
from ingest.extract.project_pages import Page, labelled, section_kind
from ingest.extract.table_headers import split_number
from ingest.model.document import Block, BlockKind, Document
from ingest.model.facts import FrameSection
from ontology.loader import Roles


def facts(document: Document, roles: Roles) -> list[FrameSection]:
    """Return the labelled texts below every heading that names a numbered frame element."""
    found: list[FrameSection] = []
    above = PlanInForce(roles)
    for index, block in enumerate(document.blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        number, rest = split_number(block.text)
        group = group_name(rest if number else block.text, "", roles)
        if group.kind is None or group.number is None:
            above.heading(block.text)
            continue
        body = _body(document.blocks[index + 1 :], block.level)
        if any(item.kind is BlockKind.HEADING and section_kind(item.text, roles) for item in body):
            page = Page(block, group.number, group.name, above.plan, body)
            for label, item in labelled(document, page, roles):
                found.append(
                    FrameSection(group.kind, group.name, group.number, label, tidy(item.text), item.span, above.plan)
                )
    return found


def _body(blocks: Sequence[Block], level: int) -> tuple[Block, ...]:
    """The blocks up to the next heading that is as high."""
    body: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING and block.level <= level:
            break
        body.append(block)
    return tuple(body)
