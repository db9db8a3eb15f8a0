"""Which logical lines are headings, by form alone: numbering, signs, captions, a short line that stands alone."""

from __future__ import annotations

import re

from graph.japanese import widths
from ingest.layout.line_markers import Form, Lead
from ingest.layout.print_width import columns, terminated

# Level of a heading by the form of its beginning; deeper forms stand below.
LEVELS = {
    Form.CHAPTER: 1,
    Form.ZERO: 1,
    Form.ROMAN: 1,
    Form.NUMBER: 1,
    Form.PAIR: 2,
    Form.PAREN: 2,
    Form.KANA: 3,
    Form.CIRCLED: 3,
    Form.ANGLED: 3,
    Form.SIGN: 4,
    Form.LABEL: 4,
    Form.NAMED: 3,
    Form.SUPPLEMENT: 5,
    Form.PAREN_KANA: 4,
    Form.ARTICLE: 6,
    Form.CAPTION: 6,
}
TITLE_LEVEL = 3
LONE_LEVEL = 5
_LISTED = frozenset({Form.NUMBER, Form.PAREN, Form.CIRCLED, Form.ANGLED, Form.SIGN, Form.NAMED})
_RULE_TITLE = re.compile(
    r"(?:規則|要綱|条例|規程|要領|計画|方針|事業集)(?:[（(][^（）()]*[)）])?(?:の?概要)?(?:[（(][^（）()]*[)）])?$"
)
_NOT_A_TITLE = re.compile(r"[、。\s]|^[「（(]|^改正")
_YEAR = re.compile(r"[0-9０-９元]\s*年|[→]")
_NOT_A_LABEL = re.compile(
    r"[0-9０-９.．,，]+\s*[%％人件円年月日台校]|^[\d\W]+$|[、。：:]|^[「『（(<＜～~=＝]|"
    r"(?:する|した|ます|です|である|いる|せん)$|^出典|[^\x00-\x7f][ \u3000]+[^\x00-\x7f]|[.…]$"
)
_QUESTION = re.compile(r"[?？][」』）)】]*$")


def is_heading(mark: Lead, text: str, *, next_mark: Lead | None, previous_same: bool, leads_rule: bool) -> bool:
    """Tell whether a logical line that begins with a mark is a heading by its form.

    text: the whole line; next_mark: what the next line begins with, None where none follows directly; previous_same:
    the item before it has the same form of mark and was no heading; leads_rule: an article or a numbered paragraph
    follows it.
    """
    form, width = mark.form, columns(widths(text))
    if form is Form.NAMED and _QUESTION.search(text):
        return width <= 140
    if terminated(text) or width > 110:
        return False
    if form in {Form.MARKDOWN, Form.SUPPLEMENT, Form.PAIR, Form.KANA, Form.PAREN_KANA}:
        return True
    if form is Form.CAPTION:
        return leads_rule and not _YEAR.search(text)
    if form in {Form.CHAPTER, Form.ZERO, Form.ROMAN, Form.LABEL}:
        return width <= 90 and "。" not in text
    if form in _LISTED:
        if previous_same or "。" in text or width > 90:
            return False
        # A number among its equals is an item of a list; one that stands over other text is a heading.
        return next_mark is None or next_mark.form is not form or (form is Form.SIGN and next_mark.mark != mark.mark)
    return False


def is_label(text: str, *, alone: bool, leads_text: bool) -> bool:
    """Tell whether an unmarked short line is a label: it stands alone, says no sentence, and text follows it."""
    if not alone or not leads_text:
        return False
    text = widths(text)
    if _QUESTION.search(text):
        return columns(text) <= 100 and "。" not in text
    return 2 < columns(text) <= 44 and not terminated(text) and not _NOT_A_LABEL.search(text)


def is_title(text: str) -> bool:
    """Tell whether an unmarked line is the title of a rule or a plan."""
    return 14 <= columns(widths(text)) <= 70 and bool(_RULE_TITLE.search(text)) and not _NOT_A_TITLE.search(text)
