"""The page 指標 in a real browser: charts, their tables, conditions in the address, the keyboard."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser

PLAN, OTHER = "みなもと市スマート行政推進計画", "はだのDX推進計画"
UNIT = "情報政策課"
PROJECTS = ".measured"
READY = ".chart"


def test_every_project_has_its_charts_with_years_and_the_last_value(visit: Visit) -> None:
    page = visit.open("/indicators", READY)
    assert page.title() == f"{PLAN}（案）｜指標｜計画ナレッジグラフ"
    assert "全13事業の29指標" in page.locator("#result").inner_text()
    assert page.locator(PROJECTS).count() == 13
    chart = page.locator("figure", has_text="電子申請の利用率")
    assert chart.locator(".year").all_text_contents() == ["R8", "R9", "R10", "R11", "R12"]
    assert chart.locator(".value").all_text_contents() == ["55%"]
    chart.locator("summary").click()
    assert chart.locator("tbody tr").last.inner_text().split() == ["R12", "55%"]


def test_what_is_undecided_or_no_number_is_said(visit: Visit) -> None:
    page = visit.open("/indicators", READY)
    undecided = page.locator("figure", has=page.locator(".state"))
    assert undecided.count() > 0
    assert "未定" in undecided.first.inner_text()
    assert undecided.first.locator(READY).count() == 0
    page.get_by_label("計画", exact=True).select_option(OTHER)
    expect(page.locator("#by-plan")).to_have_value(OTHER)
    note = page.locator(".note", has_text="数値で書かれていない").first
    # Without a chart the table is open at once.
    assert note.locator("xpath=following-sibling::details").get_attribute("open") is not None or (
        note.locator("xpath=preceding-sibling::*[name()='svg']").count() == 1
    )


def test_conditions_stand_in_the_address_and_survive_reload_and_back(visit: Visit) -> None:
    page = visit.open("/indicators", READY)
    page.get_by_label("課", exact=True).focus()
    page.keyboard.press("ArrowDown")  # the 課 with the most 事業 comes first
    expect(page.locator(PROJECTS)).to_have_count(4)
    assert parse_qs(urlsplit(page.url).query) == {"plan": [PLAN], "unit": [UNIT]}
    assert urlsplit(page.url).path == "/indicators"
    page.get_by_label("基本取組・重点").select_option(index=1)
    page.wait_for_function(
        "new URLSearchParams(location.search).has('group') && !document.querySelector('[aria-busy]')"
    )
    both = page.locator(PROJECTS).all_inner_texts()
    assert 0 < len(both) < 4
    page.reload()
    page.wait_for_selector(READY)
    assert page.locator(PROJECTS).all_inner_texts() == both
    page.go_back()
    expect(page.locator(PROJECTS)).to_have_count(4)
    page.go_back()
    expect(page.locator(PROJECTS)).to_have_count(13)


def test_a_plan_without_indicators_says_so(visit: Visit) -> None:
    page = visit.open("/indicators?plan=みなもと市情報化計画", "#result")
    assert "指標は、取り込んだ文書にありません" in page.locator("#result").inner_text()


def test_paper_shows_the_tables(visit: Visit) -> None:
    page = visit.open("/indicators", READY)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".charts td").first.is_visible()
    assert not page.locator("#by-unit").is_visible()
