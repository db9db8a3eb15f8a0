"""事業: what their rows and pages say, what follows for SDGs and succession."""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz.fuzz import ratio

from graph.japanese import fold
from ingest.extract.name_tidying import group_name, number_key, project_name, tidy
from ingest.extract.table_headers import split_number, state_of
from ingest.model.entities import Frame, Project, Source
from ingest.model.facts import IndicatorFact, ProjectSection, Relation, RelationFact, Said, ScheduleFact, SdgFact, T
from ingest.resolve.conflict_findings import disputed_departments
from ingest.statements import indicator_statements
from ingest.statements.statement_context import SECTIONS, Context
from ontology import terms

PageFact = ProjectSection | IndicatorFact | ScheduleFact
_SAME = 85.0  # per cent of likeness above which a continued 事業 of the plan before is the same one


def write(context: Context) -> None:
    """Write every 事業 with its page, and derive goals and successions."""
    goals = _goals(context)
    pages = _Pages(context)
    for project in context.knowledge.projects:
        iri = context.project(project)
        _core(context, project, iri)
        _groups(context, project, iri, goals)
        _texts(context, project, iri)
        _succession(context, project, iri)
        for document, fact in pages.of(project, ProjectSection):
            if predicate := SECTIONS.get(fact.label):
                context.writer.say(iri, predicate, fact.text, Source(document, fact.span))
        indicator_statements.write(
            context,
            iri,
            pages.of(project, IndicatorFact),
            pages.of(project, ScheduleFact),
        )


class _Pages:
    """Facts of pages and indicator sheets, found by the heading or number that they bear."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._named: dict[str, list[Project]] = defaultdict(list)
        for project in context.knowledge.projects:
            names = {fold(mention.name) for _, mention in project.mentions}
            for key in {number_key(number) for number in project.numbers} | names:
                self._named[key].append(project)
        self._facts: dict[int, list[tuple[str, PageFact]]] = defaultdict(list)
        for document, facts in context.knowledge.facts.items():
            for fact in facts.items:
                if isinstance(fact, (ProjectSection, IndicatorFact, ScheduleFact)):
                    owner = self._owner(document, fact.project, fact.plan)
                    if owner is not None:
                        self._facts[id(owner)].append((document, fact))

    def of(self, project: Project, kind: type[T]) -> list[tuple[str, T]]:
        return [(document, fact) for document, fact in self._facts[id(project)] if isinstance(fact, kind)]

    def _owner(self, document: str, heading: str, plan: str | None) -> Project | None:
        """The 事業 of a heading in its plan: by its name first, since numbers are swapped between pages."""
        known = self._context.knowledge.plan(plan)
        key = known.key if known else self._context.knowledge.subjects.get(document)
        number, rest = split_number(heading)
        name = project_name(rest if number else heading, self._context.roles).name
        named = [project for project in self._named.get(fold(name), []) if key in {None, project.plan}]
        numbered = [p for p in self._named.get(number_key(number or heading), []) if key in {None, p.plan}]
        both = [project for project in named if project in numbered]
        return next(iter([*both, *named, *numbered]), None)


def _core(context: Context, project: Project, iri: str) -> None:
    writer = context.writer
    for document, mention in project.mentions:
        source = Source(document, mention.span)
        writer.link(iri, terms.TYPE, terms.PROJECT, source)
        if plan := context.plan_of(project.plan):
            writer.link(iri, terms.IN_PLAN, plan, source)
        writer.name(iri, mention.name, source, label=project.label)
        if mention.name_note:
            writer.say(iri, terms.ALT_LABEL, f"{mention.name}【{mention.name_note}】", source)
        if mention.number:
            printed = next((n for n in project.numbers if number_key(n) == number_key(mention.number)), mention.number)
            writer.say(iri, terms.NUMBER, printed, source)
    disputed = {fold(name) for name in disputed_departments(project)}
    for document, said in project.said("departments"):
        unit = context.iris.of("unit", said.text)
        source = Source(document, said.span)
        writer.link(unit, terms.TYPE, terms.UNIT, source)
        writer.name(unit, said.text, source)
        if " " in said.text:
            writer.say(unit, terms.ALT_LABEL, said.text.split(" ")[-1], source)
        predicate = terms.DISPUTED_RESPONSIBLE if fold(said.text) in disputed else terms.RESPONSIBLE
        writer.link(iri, predicate, unit, source)


def _goals(context: Context) -> dict[str, tuple[list[int], list[Source]]]:
    """Goals by the IRI of the frame element that serves them."""
    found: dict[str, tuple[list[int], list[Source]]] = {}
    for document, fact in context.knowledge.all(SdgFact):
        frame = context.knowledge.frame(context.knowledge.subjects.get(document), fact.kind, None, tidy(fact.name))
        if frame:
            goals, sources = found.setdefault(context.frame(frame), ([], []))
            goals += [goal for goal in fact.goals if goal not in goals]
            sources.append(Source(document, fact.span))
    return found


def _groups(context: Context, project: Project, iri: str, goals: dict[str, tuple[list[int], list[Source]]]) -> None:
    for document, said in project.said("group"):
        frame = _frame(context, project, said, [m.group_kind for _, m in project.mentions if m.group is said])
        if frame is None:
            continue
        group, source = context.frame(frame), Source(document, said.span)
        context.writer.link(iri, terms.GROUP, group, source)
        numbers, sources = goals.get(group, ([], []))
        if numbers:
            graph = context.iris.derived("sdg", project.plan, project.label)
            context.writer.derive(
                graph,
                "基本取組のSDGsを、その下の事業に引き継ぐ",
                [(iri, terms.SDG_RELATION, f"{terms.SDG}{goal}") for goal in numbers],
                [*sources, source],
            )
    for document, mention in project.mentions:
        if mention.group and mention.policy:
            lower = _frame(context, project, mention.group, [mention.group_kind])
            upper = _frame(context, project, mention.policy, [mention.policy_kind])
            if lower and upper and lower is not upper:
                source = Source(document, mention.policy.span)
                context.writer.link(context.frame(lower), terms.PARENT, context.frame(upper), source)


def _frame(context: Context, project: Project, said: Said, kinds: list[str | None]) -> Frame | None:
    parts = group_name(said.text, "", context.roles)
    kind = next((kind for kind in kinds if kind), None) or parts.kind
    return context.knowledge.frame(project.plan, kind, parts.number, parts.name)


def _texts(context: Context, project: Project, iri: str) -> None:
    writer = context.writer
    states = {said.text for _, said in project.said("status")}
    for document, said in project.said("status"):
        writer.say(iri, terms.STATUS, said.text, Source(document, said.span))
    for document, said in project.said("novelty"):
        source = Source(document, said.span)
        value = state_of(said.text, "novelty", context.roles)
        if value:
            writer.say(iri, terms.NOVELTY, value, source)
        if any(fold(word) in fold(said.text) for word in context.roles.renamed):
            writer.say(iri, terms.RENAMED, True, source)
    for document, said in project.said("summary"):
        writer.say(iri, terms.SUMMARY, tidy(said.text), Source(document, said.span))
    for document, said in project.said("remark"):
        source = Source(document, said.span)
        writer.say(iri, terms.REMARK, tidy(said.text), source)
        if states == {"終了"}:
            writer.say(iri, terms.END_REASON, tidy(said.text), source)
    for document, said in project.said("old_names"):
        writer.say(iri, terms.OLD_NAME, said.text, Source(document, said.span))


def _succession(context: Context, project: Project, iri: str) -> None:
    """The 事業 of another plan that an old name means; for a plain 継続, the one of nearly the same name."""
    others = _before(context, project)
    for document, said in project.said("old_names"):
        old = _named(said.text, others)
        if old:
            context.writer.link(iri, terms.SUCCEEDS, context.project(old), Source(document, said.span))
    continued = [
        (document, said)
        for document, said in project.said("novelty")
        if state_of(said.text, "novelty", context.roles) == "継続"
    ]
    if continued and not project.said("old_names"):
        best = max(others, key=lambda other: _likeness(project, other), default=None)
        if best is not None and _likeness(project, best) >= _SAME:
            graph = context.iris.derived("succession", project.plan, project.label)
            sources = [Source(continued[0][0], continued[0][1].span)]
            sources.append(Source(best.mentions[0][0], best.mentions[0][1].span))
            context.writer.derive(
                graph,
                "「継続」とあり旧名称のない事業は、ほぼ同じ名称の前計画の事業を引き継ぐ",
                [(iri, terms.SUCCEEDS, context.project(best))],
                sources,
            )


def _before(context: Context, project: Project) -> list[Project]:
    """The 事業 of the plan that this one's plan replaces; where none is known, those of the plans beside it.

    Beside it: in one of its documents, so that cities do not take over each other's 事業.
    """
    replaced = {
        plan.key
        for _, relation in context.knowledge.all(RelationFact)
        if relation.relation is Relation.REPLACES
        and (subject := context.knowledge.plan(relation.subject)) is not None
        and subject.key == project.plan
        and (plan := context.knowledge.plan(relation.object)) is not None
    }
    found = [other for other in context.knowledge.projects if other.plan in replaced and other.plan != project.plan]
    if found:
        return found
    documents = {document for document, _ in project.mentions}
    return [
        other
        for other in context.knowledge.projects
        if other.plan != project.plan and documents & {document for document, _ in other.mentions}
    ]


def _named(name: str, projects: list[Project]) -> Project | None:
    folded = fold(name)
    for project in projects:
        if any(folded == fold(mention.name) for _, mention in project.mentions):
            return project
    best = max(projects, key=lambda project: ratio(folded, fold(project.label)), default=None)
    return best if best is not None and ratio(folded, fold(best.label)) >= _SAME else None


def _likeness(one: Project, other: Project) -> float:
    return max(float(ratio(fold(a.name), fold(b.name))) for _, a in one.mentions for _, b in other.mentions)
