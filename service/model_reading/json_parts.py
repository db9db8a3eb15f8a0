"""JSON of unknown making, read part by part: what is not of the schema raises Malformed, what is too much TooDeep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from service.model_reading.plan_errors import Malformed, NotAPlan, TooDeep


def whole(reply: str) -> dict[str, Any]:
    """Return the object that a reply holds, also within a fence of code; raises NotAPlan.

    >>> whole('```json\\n{"plans": []}\\n```')
    {'plans': []}
    """
    start, end = reply.find("{"), reply.rfind("}")
    try:
        found = orjson.loads(reply[start : end + 1]) if 0 <= start < end else None
    except ValueError:
        raise NotAPlan("JSON") from None
    if not isinstance(found, dict):
        raise NotAPlan("JSON")
    return found


def part(node: Any, key: str, needed: set[str], allowed: Collection[str] = ()) -> dict[str, Any]:
    """Return a part that has its keys and no others. key: the one that says what it is."""
    if not isinstance(node, dict) or not needed <= node.keys() <= {key, *needed, *allowed}:
        raise Malformed(key)
    return node


def few(found: Any, most: int) -> list[Any]:
    """Return a list that is not empty."""
    if not isinstance(found, list) or not found:
        raise Malformed("list")
    if len(found) > most:
        raise TooDeep("list")
    return found


def strings(found: Any, most: int) -> list[str]:
    """Return a list of texts that is not empty."""
    listed = few(found, most)
    if not all(isinstance(one, str) for one in listed):
        raise Malformed("list")
    return listed


def one_of(found: Any, known: Sequence[str] = ()) -> str:
    """Return a text, one of some where these are given."""
    if not isinstance(found, str) or (known and found not in known):
        raise Malformed("text")
    return found
