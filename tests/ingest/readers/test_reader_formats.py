"""Word, Excel, CSV, HTML, Markdown and PDF: the same document in each gives the same tables and headings."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib
import io
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from ingest.model.document import Block, BlockKind, Document
from ingest.readers import read
from ingest.readers.xlsx_values import shown

TITLE, CHAPTER, BODY = "あおば市みらい計画", "1-1 窓口の予約", "この計画は、窓口を使いやすくするために定めます。"
pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
ROWS = [["番号", "名称", "主管課"], ["1-1", "窓口の予約", "市民課"], ["1-2", "証明の交付", "戸籍課"]]


def cells(block: Block) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in block.rows]


def tables(document: Document) -> list[list[list[str]]]:
    return [cells(block) for block in document.blocks if block.kind is BlockKind.TABLE]


def written(path: Path) -> Path:
    """Write one small plan in the format of a path's ending."""
    match path.suffix:
        case ".md":
            table = "\n".join("| " + " | ".join(row) + " |" for row in [ROWS[0], ["---"] * 3, *ROWS[1:]])
            path.write_text(f"# {TITLE}\n\n## {CHAPTER}\n\n{BODY}\n\n- 待たない\n- 書かない\n\n{table}\n", "utf-8")
        case ".html":
            rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
            items = "<ul><li>待たない</li><li>書かない</li></ul>"
            page = f"<h1>{TITLE}</h1><h2>{CHAPTER}</h2><p>{BODY}</p>{items}<table>{rows}</table>"
            path.write_text(f"<!DOCTYPE html><html><body>{page}</body></html>", "euc_jp")
        case ".docx":
            document = docx.Document()
            document.add_heading(TITLE, 1)
            document.add_heading(CHAPTER, 2)
            document.add_paragraph(BODY)
            for item in ("待たない", "書かない"):
                document.add_paragraph(item, style="List Bullet")
            table = document.add_table(len(ROWS), 3)
            for row, texts in zip(table.rows, ROWS, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
            document.save(path)
        case ".pdf":
            _pdf(
                path,
                [
                    _big(TITLE, 20),
                    _big(CHAPTER, 15),
                    _small(BODY),
                    _small("・待たない"),
                    _small("・書かない"),
                    _grid(ROWS),
                ],
            )
    return path


def _big(text: str, size: int) -> Paragraph:
    return Paragraph(
        text, ParagraphStyle("h", fontName="HeiseiMin-W3", fontSize=size, leading=size * 1.6, spaceAfter=8)
    )


def _small(text: str) -> Paragraph:
    return Paragraph(text, ParagraphStyle("b", fontName="HeiseiMin-W3", fontSize=10.5, leading=16, wordWrap="CJK"))


def _grid(rows: list[list[str]], **options: int) -> Table:
    cells = [[_small(cell) for cell in row] for row in rows]
    return Table(cells, colWidths=[60, 110, 80], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)], **options)


def _pdf(path: Path, story: list[object]) -> None:
    def foot(canvas: object, layout: object) -> None:
        canvas.setFont("HeiseiMin-W3", 9)  # type: ignore[attr-defined]
        canvas.drawCentredString(297, 20, f"- {layout.page} -")  # type: ignore[attr-defined]

    SimpleDocTemplate(str(path)).build(story, onFirstPage=foot, onLaterPages=foot)


@pytest.mark.parametrize("ending", [".md", ".html", ".docx", ".pdf"])
def test_one_plan_reads_the_same_in_every_format(tmp_path: Path, ending: str) -> None:
    document = read(written(tmp_path / f"計画{ending}"))
    heads = [(block.text, block.level, block.marker) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert heads == [(TITLE, 1, ""), (CHAPTER, 2, "1-1")]
    assert [b.text for b in document.blocks if b.kind is BlockKind.LIST_ITEM] == ["待たない", "書かない"]
    assert [b.text for b in document.blocks if b.kind is BlockKind.PARAGRAPH] == [BODY]
    assert tables(document) == [ROWS]
    assert document.title == TITLE
    assert document.name == f"計画{ending}"
    for block in document.blocks:
        for row in block.rows:
            assert [document.slice(cell.span) for cell in row.cells if cell.span] == [c.text for c in row.cells]


def test_word_tables_keep_merged_cells_empty_and_lists_their_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("目的", "期間"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "縦"
    table.cell(2, 2).text = "市民課\n戸籍課"
    document.save(tmp_path / "a.docx")
    result = read(tmp_path / "a.docx")
    assert tables(result) == [[["横", "", ""], ["縦", "", ""], ["", "", "市民課\n戸籍課"]]]
    assert [(b.marker, b.text) for b in result.blocks[:2]] == [("1", "目的"), ("2", "期間")]


def test_word_articles_numbered_by_word_have_their_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalFullWidth"/><w:lvlText w:val="第%1条"/></w:lvl>'
    )
    levels += '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="aiueoFullWidth"/><w:lvlText w:val="%2"/></w:lvl>'
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))
    for text, depth in (
        ("この要綱は、会議について定める。", 0),
        ("会議は、次の者とする。", 0),
        ("市民", 1),
        ("職員", 1),
    ):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        numbers = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", depth), ("w:numId", 99)):
            child = OxmlElement(name)
            child.set(qn("w:val"), str(value))
            numbers.append(child)
        properties.append(numbers)
    document.save(tmp_path / "a.docx")
    assert [(b.marker, b.text) for b in read(tmp_path / "a.docx").blocks] == [
        ("第１条", "この要綱は、会議について定める。"),
        ("第２条", "会議は、次の者とする。"),
        ("ア", "市民"),
        ("イ", "職員"),
    ]


def test_workbooks_show_what_the_screen_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "事業"
    sheet["A1"] = "事業一覧"
    sheet.append(["番号", "名称", "利用率", "開始"])
    sheet.append([1, "窓口\nの予約", 0.355, dt.date(2026, 4, 1)])
    sheet.append([2, "証明", 0.4, dt.date(2019, 4, 30)])
    for row in (3, 4):
        sheet.cell(row, 3).number_format = "0.0%"
        sheet.cell(row, 4).number_format = '[$-411]ggge"年"m"月"d"日"'
    sheet.merge_cells("A3:A4")
    sheet["A7"] = "※ 見込みを含みます。"
    hidden = book.create_sheet("作業用")
    hidden["A1"], hidden.sheet_state = "隠れた文字", "hidden"
    book.save(tmp_path / "a.xlsx")
    document = read(tmp_path / "a.xlsx")
    assert [(b.kind, b.text) for b in document.blocks if b.kind is not BlockKind.TABLE] == [
        (BlockKind.HEADING, "事業"),
        (BlockKind.HEADING, "事業一覧"),
        (BlockKind.FOOTNOTE, "見込みを含みます。"),
    ]
    assert tables(document) == [
        [
            ["番号", "名称", "利用率", "開始"],
            ["1", "窓口\nの予約", "35.5%", "令和8年4月1日"],
            ["", "証明", "40.0%", "平成31年4月30日"],
        ]
    ]
    table = next(b for b in document.blocks if b.kind is BlockKind.TABLE)
    assert table.rows[2].place.label() == "シート「事業」4行目"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567, "#,##0", "1,234,567"),
        (1234567, '#,##0,"千円"', "1,235千円"),
        (-5, "#,##0;△#,##0", "△5"),
        (0, '0;-0;"－"', "－"),
        (3, '"R"0', "R3"),
        (7, "00", "07"),
        (0.1 + 0.2, "General", "0.3"),
        (1.50, "0.0#", "1.5"),
        (True, "General", "TRUE"),
        (dt.datetime(2026, 4, 1, 9, 5), "yyyy/mm/dd hh:mm", "2026/04/01 09:05"),
        (dt.date(2026, 4, 1), "ge.m.d", "R8.4.1"),
        (dt.date(2026, 4, 1), "m月d日(aaa)", "4月1日(水)"),
        (dt.time(9, 30), "h:mm", "9:30"),
        ("文字", "@", "文字"),
    ],
)
def test_number_formats(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_csv_has_title_lines_repeated_columns_and_quoted_breaks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = '事業の一覧\r\n\r\n番号,指標,値,指標,値\r\n1,"件数\r\n（延べ）",10,率,"1,000"\r\n2,時間,,,\r\n'
    path.write_bytes(text.encode("cp932"))
    document = read(path)
    assert (document.title, document.encoding) == ("事業の一覧", "cp932")
    assert tables(document) == [
        [["番号", "指標", "値", "指標", "値"], ["1", "件数\n（延べ）", "10", "率", "1,000"], ["2", "時間", "", "", ""]]
    ]
    table = next(b for b in document.blocks if b.kind is BlockKind.TABLE)
    assert [row.place.label() for row in table.rows] == ["3行目", "4行目", "5行目"]


def test_html_tables_keep_spanned_cells_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>頁</title><style>p{}</style></head><body><nav>目次</nav>"
        "<p>利用<ruby>率<rt>りつ</rt></ruby>は<br>上がる。</p>"
        "<table><tr><th rowspan='2'>課</th><th colspan=2>年度</th></tr><tr><td>R8</td><td>R9<br>見込</td></tr>"
        "<tr><td>市民課</td><td>1</td><td>2</td></tr></table><script>alert(1)</script></body></html>",
        encoding="utf-8",
    )
    document = read(path)
    assert tables(document) == [[["課", "年度", ""], ["", "R8", "R9\n見込"], ["市民課", "1", "2"]]]
    assert document.title == "頁"
    assert "りつ" not in document.text and "目次" not in document.text and "alert" not in document.text


def test_a_pdf_table_goes_on_over_pages_and_a_sentence_too(tmp_path: Path) -> None:
    rows = [ROWS[0], *([f"1-{number}", "窓口の予約を広げて待つ時間をなくす", "市民課"] for number in range(1, 60))]
    long = "この計画は、市役所の仕事の進め方を改め、使いやすい窓口と職員のゆとりを生み出すために定めるものです。" * 40
    _pdf(tmp_path / "a.pdf", [_small(long), PageBreak(), _grid(rows, repeatRows=1)])
    document = read(tmp_path / "a.pdf")
    assert tables(document) == [rows]
    paragraphs = [block for block in document.blocks if block.kind is BlockKind.PARAGRAPH]
    assert "".join(block.text for block in paragraphs) == long
    assert len(paragraphs) <= 4  # pages, and sentences that end at the margin
    table = next(b for b in document.blocks if b.kind is BlockKind.TABLE)
    assert table.rows[1].place.page != table.rows[-1].place.page
    assert "- 1 -" not in document.text


def test_markdown_knows_underlined_headings_and_ordered_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: みらい計画\n---\n\n趣旨\n====\n\n1. 予約\n2. 交付\n\n本文[^1]です。\n\n[^1]: 注です。\n", "utf-8"
    )
    document = read(path)
    assert document.title == "みらい計画"
    found = [(b.kind, b.level, b.marker, b.text) for b in document.blocks if "title" not in b.text]
    assert found == [
        (BlockKind.HEADING, 1, "", "趣旨"),
        (BlockKind.LIST_ITEM, 0, "1", "予約"),
        (BlockKind.LIST_ITEM, 0, "2", "交付"),
        (BlockKind.PARAGRAPH, 0, "", "本文[^1]です。"),
        (BlockKind.FOOTNOTE, 0, "[^1]:", "注です。"),
    ]


def test_reading_bytes_twice_gives_the_same_document(tmp_path: Path) -> None:
    path = written(tmp_path / "計画.docx")
    assert read(path) == read(path)
    assert len(read(path).sha256) == 64


@pytest.mark.parametrize(
    "name",
    [
        "layout.inline_text", "layout.line_markers", "layout.print_width", "readers.docx_numbering",
        "readers.xlsx_values",
    ],
)  # fmt: skip
def test_examples_in_the_readers_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"ingest.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


OTHERS = Path(__file__).parents[3] / ".." / "shared" / "others" / "shinagawa_jimujigyo_list.tsv"


@pytest.mark.skipif(not OTHERS.exists(), reason="other municipalities' lists lie beside the repository, not in it")
def test_another_citys_list_is_one_table_of_all_its_rows() -> None:
    (table,) = tables(read(OTHERS))
    assert len(table) == 653
    assert {len(row) for row in table} == {17}


def test_a_workbook_without_cells_is_empty(tmp_path: Path) -> None:
    from ingest.errors import EmptyFile

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    (tmp_path / "a.xlsx").write_bytes(out.getvalue())
    with pytest.raises(EmptyFile):
        read(tmp_path / "a.xlsx")
