"""Who may write: the bearer token of a request against the one in the settings (RFC 6750)."""

from __future__ import annotations

import hashlib
import hmac

from service.errors import Unauthorized, WritingOff
from service.settings import Settings


def require_token(settings: Settings, authorization: str | None) -> None:
    """Pass where a request's Authorization header holds the token; raises WritingOff, Unauthorized.

    Digests are compared, in constant time, so that nothing is learned from how long a refusal takes.
    """
    if not settings.writable:
        raise WritingOff()
    scheme, _, token = (authorization or "").partition(" ")
    given = hashlib.sha256(token.strip().encode("utf-8", "surrogateescape")).hexdigest()
    plain = settings.write_token.get_secret_value() if settings.write_token else ""
    wanted = settings.write_token_sha256 or hashlib.sha256(plain.encode()).hexdigest()
    if scheme.lower() != "bearer" or not hmac.compare_digest(given, wanted.lower()):
        raise Unauthorized()


def has_token(settings: Settings, authorization: str | None) -> bool:
    """Return whether a request's Authorization header holds the token."""
    try:
        require_token(settings, authorization)
    except (WritingOff, Unauthorized):
        return False
    return True
