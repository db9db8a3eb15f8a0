"""What a model may name beside marks: the classes, relations and properties of a revision, by short names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.operators.attribute import SILENT
from service.answering.step_interface import Tools
from service.model_reading.plan_errors import NoPath, UnknownName, WrongKind

LONGEST_PATH = 3
_SHARED = frozenset({t.IN_PLAN, t.FISCAL_YEAR, t.ISSUER, t.OCCURRED_IN, t.PERIOD_START, t.PERIOD_END})
_BACK = "^"
_LOCAL = re.compile(r"[^/#:]*$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """classes, properties: short name → IRI; relations: class → name with its direction → step and the classes that it
    leads to; bearers: property → classes whose things bear it; labels: IRI → Japanese."""

    classes: Mapping[str, str]
    properties: Mapping[str, str]
    relations: Mapping[str, Mapping[str, tuple[Step, frozenset[str]]]]
    bearers: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]

    def kind(self, name: str) -> str:
        """Return a class by its short name; raises UnknownName."""
        if name not in self.classes:
            raise UnknownName("class")
        return self.classes[name]

    def property(self, name: str, kind: str) -> str:
        """Return a property that things of a class bear, by its short name; raises UnknownName, WrongKind."""
        if name not in self.properties:
            raise UnknownName("property")
        if kind not in self.bearers[self.properties[name]]:
            raise WrongKind("property")
        return self.properties[name]

    def path(self, kind: str, names: Iterable[str]) -> tuple[Path, frozenset[str]]:
        """Return the path from a class by the names of its relations, and the classes that it ends in.

        Raises UnknownName, and NoPath where the relations do not meet or go there and back again.
        """
        here: frozenset[str] = frozenset({kind})
        path: list[Step] = []
        for name in names:
            if not any(name in known for known in self.relations.values()):
                raise UnknownName("relation")
            found = [self.relations[one][name] for one in here if name in self.relations.get(one, {})]
            if not found:
                raise NoPath("relation")
            step = found[0][0]
            if path and path[-1] == Step(step.property, not step.inverse):
                raise NoPath("there and back again")
            path.append(step)
            here = frozenset().union(*(ends for _, ends in found))
        return tuple(path), here

    def to_json(self) -> dict[str, Any]:
        """Return the vocabulary as the model is shown it: names and labels of kinds of things, and of no thing."""
        short = {iri: name for name, iri in self.classes.items()}
        relations = [
            {"from": short[kind], "relation": name, "to": sorted(short[end] for end in ends)}
            | ({"label": label} if (label := self.labels.get(step.property)) and not step.inverse else {})
            for kind, steps in self.relations.items()
            for name, (step, ends) in steps.items()
        ]
        properties = [
            {"property": name, "label": self.labels.get(iri, name), "of": sorted(short[c] for c in self.bearers[iri])}
            for name, iri in self.properties.items()
        ]
        classes = {name: self.labels.get(iri, name) for name, iri in self.classes.items()}
        return {"classes": classes, "relations": relations, "properties": properties}


def vocabulary(tools: Tools) -> Vocabulary:
    """Return what a model may name of a revision."""
    known = tools.knowledge
    kinds = frozenset(known.by_type)
    classes = _short(sorted(kinds))
    relations: dict[str, dict[str, tuple[Step, frozenset[str]]]] = {}
    edges = [(a, step, b) for a, step, b in tools.schema.steps() if a in kinds and b in kinds]
    names = {iri: name for name, iri in _short(sorted({step.property for _, step, _ in edges})).items()}
    for start, step, end in edges:
        if step.inverse and step.property in _SHARED:
            continue  # what everything shares leads nowhere
        steps = relations.setdefault(start, {})
        name = (_BACK if step.inverse else "") + names[step.property]
        before = steps[name][1] if name in steps else frozenset()
        steps[name] = (step, before | {end})
    bearers = {
        prop: frozenset(owners) & kinds
        for prop, owners in known.domains.items()
        if prop not in SILENT and prop in known.class_labels and kinds & set(owners)
    }
    return Vocabulary(classes, _short(sorted(bearers)), relations, bearers, known.class_labels)


def _short(iris: Iterable[str]) -> dict[str, str]:
    """Return IRIs by the ends of them, numbered where several end alike."""
    found: dict[str, str] = {}
    for iri in iris:
        match = _LOCAL.search(iri)
        stem = (match[0] if match else "") or "x"
        name, number = stem, 2
        while name in found:
            name, number = f"{stem}{number}", number + 1
        found[name] = iri
    return found
