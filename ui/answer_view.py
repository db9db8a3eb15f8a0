"""An answer as HTML: the sentence, its table, its quotes with their places, the query that was run, what is next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from service.answering.answer import Answer, Citation, Status
from service.answering.say.chip import Chip
from ui.candidates import Candidate
from ui.chips import understood_html
from ui.markup import ask_button, lines, place, quoted, relations_link, text
from ui.results import Details, in_short, results_html

_SHORT = 60  # characters of an enumeration that are read at once
FIRST_QUOTES = 5  # quotes shown at once; the rest is a click away

_DRAFT = re.compile(r"\s*（([^（）]*案の段階です。?)）\s*$")
_NO_DETAILS: Details = MappingProxyType({})
_WORDED = '<p class="worded">下の根拠をもとに、言語モデルが整えた文です。</p>'
_HEADINGS = {
    Status.ANSWERED: "回答",
    Status.AMBIGUOUS: "いくつかの候補があります",
    Status.NOT_FOUND: "文書の中に答えが見つかりませんでした",
}


def answer_html(
    question: str,
    answer: Answer,
    understood: Sequence[Chip] = (),
    found: Sequence[Candidate] = (),
    details: Details = _NO_DETAILS,
) -> str:
    """Return one question and its answer as an article.

    understood: what was read in the question; found: the fits of an ambiguous answer; details: by the items' IRIs.
    """
    sentence, draft = _parted(answer.text)
    missing = answer.status is Status.NOT_FOUND
    told = int(_is_told(answer))
    chips = understood_html(understood, "探したこと" if missing else "読み取ったこと")
    return "".join(
        (
            f'<article class="answer" data-status="{answer.status.value}" data-question="{text(question)}">',
            f'<p class="asked"><span class="sr-only">質問：</span>{text(question)}</p>',
            "" if missing else chips,
            '<div class="answer-grid"><div class="answer-main">',
            f"<h2>{_HEADINGS[answer.status]}{_verdict(answer)}{_confidence(answer)}</h2>",
            _sentence(in_short(sentence, answer.items), answer),
            _WORDED if answer.worded_by == "model" else "",
            f'<p class="draft"><span class="badge">案</span>{text(draft)}</p>' if draft else "",
            chips if missing else "",
            _contact(answer),
            _told(answer) if told else "",
            _choices(found, details)
            if answer.status is Status.AMBIGUOUS
            else results_html(answer.items, answer.citations, details, sentence),
            "</div>",
            _sources(answer.citations[told:], "ほかの根拠" if told else "根拠"),
            "</div>",
            "" if found else _suggestions(answer),
            _query(answer),
            "</article>",
        )
    )


def history_html(newest: str, earlier: list[tuple[str, str]]) -> str:
    """Return the newest answer above the earlier ones, which are folded, and a link that leaves the conversation.

    earlier: (question, HTML), newest first.
    """
    newest = f'<p class="anew"><a href="./">新しい質問をはじめる</a></p>{newest}'
    if not earlier:
        return newest
    folded = "".join(
        f'<details class="past"><summary>{text(question)}</summary>{html}</details>' for question, html in earlier
    )
    return f'{newest}<section class="history"><h2>これまでの質問</h2>{folded}</section>'


def examples_html(questions: list[str]) -> str:
    """Return example questions as buttons; nothing where there are none."""
    if not questions:
        return ""
    buttons = "".join(f"<li>{ask_button(question)}</li>" for question in questions)
    return f'<section class="examples"><h2>質問の例</h2><ul class="chips">{buttons}</ul></section>'


def _verdict(answer: Answer) -> str:
    """Return yes or no for the heading, where the sentence does not begin with it."""
    if answer.boolean is None or answer.text.startswith(("はい", "いいえ")):
        return ""
    return "：はい" if answer.boolean else "：いいえ"


def _parted(sentence: str) -> tuple[str, str]:
    """Return the answer's sentence, and the remark that a plan is still a draft."""
    found = _DRAFT.search(sentence)
    return (sentence[: found.start()], found[1]) if found and found.start() else (sentence, "")


def _sentence(said: str, answer: Answer) -> str:
    """Return the sentence; what a number counts is folded behind it."""
    number, colon, counted = said.partition("：")
    if colon and len(answer.items) == 1 and answer.items[0].label is None and len(counted) > _SHORT:
        folded = f'<details class="counted"><summary>内訳</summary><p>{lines(counted)}</p></details>'
        return f'<p class="answer-text">{lines(number.removesuffix("。"))}。</p>{folded}'
    return f'<p class="answer-text">{lines(said)}</p>'


def _confidence(answer: Answer) -> str:
    """Return the grade of the answer in words: 確か, or 留保つき with the reason behind it."""
    if answer.status is not Status.ANSWERED or answer.confidence is None:
        return ""
    word = "留保つき" if answer.reserve else "確か"
    why = answer.reserve or "質問のことばを、ほかの読み方よりはっきり説明する答えです"
    return f'<span class="sure" title="{text(why)}">{word}</span>'


def _contact(answer: Answer) -> str:
    if not answer.contact:
        return ""
    return f'<p class="contact">お問い合わせ先：<strong>{text(answer.contact)}</strong></p>'


def _choices(found: Sequence[Candidate], details: Details) -> str:
    """Return the fits to choose from: a button each, or a link to the thing where no question is answered with it."""
    places = "".join(f"<li>{_choice(one, details)}</li>" for one in found)
    return f'<ul class="chips candidates" aria-label="候補">{places}</ul>' if places else ""


def _choice(found: Candidate, details: Details) -> str:
    item = found.item
    known = details.get(item.iri or "")
    about = "　".join(part for part in ("・".join(known.departments), known.plan) if part) if known else ""
    kind = f'<span class="kind">{text(item.type)}</span>' if item.type else ""
    number = f"{text(item.number)}　" if item.number else ""
    said = f'<span class="about">{text(about)}</span>' if about else ""
    if found.question is None:
        name = relations_link(item.iri, item.label or "") if item.iri else text(item.label or "")
        return f'<span class="reading">{kind}{number}{name}{said}</span>'
    return (
        f'<button type="button" class="chip" data-ask="{text(found.question)}">'
        f"{kind}{number}{text(item.label or '')}{said}</button>"
    )


def _is_told(answer: Answer) -> bool:
    """Return whether a passage itself is the answer: nothing was queried, and the items only stand near it."""
    if answer.status is not Status.ANSWERED or answer.sparql is not None or not answer.citations:
        return False
    said = any(item.value or (item.label and item.label in answer.text) for item in answer.items)
    return answer.boolean is None and not said


def _told(answer: Answer) -> str:
    """Return the best passage as the answer, and a heading for what it is about."""
    best = answer.citations[0]
    near = "<h3>関係するもの</h3>" if any(item.label for item in answer.items) else ""
    return f'<blockquote>{quoted(best.quote)}</blockquote><p class="place">{place(best)}</p>{near}'


def _sources(citations: tuple[Citation, ...], heading: str) -> str:
    """Return the quotes, those beyond the first few folded."""
    if not citations:
        return ""
    first, rest = citations[:FIRST_QUOTES], citations[FIRST_QUOTES:]
    folded = f'<details class="rest"><summary>ほか{len(rest)}か所</summary>{_quotes(rest)}</details>' if rest else ""
    count = f'<span class="count">{len(citations)}か所</span>'
    return (
        f'<section class="sources" aria-label="{heading}"><h2>{heading} {count}</h2>{_quotes(first)}{folded}</section>'
    )


def _quotes(citations: tuple[Citation, ...]) -> str:
    quotes = "".join(
        f'<li><blockquote>{quoted(source.quote)}</blockquote><p class="place">{place(source)}</p></li>'
        for source in citations
    )
    return f"<ol>{quotes}</ol>"


def _suggestions(answer: Answer) -> str:
    if not answer.suggestions:
        return ""
    buttons = "".join(f"<li>{ask_button(question)}</li>" for question in answer.suggestions)
    return f'<section class="suggestions"><h2>続けて聞く</h2><ul class="chips">{buttons}</ul></section>'


def _query(answer: Answer) -> str:
    took = f'<span class="took">{max(1, round(answer.took_ms))}ミリ秒で回答</span>'
    if not answer.sparql:
        return f'<p class="how">{took}</p>'
    return (
        f'<details class="query"><summary>実行したSPARQL{took}</summary>'
        '<pre tabindex="0" role="region" aria-label="実行したSPARQL">'
        f"<code>{text(answer.sparql.strip())}</code></pre></details>"
    )
