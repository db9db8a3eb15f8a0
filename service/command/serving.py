"""``keikaku serve``: the service and the pages put together. The one place that knows both."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def serve(options: Namespace, settings: Settings) -> int:
    """Run the HTTP service with its pages until it is stopped."""
    from service.http.server import serve as run

    run(_app(settings, scratch=options.scratch, pages=not options.no_ui), settings)
    return 0


def _app(settings: Settings, *, scratch: bool, pages: bool) -> ASGIApp:
    if scratch:
        from service.api.scratch_app import create_scratch

        return create_scratch(settings)
    from service.api.app import create_site

    if not pages:
        return create_site(settings)
    from ui.app import mount

    return create_site(settings, mount=mount)
