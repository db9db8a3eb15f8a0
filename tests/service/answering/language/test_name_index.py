"""Names in a text: the lookup by how they begin finds what trying each name finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.answering.language.name_index import Names

_LETTERS = "あい計画市"


@given(st.lists(st.text(_LETTERS, max_size=6), max_size=20), st.text(_LETTERS, max_size=30))
def test_the_names_in_a_text_are_all_found_in_their_order(names: list[str], text: str) -> None:
    given_names = list(enumerate(names))
    found = Names((name, (number,)) for number, name in given_names)
    assert found.said(text) == [(name, (number,)) for number, name in given_names if name in text]


def test_who_bears_two_names_of_a_text_is_told_once() -> None:
    town, other = ["海辺市"], ["山の町"]
    names = Names([("海辺市", town), ("海辺", town), ("山の町", other)])
    assert names.bearers("海辺市の計画") == [town]
    assert names.called("山の町") == [other]
    assert names.called("海") == []
