"""Which logical lines are headings, by form alone: numbering, signs, captions, a short line that stands alone."""

from __future__ import annotations

import re

from ingest.readers.lines import columns, terminated
from ingest.readers.markers import Form, Lead

# Level of a heading by the form of its beginning; deeper forms stand below.
LEVELS = {
    Form.CHAPTER: 1,
    Form.ZERO: 1,
    Form.SUPPLEMENT: 2,
    Form.NUMBER: 1,
    Form.PAIR: 2,
    Form.PAREN: 2,
    Form.KANA: 3,
    Form.PAREN_KANA: 4,
    Form.CIRCLED: 3,
    Form.ANGLED: 3,
    Form.SIGN: 3,
    Form.LABEL: 3,
    Form.CAPTION: 5,
}
LONE_LEVEL = 5
_RULE_TITLE = re.compile(r"(?:規則|要綱|条例|規程|要領|計画|方針)(?:[（(][^（）()]*[)）])?$")
_NOT_A_LABEL = re.compile(
    r"[0-9０-９.．,，]+\s*[%％人件円年月日台校]|^[\d\W]+$|[、。：:]|^[「『]|(?:する|した|ます|です|である)$|^出典"
)


def is_heading(mark: Lead, text: str, *, before_gap: bool, next_mark: Lead | None, previous_same: bool) -> bool:
    """Tell whether a logical line is a heading by its form.

    text: the whole line; before_gap: an empty line stands before it; next_mark: what the next line begins with, None at
    the end of the text; previous_same: the item before it has the same form of mark and was no heading.
    """
    width = columns(text)
    if terminated(text) or width > 110:
        return False
    form = mark.form
    if form is Form.MARKDOWN or form is Form.SUPPLEMENT:
        return True
    if form is Form.CHAPTER or form is Form.ZERO:
        return width <= 90
    if form is Form.CAPTION:
        return columns(text) <= 60
    if form is Form.SIGN or form is Form.LABEL:
        return width <= 90 and "。" not in text
    if form in {Form.PAIR, Form.KANA, Form.PAREN_KANA}:
        return True
    if form in {Form.NUMBER, Form.PAREN, Form.CIRCLED, Form.ANGLED}:
        if previous_same or "。" in text:
            return False
        # A number among its equals is an item of a list; one that stands over other text is a heading.
        return next_mark is None or next_mark.form is not form
    return False


def is_label(text: str, *, alone: bool, leads_text: bool) -> bool:
    """Tell whether an unmarked short line is a label: it stands alone, says no sentence, and text follows it."""
    if not alone or not leads_text or terminated(text) or _NOT_A_LABEL.search(text):
        return False
    return 2 < columns(text) <= 44


def is_title(text: str) -> bool:
    """Tell whether an unmarked line is the title of a rule or a plan."""
    return columns(text) <= 70 and bool(_RULE_TITLE.search(text)) and "、" not in text and "。" not in text
