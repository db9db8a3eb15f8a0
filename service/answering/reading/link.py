"""Question → mentions: entities, classes, years, plans, values, and the content terms that are left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from graph.japanese import boundaries, fold, widths
from ontology import terms as t
from service.answering.knows.named_entities import Entity, Knowledge
from service.answering.language.content_words import Corpus, Term, Words, coverage
from service.answering.language.substring_index import Substrings
from service.answering.reading.lexicon import Lexicon
from service.answering.reading.mentions import ASKABLE, NAMEABLE, WORDS_ONLY, Linked, Mention, ValueMention
from service.answering.reading.plans_and_years import Scopes
from service.answering.wording import wording

_QUOTED = re.compile(r"[「『“\"]([^」』”\"]+)[」』”\"]")
_GOAL = re.compile(
    r"(?:sdgs?の?(?:目標|ゴール)?|ゴール|開発目標|(?<![一-龠])目標)の?(\d{1,2})(?![\d%件人時名回年万千円])番?"
)
_KANJI = re.compile(r"[一-龠]")
_UNIT_WORD = re.compile(r"([^、。のがはをにでとも\s「」()]{0,12}?)課(?![一-龠々])")
_NO_UNIT = re.compile(
    r"(何|どの|どこの|各|関係|その|この|同じ|主管|担当|所管|窓口|持つ|つの|\d|全|他の?|ほかの?|複数|二|三|する|た|る|い|な|なん|どこ|同|両)$|^$"
)
_KINDS = frozenset(
    {t.PROJECT, t.INDICATOR, t.PLAN, t.GOAL, t.UNIT, t.RESPONSIBLE, t.HAS_INDICATOR, *t.FRAME_CLASSES.values()}
)
_AS_A_WORD = re.compile(r"^(という|の)?(言葉|ことば|語|文字|単語|名前|用語)?(が|を|の)(含|入|付|つ|使|あ)")
_NUMBERS = re.compile(r"([①-⑳\d]-\(?\d{1,2}\)?)(?:から|~)([①-⑳\d]-\(?\d{1,2}\)?)")
_LEFT_OUT = re.compile(r"[^、。()のはがをに]{1,8}(を除|は除|は数えな|を数えな|は含めな|を含めな|は含まな|を含まな)")
_TAKEN_IN = re.compile(r"[^、。()「」]{1,12}(も|を)(入れて|含めて|含む|含んで|含め)")
_JOINED = re.compile(r"[一-龠々ァ-ヴーa-z]")
_COMPOUND = re.compile(
    r"^(?!扱|数|判定|組|区分|決定|済|予定|中|した|事業|取組|計画|分|件|し|の)[一-龠々]"
)  # 新規取得者: no value of its own
_FUNCTIONAL = (  # operators whose words say nothing but how to compute
    *("together", "joint", "only", "always", "first_time", "among_those", "other_than_those", "max", "min", "which"),
    *("same_value", "course", "every_year", "undecided", "next_most", "both"),
)
_NEARLY, _WORDS, _LOOSE_BY = 0.85, 3, 8  # of a frame element's name: part said, words at least, characters between
_LABELS = 4096  # names of things whose words are kept
_PLANS = 256  # plans whose frames' words are kept
_UNSAID = 3.0  # worth of a word of the ontology that the documents do not use, such as 何人
_QUOTED_NAME = 5  # shortest quoted part of a name that stands for the whole


class Linker:
    """Links questions to one revision's knowledge."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, corpus: Corpus, words: Words) -> None:
        self._knowledge = knowledge
        self._lexicon = lexicon
        self._corpus = corpus
        self._words = words
        self._scopes = Scopes(knowledge, lexicon)
        self._terms = lru_cache(maxsize=_LABELS)(words.terms)
        self._frames = lru_cache(maxsize=_PLANS)(self._frames_of)
        self._nameable = [e for e in knowledge.entities.values() if e.type in NAMEABLE]
        self._names = Substrings(["\n".join(map(fold, e.names)) for e in self._nameable])
        self._goals = {n: e.iri for e in knowledge.of(t.GOAL) for n in e.numbers}
        askable = ASKABLE | knowledge.further.properties.keys() | knowledge.further.classes.keys()
        known = ((word, [iri for iri in iris if iri in askable]) for word, iris in knowledge.class_words.items())
        self._class_words: dict[str, list[tuple[str, list[str]]]] = {}  # by their first character, longest first
        for word, iris in sorted(((word, iris) for word, iris in known if iris), key=lambda item: -len(item[0])):
            self._class_words.setdefault(word[:1], []).append((word, iris))

    def link(self, question: str) -> Linked:
        """Return what a question mentions."""
        text = self._corpus.mend(fold(question))
        scope = self._scopes.of(text)
        mentions = self._mentions(text, scope.plan, [(start, end) for start, end, _ in scope.plans])
        spans = list(scope.spans)
        values = tuple(self._values(text, mentions))
        kinds = [(m.start, m.end) for m in mentions if _names_kind(m, text)]
        known = spans + kinds + [(m.start, m.end) for m in mentions if m.type not in WORDS_ONLY]
        known += [(value.start, value.end) for value in values]
        known += [match.span() for match in _LEFT_OUT.finditer(text)]
        known += [match.span() for match in _TAKEN_IN.finditer(text)]
        known += [m.span() for name in _FUNCTIONAL for m in wording().operators[name].finditer(text)]
        return Linked(
            question=question,
            text=text,
            mentions=tuple(mentions),
            values=values,
            plan=scope.plan,
            plans=tuple(iri for _, _, iri in scope.plans),
            years=scope.years,
            dated=scope.dated,
            terms=tuple(self._words.terms(self._loose(question, text, spans))),
            rest=self._left(self._words.terms(self._loose(question, text, known)), mentions),
            absent=scope.absent,
            strange=(*self._strange(text), *_unknown_units(text, mentions)),
        )

    def mend(self, text: str) -> str:
        """Return a text with misspelt words put right."""
        return self._corpus.mend(text)

    def plans(self, text: str) -> list[tuple[int, int, str]]:
        """Return the plans that a folded text speaks of: start, end, IRI."""
        return self._scopes.plans(text)

    def placed(self, question: str, text: str) -> list[tuple[int, int, Term]]:
        """Return the content terms of a question with their places in its folded text."""
        plain = self._corpus.mend(widths(question).casefold())
        kept = [at for at, char in enumerate(plain) if not char.isspace() and char not in "\u200b\ufeff"]
        if len(kept) != len(text):
            return self._words.placed(text)
        place = {at: number for number, at in enumerate(kept)}
        return [(place[start], place[end - 1] + 1, term) for start, end, term in self._words.placed(plain)]

    def terms(self, text: str) -> list[Term]:
        """Return the content terms of a text."""
        return self._terms(text)

    def worth(self, word: str) -> float:
        """Return how much a folded word tells: its rarity in the documents, a little more for a longer one."""
        rarity = self._corpus.idf((word,)) if self._corpus.count(word) else _UNSAID
        return rarity + 0.1 * len(word)

    def known(self, term: Term) -> bool:
        """Return whether any document says a word, in any of its forms."""
        return any(self._corpus.count(form) for form in (*term.forms, *term.related))

    def says(self, text: str) -> bool:
        """Return whether any document, or any name, holds a folded text."""
        return self._corpus.count(text) > 0

    def _mentions(self, text: str, plan: str | None, plan_spans: list[tuple[int, int]]) -> list[Mention]:
        mentions: list[Mention] = []
        for match in _GOAL.finditer(text):
            iri = self._goals.get(match[1])
            if iri:
                mentions.append(Mention(match.start(), match.end(), "goal", t.GOAL, (iri,), match[0]))
        taken = [(m.start, m.end) for m in mentions] + plan_spans
        taken += [match.span(1) for match in _QUOTED.finditer(text) if _AS_A_WORD.match(text[match.end() :])]
        taken += [(m.start(1), m.end(2)) for m in _NUMBERS.finditer(text)]  # 1-1から3-17まで names no 事業
        for start, end, iris in self._lexicon.spans(text):
            if any(start < stop and end > begin for begin, stop in taken):
                continue
            entities = [self._knowledge.entities[iri] for iri in iris]
            for kind, iris_of_kind in _by_type(entities, plan):
                mentions.append(Mention(start, end, "entity", kind, iris_of_kind, text[start:end]))
            taken.append((start, end))
        for match in _QUOTED.finditer(text):
            part = match[1].rstrip("…・.~")
            if not any(match.start(1) < e and match.end(1) > s for s, e in taken) and len(part) >= _QUOTED_NAME:
                parts = [self._nameable[number] for number in self._names.holding(part).tolist()]
                for kind, iris_of_kind in _by_type(parts, plan):
                    mentions.append(Mention(match.start(1), match.end(1), "entity", kind, iris_of_kind, match[1]))
                if parts:
                    taken.append((match.start(1), match.end(1)))
        for said in self._frames_said(text, plan):
            if not any(m.type == said.type for m in mentions):
                mentions = [m for m in mentions if m.kind == "goal" or not said.start <= m.start < m.end <= said.end]
                mentions.append(said)
        position = 0
        begins = boundaries(text)
        words_only = {(m.start, m.end) for m in mentions if m.type == t.TERM}
        while position < len(text):
            if (
                position not in begins
                and position
                and _KANJI.match(text[position])
                and _KANJI.match(text[position - 1])
            ):
                position += 1  # 前の事業 does not stand in 名前の事業
                continue
            for word, class_iris in self._class_words.get(text[position], ()):
                end = position + len(word)
                if not text.startswith(word, position) or self._goes_on(text, position, end, class_iris):
                    continue
                beside = [span for span in taken if span not in words_only]
                if not any(position < e and end > s for s, e in beside):
                    mentions.append(Mention(position, end, "class", class_iris[0], tuple(class_iris), word))
                    taken.append((position, end))
                    position = end - 1
                    break
            position += 1
        return sorted(mentions, key=lambda m: (m.start, m.type))

    def _frames_said(self, text: str, plan: str | None) -> list[Mention]:
        """Return the elements of the frame whose names the question says nearly word for word, where it names none."""
        found = []
        for entity, terms in self._frames(plan or self._knowledge.current):
            if coverage(terms, text) < _NEARLY:
                continue
            places = [text.find(term.forms[0]) for term in terms if term.forms[0] in text]
            last = max(terms, key=lambda term: text.find(term.forms[0]))
            end = text.find(last.forms[0]) + len(last.forms[0])
            if end - min(places) <= len(entity.label) + _LOOSE_BY:
                found.append(Mention(min(places), end, "entity", entity.type, (entity.iri,), text[min(places) : end]))
        return found[:1]

    def _frames_of(self, plan: str | None) -> list[tuple[Entity, list[Term]]]:
        """Return the elements of a plan's frame, and of none's, whose names are of several words, with these."""
        kinds = t.FRAME_CLASSES.values()
        inside = [e for kind in kinds for e in self._knowledge.standing_in(plan, kind)]
        named = [(e, [x for x in self._words.terms(e.label) if not x.pair]) for e in inside]
        return [(e, terms) for e, terms in named if len(terms) >= _WORDS]

    @staticmethod
    def _left(terms: Iterable[Term], mentions: list[Mention]) -> tuple[Term, ...]:
        """Return the terms that no named thing holds: a name said twice is no condition of its own."""
        names = [m.text for m in mentions if m.kind == "entity" and m.type not in WORDS_ONLY]
        return tuple(x for x in terms if not any(len(x.forms[0]) > 2 and x.forms[0] in name for name in names))

    def _goes_on(self, text: str, start: int, end: int, iris: list[str]) -> bool:
        """Return whether a class's word is the beginning of a longer one that the documents use: 歴史 of 歴史博物館."""
        if not _KANJI.match(text[end : end + 1]) or not _KANJI.match(text[end - 1]):
            return False
        if end - start == 1:
            return True
        return not any(iri in _KINDS for iri in iris) and self._corpus.count(text[start : end + 1]) > 0

    def _values(self, text: str, mentions: list[Mention]) -> Iterable[ValueMention]:
        spans = [(m.start, m.end) for m in mentions if m.kind == "entity"]
        for prop, values in wording().values.items():
            for value, words in values.items():
                said: list[tuple[int, int]] = []
                for word in words:
                    for at in (match.start() for match in re.finditer(re.escape(word), text)):
                        if (
                            not any(s <= at < e for s, e in spans)
                            and not (_JOINED.match(word[-1]) and _COMPOUND.match(text[at + len(word) :]))
                            and not any(at < end and at + len(word) > start for start, end in said)
                        ):
                            said.append((at, at + len(word)))
                            yield ValueMention(prop, value, at, at + len(word))
                            break
        for declared, value, at, end in self._knowledge.further.values(text, spans):
            yield ValueMention(declared.iri, value, at, end)

    def _strange(self, text: str) -> tuple[str, ...]:
        """Return the places and technical words of a mended text that nothing known stands behind."""
        found = self._corpus.strange(text)
        return tuple(word for word in found if word not in wording().stop and not self._words.has_synonym(word))

    def _loose(self, question: str, text: str, spans: list[tuple[int, int]]) -> str:
        """Return the question's text, spaces kept where possible, with plan words and years blanked."""
        gone = {text[start:end] for start, end in spans}
        loose = self._corpus.mend(widths(question).casefold())
        for piece in sorted(gone, key=len, reverse=True):
            loose = re.sub(r"\s*".join(map(re.escape, piece)), " ", loose)
        return loose


def _by_type(entities: list[Entity], plan: str | None) -> Iterable[tuple[str, tuple[str, ...]]]:
    groups: dict[str, list[Entity]] = {}
    for entity in entities:
        groups.setdefault(entity.type, []).append(entity)
    for kind, members in groups.items():
        wanted = [e for e in members if plan is None or e.plan in (None, plan)] or members
        yield kind, tuple(e.iri for e in wanted)


def _names_kind(mention: Mention, text: str) -> bool:
    """Return whether a word names the kind of thing asked about by itself: not the 計画 of 個別避難計画."""
    if mention.kind != "class" or not any(iri in _KINDS for iri in mention.iris):
        return False
    return not _JOINED.match(text[mention.start - 1 : mention.start])


def _unknown_units(text: str, mentions: Iterable[Mention]) -> list[str]:
    """Return words for a 課 that is none of the revision's."""
    spans = [(m.start, m.end) for m in mentions if m.kind != "class" or (m.text.endswith("課") and len(m.text) > 1)]
    return [
        match[0]
        for match in _UNIT_WORD.finditer(text)
        if not any(start < match.end() <= end for start, end in spans) and not _NO_UNIT.search(match[1])
    ]
