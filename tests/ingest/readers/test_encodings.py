"""Every encoding that Japanese offices write gives the same text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers import read
from ingest.readers.encodings import clean, decode

TEXT = "計画の趣旨\n\nこの計画は、窓口のデジタル化を進め、市民の利便性を高めるためのものです。\n\n① 予約\n② 申請\n"
NAMES = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp932": "cp932",
    "euc_jis_2004": "euc_jp",
    "iso2022_jp_2004": "iso2022_jp",
}


@pytest.mark.parametrize("name", NAMES)
def test_text_is_the_same_in_every_encoding(tmp_path: Path, name: str) -> None:
    path = tmp_path / "計画.txt"
    text = TEXT.replace("①", "(1)").replace("②", "(2)") if name == "iso2022_jp_2004" else TEXT
    path.write_bytes(text.replace("\n", "\r\n").encode(name))
    document = read(path)
    assert (document.text, document.encoding) == (text, NAMES[name])
    assert document.blocks[1].text.startswith("この計画は、")


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet="計画の窓口を進める市民サービス向上。、「」ABC 123\n", min_size=12),
    st.sampled_from(["cp932", "euc_jp"]),
)
def test_legacy_encodings_are_told_apart(text: str, name: str) -> None:
    sample = "この計画は、" + text
    assert decode(sample.encode(name), Path("a.txt")) == (sample, name)


def test_characters_without_meaning_are_cleaned() -> None:
    assert clean("\ufeffa\x00b\r\nc\rd\ud800") == "ab\nc\nd"
