"""The things of the graph under their own addresses: RDF by format, and a plain page for people."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from ontology.terms import PREFIXES
from service.rows import values
from service.sparql import GRAPH_FORMATS, Serialised

_ABOUT = """CONSTRUCT {{ {thing} ?p ?o . ?o ?about ?said . ?s ?q {thing} }} WHERE {{
  {{ {thing} ?p ?o OPTIONAL {{ ?o skos:prefLabel ?said BIND(skos:prefLabel AS ?about) }} }}
  UNION {{ ?s ?q {thing} }} }}"""

_PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>{links}<style>
body{{font-family:sans-serif;line-height:1.7;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}}
h1{{font-size:1.5rem;margin:.2rem 0}}table{{border-collapse:collapse;width:100%}}
th,td{{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #ddd}}th{{width:10rem}}
blockquote{{margin:.3rem 0;padding:.2rem .8rem;border-left:3px solid #767676;white-space:pre-wrap}}
summary{{color:#555;cursor:pointer}}.iri{{color:#555;word-break:break-all}}
@media(prefers-color-scheme:dark){{body{{color:#eee;background:#181818}}a{{color:#8ab4f8}}
.iri,summary{{color:#bbb}}th,td{{border-color:#444}}}}
</style></head><body><main><p>{types}</p><h1>{title}</h1><p class="iri">{iri}</p>
{tables}<p>{formats}</p></main></body></html>"""


_WORDS = {"true": "はい", "false": "いいえ"}


def data_about(store: ox.Store, iri: str, media_type: str) -> Serialised:
    """Return what is said of a thing, with the names of its neighbours, as RDF in a format of GRAPH_FORMATS."""
    result = store.query(_ABOUT.format(thing=values([iri])), prefixes=PREFIXES)
    assert isinstance(result, ox.QueryTriples)
    body = ox.serialize(result, format=GRAPH_FORMATS[media_type], prefixes=PREFIXES) or b""
    return Serialised(body, media_type)


def page(description: dict[str, Any], base: str, rest: str) -> str:
    """Return a thing's description (of `things.describe`) as HTML; `rest`: its address after ``/page/``."""
    data = {name: f"/data/{rest}?format={name}" for name in ("turtle", "jsonld", "rdfxml", "nt")}
    rows = [
        (row["property"], escape(_WORDS.get(row["value"], row["value"])), row["citations"])
        for row in description["properties"]
    ]
    out = [(row["property"], _anchor(row, base), row["citations"]) for row in description["outgoing"]]
    into = [(row["property"], _anchor(row, base), row["citations"]) for row in description["incoming"]]
    tables = "".join(
        f"<h2>{heading}</h2><table>{''.join(_row(*row) for row in listed)}</table>"
        for heading, listed in (("性質", rows), ("つながり", out), ("ここへのつながり", into))
        if listed
    )
    return _PAGE.format(
        title=escape(description["label"]),
        iri=escape(description["iri"]),
        types=escape("・".join(kind["label"] for kind in description["types"])),
        tables=tables,
        links=f'<link rel="alternate" type="text/turtle" href="{escape(data["turtle"])}">',
        formats="データ：" + " ".join(f'<a href="{escape(url)}">{name}</a>' for name, url in data.items()),
    )


def address(iri: str, base: str) -> str:
    """Return the page of a thing on this server, or the IRI itself where it is someone else's."""
    if iri.startswith(base):
        return "/page/" + quote(iri[len(base) :], safe="/%-._~()!*'")
    return iri


def _anchor(row: dict[str, Any], base: str) -> str:
    return f'<a href="{escape(address(row["iri"], base))}">{escape(row["label"])}</a>'


def _row(name: str, value: str, citations: list[dict[str, Any]]) -> str:
    quotes = "".join(
        f"<p>{escape(said['document'])} {escape(said['locator'])}</p><blockquote>{escape(said['quote'])}</blockquote>"
        for said in citations
    )
    shown = f"<details><summary>出典 {len(citations)}件</summary>{quotes}</details>" if citations else ""
    return f"<tr><th scope=row>{escape(name)}</th><td>{value}{shown}</td></tr>"
