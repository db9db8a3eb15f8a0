"""The page 質問 in a real browser on a real server: typing, Enter, examples, quotes, the query, what may be shared."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser

QUESTION = "AI-OCRの利用拡大の主管課はどこですか"
TYPED = "学校におけるICT活用の推進の担当課は？"
LONG = "みなもと市スマート行政推進計画で情報政策課が担当する事業は？"
VAGUE = "スマホの事業の主管課は？"
READY = "#question textarea"
EXAMPLES = ".examples button"


def test_typing_and_enter_show_the_answer_its_quote_and_its_query(visit: Visit) -> None:
    page = visit.open("/", READY)
    box = page.get_by_label("質問", exact=True)
    box.fill(TYPED)
    box.press("Enter")
    answer = page.locator(".answer[data-status=answered]")
    answer.wait_for()
    assert "教育研究所" in answer.locator(".answer-text").inner_text()
    quoted = answer.locator("blockquote").first.inner_text()
    assert "教育研究所" in quoted
    assert answer.locator(".place").first.inner_text().strip()
    answer.locator("details.query summary").click()
    assert "SELECT" in answer.locator("details.query pre").inner_text()


def test_an_example_is_asked_by_a_click(visit: Visit) -> None:
    page = visit.open("/", EXAMPLES)
    example = page.locator(EXAMPLES).first
    words = example.inner_text()
    example.click()
    page.wait_for_selector(".answer")
    assert page.locator(".asked").first.inner_text().endswith(words)
    assert page.get_by_label("質問", exact=True).input_value() == words
    assert page.locator(".answer").first.get_attribute("data-status") == "answered"


def test_every_example_has_an_answer(visit: Visit) -> None:
    page = visit.open("/", EXAMPLES)
    words = page.locator(EXAMPLES).all_inner_texts()
    assert len(words) >= 3
    for question in words:
        page = visit.open("/", EXAMPLES)
        page.locator(EXAMPLES, has_text=question).first.click()
        page.wait_for_function(
            "question => document.querySelector('.asked')?.innerText.endsWith(question)", arg=question
        )
        assert page.locator(".answer").first.get_attribute("data-status") == "answered", question


def test_enter_while_composing_does_not_send(visit: Visit) -> None:
    page = visit.open("/", READY)
    box = page.get_by_label("質問", exact=True)
    box.click()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "がっこう", "selectionStart": 4, "selectionEnd": 4})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    page.wait_for_timeout(1500)
    assert page.locator(".answer, .notice").count() == 0
    keyboard.send("Input.insertText", {"text": TYPED})
    box.press("Enter")
    page.wait_for_selector(".answer")


def test_a_later_answer_folds_the_earlier_one(visit: Visit) -> None:
    page = visit.open("/", READY)
    box = page.get_by_label("質問", exact=True)
    for question in (TYPED, QUESTION):
        box.fill(question)
        box.press("Enter")
        page.wait_for_function(
            "question => document.querySelector('.asked')?.innerText.endsWith(question)", arg=question
        )
    past = page.locator("details.past")
    assert past.locator("summary").first.inner_text() == TYPED
    assert not past.locator(".answer").first.is_visible()


def test_a_chip_asks_the_question_that_is_read_otherwise(visit: Visit) -> None:
    page = visit.open(f"/?q={quote(LONG)}", ".understood details")
    plan = page.locator(".understood details", has_text="計画").first
    plan.locator("summary").focus()
    page.keyboard.press("Enter")
    plan.locator("button").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.reading[open] button')")
    question = page.evaluate("document.activeElement.dataset.ask")
    page.keyboard.press("Enter")
    page.wait_for_function("question => document.querySelector('.asked')?.innerText.endsWith(question)", arg=question)
    assert page.get_by_label("質問", exact=True).input_value() == question != LONG
    assert page.locator("details.past summary").first.inner_text() == LONG


def test_a_candidate_is_answered_by_a_click(visit: Visit) -> None:
    page = visit.open(f"/?q={quote(VAGUE)}", ".answer[data-status=ambiguous]")
    buttons = page.locator(".candidates button")
    assert buttons.count() >= 2
    label = buttons.first.get_attribute("data-ask")
    buttons.first.click()
    page.locator(".answer[data-status=answered]").first.wait_for()
    assert page.locator(".asked").first.inner_text().endswith(label or "")


def test_a_typed_question_follows_up_one_that_was_clicked(visit: Visit) -> None:
    page = visit.open(f"/?q={quote(VAGUE)}", ".candidates button")
    page.locator(".candidates button").first.click()
    page.locator(".answer[data-status=answered]").first.wait_for()
    box = page.get_by_label("質問", exact=True)
    box.fill("その課の事業は？")
    box.press("Enter")
    page.wait_for_function("document.querySelector('.asked')?.innerText.endsWith('その課の事業は？')")
    assert page.locator(".answer").first.get_attribute("data-status") == "answered"
    assert "前の質問から" in page.locator(".understood").first.inner_text()


def test_nothing_found_says_what_was_looked_for_and_whom_to_ask(visit: Visit) -> None:
    page = visit.open(f"/?q={quote('情報政策課の令和10年度の予算はいくらですか')}", ".answer[data-status=not_found]")
    assert "情報政策課" in page.locator(".understood").inner_text()
    assert "令和10年度" in page.locator(".understood").inner_text()
    assert "情報政策課" in page.locator(".contact").inner_text()


def test_an_address_asks_its_question(visit: Visit) -> None:
    page = visit.open(f"/?q={quote(TYPED)}", ".answer")
    assert page.locator(".asked").first.inner_text().endswith(TYPED)


def test_the_table_can_be_saved_for_a_spreadsheet(visit: Visit) -> None:
    page = visit.open(f"/?q={quote(LONG)}", "[data-save]")
    with page.expect_download() as saved:
        page.locator("[data-save]").first.click()
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["番号", "事業", "課"]
    assert len(rows) == 1 + page.locator("table.results tbody tr").count() > 4
    assert all("情報政策課" in row[2] for row in rows[1:])


def test_markup_in_a_question_stays_text(visit: Visit) -> None:
    page = visit.open("/", READY)
    box = page.get_by_label("質問", exact=True)
    box.fill("<img src=x onerror=alert(1)>${1+1}{{value}}の担当課は？")
    box.press("Enter")
    page.wait_for_selector(".answer")
    assert page.locator(".asked").first.inner_text().endswith("<img src=x onerror=alert(1)>${1+1}{{value}}の担当課は？")
    assert page.locator(".answer img").count() == 0
