"""Shared parts of the service's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import TOKEN, Server


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real `keikaku serve --scratch`, with the writing token set."""
    folder = tmp_path_factory.mktemp("scratch")
    running = Server(folder / "data", folder / "log", "--scratch", write_token=TOKEN)
    running.wait("/sparql", 20)
    yield running
    running.stop()
