"""Shapes of things, of what stands around them and of the ways between them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.api.models.answer_models import SourceCitation
from service.api.models.base_model import Model


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
