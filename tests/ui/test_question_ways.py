"""The page 質問 where things go otherwise: nothing typed, too much pasted, Back, a new start, a stopped server."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.conftest import Server
from tests.ui.conftest import WIDTHS, Visit, visiting

pytestmark = pytest.mark.browser

FIRST = "AI-OCRの利用拡大の主管課はどこですか"
SECOND = "学校におけるICT活用の推進の担当課は？"
READY = "#question textarea"
ASKED = "question => document.querySelector('.asked')?.innerText.endsWith(question)"


def _ask(visit: Visit, question: str) -> None:
    box = visit.page.get_by_label("質問", exact=True)
    box.fill(question)
    box.press("Enter")
    visit.page.wait_for_function(ASKED, arg=question)


def test_an_empty_question_is_asked_for(visit: Visit) -> None:
    page = visit.open("/", READY)
    page.get_by_role("button", name="質問する").click()
    assert "質問を入力してください" in page.locator("#hint").inner_text()
    page.get_by_label("質問", exact=True).press_sequentially("課")
    assert page.locator("#hint").is_hidden()


def test_what_is_pasted_beyond_the_limit_is_said_to_be_cut(visit: Visit) -> None:
    page = visit.open("/", READY)
    box = page.get_by_label("質問", exact=True)
    box.evaluate(
        """(box) => {
            const data = new DataTransfer();
            data.setData("text", "課".repeat(2000));
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }"""
    )
    assert "文字まで" in page.locator("#hint").inner_text()


def test_back_and_forward_walk_through_the_questions(visit: Visit) -> None:
    page = visit.open("/", READY)
    _ask(visit, FIRST)
    _ask(visit, SECOND)
    page.go_back()
    page.wait_for_function(ASKED, arg=FIRST)
    assert quote(FIRST) in page.url
    assert page.title().startswith(FIRST)
    page.go_forward()
    page.wait_for_function(ASKED, arg=SECOND)
    page.reload()
    page.wait_for_function(ASKED, arg=SECOND)


def test_a_new_conversation_forgets_the_old_one(visit: Visit) -> None:
    page = visit.open("/", READY)
    _ask(visit, FIRST)
    assert page.locator("#examples").is_hidden(), "examples stand at the start, not under every answer"
    page.get_by_role("link", name="新しい質問をはじめる").click()
    page.wait_for_selector(".examples button")
    assert page.locator(".answer").count() == 0
    assert page.get_by_label("質問", exact=True).input_value() == ""


def test_a_table_is_saved_under_the_name_of_its_question(visit: Visit) -> None:
    question = "情報政策課が担当する事業は？"
    page = visit.open(f"/?q={quote(question)}", "[data-save]")
    with page.expect_download() as saved:
        page.locator("[data-save]").first.click()
    assert saved.value.suggested_filename.startswith("情報政策課が担当する事業は")


def test_a_chosen_thing_has_an_address_of_its_own(visit: Visit) -> None:
    page = visit.open("/relations", ".choices button")
    page.locator(".choices button").first.click()
    page.wait_for_selector(".walk .panel h2")
    assert "/relations?id=" in page.url
    shown = page.locator(".walk .panel h2").first.inner_text()
    page.reload()
    page.wait_for_selector(".walk .panel h2")
    assert page.locator(".walk .panel h2").first.inner_text() == shown


def test_a_stopped_server_is_said_in_japanese_and_the_button_comes_back(
    browser: Browser, samples_data: Path, tmp_path: Path
) -> None:
    server = Server(samples_data, tmp_path / "serve.log")
    server.wait("/", 60)
    with visiting(browser, server.base, WIDTHS["wide"]) as visit:
        page = visit.open("/", ".examples button")
        server.process.kill()
        server.stop()
        box = page.get_by_label("質問", exact=True)
        box.fill(FIRST)
        box.press("Enter")
        page.locator("#hint:visible").wait_for()
        assert "サーバーにつながりません" in page.locator("#hint").inner_text()
        assert not page.evaluate("document.body.classList.contains('busy')")
        assert box.input_value() == FIRST
        assert "onnection" not in page.locator("body").inner_text(), "no English"
        visit.complaints.clear()  # the browser's own lines on a server that is gone
