"""The page 点検 in a real browser: contradictions with their places, filters in the address, files of what is shown."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, Route

from ontology.conflict_kinds import conflict_words, kind_of, severity_of
from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser

READY = ".conflict"
# What each card says, as the file has it: a row a reading. A quote is copied as it stands, its soft parts too.
_ROWS = """[...document.querySelectorAll('.conflict')].flatMap((card) => {
  const words = (node) => {
    const copy = node.cloneNode(true);
    for (const line of copy.querySelectorAll('br')) line.replaceWith('\\n');
    for (const apart of copy.querySelectorAll('.likely')) apart.remove();
    return copy.textContent;
  };
  return [...card.querySelectorAll('.readings-apart > li')].flatMap((value) =>
    [...value.querySelectorAll('figure')].map((figure) => [
      card.dataset.number, card.closest('section').querySelector('h2').firstChild.textContent,
      card.querySelector('.kind').textContent, card.querySelector('h3').textContent,
      words(value.querySelector('.value')), figure.querySelector('cite').textContent,
      figure.querySelector('.locator').textContent, words(figure.querySelector('blockquote')),
      card.querySelector('.why').textContent]));
})"""


def rows(page: Page) -> list[list[str]]:
    return list(page.evaluate(_ROWS))


def as_shown(said: list[Any]) -> list[str]:
    """Return what the page shows of a row of the file."""
    return [str(said[place]) for place in (0, 1, 2, 3, 4, 5, 6, 7, 9)]


def workbook(page: Page, folder: Path) -> tuple[str, list[list[Any]]]:
    """Return the name and the rows of the file that the page saves."""
    with page.expect_download() as saved:
        page.get_by_role("link", name="Excelで保存").click()
    target = folder / "saved.xlsx"
    saved.value.save_as(target)
    sheet = load_workbook(target).active
    assert sheet is not None
    return saved.value.suggested_filename, [list(row) for row in sheet.iter_rows(values_only=True)]


def choose(page: Page, label: str, choice: str) -> None:
    """Choose by mouse, and wait until the page shows it."""
    select = page.get_by_label(label, exact=True)
    value = select.locator("option", has_text=choice).first.get_attribute("value")
    assert value
    select.select_option(value)
    page.wait_for_function("!document.querySelector('[aria-busy]')")


def number_said(page: Page) -> int:
    return int(re.findall(r"(\d+)件", page.locator("#result").inner_text().split("のうち")[-1])[0])


def test_all_are_there_the_gravest_first_in_plain_words(visit: Visit) -> None:
    page = visit.open("/check", READY)
    shown = page.locator("#page").inner_text()
    assert number_said(page) == page.locator(READY).count() > 3
    assert page.locator(".grave h2").first.inner_text().startswith(severity_of("high").label)
    for code in (*conflict_words().kinds, *conflict_words().severities):
        assert not code.isascii() or code not in shown
    for card in page.locator(READY).all():
        assert card.locator("blockquote").count() > 0
        assert all(place.strip() for place in card.locator(".place").all_inner_texts())


def test_values_stand_side_by_side_and_the_likely_one_is_marked(visit: Visit) -> None:
    page = visit.open("/check?kind=department-mismatch", READY)
    card = page.locator(READY).first
    values = card.locator(".readings-apart > li")
    assert values.count() == 2
    assert card.locator(".likely").count() == 1
    assert card.locator(".why").inner_text()
    one, other = (values.nth(place).bounding_box() for place in (0, 1))
    assert one and other
    size = page.viewport_size
    assert size
    assert (one["y"] == other["y"]) if size["width"] > 1000 else (one["y"] < other["y"])


def test_a_subject_leads_to_its_connections(visit: Visit) -> None:
    page = visit.open("/check?kind=department-mismatch", READY)
    link = page.locator(".conflict h3 a").first
    name = link.inner_text()
    link.click()
    page.wait_for_selector(".panel h2")
    assert "/relations?id=" in page.url
    assert name in page.locator(".panel h2").inner_text()


def test_filters_by_mouse_stay_in_the_address(visit: Visit) -> None:
    page = visit.open("/check", READY)
    every = page.locator(READY).count()
    label = kind_of("missing-row").label
    offered = page.get_by_label("種類", exact=True).locator("option", has_text=label).inner_text()
    choose(page, "種類", label)
    assert page.url.endswith("/check?kind=missing-row")
    count = page.locator(READY).count()
    assert 0 < count < every
    assert f"（{count}）" in offered
    assert number_said(page) == count
    assert label in page.locator("#result").inner_text()
    page.reload()
    page.wait_for_selector(READY)
    assert page.locator(READY).count() == count
    assert page.get_by_label("種類", exact=True).input_value() == "missing-row"
    choose(page, "文書", "（案）")
    assert "document=" in page.url and "kind=missing-row" in page.url
    page.go_back()
    page.wait_for_function("!location.search.includes('document')")
    page.go_back()
    page.wait_for_function("count => document.querySelectorAll('.conflict').length === count", arg=every)
    assert page.url.endswith("/check")


def test_filters_by_keyboard(visit: Visit) -> None:
    page = visit.open("/check", READY)
    page.get_by_label("重大さ", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("location.search === '?severity=high'")
    page.wait_for_function("!document.querySelector('[aria-busy]')")
    assert page.evaluate("document.activeElement.id") == "by-severity"
    assert page.locator(".grave").count() == 1
    assert page.locator("#announce").inner_text() == page.locator("#result").inner_text().split("。")[0] + "。"
    for _ in range(9):  # the other fields, then the link behind the count
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "条件をすべて外す":
            break
    page.keyboard.press("Enter")
    page.wait_for_function("location.search === ''")
    page.wait_for_function("document.querySelectorAll('.grave').length > 1")
    assert page.evaluate("document.activeElement.id") == "result"


@pytest.mark.parametrize("address", ["/check", "/check?kind=missing-row", "/check?severity=high"])
def test_the_workbook_says_what_the_page_shows(visit: Visit, tmp_path: Path, address: str) -> None:
    page = visit.open(address, READY)
    name, saved = workbook(page, tmp_path)
    assert re.fullmatch(r"点検_\d{4}-\d\d-\d\d\.xlsx", name)
    assert saved[0][:5] == ["番号", "重大さ", "種類", "対象", "値"]
    assert [as_shown(row) for row in saved[1:]] == rows(page)


def test_csv_says_what_the_workbook_says(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/check?severity=medium", READY)
    _, saved = workbook(page, tmp_path)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSVで保存").click()
    target = tmp_path / "saved.csv"
    download.value.save_as(target)
    text = target.read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[cell or "" for cell in row] for row in saved]


def test_filters_that_leave_nothing_are_told(visit: Visit) -> None:
    page = visit.open("/check?kind=missing-row&severity=high", "#result")
    assert page.locator(READY).count() == 0
    assert "ありません" in page.locator("#result").inner_text()
    assert page.locator(".files").count() == 0
    page.get_by_role("link", name="条件をすべて外す").click()
    page.wait_for_selector(READY)


def test_waiting_and_a_server_that_is_gone_are_told(visit: Visit) -> None:
    page = visit.page
    held: list[Route] = []
    page.route("**/component_server**", lambda route: held.append(route))
    page.goto(visit.site + "/check")
    page.wait_for_selector("text=読み込んでいます…")
    while not held:
        page.wait_for_timeout(50)
    held[0].fulfill(status=200, body="no answer", content_type="text/plain")
    page.wait_for_selector(".notice:not([hidden])")
    assert re.search(r"[ぁ-ん]", page.locator(".notice").inner_text())
    visit.complaints.clear()  # Gradio writes down the broken answer, which is this test's doing


def test_paper_shows_the_contradictions_and_not_the_form(visit: Visit) -> None:
    page = visit.open("/check?kind=missing-row", READY)
    page.emulate_media(media="print")
    assert not page.locator(".conditions").is_visible()
    assert not page.get_by_role("link", name="Excelで保存").is_visible()
    assert page.locator("#result").is_visible()
    assert page.locator(f"{READY} blockquote").first.is_visible()
