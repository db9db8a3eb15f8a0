"""Plain text: what is a heading, an item, a table, a footnote; which lines are one."""

from __future__ import annotations

from ingest.layout.text_blocks import read_blocks
from ingest.model.document import Block, BlockKind
from tests.ingest.rewrap import wrapped

H, P, L, T, F = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.TABLE,
    BlockKind.FOOTNOTE,
)


def kinds(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read_blocks(text)]


def cells(block: Block) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in block.rows]


def test_headings_are_known_by_their_numbers_and_signs() -> None:
    text = "01 はじめに\n\n1-2 計画の期間\n\n■ 背景\n\n文です。\n\n①-1 窓口の予約\n\n- 予約できます。\n"
    assert kinds(text) == [
        (H, "01 はじめに"),
        (H, "1-2 計画の期間"),
        (H, "■ 背景"),
        (P, "文です。"),
        (H, "①-1 窓口の予約"),
        (L, "予約できます。"),
    ]


def test_a_lone_short_line_above_text_is_a_label_and_a_lone_sentence_is_none() -> None:
    assert kinds("現状\n\n\n\n- 混んでいる。\n") == [(H, "現状"), (L, "混んでいる。")]
    assert kinds("混んでいる。\n\n- 待っている。\n")[0] == (P, "混んでいる。")


def test_numbers_among_their_equals_are_items_and_above_text_headings() -> None:
    items = read_blocks("委員は、次の者とする。\n\n(1) 学識のある者\n(2) 市民\n(3) 市長が認める者\n")
    assert [(b.kind, b.marker) for b in items[1:]] == [(L, "(1)"), (L, "(2)"), (L, "(3)")]
    heading = read_blocks("(1) 計画の目的\n\nこの計画は、目的を定める。\n\n(2) 計画の期間\n\n五年とする。\n")
    assert [b.kind for b in heading] == [H, P, H, P]


def test_articles_keep_their_number_apart() -> None:
    blocks = read_blocks(
        "(趣旨)\n\n第1条 この要綱は、会議について定める。\n\n2 会議に長を置く。\n\n附 則\n\nこの要綱は施行する。\n"
    )
    assert [(b.kind, b.marker, b.text) for b in blocks] == [
        (H, "(趣旨)", "(趣旨)"),
        (P, "第1条", "この要綱は、会議について定める。"),
        (P, "2", "会議に長を置く。"),
        (H, "附 則", "附 則"),
        (P, "", "この要綱は施行する。"),
    ]


def test_tab_tables_keep_empty_cells_wherever_they_stand() -> None:
    text = "課名\t\t年度\t\n\t\tR 8\tR 9\n窓口\t利用率\t\t\n\t件数\t\t\n"
    (table,) = read_blocks(text)
    assert cells(table) == [
        ["課名", "", "年度", ""],
        ["", "", "R 8", "R 9"],
        ["窓口", "利用率", "", ""],
        ["", "件数", "", ""],
    ]
    assert table.rows[0].cells[1].span is None


def test_markup_in_cells_becomes_lines() -> None:
    (table,) = read_blocks("<p><安心>守る</p>\t<ul style='x'><li>・研修</li><li>・点検</li></ul>\t**太字**\n1\t2\t3\n")
    assert cells(table)[0] == ["<安心>守る", "研修\n点検", "太字"]


def test_pipe_tables_with_and_without_outer_pipes() -> None:
    for text in ("| a | b |\n|---|:-:|\n| 1 | |\n", "a | b\n--- | ---\n1 | \n"):
        (table,) = read_blocks(text)
        assert cells(table) == [["a", "b"], ["1", ""]]


def test_lists_nest_by_their_indent() -> None:
    blocks = read_blocks("- 親\n  - 子\n    - 孫\n- ・ 点の項目\n")
    assert [(b.level, b.marker, b.text) for b in blocks] == [
        (0, "-", "親"),
        (1, "-", "子"),
        (2, "-", "孫"),
        (0, "・", "点の項目"),
    ]


def test_a_title_broken_over_lines_is_joined_and_dates_are_not() -> None:
    assert kinds("「窓口を\nより便利に、より早く」\n\n市民の利便性\n向上を図る取組\n\n本文です。\n")[:2] == [
        (P, "「窓口をより便利に、より早く」"),
        (H, "市民の利便性向上を図る取組"),
    ]
    assert kinds("平成30年4月1日\n平成31年4月1日\n") == [(P, "平成30年4月1日"), (P, "平成31年4月1日")]


SENTENCE = (
    "この計画は、市役所の仕事の進め方をデジタルの力で改め、だれもが使いやすい窓口と職員のゆとりを生み出すために定め"
)


def test_a_sentence_broken_by_a_footnote_and_a_page_end_is_whole() -> None:
    first = [SENTENCE[i : i + 18] for i in range(0, 54, 18)]
    lines = [*first, "", "※1 デジタル：数で表すこと。", "", "- 6 -", "", SENTENCE[54:] + "ます。", "次の文です。"]
    blocks = read_blocks("\n".join(lines))
    assert [(b.kind, b.text) for b in blocks] == [
        (P, SENTENCE + "ます。"),
        (F, "デジタル：数で表すこと。"),
        (BlockKind.PAGE_BREAK, ""),
        (P, "次の文です。"),
    ]
    assert blocks[1].marker == "※1"


def test_a_footnote_mark_within_a_sentence_begins_no_footnote() -> None:
    lines = [
        "本市は、業務の効率化と市民の利便性のために、人工知能",
        "※2の活用を進めるとともに、職員の研修を続けていくこと",
        "とします。",
    ]
    assert kinds("\n".join(lines)) == [(P, "".join(lines))]


def test_spaces_are_put_only_between_latin_words() -> None:
    lines = [
        "市が持つ情報を、だれもが使いやすい形の open",
        "data として公開していくこととし、民間の皆さんと",
        "共に使います。",
    ]
    assert kinds("\n".join(lines)) == [(P, f"{lines[0]} {lines[1]}{lines[2]}")]


def test_spans_are_verbatim_where_the_text_is_cleaned() -> None:
    sentence = "**重点**は、窓口の利便性を高め、職員の負担を減らすことであり、皆さんの声を聞き、取組を広げていきます。"
    printed = "\n".join(wrapped(sentence, 40))
    text = f"# 計画\n\n{printed}\n\n| a | b |\n|---|---|\n| 1 | 二 |\n\n※ 注です。\n"
    blocks = read_blocks(text)
    assert text[blocks[1].span.start : blocks[1].span.end] == printed
    assert blocks[1].text == sentence.replace("**", "")
    cell = blocks[2].rows[1].cells[1]
    assert cell.span is not None
    assert text[cell.span.start : cell.span.end] == cell.text == "二"


def test_form_feeds_count_pages() -> None:
    blocks = read_blocks("一頁の文です。\n\f二頁の文です。\n\f三頁の文です。\n")
    assert [(b.kind, b.place.page) for b in blocks if b.kind is P] == [(P, 1), (P, 2), (P, 3)]
    assert sum(b.kind is BlockKind.PAGE_BREAK for b in blocks) == 2


def test_law_markdown_gives_clean_blocks() -> None:
    head = '# ある法律\n\n*（令和一年法律第一号）*\n\n<a id="第一条"></a>\n**第一条**\n'
    text = head + "この法律は、[別の法律](./x.md#a)により定める。\n次の項である。\n"
    blocks = read_blocks(text, markdown=True)
    assert [(b.kind, b.marker, b.text) for b in blocks] == [
        (H, "", "ある法律"),
        (P, "", "（令和一年法律第一号）"),
        (H, "第一条", "第一条"),
        (P, "", "この法律は、別の法律により定める。"),
        (P, "", "次の項である。"),
    ]


def test_a_chronology_has_a_row_a_year() -> None:
    text = "平成１７年 ・条例を施行\n・電子申請を開始\n平成１８年 ・地図を公開\n"
    assert [(b.kind, b.marker, b.text) for b in read_blocks(text)] == [
        (P, "平成１７年", "・条例を施行"),
        (L, "・", "電子申請を開始"),
        (P, "平成１８年", "・地図を公開"),
    ]
