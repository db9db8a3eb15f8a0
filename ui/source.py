"""What the pages ask of the service, in the same process: answers, example questions, things, the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from graph.search.search_unit import Hit
from graph.sparql.queryable import Queryable
from service.answering.answer import Answer
from service.answering.say.chip import Chip
from ui.choices import Name, all_names
from ui.details import Detail, details
from ui.results import MOST_ROWS

T = TypeVar("T")


class Current(Protocol):
    """The open revision as the service holds it."""

    revision: Any
    answerer: Any

    @property
    def store(self) -> Queryable:
        """The revision's store, for reading."""
        ...

    def ask(self, question: str, session: str | None) -> Answer:
        """Return the answer to a question as people see it."""
        ...

    def chips(self, question: str, session: str | None) -> Sequence[Chip]:
        """Return what is understood of a question, by the plan that answers it."""
        ...

    def view(self, name: str, build: Callable[[Queryable], T]) -> T:
        """Return what `build` makes of the store, built once."""
        ...


class State(Protocol):
    """The running service; `service.current.running_state.State` is one."""

    def current(self) -> Current:
        """Return the open revision; raises NotReady (or NoData) where there is none yet."""
        ...


class Source:
    """The revision that is being served. Every method raises NotReady or NoData where none is open yet."""

    def __init__(self, state: State) -> None:
        self._state = state

    def ask(self, question: str, session: str | None) -> Answer:
        """Return the answer to a question; follow-ups of a session read its last answer."""
        return self._state.current().ask(question, session)

    def chips(self, question: str, session: str | None) -> Sequence[Chip]:
        """Return what is understood of a question; to be called before it is asked."""
        return list(self._state.current().chips(question, session))

    def details(self, answer: Answer) -> dict[str, Detail]:
        """Return whose the items of an answer are."""
        return details(self.store(), [item.iri for item in answer.items[:MOST_ROWS] if item.iri])

    def examples(self) -> Sequence[str]:
        """Return questions that the graph can answer."""
        return list(self._state.current().answerer.examples())

    def search(self, text: str, limit: int) -> Sequence[Hit]:
        """Return entities that a text names, best first."""
        return list(self._state.current().revision.searcher.search(text, kind="entity", limit=limit))

    def names(self) -> Sequence[Name]:
        """Return the names of all things, read from the revision once."""
        return self._state.current().view("names of things", all_names)

    def store(self) -> Queryable:
        """Return the store of the revision, for reading."""
        return self._state.current().store

    def published(self) -> str:
        """Return when the revision was published, as its manifest notes it."""
        return str(self._state.current().revision.info.created)

    def view(self, name: str, build: Callable[[Queryable], T]) -> T:
        """Return what `build` makes of the revision's store, made once for each name."""
        return self._state.current().view(name, build)
