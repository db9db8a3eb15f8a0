"""The pages as Gradio blocks. Importing this module imports Gradio, which takes seconds: do it late."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import gradio as gr
from fastapi import FastAPI

from service.settings import Settings
from ui.check_page import check_page
from ui.goals_page import goals_page
from ui.indicators_page import indicators_page
from ui.plan_page import plan_page
from ui.question_page import question_page
from ui.relations_page import relations_page
from ui.shell import NAME, PAGES
from ui.source import Source

FONTS = ("Noto Sans JP", "Noto Sans CJK JP", "BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", "Meiryo", "sans-serif")
MONOSPACE = ("ui-monospace", "Consolas", "Menlo", "Noto Sans Mono CJK JP", "monospace")


def build(source: Source, settings: Settings) -> FastAPI:
    """Return an app with all pages at its root, loading nothing from other hosts."""
    builders: dict[str, Callable[[], None]] = {
        "": lambda: question_page(source, settings),
        "relations": lambda: relations_page(source),
        "plan": lambda: plan_page(source),
        "indicators": lambda: indicators_page(source),
        "sdgs": lambda: goals_page(source),
        "check": lambda: check_page(source),
    }
    first, *others = PAGES
    with gr.Blocks(title=f"{first.title}｜{NAME}", analytics_enabled=False, fill_width=True) as blocks:
        builders[first.slug]()
    for page in others:
        with blocks.route(page.title, page.slug):
            builders[page.slug]()
    with warnings.catch_warnings():
        # Gradio warns of several pages with rendering on its Node server, though that is off.
        warnings.filterwarnings("ignore", message="SSR mode is not supported")
        return _mounted(blocks)


def _mounted(blocks: gr.Blocks) -> FastAPI:
    app: FastAPI = gr.mount_gradio_app(
        FastAPI(openapi_url=None),
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        max_file_size=1,
        theme=gr.themes.Base(font=FONTS, font_mono=MONOSPACE),
    )
    return app
