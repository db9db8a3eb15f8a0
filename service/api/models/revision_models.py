"""Shapes of revisions and of what differs between two."""

from __future__ import annotations

from pydantic import Field

from service.api.models.base_model import Model


class CurationModel(Model):
    """手で訂正した記録。"""

    author: str
    at: str = Field(description="日時（ISO 8601）。")
    added: int
    removed: int


class RevisionModel(Model):
    """グラフの版。"""

    id: str
    current: bool
    published: str | None
    quads: int | None = Field(description="名前付きグラフの記述の数。")
    triples: int | None = Field(description="重複を除いた記述の数。")
    documents: list[str]
    change: str = Field(description="何によってできた版か。")
    curation: CurationModel | None


class RevisionList(Model):
    """版の一覧。新しい順。"""

    total: int
    items: list[RevisionModel]


class DetailModel(Model):
    """変わった性質の一つ。指標の値は年度ごとに一つ。"""

    property: str
    label: str
    before: list[str]
    after: list[str]


class ChangeModel(Model):
    """変わったもの。"""

    iri: str
    label: str
    plan: str | None
    project: str | None = Field(description="指標を持つ事業。")
    details: list[DetailModel]
    sentences: list[str]


class ChangesModel(Model):
    """加わったもの、なくなったもの、変わったもの。"""

    added: list[ChangeModel]
    removed: list[ChangeModel]
    changed: list[ChangeModel]


class StatementCounts(Model):
    """加わった記述となくなった記述の数（重複を除く）。"""

    added: int
    removed: int


class RevisionDiff(Model):
    """二つの版の違い。"""

    from_: RevisionModel = Field(alias="from")
    to: RevisionModel
    statements: StatementCounts
    projects: ChangesModel
    indicators: ChangesModel
    departments: ChangesModel
    sentences: list[str]
