"""Rules and laws that a document holds, article by article: 要綱 and 規則 in a plan's annex, or a whole law."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.japanese import kanji_number
from ingest.extract.name_tidying import tidy
from ingest.extract.running_text import Piece, per_document, pieces, plain, printed_lines
from ingest.model.document import BlockKind, Document, Span
from ingest.model.facts import ArticleFact
from ontology.loader import Roles

_N = r"[0-9一二三四五六七八九十百]+"
_TITLE = re.compile(
    rf"(?:[○◯●◎〇#]\s*)?(?:{_N}(?:[-.]\d+)*[.\s]\s*)?(\S[^。「」]{{1,80}}?(?:規則|要綱|要領|条例|規程|規約|会則|細則|法律|法|令|基準))"
)
_ARTICLE = re.compile(rf"第\s*({_N})\s*条((?:の\s*{_N})*)(?=\s|$|[^第にをのはがで及並中又若])\s*")
_CAPTION = re.compile(r"\(([^()。]{1,40})\)\s*")
_CAPTION_BEFORE = re.compile(rf"\(([^()。]{{1,40}})\)\s*(?=第\s*{_N}\s*条[\sの]|[1-9]\s)")
_SUPPLEMENT = re.compile(r"附\s*則\s*(\([^()]*\))?\s*")
_PARAGRAPH = re.compile(r"([2-9]|[1-9]\d)\s*[.、]?\s+(?=[^\s\d.,%])|([2-9])(?=[一-龥ぁ-ん])")
_FIRST = re.compile(r"1\s+(?=[^\s\d.,%])")
_ITEM = re.compile(rf"\({_N}\)|[アイウエオカキクケコ]\s|{_N}\s(?=\S)")
_ITEMS_FOLLOW = re.compile(r"次に掲げる|次の各号|次のとおり|当該各号")
_LONGEST_HEADING = 90  # characters between a title and its first article that are searched for 法令番号
_ITEMS_DEFINED = re.compile(r"当該各号|用語の(?:意義|定義)")
_CONTINUES = ("ただし", "この場合において", "(")
_NUMBER = re.compile(
    rf"(?:(?:明治|大正|昭和|平成|令和)[^()、。第]{{2,20}})?[^()、。年月日第]{{0,12}}(?:法律|条例|規則|訓令|告示|政令)第{_N}号"
)


@dataclass(slots=True)
class Paragraph:
    """One paragraph: its number, and the stretches of the pieces that state it."""

    number: int
    parts: list[tuple[Piece, int]] = field(default_factory=list)  # a piece from an offset to its end

    @property
    def text(self) -> str:
        """Return the logical text, its items each on a line, broken sentences whole again."""
        text = ""
        for piece, start in self.parts:
            gap = "" if not text or _runs_on(text, piece.plain[start:]) else "\n"
            text += gap + piece.text[start:].strip()
        return text

    @property
    def span(self) -> Span:
        """Return where it is printed."""
        first, start = self.parts[0]
        return first.span(start).cover(self.parts[-1][0].span(self.parts[-1][1]))


@dataclass(slots=True)
class Article:
    """One article: ``第3条``, ``第7条の2``, ``附則``; its caption in brackets, and its paragraphs."""

    number: str
    caption: str | None
    paragraphs: list[Paragraph] = field(default_factory=list)

    def pieces(self) -> list[Piece]:
        """Return the pieces that it is printed in."""
        return [piece for paragraph in self.paragraphs for piece, _ in paragraph.parts]


@dataclass(slots=True)
class Rule:
    """A rule or law: its name, where the name stands, 法令番号 as printed, and its articles."""

    name: str
    span: Span
    law_number: str | None = None
    articles: list[Article] = field(default_factory=list)


def facts(document: Document, roles: Roles) -> list[ArticleFact]:
    """Return every article, and every paragraph of those that have several."""
    found = []
    for rule in rules(document):
        for article in rule.articles:
            head, tail = article.paragraphs[0], article.paragraphs[-1]
            whole = "\n".join(paragraph.text for paragraph in article.paragraphs)
            span = head.span.cover(tail.span)
            found.append(ArticleFact(rule.name, article.number, article.caption, None, whole, span))
            if head is not tail:
                found += [
                    ArticleFact(rule.name, article.number, article.caption, part.number, part.text, part.span)
                    for part in article.paragraphs
                ]
    return found


@per_document
def rules(document: Document) -> tuple[Rule, ...]:
    """Return the rules and laws whose articles a document prints, amendments of other laws left out."""
    reader = _Reader()
    # Markdown of whole laws prints a paragraph or item a line: there an end of line is a mark, not a wrap.
    by_line = document.media_type == "text/markdown" or document.name.endswith(".md")
    for piece in pieces(document):
        if not piece.is_cell:
            for line in printed_lines(piece) if by_line else [piece]:
                reader.take(line)
    return tuple(rule for rule in reader.done if rule.articles)


class _Reader:
    """What has been read of the rules so far."""

    def __init__(self) -> None:
        self.done: list[Rule] = []
        self.title: Rule | None = None
        self.rule: Rule | None = None
        self.caption: str | None = None
        self.highest = 0
        self.heading = ""  # what stands between a title and the first article: dates and numbers
        self.numbered = False  # whether the rule prints numbers before its paragraphs

    def take(self, piece: Piece) -> None:
        """Read one piece: a title, a caption, the head of an article, a paragraph, or what ends the rule."""
        at = 0
        if match := _CAPTION_BEFORE.match(piece.plain):
            self.caption, at = match[1], match.end()
        if match := _ARTICLE.match(piece.plain, at):
            self._article(piece, match)
        elif match := _SUPPLEMENT.match(piece.plain):
            self._supplement(piece, match)
        elif match := _CAPTION.fullmatch(piece.plain.strip()):
            self.caption = match[1]
            self._number(piece)
        elif title := _title(piece):
            self.title, self.rule, self.heading = title, None, ""
        elif self.rule is None or not self.rule.articles:
            self._number(piece)
        else:
            self._paragraph(piece)

    def _number(self, piece: Piece) -> None:
        """Keep the 法令番号 printed between the title and the first article."""
        target = self.title if self.rule is None else None
        if target is None or target.law_number or "改正" in piece.plain or len(piece.plain) > 60:
            return
        self.heading = (self.heading + re.sub(r"\s+", "", piece.plain))[-_LONGEST_HEADING:]
        if match := _NUMBER.search(self.heading):
            target.law_number = match[0].strip("()")

    def _article(self, piece: Piece, match: re.Match[str]) -> None:
        ordinal = kanji_number(match[1])
        if self.rule is None and self.title and ordinal == 1:
            self.rule, self.title, self.highest = self.title, None, 0
            self.numbered = False
            self.done.append(self.rule)
        if self.rule is None:
            return
        if ordinal < self.highest or (ordinal == self.highest and not match[2]):
            self.rule = None  # numbering begins anew without 附則: other laws' amendments
            return
        self.highest = ordinal
        branch = "".join(f"の{kanji_number(part)}" for part in re.findall(_N, match[2]))
        article = Article(f"第{ordinal}条{branch}", self.caption)
        self.rule.articles.append(article)
        self.caption = None
        at = match.end()
        if inline := _CAPTION.match(piece.plain, at):
            article.caption, at = article.caption or inline[1], inline.end()
        article.paragraphs.append(Paragraph(1, [(piece, at if at < len(piece.text) else match.start())]))

    def _supplement(self, piece: Piece, match: re.Match[str]) -> None:
        if self.rule is None or not self.rule.articles:
            return
        name = "附則" + (tidy(match[1]).replace(" ", "") if match[1] else "")
        self.caption, self.highest = None, 0
        start = match.end() if match.end() < len(piece.text) else match.start()
        self.rule.articles.append(Article(name, None, [Paragraph(1, [(piece, start)])]))

    def _paragraph(self, piece: Piece) -> None:
        article = self.rule.articles[-1] if self.rule else None
        if article is None:
            return
        text, current = piece.plain, article.paragraphs[-1]
        match = _PARAGRAPH.match(text)
        if match and int(match[1] or match[2]) == current.number + 1:
            self.numbered = True
            article.paragraphs.append(Paragraph(current.number + 1, [(piece, match.end())]))
        elif article.number.startswith("附則") and (first := _FIRST.match(text)):
            current.parts = [(piece, first.end())]
        elif piece.is_heading and piece.block.marker and not text.endswith("。") and not _ITEM.match(text):
            self.rule = None
        elif self._begins_unnumbered(piece, article):
            article.paragraphs.append(Paragraph(current.number + 1, [(piece, 0)]))
        elif _is_bare_head(current):
            current.parts = [(piece, 0)]
        else:
            current.parts.append((piece, 0))

    def _begins_unnumbered(self, piece: Piece, article: Article) -> bool:
        """Tell whether a line without number is a new paragraph, as laws printed without their numbers have them."""
        text, current = piece.plain.strip(), article.paragraphs[-1]
        if self.numbered or _is_bare_head(current) or piece.block.marker:
            return False
        last = current.parts[-1][0].plain.strip()
        if not text.endswith("。") or text.startswith(_CONTINUES) or _runs_on(current.text, text):
            return False
        is_definition = not last.endswith("。") and len(last) <= 30 and bool(_ITEMS_DEFINED.search(plain(current.text)))
        return not _ITEM.match(text) and not is_definition


def _is_bare_head(paragraph: Paragraph) -> bool:
    """Tell whether only the head of the article (``第一条``, ``附則``) has been read of a paragraph."""
    piece, start = paragraph.parts[-1]
    rest = piece.plain[start:].strip()
    return len(paragraph.parts) == 1 and bool(_ARTICLE.fullmatch(rest) or _SUPPLEMENT.fullmatch(rest))


def _runs_on(text: str, after: str) -> bool:
    """Tell whether a text breaks off within a sentence that the next line goes on with."""
    if _ITEMS_FOLLOW.search(plain(text)):
        return False
    return (
        plain(text.rstrip()[-1:]) not in "。)" and plain(after.rstrip()[-1:]) == "。" and not _ITEM.match(plain(after))
    )


def _title(piece: Piece) -> Rule | None:
    if len(piece.text) > 120 or (piece.block.kind is BlockKind.LIST_ITEM and "-" in piece.block.marker):
        return None
    match = _TITLE.fullmatch(piece.plain.strip())
    if not match or "," in match[1]:
        return None
    lead = len(piece.plain) - len(piece.plain.lstrip())
    start, end = match.start(1) + lead, match.end(1) + lead
    return Rule(tidy(piece.text[start:end]), piece.span(start, end))
