"""Small pieces of escaped HTML: nothing that comes from a document or a question is ever markup."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from urllib.parse import quote

from service.answering.answer import Citation
from service.errors import ServiceError

_TABS = re.compile(r"\t+")
_BARS = re.compile(r"([|\s]*)(.*?)([|\s]*)", re.DOTALL)
_INNER_BARS = re.compile(r"\s*\|[|\s]*")
_SOFT = '<span class="soft">{}</span>'
_LONG = 15  # characters; a shorter line ends where its writer ended it
_SENTENCE_ENDS = "。．」』）):："
_LIST_BEGINS = "・○●◆◇■□※▼▽-*#| 　"


def text(value: object) -> str:
    """Return a value as text that is safe in an element or a quoted attribute.

    >>> text('<b a="1">')
    '&lt;b a=&quot;1&quot;&gt;'
    """
    return escape(str(value), quote=True)


def lines(value: str) -> str:
    """Return text whose line breaks are kept."""
    return text(value.strip()).replace("\n", "<br>")


def quoted(value: str) -> str:
    """Return a quote laid out for reading; what is copied from it is still the text as it stands.

    Columns, parted by tabs or by the bars of Markdown, get a thin line between them; lines that only the width of a
    page has broken run on.
    """
    rows = value.strip().split("\n")
    html = _row(rows[0])
    for before, after in pairwise(rows):
        html += (_SOFT.format("\n") if _runs_on(before, after) else "<br>") + _row(after)
    return html


def _row(row: str) -> str:
    """Return one line of a quote, its columns parted."""
    escaped = text(row)
    if not row.startswith("|"):
        return _TABS.sub(r'<span class="tab">\g<0></span>', escaped)
    opening, inner, closing = _BARS.fullmatch(escaped).groups()  # type: ignore[union-attr]
    columns = _INNER_BARS.sub(r'<span class="tab">\g<0></span>', inner)
    return _SOFT.format(opening) + columns + (_SOFT.format(closing) if closing else "")


def _runs_on(before: str, after: str) -> bool:
    """Return whether a line was broken by a page's width only: long, no end of a sentence, no list or table row."""
    if "\t" in before + after or before.startswith("|") or after.startswith("|") or len(before) < _LONG or not after:
        return False
    return before[-1] not in _SENTENCE_ENDS and after[0] not in _LIST_BEGINS


def ask_button(question: str, label: str | None = None) -> str:
    """Return a button that asks a question."""
    return f'<button type="button" class="chip" data-ask="{text(question)}">{text(label or question)}</button>'


def relations_link(iri: str, label: str) -> str:
    """Return a link to a thing's place on the page of relations."""
    return f'<a href="relations?id={quote(iri, safe="")}">{text(label)}</a>'


def place(source: Citation) -> str:
    """Return the document of a quote and the place in it."""
    return f"<cite>{text(source.document)}</cite>　{text(source.locator)}"


def notice(error: ServiceError) -> str:
    """Return one sentence that says what went wrong and what to do, asking again by itself where it will pass."""
    retry = getattr(error, "retry_after", None)
    again = f' data-retry="{int(retry)}"' if retry else ""
    return f'<p class="notice" role="alert"{again}>{text(error.detail)}</p>'
