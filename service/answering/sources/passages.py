"""Passages that speak of a question: the revision's search, judged again sentence by sentence."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from graph.japanese import fold
from graph.search.search_unit import Hit
from service.answering.answer import Citation
from service.answering.language.content_words import Term, score, total
from service.answering.language.likeness import Likeness
from service.answering.sources.verbatim_quotes import quote

Search = Callable[[str, str, int], Sequence[Hit]]
"""query, kind (``passage`` or ``entity``), limit → hits, best first."""

_DEPTH = 40
_REMEMBERED = 16  # searches
_WINDOW, _PASSAGE, _SEARCH = 0.1, 0.1, 1.0  # the search has read the question's words already
_HEADED = 0.5  # what standing under the heading asked for is worth
_FULL = 60  # characters from which a quote is a statement rather than a heading


@dataclass(frozen=True, slots=True)
class Found:
    """A quote that speaks of the question. covered: which part of the question's worth the quote holds, 0 to 1;
    score: how well it fits, for comparison within one question."""

    citation: Citation
    covered: float
    score: float


class Retrieval:
    """Finds quotes in one revision."""

    def __init__(self, search: Search, likeness: Likeness | None = None) -> None:
        self._find = search
        self.likeness = likeness or Likeness(lambda word: 1.0)
        self._last: OrderedDict[tuple[str, str, int], Sequence[Hit]] = OrderedDict()

    def _search(self, query: str, kind: str, limit: int) -> Sequence[Hit]:
        """Return hits; those of the last searches again, since several steps ask for the same within one question."""
        asked = (query, kind, limit)
        hits = self._last.get(asked)
        if hits is None:
            hits = self._last[asked] = self._find(query, kind, limit)
            while len(self._last) > _REMEMBERED:
                self._last.pop(next(iter(self._last)), None)
        return hits

    def passages(
        self, query: str, terms: Sequence[Term], limit: int = 3, headings: Collection[str] = ()
    ) -> list[Found]:
        """Return the best quotes for a question, best first, no two with the same words.

        headings: folded words; what stands under a heading of these is asked for before anything else.
        """
        hits = self._search(query, "passage", _DEPTH)
        if not hits:
            return []
        most = max(hit.score for hit in hits) or 1.0
        found = [self._judge(hit, terms, hit.score / most, headings) for hit in hits]
        ordered = sorted((f for f in found if f.citation.quote), key=lambda f: -f.score)
        distinct: dict[str, Found] = {}
        for one in ordered:
            key = fold(one.citation.quote)
            if not any(key in other or other in key for other in distinct):
                distinct[key] = one
            if len(distinct) == limit:
                break
        return list(distinct.values())

    def holding(self, query: str, texts: Sequence[str], terms: Sequence[Term], limit: int = 3) -> list[Found]:
        """Return quotes that hold some texts, those that hold the most first: a whole list before its items."""
        wanted = [fold(text) for text in texts]
        found = []
        for hit in self._search(query, "passage", _DEPTH):
            one = self._judge(hit, terms, 0.0)
            held = sum(text in fold(one.citation.quote) for text in wanted)
            if held:
                found.append((held, one))
        return [one for _, one in sorted(found, key=lambda pair: (-pair[0], -pair[1].score))[:limit]]

    def entities(self, query: str, limit: int) -> dict[str, float]:
        """Return entities found by the revision's search: IRI → share of the best score, 0 to 1."""
        hits = self._search(query, "entity", limit)
        most = max((hit.score for hit in hits), default=0.0) or 1.0
        return {hit.unit.iri: hit.score / most for hit in hits}

    def hits(self, query: str) -> Sequence[Hit]:
        """Return the passages that the search finds, best first."""
        return self._search(query, "passage", _DEPTH)

    def texts(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Return the folded texts of the best passages, with what they stand under, and shares of the best score."""
        hits = self._search(query, "passage", _DEPTH)[:limit]
        most = max((hit.score for hit in hits), default=0.0) or 1.0
        return [(fold(hit.unit.text), hit.score / most) for hit in hits]

    def _judge(self, hit: Hit, terms: Sequence[Term], searched: float, headings: Collection[str] = ()) -> Found:
        unit = hit.unit
        citation = Citation(unit.document, unit.locator, quote(unit.quote, terms), unit.passage)
        whole = total(terms) or 1.0
        window = score(terms, fold(citation.quote))
        context = score(terms, fold(f"{unit.label}\n{unit.text}"))
        covered = min(1.0, sum(t.found(fold(citation.quote)) for t in terms if not t.pair) / whole)
        worth = _WINDOW * window / whole + _PASSAGE * context / whole + _SEARCH * searched
        worth *= 0.6 + 0.4 * min(1.0, len(citation.quote) / _FULL)
        if headings and any(fold(unit.label).endswith(heading) for heading in headings):
            worth += _HEADED
        return Found(citation, covered, worth)
