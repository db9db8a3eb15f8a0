"""How large a plan is: what nobody asks for is not run."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

LARGEST = 60  # parts of a plan; the largest right one of 230 composed questions has 26


def size(plan: Any) -> int:
    """Return of how many parts a plan is made: sets, conditions, steps of paths; counting ends beyond the largest."""
    count, left = 0, [plan]
    while left and count <= LARGEST:
        part = left.pop()
        if isinstance(part, tuple):
            left.extend(one for one in part if not isinstance(one, str))
        elif is_dataclass(part):
            count += 1
            left.extend(value for field in fields(part) if not isinstance(value := getattr(part, field.name), str))
    return count
