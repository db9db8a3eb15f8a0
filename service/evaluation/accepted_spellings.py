"""The spellings under which an expected name or value counts as said."""

from __future__ import annotations

import re
import unicodedata

_CIRCLED = {ord("①") + at: f"({at + 1})" for at in range(20)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-") | dict.fromkeys(map(ord, "〜～"), "~")
_DROPPED = re.compile(r"[\s「」『』“”\"]+")
_REMARK = re.compile(r"【[^】]*】")
# A 事業番号 before a name: 2-1, (3), ①-1, 1-1-(3), each perhaps after the word for what is numbered. A bare figure
# counts only with something after it that parts it from the name: the 3 of 3年 is the value itself.
_PART = r"(?:[①-⑳]|[(（]\d{1,2}[)）]|\d{1,2})"
_HEAD = re.compile(
    rf"^(?:[^\W\d_①-⑳]{{2,6}})?[<＜〈(（【]?"
    rf"(?>{_PART}(?:[-－‐]{_PART})+|[①-⑳]|(?<=[<＜〈(（【])\d{{1,2}}|\d{{1,2}}(?=[.．:：、\s]\D))"
    rf"[>＞〉)）】]?[.．:：、\s]*(?=\S)"
)


def plain(text: str) -> str:
    """Return a text without the differences that do not count: widths, case, white space, quotation marks, dashes.

    >>> plain("ＤＸ　推進 「計画」（案）") == plain("dx推進計画(案)")
    True
    >>> plain("①-1") == plain("1-1")
    False
    """
    spelt = unicodedata.normalize("NFKC", text.translate(_CIRCLED)).casefold()
    return _DROPPED.sub("", spelt.translate(_DASHES))


def quoted(text: str) -> str:
    """Return a quotation or a document as one is looked up in the other.

    >>> quoted("第9条 第3項") in quoted("…第９条　第３項の規定…")
    True
    """
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_DASHES))


def names(text: str) -> frozenset[str]:
    """Return the forms of a name: whole, without the number before it, without a 【remark】.

    >>> plain("窓口の予約") in names("1-2 窓口の予約【再掲】") & names("基本取組①窓口の予約") & names("<1> 窓口の予約")
    True
    >>> [sorted(names(text)) for text in ("3年", "3.5万人", "1-12", "①-1")]
    [['3年'], ['3.5万人'], ['1-12'], ['(1)-1']]
    """
    text = text.strip()
    bare = _HEAD.sub("", text)
    forms = (text, bare, _REMARK.sub("", text), _REMARK.sub("", bare))
    return frozenset(filter(None, map(plain, forms)))


def values(text: str, unit: str | None = None) -> frozenset[str]:
    """Return the forms of a value: with and without its unit, without separators of thousands.

    >>> sorted(values("1,200", "件"))
    ['1200', '1200件']
    """
    return frozenset(plain(form).replace(",", "") for form in (text, f"{text}{unit or ''}") if form)
