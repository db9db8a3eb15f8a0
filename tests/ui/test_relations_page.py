"""The page つながり in a real browser: search, the picture, going on, the quote of a link, the way back."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser

UNIT = "教育研究所"
PROJECT = "学校におけるICT活用の推進"
DRAWN = ".picture canvas"


def search(visit: Visit, words: str) -> Page:
    page = visit.open("/relations", ".choices button")
    page.get_by_label("探すもの").fill(words)
    page.get_by_label("探すもの").press("Enter")
    page.wait_for_function(
        "words => [...document.querySelectorAll('.choices button')].some(b => b.innerText.includes(words))", arg=words
    )
    page.locator(".choices button", has_text=words).first.click()
    page.wait_for_selector(DRAWN)
    return page


def boxes(page: Page) -> list[dict[str, Any]]:
    """Return the drawn boxes: id, kind, name, and their edges in pixels of the picture."""
    return list(
        page.evaluate(
            """keikaku.view.nodes().map((node) => {
              const { x1, y1, x2, y2 } = node.renderedBoundingBox({ includeOverlays: false });
              return { id: node.id(), kind: node.data('kind'), name: node.data('link')?.label ?? '', x1, y1, x2, y2 };
            })"""
        )
    )


def title(page: Page) -> str:
    return page.locator(".panel h2").inner_text()


def test_search_draws_the_thing_and_its_links(visit: Visit) -> None:
    page = search(visit, PROJECT)
    assert PROJECT in title(page)
    assert any(box["name"] == UNIT for box in boxes(page))
    assert PROJECT in (page.locator(".picture").get_attribute("aria-label") or "")


def test_a_click_on_a_node_goes_on_and_shows_the_quote(visit: Visit) -> None:
    page = search(visit, PROJECT)
    before = {box["name"] for box in boxes(page)}
    node = next(box for box in boxes(page) if box["name"] == UNIT)
    page.locator(".picture").click(position={"x": (node["x1"] + node["x2"]) / 2, "y": (node["y1"] + node["y2"]) / 2})
    page.wait_for_function("unit => document.querySelector('.panel h2').innerText.includes(unit)", arg=UNIT)
    assert {box["name"] for box in boxes(page)} != before
    assert UNIT in page.locator(".came blockquote").first.inner_text()
    assert page.locator(".came .place").first.inner_text().strip()
    page.go_back()
    page.wait_for_function("name => document.querySelector('.panel h2').innerText.includes(name)", arg=PROJECT)


def test_the_list_does_the_same_by_keyboard(visit: Visit) -> None:
    page = search(visit, PROJECT)
    row = page.locator(".links li", has_text=UNIT).first
    why = row.get_by_role("button", name="の根拠")
    why.focus()
    page.keyboard.press("Enter")
    assert UNIT in row.locator("blockquote").first.inner_text()
    assert why.get_attribute("aria-expanded") == "true"
    row.locator(".link").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("unit => document.querySelector('.panel h2').innerText.includes(unit)", arg=UNIT)


def test_every_drawn_link_stands_in_the_list_too(visit: Visit) -> None:
    page = search(visit, PROJECT)
    listed = page.locator(".links .link").all_inner_texts()
    assert {box["name"] for box in boxes(page) if box["kind"] == "thing"} <= set(listed)


@pytest.mark.parametrize("words", [PROJECT, UNIT, "デジタル推進課"])
def test_nothing_overlaps_in_the_picture(visit: Visit, words: str) -> None:
    page = search(visit, words)
    drawn = boxes(page)
    assert len(drawn) > 2
    for one, other in combinations(drawn, 2):
        apart = (
            one["x2"] <= other["x1"] + 1
            or other["x2"] <= one["x1"] + 1
            or one["y2"] <= other["y1"] + 1
            or other["y2"] <= one["y1"] + 1
        )
        assert apart, (one, other)
    frame = page.locator(".picture").bounding_box()
    assert frame is not None
    for box in drawn:
        assert box["x1"] >= -1 and box["y1"] >= -1, box
        assert box["x2"] <= frame["width"] + 1 and box["y2"] <= frame["height"] + 1, box


def test_words_that_name_nothing_are_told_so(visit: Visit) -> None:
    page = visit.open("/relations", ".choices button")
    page.get_by_label("探すもの").fill("zzzqqq")
    page.get_by_label("探すもの").press("Enter")
    page.wait_for_function("document.querySelector('.choices h2').innerText.includes('見つかりません')")


def test_a_strange_address_is_told_so(visit: Visit) -> None:
    page = visit.open("/relations?id=http%3A%2F%2F127.0.0.1%2Fnothing", ".notice:not([hidden])")
    assert "探し直して" in page.locator(".notice:not([hidden])").inner_text()
