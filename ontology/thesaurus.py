"""Everyday words tied to the words of documents: `thesaurus.ttl`, read into a matcher for queries."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from ontology.reference import read_turtle

FILE = "thesaurus.ttl"
_SPACE = re.compile(r"\s+")
_KANJI, _KATAKANA, _LATIN = (re.compile(rf"[{chars}]") for chars in ("一-鿿々〆", "ァ-ヴー", "a-z"))


def fold(text: str) -> str:
    """Return text as words are matched here: widths and case made regular, spaces removed."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()


class Thesaurus:
    """Words grouped by concept; knows for a query which other words say the same.

    >>> words = thesaurus()
    >>> "高齢者" in words.expand("お年寄りのｽﾏﾎ教室は？")
    True
    >>> words.expand("いろは")
    []
    """

    def __init__(self, graph: Graph) -> None:
        self._labels: dict[str, tuple[str, ...]] = {}  # concept → preferred label first, without hidden labels
        self._related: dict[str, tuple[str, ...]] = {}
        self._concepts: dict[str, list[str]] = {}  # folded word → concepts
        for node in sorted(graph.subjects(RDF.type, SKOS.Concept), key=str):
            concept = str(node)
            shown = [str(label) for label in graph.objects(node, SKOS.prefLabel)]
            shown += sorted(str(label) for label in graph.objects(node, SKOS.altLabel))
            hidden = [str(label) for label in graph.objects(node, SKOS.hiddenLabel)]
            self._labels[concept] = tuple(shown)
            near = [*graph.objects(node, SKOS.related), *graph.objects(node, SKOS.broader)]
            self._related[concept] = tuple(sorted({str(other) for other in near}))
            for word in shown + hidden:
                concepts = self._concepts.setdefault(fold(word), [])
                if concept not in concepts:
                    concepts.append(concept)
        self._longest = max(map(len, self._concepts), default=0)

    def __len__(self) -> int:
        """Return how many concepts there are."""
        return len(self._labels)

    def synonyms(self, word: str) -> tuple[str, ...]:
        """Return the other words for the same thing, the documents' own word first; empty for an unknown word."""
        folded = fold(word)
        found = (label for concept in self._concepts.get(folded, ()) for label in self._labels[concept])
        return tuple(dict.fromkeys(label for label in found if fold(label) != folded))

    def related(self, word: str) -> tuple[str, ...]:
        """Return the preferred words of the concepts next to this word's: related ones and broader ones."""
        concepts = self._concepts.get(fold(word), ())
        near = (other for concept in concepts for other in self._related[concept] if other in self._labels)
        return tuple(dict.fromkeys(self._labels[other][0] for other in near))

    def words_in(self, query: str) -> list[str]:
        """Return the known words in a query, longest first at every place, folded, each once, in reading order."""
        text = fold(query)
        found: list[str] = []
        start = 0
        while start < len(text):
            for end in range(min(len(text), start + self._longest), start, -1):
                if text[start:end] in self._concepts and _stands_alone(text, start, end):
                    found.append(text[start:end])
                    start = end - 1
                    break
            start += 1
        return list(dict.fromkeys(found))

    def expand(self, query: str, related: bool = True) -> list[str]:
        """Return the extra words under which a query's things may be written: synonyms first, then related words.

        No word that the query already holds as a word comes out; 救急 does for 救急車, which is a token of its own.
        """
        words = self.words_in(query)
        extra = [synonym for word in words for synonym in self.synonyms(word)]
        if related:
            extra += [other for word in words for other in self.related(word)]
        return [word for word in dict.fromkeys(extra) if fold(word) not in words]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a match is a word of its own, as far as the letters around it tell.

    Latin and katakana words end where the script ends; a single kanji is a word only between other scripts.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    for script in (_KATAKANA, _LATIN):
        if script.match(text[start]) and script.match(before):
            return False
        if script.match(text[end - 1]) and script.match(after):
            return False
    return not (end - start == 1 and (_KANJI.match(before) or _KANJI.match(after)))


@cache
def thesaurus() -> Thesaurus:
    """Return the thesaurus of `thesaurus.ttl`; raises DataFileError where the file does not parse."""
    return Thesaurus(read_turtle(Graph(), FILE))
