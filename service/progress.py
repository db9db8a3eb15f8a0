"""Progress on standard error for what takes more than a second; nothing where a script reads."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

Progress = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None:
    return None


@contextlib.contextmanager
def shown(*, quiet: bool) -> Iterator[Progress]:
    """Give a function that is told (step, done, total) and draws one bar a step."""
    if quiet:
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=not sys.stderr.isatty()) as bars:
        tasks: dict[str, object] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]

        yield report


@contextlib.contextmanager
def waiting(text: str, *, quiet: bool) -> Iterator[None]:
    """Show a text while something of unknown length goes on."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield
