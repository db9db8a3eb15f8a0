"""An answer as HTML: the sentence, its table, its quotes with their places, the query that was run, what is next."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from service.answering.answer import Answer, Citation, Item, Status
from ui.markup import ask_button, lines, quoted, relations_link, text

FIRST_QUOTES = 5  # quotes shown at once; the rest is a click away
MOST_ROWS = 200  # rows drawn; the file that can be saved from the table has the same rows

_DIGITS = re.compile(r"\d+")
_HEADINGS = {
    Status.ANSWERED: "回答",
    Status.AMBIGUOUS: "いくつかの候補があります",
    Status.NOT_FOUND: "文書の中に答えが見つかりませんでした",
}


def answer_html(question: str, answer: Answer) -> str:
    """Return one question and its answer as an article."""
    return "".join(
        (
            f'<article class="answer" data-status="{answer.status.value}" data-question="{text(question)}">',
            f'<p class="asked"><span class="sr-only">質問：</span>{text(question)}</p>',
            '<div class="answer-grid"><div class="answer-main">',
            f"<h2>{_HEADINGS[answer.status]}{_verdict(answer)}</h2>",
            f'<p class="answer-text">{lines(answer.text)}</p>',
            _contact(answer),
            _candidates(answer) if answer.status is Status.AMBIGUOUS else _table(answer.items),
            "</div>",
            _sources(answer.citations),
            "</div>",
            _suggestions(answer),
            _query(answer),
            "</article>",
        )
    )


def history_html(newest: str, earlier: list[tuple[str, str]]) -> str:
    """Return the newest answer above the earlier ones, which are folded. earlier: (question, HTML), newest first."""
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


def _contact(answer: Answer) -> str:
    if not answer.contact or answer.contact in answer.text:
        return ""
    return f'<p class="contact">お問い合わせ先：<strong>{text(answer.contact)}</strong></p>'


def _candidates(answer: Answer) -> str:
    """Return a button for each candidate. It asks the suggestion that names it, else for its name."""
    named = [item for item in answer.items if item.label]
    names = [item.label for item in named]
    buttons = []
    for place, item in enumerate(named):
        own = [question for question in answer.suggestions if item.label and item.label in question]
        if len(answer.suggestions) == len(named) and answer.suggestions[place] in own:
            question = answer.suggestions[place]
        else:
            question = own[0] if own else _distinct(item, names.count(item.label))
        buttons.append(f"<li>{_candidate(item, question)}</li>")
    return f'<ul class="chips candidates" aria-label="候補">{"".join(buttons)}</ul>' if buttons else ""


def _distinct(item: Item, same_name: int) -> str:
    return f"{item.label}（{item.number}）" if same_name > 1 and item.number else item.label or ""


def _candidate(item: Item, question: str) -> str:
    shown = f"{item.number}　{item.label}" if item.number else item.label or ""
    kind = f'<span class="kind">{text(item.type)}</span>' if item.type else ""
    return f'<button type="button" class="chip" data-ask="{text(question)}">{kind}{text(shown)}</button>'


@dataclass(frozen=True, slots=True)
class Table:
    """A table of escaped HTML. columns: class and heading; rows: one cell a column."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


def _table(items: tuple[Item, ...]) -> str:
    """Return the items as a table; nothing for one bare value."""
    if not any(item.label for item in items):
        return ""
    table = _by_year(items) if _is_series(items) else _by_item(items)
    head = "".join(f'<th scope="col" class="{name}">{text(title)}</th>' for name, title in table.columns)
    names = [name for name, _ in table.columns]
    body = "".join(
        "<tr>" + "".join(f'<td class="{name}">{cell}</td>' for name, cell in zip(names, row, strict=True)) + "</tr>"
        for row in table.rows[:MOST_ROWS]
    )
    count = f"{len(table.rows)}件" + (f"のうち{MOST_ROWS}件" if len(table.rows) > MOST_ROWS else "")
    return (
        '<div class="table-head">'
        f'<p class="count">結果 {count}</p>'
        '<button type="button" class="quiet" data-save>CSVで保存</button></div>'
        f'<div class="table-frame" tabindex="0" role="region" aria-label="結果の表">'
        f'<table class="results"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _is_series(items: tuple[Item, ...]) -> bool:
    return all(item.label and item.year and item.value for item in items) and len({item.year for item in items}) > 1


def _by_year(items: tuple[Item, ...]) -> Table:
    """Return one row a thing and one column a year; values that disagree stand in one cell."""
    years = sorted({item.year or "" for item in items}, key=lambda year: [int(n) for n in _DIGITS.findall(year)])
    rows: dict[tuple[str | None, str | None], dict[str, list[str]]] = {}
    for item in items:
        cell = rows.setdefault((item.iri, item.label), {}).setdefault(item.year or "", [])
        said = f"{item.value}{item.unit or ''}"
        if said not in cell:
            cell.append(said)
    names = {(item.iri, item.label): _name(item) for item in items}
    kinds = {item.type for item in items}
    heading = (next(iter(kinds)) if len(kinds) == 1 else None) or "名前"
    return Table(
        (("name", heading), *(("value", year) for year in years)),
        tuple((names[key], *(text("／".join(row.get(year, []))) for year in years)) for key, row in rows.items()),
    )


def _by_item(items: tuple[Item, ...]) -> Table:
    """Return one row an item, with the columns that have something to say."""
    kinds = {item.type for item in items}
    only = next(iter(kinds)) if len(kinds) == 1 else None
    columns: list[tuple[str, str, Callable[[Item], str]]] = [("name", only or "名前", _name)]
    if any(item.number for item in items):
        columns.insert(0, ("number", "番号", lambda item: text(item.number or "")))
    if len(kinds) > 1:
        columns.insert(0, ("kind", "種類", lambda item: text(item.type or "")))
    if any(item.year for item in items):
        columns.append(("year", "年度", lambda item: text(item.year or "")))
    if any(item.value for item in items):
        columns.append(("value", "値", lambda item: text(f"{item.value or ''}{item.unit or ''}")))
    return Table(
        tuple((name, heading) for name, heading, _ in columns),
        tuple(tuple(cell(item) for _, _, cell in columns) for item in items),
    )


def _name(item: Item) -> str:
    if item.iri and item.label:
        return relations_link(item.iri, item.label)
    return text(item.label or "")


def _sources(citations: tuple[Citation, ...]) -> str:
    """Return the quotes, those beyond the first few folded."""
    if not citations:
        return ""
    first, rest = citations[:FIRST_QUOTES], citations[FIRST_QUOTES:]
    folded = f'<details class="rest"><summary>ほか{len(rest)}か所</summary>{_quotes(rest)}</details>' if rest else ""
    return (
        f'<section class="sources" aria-label="根拠"><h2>根拠 <span class="count">{len(citations)}か所</span></h2>'
        f"{_quotes(first)}{folded}</section>"
    )


def _quotes(citations: tuple[Citation, ...]) -> str:
    quotes = "".join(
        f'<li><blockquote>{quoted(source.quote)}</blockquote><p class="place">{place(source)}</p></li>'
        for source in citations
    )
    return f"<ol>{quotes}</ol>"


def place(source: Citation) -> str:
    """Return the document of a quote and the place in it."""
    return f"<cite>{text(source.document)}</cite>　{text(source.locator)}"


def _suggestions(answer: Answer) -> str:
    if not answer.suggestions or answer.status is Status.AMBIGUOUS:
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
