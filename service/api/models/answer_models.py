"""Shapes of questions, answers and search."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.api.models.base_model import Model


class Question(Model):
    """質問。"""

    question: str = Field(min_length=1, description="日本語の質問。", examples=["市民課が担当する事業は？"])
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


class Alternative(Model):
    """ほかの読み方。"""

    label: str = Field(examples=["令和11年度"])
    question: str = Field(description="そう読まれる質問の全文。")


class Understood(Model):
    """質問から読み取ったことの1つ。"""

    kind: str = Field(description="種類。計画、年度、課、事業、条件、尋ねていることなど。", examples=["年度"])
    text: str = Field(description="質問にあるとおりの文字。書かれていなければ空。", examples=["最終年度"])
    label: str = Field(description="何と読んだか。", examples=["令和12年度"])
    iri: str | None
    alternatives: list[Alternative]


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
    worded_by: Literal["keikaku", "model"] = Field(description="textがだれの言葉か。modelは言語モデルが整えた文。")
    understood: list[Understood] = Field(description="質問から読み取ったこと。")
    reserve: str | None = Field(description="留保つきの答えであれば、その理由。なければnull。")
    confidence: float | None = Field(description="この答えが正しい見込み（0〜1）。見つからなかったときはnull。")


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
