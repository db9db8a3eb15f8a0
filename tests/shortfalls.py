"""What the rewritten engine does not yet do and its forerunner did: tests that are expected to fail, by name.

The expectations stand unchanged. `data/shortfalls.txt` lists what is left to mend: one test a line, as pytest
names it. A line goes away with the work that mends it; `pytest -rX` names the tests that pass although they are listed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

LIST = Path(__file__).parent / "data" / "shortfalls.txt"
_REASON = "the rewritten engine of answers does not do this yet"


def mark(items: list[pytest.Item]) -> None:
    """Mark the tests of the list as expected to fail."""
    known = frozenset(LIST.read_text(encoding="utf-8").split("\n"))
    for item in items:
        if item.nodeid in known:
            item.add_marker(pytest.mark.xfail(reason=_REASON, strict=False))
