"""What the graph states once for all questions: read when the first question needs it, and kept with the revision."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from graph.japanese import fold
from ontology import terms as t
from service.answering.knowledge import PREFIXES, Knowledge, Row, Select
from service.answering.names import Names

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
    def old_names(self) -> Names[Row]:
        """The names that documents print as old ones of things: rows of x and name."""
        rows = self._select(f"SELECT ?x ?name WHERE {{ ?x <{t.OLD_NAME}> ?name }}")
        return Names((fold(row["name"]), row) for row in rows if row["x"] in self._knowledge.entities)
