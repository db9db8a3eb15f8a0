"""Which of many names a text holds, found by how names begin instead of trying each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

_HEAD = 3  # characters by which names are looked up

Bearer = TypeVar("Bearer")


class Names(Generic[Bearer]):
    """Folded names and who, or what, bears them."""

    def __init__(self, names: Iterable[tuple[str, Bearer]]) -> None:
        self._bearers: dict[str, list[tuple[int, Bearer]]] = defaultdict(list)
        for number, (name, bearer) in enumerate(names):
            self._bearers[name].append((number, bearer))
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._bearers:
            lengths[name[:_HEAD]].add(len(name))
        self._lengths = {head: sorted(found) for head, found in lengths.items()}
        self._heads = sorted({len(head) for head in lengths if head})

    def called(self, name: str) -> list[Bearer]:
        """Return who bears a folded name, each once, in the order in which they were given."""
        return list({id(bearer): bearer for _, bearer in self._bearers.get(name, ())}.values())

    def said(self, text: str) -> list[tuple[str, Bearer]]:
        """Return the names that a folded text holds with who bears them, in the order in which they were given."""
        names = {""}  # it is a part of every text
        for at in range(len(text)):
            for size in self._heads:
                if lengths := self._lengths.get(text[at : at + size]):
                    names.update(text[at : at + length] for length in lengths)
        found = [(number, name, bearer) for name in names for number, bearer in self._bearers.get(name, ())]
        return [(name, bearer) for _, name, bearer in sorted(found, key=lambda one: one[0])]

    def bearers(self, text: str) -> list[Bearer]:
        """Return those of whom a folded text holds a name, each once."""
        return list({id(bearer): bearer for _, bearer in self.said(text)}.values())
