"""Answers as HTML: what is shown, and that nothing of a document or a question becomes markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from service.answering.answer import Answer, Citation, Item, Status
from service.errors import NotReady, ServiceError
from ui.answer_view import FIRST_QUOTES, MOST_ROWS, answer_html, examples_html, history_html
from ui.markup import notice, quoted

PASSAGE = "http://127.0.0.1:8000/id/passage/a/0-9"
QUOTE = Citation("計画.md", "3ページ", "窓口の予約を受け付けます。", PASSAGE)


class _Reader(HTMLParser):
    """Collects the tags and the text of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def asked(html: str) -> list[str | None]:
    return [attributes["data-ask"] for _, attributes in read(html).tags if "data-ask" in attributes]


def test_quote_document_place_and_query_are_shown() -> None:
    answer = Answer(Status.ANSWERED, "窓口課です。", citations=(QUOTE,), sparql="SELECT ?s { ?s ?p 1 }", took_ms=120)
    shown = read(answer_html("どこの課？", answer)).text
    for part in (
        "どこの課？",
        "窓口課です。",
        "窓口の予約を受け付けます。",
        "計画.md",
        "3ページ",
        "SELECT ?s",
        "120ミリ秒",
    ):
        assert part in shown


def test_table_has_only_columns_that_say_something() -> None:
    items = (
        Item(label="申請率", type="指標", value="86", unit="%", year="R12"),
        Item(label="件数", type="指標", value="3"),
    )
    tags = read(answer_html("？", Answer(Status.ANSWERED, "", items))).tags
    assert [attributes["class"] for tag, attributes in tags if tag == "th"] == ["name", "year", "value"]


def test_values_of_several_years_are_one_row_a_thing() -> None:
    items = tuple(Item(label="申請率", iri="http://a/1", type="指標", value=f"{n}%", year=f"R{n}") for n in (10, 8, 9))
    shown = read(answer_html("？", Answer(Status.ANSWERED, "", (*items, replace(items[0], value="11%")))))
    assert [a["class"] for tag, a in shown.tags if tag == "th"] == ["name", "value", "value", "value"]
    assert "指標R8R9R10申請率8%9%10%／11%" in shown.text


def test_yes_and_no_are_said() -> None:
    assert "回答：いいえ" in answer_html("？", Answer(Status.ANSWERED, "終了しました。", boolean=False))


def test_count_alone_is_no_table() -> None:
    html = answer_html("何件？", Answer(Status.ANSWERED, "13件です。", (Item(value="13", unit="件"),)))
    assert "<table" not in html


def test_long_table_says_how_many_rows_it_leaves_out() -> None:
    items = tuple(Item(label=f"事業{n}") for n in range(MOST_ROWS + 5))
    html = answer_html("？", Answer(Status.ANSWERED, "", items))
    assert f"{MOST_ROWS + 5}件のうち{MOST_ROWS}件" in html
    assert html.count("<tr>") == MOST_ROWS + 1


def test_many_quotes_are_folded_and_none_is_lost() -> None:
    citations = tuple(Citation("計画.md", f"{n}ページ", f"文{n}", PASSAGE) for n in range(FIRST_QUOTES + 3))
    html = answer_html("？", Answer(Status.ANSWERED, "", citations=citations))
    assert html.count("<blockquote>") == FIRST_QUOTES + 3
    assert "ほか3か所" in html


def test_candidates_are_buttons_that_tell_namesakes_apart() -> None:
    items = (Item(label="公開", number="1-1"), Item(label="公開", number="2-1"), Item(label="予約", number="3-1"))
    html = answer_html("公開は？", Answer(Status.AMBIGUOUS, "どれですか。", items))
    assert asked(html) == ["公開（1-1）", "公開（2-1）", "予約"]


def test_candidate_asks_the_suggestion_that_names_it() -> None:
    items = (Item(label="予約"), Item(label="公開"))
    suggestions = ("「予約」の目標は？", "「公開」の目標は？")
    html = answer_html("目標は？", Answer(Status.AMBIGUOUS, "どれですか。", items, suggestions=suggestions))
    assert asked(html) == list(suggestions)


def test_contact_is_named_where_nothing_was_found() -> None:
    html = answer_html("？", Answer(Status.NOT_FOUND, "見つかりません。", contact="窓口課", suggestions=("予約は？",)))
    assert "窓口課" in html
    assert asked(html) == ["予約は？"]


def test_contact_that_the_sentence_names_is_not_said_twice() -> None:
    html = answer_html("？", Answer(Status.NOT_FOUND, "窓口課にお尋ねください。", contact="窓口課"))
    assert html.count("窓口課") == 1


def test_line_that_only_a_page_broke_runs_on() -> None:
    broken = "本市の窓口では、申請の受付を順番に改\nめています。\n・予約\n・決済"
    shown = quoted(broken)
    assert '改<span class="soft">\n</span>めて' in shown
    assert "います。<br>・予約<br>・決済" in shown
    assert "<br>" in quoted("1-1\t窓口の予約を受け付けるしくみ\t窓口課\n1-2\t公開\t広報課")


def test_columns_are_parted_and_the_text_stays_as_it_stands() -> None:
    for row in ("1-1\t予約\t窓口課", "| | 1-1 | 予約 | 窓口課 |", "|", "| --- |"):
        shown = read(quoted(row))
        assert shown.text == row
    assert quoted("| 1-1 | 予約 |") == (
        '<span class="soft">| </span>1-1<span class="tab"> | </span>予約<span class="soft"> |</span>'
    )


def test_item_links_to_its_place_in_the_graph() -> None:
    item = Item(label="予約", iri="http://127.0.0.1:8000/id/project/計画/予約&x=1")
    hrefs = [a["href"] for tag, a in read(answer_html("？", Answer(Status.ANSWERED, "", (item,)))).tags if tag == "a"]
    assert hrefs == [
        "relations?id=http%3A%2F%2F127.0.0.1%3A8000%2Fid%2Fproject%2F%E8%A8%88%E7%94%BB%2F%E4%BA%88%E7%B4%84%26x%3D1"
    ]


def test_earlier_answers_stay_folded_under_the_newest() -> None:
    html = history_html("<p>新</p>", [("前の質問", "<p>前</p>")])
    assert html.index("新") < html.index("前の質問")
    assert history_html("<p>新</p>", []) == "<p>新</p>"


def test_notice_asks_again_only_where_it_passes() -> None:
    assert 'data-retry="2"' in notice(NotReady())
    assert "data-retry" not in notice(ServiceError())


HOSTILE = st.text(alphabet=st.sampled_from("<>&\"'/=a b\n|\t計"), min_size=1, max_size=30)


@given(HOSTILE)
def test_no_text_becomes_markup(words: str) -> None:
    def page(part: str) -> str:
        answer = Answer(
            Status.ANSWERED,
            part,
            (Item(label=part, iri="http://a/" + part, type=part, number=part, value=part, unit=part, year=part),),
            citations=(Citation(part, part, part, part),),
            sparql=part,
            suggestions=(part,),
            contact=part,
        )
        ambiguous = Answer(Status.AMBIGUOUS, part, (Item(label=part, number=part),))
        return answer_html(part, answer) + answer_html(part, ambiguous) + examples_html([part])

    def skeleton(part: str) -> list[tuple[str, list[str]]]:
        """The tags, without those that only lay out a text."""
        laid_out = {"br", "soft", "tab"}
        tags = read(page(part)).tags
        return [(tag, sorted(a)) for tag, a in tags if tag not in laid_out and a.get("class") not in laid_out]

    assert skeleton(words) == skeleton("x")
    assert set(asked(page(words))) >= {words}
