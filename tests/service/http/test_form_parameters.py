"""Parameters: as the standard library reads them, only sooner."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.form_parameters import pairs


@given(st.text(alphabet="ab=&%+2F3dE8AZz_;.\r\n \t", max_size=40))
def test_as_the_standard_library_reads_them(encoded: str) -> None:
    try:
        expected = parse_qsl(encoded, keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            pairs(encoded.encode())
        return
    assert pairs(encoded.encode()) == expected


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8")))))
def test_what_was_encoded_comes_back(given: list[tuple[str, str]]) -> None:
    assert pairs(urlencode(given).encode()) == given


def test_what_is_not_encoded_is_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        pairs("query=課".encode())
