"""The HTML of the page 点検: the filters, how much is shown in words, each contradiction as a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from ontology.conflict_kinds import LIKELY, kind_of, severity_of
from service.views.conflict import PARTS, Conflict, Reading
from service.views.conflict_filter import Choice, Wanted, chosen, facets
from ui.markup import quoted, relations_link, text
from ui.overview import Option, Shown, field, here
from ui.shell import NAME

TITLE = "点検"
AT_ONCE = 200  # contradictions on the page: more are a click away, and all are in the files
NOTHING = (
    '<p class="nothing">取り込んだ文書に、食い違いは見つかっていません。'
    "事業の名称・番号・主管課・区分・件数などを、一覧どうしで比べています。</p>"
)
_EVERY = {"severity": "すべて", "kind": "すべての種類", "document": "すべての文書"}


def check_html(conflicts: Sequence[Conflict], wanted: Wanted, page: int, day: date) -> Shown:
    """Return the page under some filters. page: the how manieth part of a long list, from 1; day: of the data."""
    if not conflicts:
        return Shown(NOTHING, f"{TITLE}｜{NAME}", "食い違いは見つかっていません。")
    kept = chosen(conflicts, wanted)
    first = AT_ONCE * (min(max(page, 1), max(-(-len(kept) // AT_ONCE), 1)) - 1)
    part = kept[first : first + AT_ONCE]
    said = _said(conflicts, kept, wanted)
    clear = " " + here("check", {}, "条件をすべて外す") if wanted.given() else ""
    html = (
        _conditions(conflicts, wanted)
        + f'<div class="result-row"><p class="result" id="result" tabindex="-1">{text(said)}{clear}</p>'
        + f"{_files(wanted, day) if kept else ''}</div>"
        + "".join(_grave(part, first))
        + _turning(wanted, first, len(kept))
    )
    return Shown(html, f"{TITLE}｜{NAME}", said)


def _said(conflicts: Sequence[Conflict], kept: Sequence[Conflict], wanted: Wanted) -> str:
    """Return in words how many contradictions are shown, how grave they are, and why these."""
    if not wanted.given():
        return f"食い違い{len(kept)}件（{_gravities(kept)}）を表示しています。"
    titles = {reading.document: reading.title for conflict in conflicts for reading in conflict.readings}
    names = {
        "severity": severity_of(wanted.severity).label,
        "kind": kind_of(wanted.kind).label,
        "document": titles.get(wanted.document, wanted.document),
    }
    why = "".join(f"「{names[key]}」" for key in wanted.given())
    if not kept:
        return f"{why}に当てはまる食い違いはありません（全部で{len(conflicts)}件あります）。"
    return f"食い違い{len(conflicts)}件のうち、{why}の{len(kept)}件を表示しています。"


def _gravities(conflicts: Sequence[Conflict]) -> str:
    counts = groupby(conflicts, key=lambda conflict: conflict.gravity.label)
    return "、".join(f"{label} {sum(1 for _ in same)}件" for label, same in counts)


def _conditions(conflicts: Sequence[Conflict], wanted: Wanted) -> str:
    """Return the form of the filters; the one of documents only where there are several."""
    offered = facets(conflicts, wanted)
    severity = severity_of(wanted.severity).key if wanted.severity else ""
    fields = [
        field("severity", "重大さ", _options(offered.severities), severity, _EVERY["severity"]),
        field("kind", "種類", _options(offered.kinds), wanted.kind, _EVERY["kind"]),
    ]
    if wanted.document or len(facets(conflicts, Wanted()).documents) > 1:
        fields.append(field("document", "文書", _options(offered.documents), wanted.document, _EVERY["document"]))
    return f'<form class="conditions" aria-label="表示の条件">{"".join(fields)}</form>'


def _options(choices: Sequence[Choice]) -> list[Option]:
    return [Option(choice.value, choice.label, choice.count) for choice in choices]


def _files(wanted: Wanted, day: date) -> str:
    asked = f"?{urlencode(wanted.given())}" if wanted.given() else ""
    links = "".join(
        f'<a class="quiet" download href="api/conflicts.{ending}{text(asked)}">{label}</a>'
        for ending, label in (("xlsx", "Excelで保存"), ("csv", "CSVで保存"))
    )
    return f'<p class="files"><span class="about">{day.year}年{day.month}月{day.day}日のデータ</span>{links}</p>'


def _grave(part: Sequence[Conflict], first: int) -> Iterator[str]:
    """Yield a section for each severity; the numbers are those of the files' rows."""
    number = first
    for gravity, same in groupby(part, key=lambda conflict: conflict.gravity):
        listed = list(same)
        cards = "".join(_card(conflict, number + place) for place, conflict in enumerate(listed, start=1))
        about = f'<p class="about">{text(gravity.about)}</p>' if gravity.about else ""
        yield (
            f'<section class="grave grave-{min(gravity.rank, 3)}" aria-labelledby="grave-{gravity.rank}">'
            f'<h2 id="grave-{gravity.rank}">{text(gravity.label)}<span class="count">{len(listed)}件</span></h2>{about}'
            f'<ol class="conflicts" start="{number + 1}">{cards}</ol></section>'
        )
        number += len(listed)


def _card(conflict: Conflict, number: int) -> str:
    why = f'<p class="why">{text(conflict.why)}</p>' if conflict.why else ""
    advice = f'<p class="advice"><b>直すには</b>{text(conflict.words.advice)}</p>' if conflict.words.advice else ""
    return (
        f'<li class="conflict" data-number="{number}"><p class="conflict-kind"><span class="number">{number}</span>'
        f'<span class="kind">{text(conflict.words.label)}</span></p><h3>{_subject(conflict)}</h3>{why}'
        f'<ul class="readings-apart">{"".join(_values(conflict))}</ul>{advice}</li>'
    )


def _subject(conflict: Conflict) -> str:
    """Return what a contradiction is about, each thing that the graph has as a link to its connections."""
    known = {thing.label: thing.iri for thing in conflict.things}
    if conflict.subject in known:
        return relations_link(known[conflict.subject], conflict.subject)
    parts = [
        relations_link(known[part], part) if part in known else text(part) for part in conflict.subject.split(PARTS)
    ]
    return text(PARTS).join(parts)


def _values(conflict: Conflict) -> Iterator[str]:
    """Yield the values side by side; a likely one that no document states stands beside them, without a quote."""
    stated = False
    for value, readings in conflict.values():
        likely = conflict.is_likely(value)
        stated = stated or likely
        badge = f'<span class="likely">{LIKELY}</span>' if likely else ""
        places = "".join(_place(reading, conflict.words.absent_quote_of(value)) for reading in readings)
        yield f'<li{" class=is-likely" if likely else ""}><p class="value">{text(value)}{badge}</p>{places}</li>'
    if conflict.likely and not stated:
        yield (
            f'<li class="is-likely"><p class="value">{text(conflict.likely)}'
            f'<span class="likely">{text(conflict.words.likely)}</span></p></li>'
        )


def _place(reading: Reading, note: str) -> str:
    said = f'<span class="about">{text(note)}</span>' if note else ""
    locator = f'<span class="locator">{text(reading.locator)}</span>'
    return (
        f'<figure class="quote"><blockquote>{quoted(reading.quote)}</blockquote><figcaption class="place">'
        f'<cite title="{text(reading.document)}">{text(reading.title)}</cite>　{locator}{said}'
        "</figcaption></figure>"
    )


def _turning(wanted: Wanted, first: int, total: int) -> str:
    """Return the links to the parts of a long list before and after this one."""
    page = first // AT_ONCE + 1
    links = []
    if first:
        links.append(here("check", {**wanted.given(), "page": str(page - 1)}, f"前の{AT_ONCE}件"))
    if first + AT_ONCE < total:
        links.append(
            here("check", {**wanted.given(), "page": str(page + 1)}, f"次の{min(AT_ONCE, total - first - AT_ONCE)}件")
        )
    if not links:
        return ""
    shown = f"{total}件のうち{first + 1}〜{min(first + AT_ONCE, total)}件目"
    return f'<nav class="turning" aria-label="続き"><span>{shown}</span>{"".join(links)}</nav>'
