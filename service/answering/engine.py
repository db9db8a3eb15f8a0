"""`Answerer`: a question in Japanese → an answer with its sources, over one revision of the graph."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from rdflib import Graph

from graph.japanese import fold, years
from ontology import terms as t
from ontology.thesaurus import Thesaurus, thesaurus
from service.answering.answer import Answer, Status
from service.answering.conversation.continued_question import Turn, turns
from service.answering.conversation.sessions import Sessions
from service.answering.engine_parts import ALL, Parts
from service.answering.knows import named_entities, schema
from service.answering.knows.catalogue import Catalogue
from service.answering.knows.named_entities import Select
from service.answering.knows.revision_facts import Standing
from service.answering.language.content_words import Corpus, Words, cut
from service.answering.language.likeness import Likeness
from service.answering.rank.choose import Chosen, Ranked, chosen, ranked
from service.answering.rank.outside import Outside, reconsidered
from service.answering.reading import lexicon
from service.answering.reading.clauses import parts as questions
from service.answering.reading.distributed import distributed
from service.answering.reading.link import Linker
from service.answering.reading.marks import Reading
from service.answering.reading.mentions import Linked
from service.answering.reading.read import read
from service.answering.say import example_questions, explain
from service.answering.say.chip import Chip
from service.answering.say.chips import Shown, placed
from service.answering.say.grade import reserve
from service.answering.say.plans import phrase
from service.answering.say.together import together
from service.answering.say.variants import with_others
from service.answering.sources.citations import Evidence
from service.answering.sources.passages import Retrieval, Search
from service.answering.step_interface import Tools, Topic
from service.answering.wording import wording
from service.select_rows import select

if TYPE_CHECKING:
    from graph.revisions.repository import OpenRevision

_LONGEST = 500  # characters of a question that are read
_ELLIPSIS = 1.5  # what a question that leaves something out loses where it is read by itself
_TWICE = 1.5  # how much less one answer to a question that asks twice may fit than the two
_KEPT = 32  # questions whose reading and plans are kept: the page asks for the chips, then for the answer


@dataclass(frozen=True, slots=True)
class Best:
    """The plan that answers, with the reading that it belongs to, how that came about, and the plans in their order."""

    told: Chosen
    reading: Reading
    turn: Turn
    ranked: tuple[Ranked, ...]


class Answerer:
    """Answers questions over one open revision. Safe to call from several threads."""

    def __init__(self, revision: OpenRevision, sessions: Sessions | None = None, parts: Parts = ALL) -> None:
        """sessions: conversations to go on with, so that they outlive a change of the revision."""
        store = revision.dataset.store
        searcher = revision.searcher
        self._setup(
            lambda query: list(select(store, query)),
            lambda query, kind, limit: searcher.search(query, kind=kind, limit=limit),
            sessions,
            parts,
            Likeness(searcher.text.words.rarity, lambda: searcher.neighbours),
        )

    @classmethod
    def over(cls, rows: Select, search: Search, sessions: Sessions | None = None) -> Answerer:
        """Return an answerer over any way to run a SELECT and any search."""
        answerer = cls.__new__(cls)
        answerer._setup(rows, search, sessions, ALL)
        return answerer

    def _setup(
        self,
        rows: Select,
        search: Search,
        sessions: Sessions | None,
        parts: Parts,
        likeness: Likeness | None = None,
    ) -> None:
        known = named_entities.load(rows)
        quotes = [fold(row["q"]) for row in rows(f"SELECT ?q WHERE {{ ?p <{t.QUOTE}> ?q }}")]
        names = [fold(name) for entity in known.entities.values() for name in entity.names]
        corpus = Corpus([*quotes, *names])
        places = {fold(surface) for place in known.places for surface, *_ in cut(place)}
        words = Words(corpus, thesaurus() if parts.thesaurus else Thesaurus(Graph()), known.places | places)
        linker = Linker(known, lexicon.build(known), corpus, words)
        found = Retrieval(search, likeness)
        catalogue, standing = Catalogue(known), Standing(rows, known)
        self.tools = Tools(rows, known, catalogue, schema.load(rows), linker, Evidence(rows), found, standing, parts)
        self._sessions = Sessions() if sessions is None else sessions
        self._examples: list[str] | None = None
        self._lock, self._trying = Lock(), Lock()  # of plans that are kept, and of examples: these are asked meanwhile
        self._recent: OrderedDict[tuple[str, Topic], Best | None] = OrderedDict()
        self._reading = lru_cache(maxsize=_KEPT)(lambda question: read(question, self.tools))

    def ask(self, question: str, session: str | None = None, outside: Outside | None = None) -> Answer:
        """Return the answer to a question. session: an id that the client chose, for questions that follow up; outside:
        proposes plans where our own are not sure."""
        started = time.perf_counter()
        topic = self._sessions.topic(session)
        answer, now = self._answer(question[:_LONGEST], topic, outside)
        self._sessions.remember(session, now)
        return answer.timed((time.perf_counter() - started) * 1000)

    def _answer(self, question: str, topic: Topic, outside: Outside | None) -> tuple[Answer, Topic]:
        reading = self._reading(question)
        if not reading.text or wording().is_instruction(reading.text):
            return explain.not_found(self.tools), topic
        several = self._several(question, reading, topic)
        if len(several) > 1:
            return self._each(several, topic, outside)
        found = self._best(question, reading, topic, outside)
        if found is None:
            return explain.not_found(self.tools, reading.linked), topic
        told, read_as = found.told, found.reading
        answer = explain.answer(told.result, read_as.linked, self.tools)
        if answer is None:
            return explain.not_found(self.tools, reading.linked), topic
        kept = reserve(told, answer)
        said = f"{answer.text}（{kept}）" if kept else answer.text
        answer = replace(answer, text=said, confidence=round(told.sure, 2), reserve=kept)
        return answer, _topic(read_as, told, topic)

    def _best(self, question: str, reading: Reading, topic: Topic, outside: Outside | None) -> Best | None:
        """Return the plan that answers, None where none is good enough; the same object where it was just asked for."""
        key = (question, topic)
        with self._lock:
            kept, best = key in self._recent, self._recent.get(key)
        if not kept:
            best = self._read(question, reading, topic)
            with self._lock:
                self._recent[key] = best
                while len(self._recent) > _KEPT:
                    self._recent.popitem(last=False)
        return best if outside is None else self._second(question, reading, best, outside)

    def _second(self, question: str, reading: Reading, ours: Best | None, outside: Outside) -> Best | None:
        """Return the plan that answers where others propose some as well: ours, but where theirs explains more."""
        told, turn = (ours.told, ours.turn) if ours else (None, Turn(question))
        meant = ours.reading if ours else reading
        more = outside.proposals(meant, self.tools, told.sure if told else 0.0)
        if not more:
            return ours
        own = ours.ranked if ours else tuple(ranked(meant, self.tools))
        found = reconsidered(told, own, more, meant, self.tools)
        return Best(found[0], meant, turn, found[1]) if found else ours

    def _read(self, question: str, reading: Reading, topic: Topic) -> Best | None:
        best: tuple[float, Best] | None = None
        for turn in turns(question, reading, topic, self.tools):
            read_as = reading if turn.question == question else self._reading(turn.question)
            found = ranked(read_as, self.tools)
            told = chosen(found, read_as, self.tools)
            if told is None:
                continue
            worth = told.score - turn.cost - (_ELLIPSIS if turn.leans and turn.question == question else 0.0)
            if best is None or worth > best[0]:
                best = (worth, Best(told, read_as, turn, tuple(found)))
        return best[1] if best else None

    def _several(self, question: str, reading: Reading, topic: Topic) -> Sequence[str]:
        """Return the questions of a message: those that its sentences ask, or that one sentence asks of several things
        where their answers fit better than one to all of it."""
        found = questions(reading)
        ways = distributed(reading) if len(found) == 1 else []
        if not ways:
            return found
        whole = self._best(question, reading, topic, None)
        best = (whole.told.score if whole else 0.0, found)
        for way in ways:
            score = self._fit(way.questions, topic)
            if score is not None and score + _TWICE * way.twice > best[0]:
                best = score + _TWICE * way.twice, list(way.questions)
        return best[1]

    def _fit(self, several: Sequence[str], topic: Topic) -> float | None:
        """Return how well several questions are answered one after the other: the mean score, None where one is not, or
        two come to the same."""
        scores, outcomes = [], set()
        for one in several:
            reading = self._reading(one)
            found = self._best(one, reading, topic, None) if reading.text and len(questions(reading)) == 1 else None
            if found is None:
                return None
            outcomes.add((found.told.result.boolean, found.told.result.items, found.told.result.text))
            scores.append(found.told.score - found.turn.cost)
            topic = _topic(found.reading, found.told, topic)
        return sum(scores) / len(scores) if len(outcomes) == len(several) else None

    def _each(self, several: Sequence[str], topic: Topic, outside: Outside | None) -> tuple[Answer, Topic]:
        """Return the answers to several questions of one message, one after the other."""
        answers = []
        for one in several:
            answer, topic = self._answer(one, topic, outside)
            answers.append(answer)
        return together(answers), topic

    def examples(self, limit: int = 8) -> list[str]:
        """Return questions that the revision answers, made from what it holds; each has been tried."""
        with self._trying:
            if self._examples is None:
                tried = example_questions.candidates(self.tools)
                self._examples = [question for question in tried if self.ask(question).status is Status.ANSWERED]
        return self._examples[:limit]

    def understood(self, question: str) -> Linked:
        """Return what is recognised in a question, for showing it."""
        return self.tools.linker.link(question)

    def meaning(self, question: str, session: str | None = None, outside: Outside | None = None) -> str | None:
        """Return how a question is read, in words; None where nothing answers it. To be called before it is asked."""
        reading, topic = self._reading(question[:_LONGEST]), self._sessions.topic(session)
        best = self._best(question[:_LONGEST], reading, topic, outside) if reading.text else None
        return phrase(best.told.proposal.plan, self.tools) if best else None

    def chips(self, question: str, session: str | None = None, outside: Outside | None = None) -> tuple[Chip, ...]:
        """Return the plan that answers a question by its parts, each with the questions that exchange it.

        To be called before the question is asked: a follow-up shows what it takes over, and has no other readings.
        """
        question = question[:_LONGEST]
        reading, topic = self._reading(question), self._sessions.topic(session)
        if not reading.text or wording().is_instruction(reading.text):
            return ()
        several = self._several(question, reading, topic)
        if len(several) > 1:
            parts = [chip for one in several for chip in self.chips(one, session, outside)]
            return tuple(placed(replace(chip, alternatives=()), question, reading) for chip in parts)
        best = self._best(question, reading, topic, outside)
        if best is None:
            return Shown(reading, self.tools, None, question).chips()
        own = best.turn.question == question
        found = Shown(best.reading, self.tools, best.told.proposal, question if own else "").chips()
        if not own:
            return tuple(placed(chip, question, reading, taken=bool(best.turn.carried)) for chip in found)
        return with_others(found, best.told.proposal.plan, question, best.ranked[1:], self.tools)


def _topic(reading: Reading, told: Chosen, before: Topic) -> Topic:
    entities = tuple(item.iri for item in told.result.items if item.iri)
    said = reading.years or tuple(
        y.year for item in told.result.items[:1] for y in years(item.year or item.value or "")
    )
    goes_on = bool(before.question) and reading.question != before.question and len(said) == 1
    same = goes_on and (told.result.anchors or before.anchors) == before.anchors
    return Topic(
        reading.linked.question,
        entities or before.entities,
        told.result.anchors or before.anchors,
        (*(year for year in before.years[-1:] if same and year not in said), *said),
    )
