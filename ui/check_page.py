"""The page 点検: where the city's documents contradict each other, for whoever corrects them."""

from __future__ import annotations

from collections.abc import Mapping

from service.views.conflict_filter import Wanted
from service.views.conflict_list import read_conflicts
from service.views.published_day import published_day
from ui.check import check_html
from ui.overview import Shown, overview
from ui.source import Source


def check_page(source: Source) -> None:
    """Add the page to the open Blocks."""

    def show(asked: Mapping[str, str]) -> Shown:
        wanted = Wanted(asked.get("kind", ""), asked.get("severity", ""), asked.get("document", ""))
        page = asked.get("page", "")
        return check_html(
            source.view("conflicts", read_conflicts),
            wanted,
            int(page) if page.isdecimal() and len(page) < 7 else 1,
            published_day(source.published()),
        )

    overview("check", show)
