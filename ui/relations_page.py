"""The page つながり: search for a thing, see what it is joined with and who says so, go on from there."""

from __future__ import annotations

from typing import Any

import gradio as gr

from service.errors import NotFound
from ui.choices import choices, starts
from ui.families import FAMILIES
from ui.markup import text
from ui.relations import card
from ui.safely import safely
from ui.source import Source

HITS = 12
_LONGEST = 200  # characters of a search

_LEGEND = "".join(
    f'<li><span class="swatch family-{key}" aria-hidden="true"></span>{text(label)}</li>'
    for key, (label, _) in FAMILIES.items()
)
_TEMPLATE = f"""
<form class="find" role="search">
  <label for="find-text">探すもの</label>
  <div class="find-row">
    <input id="find-text" type="search" autocomplete="off" maxlength="{_LONGEST}"
      placeholder="事業名・課名・計画名など">
    <button type="submit" class="primary">探す</button>
  </div>
</form>
<section class="choices" aria-label="候補" hidden></section>
<p class="notice" role="alert" hidden></p>
<div class="walk" hidden>
  <nav class="trail" aria-label="たどった道"></nav>
  <div class="walk-grid">
    <section class="drawing" aria-label="図">
      <div class="picture" role="img" aria-label=""></div>
      <div class="under-picture">
        <ul class="legend" aria-label="色の意味">{_LEGEND}</ul>
        <div class="zoom" role="group" aria-label="図の大きさ">
          <button type="button" class="quiet" data-zoom="in">拡大</button>
          <button type="button" class="quiet" data-zoom="out">縮小</button>
          <button type="button" class="quiet" data-zoom="fit">全体</button>
        </div>
      </div>
    </section>
    <section class="panel" aria-label="くわしく" tabindex="-1"></section>
    <section class="links" aria-label="つながりの一覧"></section>
  </div>
</div>
"""


def relations_page(source: Source) -> None:
    """Add the page to the open Blocks."""

    def find(words: str) -> dict[str, Any]:
        wanted = str(words).strip()[:_LONGEST]

        def read() -> dict[str, Any]:
            if not wanted:
                return {"found": []}
            return {"found": choices(source.store(), source.names(), source.search(wanted, HITS), wanted, HITS)}

        return safely(read)

    def begin(_: Any) -> dict[str, Any]:
        return safely(lambda: {"found": starts(source.store())})

    def show(iri: str) -> dict[str, Any]:
        def read() -> dict[str, Any]:
            shown = card(source.store(), str(iri))
            if shown is None:
                raise NotFound("そのものは、いまのデータにありません。名前で探し直してください。")
            return {"card": shown}

        return safely(read)

    with gr.Column(elem_id="page", elem_classes="page-relations"):
        gr.HTML(
            "",
            html_template=_TEMPLATE,
            js_on_load="keikaku.relations(element, server)",
            apply_default_css=False,
            server_functions=[find, begin, show],
            elem_id="relations",
        )
