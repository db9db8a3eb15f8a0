"""Plans and laws named in running text, and the short names that a document gives them (以下「…」という)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.japanese import fold, kanji_number, years
from ingest.extract.name_tidying import tidy
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import Sentence, closed_up, per_document, prose
from ingest.model.document import Document

_BRACKETS = r"\((?:[^()]|\([^()]*\))*\)"
_QUOTED = re.compile(r"「([^「」]{3,110})」")
_DRAFT = re.compile(r"\s*\((?:案|素案|原案|骨子案)\)|\s*【(?:案|素案)】")
_JOINED = re.compile(r"(?:第[^、。]{1,12}?条(?:第[^、。]{1,6}?項)?)?(?:及び|並びに|又は|若しくは)(?=.{4})")
_PART = re.compile(r"\s*(?:\(概要(?:版)?\)|概要(?:版)?)$")
_ARTICLE = re.compile(
    r"第\s*[0-9一二三四五六七八九十百]+\s*条(?:の\s*[0-9一二三四五六七八九十]+)?(?:\s*第\s*[0-9一二三四五六七八九十]+\s*項)?(?:\s*第\s*[0-9一二三四五六七八九十]+\s*号)?"
)
_NUMBER = re.compile(r"(?:明治|大正|昭和|平成|令和)[^()]*?第\s*[0-9一二三四五六七八九十百]+\s*号")
_SHORT = re.compile(r"(?:以下|次条において)、?\s*「([^「」]{2,20})」という")
_KANJI = r"一-龥ァ-ヶーA-Za-z0-9・々"
_YEAR = r"(?:(?:平成|令和|昭和)\s*(?:元|\d{1,2})\s*年度?|[HRS]\s*\d{1,2}\s*年?度?|20\d\d\s*年?度?)"
PERIOD = re.compile(rf"{_YEAR}\s*(?:\([^()]*\))?\s*(?:~|から|-)\s*{_YEAR}")
_ISSUER = re.compile(r"([一-龥ァ-ヶー]{1,12}(?:省|庁|府|県|都|道|市|町|村|区|局))[\s、]*「?$")


@dataclass(frozen=True, slots=True)
class Named:
    """A plan or law in a sentence: where its name stands, its name without marks, and what is printed around it.

    kind: plan or law; end: after the name, its closing quote and its brackets; short: name given by 以下「…」という.
    """

    kind: str
    name: str
    start: int
    end: int
    is_draft: bool = False
    alias: str | None = None
    short: str | None = None
    law_number: str | None = None
    article: str | None = None
    issuer: str | None = None
    period: tuple[int, int] | None = None
    note: str | None = None


def period_in(text: str) -> tuple[int, int] | None:
    """Return the first and last fiscal year of the first period that a plain text states.

    >>> period_in("令和8年度(2026年度)~令和12年度(2030年度)"), period_in("(H28~R2)")
    ((2026, 2030), (2016, 2020))
    """
    for match in PERIOD.finditer(text):
        found = [mention.year for mention in years(match[0])]
        if len(found) >= 2 and found[0] <= found[-1]:
            return found[0], found[-1]
    return None


@lru_cache(maxsize=8192)
def kind_of(name: str) -> str | None:
    """Return whether a plain name is a plan's or a law's, or None.

    >>> kind_of("みどり市DX推進計画"), kind_of("官民データ活用推進基本法"), kind_of("活用の方法"), kind_of("基本方針")
    ('plan', 'law', None, None)
    """
    lists, folded = words(), fold(name)
    if re.search(any_of(lists.law_endings) + "$", name) and not re.search(any_of(lists.not_laws) + "$", name):
        return "law" if len(name) >= 4 and not re.match(r"この|本|同|当該|年|[^\d]{0,2}\d+年", name) else None
    bare = re.sub(r"\([^()]*\)$", "", name)
    if not re.search(any_of(lists.plan_endings) + "$", bare) or folded in {fold(word) for word in lists.plan_generic}:
        return None
    if re.match(r"(?:市町村|都道府県|本|同|当該|各|前|新|現行|事業推進|個別|次期計画)", name) and len(name) < 24:
        return None
    return None if len(name) < 5 or "。" in name else "plan"


def named_in(sentence: Sentence, shorts: Mapping[str, Named] | None = None) -> list[Named]:
    """Return the plans and laws that a sentence names, in order; short names are resolved where they are given."""
    text = sentence.plain
    found = [item for match in _QUOTED.finditer(text) if (item := _read(sentence, match.start(1), match.end(1)))]
    found += [
        item for start, end in _unquoted(text) if not _inside(start, found) and (item := _read(sentence, start, end))
    ]
    for short, full in (shorts or {}).items():
        for match in re.finditer(rf"(?<![{_KANJI}]){re.escape(short)}", text):
            if not _inside(match.start(), found) and text[match.end() : match.end() + 3] != "」とい":
                end, article = _article(text, match.end())
                found.append(replace(full, start=match.start(), end=end, article=article, short=None, period=None))
    return sorted(found, key=lambda item: item.start)


def _inside(at: int, found: list[Named]) -> bool:
    return any(item.start <= at < item.end for item in found)


def _unquoted(text: str) -> list[tuple[int, int]]:
    """Return where names stand without quotes: whole short lines, laws by their endings or numbers, listed plans."""
    lists, spots = words(), []
    whole = re.fullmatch(r"[\s・\-*■◆➤●○]*(\S(?:[^。]*\S)?)\s*", text)
    if whole and len(whole[1]) <= 60 and ":" not in re.sub(_BRACKETS, "", whole[1]):
        bare = re.match(
            rf"(?:(?:\d+(?:-\d+)*|[ア-ン]|\([^()]{{1,2}}\)|[①-⑳])\s+)?(.+?)\s*(?:{_BRACKETS}\s*)*(?:概要|について)?$",
            whole[1],
        )
        if bare and kind_of(tidy(bare[1])) and not re.search(r"[「」、]", bare[1]):
            spots.append((whole.start(1) + bare.start(1), whole.start(1) + bare.end(1)))
    ends = rf"(?:(?=第\s*[0-9一二三四五六七八九十百]+\s*条)|(?![{_KANJI}]))"
    laws = rf"[{_KANJI}]{{2,40}}{any_of(lists.law_unmarked)}{ends}"
    spots += [match.span() for match in re.finditer(laws, text)]
    numbered = (
        rf"([^、。「」()\s]{{3,60}}?{any_of(lists.law_endings)})\s*\((?=[^()]*第\s*[0-9一二三四五六七八九十百]+\s*号)"
    )
    spots += [match.span(1) for match in re.finditer(numbered, text)]
    spots += [
        match.span(1)
        for match in re.finditer(rf"([{_KANJI.replace('・', '')}]{{2,40}}条例)(?=施行|制定|第|に基づ)", text)
    ]
    plans = any_of(lists.plan_endings)
    listed = rf"(?:^[・\-\s]*|(?<=[、。(]))([^、。「」()\s]{{4,40}}?{plans})(?=、|等\)|\)|と(?:連携|整合)|[をに]|$)"
    spots += [match.span(1) for match in re.finditer(listed, text)]
    made = rf"(?:^|(?<=\s))[・\-]?\s*([^、。「」()\s・][^、。「」()\s]{{3,40}}?{plans})を?(?=策定|改定|改訂)"
    spots += [match.span(1) for match in re.finditer(made, text)]
    return sorted(set(spots))


def _read(sentence: Sentence, start: int, end: int) -> Named | None:
    text = sentence.plain
    inner = text[start:end]
    quoted = text[start - 1 : start] == "「"
    inner = _PART.sub("", _DRAFT.sub("", re.sub(r"\s*※\s*\d*\s*$", "", inner)))
    if not quoted and (joined := _JOINED.match(inner)):
        start, inner = start + joined.end(), inner[joined.end() :]
    if inner.startswith("(仮称)"):
        start, inner = start + 4, inner[4:]
    alias = None
    if (match := re.fullmatch(r"(.{3,}?)\s*\(([^()]+)\)", inner)) and re.search(
        any_of(words().plan_endings) + "$", match[2]
    ):
        alias, inner = sentence.text[start + match.start(2) : start + match.end(2)], match[1]
    elif re.search(any_of(words().plan_endings) + r"\s+\S", inner) and (parts := inner.split()) and len(parts) == 2:
        alias, inner = tidy(parts[1]), parts[0]
    elif match := re.fullmatch(r"(.{3,}?計画)(\S{3,}プラン)", inner):
        alias, inner = sentence.text[start + match.start(2) : start + match.end(2)], match[1]
    kind = kind_of(tidy(inner))
    if kind is None or (not quoted and _is_common(inner, kind)):
        return None
    name = closed_up(tidy(sentence.text[start : start + len(inner)]))
    note = law_number = short = None
    period = None
    is_draft = bool(_DRAFT.search(text[start:end]))
    tail = end + (text[end : end + 1] == "」")
    article, tail = _article_first(text, tail)
    while match := re.compile(rf"\s*({_BRACKETS})").match(text, tail):
        inside = match[1][1:-1]
        is_draft = is_draft or bool(_DRAFT.fullmatch(match[1]))
        short = short or ((found := _SHORT.search(inside)) and found[1]) or None
        law_number = law_number or ((found := _NUMBER.search(inside)) and re.sub(r"\s+", "", found[0])) or None
        period = period or period_in(inside)
        if re.search(r"予定|なし|未定|策定中|改定中", inside):
            note = tidy(re.sub(r"^注\s*:\s*", "", inside))
        tail = match.end()
    if kind == "law" and article is None:
        tail, article = _article(text, tail)
    before = text[: start - 1] if text[start - 1 : start] in {"「", "("} else text[:start]
    issuer = _ISSUER.search(before) or re.search(r"(国|県|市)$", before)
    return Named(
        kind,
        name,
        start,
        tail,
        is_draft,
        alias,
        short,
        law_number,
        article,
        issuer[1] if issuer else None,
        period,
        note,
    )


_COMMON = {
    "plan": re.compile(
        r"[のなと及び・)]\s*(?:手?計画|(?:基本)?方針|事業推進計画|ビジョン|プラン|戦略|構想|指針)$|[をがで]|する|した|として|^\d+つ|^及び"
    ),
    "law": re.compile(r"に係る(?:規則|規程)$|^及び"),
}


def _is_common(name: str, kind: str) -> bool:
    """Tell whether words without quotes only speak of plans or rules (3つの基本方針, 国・県の計画)."""
    only_labels = re.fullmatch(rf"(?:{any_of(words().plan_generic)}|[・、と及び\s])+", name)
    return bool(_COMMON[kind].search(name) or only_labels)


def _article_first(text: str, at: int) -> tuple[str | None, int]:
    end, article = _article(text, at)
    return article, end


def _article(text: str, at: int) -> tuple[int, str | None]:
    """Return the article named right behind a law, ``第9条第3項``, and where it ends."""
    match = re.compile(rf"\s*({_ARTICLE.pattern})").match(text, at)
    if match is None:
        return at, None
    digits = re.sub(r"[一二三四五六七八九十百]+", lambda number: str(kanji_number(number[0])), match[1])
    return match.end(), re.sub(r"\s+", "", digits)


@per_document
def short_names(document: Document) -> Mapping[str, Named]:
    """Return the names that a document gives to plans and laws for short (基本法, 前計画), each with the full one."""
    found: dict[str, Named] = {}
    for sentence in prose(document):
        if "以下" in sentence.plain:
            for item in named_in(sentence):
                if item.short and item.short not in found:
                    found[item.short] = item
    return found


@per_document
def mentions(document: Document) -> tuple[tuple[Sentence, tuple[Named, ...]], ...]:
    """Return every sentence that names a plan or law, with what it names."""
    shorts = short_names(document)
    pairs = ((sentence, tuple(named_in(sentence, shorts))) for sentence in prose(document))
    return tuple((sentence, found) for sentence, found in pairs if found)
