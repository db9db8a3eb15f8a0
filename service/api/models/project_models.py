"""Shapes of 事業 and of contradictions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.api.models.base_model import Model


class IndicatorModel(Model):
    """指標と年度ごとの目標（印刷のとおり）。"""

    iri: str
    name: str
    kind: Literal["outcome", "output"] | None
    breakdown: str | None
    unit: str | None = Field(description="値が単位を含むときはnull。")
    targets: dict[str, str] = Field(examples=[{"R8": "20%", "R12": "40%"}])
    undecided: str | None = Field(description="目標が未定である理由。")


class ProjectModel(Model):
    """事業。"""

    iri: str
    plan: str | None
    number: str | None = Field(examples=["1-1-(3)"])
    numbers: list[str]
    name: str
    alternative_names: list[str]
    group: str | None
    departments: list[str]
    status: str | None = Field(examples=["継続"])
    novelty: str | None = Field(examples=["新規"])
    sdgs: list[int]
    predecessors: list[str]
    successors: list[str]
    summary: str | None
    indicators: list[IndicatorModel]


class ProjectList(Model):
    """事業の一覧。"""

    total: int = Field(description="条件に合う事業の数。")
    items: list[ProjectModel]


class Reading(Model):
    """食い違う値の1つと、その出典。"""

    value: str
    document: str
    title: str
    locator: str
    quote: str


class ConflictThing(Model):
    """矛盾が見つかったもの。"""

    iri: str
    label: str


class ConflictModel(Model):
    """文書の中、または文書の間の矛盾1件。"""

    iri: str
    kind: str
    kind_label: str
    severity: str
    severity_label: str
    subject: str
    things: list[ConflictThing]
    values: list[Reading]
    likely: str | None
    why: str | None


class ConflictList(Model):
    """矛盾の一覧。"""

    total: int
    items: list[ConflictModel]
