"""The day on which data was published, as its readers count days."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_JAPAN = timezone(timedelta(hours=9))  # no summer time, so no table of zones is needed


def published_day(created: str) -> date:
    """Return the day in Japan at a moment that a manifest notes.

    >>> published_day("2026-03-31T15:30:00+00:00").isoformat()
    '2026-04-01'
    """
    return datetime.fromisoformat(created).astimezone(_JAPAN).date()
