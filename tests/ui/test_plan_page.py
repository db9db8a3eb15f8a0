"""The page 計画の体系 in a real browser: the tree, its conditions in the address, the way back, the keyboard, paper."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser

PLAN, BEFORE = "みなもと市スマート行政推進計画", "みなもと市情報化計画"
UNIT, PROJECT = "情報政策課", "庁内地図の一元化"
ALL, OF_UNIT = 13, 4
READY = ".tree .project"


def shown(page: Page) -> list[str]:
    return page.locator(".tree .project .name").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, label: str, value: str, left: int) -> None:
    page.get_by_label(label, exact=True).select_option(value)
    expect(page.locator(READY)).to_have_count(left)


def test_the_newest_plan_down_to_each_project(visit: Visit) -> None:
    page = visit.open("/plan", READY)
    assert len(shown(page)) == ALL
    assert page.title() == f"{PLAN}（案）｜計画の体系｜計画ナレッジグラフ"
    assert f"全{ALL}事業" in page.locator("#result").inner_text()
    kinds = page.locator(".tree .kind").all_inner_texts()
    assert list(dict.fromkeys(kinds)) == ["基本理念", "目指す姿", "基本取組", "重点事業"]
    row = page.locator(".project", has_text=PROJECT)
    assert UNIT in row.inner_text() and "新規" in row.inner_text()
    laws = page.locator(".basis dt", has_text="法令").locator("xpath=following-sibling::dd[1]")
    assert "第9条第3項" in laws.inner_text()
    assert page.locator(".basis dt").all_inner_texts() == ["法令", "国の計画", "市の計画"]


def test_conditions_stand_in_the_address_and_survive_reload_and_back(visit: Visit) -> None:
    page = visit.open("/plan", READY)
    choose(page, "課", UNIT, OF_UNIT)
    assert (urlsplit(page.url).path, asked(page)) == ("/plan", {"plan": [PLAN], "unit": [UNIT]})
    assert f"全{ALL}事業のうち、{UNIT}が担当：{OF_UNIT}事業" in page.locator("#result").inner_text()
    choose(page, "新規・継続・終了", "新規", 2)
    of_both = shown(page)
    page.reload()
    page.wait_for_selector(READY)
    assert shown(page) == of_both
    page.go_back()
    expect(page.locator(READY)).to_have_count(OF_UNIT)
    assert page.get_by_label("課", exact=True).input_value() == UNIT
    page.go_back()
    expect(page.locator(READY)).to_have_count(ALL)
    page.go_forward()
    expect(page.locator(READY)).to_have_count(OF_UNIT)
    page.get_by_role("link", name="条件をすべて外す").click()
    expect(page.locator(READY)).to_have_count(ALL)
    assert asked(page) == {"plan": [PLAN]}


def test_counts_of_a_condition_are_what_it_leaves(visit: Visit) -> None:
    page = visit.open("/plan", READY)
    option = page.locator("#by-unit option", has_text=UNIT).inner_text()
    assert option == f"{UNIT}（{OF_UNIT}）"


def test_the_keyboard_alone_chooses_folds_and_goes_on(visit: Visit) -> None:
    page = visit.open("/plan", READY)
    page.locator("#by-unit").focus()
    page.keyboard.press("ArrowDown")  # the 課 with the most 事業 comes first
    expect(page.locator(READY)).to_have_count(OF_UNIT)
    # The field is made anew, and the focus is still in it.
    assert page.evaluate("document.activeElement.id") == "by-unit"
    page.locator(".tree summary").first.focus()
    page.keyboard.press("Enter")
    assert not page.locator(READY).first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator(READY).first.is_visible()
    page.get_by_role("link", name=f"「{PROJECT}」のつながり").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel h2")
    assert PROJECT in page.locator(".panel h2").inner_text()


def test_what_is_folded_stays_folded_under_other_conditions(visit: Visit) -> None:
    page = visit.open("/plan", READY)
    page.get_by_role("button", name="すべて閉じる").click()
    assert page.locator(".tree details[open]").count() == 0
    page.get_by_label("課", exact=True).select_option(UNIT)
    page.wait_for_function("document.querySelector('#result').innerText.includes('のうち')")
    assert page.locator(".tree details[open]").count() == 0
    page.get_by_role("button", name="すべて開く").click()
    assert page.locator(READY).first.is_visible()


def test_what_became_of_the_projects_before(visit: Visit) -> None:
    page = visit.open("/plan", READY)
    fates = page.locator(".fates")
    assert f"前の計画「{BEFORE}」の事業のその後" in fates.inner_text()
    fates.locator("summary").click()
    for row in fates.locator("tbody tr").all():
        assert "終了する。" in row.inner_text()
    page.get_by_role("link", name=f"{BEFORE}の体系を見る").click()
    expect(page.locator("#by-plan")).to_have_value(BEFORE)
    assert "この計画の事業のその後" in page.locator(".fates").inner_text()


def test_a_condition_that_leaves_nothing_says_so(visit: Visit) -> None:
    page = visit.open(f"/plan?unit={quote('ない課')}", "#result a")
    assert "合う事業はありません" in page.locator("#result").inner_text()
    assert page.locator("#by-unit").input_value() == "ない課"


def test_an_unknown_plan_is_told_so(visit: Visit) -> None:
    page = visit.open("/plan?plan=zzz", ".notice:not([hidden])")
    assert "いまのデータにありません" in page.locator(".notice:not([hidden])").inner_text()


def test_paper_shows_the_tree_and_not_the_fields(visit: Visit) -> None:
    page = visit.open("/plan", READY)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#by-unit").is_visible()
    assert page.locator(".fates td").first.is_visible()
    assert page.locator(READY).last.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator(".fates td").first.is_visible()
