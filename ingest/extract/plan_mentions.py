"""Plans: the one that the document is, and all others that it names, with issuer, level, period and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from graph.japanese import fold
from ingest.extract.name_tidying import tidy
from ingest.extract.named_plans_and_laws import Named, kind_of, mentions, period_in
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import Piece, Sentence, closed_up, per_document, pieces, plain, prose, sentences
from ingest.model.document import Document
from ingest.model.facts import PlanMention
from ontology.loader import Roles

_DRAFT = re.compile(r"\s*[(【](?:案|素案|原案|骨子案)[)】]")
_TITLE_TAIL = re.compile(
    r"\s*(?:概要(?:版)?|について|本編|本文|\(概要(?:版)?\)|重点事業.*|個別事業.*|事業集.*|全体版)$"
)
_RENAMED = re.compile(r"名称を「([^「」]+)」(?:に|と|へ)(?:改|変更)|「([^「」]+)」と名称を改め")
_MUNICIPALITY = re.compile(
    r"(?<![ぁ-んァ-ヶー一-龥々])([ぁ-んァ-ヶー一-龥々]{1,5}?[市町村区])(?=長(?:\s|$|が|は)|総合計画|の(?:職員|人口)|公式|職員|民憲章|役所|議会|[A-Za-z]{2,}|第\d期|は、|附属機関)"
)
_NOT_MUNICIPALITY = re.compile(r"(?:本|当|他|各|副|全|両|都|市|区|町|村|県)[市町村区]|.*市町村|.*市区")
_ISSUER_ALONE = re.compile(r"[一-龥ァ-ヶー]{1,10}(?:省|庁|府|県|都|道|市|町|村|区)")
_OTHER_PERIOD = re.compile(r"調査|将来|(?:総合計画|基本計画|構想|」)の?(?:計画期間|期間)?は")
_SHORTEST_KIN = 3  # leading characters that a plan shares with the subject's name to be the same city's


def facts(document: Document, roles: Roles) -> list[PlanMention]:
    """Return a mention for every plan named, and another wherever the document says something new of it."""
    own = subject(document)
    city = municipality(document)
    told: dict[str, set[object]] = {}
    found: list[PlanMention] = []
    for mention in _all(document, own, city):
        news = {
            ("name", mention.name),
            ("draft", mention.is_draft),
            ("issuer", mention.issuer),
            ("level", mention.level),
            ("period", mention.start and (mention.start, mention.end)),
            ("note", mention.note),
            ("aliases", mention.aliases),
        }
        known = told.setdefault(fold(mention.name), set())
        if not {item for item in news if item[1]} <= known:
            found.append(mention)
            known |= news
    return found


def _all(document: Document, own: str | None, city: str | None) -> Iterator[PlanMention]:
    names = canonical(document)
    issuers = _issuers(document)
    if own:
        yield from _own_periods(document, own, city)
    for sentence, named in mentions(document):
        for item in named:
            if item.kind != "plan" or is_statutory(document, item.name):
                continue
            name = names.get(fold(item.name), item.name)
            is_own = own is not None and fold(name) == fold(own)
            issuer = item.issuer or issuers.get(sentence.piece.order)
            yield PlanMention(
                name=name,
                span=sentence.span(item.start, item.end) if _is_long(sentence) else sentence.span(),
                is_subject=is_own,
                is_draft=item.is_draft,
                issuer=city if is_own else issuer if issuer not in {"国", "県", "市"} else None,
                level=_level(issuer)
                or (_own_level(document) if is_own else _level_by_place(sentence, item, name, own, city)),
                start=item.period[0] if item.period else None,
                end=item.period[1] if item.period else None,
                note=item.note,
                aliases=tuple(alias for alias in (item.alias, item.name) if alias and fold(alias) != fold(name)),
            )


def _is_long(sentence: Sentence) -> bool:
    span = sentence.span()
    return span.end - span.start > 400


def _own_periods(document: Document, own: str, city: str | None) -> Iterator[PlanMention]:
    """Yield what the document says of its own period: under 計画期間, in a sentence with that word, below its title."""
    headings = any_of(words().period_headings)
    last: Piece | None = None
    for piece in pieces(document):
        about = bool(re.search(headings, piece.heading + piece.plain))
        titled = not piece.is_cell and last is not None and fold(_bare_title(last.plain) or "") == fold(own)
        last = piece
        for sentence in sentences(piece) if about or titled else ():
            period = period_in(sentence.plain)
            if period and not _OTHER_PERIOD.search(sentence.plain):
                yield PlanMention(own, sentence.span(), True, False, city, _own_level(document), *period)


@per_document
def _own_level(document: Document) -> str:
    """Return the level of the body that calls itself 本市 or 本県."""
    own = Counter(re.findall(r"本([市町村区県府都])(?=[のはにでがを民内])", plain(document.text)))
    return "県" if sum(own[sign] for sign in "県府都") > sum(own[sign] for sign in "市町村区") else "市"


@per_document
def subject(document: Document) -> str | None:
    """Return the name of the plan that the document is, without draft mark; None where it is none (a law, a list)."""
    votes: Counter[str] = Counter()
    printed: dict[str, str] = {}

    def vote(name: str, weight: int) -> None:
        name = closed_up(tidy(name))
        votes[fold(name)] += weight
        printed.setdefault(fold(name), name)

    for sentence, named in mentions(document):
        for item in named:
            if item.kind == "plan" and item.short and item.short in words().this_plan:
                vote(item.name, 40)
        for match in _RENAMED.finditer(sentence.plain):
            vote(match[1] or match[2], 10)
    text = [piece for piece in pieces(document) if not piece.is_cell]
    for at, piece in enumerate(text):
        if title := _bare_title(piece.text):
            vote(title, 1 + 2 * bool(_DRAFT.search(piece.plain)) + 3 * (at == 0))
            if at + 1 < len(text) and period_in(text[at + 1].plain) and len(text[at + 1].plain) < 60:
                vote(title, 5)
    if title := _bare_title(document.title):
        vote(title, 4)
    best = votes.most_common(1)
    return printed[best[0][0]] if best and best[0][1] >= 3 else None


def _bare_title(text: str) -> str | None:
    """Return the plan that a short line is the title of, or None."""
    regular = plain(text).strip(" #■○◆")
    bare = _TITLE_TAIL.sub("", _DRAFT.sub("", _TITLE_TAIL.sub("", regular))).strip()
    if len(regular) > 60 or not bare or kind_of(tidy(bare)) != "plan" or re.search(r"[のな](?:計画|方針)$|^\d", bare):
        return None
    start = plain(text).find(bare)
    return text[start : start + len(bare)] if start >= 0 else bare


@per_document
def municipality(document: Document) -> str | None:
    """Return the municipality that the document speaks for, by the name most often printed as a city's."""
    counts: Counter[str] = Counter()
    for sentence in prose(document):
        for match in _MUNICIPALITY.finditer(sentence.plain):
            if len(match[1]) > 1 and not _NOT_MUNICIPALITY.fullmatch(match[1]):
                counts[match[1]] += 1
    return counts.most_common(1)[0][0] if counts else None


@per_document
def canonical(document: Document) -> dict[str, str]:
    """Return for the folded name of every plan the fuller name that the same document prints (DX計画 → 某市DX計画)."""
    names = {fold(item.name): item.name for _, named in mentions(document) for item in named if item.kind == "plan"}
    city = municipality(document)
    full: dict[str, str] = {}
    for short, name in names.items():
        fuller = [
            other
            for folded, other in names.items()
            if (bare := _without_brackets(folded)).endswith(_without_brackets(short))
            and bare != _without_brackets(short)
            if re.fullmatch(
                rf"{re.escape(fold(city or '-'))}|[ぁ-んァ-ヶー一-龥]{{2,4}}", bare[: -len(_without_brackets(short))]
            )
            and not re.search(r"次期|現行|新|第|前期|後期", bare[: -len(_without_brackets(short))])
        ]
        full[short] = min(fuller, key=len) if fuller and _without_brackets(short) == short else name
    return full


def _without_brackets(name: str) -> str:
    return re.sub(r"\([^()]*\)", "", name)


def is_statutory(document: Document, name: str) -> bool:
    """Tell whether a name is only the kind of plan that a law asks for (○○基本法 → ○○計画)."""
    return fold(name) in _statutory(document)


@per_document
def _statutory(document: Document) -> frozenset[str]:
    laws = {item.name for _, named in mentions(document) for item in named if item.kind == "law"}
    return frozenset(fold(re.sub(r"(?:基本)?法$", "", law)) + "計画" for law in laws)


def _issuers(document: Document) -> dict[int, str]:
    """Return for pieces of a chart the issuer that stands alone on a line above them."""
    found: dict[int, str] = {}
    issuer: str | None = None
    for piece in pieces(document):
        text = piece.plain.strip()
        if _ISSUER_ALONE.fullmatch(text):
            issuer = text
        elif len(text) > 40 or (piece.is_heading and piece.block.marker) or piece.is_cell:
            issuer = None
        elif issuer:
            found[piece.order] = issuer
    return found


def _level(issuer: str | None) -> str | None:
    if not issuer:
        return None
    if re.search(any_of(words().national) + "$", issuer):
        return "国"
    return {"県": "県", "府": "県", "都": "県", "道": "県"}.get(issuer[-1], "市" if issuer[-1] in "市町村区" else None)


def _level_by_place(sentence: Sentence, item: Named, name: str, own: str | None, city: str | None) -> str | None:
    """Return the level of a plan without issuer: by its name, by the words around it, or by the heading above."""
    folded = fold(name)
    if (city and folded.startswith(fold(city))) or (own and folded[:_SHORTEST_KIN] == fold(own)[:_SHORTEST_KIN]):
        return "市"
    if re.match(r"等?」?(?:等)?の?国の", sentence.plain[item.end :]) or re.search(
        r"国(?:の|が|は)[^。]*$", sentence.plain[: item.start]
    ):
        return "国"
    if re.match(r"[一-龥]{2,3}県(?:で)?は", sentence.plain):
        return "県"
    for heading in reversed([plain(heading) for heading in sentence.piece.section]):
        levels = {level for level, sign in (("国", "国"), ("県", "県"), ("市", "市の")) if sign in heading}
        if levels:
            return levels.pop() if len(levels) == 1 else None
    return None
