"""Answers as HTML: what is shown, and that nothing of a document or a question becomes markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.answering.answer import Answer, Citation, Item, Status
from service.answering.say.chip import Alternative, Chip
from service.errors import NotReady, ServiceError
from ui.answer_view import FIRST_QUOTES, answer_html, examples_html, history_html
from ui.candidates import Candidate
from ui.details import Detail
from ui.markup import notice, quoted
from ui.results import FEW, MOST_ROWS, disagree

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


def named(count: int) -> tuple[Item, ...]:
    return tuple(Item(label=f"事業{n}", iri=f"http://a/{n}", type="事業", number=f"1-{n}") for n in range(count))


def columns(html: str) -> list[str | None]:
    return [attributes["class"] for tag, attributes in read(html).tags if tag == "th"]


def test_table_has_only_columns_that_say_something() -> None:
    items = tuple(Item(label=f"申請率{n}", type="指標", value="86", unit="%", year="R12") for n in range(FEW + 1))
    assert columns(answer_html("？", Answer(Status.ANSWERED, "", items))) == ["name", "year", "value"]


def test_table_says_whose_and_of_which_plan_where_it_is_known() -> None:
    items = named(FEW + 1)
    details = {item.iri or "": Detail(("窓口課", "税務課"), "新計画") for item in items}
    html = answer_html("？", Answer(Status.ANSWERED, "", items), details=details)
    assert columns(html) == ["number", "name", "unit"]
    assert "窓口課・税務課" in html
    details[items[0].iri or ""] = Detail(("窓口課",), "前計画")
    html = answer_html("？", Answer(Status.ANSWERED, "", items), details=details)
    assert columns(html) == ["number", "name", "unit", "plan"]


def test_few_things_are_a_list_in_their_order() -> None:
    items = named(FEW)[::-1]
    html = answer_html("？", Answer(Status.ANSWERED, "", items), details={"http://a/0": Detail(("窓口課",))})
    assert "<table" not in html
    assert [html.index(item.label or "") for item in items] == sorted(html.index(item.label or "") for item in items)
    assert "窓口課" in html


def test_value_stands_with_its_unit_and_year() -> None:
    item = Item(label="申請率", iri="http://a/1", type="指標", value="86", unit="%", year="R12")
    shown = read(
        answer_html("？", Answer(Status.ANSWERED, "", (item,)), details={"http://a/1": Detail(project="予約")})
    )
    assert "申請率令和12年度86%予約" in shown.text


def test_project_that_the_sentence_names_is_not_said_again() -> None:
    items = tuple(Item(label=f"率{n}", iri=f"http://a/{n}", type="指標", value="3%", year="R8") for n in range(FEW + 1))
    one = {item.iri or "": Detail(project="予約") for item in items}
    said = Answer(Status.ANSWERED, "「予約」の目標です。", items)
    assert columns(answer_html("？", said, details=one)) == ["name", "year", "value"]
    two = one | {"http://a/0": Detail(project="公開")}
    assert columns(answer_html("？", said, details=two)) == ["name", "project", "year", "value"]


def test_sentence_does_not_enumerate_what_the_table_shows() -> None:
    items = named(5)
    names = "、".join(item.label or "" for item in items)
    shown = read(answer_html("？", Answer(Status.ANSWERED, f"5件あります：{names}。再掲を含みます。", items)))
    assert "5件あります。再掲を含みます。" in shown.text


def test_values_that_disagree_stand_side_by_side_with_their_places() -> None:
    items = (Item(label="窓口課", type="矛盾"), Item(label="税務課", type="矛盾"))
    sources = tuple(Citation("計画.md", f"{n}ページ", f"予約 {item.label}", PASSAGE) for n, item in enumerate(items))
    shown = read(answer_html("？", Answer(Status.ANSWERED, "異なります。", items, citations=sources, sparql="SELECT")))
    assert "窓口課計画.md　0ページ税務課計画.md　1ページ" in shown.text
    assert not any(tag == "table" for tag, _ in shown.tags)


def test_only_readings_of_one_thing_disagree() -> None:
    one = Item(label="利用率", iri="http://a/1", type="指標", value="3%", year="R8")
    assert disagree((one, replace(one, value="5%")))
    assert not disagree((one, one))
    assert not disagree((one, replace(one, value="5%", year="R9")))
    assert not disagree((one, replace(one, iri="http://a/2", value="5%")))
    number = Item(label="1-2", iri="http://a/1", type="事業番号", number="1-2")
    assert disagree((number, replace(number, label="1-3", number="1-3")))
    assert not disagree(named(2))


def test_draft_plan_is_marked() -> None:
    html = answer_html("？", Answer(Status.ANSWERED, "窓口課です。（新計画は案の段階です。）"))
    assert '<span class="badge">案</span>新計画は案の段階です。' in html
    assert "窓口課です。</p>" in html


def test_passage_that_is_the_answer_stands_first() -> None:
    near = (Item(label="予約", iri="http://a/1", type="事業"),)
    other = replace(QUOTE, quote="ほかの文")
    html = answer_html("？", Answer(Status.ANSWERED, "次のとおりです。", near, citations=(QUOTE, other)))
    assert html.index(QUOTE.quote) < html.index("関係するもの") < html.index("ほかの根拠") < html.index("ほかの文")
    queried = answer_html("？", Answer(Status.ANSWERED, "予約です。", near, citations=(QUOTE,), sparql="SELECT"))
    assert "関係するもの" not in queried


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


def test_what_a_number_counts_is_folded_behind_it() -> None:
    names = "、".join(f"長い名前の事業{n}" for n in range(13))
    html = answer_html("何件？", Answer(Status.ANSWERED, f"13件です：{names}。", (Item(value="13", unit="件"),)))
    assert '<p class="answer-text">13件です。</p><details' in html
    assert names in html


def test_long_table_says_how_many_rows_it_leaves_out() -> None:
    items = tuple(Item(label=f"事業{n}") for n in range(MOST_ROWS + 5))
    html = answer_html("？", Answer(Status.ANSWERED, "", items))
    assert f"{MOST_ROWS + 5}件のうち{MOST_ROWS}件" in html
    assert html.count("<tr>") == MOST_ROWS + 1


def test_many_quotes_are_folded_and_none_is_lost() -> None:
    citations = tuple(Citation("計画.md", f"{n}ページ", f"文{n}", PASSAGE) for n in range(FIRST_QUOTES + 3))
    html = answer_html("？", Answer(Status.ANSWERED, "", citations=citations, sparql="SELECT"))
    assert html.count("<blockquote>") == FIRST_QUOTES + 3
    assert "ほか3か所" in html


def test_candidates_are_buttons_that_tell_namesakes_apart() -> None:
    one, two = Item(label="公開", iri="http://a/1", number="1-1"), Item(label="公開", iri="http://a/2", number="1-1")
    found = (Candidate(one, "「公開」の1は？"), Candidate(two, "「公開」の2は？"))
    details = {"http://a/1": Detail(("窓口課",), "新計画"), "http://a/2": Detail(("窓口課",), "前計画")}
    html = answer_html("公開は？", Answer(Status.AMBIGUOUS, "どれですか。", (one, two)), (), found, details)
    assert asked(html) == ["「公開」の1は？", "「公開」の2は？"]
    assert "新計画" in html and "前計画" in html


def test_candidate_without_an_answer_is_a_link_and_no_button() -> None:
    item = Item(label="公開", iri="http://a/1")
    html = answer_html("？", Answer(Status.AMBIGUOUS, "どれですか。", (item,)), (), (Candidate(item, None),))
    assert asked(html) == []
    assert "relations?id=" in html


CHIPS = (
    Chip("年度", "最終年度", "令和12年度", alternatives=(Alternative("令和11年度", "令和11年度の目標は？"),), start=0),
    Chip("課", "窓口課", "窓口課", "http://a/unit/1"),
    Chip("ことば", "予約", "予約"),
    Chip("ことば", "決済", "決済"),
    Chip("尋ねていること", "目標", "数値"),
)


def test_what_was_understood_is_shown_and_can_be_changed() -> None:
    shown = read(answer_html("？", Answer(Status.ANSWERED, "3件です。"), CHIPS))
    assert "年度令和12年度 「最終年度」" in shown.text
    assert "ことば予約、決済" in shown.text
    assert "「窓口課」" not in shown.text  # typed as it is understood
    assert [a["data-ask"] for _, a in shown.tags if "data-ask" in a] == ["令和11年度の目標は？"]


def test_what_was_looked_for_is_said_where_nothing_was_found() -> None:
    html = answer_html("？", Answer(Status.NOT_FOUND, "見つかりません。", contact="窓口課"), CHIPS)
    assert html.index("見つかりません。") < html.index("探したこと") < html.index("お問い合わせ先")


def test_the_grade_of_an_answer_is_said_in_words() -> None:
    def word(status: Status = Status.ANSWERED, **parts: Any) -> str:
        shown = read(answer_html("？", Answer(status, "3件です。", **parts)))
        return next((word for word in ("留保つき", "確か") if word in shown.text), "")

    assert word(confidence=0.9) == "確か"
    assert word(confidence=0.6, reserve="ほかの読み方もありえます。") == "留保つき"
    assert word() == ""
    assert word(Status.NOT_FOUND, confidence=0.9) == ""


def test_contact_is_named_where_nothing_was_found() -> None:
    html = answer_html("？", Answer(Status.NOT_FOUND, "見つかりません。", contact="窓口課", suggestions=("予約は？",)))
    assert "窓口課" in html
    assert asked(html) == ["予約は？"]


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
    alone = history_html("<p>新</p>", [])
    assert "details" not in alone
    assert alone.endswith("<p>新</p>")
    assert "新しい質問をはじめる" in alone


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
        item = Item(label=part, iri=part, type=part, number=part)
        chip = Chip(part, part, part, part, (Alternative(part, part),))
        found = (Candidate(item, part), Candidate(item, None))
        details = {part: Detail((part,), part, part), "http://a/" + part: Detail((part,), part, part)}
        ambiguous = answer_html(part, Answer(Status.AMBIGUOUS, part, (item, item)), (chip,), found, details)
        readings = Answer(Status.ANSWERED, part, tuple(Item(label=part + x, type="矛盾") for x in "ab"), sparql=part)
        return (
            answer_html(part, answer, (chip,), details=details)
            + ambiguous
            + answer_html(part, readings)
            + examples_html([part])
        )

    def skeleton(part: str) -> list[tuple[str, list[str]]]:
        """The tags, without those that only lay out a text."""
        laid_out = {"br", "soft", "tab"}
        tags = read(page(part)).tags
        return [(tag, sorted(a)) for tag, a in tags if tag not in laid_out and a.get("class") not in laid_out]

    assert skeleton(words) == skeleton("x")
    assert set(asked(page(words))) >= {words}
