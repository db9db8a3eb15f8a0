"""However a text is printed (width, spacing, tabs or pipes, digits, line ends), its blocks say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.japanese import fold
from ingest.layout.text_blocks import read_blocks
from ingest.model.document import BlockKind
from ingest.readers.encodings import clean
from tests.ingest.rewrap import crlf, pipes, rewrap, tabs, wide_digits

SAMPLE = """01 計画の趣旨

1-1 計画策定の目的

この計画は、市民の皆さんが使いやすい窓口をつくり、限られた職員でも質の高いサービスを続けていくために、令和8年度からの5年間に取り組む事柄をまとめたものです。
策定に当たっては、「第2期みらい基本方針」（令和3年度～令和7年度）との整合を図り、Web会議やAI-OCRなどの技術※1も生かします。

■ 背景

- 人口が減り、働き手が少なくなる中で、窓口に来なくても手続が終わる仕組みを求める声が大きくなっています。
- 一方で、機器に不慣れな方への支援や、個人情報を守る取組を、これまで以上に進めることが必要です。
  - 講座の開催と、地域の団体との協力による相談の場づくりを続けること。

※1 AI-OCR：手書きの文字を読み取り、電子データに変える技術のこと。

(趣旨)

第1条 この要綱は、みらい推進会議の設置、組織、運営等について必要な事項を定め、その庶務は情報の担当課で処理する。

2 会議は、会長が必要と認めるときに招集し、委員の過半数の出席がなければ開くことができない。

現状

- 待ち時間が長い。

\t\tR 8\tR 9
成果\t利用率\t20%\t25%
\t満足度\t30%\t35%
実績\t件数\t1,200件\t
"""
WORDS = ["市民", "窓口", "計画", "デジタル", "の", "を", "進める", "令和8年度", "Web", "データ", "支え", "て", "、"]
sentences = st.lists(st.sampled_from(WORDS), min_size=50, max_size=90).map(lambda words: f"本市{''.join(words)}ます。")


def said(text: str) -> list[tuple[str, str, object]]:
    """Return what the blocks of a text say, folded."""
    return [
        (
            block.kind.value,
            fold(block.marker),
            tuple(tuple(fold(cell.text) for cell in row.cells) for row in block.rows) or fold(block.text),
        )
        for block in read_blocks(clean(text))
        if block.kind is not BlockKind.PAGE_BREAK
    ]


@pytest.mark.parametrize("double", [False, True])
@pytest.mark.parametrize("width", [44, 56, 64, 76, 90])
def test_the_sample_says_the_same_at_every_width(width: int, double: bool) -> None:
    printed = rewrap(SAMPLE, width, double=double)
    assert printed.count("\n") > SAMPLE.count("\n")
    assert said(printed) == said(SAMPLE)


@pytest.mark.parametrize("transform", [crlf, pipes, wide_digits, lambda text: tabs(pipes(text))])
def test_the_sample_says_the_same_in_other_characters(transform: object) -> None:
    assert callable(transform)
    assert transform(SAMPLE) != SAMPLE or transform(SAMPLE) == SAMPLE.replace("\r", "")
    assert said(transform(SAMPLE)) == said(SAMPLE)


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=3, max_size=6), st.integers(20, 45).map(lambda half: 2 * half), st.booleans())
def test_paragraphs_are_found_again_after_wrapping(paragraphs: list[str], width: int, double: bool) -> None:
    text = "\n\n".join(paragraphs) + "\n"
    joined = [block.text for block in read_blocks(rewrap(text, width, double=double))]
    assert fold("".join(joined)) == fold("".join(paragraphs))  # nothing lost, whatever the breaks
    if not double:
        assert [fold(text) for text in joined] == [fold(text) for text in paragraphs]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("計画の窓口を12Ａb、。「」（）\n\t|・-※第条 　#*<>\f"), max_size=300))
def test_spans_always_lie_in_the_text_in_order(text: str) -> None:
    cleaned = clean(text)
    blocks = read_blocks(cleaned)
    for block in blocks:
        assert 0 <= block.span.start <= block.span.end <= len(cleaned)
        for row in block.rows:
            assert block.span.start <= row.span.start <= row.span.end <= block.span.end
            for cell in row.cells:
                assert (cell.span is None) == (not cell.text) or not cell.text
    starts = [block.span.start for block in blocks]
    assert starts == sorted(starts)


REAL = sorted((Path(__file__).parents[3] / ".." / "shared" / "documents").glob("*.txt"))


@pytest.mark.skipif(not REAL, reason="the real documents lie beside the repository, not in it")
@pytest.mark.parametrize("number", range(2))
def test_real_documents_say_nearly_the_same_at_another_width(number: int) -> None:
    text = clean(REAL[number].read_text(encoding="utf-8"))
    usual = said(text)
    for transform in (crlf, pipes, wide_digits):
        assert said(transform(text)) == usual
    for width in (50, 72, 100):
        other = set(said(rewrap(text, width)))
        kept = sum(piece in other for piece in usual)
        assert kept >= 0.95 * len(usual)  # a heading that fills its line to the margin cannot be told from text
