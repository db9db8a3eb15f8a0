import re
from collections.abc import Callable

import pytest

from ontology.errors import DataFileError
from ontology.loader import roles
from ontology.roles import FILE, read_roles

TEXT = (__import__("pathlib").Path(__file__).parents[2] / "ontology" / FILE).read_text(encoding="utf-8")


def test_columns_know_their_words_and_whether_an_empty_cell_repeats() -> None:
    columns = roles().columns
    assert {"主管課", "担当課", "所管課"} <= set(columns["department"].words)
    assert columns["group"].fill_down and columns["policy"].fill_down
    assert not any(columns[name].fill_down for name in ("old_name", "remark", "summary", "novelty"))


def test_words_that_yaml_would_read_as_values_stay_words() -> None:
    assert "No" in roles().columns["number"].words
    assert "-" in roles().no_value


def test_separators_are_characters() -> None:
    assert {" ", "\n", "・", "、"} <= set(roles().department_separators)
    assert not {"space", "newline"} & set(roles().department_separators)


def test_frame_and_relations_are_keyed_as_the_facts_are() -> None:
    assert set(roles().frame) == {
        "principle", "vision", "measure", "policy", "programme", "priority", "common", "future",
    }  # fmt: skip
    assert set(roles().relations) == {"based_on", "aligned_with", "supports", "cooperates_with", "replaces"}
    assert set(roles().indicator_kinds) == {"outcome", "output"}


def test_staff_can_add_a_word() -> None:
    assert "所管部署名" in read_roles(TEXT.replace("主管課, ", "主管課, 所管部署名, ", 1)).columns["department"].words


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace("columns:", "colums:"), "columns"),
        (lambda text: text.replace("repost: [再掲,", "repost: [再掲, 再掲,"), "二回"),
        (lambda text: text.replace("words: [単位]", "words: [単位, 備考]"), "両方"),
        (lambda text: text.replace("words: [単位]", "words: 単位"), "unit"),
        (lambda text: text.replace("fill_down: true", "fill_down: はい", 1), "fill_down"),
        (lambda text: text.replace("schedule: [", "schedule: [[", 1), "書き方"),
        (lambda text: "", "項目"),
    ],
)
def test_a_slip_is_told_in_japanese_with_the_file(spoil: Callable[[str], str], says: str) -> None:
    spoilt = spoil(TEXT)
    assert spoilt != TEXT
    with pytest.raises(DataFileError, match=re.escape(says)) as raised:
        read_roles(spoilt)
    assert str(raised.value).startswith("ontology/roles.yaml：")
    assert "\n" not in str(raised.value)
