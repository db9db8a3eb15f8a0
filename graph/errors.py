"""What can go wrong with the stored graph.

    GraphError
    ├── NoRevision         nothing has been published yet
    ├── RevisionDamaged    the files of a revision are missing or cannot be read
    ├── UnknownRevision    no revision of that name, or so many steps back, is kept
    ├── RevisionChanged    somebody published since the revision that a change was made for
    ├── PublishLocked      another process is publishing
    ├── DiskFull           there is no room left to write
    ├── BackupDamaged      a backup is not whole, or is no backup
    ├── ValidationFailed   the new graph breaks the SHACL shapes
    ├── ModelUnavailable   the embedding model cannot be loaded
    ├── VectorsDamaged     a revision's vectors are missing or cannot be read; they can be built again
    │   └── VectorsAway    the server that holds them does not answer; nothing is to be built
    ├── VectorsPending     a revision's vectors are still to be made, which takes minutes
    ├── QueryRefused       a query wants what a query may not do
    │   ├── QuerySyntax    it is not SPARQL 1.1
    │   ├── QueryFormat    the client takes no format of such a result
    │   └── WriteOutside   an update would change what is not a curator's
    ├── QueryOverLimit     a query needs more time, memory, rows or bytes than it may have
    └── QueryBusy          no process is free for a query

`str(error)` is one Japanese line that says what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class GraphError(Exception):
    """Something is wrong with the stored graph; `code` is a stable name for scripts, `status` its HTTP status."""

    code: ClassVar[str] = "graph_error"
    status: ClassVar[int] = 500


class NoRevision(GraphError):
    """Nothing has been published yet."""

    code: ClassVar[str] = "no_revision"
    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__("まだ文書が取り込まれていません。keikaku ingest で文書を取り込んでください。")


class RevisionDamaged(GraphError):
    """The files of a revision are missing or cannot be read."""

    code: ClassVar[str] = "revision_damaged"
    status: ClassVar[int] = 503

    def __init__(self, revision: str, reason: str) -> None:
        super().__init__(f"版 {revision} のファイルを読めません（{reason}）。文書をもう一度取り込んでください。")


class UnknownRevision(GraphError):
    """No revision of that name, or so many steps back, is kept."""

    code: ClassVar[str] = "unknown_revision"
    status: ClassVar[int] = 404

    def __init__(self, wanted: str) -> None:
        super().__init__(f"版「{wanted[:40]}」はありません。keikaku revisions list で版を確かめてください。")


class RevisionChanged(GraphError):
    """Somebody published since the revision that a change was made for. current: the one that is current now."""

    code: ClassVar[str] = "revision_changed"
    status: ClassVar[int] = 409

    def __init__(self, expected: str, current: str) -> None:
        self.current = current
        super().__init__(
            f"版 {expected[:40]} はもう最新ではありません（今は {current}）。"
            "最新の内容を読み直して、もう一度書き込んでください。"
        )


class PublishLocked(GraphError):
    """Another process is publishing into the same data folder."""

    code: ClassVar[str] = "publish_locked"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("ほかの取り込みが進んでいます。終わってからもう一度実行してください。")


class DiskFull(GraphError):
    """There is no room left to write; what was published stays as it was."""

    code: ClassVar[str] = "disk_full"
    status: ClassVar[int] = 507

    def __init__(self, place: object) -> None:
        super().__init__(
            f"「{place}」の空き容量が足りません。前の版はそのまま使えます。"
            "keikaku revisions gc で古い版を片付けるか、空きを作ってから、もう一度実行してください。"
        )


class BackupDamaged(GraphError):
    """A backup is not whole, or is no backup. Nothing was restored."""

    code: ClassVar[str] = "backup_damaged"
    status: ClassVar[int] = 422

    def __init__(self, place: object, reason: str) -> None:
        super().__init__(
            f"「{place}」はバックアップとして読めません（{reason}）。何も戻していません。別のバックアップを使ってください。"
        )


class ValidationFailed(GraphError):
    """The new graph breaks the shapes; nothing was published. `violations` says what, in Japanese."""

    code: ClassVar[str] = "validation_failed"
    status: ClassVar[int] = 422

    def __init__(self, violations: Sequence[str]) -> None:
        self.violations = tuple(violations)
        first = violations[0] if violations else ""
        super().__init__(f"グラフが決まりに合いません（{len(violations)}件）。公開を取りやめました。例：{first}")


class ModelUnavailable(GraphError):
    """The embedding model, or the word vectors that it stands on, cannot be loaded."""

    code: ClassVar[str] = "model_unavailable"
    status: ClassVar[int] = 503


class VectorsDamaged(GraphError):
    """The vectors of a revision are missing, short or cannot be read. The graph is whole: build them again."""

    code: ClassVar[str] = "vectors_damaged"
    status: ClassVar[int] = 503

    def __init__(self, reason: str) -> None:
        super().__init__(f"ベクトル索引を読めません（{reason}）。文書から作り直します。")


class VectorsAway(VectorsDamaged):
    """The Chroma server does not answer. Search goes on by text until it does."""

    code: ClassVar[str] = "vectors_away"

    def __init__(self, reason: str) -> None:
        GraphError.__init__(
            self, f"ベクトルを置くChromaサーバーが応えません（{reason}）。文字による検索だけで続けます。"
        )


class VectorsPending(GraphError):
    """The vectors of a revision are still to be made by a model that takes long, or the making was given up."""

    code: ClassVar[str] = "vectors_pending"
    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__("ベクトルはまだできていません。できるまでは、文字と言葉の近さによる検索だけで続けます。")


class QueryRefused(GraphError):
    """The query cannot be parsed, or wants what a query may not do."""

    code: ClassVar[str] = "query_refused"
    status: ClassVar[int] = 400


class QuerySyntax(QueryRefused):
    """The query (or update) is not SPARQL 1.1."""

    code: ClassVar[str] = "sparql_syntax"


class QueryFormat(QueryRefused):
    """The client takes no format in which such a result can be written. kind: ``result`` or ``graph``."""

    code: ClassVar[str] = "not_acceptable"
    status: ClassVar[int] = 406

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__("この問合せの結果を、Acceptに書かれた形式では返せません。")


class WriteOutside(QueryRefused):
    """An update would change a graph that is not a curator's. root: the graph that may be written."""

    code: ClassVar[str] = "write_outside"
    status: ClassVar[int] = 403

    def __init__(self, root: str) -> None:
        self.root = root
        super().__init__(
            f"書き込めるのは訂正のグラフ <{root}>（とその下）だけです。GRAPH <{root}> {{ … }} の中に書いてください。"
        )


class QueryOverLimit(GraphError):
    """A query needed more than it may have. limit: ``seconds``, ``memory_mb``, ``rows`` or ``bytes``; most: of it."""

    code: ClassVar[str] = "query_over_limit"
    status: ClassVar[int] = 503

    def __init__(self, limit: str, most: float) -> None:
        self.limit, self.most = limit, most
        super().__init__(_OVER[limit].format(most=most))


_OVER = {
    "seconds": "問合せが{most:g}秒以内に終わりませんでした。条件を絞るか、LIMITを付けてください。",
    "memory_mb": "問合せが作業メモリー（{most:g}MB）に収まりませんでした。条件を絞るか、集計を減らしてください。",
    "rows": "結果が{most:,.0f}件を超えました。LIMITを付けるか、OFFSETで分けてください。",
    "bytes": "結果が{most:,.0f}バイトを超えました。列を減らすか、LIMITを付けてください。",
}


class QueryBusy(GraphError):
    """All processes for queries are at work and enough others wait already."""

    code: ClassVar[str] = "query_busy"
    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__("問合せが混み合っています。数秒おいてもう一度お試しください。")
