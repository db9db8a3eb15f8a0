"""The suite on two cores: whole files to each worker, longest first; folders made once for all; tests that want quiet.

Nothing here changes what is tested: without `-n`, the same tests run one after another in one process.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import shortfalls

_PAGES = "tests/ui"  # they share a browser and a server with pages, which take seconds to start


@contextmanager
def locked(path: Path, *, alone: bool = True) -> Iterator[None]:
    """Hold a lock that all workers know; several may hold it at once where not `alone`."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def common(factory: pytest.TempPathFactory) -> Path:
    """Return the temporary folder of this run that its workers share."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first worker to want it has made, for reading only."""
    folder, made = common(factory) / name, common(factory) / f"{name}.made"
    with locked(common(factory) / f"{name}.lock"):
        if not made.exists():
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


@contextmanager
def _turn(item: pytest.Item, *, alone: bool = False) -> Iterator[None]:
    """Hold a place among the workers; alone: the only one."""
    if not hasattr(item.config, "workerinput"):
        yield
        return
    folder = common(item.config._tmp_path_factory)  # type: ignore[attr-defined]
    with ExitStack() as place:
        with locked(folder / "door.lock"):  # who waits to be alone lets nobody in before
            place.enter_context(locked(folder / "room.lock", alone=alone))
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Start what a test needs while no other is alone."""
    with _turn(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Let a test marked `alone` run while the other workers wait: it measures time."""
    with _turn(item, alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Stop what a test needed while no other is alone."""
    with _turn(item):
        return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the files that take long first, so that no worker is left with one at the end.

    Who wants to be alone comes while the pages are looked at: these tests are short, so that the wait is short too.
    """
    shortfalls.mark(items)
    if not hasattr(config, "workerinput"):
        return
    first = [{item.path for item in items if item.get_closest_marker(mark)} for mark in ("browser", "alone", "slow")]
    items.sort(key=lambda item: [item.path not in paths for paths in first])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give whole files to the workers, and the pages' files to one."""
    from xdist.scheduler import LoadFileScheduling

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = str(super()._split_scope(nodeid))
            return _PAGES if file.startswith(f"{_PAGES}/") else file

    return Files(config, log)
