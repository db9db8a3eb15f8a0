"""Facts of all documents to things with an identity: plans, frame elements and 事業, and what contradicts itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from graph.japanese import fold
from ingest.extract.name_tidying import group_name, group_ordinal, tidy
from ingest.model.document import Document
from ingest.model.entities import Conflict, Frame, Plan, Project, Source
from ingest.model.facts import CountFact, Fact, Facts, FrameFact, PlanMention, ProjectMention, RelationFact, Said, T
from ingest.resolve.conflict_findings import of_counts, of_projects
from ingest.resolve.previous_plans import name_editions
from ingest.resolve.project_identity import Mention, resolve_projects
from ontology.loader import Roles

_DRAFT = re.compile(r"[((【]\s*(?:案|素案|原案)\s*[))】]")
_ASIDE = re.compile(r"[((][^()()]*[))]")
_SHORTEST_ALIAS = 6  # characters of a plan's name that may stand for a longer one
_NEAR_FRAME = 80.0  # per cent of likeness of two spellings of one frame element


@dataclass(slots=True)
class Knowledge:
    """All things of all documents. facts: as extracted, for what needs no resolving."""

    facts: Mapping[str, Facts]
    plans: dict[str, Plan] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    subjects: dict[str, str] = field(default_factory=dict)  # document → key of the plan that it is
    aliases: dict[str, str] = field(default_factory=dict)  # key of a plan's other name → key of the plan

    def plan(self, name: str | None) -> Plan | None:
        """Return the plan that a name means, a shortened name included."""
        return self.plans.get(self._plan_key(name)) if name else None

    def _plan_key(self, name: str) -> str:
        key = plan_key(name)
        key = self.aliases.get(key, key)
        if key in self.plans:
            return key
        longer = [other for other in self.plans if other.endswith(key)]
        return longer[0] if len(longer) == 1 and len(key) >= _SHORTEST_ALIAS else key

    def all(self, kind: type[T]) -> list[tuple[str, T]]:
        """Return the facts of a kind with their documents' names."""
        return [(name, fact) for name, facts in self.facts.items() for fact in facts.of(kind)]

    def frame(self, plan: str | None, kind: str | None, number: str | None, name: str) -> Frame | None:
        """Return the frame element of a plan that number or name mean."""
        ordinal = _ordinal(number)
        pool = [item for item in self.frames if item.plan == plan and (kind is None or item.kind == kind)]
        if kind == "future":  # one theme has a picture a year: the year is its number
            pool = [item for item in pool if item.number == number]
        for item in pool:
            if any(fold(name) == fold(known) for known in item.names):
                return item
        pool = [item for item in pool if not ordinal or _ordinal(item.number) in {None, ordinal}]
        best = max(pool, key=lambda item: _likeness(name, item), default=None)
        if best is not None and _likeness(name, best) >= _NEAR_FRAME:
            return best
        return None


def plan_key(name: str) -> str:
    """Return the form under which two spellings of a plan's name are equal: without draft mark and asides."""
    return fold(re.sub(r"[「」『』]", "", _ASIDE.sub("", _DRAFT.sub("", name)))) or fold(name)


def resolve(facts: Mapping[str, Facts], documents: Mapping[str, Document], roles: Roles) -> Knowledge:
    """Return what the documents speak of; deterministic in the order of the documents."""
    knowledge = Knowledge(name_editions(facts))
    _plans(knowledge, documents)
    _frames(knowledge, roles)
    _projects(knowledge)
    _counts(knowledge, roles)
    return knowledge


def _plans(knowledge: Knowledge, documents: Mapping[str, Document]) -> None:
    named: list[tuple[str, Source]] = []
    aliases: dict[str, str] = {}
    for document, fact in _items(knowledge):
        source = Source(document, fact.span)
        if isinstance(fact, PlanMention):
            named.append((fact.name, source))
            aliases.update({plan_key(alias): plan_key(fact.name) for alias in fact.aliases})
            if fact.is_subject:
                knowledge.subjects.setdefault(document, plan_key(fact.name))
        elif isinstance(fact, ProjectMention) and fact.plan:
            named.append((fact.plan, source))
        elif isinstance(fact, RelationFact) and not fact.object_is_law:
            named += [(fact.subject, source), (fact.object, source)]
    for document, found in knowledge.facts.items():
        if document not in knowledge.subjects and any(not item.plan for item in found.of(ProjectMention)):
            title = documents[document].title
            knowledge.subjects[document] = plan_key(title)
            named.append((title, Source(document, found.of(ProjectMention)[0].span)))
    subjects = set(knowledge.subjects.values())
    own = {plan_key(name) for name, _ in named}
    knowledge.aliases = {short: full for short, full in aliases.items() if short not in subjects and full in own}
    for name, source in sorted(named, key=lambda item: plan_key(item[0]) not in subjects):
        key = knowledge._plan_key(name)
        plan = knowledge.plans.setdefault(key, Plan(key, ""))
        plan.names.setdefault(tidy(name), source)
    for plan in knowledge.plans.values():
        plan.label = _plan_label(plan)


def _plan_label(plan: Plan) -> str:
    clean = [re.sub(r"[「」『』]", "", _DRAFT.sub("", name)).strip() for name in plan.names]
    full = [name for name in clean if fold(_ASIDE.sub("", name)) == plan.key] or clean
    return min(full, key=len)


def _items(knowledge: Knowledge) -> Iterable[tuple[str, Fact]]:
    for document, found in knowledge.facts.items():
        for fact in found.items:
            yield document, fact


def _ordinal(number: str | None) -> str | None:
    """① and <1> and Ⅰ of one kind of element are the same place."""
    plain = group_ordinal(number)
    if plain and "①" <= plain <= "⑳":
        return str(ord(plain) - 0x245F)
    return plain


def _likeness(name: str, frame: Frame) -> float:
    return max((float(ratio(fold(name), fold(known))) for known in frame.names), default=0.0)


def frame_number(fact: FrameFact) -> str | None:
    """Return the number that tells a frame element from others of its kind; for a future picture, its year."""
    return str(fact.year) if fact.kind == "future" and fact.year else fact.number


def _frames(knowledge: Knowledge, roles: Roles) -> None:
    """Frame elements from what the text says of the frame and from the groups of 事業 tables."""
    for document, fact in _items(knowledge):
        if isinstance(fact, FrameFact):
            plan = knowledge.plan(fact.plan)
            key = plan.key if plan else knowledge.subjects.get(document)
            _frame(knowledge, key, fact.kind, frame_number(fact), tidy(fact.name), Source(document, fact.span))
    for document, fact in _items(knowledge):
        if isinstance(fact, ProjectMention):
            plan = knowledge.plan(fact.plan)
            key = plan.key if plan else knowledge.subjects.get(document)
            for said, kind in ((fact.group, fact.group_kind), (fact.policy, fact.policy_kind)):
                if said:
                    parts = group_name(said.text, "", roles)
                    found = kind or parts.kind or "programme"
                    _frame(knowledge, key, found, parts.number, parts.name, Source(document, said.span))
    for frame in knowledge.frames:
        frame.label = frame.seen.most_common(1)[0][0]


def _frame(knowledge: Knowledge, plan: str | None, kind: str, number: str | None, name: str, source: Source) -> Frame:
    found = knowledge.frame(plan, kind, number, name)
    if found is None:
        found = Frame(fold(name), plan, kind, name, number)
        knowledge.frames.append(found)
    found.number = found.number or number
    found.names.setdefault(name, source)
    found.seen[name] += 1
    return found


def _projects(knowledge: Knowledge) -> None:
    by_plan: dict[str, list[Mention]] = defaultdict(list)
    for document, fact in _items(knowledge):
        if isinstance(fact, ProjectMention):
            plan = knowledge.plan(fact.plan)
            key = plan.key if plan else knowledge.subjects[document]
            by_plan[key].append((document, fact))
    for key, mentions in by_plan.items():
        projects = resolve_projects(key, mentions)
        _distinguish(projects)
        knowledge.projects += projects
        knowledge.conflicts += of_projects(projects)


def _distinguish(projects: Sequence[Project]) -> None:
    """事業 of one name and plan (a list may hold several) are told apart by their number in the key."""
    names = Counter(project.key for project in projects)
    for project in projects:
        if names[project.key] > 1:
            project.key = f"{project.key} {project.numbers[0] if project.numbers else ''}".strip()


def _counts(knowledge: Knowledge, roles: Roles) -> None:
    """Check the totals that the documents print against the 事業 that were read."""

    def count(fact: CountFact) -> int | None:
        plan = knowledge.plan(fact.plan)
        if plan is None:
            return None
        rows = [project for project in knowledge.projects if project.plan == plan.key]
        if fact.group:
            parts = group_name(fact.group, "", roles)
            frame = knowledge.frame(plan.key, None, parts.number, parts.name)
            if frame is None:
                return None
            rows = [row for row in rows if any(_in_frame(said, frame, roles) for _, said in row.said("group"))]
        if fact.status:
            wanted = fold(fact.status)
            states = [(row, row.said("status") + row.said("novelty")) for row in rows]
            rows = [row for row, said in states if any(fold(item.text).startswith(wanted) for _, item in said)]
        if fact.group:
            return len(rows) or None
        return sum(_listed_rows(row) for row in rows) or None

    knowledge.conflicts += of_counts(
        [(document, fact) for document, fact in _items(knowledge) if isinstance(fact, CountFact)], count
    )


def _in_frame(said: Said, frame: Frame, roles: Roles) -> bool:
    return any(fold(group_name(said.text, "", roles).name) == fold(name) for name in frame.names)


def _listed_rows(project: Project) -> int:
    """How often the fullest list prints the 事業: a 再掲 is a row of its own there."""
    rows = Counter(mention.table for _, mention in project.mentions)
    return max(rows.values())
