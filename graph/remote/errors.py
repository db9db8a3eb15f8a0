"""What can go wrong with a SPARQL engine on another machine.

    GraphError
    └── RemoteUnavailable      503  the engine does not answer (away, busy, restarting): ask again
        ├── RemoteChanged      503  what it holds is not the revision that is open here
        ├── RemoteFailed       503  it answers, but not with what was asked for
        └── RemoteUnauthorized 503  the user name or the password is wrong, or the rights do not suffice

A wrong query is `QuerySyntax`, one over its limits `QueryOverLimit`, as with the embedded engine.
"""

from __future__ import annotations

from typing import ClassVar

from graph.errors import GraphError


class RemoteUnavailable(GraphError):
    """The engine does not answer; where it comes back, so does the service."""

    code: ClassVar[str] = "remote_unavailable"
    status: ClassVar[int] = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"データセットを置くエンジンが応えません（{reason}）。しばらくしてからもう一度お試しください。"
            "続くときは KEIKAKU_SPARQL_URL とエンジンの状態を確かめてください。"
        )


class RemoteChanged(RemoteUnavailable):
    """The engine does not hold the revision that is open here: another is being published, or it lost its data."""

    code: ClassVar[str] = "remote_changed"

    def __init__(self, held: str | None, wanted: str) -> None:
        self.held = held
        GraphError.__init__(
            self,
            f"エンジンの版（{held or 'なし'}）が、開いている版（{wanted}）と違います。"
            "切り替えか書き直しの途中です。数秒おいてもう一度お試しください。",
        )


class RemoteFailed(RemoteUnavailable):
    """The engine answers with an error, or with something that is no result."""

    code: ClassVar[str] = "remote_failed"

    def __init__(self, reason: str) -> None:
        GraphError.__init__(
            self, f"データセットを置くエンジンで失敗しました（{reason}）。エンジンの記録を確かめてください。"
        )


class RemoteUnauthorized(RemoteUnavailable):
    """The engine refuses these credentials."""

    code: ClassVar[str] = "remote_unauthorized"

    def __init__(self) -> None:
        GraphError.__init__(
            self,
            "データセットを置くエンジンに断られました。KEIKAKU_SPARQL_USER と KEIKAKU_SPARQL_PASSWORD と、"
            "その利用者の権限を確かめてください。",
        )
