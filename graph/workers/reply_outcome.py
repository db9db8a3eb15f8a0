"""A reply read: a result, or the error that says in Japanese what went wrong."""

from __future__ import annotations

from graph.errors import QueryFormat, QueryOverLimit, QueryRefused, QuerySyntax
from graph.workers.messages import Limits, Reply, Result


def result_of(reply: Reply, limits: Limits) -> Result:
    """Return the result in a reply, or raise what went wrong."""
    kind = reply.head.get("error")
    if kind is None:
        return Result(reply.body, reply.head["type"])
    detail = str(reply.head.get("detail", ""))
    if kind == "syntax":
        raise QuerySyntax(f"SPARQLとして読めません（{detail}）。")
    if kind in ("rows", "bytes"):
        raise QueryOverLimit(kind, limits.rows if kind == "rows" else limits.bytes)
    if kind == "memory":
        raise QueryOverLimit("memory_mb", limits.memory_mb)
    if kind in ("result-type", "graph-type"):
        raise QueryFormat(kind.removesuffix("-type"))
    raise QueryRefused(f"この問合せは実行できません（{detail}）。")
