"""Laws by name: the reference data's laws, found again under short names and near spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from graph.japanese import fold
from ingest.model.iris import Iris

_SLIPS = 2  # letters that may be missing or wrong in a law's name


@dataclass(frozen=True, slots=True)
class KnownLaw:
    """A law of the reference data. names: folded title and short names."""

    iri: str
    label: str
    names: frozenset[str]


class LawBook:
    """Finds the law that a printed name means."""

    def __init__(self, known: Mapping[str, KnownLaw], iris: Iris) -> None:
        self._labels = {law.iri: law.label for law in known.values()}
        self._by_name = {name: law for law in known.values() for name in law.names}
        self._iris = iris

    def find(self, name: str) -> KnownLaw | None:
        """Return the known law of a name: exact, by short name, or by a name that is a slip or two away."""
        folded = _key(name)
        if folded in self._by_name:
            return self._by_name[folded]
        if len(folded) < 8:
            return None
        like = [known for known in self._by_name if known[-1] == folded[-1]]  # a 条例 is no slip of a 法
        near = [known for known in like if Levenshtein.distance(folded, known, score_cutoff=_SLIPS) <= _SLIPS]
        laws = {self._by_name[known].iri for known in near}
        return self._by_name[near[0]] if len(laws) == 1 else None

    def knows(self, name: str) -> bool:
        """Tell whether a name is a law's title or short name to the letter, widths aside."""
        return _key(name) in self._by_name

    def label(self, iri: str) -> str:
        """Return the title of a known law by its IRI."""
        return self._labels[iri]

    def iri(self, name: str) -> str:
        """Return the IRI of a law, minted from its name where the reference data does not know it."""
        known = self.find(name)
        return known.iri if known else self._iris.of("law", re.sub(r"[「」『』]", "", name))

    def article(self, name: str, article: str) -> str:
        """Return the IRI of an article or paragraph of a law."""
        return f"{self.iri(name)}/{self._iris.of('', article).rsplit('/', 1)[-1]}"


def _key(name: str) -> str:
    """The form under which names of laws are compared: without quotation marks and asides."""
    return fold(re.sub(r"[「」『』]|[((][^()()]*[))]", "", name))
