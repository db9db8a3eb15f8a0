"""What all shapes share: their base, the error and the health."""

from __future__ import annotations

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


class Health(Model):
    """動いているか。"""

    status: str = Field(examples=["ok"])
    revision: str | None = None


class Ready(Health):
    """答えられるか、検索に何が加わっているか。"""

    search: list[str] = Field(
        description="検索に今加わっているもの：words＝文字、late-interaction＝言葉の近さ、vectors＝文のベクトル。",
        examples=[["words", "late-interaction", "vectors"]],
    )
    model: str = Field(description="埋め込みモデル。", examples=["ja-ginza-chive-300"])
    vectors_done: int | None = Field(None, description="作っている間だけ：ベクトルのできた文の数。")
    vectors_total: int | None = Field(None, description="作っている間だけ：ベクトルの要る文の数。")
