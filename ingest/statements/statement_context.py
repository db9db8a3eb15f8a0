"""What every writer of statements needs: the knowledge, the quads being made, the names of things."""

from __future__ import annotations

from dataclasses import dataclass

from graph.japanese import fold
from ingest.model.entities import Frame, Plan, Project, Source
from ingest.model.iris import Iris
from ingest.resolve.law_book import LawBook
from ingest.resolve.resolved_knowledge import Knowledge
from ingest.statements.quad_writer import Writer
from ontology import terms
from ontology.loader import Roles

SECTIONS = {
    "summary": terms.SUMMARY,
    "current_state": terms.CURRENT_STATE,
    "ideal_state": terms.IDEAL_STATE,
    "initiative": terms.INITIATIVE,
    "remark": terms.REMARK,
    "note": terms.NOTE,
}


@dataclass(slots=True)
class Context:
    """One build of the graph."""

    knowledge: Knowledge
    writer: Writer
    iris: Iris
    roles: Roles
    laws: LawBook

    def plan(self, plan: Plan) -> str:
        """Return the IRI of a plan."""
        return self.iris.of("plan", plan.label)

    def plan_of(self, key: str | None) -> str | None:
        """Return the IRI of the plan with a key."""
        plan = self.knowledge.plans.get(key) if key else None
        return self.plan(plan) if plan else None

    def frame(self, frame: Frame) -> str:
        """Return the IRI of a frame element."""
        plan = self.knowledge.plans.get(frame.plan or "")
        name = f"{frame.label} {frame.number}" if frame.kind == "future" and frame.number else frame.label
        return self.iris.of("frame", plan.label if plan else "共通", frame.kind, name)

    def project(self, project: Project) -> str:
        """Return the IRI of a 事業; one of several of a name bears its number too."""
        plan = self.knowledge.plans[project.plan]
        extra = project.key.removeprefix(fold(project.label)).strip()
        return self.iris.of("project", plan.label, f"{project.label} {extra}".strip())

    def names(self, iri: str, label: str, names: dict[str, Source]) -> None:
        """Write the printed spellings of a thing, one of them (or one made regular) being its label."""
        for name, source in names.items():
            self.writer.name(iri, name, source, label=label)
        if label not in names:
            self.writer.name(iri, label, next(iter(names.values())))
