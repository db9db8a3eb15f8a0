"""Progress on standard error for what takes more than a second; nothing where a script reads or no one watches."""

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
    if quiet or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def finish(step: str | None) -> None:
            if step is not None:
                bars.update(tasks[step], completed=bars.tasks[tasks[step]].total)
                bars.stop_task(tasks[step])

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                finish(next(reversed(tasks), None))  # a step says that it begins; the next one, that it ended
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report
        finish(next(reversed(tasks), None))


@contextlib.contextmanager
def waiting(text: str, *, quiet: bool) -> Iterator[None]:
    """Show a text while something of unknown length goes on."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield
