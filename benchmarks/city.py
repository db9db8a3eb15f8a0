"""One invented municipality: its plan as a document, and what that states, in the shapes of `ingest.statements`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from author import Author
from chapters import council, derived, glossary, history, survey
from invented import project_name, words
from pyoxigraph import Quad

from graph.search.search_unit import SearchUnit
from ingest.model.document import Span
from ingest.model.iris import Iris
from ingest.search_units import units
from ingest.statements.quad_writer import Writer, literal, node, numeric
from ontology import terms

_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_NOW, _BEFORE = range(2026, 2031), range(2021, 2026)
_PROJECTS, _OLD_PROJECTS = 11, 7


@dataclass(frozen=True, slots=True)
class Project:
    """A 事業: what questions may be asked about it. targets: value by indicator and year."""

    iri: str
    name: str
    plan: str
    department: str
    targets: Mapping[tuple[str, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class City:
    """A municipality with all that its document states. name: with 市, 町 or 村; departments: IRIs by name."""

    name: str
    plan: str
    departments: Mapping[str, str]
    projects: Sequence[Project]
    quads: Sequence[Quad]
    units: Sequence[SearchUnit]


def city(index: int, seed: int, base_iri: str, laws: Sequence[tuple[str, str]]) -> City:
    """Return the municipality of an index; the same for the same arguments on every machine.

    base_iri: ends in ``/``; laws: IRI and title of the national laws that plans rest on.
    """
    return _Plan(index, seed, Iris(base_iri), laws).city()


class _Plan(Author):
    """Writes one plan, part by part."""

    def __init__(self, index: int, seed: int, iris: Iris, laws: Sequence[tuple[str, str]]) -> None:
        super().__init__(index, seed, iris, laws)
        self.projects: list[Project] = []

    def city(self) -> City:
        self._plans()
        measures = self._frame()
        old = self._old_projects()
        self._projects(measures, old)
        for chapter in (survey, history, council, glossary):
            chapter(self)
        document = self.draft.finish()
        writer = Writer({document.name: document}, self.iris)
        self.draft.state(writer)
        derived(self, writer)
        graph = self.iris.document(document.name)
        for predicate, value in (
            (terms.TYPE, node(terms.DOCUMENT)),
            (terms.LABEL, literal(document.title)),
            (terms.DCTERMS + "title", literal(document.title)),
            (terms.DCTERMS + "identifier", literal(document.name)),
            (terms.DCTERMS + "format", literal(document.media_type)),
            (terms.SHA256, literal(document.sha256)),
            (terms.ISSUED, literal("令和8年3月")),
            (terms.DCTERMS + "subject", node(self.plan)),
        ):
            writer.raw(graph, predicate, value, graph)
        stated = list(writer.quads)
        found = units(stated, {document.name: document}, writer)  # describes the passages that are only searched
        return City(
            self.city_name,
            self.plan_name,
            {name: self._unit(name) for name in self.departments},
            self.projects,
            list(writer.quads),
            found,
        )

    def _unit(self, name: str) -> str:
        return self.iris.of("unit", f"{self.city_name} {name}")

    def _plans(self) -> None:
        draft, iris = self.draft, self.iris
        draft.heading(1, self.plan_name)
        place = draft.line(f"{self.plan_name}は、{self.city_name}が令和8年度から令和12年度までを期間として定める。")
        issuer = iris.of("organization", self.city_name)
        for plan, name, years in ((self.plan, self.plan_name, _NOW), (self.old_plan, self.old_name, _BEFORE)):
            if plan is self.old_plan:
                place = draft.line(f"前の計画は、令和3年度から令和7年度までの{name}である。")
                draft.link(self.plan, terms.REPLACES, plan, place)
            draft.link(plan, terms.TYPE, terms.PLAN, place)
            draft.name(plan, name, place)
            draft.say(plan, terms.LEVEL, "市", place)
            draft.link(plan, terms.PERIOD_START, iris.year(years[0]), place)
            draft.link(plan, terms.PERIOD_END, iris.year(years[-1]), place)
            draft.link(issuer, terms.TYPE, terms.ORGANIZATION, place)
            draft.name(issuer, self.city_name, place)
            draft.link(plan, terms.ISSUER, issuer, place)
        draft.heading(2, "計画の位置付け")
        for law, title in self.random.sample(list(self.laws), 3):
            place = draft.line(f"{title}に基づき、{self.city_name}が定める計画である。")
            draft.link(law, terms.TYPE, terms.LAW, place)
            draft.name(law, title, place)
            draft.link(self.plan, terms.BASED_ON, law, place)
        for name, level, relation in words().upper_plans:
            place, upper = draft.line(f"{level}の{name}と整合を図る。"), iris.of("plan", name)
            draft.link(upper, terms.TYPE, terms.PLAN, place)
            draft.name(upper, name, place)
            draft.say(upper, terms.LEVEL, level, place)
            draft.link(self.plan, terms.NS + relation, upper, place)
        self.prose()

    def _frame(self) -> list[str]:
        """Write 基本理念, 目指す姿 and 基本取組 with their goals; return the IRIs of the last."""
        draft, made = self.draft, []
        draft.heading(2, "計画の体系")
        principle = f"{self.city_name}の暮らしを、仕組みから軽く"
        self._element("principle", principle, "", "", draft.line(f"基本理念：{principle}"))
        visions = self.random.sample(words().visions, 2)
        measures = self.random.sample(words().measures, 4)
        for number, (name, text) in zip(_CIRCLED, visions, strict=False):
            place = draft.line(f"目指す姿{number} {name}")
            iri = self._element("vision", name, number, "目指す姿", place)
            draft.say(iri, terms.DEFINITION, text, draft.line(text))
            for (measure, about), its in list(zip(measures, _CIRCLED, strict=False))[number == "②" :: 2]:
                place = draft.line(f"基本取組{its} {measure}")
                made.append(self._element("measure", measure, its, "基本取組", place))
                draft.link(made[-1], terms.PARENT, iri, place)
                draft.say(made[-1], terms.DEFINITION, about, draft.line(about))
        for iri in made:
            goals = sorted(self.random.sample(range(1, 18), 3))
            place = draft.line("関連するSDGs：" + "、".join(f"ゴール{goal}" for goal in goals))
            self.goals[iri] = goals, place
            for goal in goals:
                draft.link(iri, terms.SDG_RELATION, f"{terms.SDG}{goal}", place)
        self.prose()
        return made

    def _element(self, kind: str, name: str, number: str, head: str, place: Span) -> str:
        draft, iri = self.draft, self.iris.of("frame", self.plan_name, kind, name)
        draft.link(iri, terms.TYPE, terms.FRAME_CLASSES[kind], place)
        draft.link(iri, terms.TYPE, terms.FRAME, place)
        draft.name(iri, name, place)
        draft.link(iri, terms.IN_PLAN, self.plan, place)
        if number:
            draft.say(iri, terms.NUMBER, number, place)
            draft.name(iri, f"{head}{number}", place)
        return iri

    def _mention(self, iri: str, plan: str, name: str, number: str, place: Span) -> None:
        draft = self.draft
        draft.link(iri, terms.TYPE, terms.PROJECT, place)
        draft.link(iri, terms.IN_PLAN, plan, place)
        draft.name(iri, name, place)
        draft.say(iri, terms.NUMBER, number, place)

    def _responsible(self, iri: str, department: str, place: Span) -> None:
        draft, unit = self.draft, self._unit(department)
        draft.link(unit, terms.TYPE, terms.UNIT, place)
        draft.name(unit, f"{self.city_name} {department}", place)
        draft.say(unit, terms.ALT_LABEL, department, place)
        draft.link(iri, terms.RESPONSIBLE, unit, place)

    def _old_projects(self) -> list[tuple[str, str]]:
        draft, random = self.draft, self.random
        draft.heading(2, "前の計画の振り返り")
        names = list(dict.fromkeys(project_name(random) for _ in range(_OLD_PROJECTS)))
        states = ["終了" if random.random() < 0.3 else "継続" for _ in names]
        rows = [
            (
                f"{number}",
                name,
                random.choice(self.departments),
                state,
                random.choice(words().remarks) if state == "終了" else "",
            )
            for number, (name, state) in enumerate(zip(names, states, strict=True), start=1)
        ]
        old = []
        places = draft.table([("番号", "事業", "主管課", "継続・終了", "備考"), *rows])[1:]
        for (number, name, department, state, remark), place in zip(rows, places, strict=True):
            iri = self.iris.of("project", self.old_name, name)
            self._mention(iri, self.old_plan, name, number, place)
            self._responsible(iri, department, place)
            draft.say(iri, terms.STATUS, state, place)
            if remark:
                draft.say(iri, terms.REMARK, remark, place)
                draft.say(iri, terms.END_REASON, remark, place)
            else:
                old.append((iri, name))
            self.projects.append(Project(iri, name, self.old_name, department))
        self.prose()
        return old

    def _projects(self, measures: list[str], old: list[tuple[str, str]]) -> None:
        draft, random = self.draft, self.random
        draft.heading(2, "事業の一覧")
        taken = {project.name for project in self.projects}
        names = [name for name in dict.fromkeys(project_name(random) for _ in range(_PROJECTS)) if name not in taken]
        lines = []
        for position, name in enumerate(names):
            group = position * len(measures) // len(names)
            before = old[position] if position < len(old) and random.random() < 0.7 else None
            lines.append((f"{_CIRCLED[group]}-{position + 1}", name, random.choice(self.departments), group, before))
        table = [(number, name, department, "継続" if old else "新規") for number, name, department, _, old in lines]
        places = draft.table([("番号", "事業", "主管課", "区分"), *table])[1:]
        for line, place in zip(lines, places, strict=True):
            self._project(*line, place, measures)
        draft.heading(2, "主管課ごとの事業")
        places = draft.table([("主管課", "番号", "事業"), *((line[2], line[0], line[1]) for line in lines)])[1:]
        for (number, name, department, *_), place in zip(lines, places, strict=True):
            iri = self.iris.of("project", self.plan_name, name)
            self._mention(iri, self.plan, name, number, place)
            self._responsible(iri, department, place)

    def _project(
        self,
        number: str,
        name: str,
        department: str,
        group: int,
        before: tuple[str, str] | None,
        place: Span,
        measures: list[str],
    ) -> None:
        draft, random, iri = self.draft, self.random, self.iris.of("project", self.plan_name, name)
        self._mention(iri, self.plan, name, number, place)
        self._responsible(iri, department, place)
        draft.link(iri, terms.GROUP, measures[group], place)
        draft.say(iri, terms.NOVELTY, "継続" if before else "新規", place)
        self.handed.append((iri, name, measures[group], place))
        if before:
            draft.link(iri, terms.SUCCEEDS, before[0], place)
            draft.say(iri, terms.OLD_NAME, before[1], place)
            if random.random() < 0.4:
                draft.say(iri, terms.RENAMED, True, place)
        heading = draft.heading(3, f"{number} {name}")
        self._mention(iri, self.plan, name, number, heading)
        if random.random() < 0.25:
            variant = name.replace("の", " の", 1)
            self._mention(iri, self.plan, name, number, again := draft.line(f"{number} {variant}"))
            draft.name(iri, variant, again)
            self.disputed.append((iri, name, [(name, heading), (variant, again)]))
        again = draft.line(f"主管課 {department}")
        self._responsible(iri, department, again)
        texts = (
            (terms.SUMMARY, f"{name}を{department}が行い、{random.choice(words().gains)}。"),
            (terms.CURRENT_STATE, f"{random.choice(words().things)}は{random.choice(words().states)}。"),
            (terms.IDEAL_STATE, f"{random.choice(words().ideals)}。"),
            *(
                (terms.INITIATIVE, f"{thing}の{random.choice(words().acts)}")
                for thing in random.sample(words().things, 2)
            ),
        )
        for predicate, text in texts:
            draft.say(iri, predicate, text, draft.line(text))
        targets: dict[tuple[str, int], str] = {}
        for index in sorted(random.sample(range(len(words().indicators)), 2)):
            targets |= self._indicator(iri, *words().indicators[index])
        for year, activity in list(zip(_NOW, random.sample(words().activities, 2), strict=False)):
            entry = f"{self.iris.base}schedule/{iri.split('/project/', 1)[1]}/{year}/{activity}"
            there = draft.line(f"R{year - 2018} {activity}")
            draft.link(entry, terms.TYPE, terms.SCHEDULE, there)
            draft.link(entry, terms.FISCAL_YEAR, self.iris.year(year), there)
            draft.say(entry, terms.ACTIVITY, activity, there)
            draft.link(iri, terms.HAS_SCHEDULE, entry, there)
        self.projects.append(Project(iri, name, self.plan_name, department, targets))

    def _indicator(self, project: str, name: str, kind: str, unit: str) -> dict[tuple[str, int], str]:
        """Write an indicator with a target each year; return the targets."""
        draft, random = self.draft, self.random
        first, step = random.randint(5, 40), random.randint(1, 12)
        values = {year: f"{first + step * position}{unit}" for position, year in enumerate(_NOW)}
        place = draft.line("\t".join([name, *(f"R{year - 2018} {value}" for year, value in values.items())]))
        iri = f"{self.iris.base}indicator/{project.split('/project/', 1)[1]}/{kind}/{name}"
        draft.link(iri, terms.TYPE, terms.INDICATOR, place)
        draft.name(iri, name, place)
        draft.say(iri, terms.INDICATOR_KIND, kind, place)
        draft.link(project, terms.HAS_INDICATOR, iri, place)
        for year, value in values.items():
            target, number = f"{iri}/{year}", numeric(value)
            draft.link(target, terms.TYPE, terms.TARGET, place)
            draft.link(target, terms.OF_INDICATOR, iri, place)
            draft.link(target, terms.FISCAL_YEAR, self.iris.year(year), place)
            draft.say(target, terms.VALUE, value, place)
            if number is not None:
                draft.say(target, terms.NUMERIC_VALUE, number, place)
        return {(name, year): value for year, value in values.items()}
