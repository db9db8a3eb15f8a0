"""The page 質問: ask in one's own words, read the answer with its table, its quotes and the query that was run."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from functools import partial
from typing import Any

import gradio as gr

from service.answering.answer import Status
from service.errors import ServiceError
from service.settings import Settings
from ui.answer_view import answer_html, examples_html, history_html
from ui.candidates import answered, candidates
from ui.markup import notice
from ui.source import Source

EARLIER = 10  # answers kept under the newest one
_log = logging.getLogger("keikaku")
_ON_LOAD = "keikaku.question(element, (data) => trigger('ask', data), () => trigger('again'), watch)"

History = list[tuple[str, str]]


def question_page(source: Source, settings: Settings) -> None:
    """Add the page to the open Blocks."""

    def ask(question: str, history: History, turn: int, request: gr.Request) -> tuple[str, str, History]:
        question = question.strip()
        if not question:
            return gr.skip(), gr.skip(), history
        html, answered = _answer(source, question, f"{request.session_hash}-{turn}")
        # The number makes every turn a change that the page sees, even where the same question gets the same answer.
        shown = f'<div data-turn="{time.monotonic_ns()}">{history_html(html, history)}</div>'
        return question, shown, [(question, html), *history][:EARLIER] if answered else history

    def ask_clicked(
        history: History, turn: int, event: gr.EventData, request: gr.Request
    ) -> tuple[str, str, History, int]:
        # A question that is clicked says all that it means: it begins a conversation, which typed questions follow up.
        limit = settings.question_characters
        return *ask(str(getattr(event, "question", ""))[:limit], history, turn + 1, request), turn + 1

    with gr.Column(elem_id="page", elem_classes="page-question"):
        with gr.Row(elem_id="ask", equal_height=False):
            box = gr.Textbox(
                label="質問",
                placeholder="例：〇〇を担当する課はどこですか",
                lines=1,
                max_lines=4,
                max_length=settings.question_characters,
                elem_id="question",
                scale=1,
            )
            button = gr.Button("質問する", variant="primary", elem_id="send", scale=0)
        answer = gr.HTML("", elem_id="answer", js_on_load=_ON_LOAD, apply_default_css=False)
        examples = gr.HTML("", elem_id="examples", js_on_load=_ON_LOAD, apply_default_css=False)
        history = gr.State([])
        turn = gr.State(0)

    quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    outputs = [box, answer, history]
    gr.on([box.submit, button.click], ask, inputs=[box, history, turn], outputs=outputs, **quiet)
    answer.ask(ask_clicked, inputs=[history, turn], outputs=[*outputs, turn], **quiet)
    examples.ask(ask_clicked, inputs=[history, turn], outputs=[*outputs, turn], **quiet)
    examples.again(lambda: _examples(source), outputs=[examples], **quiet)
    blocks = gr.context.Context.root_block
    assert isinstance(blocks, gr.Blocks)
    blocks.load(lambda: _examples(source), outputs=[examples], **quiet)


def _answer(source: Source, question: str, session: str | None) -> tuple[str, bool]:
    """Return the HTML of an answer or of what went wrong, and whether it is an answer."""
    try:
        understood = source.chips(question, session)
        answer = source.ask(question, session)
        tried = partial(source.ask, session=None)
        found = candidates(question, answer, tried) if answer.status is Status.AMBIGUOUS else ()
        answer = replace(answer, suggestions=() if found else answered(answer.suggestions, tried))
        return answer_html(question, answer, understood, found, source.details(answer)), True
    except ServiceError as error:
        return notice(error), False
    except Exception:  # the page must say so in Japanese; the trace goes to the log
        _log.exception("a question could not be answered")
        return notice(ServiceError()), False


def _examples(source: Source) -> str:
    try:
        return examples_html(list(source.examples()))
    except ServiceError as error:
        return notice(error)
    except Exception:
        _log.exception("no example questions")
        return ""
