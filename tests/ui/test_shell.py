"""The frame of the pages: Japanese, one host only, nothing of Gradio's sharing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.shell import PAGES, POLICY, framed, page_of

gradio = pytest.importorskip("gradio", reason="Gradio is not installed")
TEMPLATE = Path(gradio.__file__).parent / "templates/frontend/index.html"


@pytest.fixture(scope="module")
def html() -> str:
    return framed(TEMPLATE.read_text(encoding="utf-8"), PAGES[1], "/city", "v1")


def test_page_is_japanese_with_one_title(html: str) -> None:
    assert re.search(r'<html\s+lang="ja"', html)
    assert re.findall("<title>(.*?)</title>", html) == ["つながり｜計画ナレッジグラフ"]


def test_no_address_of_another_host_is_left(html: str) -> None:
    assert re.findall(r'(?:src|href|content|action)="((?:https?:)?//[^"]*)"', html) == []


def test_our_scripts_run_before_gradios(html: str) -> None:
    assert 0 < html.index("/city/ui/relations.js") < html.index('type="module"')


def test_current_page_is_marked_in_the_navigation(html: str) -> None:
    assert '<a href="/city/relations" aria-current=page>' in html
    assert html.count("aria-current") == 1


def test_policy_names_no_other_host() -> None:
    assert "http" not in POLICY
    assert "default-src 'self'" in POLICY


def test_page_of_an_address() -> None:
    assert [page_of(path).title for path in ("/", "/relations", "/relations/")] == ["質問", "つながり", "つながり"]
