"""The 体系 of one plan: its frame elements as a tree with the 事業 under them, and what the plan rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.sparql.queryable import Queryable
from ontology import terms
from service.select_rows import select, values
from service.views.plan_projects import PlanProject, Said, by_subject
from service.views.project_numbers import number_order

_ELEMENTS = """SELECT ?s ?p ?o WHERE {{ ?s a kk:FrameElement ; kk:inPlan {plan} ; ?p ?o
  FILTER(?p IN (rdf:type, skos:prefLabel, kk:number, kk:parent, skos:definition)) }}"""
_GOALS = """SELECT DISTINCT ?s ?o WHERE {{
  ?s a kk:FrameElement ; kk:inPlan {plan} ; kk:contributesTo/skos:notation ?o }}"""
_CLASSES = """SELECT ?s ?o WHERE { ?s rdfs:subClassOf kk:FrameElement ; rdfs:label ?o FILTER(LANG(?o) = "ja") }"""
_BASIS = """SELECT DISTINCT ?word ?o ?name ?level ?law ?planned WHERE {{ {plan} ?p ?o
  FILTER(?p IN (kk:basedOn, kk:alignedWith, kk:supports, kk:cooperatesWith, dcterms:replaces))
  ?o skos:prefLabel ?name . ?p rdfs:label ?word FILTER(LANG(?word) = "ja")
  BIND(EXISTS {{ ?o a kk:Plan }} AS ?planned)
  OPTIONAL {{ ?o kk:level ?level }} OPTIONAL {{ ?o eli:is_part_of/skos:prefLabel ?law }} }}"""

# From the top of a plan down; what is no step of the way to a 事業 comes last.
_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            terms.PRINCIPLE,
            terms.VISION,
            terms.POLICY,
            terms.MEASURE,
            terms.PROGRAMME,
            terms.PRIORITY,
            terms.COMMON,
            terms.FUTURE,
        )
    )
}
BESIDE = frozenset({terms.COMMON, terms.FUTURE})


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a plan's frame. kind: its class; kind_name: in Japanese; goals: numbers of SDGs that it states."""

    iri: str
    kind: str
    kind_name: str
    name: str
    number: str | None
    about: str | None
    parents: tuple[str, ...]
    goals: frozenset[int]


@dataclass(frozen=True, slots=True)
class Node:
    """An element with what stands under it."""

    element: Element
    children: tuple[Node, ...]
    projects: tuple[PlanProject, ...]

    @property
    def total(self) -> int:
        """How many different 事業 stand in it or below."""
        return len(self.iris())

    def first(self) -> tuple[tuple[int, int, str], ...]:
        """Return where the first number in it and below stands: the place of an element that has no number itself."""
        own = [number_order(project.number) for project in self.projects]
        return min([*own, *(child.first() for child in self.children)], default=number_order(None))

    def elements(self) -> frozenset[str]:
        """Return the elements in it and below, itself among them."""
        return frozenset((self.element.iri,)).union(*(child.elements() for child in self.children))

    def iris(self) -> frozenset[str]:
        """Return the 事業 in it and below."""
        own = frozenset(project.iri for project in self.projects)
        return own.union(*(child.iris() for child in self.children))


@dataclass(frozen=True, slots=True)
class Basis:
    """A law or plan that the plan rests on. words: the relations; level: of a plan, 国, 県 or 市."""

    iri: str
    name: str
    words: tuple[str, ...]
    law: bool
    level: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The 体系. roots: elements under none; beside: 共通事項 and the like; loose: 事業 that stand under no element."""

    roots: tuple[Node, ...]
    beside: tuple[Element, ...]
    loose: tuple[PlanProject, ...]


def read_elements(store: Queryable, plan: str) -> tuple[Element, ...]:
    """Return the elements of a plan's frame from the top down; raises ValueError where `plan` is no IRI."""
    inside = {"plan": values([plan])}
    called = {row["s"]: row["o"] for row in select(store, _CLASSES)}
    goals: dict[str, set[int]] = defaultdict(set)
    for row in select(store, _GOALS.format(**inside)):
        goals[row["s"]].add(int(row["o"]))
    said: Said = by_subject(select(store, _ELEMENTS.format(**inside)))
    found = []
    for iri, about in said.items():
        kind = min((kind for kind in about["type"] if kind in _ORDER), key=_ORDER.__getitem__, default=terms.FRAME)
        found.append(
            Element(
                iri,
                kind,
                called.get(kind, "体系の要素"),
                next(iter(about["prefLabel"]), iri.rpartition("/")[2]),
                next(iter(about["number"]), None),
                max(about["definition"], key=len, default=None),
                tuple(about["parent"]),
                frozenset(goals[iri]),
            )
        )
    return tuple(sorted(found, key=_element_order))


def frame_of(elements: Sequence[Element], projects: Sequence[PlanProject], *, empty: bool = True) -> Frame:
    """Return the tree of a plan's elements and 事業. empty: whether elements without a 事業 stay in it."""
    known = {element.iri for element in elements}
    children: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        for parent in element.parents:
            children[parent].append(element)
    under: dict[str, list[PlanProject]] = defaultdict(list)
    for project in projects:
        for group in project.groups:
            under[group].append(project)

    def node(element: Element, above: frozenset[str]) -> Node:
        # Documents that disagree could make a circle: nothing stands under itself.
        way = above | {element.iri}
        below = sorted((node(child, way) for child in children[element.iri] if child.iri not in way), key=_order)
        return Node(element, tuple(each for each in below if empty or each.total), tuple(under[element.iri]))

    tops = [
        node(element, frozenset())
        for element in elements
        if element.kind not in BESIDE and not known.intersection(element.parents)
    ]
    reached = frozenset().union(*(top.elements() for top in tops))
    return Frame(
        tuple(top for top in sorted(tops, key=_order) if empty or top.total or top.element.kind == terms.PRINCIPLE),
        tuple(element for element in elements if element.kind in BESIDE),
        tuple(project for project in projects if not reached.intersection(project.groups)),
    )


def read_basis(store: Queryable, plan: str) -> tuple[Basis, ...]:
    """Return the laws and plans that a plan rests on, laws first; an article with the name of its law."""
    found: dict[str, Basis] = {}
    for row in sorted(select(store, _BASIS.format(plan=values([plan]))), key=lambda row: row["word"]):
        law, name = row.get("law"), row["name"]
        before = found.get(row["o"])
        found[row["o"]] = Basis(
            row["o"],
            name if law is None or law in name else f"{law} {name}",
            tuple(dict.fromkeys((*(before.words if before else ()), row["word"]))),
            row["planned"] != "true",
            row.get("level"),
        )
    return tuple(sorted(found.values(), key=lambda basis: (not basis.law, basis.name)))


def _order(node: Node) -> tuple[object, ...]:
    kind, number, *name = _element_order(node.element)
    return (kind, number, node.first(), *name)


def _element_order(element: Element) -> tuple[object, ...]:
    return (_ORDER.get(element.kind, len(_ORDER)), number_order(element.number), element.name, element.iri)
