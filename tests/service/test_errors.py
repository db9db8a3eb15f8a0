"""The tree of errors: as drawn, each with a status, a stable code and a Japanese sentence."""

from __future__ import annotations

import re

import pytest

from service import errors
from service.errors import ServiceError


def _every(kind: type[ServiceError]) -> list[type[ServiceError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _every(child))]


_TREE = [kind for kind in _every(ServiceError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", _TREE, ids=lambda kind: kind.__name__)
def test_each_error_says_what_to_do_in_japanese(kind: type[ServiceError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code)
    assert 400 <= kind.status < 600
    assert kind.default.endswith("。") and kind.title
    assert str(kind()) == kind.default
    assert str(kind("別の説明。")) == "別の説明。"
    assert kind.__doc__


def test_codes_are_unique() -> None:
    assert len({kind.code for kind in _TREE}) == len(_TREE)


def test_the_drawn_tree_is_the_real_one() -> None:
    drawn = re.findall(r"^[│├└─ ]*(\w+) +(\d{3}) ([\w-]+)", errors.__doc__ or "", re.MULTILINE)
    assert sorted(drawn) == sorted((kind.__name__, str(kind.status), kind.code) for kind in _TREE)
