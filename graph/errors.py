"""What can go wrong with the stored graph.

    GraphError
    ├── NoRevision         nothing has been published yet
    ├── RevisionDamaged    the files of a revision are missing or cannot be read
    ├── PublishLocked      another process is publishing
    ├── ValidationFailed   the new graph breaks the SHACL shapes
    ├── ModelUnavailable   the embedding model cannot be loaded
    ├── VectorsDamaged     a revision's vectors are missing or cannot be read; they can be built again
    └── QueryRefused       a query wants what a query may not do

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


class PublishLocked(GraphError):
    """Another process is publishing into the same data folder."""

    code: ClassVar[str] = "publish_locked"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("ほかの取り込みが進んでいます。終わってからもう一度実行してください。")


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


class QueryRefused(GraphError):
    """The query cannot be parsed, or wants what a query may not do."""

    code: ClassVar[str] = "query_refused"
    status: ClassVar[int] = 400
