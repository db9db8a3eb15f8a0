"""What a line begins with: bullets, numbers, article heads, footnote marks. Forms only, no words of any document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_D = r"[0-9０-９]"
_N = r"[0-9０-９一二三四五六七八九十百千]"
_SP = r"[ \u3000]"
# Words that make a number before them a quantity, not the number of an item.
_COUNTERS = r"(?:年|月|日|時|分|秒|人|名|件|円|万|億|千|代|歳|割|％|か所|箇所|施設|校|種類|台|回|点|課|つ)"


class Form(StrEnum):
    """The forms of a line's beginning."""

    MARKDOWN = "markdown"  # # heading
    BULLET = "bullet"  # - item
    DOT = "dot"  # ・ item
    CHECK = "check"  # ✓ item
    SIGN = "sign"  # ■ ◆ ➤ ○ heading
    LABEL = "label"  # 【…】
    NOTE = "note"  # ※1
    CHAPTER = "chapter"  # 第1章
    ARTICLE = "article"  # 第1条
    SUPPLEMENT = "supplement"  # 附則
    CAPTION = "caption"  # (趣旨)
    PAIR = "pair"  # 1-3, ①-1, 1.2.3
    ZERO = "zero"  # 01
    PAREN = "paren"  # (1)
    PAREN_KANA = "paren_kana"  # (ｱ)
    KANA = "kana"  # ア
    CIRCLED = "circled"  # ①
    ANGLED = "angled"  # <1>
    YEAR = "year"  # 昭和44年 ・…, a row of a chronology
    ROMAN = "roman"  # Ⅰ
    NAMED = "named"  # 基本方針１ …, 重点事業① …, Q1 …
    NUMBER = "number"  # 1
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Lead:
    """The beginning of a line: its form, the mark as printed, and the offset at which its text begins."""

    form: Form
    mark: str
    length: int


_PATTERNS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (Form.MARKDOWN, re.compile(rf"(#{{1,6}}){_SP}+(?=\S)")),
    (Form.BULLET, re.compile(rf"([-*+–]){_SP}+(?=\S)")),
    (Form.CHECK, re.compile(rf"([✓✔☑☐□►•‧◦▪●\uf0fc\uf0d8\uf06c\uf06e\uf075\uf09f\uf0b7]){_SP}*(?=\S)")),
    (Form.DOT, re.compile(rf"([・･]){_SP}*(?=\S)")),
    (Form.SIGN, re.compile(rf"([■□◆◇➤▶►○◎▼▽★☆]){_SP}*(?=\S)")),
    (
        Form.NOTE,
        re.compile(
            rf"([※＊]{_SP}?{_D}{{1,3}}|※|\(注{_D}*\)|（注{_D}*）|\[\^[^\]\s]+\]:?|注{_D}+[)）.．:：])"
            rf"[ \u3000:：]*(?=\S)"
        ),
    ),
    (Form.LABEL, re.compile(r"(【[^【】]{1,40}】|[<＜〈][^<>＜＞〈〉]{2,60}[>＞〉]$)")),
    (Form.CHAPTER, re.compile(rf"(第{_SP}*{_N}+{_SP}*[章節編部款目])(?:{_SP}+|(?=[^\s、。にのをはが]))")),
    (Form.ARTICLE, re.compile(rf"(第{_SP}*{_N}+{_SP}*条(?:の{_N}+)*)(?:{_SP}+|$)")),
    (Form.SUPPLEMENT, re.compile(rf"(附{_SP}*則)(?=$|{_SP}*[(（])")),
    (
        Form.PAIR,
        re.compile(
            rf"((?:{_D}{{1,2}}|[①-⑳])(?:[-－‐.．]{_D}{{1,2}})+(?:[-－]?[(（]{_D}{{1,2}}[)）])?)"
            rf"[.．]?{_SP}+(?=\S)"
        ),
    ),
    (Form.ZERO, re.compile(rf"([0０]{_SP}?[1-9１-９]){_SP}+(?=\S)")),
    (Form.PAREN, re.compile(rf"([(（]{_N}{{1,3}}[)）]){_SP}*(?=\S)")),
    (Form.PAREN_KANA, re.compile(rf"([(（][ア-ンｱ-ﾝa-zA-Zａ-ｚａ-ｚ][)）]){_SP}*(?=\S)")),
    (Form.CAPTION, re.compile(r"([(（][^()（）。]{2,30}[)）])$")),
    (Form.KANA, re.compile(rf"([アイウエオカキクケコサシスセソタチツテト]){_SP}+(?=\S)")),
    (Form.CIRCLED, re.compile(rf"([①-⑳㉑-㉟❶-❿]){_SP}*(?=\S)")),
    (Form.ANGLED, re.compile(rf"([<＜〈]{_SP}?[0-9０-９Ⅰ-Ⅹ]{{1,2}}{_SP}?[>＞〉]){_SP}*(?=\S)")),
    (Form.YEAR, re.compile(rf"((?:明治|大正|昭和|平成|令和){_SP}*(?:元|{_D}{{1,2}}){_SP}*年(?:度)?){_SP}*(?=[・･•])")),
    (Form.ROMAN, re.compile(rf"([Ⅰ-Ⅻ])[.．、 \u3000]{_SP}*(?=\S)")),
    (
        Form.NAMED,
        re.compile(
            rf"((?:[QＱ問]{_SP}?{_D}{{1,2}}|(?!令和|平成|昭和|大正|明治|約|計|第)[々一-鿿ァ-ヶーす]{{2,6}}"
            rf"(?:{_D}{{1,2}}|[①-⑳]))(?:[.．:：]?{_SP}+(?=\S)|$))"
        ),
    ),
    (
        Form.NUMBER,
        re.compile(rf"({_D}{{1,2}})(?:[.．、]{_SP}*|{_SP}+)(?=[^\s\d%％])(?!{_COUNTERS})"),
    ),
)
# Marks that no running sentence contains at the start of a wrapped line.
HARD = frozenset(
    {
        Form.MARKDOWN,
        Form.BULLET,
        Form.CHECK,
        Form.SIGN,
        Form.PAIR,
        Form.ZERO,
        Form.CHAPTER,
        Form.YEAR,
    }
)
_NONE = Lead(Form.NONE, "", 0)


def lead(text: str) -> Lead:
    """Return what a line begins with.

    >>> lead("重点事業② 人材の育成").form.value, lead("20 代").form.value
    ('named', 'none')
    >>> lead("①-1 窓口の予約").mark, lead("第 3 条 委員の任期は").form.value, lead("本計画は").form.value
    ('①-1', 'article', 'none')
    """
    for form, pattern in _PATTERNS:
        match = pattern.match(text)
        if match:
            return Lead(form, match[1], match.end())
    return _NONE


# Marks that a sentence may have at the start of a wrapped line, where the margin shows it to be cut.
SOFT = frozenset({Form.NONE, Form.DOT, Form.CAPTION, Form.LABEL, Form.NOTE})
_IN_SENTENCE = re.compile(r"[のをにがはとでへや、。」』）)]|等")


def is_note(text: str) -> bool:
    """Tell whether a line begins a footnote; a mark that stands within a sentence begins none.

    >>> is_note("※3 用語：説明"), is_note("※3の活用")
    (True, False)
    """
    mark = lead(text)
    return mark.form is Form.NOTE and not _IN_SENTENCE.match(text[mark.length :])


def starts_structure(text: str) -> bool:
    """Tell whether a line begins a new piece of layout rather than going on with a sentence."""
    form = lead(text).form
    return text[:1] == "|" or "\t" in text or (is_note(text) if form is Form.NOTE else form is not Form.NONE)
