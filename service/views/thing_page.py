"""The page of one thing for people: plain HTML that needs no script, no other host and no session."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from service.http.plain_page import STYLE
from service.views.thing_addresses import SHORT, page_of, path_of
from service.views.thing_surroundings import Around, Group, Statement

_PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} | 計画ナレッジグラフ</title><link rel="icon" href="data:,">{links}<style>{style}</style></head><body>
<a class="skip" href="#main">本文へ</a>
<header><a href="{root}">計画ナレッジグラフ</a></header>
<main id="main"><p class="kinds">{types}</p><h1>{title}</h1>
<p class="iri">{iri}</p>{body}</main>
<footer><nav aria-label="データ"><ul><li>このもののデータ（RDF）：</li>{data}</ul></nav></footer></body></html>"""
_HEADINGS = {"value": "内容", "says": "ここに書かれているもの", "out": "つながり", "in": "ここへのつながり"}
_FORMATS = {"turtle": "Turtle", "nt": "N-Triples", "rdfxml": "RDF/XML", "jsonld": "JSON-LD"}
_WORDS = {"true": "はい", "false": "いいえ"}


class ThingPage:
    """The page of a thing. base: of the IRIs; root: the way to the service's root from the page's own address."""

    def __init__(self, base: str, root: str) -> None:
        self._base = base
        self._root = root

    def whole(self, found: Around) -> str:
        """Return the page with the first statements of every property."""
        parts = []
        for way, heading in _HEADINGS.items():
            groups = [group for group in found.groups if group.way == way]
            if groups:
                rows = "".join(self._group(group, self._more(found, group)) for group in groups)
                parts.append(f"<h2>{heading}</h2><dl>{rows}</dl>")
        return self._page(found, "".join(parts) or "<p>ほかのものから指されるだけで、内容はありません。</p>", "")

    def part(self, found: Around, *, limit: int, offset: int) -> str:
        """Return the page with one property's statements from `offset` on, and the ways to those before and after."""
        [group] = found.groups
        first, last = offset + 1, offset + len(group.statements)
        shown = f"{first:,}〜{last:,}件目" if group.statements else "この先はありません"
        places = [("前の", "prev", offset - limit)] if offset > 0 else []
        places += [("次の", "next", offset + limit)] if last < group.total else []
        steps = [
            (word, rel, escape(self._address(found, group, limit=limit, offset=max(0, place))))
            for word, rel, place in places
        ]
        listed = "".join(f'<li><a rel="{rel}" href="{url}">{word}{limit:,}件</a></li>' for word, rel, url in steps)
        whole = f'<li><a href="{escape(self._link(found.thing.iri))}">「{_line(found.thing.label)}」の全体</a></li>'
        body = (
            f"<h2>{_HEADINGS[group.way]}：{escape(group.property.label)}</h2>"
            f'<p class="note">全{group.total:,}件のうち {shown}</p>'
            f"<dl>{self._group(group, '')}</dl>"
            f'<nav aria-label="続き"><ul>{listed}{whole}</ul></nav>'
        )
        return self._page(found, body, "".join(f'<link rel="{rel}" href="{url}">' for _, rel, url in steps))

    def _page(self, found: Around, body: str, links: str) -> str:
        iri = found.thing.iri
        path = path_of(iri, self._base)
        query = {"format": ""} if path else {"iri": iri, "format": ""}
        data = {
            name: self._root + (f"data/{path}" if path else "data") + "?" + urlencode({**query, "format": name})
            for name in SHORT
        }
        alternate = "".join(
            f'<link rel="alternate" type="{SHORT[name]}" href="{escape(url)}">' for name, url in data.items()
        )
        types = "・".join(f'<a href="{escape(self._link(kind.iri))}">{_line(kind.label)}</a>' for kind in found.types)
        shown = f'<a href="{escape(iri)}">{escape(iri)}</a>' if iri.startswith(("http://", "https://")) else escape(iri)
        return _PAGE.format(
            title=_line(found.thing.label),
            style=STYLE,
            root=escape(self._root),
            types=types,
            iri=shown,
            body=body,
            links=alternate + links,
            data="".join(f'<li><a href="{escape(url)}">{_FORMATS[name]}</a></li>' for name, url in data.items()),
        )

    def _group(self, group: Group, more: str) -> str:
        listed = "".join(f"<li>{self._statement(each)}</li>" for each in group.statements)
        count = f"<small>{group.total:,}件</small>" if group.total > 1 else ""
        return (
            f'<div class="group"><dt>{escape(group.property.label)}{count}</dt><dd><ul>{listed}</ul>{more}</dd></div>'
        )

    def _more(self, found: Around, group: Group) -> str:
        if group.total <= len(group.statements):
            return ""
        url = escape(self._address(found, group))
        name = escape(group.property.label)
        return f'<p class="more"><a href="{url}">「{name}」の全{group.total:,}件を見る</a></p>'

    def _statement(self, each: Statement) -> str:
        if each.other is None:
            tag = f'<span class="tag">{escape(each.language)}</span>' if each.language not in ("", "ja") else ""
            shown = f'<span class="value">{escape(_WORDS.get(each.value, each.value))}</span>{tag}'
        else:
            shown = f'<a href="{escape(self._link(each.value))}">{_line(each.other.label)}</a>'
        return shown + self._sources(each)

    def _sources(self, each: Statement) -> str:
        if not each.sources:
            return ""
        quotes = "".join(
            f'<p class="place"><a href="{escape(self._link(said.passage))}">{escape(said.document)} '
            f"{escape(said.locator)}</a>{f'（{escape(said.rule)}）' if said.rule else ''}</p>"
            f"<blockquote>{escape(said.quote)}</blockquote>"
            for said in each.sources
        )
        count = max(each.graphs, len(each.sources))
        rest = f'<p class="note">ほか{count - len(each.sources):,}か所</p>' if count > len(each.sources) else ""
        return f"<details><summary>出典 {count:,}件</summary>{quotes}{rest}</details>"

    def _link(self, iri: str) -> str:
        return self._root + page_of(iri, self._base)

    def _address(self, found: Around, group: Group, **place: int) -> str:
        link = self._link(found.thing.iri)
        asked = {"way": group.way, "property": group.property.iri, **place}
        return f"{link}{'&' if '?' in link else '?'}{urlencode(asked)}"


def _line(label: str) -> str:
    """Return a name in one line, safe in HTML."""
    return escape(" ".join(label.split()))
