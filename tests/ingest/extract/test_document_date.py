"""The date that a document gives itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.extract.document_date import stated_date
from ingest.readers import read


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("令和8年2月10日", "令和8年2月10日"),
        ("（令和８年２月）", "令和8年2月"),
        ("2026年2月10日現在", "2026年2月10日"),
        ("令和8年度から始まる計画です。", None),
        ("令和8年2月10日の会議で決めました。", None),
    ],
)
def test_a_line_that_is_a_date_dates_the_document(tmp_path: Path, line: str, date: str | None) -> None:
    path = tmp_path / "計画.md"
    path.write_text(f"# 川辺町デジタル計画（案）\n\n{line}\n\n## 第1章 趣旨\n\n本文です。\n", encoding="utf-8")
    assert stated_date(read(path)) == date


def test_a_date_far_below_is_not_the_documents(tmp_path: Path) -> None:
    path = tmp_path / "計画.txt"
    path.write_text("行です。\n" * 60 + "令和8年2月10日\n", encoding="utf-8")
    assert stated_date(read(path)) is None
