"""The frame of a plan as headings, boxes and sentences state it: 基本理念, 目指す姿, 基本方針, 重点事業, 共通事項."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from graph.japanese import fold
from ingest.extract.name_tidying import plan_named, tidy
from ingest.extract.named_plans_and_laws import named_in, short_names
from ingest.extract.plan_mentions import canonical, subject
from ingest.extract.reading_words import any_of
from ingest.extract.running_text import Piece, Sentence, closed_up, pieces, plain, prose
from ingest.model.document import BlockKind, Document, Span
from ingest.model.facts import FrameFact
from ontology.loader import Roles

_NUMBER = r"[①-⑳]|[<(]\s*\d{1,2}\s*[>)]|\d{1,2}(?=\D|$)"
_LONGEST_NAME = 70
_LONGEST_EVIDENCE = 600
_MOST_ITEMS = 6
_ABOVE = {"measure": "vision", "programme": "policy"}
_CIRCLED = re.compile(r"[①-⑳]|<\d+>|[<＜]\s*\d\s*[>＞]")
_SENTENCE_END = re.compile(r"。\s*(?:\([^()]*\))?\s*$")
_GOALS_BEHIND = re.compile(r"\s*[（(](?:SDGs?|目標|ゴール)[^（）()]*[）)]\s*$")
_OTHERS = re.compile(r"(?:わが|我が)?国[はが]、?|県[はが]、?")


def facts(document: Document, roles: Roles) -> list[FrameFact]:
    """Return a fact for every place that states an element of a plan's frame, its parent where a number pairs them."""
    reader = _Reader(document, roles)
    found = sorted([*reader.elements(), *reader.sentences()], key=lambda fact: fact.span)
    return _paired(found)


def _paired(found: list[FrameFact]) -> list[FrameFact]:
    """Return the facts with 基本取組① under 目指す姿①, as equal numbers pair them."""
    by_number = {(fact.plan, fact.kind, fact.number): fact.name for fact in reversed(found) if fact.number}
    paired = []
    for fact in found:
        above = _ABOVE.get(fact.kind, "")
        parent = by_number.get((fact.plan, above, fact.number)) if fact.number and not fact.parent else None
        paired.append(replace(fact, parent=parent, parent_kind=above) if parent else fact)
    return paired


class _Reader:
    """The pieces of one document and the labels by which its frame is known."""

    def __init__(self, document: Document, roles: Roles) -> None:
        self.text = [piece for piece in pieces(document) if not piece.is_cell]
        self.document = document
        self.roles = roles
        self.own = subject(document)
        self.full = canonical(document)
        self.kinds = {plain(word): kind for kind, group in roles.frame.items() for word in group}
        self.label = any_of(tuple(sorted(self.kinds, key=len, reverse=True)))
        self.numbered = re.compile(
            rf"(?:\d+-\d+\s+)?[<【(]?\s*({self.label})\s*[】]?\s*({_NUMBER})?(?:[】)>]|\s*[:]\s*|\s+|(?<=[①-⑳>])|(?<=\d))(\S.*)"
        )
        self.alone = re.compile(rf"(?:\d+(?:-\d+)*\s+|[■◆▶➤]\s*)?[<【(]?\s*({self.label})\s*({_NUMBER})?\s*[】>)]?")
        self.ran_into = re.compile(rf"[^、。]({self.label})\s*$")  # a name and the next label, printed as one line
        self.announced = re.compile(rf"(?:次の|以下の)[^。]*({self.label})(?:として|を)[^。]*。?$")

    def elements(self) -> Iterator[FrameFact]:
        """Yield what labels with their names state, and the lists that stand under a bare label."""
        for at, piece in enumerate(self.text):
            if len(piece.text) > 2 * _LONGEST_NAME and "次の" not in piece.plain:
                continue
            if match := self.alone.fullmatch(piece.plain.strip()):
                yield from self._named_below(at, self.kinds[match[1]], match[2])
            elif match := self.numbered.fullmatch(piece.plain.strip()):
                yield from self._named_here(at, match)
            elif match := self.announced.search(piece.plain) or self._run_into(at):
                yield from self._listed(at, self.kinds[match[1]])

    def _run_into(self, at: int) -> re.Match[str] | None:
        """Return the next label where it stands at the end of the name below this piece's label."""
        is_line = self.text[at].block.kind is BlockKind.PARAGRAPH
        below_label = is_line and at > 0 and self.alone.fullmatch(self.text[at - 1].plain.strip())
        return self.ran_into.search(self.text[at].plain) if below_label else None

    def _named_here(self, at: int, match: re.Match[str]) -> Iterator[FrameFact]:
        piece = self.text[at]
        lead = len(piece.plain) - len(piece.plain.lstrip())
        start, end = match.start(3) + lead, match.end(3) + lead
        closing = piece.plain.find(">", start)  # ＜基本方針１ …＞ with a table's header behind it
        if piece.plain.lstrip().startswith("<") and closing > 0:
            end = closing
        name = _name(piece.text[start:end])
        bracketed = "【" in piece.plain[: start + 1]
        if (
            not _is_name(name)
            or self._is_header(name)
            or not (match[2] or bracketed or piece.plain[start - 1].isspace())
        ):
            return
        if closing > 0:  # the rows of that table follow, not a description
            yield FrameFact(self._plan(piece), self.kinds[match[1]], name, piece.span(0, end), match[2])
            return
        yield from self._element(at, self.kinds[match[1]], match[2], name, piece.span(0, end))

    def _named_below(self, at: int, kind: str, number: str | None) -> Iterator[FrameFact]:
        below = self.text[at + 1] if at + 1 < len(self.text) else None
        if below is None:
            return
        marked = _CIRCLED.fullmatch(plain(below.block.marker)) or below.block.marker in {"・", "-", ""}
        if below.block.kind is BlockKind.LIST_ITEM and not number and marked:
            yield from self._listed(at, kind)
            return
        name = _name(below.text)
        if below.block.marker or not _is_name(name) or self.alone.fullmatch(below.plain.strip()):
            return
        if number or kind == "principle":
            yield from self._element(at, kind, number, name, self.text[at].place.cover(below.place), at + 1)

    def _listed(self, at: int, kind: str) -> Iterator[FrameFact]:
        """Yield the short items of a list right under a label."""
        head = self.text[at]
        for here in range(at + 1, min(at + 10, len(self.text))):
            piece = self.text[here]
            if piece.block.kind is not BlockKind.LIST_ITEM:
                if piece.plain.startswith("="):  # the explanation of an item, on a line of its own
                    continue
                break
            marker = piece.block.marker
            name = _name(re.sub(r"[=＝].*$", "", piece.text[len(marker) :]))
            number = marker if _CIRCLED.fullmatch(plain(marker)) else None
            if not _is_name(name) or (marker == "✓") or (kind not in {"policy", "measure"} and not number):
                break
            span = head.place.cover(piece.place)
            yield FrameFact(self._plan(piece), kind, name, span if _short(span) else piece.place, number)

    def _element(
        self, at: int, kind: str, number: str | None, name: str, span: Span, last: int | None = None
    ) -> Iterator[FrameFact]:
        body = []
        for piece in self.text[(at if last is None else last) + 1 :][:_MOST_ITEMS]:
            plain_text = piece.plain.strip()
            if piece.is_heading or self.numbered.fullmatch(plain_text) or self.alone.fullmatch(plain_text):
                break
            if piece.block.kind not in {BlockKind.LIST_ITEM, BlockKind.PARAGRAPH} or len(plain_text) < 8:
                break
            body.append(piece)
        while body and body[-1].block.kind is BlockKind.PARAGRAPH and not _SENTENCE_END.search(body[-1].plain):
            body.pop()
        description = (
            "\n".join(_GOALS_BEHIND.sub("", part.text[len(part.block.marker) :]).strip() for part in body) or None
        )
        whole = span.cover(body[-1].place) if body else span
        digits = re.sub(r"[<>()\s]", "", number) if number else None
        plan = self._plan(self.text[at])
        yield FrameFact(plan, kind, name, whole if _short(whole) else span, digits, description=description)

    def sentences(self) -> Iterator[FrameFact]:
        """Yield what sentences state: 「…」を基本理念に掲げ, 「A」、「B」を基本方針として, 都市像を「…」と定めて."""
        quoted = r"「[^「」]{4,60}」"
        given = re.compile(
            rf"((?:{quoted}(?:、\s*|及び|並びに|と|や|・)*)+)(?:を|という)「?({self.label})」?(?:に|として|を|と)"
        )
        called = re.compile(rf"({self.label})を({quoted})と(?:定|し|掲)")
        for sentence in prose(self.document):
            for match in given.finditer(sentence.plain):
                if not self._is_others(sentence, match.start()):
                    yield from self._quoted(sentence, match, 1, self.kinds[match[2]])
            for match in called.finditer(sentence.plain):
                yield from self._quoted(sentence, match, 2, self.kinds[match[1]])

    def _quoted(self, sentence: Sentence, match: re.Match[str], group: int, kind: str) -> Iterator[FrameFact]:
        plan = self._topic(sentence, match.start(group))
        for name in re.finditer(r"「([^「」]+)」", sentence.plain[match.start(group) : match.end(group)]):
            start = match.start(group) + name.start(1)
            text = closed_up(tidy(sentence.text[start : start + len(name[1])]))
            yield FrameFact(plan, kind, text, sentence.span())

    def _is_others(self, sentence: Sentence, at: int) -> bool:
        """Tell whether the sentence speaks of another body's principle (国は「…」を基本理念に掲げ)."""
        return bool(_OTHERS.search(sentence.plain[:at]))

    def _topic(self, sentence: Sentence, at: int) -> str | None:
        named = [
            item for item in named_in(sentence, short_names(self.document)) if item.kind == "plan" and item.end <= at
        ]
        return self.full.get(fold(named[-1].name), named[-1].name) if named else self._plan(sentence.piece)

    def _plan(self, piece: Piece) -> str | None:
        """Return the plan that a heading above names, else the plan that the document is."""
        for heading in reversed(piece.section):
            if name := plan_named(heading, self.roles):
                return self.full.get(fold(name), closed_up(name))
        return self.own

    def _is_header(self, name: str) -> bool:
        """Tell whether a supposed name is the header of a printed table (内容, 実施状況)."""
        header = {fold(word) for role in self.roles.columns.values() for word in role.words} | {
            fold("実施内容実施状況")
        }
        return fold(name) in header


def _name(text: str) -> str:
    """Return a name without quotes, subtitle between waves, and a label that ran into it."""
    bare = re.sub(r"[~〜～].*$", "", closed_up(tidy(text))) or text
    quoted = re.fullmatch(r"\s*[「『](.*)[」』]\s*", bare)
    return tidy(quoted[1] if quoted else bare)


def _is_name(name: str) -> bool:
    return 3 < len(name) <= _LONGEST_NAME and not re.search(
        r"[。？?]|^[、・はがをにとの]|^(?:一覧|について|設定|体系|目次)", name
    )


def _short(span: Span) -> bool:
    return span.end - span.start <= _LONGEST_EVIDENCE
