"""What pages of other sites may do here, where the settings name them (the Fetch standard's CORS protocol)."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from service.settings import Settings

# Beside those that every page may read.
_READABLE = ["Allow", "ETag", "Location", "Retry-After", "X-Request-Id"]


def with_cors(site: ASGIApp, settings: Settings) -> ASGIApp:
    """Return the app for the origins of the settings, or as it is where none is named."""
    if not settings.cors_origins:
        return site
    origins = list(settings.cors_origins)
    return CORSMiddleware(
        site, allow_origins=origins, allow_methods=["*"], allow_headers=["*"], expose_headers=_READABLE
    )
