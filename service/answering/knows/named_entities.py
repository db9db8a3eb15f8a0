"""What the graph knows by name: entities with their labels and texts, read once for a revision.

The linker looks names up here; statements themselves are always asked of the graph by SPARQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows import declared_vocabulary
from service.answering.knows.declared_vocabulary import Further

Row = Mapping[str, str]
Select = Callable[[str], list[Row]]
"""Runs a SELECT and returns its rows: variable → IRI or literal text; unbound variables are absent."""

PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in t.PREFIXES.items())
NAMED = (
    *(t.PLAN, t.PROJECT, t.UNIT, t.ORGANIZATION, t.COUNCIL, t.POST, t.LAW, t.ARTICLE, t.GOAL, t.INDICATOR),
    *(t.TERM, t.EVENT, t.FIGURE, t.YEAR, *t.FRAME_CLASSES.values()),
)
TEXTS = {
    t.PROJECT: (t.SUMMARY, t.CURRENT_STATE, t.IDEAL_STATE, t.INITIATIVE, t.REMARK, t.END_REASON, t.NOTE),
    t.INDICATOR: (t.BREAKDOWN, t.UNDECIDED),
    t.FIGURE: (t.CONTEXT, t.AS_OF),
    t.TERM: (t.DEFINITION,),
    t.PLAN: (t.NOTE,),
    t.ARTICLE: (t.DEFINITION,),
    **{frame: (t.DEFINITION,) for frame in t.FRAME_CLASSES.values()},
}


@dataclass(slots=True)
class Entity:
    """A named thing. names: label first, then other spellings; texts: property → what is said; plan: IRI or None;
    place: how many of its class come before it."""

    iri: str
    type: str
    names: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    plan: str | None = None
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    place: int = 0

    @property
    def label(self) -> str:
        """Return the name that people read."""
        return self.names[0] if self.names else self.iri.rsplit("/", 1)[-1]

    def folded(self, properties: Iterable[str]) -> str:
        """Return the folded text of some properties, parted by line breaks."""
        return "\n".join(fold(text) for prop in properties for text in self.texts.get(prop, ()))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All entities of a revision, and the words of its classes.

    entities: IRI → entity; by_type: class IRI → entities; by_plan: class and plan → entities; class_words: folded
    word → class or property IRIs; property_words: the same the other way round; class_labels: class or property IRI →
    Japanese label; current, former: the plan being asked about and the one that it replaces (None where no plan has
    projects); periods: plan → first and last fiscal year; last_year: of all plans, 0 where there is none; contact: the
    unit to ask; places: folded names of the publishing bodies; place_lengths: of these names, longest first; sizes:
    plan → number of its projects; drafts: plans that are drafts; dates: plan → the date of the document that it is, as
    printed; further: what the vocabulary declares beyond all this; domains: property → classes whose things bear it;
    measured: indicators that have figures; stated_in: property of 事業 → plans in which it is stated;
    valued: short text → properties of 事業 whose value it is.
    """

    entities: dict[str, Entity]
    by_type: dict[str, list[Entity]]
    by_plan: dict[tuple[str, str | None], list[Entity]]
    class_words: dict[str, list[str]]
    property_words: dict[str, list[str]]
    class_labels: dict[str, str]
    current: str | None
    former: str | None
    periods: dict[str, tuple[int, int]]
    last_year: int
    contact: str | None
    places: frozenset[str]
    place_lengths: tuple[int, ...]
    sizes: dict[str, int]
    drafts: frozenset[str]
    dates: dict[str, str]
    further: Further
    domains: Mapping[str, tuple[str, ...]]
    measured: frozenset[str]
    stated_in: Mapping[str, frozenset[str]]
    valued: Mapping[str, tuple[str, ...]]

    def of(self, *types: str) -> Sequence[Entity]:
        """Return the entities of some classes; the same object for one class each time, not to be changed."""
        if len(types) == 1:
            return self.by_type.get(types[0], ())
        return [entity for kind in types for entity in self.by_type.get(kind, ())]

    def inside(self, plan: str | None, *types: str) -> Sequence[Entity]:
        """Return the entities of some classes that stand in a plan, or in none; all of them where no plan is given."""
        if plan is None:
            return self.of(*types)
        found = [self.standing_in(plan, kind) for kind in types]
        return found[0] if len(found) == 1 else [entity for part in found for entity in part]

    def standing_in(self, plan: str | None, kind: str) -> Sequence[Entity]:
        """Return the entities of a class that stand in a plan, or in none; those in none where no plan is given."""
        loose, own = self.by_plan.get((kind, None), ()), self.by_plan.get((kind, plan), ())
        if not own or plan is None:
            return self.of(kind) if len(loose) == len(self.of(kind)) else loose
        return sorted((*loose, *own), key=lambda entity: entity.place) if loose else own


def load(select: Select) -> Knowledge:
    """Return what the graph knows by name."""
    entities: dict[str, Entity] = {}
    declared = declared_vocabulary.load(select)
    values = " ".join(f"<{iri}>" for iri in (*NAMED, *declared.classes))
    for row in select(f"{PREFIXES}SELECT ?x ?c ?l WHERE {{ VALUES ?c {{ {values} }} ?x a ?c ; skos:prefLabel ?l }}"):
        entity = entities.setdefault(row["x"], Entity(row["x"], row["c"]))
        if row["l"] not in entity.names:
            entity.names.append(row["l"])
    for row in select(f"{PREFIXES}SELECT ?x ?l WHERE {{ ?x skos:altLabel ?l }}"):
        if row["x"] in entities and row["l"] not in entities[row["x"]].names:
            entities[row["x"]].names.append(row["l"])
    for row in select(f"{PREFIXES}SELECT ?x ?n WHERE {{ ?x kk:number|kk:articleNumber|skos:notation ?n }}"):
        if row["x"] in entities:
            entities[row["x"]].numbers.append(row["n"])
    for row in select(f"{PREFIXES}SELECT ?x ?p WHERE {{ ?x kk:inPlan ?p }}"):
        if row["x"] in entities:
            entities[row["x"]].plan = row["p"]
    _read_texts(select, entities)
    by_type: dict[str, list[Entity]] = defaultdict(list)
    by_plan: dict[tuple[str, str | None], list[Entity]] = defaultdict(list)
    for entity in entities.values():
        entity.place = len(by_type[entity.type])
        by_type[entity.type].append(entity)
        by_plan[entity.type, entity.plan].append(entity)
    words, labels = _class_words(select)
    current, former, periods = _plans(select, by_type)
    places = _places(by_type)
    property_words: dict[str, list[str]] = defaultdict(list)
    for word, iris in words.items():
        for iri in iris:
            property_words[iri].append(word)
    return Knowledge(
        entities=entities,
        by_type=dict(by_type),
        by_plan=dict(by_plan),
        class_words=words,
        property_words=dict(property_words),
        class_labels=labels,
        current=current,
        former=former,
        periods=periods,
        last_year=max((end for _, end in periods.values()), default=0),
        contact=_contact(select, current),
        places=places,
        place_lengths=tuple(sorted({len(place) for place in places}, reverse=True)),
        sizes=Counter(e.plan for e in by_type.get(t.PROJECT, ()) if e.plan),
        dates={
            row["p"]: row["d"]
            for row in select(
                f"{PREFIXES}SELECT ?p ?d WHERE {{ ?x dcterms:subject ?p ; dcterms:issued ?d }} ORDER BY ?d"
            )
        },
        drafts=frozenset(row["p"] for row in select(f"{PREFIXES}SELECT ?p WHERE {{ ?p kk:isDraft true }}")),
        further=declared,
        domains=_domains(select),
        stated_in=_stated_in(select),
        valued=_valued(select),
        measured=frozenset(
            row["i"] for row in select(f"{PREFIXES}SELECT DISTINCT ?i WHERE {{ ?t kk:ofIndicator ?i }}")
        ),
    )


def _domains(select: Select) -> dict[str, tuple[str, ...]]:
    """Return the classes whose things bear each property: what is stated, not what is declared."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in select("SELECT ?p ?c (COUNT(*) AS ?n) WHERE { ?s ?p ?o ; a ?c } GROUP BY ?p ?c ORDER BY DESC(?n)"):
        found[row["p"]][row["c"]] = None
    return {prop: tuple(classes) for prop, classes in found.items()}


def _stated_in(select: Select) -> dict[str, frozenset[str]]:
    """Return the plans whose 事業 bear each property."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in select(f"{PREFIXES}SELECT DISTINCT ?p ?plan WHERE {{ ?s a kk:Project ; kk:inPlan ?plan ; ?p ?o }}"):
        found[row["p"]].add(row["plan"])
    return {prop: frozenset(plans) for prop, plans in found.items()}


def _valued(select: Select) -> dict[str, tuple[str, ...]]:
    """Return the properties of 事業 by the short texts that are their values."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in select(
        f"{PREFIXES}SELECT DISTINCT ?p ?o WHERE {{ ?s a kk:Project ; ?p ?o "
        "FILTER(isLiteral(?o) && STRLEN(STR(?o)) < 5) }"
    ):
        found[row["o"]][row["p"]] = None
    return {text: tuple(properties) for text, properties in found.items()}


def _read_texts(select: Select, entities: dict[str, Entity]) -> None:
    properties = " ".join(f"<{prop}>" for prop in {prop for props in TEXTS.values() for prop in props})
    for row in select(f"SELECT ?x ?p ?o WHERE {{ VALUES ?p {{ {properties} }} ?x ?p ?o }}"):
        entity = entities.get(row["x"])
        if entity is not None and row["p"] in TEXTS.get(entity.type, ()):
            entity.texts[row["p"]].append(row["o"])
    for row in select(
        f"{PREFIXES}SELECT ?x ?s ?a ?y WHERE "
        "{ ?x kk:hasSchedule ?s . ?s kk:activity ?a . OPTIONAL { ?s kk:fiscalYear/skos:notation ?y } }"
    ):
        if row["x"] in entities:
            entities[row["x"]].texts[t.ACTIVITY].append(row["a"])
    for row in select(f"{PREFIXES}SELECT ?x ?i WHERE {{ ?x kk:hasIndicator ?i }}"):
        if row["x"] in entities:
            entities[row["x"]].parts[t.INDICATOR].append(row["i"])
            if row["i"] in entities:
                entities[row["i"]].parts[t.PROJECT].append(row["x"])
    for row in select(f"{PREFIXES}SELECT ?x ?g WHERE {{ ?x kk:group ?g }}"):
        if row["x"] in entities:
            entities[row["x"]].parts[t.GROUP].append(row["g"])
    for row in select(f"{PREFIXES}SELECT ?x ?q WHERE {{ GRAPH ?g {{ ?x a kk:Figure }} ?g kk:quote ?q }}"):
        if row["x"] in entities:
            entities[row["x"]].texts[t.QUOTE].append(row["q"])
    for row in select(f"{PREFIXES}SELECT ?x ?o WHERE {{ ?x kk:succeeds ?o }}"):
        if row["x"] in entities:
            entities[row["x"]].parts[t.SUCCEEDS].append(row["o"])


def _class_words(select: Select) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return what people call the classes and properties: a label before other words, a class before a property."""
    found: dict[str, list[tuple[bool, bool, str]]] = defaultdict(list)
    labels: dict[str, str] = {}
    for row in select(
        f"{PREFIXES}PREFIX owl: <http://www.w3.org/2002/07/owl#> "
        "SELECT ?c ?k ?p ?l WHERE { VALUES ?k { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?c a ?k . "
        "VALUES ?p { rdfs:label skos:prefLabel skos:altLabel } ?c ?p ?l FILTER(LANG(?l) != 'en') }"
    ):
        other = row["p"] == t.ALT_LABEL
        if not other:
            labels[row["c"]] = row["l"]
        found[fold(row["l"])].append((other, not row["k"].endswith("Class"), row["c"]))
    words = {word: list(dict.fromkeys(iri for _, _, iri in sorted(said))) for word, said in found.items()}
    return words, labels


def _plans(
    select: Select, by_type: dict[str, list[Entity]]
) -> tuple[str | None, str | None, dict[str, tuple[int, int]]]:
    periods: dict[str, list[int]] = defaultdict(list)
    for row in select(
        f"{PREFIXES}SELECT ?p ?y WHERE {{ ?p kk:periodStart|kk:periodEnd ?f . ?f skos:notation ?y }} ORDER BY ?y"
    ):
        periods[row["p"]].append(int(row["y"]))
    sizes: dict[str, int] = defaultdict(int)
    for project in by_type.get(t.PROJECT, ()):
        if project.plan:
            sizes[project.plan] += 1
    replaces = {
        row["n"]: row["o"]
        for row in select(f"{PREFIXES}SELECT ?n ?o WHERE {{ ?n dcterms:replaces ?o }}")
        if row["n"] in sizes
    }
    spans = {plan: (min(years), max(years)) for plan, years in periods.items()}
    if not sizes:
        return None, None, spans
    superseded = set(replaces.values())
    current = max(sizes, key=lambda plan: (plan not in superseded, spans.get(plan, (0, 0))[1], sizes[plan]))
    former = replaces.get(current)
    if former is None:
        others = [plan for plan in sizes if plan != current]
        former = max(others, key=lambda plan: spans.get(plan, (0, 0))[1], default=None)
    return current, former, spans


def _contact(select: Select, plan: str | None) -> str | None:
    """Return the unit that answers for the most projects of the current plan: whom to ask."""
    if plan is None:
        return None
    rows = select(
        f"{PREFIXES}SELECT ?l (COUNT(?x) AS ?n) WHERE {{ ?x kk:inPlan <{plan}> ; kk:responsible/skos:prefLabel ?l }} "
        "GROUP BY ?l ORDER BY DESC(?n) ?l LIMIT 1"
    )
    return rows[0]["l"] if rows else None


def _places(by_type: dict[str, list[Entity]]) -> frozenset[str]:
    """Return the folded names of the publishing bodies, with and without 市・県: words that tell nothing apart."""
    names = {fold(name) for entity in by_type.get(t.ORGANIZATION, ()) for name in entity.names}
    return frozenset(names | {name[:-1] for name in names if name[-1:] in "市区町村県" and len(name) > 2})
