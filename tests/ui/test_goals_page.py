"""The page SDGs in a real browser: the table, its marks, its sticky column, the ways from it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visit
from ui.goal_colours import COLOURS, contrast, ink

PLAN, WITHOUT = "みなもと市スマート行政推進計画", "みなもと市情報化計画"
GOALS = ["3", "4", "8", "9", "10", "11", "12", "16"]
MEASURE, PROJECT = "暮らしの手続を楽にする取組", "子育て手帳アプリの導入"
READY = "table.matrix"


def test_numbers_can_be_read_on_every_colour() -> None:
    assert sorted(COLOURS) == list(range(1, 18))
    for colour in COLOURS.values():
        assert contrast(colour, ink(colour)) >= 4.5


@pytest.mark.browser
def test_only_goals_that_occur_are_columns_with_number_and_name(visit: Visit) -> None:
    page = visit.open("/sdgs", READY)
    assert page.title() == f"{PLAN}（案）｜SDGs｜計画ナレッジグラフ"
    heads = page.locator("thead th[scope=col]")
    assert page.locator(".goal-number").all_inner_texts() == GOALS
    assert heads.count() == len(GOALS) + 1
    assert "産業と技術革新" in heads.nth(1 + GOALS.index("9")).inner_text()
    assert "13事業のうち10事業" in page.locator("#result").inner_text()


@pytest.mark.browser
def test_stated_and_handed_down_differ_in_word_and_shape(visit: Visit) -> None:
    page = visit.open("/sdgs", READY)
    column = GOALS.index("9")
    above = page.locator("tr.element", has_text=MEASURE).locator("td").nth(column)
    below = page.locator("tbody tr", has_text=PROJECT).locator("td").nth(column)
    assert (above.inner_text(), below.inner_text()) == ("明記", "取組から")
    shapes = [
        cell.locator(".mark").evaluate("mark => getComputedStyle(mark, '::before').borderRadius")
        for cell in (above, below)
    ]
    assert shapes[0] != shapes[1]
    assert page.locator("tbody tr", has_text=PROJECT).locator("td").first.inner_text() == ""


@pytest.mark.browser
def test_the_table_scrolls_in_its_box_and_the_names_stay(visit: Visit) -> None:
    page = visit.open("/sdgs", READY)
    box = page.locator(".matrix-frame")
    box.focus()
    before = page.locator("tr.element th").first.bounding_box()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 640
    assert (box.evaluate("box => box.scrollLeft") > 0) is narrow
    after = page.locator("tr.element th").first.bounding_box()
    assert before is not None and after is not None and abs(before["x"] - after["x"]) < 1
    assert page.evaluate("scrollX") == 0


@pytest.mark.browser
def test_a_count_leads_to_these_projects_and_back(visit: Visit) -> None:
    page = visit.open("/sdgs", READY)
    count = page.locator(".counts td").nth(GOALS.index("9")).get_by_role("link")
    assert count.inner_text() == "3事業"
    count.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tree .project")).to_have_count(3)
    assert parse_qs(urlsplit(page.url).query) == {"plan": [PLAN], "sdg": ["9"]}
    page.go_back()
    page.wait_for_selector(READY)


@pytest.mark.browser
def test_another_plan_stands_in_the_address(visit: Visit) -> None:
    page = visit.open("/sdgs", READY)
    page.get_by_label("計画", exact=True).select_option(WITHOUT)
    page.wait_for_function("document.querySelector('#result').innerText.includes('書かれていません')")
    assert page.locator(READY).count() == 0
    page.reload()
    page.wait_for_selector("#result")
    assert page.locator("#by-plan").input_value() == WITHOUT
    page.go_back()
    page.wait_for_selector(READY)
