"""The date that a document gives itself: a line of its beginning that is a date and nothing else."""

from __future__ import annotations

import re

from graph.japanese import widths
from ingest.model.document import Document

_LINES = 30  # lines with text at the beginning, where a date is the document's own
_DATE = re.compile(
    r"[（(〔\[]?((?:令和|平成|昭和)(?:\d{1,2}|元)年\d{1,2}月(?:\d{1,2}日)?|\d{4}年\d{1,2}月(?:\d{1,2}日)?)(?:現在|時点|付け?)?[)）〕\]]?"
)


def stated_date(document: Document) -> str | None:
    """Return the date as printed, digits in ASCII: 令和7年1月6日, 2025年1月; None where the document gives none."""
    lines = [line for line in document.text.splitlines() if line.strip()][:_LINES]
    for line in lines:
        found = _DATE.fullmatch("".join(widths(line).split()))
        if found:
            return found[1]
    return None
