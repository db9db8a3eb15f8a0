"""The shapes of the HTTP contract, as the OpenAPI description shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A part of the contract."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """誤りの形（RFC 9457）。"""

    type: str = Field(examples=["https://keikaku.example/problems#not-found"])
    title: str = Field(examples=["見つかりません"])
    status: int = Field(examples=[404])
    detail: str = Field(description="何が起き、どうすればよいか。")
    code: str = Field(description="変わらない符号。", examples=["not-found"])
    instance: str = Field(description="求められたアドレス。")


class Question(Model):
    """質問。"""

    question: str = Field(min_length=1, description="日本語の質問。", examples=["デジタル推進課が担当する事業は？"])
    session: str | None = Field(None, max_length=200, description="続けて尋ねるための会話の番号。呼ぶ側が決める。")


class Item(Model):
    """答えの1つ。ない部分はnull。"""

    iri: str | None
    label: str | None
    type: str | None
    number: str | None
    value: str | None
    unit: str | None
    year: str | None = Field(examples=["R12"])


class Citation(Model):
    """出典。quoteは文書にあるとおりの文字（400文字まで）。"""

    document: str
    locator: str = Field(examples=["12ページ"])
    quote: str
    passage: str


class SourceCitation(Citation):
    """出典。導き出した関係なら、その規則の名前つき。"""

    derived_by: str | None


class Contact(Model):
    """問合せ先。"""

    department: str


class AnswerModel(Model):
    """質問への答え。"""

    status: Literal["answered", "ambiguous", "not_found"]
    text: str
    items: list[Item]
    boolean: bool | None
    citations: list[Citation]
    sparql: str | None = Field(description="答えを求めたSPARQL。")
    suggestions: list[str]
    contact: Contact | None
    took_ms: float


class SearchItem(Model):
    """見つかったもの。"""

    iri: str
    label: str
    type: str = Field(description="種類の日本語名。")
    text: str
    score: float
    citation: Citation


class SearchResult(Model):
    """検索の結果。点の高い順。"""

    items: list[SearchItem]


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
    locator: str
    quote: str


class ConflictModel(Model):
    """文書の中、または文書の間の矛盾1件。"""

    kind: str
    severity: str
    subject: str
    values: list[Reading]
    likely: str | None
    why: str | None


class ConflictList(Model):
    """矛盾の一覧。"""

    total: int
    items: list[ConflictModel]


class Kind(Model):
    """種類。"""

    iri: str
    label: str


class Property(Model):
    """値をもつ性質。"""

    property: str
    property_iri: str
    value: str
    citations: list[SourceCitation]


class Link(Model):
    """ほかのものへのつながり。"""

    property: str
    property_iri: str
    iri: str
    label: str
    type: str | None
    citations: list[SourceCitation]


class EntityModel(Model):
    """1つのものについて、言われていることのすべて。"""

    iri: str
    label: str
    types: list[Kind]
    properties: list[Property]
    outgoing: list[Link]
    incoming: list[Link]
    incoming_total: int


class Node(Model):
    """図の点。"""

    iri: str
    label: str
    type: str | None
    type_label: str | None


class Edge(Model):
    """図の線。directionは中心から見た向き。"""

    source: str
    target: str
    property: str
    label: str
    direction: Literal["out", "in"]
    citations: list[SourceCitation]


class Neighbourhood(Model):
    """まわりの点と線。"""

    total: int
    limit: int
    offset: int
    nodes: list[Node]
    edges: list[Edge]


class PathResult(Model):
    """2つのものを結ぶ道。pathsの数字はedgesの位置。"""

    length: int | None = Field(description="線の数。つながりがなければnull。")
    paths: list[list[int]]
    nodes: list[Node]
    edges: list[Edge]


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
    columns: list[str]
    rows: list[dict[str, str]]


class RevisionModel(Model):
    """グラフの版。"""

    id: str
    current: bool
    published: str | None
    quads: int | None


class RevisionList(Model):
    """版の一覧。新しい順。"""

    total: int
    items: list[RevisionModel]


class Health(Model):
    """動いているか。"""

    status: str = Field(examples=["ok"])
    revision: str | None = None
