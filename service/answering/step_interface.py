"""What every step of answering is given, one revision opened for answering, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from service.answering.answer import Item, Status
from service.answering.engine_parts import ALL, Parts
from service.answering.knows.catalogue import Catalogue
from service.answering.knows.named_entities import Entity, Knowledge, Select
from service.answering.knows.revision_facts import Standing
from service.answering.knows.schema import Schema
from service.answering.reading.link import Linker
from service.answering.sources.citations import Evidence, Statement
from service.answering.sources.passages import Found as FoundPassage
from service.answering.sources.passages import Retrieval


@dataclass(frozen=True, slots=True)
class Tools:
    """One revision, opened for answering."""

    select: Select
    knowledge: Knowledge
    catalogue: Catalogue
    schema: Schema
    linker: Linker
    evidence: Evidence
    retrieval: Retrieval
    standing: Standing
    parts: Parts = ALL


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about: what the last answer named and what the last question was anchored to.

    question: the last question with what it took over; entities: IRIs of its items; anchors: of what it asked about;
    years: fiscal years asked about.
    """

    question: str = ""
    entities: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a step found, before it is worded.

    items: the answer; statements: what has to be cited; passages: quotes already found; text: the sentence that says
    it; sparql: the query that was run; anchors: entities that the question was about; proof: gives further statements,
    looked up only for what is told.
    """

    items: tuple[Item, ...] = ()
    statements: tuple[Statement, ...] = ()
    passages: tuple[FoundPassage, ...] = ()
    text: str = ""
    sparql: str | None = None
    status: Status = Status.ANSWERED
    boolean: bool | None = None
    anchors: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = field(default=())
    proof: Callable[[], Sequence[Statement]] | None = field(default=None, compare=False)


def item(entity: Entity, knowledge: Knowledge) -> Item:
    """Return an entity as an item of an answer."""
    number = entity.numbers[0] if entity.numbers else None
    return Item(label=entity.label, iri=entity.iri, type=knowledge.class_labels.get(entity.type), number=number)
