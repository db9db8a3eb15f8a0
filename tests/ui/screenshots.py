"""Pictures of every page at the width of a desk and of a telephone: ``python -m tests.ui.screenshots ADDRESS FOLDER``.

The server at ADDRESS must show the samples. ``question-1280.png`` and ``relations-1280.png`` are those of the README.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from tests.ui.conftest import QUIET, chromium

QUESTION = "みなもと市スマート行政推進計画で情報政策課が担当する事業は？"
THING = "手続のスマホ完結"
WHOLE_PLANS = ("plan", "indicators", "sdgs")
SIZES = ((1280, 800), (390, 844))


def take(page: Page, site: str, folder: Path) -> None:
    """Write the pictures of one width."""
    width = page.viewport_size["width"] if page.viewport_size else 0

    def save(name: str, *, whole: bool = True) -> None:
        page.wait_for_timeout(400)  # Gradio fades in
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=whole)

    page.goto(site + "/")
    page.wait_for_selector("#question textarea")
    save("start")
    page.goto(f"{site}/?q={quote(QUESTION)}")
    page.wait_for_selector(".answer")
    save("question", whole=width < 1000)
    page.goto(site + "/relations")
    page.wait_for_selector(".choices button")
    save("relations-start")
    page.get_by_label("探すもの").fill(THING)
    page.get_by_label("探すもの").press("Enter")
    page.locator(".choices button", has_text=THING).first.click()
    page.wait_for_selector(".picture canvas")
    save("relations", whole=width < 1000)
    page.locator(".links .row button", has_text="根拠").first.click()
    save("relations-quote")
    for name in WHOLE_PLANS:
        page.goto(f"{site}/{name}")
        page.wait_for_selector("#overview .shown:not([aria-busy]) > *")
        save(name)
    page.goto(site + "/check")
    page.wait_for_selector(".conflict")
    save("check")
    page.goto(site + "/check?kind=missing-row")
    page.wait_for_selector(".conflict")
    save("check-kind", whole=width < 1000)


def main(site: str, folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="ja-JP")
            take(page, site, folder)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
