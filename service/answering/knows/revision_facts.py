"""What the graph states once for all questions: read when the first question needs it, and kept with the revision."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.dated_statements import Dated, statements
from service.answering.knows.document_lines import Line, Lines
from service.answering.knows.named_entities import PREFIXES, Knowledge, Row, Select
from service.answering.knows.printed_lists import Listing, listings
from service.answering.knows.scored_texts import Scored
from service.answering.language.name_index import Names

CONFLICTS = (
    "SELECT ?x ?label ?kind ?why ?likely ?subject WHERE { ?x a kk:Conflict ; skos:prefLabel ?label ; "
    "kk:conflictKind ?kind ; kk:why ?why . OPTIONAL { ?x kk:subject ?subject } OPTIONAL { ?x kk:likely ?likely } }"
)


class Standing:
    """Rows that no question changes."""

    def __init__(self, select: Select, knowledge: Knowledge) -> None:
        self._select = select
        self._knowledge = knowledge

    @cached_property
    def conflicts(self) -> list[Row]:
        """The contradictions that resolving found: x, label, kind, why, and subject and likely where there are any."""
        return self._select(PREFIXES + CONFLICTS)

    @cached_property
    def conflict_texts(self) -> dict[str, str]:
        """The folded text of each contradiction by its IRI."""
        return {row["x"]: fold(f"{row['label']} {row['why']}") for row in self.conflicts}

    @cached_property
    def conflicts_about(self) -> dict[str, list[int]]:
        """The places of the contradictions by the IRI of their subject."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(self.conflicts):
            if "subject" in row:
                found[row["subject"]].append(place)
        return dict(found)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the documents, each once, in their order."""
        return Lines(self._select).all

    @cached_property
    def dated(self) -> tuple[Dated, ...]:
        """What the documents say of days and months."""
        return statements(self.lines)

    @cached_property
    def dated_texts(self) -> Scored:
        """What the dated statements say, in their order."""
        return Scored([one.levels for one in self.dated])

    @cached_property
    def listing_texts(self) -> Scored:
        """What the lists stand under, in their order."""
        return Scored([one.levels for one in self.listings])

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """The lists that the documents print."""
        return listings(self.lines)

    @cached_property
    def document_of(self) -> dict[str, str]:
        """The document that speaks most of a plan, against the other plans, by the plan's IRI."""
        told: dict[str, list[str]] = defaultdict(list)
        for line in self.lines:
            told[line.document].append(line.folded)
        texts = {document: "\n".join(lines) for document, lines in told.items()}
        plans = [p for p in self._knowledge.of(t.PLAN) if any(e.plan == p.iri for e in self._knowledge.of(t.PROJECT))]
        counts = {(p.iri, d): text.count(fold(p.label)) for p in plans for d, text in texts.items()}
        whole = {d: sum(counts[p.iri, d] for p in plans) or 1 for d in texts}
        best = {p.iri: max(texts, key=lambda d: counts[p.iri, d] / whole[d]) for p in plans if texts}
        return {iri: document for iri, document in best.items() if counts[iri, document]}

    @cached_property
    def event_headings(self) -> str:
        """The folded headings under which the events of the chronicles stand."""
        labels = [fold(event.label) for event in self._knowledge.of(t.EVENT)]
        texts: dict[tuple[str, ...], list[str]] = {}
        for line in self.lines:
            texts.setdefault(line.section, []).append(line.folded)
        found = {s for s, told in texts.items() if s and sum(label in text for text in told for label in labels) > 2}
        return fold(" ".join(part for section in sorted(found) for part in section))

    @cached_property
    def old_names(self) -> Names[Row]:
        """The names that documents print as old ones of things: rows of x and name."""
        rows = self._select(f"SELECT ?x ?name WHERE {{ ?x <{t.OLD_NAME}> ?name }}")
        return Names((fold(row["name"]), row) for row in rows if row["x"] in self._knowledge.entities)
