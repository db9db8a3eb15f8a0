"""Headers with which a browser guards its user; which ones, by what is sent."""

from __future__ import annotations

from collections.abc import Iterable

Raw = list[tuple[bytes, bytes]]

# Data is no page: nothing in it runs, and nothing embeds it.
_DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_EVERYTHING: Raw = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_PAGES: Raw = [
    *_EVERYTHING,
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]


def guarded(headers: Iterable[tuple[bytes, bytes]]) -> Raw:
    """Return the headers of an answer with those that guard; a policy that the answer brings itself stays."""
    kept = list(headers)
    html = policy = False
    for name, value in kept:
        if name == b"content-type":
            html = value.startswith(b"text/html")
        elif name == b"content-security-policy":
            policy = True
    guards = _PAGES if html else _EVERYTHING
    return [*kept, *guards] if policy else [*kept, *guards, _DATA_POLICY]
