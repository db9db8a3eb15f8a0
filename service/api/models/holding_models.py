"""Shapes of documents, jobs and saved queries."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.api.models.base_model import Model


class DocumentModel(Model):
    """取り込まれた文書。"""

    iri: str
    id: str
    name: str
    title: str
    media_type: str | None
    passages: int


class DocumentList(Model):
    """取り込まれた文書の一覧。"""

    total: int
    items: list[DocumentModel]


class JobModel(Model):
    """取込みの進み具合。"""

    id: str
    status: Literal["waiting", "running", "done", "failed"]
    message: str
    documents: list[str]
    skipped: list[dict[str, str]]
    revision: str | None


class Parameter(Model):
    """保存した問合せのパラメーター。"""

    name: str
    type: str
    label: str
    required: bool
    omitted: str | None = Field(description="省いたときに返るもの。必須ならnull。")
    example: str | None


class SavedQueryModel(Model):
    """保存した問合せ。"""

    name: str
    title: str
    description: str
    parameters: list[Parameter]
    sparql: str


class SavedQueryList(Model):
    """保存した問合せの一覧。"""

    total: int
    items: list[SavedQueryModel]


class Table(Model):
    """問合せの結果。"""

    title: str
    total: int = Field(description="全部の行数。rowsはそのうちlimitとoffsetの分。")
    columns: list[str]
    rows: list[dict[str, str]]
