"""Passages as they are searched: verbatim, short enough, and found by what they stand under."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model.document import Document
from ingest.readers import read
from ingest.search_passages import LONGEST, Piece, pieces

REAL = Path(__file__).resolve().parents[3] / "shared" / "documents"


def read_text(folder: Path, text: str, name: str = "文書.txt") -> Document:
    """Return a text as the reader reads it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read(path)


def with_text(document: Document, part: str) -> Piece:
    """Return the one piece whose quote holds a text."""
    (found,) = [piece for piece in pieces(document) if part in document.slice(piece.span)]
    return found


def test_a_long_paragraph_is_cut_between_sentences(tmp_path: Path) -> None:
    document = read_text(tmp_path, "1 背景\n\n" + "".join(f"{i}番目の文はここで終わります。" for i in range(60)) + "\n")
    quotes = [document.slice(piece.span) for piece in pieces(document) if "番目" in piece.text]
    assert len(quotes) > 1
    assert all(quote.endswith("。") and len(quote) <= LONGEST for quote in quotes)
    assert "".join(quotes) in document.text


def test_a_long_footnote_is_found_by_its_term_in_every_part(tmp_path: Path) -> None:
    meaning = "".join(f"{i}つ目の意味がここに書いてあります。" for i in range(40))
    document = read_text(tmp_path, f"1 背景\n\n本文です※1。\n\n※1 データ連携：{meaning}\n")
    parts = [piece for piece in pieces(document) if "つ目の意味" in document.slice(piece.span)]
    assert len(parts) > 1
    assert all("データ連携" in piece.text for piece in parts)


def test_a_row_is_found_by_the_head_of_its_table(tmp_path: Path) -> None:
    rows = [("事業", "担当"), ("窓口の予約", "市民課"), ("図書の検索", "図書館")]
    document = read_text(tmp_path, "# 一覧\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n")
    piece = with_text(document, "図書の検索")
    assert "担当" in piece.text
    assert "担当" not in document.slice(piece.span)


def test_sections_of_a_line_each_are_one_passage_under_their_parent(tmp_path: Path) -> None:
    booking = "## 窓口の予約\n\n### 現状\n\n窓口が混む。\n\n### 理想\n\n待たずに済む。"
    text = f"# 計画\n\n{booking}\n\n## 図書の検索\n\n### 現状\n\n家から探せない。\n"
    document = read_text(tmp_path, text, "計画.md")
    piece = with_text(document, "待たずに済む。")
    assert piece.is_joined
    assert "窓口が混む。" in document.slice(piece.span)
    assert "理想" in piece.text
    assert "家から" not in document.slice(piece.span)  # stands under another parent


def test_an_answer_of_a_survey_is_found_by_its_question(tmp_path: Path) -> None:
    answers = [f"- {i}番目に多い答えは、{'長い説明、' * 20}です。" for i in range(6)]
    lines = ["# 調査", "", "- 前の質問の答えです。", "- どの分野に期待しますか？（複数選択可）", *answers, ""]
    document = read_text(tmp_path, "\n".join(lines), "調査.md")
    first, last = with_text(document, "期待しますか"), pieces(document)[-1]
    assert "前の質問" not in document.slice(first.span)
    assert "期待しますか" in last.text
    assert "期待しますか" not in document.slice(last.span)


def test_a_cell_cut_by_tags_is_several_passages_with_the_head_of_their_row(tmp_path: Path) -> None:
    row = "| 窓口の予約 | 予約の仕組みを広げます。<br>混む時間を知らせます。 |"
    document = read_text(tmp_path, f"# 一覧\n\n| 事業 | 主な取組 |\n| --- | --- |\n{row}\n", "一覧.md")
    piece = with_text(document, "混む時間")
    assert document.slice(piece.span).startswith("混む時間を知らせます。")
    assert "窓口の予約" in piece.text
    assert all("<br>" not in document.slice(piece.span) for piece in pieces(document))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet="あいう、。ー・※：12\n", min_size=1, max_size=200), max_size=20))
def test_pieces_keep_the_order_and_never_overlap(parts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        document = read_text(Path(folder), "見出し\n\n" + "\n\n".join(parts) + "\n")
    spans = [piece.span for piece in pieces(document)]
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(span.start < span.end for span in spans)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not here")
def test_no_passage_of_the_real_documents_is_too_long_to_be_quoted() -> None:
    for path in sorted(REAL.iterdir()):
        document = read(path)
        found = pieces(document)
        rows = {row.span for block in document.blocks for row in block.rows}
        assert len(found) > 100
        assert all(piece.span.end - piece.span.start <= 400 for piece in found if piece.span not in rows)
