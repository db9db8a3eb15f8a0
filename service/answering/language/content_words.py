"""The content words of a question: what has to be found in a text for it to speak of the same thing.

Words are matched as substrings of folded text, so that compounds, inflection and spacing do not stand in the way;
a word is worth its inverse document frequency in the revision's own texts.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sudachipy import dictionary, tokenizer

from graph.japanese import fold, kanji_number, widths
from ontology.thesaurus import Thesaurus
from service.answering.language.misspelt import Spelling
from service.answering.language.substring_index import Substrings
from service.answering.wording import wording

_KANA = re.compile(r"[ぁ-んー]{1,3}")
_LATIN = re.compile(r"[a-z0-9]{4,}")
_CONFUSED = str.maketrans("li|o", "1110")
_FOREIGN = re.compile(r"[ァ-ヴー]{5,}|[a-z]{4,}")
_KANJI = re.compile(r"^[一-龠々]+")
_ORDINAL = re.compile(r"第(\d{1,3}|[一二三四五六七八九十]{1,3})([期回次弾])|(?<![\d第])(\d{1,3})(期|回)目")
SYNONYM = 0.85  # a word of the thesaurus counts a little less than the asker's own
RELATED = 0.45  # a word for something near to it counts less than half
_DOING = 0.6  # what is done tells less than what it is done with
_UNSAID_DOING = 1.0  # a verb that no document uses joins the question's things, as つながる does
_PAIR = 0.6  # two words that stand together, as they do in the question


@dataclass(frozen=True, slots=True)
class Term:
    """One content word. forms: folded spellings that count, the asker's own first; weight: its worth; pair: two words
    in a row, a bonus that no answer is obliged to have; related: folded words for things near to it; doing: a verb
    or an adjective."""

    forms: tuple[str, ...]
    weight: float
    pair: bool = False
    related: tuple[str, ...] = ()
    doing: bool = False

    @property
    def ordinal(self) -> int:
        """The number of a place in an order, 第4期 or 1回目; 0 for other words."""
        return int(self.forms[0][1:-1]) if self.forms[0][:1] == "第" and self.forms[0][1:-1].isdigit() else 0

    def found(self, text: str) -> float:
        """Return how much of the word's worth a folded text holds: all, a little less for another word, or nothing."""
        if self.forms[0] in text:
            return self.weight
        if any(form in text for form in self.forms[1:]):
            return self.weight * SYNONYM
        if any(form in text for form in self.related):
            return self.weight * RELATED
        return 0.0


class Corpus:
    """The folded texts of a revision, for counting how rare a word is and whether it occurs at all."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = Substrings([text for text in texts if text])
        self._latin: dict[str, list[str]] = {}
        for word in sorted({word for text in texts for word in _LATIN.findall(text)}):
            self._latin.setdefault(word.translate(_CONFUSED), []).append(word)
        self._count = lru_cache(maxsize=20_000)(self._texts.count)
        self._mend = lru_cache(maxsize=256)(Spelling([text for text in texts if text], self.count, cut, said).mend)

    def count(self, form: str) -> int:
        """Return how many texts hold a folded form."""
        return self._count(form)

    def idf(self, forms: Iterable[str]) -> float:
        """Return the worth of a word by its commonest form: 0 for one in every text."""
        most = max((self.count(form) for form in forms), default=0)
        return math.log((len(self._texts) + 1) / (most + 0.5))

    def confusable(self, word: str) -> tuple[str, ...]:
        """Return Latin words of the documents that a reader of print takes for this one: Live119 and Livell9."""
        return tuple(other for other in self._latin.get(word.translate(_CONFUSED), ()) if other != word)

    def strange(self, text: str) -> list[str]:
        """Return the places and the technical words of a text that no document says: it asks about something else."""
        found = [
            fold(surface)
            for surface, _, part, _ in cut(text)
            if part.startswith("名詞,固有名詞,地名") and not self.count(fold(surface))
        ]
        return found + [word for word in _FOREIGN.findall(fold(text)) if not self.count(word)]

    def mend(self, text: str) -> str:
        """Return folded text in which words that occur nowhere are replaced by near ones that do."""
        return self._mend(text)


class Words:
    """Cuts questions into content terms: Sudachi's words without those that carry no content."""

    def __init__(self, corpus: Corpus, thesaurus: Thesaurus, empty: Iterable[str]) -> None:
        """empty: folded words without content in this revision, beside those of every question."""
        self._corpus = corpus
        self._thesaurus = thesaurus
        self._empty = wording().stop | frozenset(empty)

    def terms(self, text: str) -> list[Term]:
        """Return the content terms of a text, pairs of neighbours among them."""
        singles = self.placed(widths(text).casefold())
        terms: dict[str, Term] = {}
        for _, _, term in singles:
            terms.setdefault(term.forms[0], term)
        for (_, end, left), (start, _, right) in pairwise(singles):
            both = left.forms[0] + right.forms[0]
            if start == end and self._corpus.count(both):
                terms.setdefault(both, Term((both,), self._corpus.idf((both,)) * _PAIR, pair=True))
        return list(terms.values())

    def placed(self, plain: str) -> list[tuple[int, int, Term]]:
        """Return the content terms of a text without capitals and full-width letters, with their places in it."""
        singles: list[tuple[int, int, Term]] = []
        position = 0
        marked = [(m.start(), m.end(), self._ordinal(m)) for m in _ORDINAL.finditer(plain)]
        known = [(start, end, self._known_term(fold(plain[start:end]))) for start, end in self._known(plain)]
        for start, end, term in sorted([*marked, *known], key=lambda one: one[:2]):
            if start < position:
                continue
            singles += self._plain_words(plain, position, start)
            singles.append((start, end, term))
            position = end
        return [*singles, *self._plain_words(plain, position, len(plain))]

    def _ordinal(self, match: re.Match[str]) -> Term:
        """Return the term of a place in an order, 第4期 or 1回目, which tells its thing from the others of its kind."""
        number, unit = kanji_number(match[1] or match[3]), match[2] or match[4]
        forms = dict.fromkeys((f"第{number}{unit}", match[0], f"{number}{unit}目"))
        return Term(tuple(forms), self._corpus.idf(forms))

    def has_synonym(self, word: str) -> bool:
        """Return whether the documents say a word by another name."""
        forms = (fold(other) for other in self._thesaurus.synonyms(word))
        return any(self._corpus.count(form) for form in forms)

    def _known(self, plain: str) -> list[tuple[int, int]]:
        """Return the spans of the thesaurus's words, left to right."""
        found = []
        position = 0
        for word in self._thesaurus.words_in(plain):
            at = plain.find(word, position)
            if at >= 0 and word not in self._empty:
                found.append((at, at + len(word)))
                position = at + len(word)
        return found

    def _known_term(self, word: str) -> Term:
        synonyms = (fold(other) for other in self._thesaurus.synonyms(word))
        forms = tuple(dict.fromkeys((word, *synonyms)))
        related = tuple(fold(other) for other in self._thesaurus.related(word) if len(other) > 1)
        parts = [fold(surface) for surface, *_ in cut(word)]
        if len(parts) == 2 and self._corpus.count("の".join(parts)):
            forms = (*forms, "の".join(parts))  # 人材育成 is said 人材の育成 too
        spoken = [part for _, _, part, _ in cut(word) if not part.startswith(("助詞", "助動詞", "補助記号"))]
        doing = bool(spoken) and spoken[-1].startswith(("動詞", "形容詞"))
        return Term(forms, self._corpus.idf(forms), related=related, doing=doing)

    def _plain_words(self, plain: str, start: int, end: int) -> list[tuple[int, int, Term]]:
        found = []
        for surface, normal, part, begin in cut(plain[start:end]):
            if not part.startswith(("名詞", "動詞", "形容詞", "形状詞", "接尾辞,名詞的", "接頭辞")) or part.startswith(
                ("名詞,数詞", "接頭辞")
            ):
                continue
            if "非自立" in part or surface in self._empty or normal in self._empty or fold(surface) in self._empty:
                continue
            if part.startswith("接尾辞") or (len(surface) == 1 and not _KANJI.match(surface)):
                continue
            forms = self._forms(surface, normal, part)
            short = _KANA.fullmatch(forms[0]) or len(forms[0]) == 1
            if short and not any(map(self._corpus.count, forms)):
                continue  # cut out of particles, or off a longer word, more often than not
            if forms[0]:
                found.append((start + begin, start + begin + len(surface), self._term(forms, part)))
        return found

    def _term(self, forms: tuple[str, ...], part: str) -> Term:
        """Return the term; the one kanji of a verb's stem hints at it, no more."""
        doing = part.startswith(("動詞", "形容詞"))
        hint = _KANJI.match(forms[0]) if doing else None
        related = (hint[0],) if hint and hint[0] != forms[0] and len(hint[0]) == 1 else ()
        known = any(map(self._corpus.count, (*forms, *related)))
        worth = self._corpus.idf((*forms, *related)) * _DOING if known or not doing else _UNSAID_DOING
        return Term(forms, worth if doing else self._corpus.idf(forms), related=related, doing=doing)

    def _forms(self, surface: str, normal: str, part: str) -> tuple[str, ...]:
        own = fold(surface)
        if part.startswith(("動詞", "形容詞")):
            stem = _KANJI.match(surface)
            if stem is None:
                return (own[: max(2, len(own) - 1)],)
            return (stem[0],) if len(stem[0]) > 1 else (own[:2],)
        if _LATIN.fullmatch(own):
            return (own, *self._corpus.confusable(own))
        other = fold(normal)
        return (own, other) if other != own and len(other) > 1 and not self._corpus.count(own) else (own,)


_local = threading.local()


@lru_cache(maxsize=4096)
def cut(text: str) -> tuple[tuple[str, str, str, int], ...]:
    """Return Sudachi's short words of a text: surface, normalised form, part of speech, offset."""
    return tuple(
        (word.surface(), word.normalized_form(), ",".join(word.part_of_speech()[:3]), word.begin())
        for word in _tokenizer().tokenize(text, tokenizer.Tokenizer.SplitMode.A)
    )


def said(text: str) -> str:
    """Return how a text is read aloud, in katakana."""
    words = _tokenizer().tokenize(text, tokenizer.Tokenizer.SplitMode.A)
    return "".join(word.reading_form() for word in words)


def _tokenizer() -> tokenizer.Tokenizer:
    found: tokenizer.Tokenizer | None = getattr(_local, "tokenizer", None)
    if found is None:
        found = _local.tokenizer = dictionary.Dictionary().create()
    return found


def score(terms: Sequence[Term], text: str) -> float:
    """Return the worth of the terms that a folded text holds."""
    return sum(term.found(text) for term in terms)


def total(terms: Sequence[Term]) -> float:
    """Return the worth of all terms but pairs: what a text that holds every word scores without its bonuses."""
    return sum(term.weight for term in terms if not term.pair)


def coverage(terms: Sequence[Term], text: str) -> float:
    """Return which part of the question's worth a folded text holds, 0 to 1; 0 for a question without content."""
    whole = total(terms)
    return sum(term.found(text) for term in terms if not term.pair) / whole if whole else 0.0
