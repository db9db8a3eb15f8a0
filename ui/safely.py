"""What a page's server function returns in every case: what was read, or the sentence that says why it cannot be."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from service.errors import ServiceError

_log = logging.getLogger("keikaku")


def safely(read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what is read; else ``error``, the sentence for the page, and ``retry``, the seconds until to ask again."""
    try:
        return read()
    except ServiceError as error:
        return {"error": error.detail, "retry": getattr(error, "retry_after", None)}
    except Exception:  # the page must say so in Japanese; the trace goes to the log
        _log.exception("a page could not be read")
        return {"error": ServiceError.default, "retry": None}
