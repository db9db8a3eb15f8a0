"""The entities of one class with all their fields, ranked against a question's terms at once.

Every figure is computed as for one entity alone (`Catalogue`), in the same order and precision, so that the rank is the
same; only what holds a term is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
from numpy.typing import NDArray

from service.answering.knows.named_entities import Entity
from service.answering.language.content_words import RELATED, SYNONYM, Term, total
from service.answering.language.substring_index import Places, Substrings

NAME_BONUS = 0.3
_FIRST, _MORE = 64, 8  # candidates that are put in order at first, and how many times as many where more are asked for

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity and how well it fits: score; covered and named: which part of the question's worth all of its texts
    and its names hold, 0 to 1; key: it holds the question's weightiest thing."""

    entity: Entity
    score: float
    covered: float
    named: float
    key: bool = True


@dataclass(frozen=True, slots=True)
class Scores:
    """What a question's terms are worth in each entity of a shelf: arrays by row, 0 where nothing is held."""

    score: Numbers
    covered: Numbers
    named: Numbers
    key: NDArray[np.bool_]

    def only(self, rows: NDArray[np.bool_]) -> Scores:
        """Return the same with no worth but in some rows."""
        return replace(self, score=np.where(rows, self.score, 0.0))


class Shelf:
    """The entities of one class, each in its place, and their fields."""

    def __init__(self, entities: Sequence[Entity], fields: Sequence[Sequence[tuple[float, str]]]) -> None:
        """fields: for each entity weights and folded texts, its names first."""
        self.entities = entities
        self.order = np.empty(len(entities), dtype=np.int64)  # place of each entity by IRI
        self.order[sorted(range(len(entities)), key=lambda row: entities[row].iri)] = np.arange(len(entities))
        counts = np.fromiter(map(len, fields), dtype=np.int64, count=len(fields))
        self._rows = np.repeat(np.arange(len(entities)), counts)
        self._first = np.zeros(len(self._rows), dtype=bool)
        self._first[np.cumsum(counts) - counts] = True
        self._weights = np.array([weight for own in fields for weight, _ in own], dtype=np.float64)
        self._texts = Substrings([text for own in fields for _, text in own])

    def scores(self, terms: Sequence[Term]) -> Scores:
        """Return what the terms are worth in each entity; one of them has to be no pair."""
        whole = total(terms)
        key = weightiest(terms)
        worth, covered, named = (np.zeros(len(self.entities)) for _ in range(3))
        held_key = np.zeros(len(self.entities), dtype=bool)
        for term in terms:
            places, held = self._held(term)
            rows = self._rows[places]
            worth += self._most(rows, self._weights[places] * held)
            if term.pair:
                continue
            covered += self._most(rows, held)
            if term is key:
                held_key[rows] = True
            names = self._first[places]
            named[rows[names]] += held[names]
        return Scores(
            worth + NAME_BONUS * named, np.minimum(1.0, covered / whole), np.minimum(1.0, named / whole), held_key
        )

    def named_like(self, piece: str) -> list[Entity]:
        """Return the entities one of whose names holds a folded piece, in the order of the shelf."""
        places = self._texts.holding(piece)
        return [self.entities[row] for row in self._rows[places[self._first[places]]].tolist()]

    def holding(self, pieces: Sequence[str]) -> list[Entity]:
        """Return the entities whose fields hold any of some folded pieces, in the order of the shelf."""
        rows = [self._rows[self._texts.holding(piece)] for piece in pieces]
        return [self.entities[row] for row in np.unique(np.concatenate(rows)).tolist()] if rows else []

    def _held(self, term: Term) -> tuple[Places, Numbers]:
        """Return the fields that hold a term, and how much of its worth, as `Term.found` tells it of each."""
        worths = np.array([0.0, term.weight, term.weight * SYNONYM, term.weight * RELATED])
        how = np.zeros(len(self._texts), dtype=np.int8)
        for way, forms in ((3, term.related), (2, term.forms[1:]), (1, term.forms[:1])):
            for form in forms:
                how[self._texts.homes(form)] = way  # what counts more comes later
        places = np.flatnonzero(how).astype(np.int32)
        return places, worths[how[places]]

    def _most(self, rows: NDArray[np.int64], values: Numbers) -> Numbers:
        found = np.zeros(len(self.entities))
        np.maximum.at(found, rows, values)
        return found


class Ranking(Sequence[Candidate]):
    """Candidates of some shelves, best first, equals by IRI; made one by one as they are asked for."""

    def __init__(self, parts: Sequence[tuple[Shelf, Scores]]) -> None:
        self._parts = parts
        self._rows = [np.flatnonzero(scores.score) for _, scores in parts]
        self._known: list[tuple[int, int]] = []  # part and row of the first ones

    def __len__(self) -> int:
        """Return how many entities hold any of the terms."""
        return sum(map(len, self._rows))

    @overload
    def __getitem__(self, at: int) -> Candidate: ...

    @overload
    def __getitem__(self, at: slice) -> list[Candidate]: ...

    def __getitem__(self, at: int | slice) -> Candidate | list[Candidate]:
        """Return the candidate of a rank, or those of a slice."""
        if isinstance(at, slice):
            return [self._at(index) for index in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self._at(at % len(self))

    def _at(self, rank: int) -> Candidate:
        known = self._known
        while rank >= len(known):
            known = self._known = self._first(max(_FIRST, _MORE * len(known)))
        part, row = known[rank]
        return _candidate(*self._parts[part], row)

    def _first(self, count: int) -> list[tuple[int, int]]:
        """Return part and row of the first candidates, and of all that are worth as much as the last of them."""
        if len(self) <= count:
            return self._ordered(0.0)
        scores = np.concatenate([s.score[rows] for (_, s), rows in zip(self._parts, self._rows, strict=True)])
        return self._ordered(float(np.partition(scores, len(scores) - count)[len(scores) - count]))

    def _ordered(self, least: float) -> list[tuple[int, int]]:
        found = []
        for part, ((shelf, scores), rows) in enumerate(zip(self._parts, self._rows, strict=True)):
            kept = rows[scores.score[rows] >= least]
            found += [
                (-score, shelf.entities[row].iri if len(self._parts) > 1 else order, part, row)
                for score, order, row in zip(
                    scores.score[kept].tolist(), shelf.order[kept].tolist(), kept.tolist(), strict=True
                )
            ]
        return [(part, row) for _, _, part, row in sorted(found)]


def weightiest(terms: Sequence[Term]) -> Term:
    """Return the term that is worth most, a thing before what is done."""
    return max((x for x in terms if not x.pair), key=lambda x: (not x.doing, x.weight))


def _candidate(shelf: Shelf, scores: Scores, row: int) -> Candidate:
    return Candidate(
        shelf.entities[row],
        float(scores.score[row]),
        float(scores.covered[row]),
        float(scores.named[row]),
        bool(scores.key[row]),
    )
