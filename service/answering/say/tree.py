"""A plan as a tree: its nodes, and the same plan with one of them exchanged or left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any


def nodes(plan: Any) -> Iterator[Any]:
    """Yield a plan and all nodes below it."""
    yield plan
    for value in _parts(plan):
        for one in value if isinstance(value, tuple) else (value,):
            if is_dataclass(one):
                yield from nodes(one)


def exchanged(plan: Any, old: Any, new: Any) -> Any:
    """Return a plan with a node exchanged wherever it stands; left out where new is None."""
    if plan == old:
        return new
    changed: dict[str, Any] = {}
    for field in fields(plan):
        value = getattr(plan, field.name)
        if isinstance(value, tuple):
            kept = tuple(exchanged(one, old, new) if is_dataclass(one) else one for one in value)
            found: Any = tuple(
                one for one, before in zip(kept, value, strict=True) if one is not None or before is None
            )
        elif is_dataclass(value) and not isinstance(value, type):
            found = exchanged(value, old, new)
        else:
            continue
        if found != value:
            changed[field.name] = found
    return replace(plan, **changed) if changed else plan


def _parts(plan: Any) -> list[Any]:
    return [getattr(plan, field.name) for field in fields(plan)] if is_dataclass(plan) else []
