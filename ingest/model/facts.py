"""What extractors say: plain statements, each with the span of the text that makes it.

Nothing here is resolved: two mentions of one 事業 are two `ProjectMention`s. Names, numbers and values are as printed
(logical text, widths kept). `resolve` decides what is the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from ingest.model.document import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """A printed value and the span that says it."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class PlanMention:
    """A plan that a document is, or speaks of. level: 国 / 県 / 市; start and end: Gregorian fiscal years."""

    name: str
    span: Span
    is_subject: bool = False  # the document is (part of) this plan
    is_draft: bool = False
    issuer: str | None = None
    level: str | None = None
    start: int | None = None
    end: int | None = None
    note: str | None = None  # e.g. 計画期間なし
    aliases: tuple[str, ...] = ()  # other names printed beside it: みどり2030プラン


class Relation(StrEnum):
    """How one plan or rule stands to another, or to a law."""

    BASED_ON = "based_on"  # 根拠: 〜に基づく, 踏まえる法律
    ALIGNED_WITH = "aligned_with"  # 整合, 踏まえる計画
    SUPPORTS = "supports"  # 上位計画を実現・支える
    COOPERATES_WITH = "cooperates_with"  # 連携
    REPLACES = "replaces"  # 前計画


@dataclass(frozen=True, slots=True)
class RelationFact:
    """`subject` (a plan, law or rule, by name) stands in `relation` to `object`; article such as ``第9条第3項``."""

    subject: str
    relation: Relation
    object: str
    object_is_law: bool
    span: Span
    article: str | None = None


@dataclass(frozen=True, slots=True)
class LawMention:
    """A law, rule or ordinance named in the text, with its 法令番号 where printed."""

    name: str
    span: Span
    law_number: str | None = None
    short_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleFact:
    """One article (paragraph None) or one numbered paragraph of a rule or law that the document holds."""

    rule: str
    article: str  # 第3条
    caption: str | None  # 委員の任期
    paragraph: int | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class OrganFact:
    """A statement of a rule about a body or post.

    attribute: one of kind_of (部会), member_count, members, post, holder, term, reappointment, convener, chair,
    secretariat, purpose, confidentiality, publicity, quorum, decision. For attribute ``holder``, `post` names the post.
    """

    organ: str
    attribute: str
    value: str
    span: Span
    rule: str | None = None
    article: str | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class FrameFact:
    """An element of a plan's frame.

    kind: principle 基本理念, vision 目指す姿, measure 基本取組, policy 基本方針, programme 事業推進計画,
    priority 重点事業(の柱), common 共通事項, future 将来像. number: ``①``, ``<1>``, ``1`` as printed, or None.
    parent: name of the element above, where the text says so. year: for futures, the Gregorian year.
    """

    plan: str | None
    kind: str
    name: str
    span: Span
    number: str | None = None
    parent: str | None = None
    parent_kind: str | None = None
    description: str | None = None
    year: int | None = None
    alias: str | None = None  # e.g. <やさしい窓口>


@dataclass(frozen=True, slots=True)
class ProjectMention:
    """One row or page that states a 事業. `table` tells rows of one table apart from another table's rows."""

    name: str
    span: Span
    table: str
    plan: str | None = None
    number: str | None = None
    group: Said | None = None  # 重点事業 / 基本取組 / 事業推進計画
    group_kind: str | None = None  # see FrameFact.kind
    policy: Said | None = None  # 基本方針 above the group
    policy_kind: str | None = None
    departments: tuple[Said, ...] = ()
    novelty: Said | None = None  # 新規 / 継続 / 継続(名称変更)
    status: Said | None = None  # 継続 / 終了
    old_names: tuple[Said, ...] = ()
    summary: Said | None = None
    remark: Said | None = None
    is_repost: bool = False  # 【再掲】
    name_note: str | None = None  # 【計画終了(R7.3)】 and the like


@dataclass(frozen=True, slots=True)
class ProjectSection:
    """A labelled part of a 事業's own page: label such as 現状, 理想的な姿, 主な取組, 概要, 注."""

    project: str  # heading as printed, number included
    label: str
    text: str
    span: Span
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class FrameSection:
    """A labelled part of a frame element's own page; kind as in FrameFact, label as in ProjectSection."""

    kind: str
    name: str
    number: str | None
    label: str
    text: str
    span: Span
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class ScheduleFact:
    """What a 事業 does in one fiscal year (Gregorian)."""

    project: str
    year: int
    activity: str
    span: Span
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """One indicator row. targets: (Gregorian fiscal year, value as printed, its span); undecided: the reason's text."""

    project: str
    kind: str  # outcome / output
    name: str
    span: Span
    breakdown: str | None = None
    unit: str | None = None
    targets: tuple[tuple[int, Said], ...] = ()
    undecided: Said | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class SdgFact:
    """A frame element (by kind and name) contributes to SDG goals."""

    kind: str
    name: str
    goals: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TermFact:
    """A definition: glossary entry, footnote or ※-note."""

    term: str
    definition: str
    span: Span
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventFact:
    """One event of a chronology. year: Gregorian; printed: ``平成17年``."""

    year: int
    printed: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class FigureFact:
    """A figure stated in prose or a small table: what was measured, value with unit as printed, when."""

    name: str
    value: str
    span: Span
    unit: str | None = None
    as_of: str | None = None
    context: str = ""  # heading or question that it stands under


@dataclass(frozen=True, slots=True)
class CountFact:
    """A total that the document states of its own lists (``事業数 59``), to be checked against what was read."""

    name: str
    value: int
    span: Span
    plan: str | None = None
    group: str | None = None
    status: str | None = None


Fact = (
    PlanMention
    | RelationFact
    | LawMention
    | ArticleFact
    | OrganFact
    | FrameFact
    | ProjectMention
    | ProjectSection
    | FrameSection
    | ScheduleFact
    | IndicatorFact
    | SdgFact
    | TermFact
    | EventFact
    | FigureFact
    | CountFact
)


@dataclass(slots=True)
class Facts:
    """All that was read from one document, in reading order."""

    document: str
    items: list[Fact] = field(default_factory=list)

    def of(self, kind: type[T]) -> list[T]:
        """Return the facts of one kind."""
        return [item for item in self.items if isinstance(item, kind)]
