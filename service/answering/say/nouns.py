"""What things, classes, years and properties are called where a plan is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph.japanese import era_long, fold
from ontology import terms as t
from service.answering.step_interface import Tools

SAYINGS = Path(__file__).with_name("sayings.yaml")
_DRAFT = re.compile(r"[(（]案[)）]")


@cache
def sayings() -> Mapping[str, Any]:
    """Return the vocabulary of what is said, as the file has it."""
    data: Mapping[str, Any] = yaml.safe_load(SAYINGS.read_text(encoding="utf-8"))
    return data


def pick(ways: Sequence[str] | str, way: int) -> str:
    """Return one of several wordings: the way-th, going round."""
    return ways if isinstance(ways, str) else ways[way % len(ways)]


def local(iri: str) -> str:
    """Return the last part of a vocabulary's IRI."""
    return re.split(r"[#/]", iri)[-1]


def kind(iri: str, tools: Tools, way: int = 0) -> str:
    """Return what things of a class are called."""
    own = sayings()["kinds"].get(local(iri))
    return pick(own, way) if own else tools.knowledge.class_labels.get(iri, "もの")


def word_of(prop: str, tools: Tools) -> str:
    """Return what a property is called: by its label."""
    return tools.knowledge.class_labels.get(prop, local(prop))


def plan_name(iri: str, tools: Tools) -> str:
    """Return what a plan is called, without the remark that it is a draft."""
    entity = tools.knowledge.entities.get(iri)
    return _DRAFT.sub("", entity.label) if entity else local(iri)


def name(iri: str, tools: Tools) -> str:
    """Return what a thing is called: with its plan or its owner where namesakes have others."""
    known = tools.knowledge
    entity = known.entities.get(iri)
    if entity is None:
        return f"「{local(iri)}」"
    if entity.type == t.PLAN:
        return plan_name(iri, tools)
    if entity.type == t.GOAL and entity.numbers:
        return f"SDGsの目標{entity.numbers[0]}"
    if entity.type == t.YEAR and entity.numbers:
        return era_long(int(entity.numbers[0]))
    if local(entity.type) in sayings()["bare"]:
        return entity.label
    said = f"「{entity.label}」"
    breakdown = "・".join(entity.texts.get(t.BREAKDOWN, ()))
    if breakdown:
        said = f"「{entity.label}（{breakdown}）」"
    if entity.type in t.FRAME_CLASSES.values():
        said = kind(entity.type, tools) + said
    same = [e for e in tools.catalogue.names(entity.type).called(fold(entity.label)) if e.iri != iri]
    same = [e for e in same if e.texts.get(t.BREAKDOWN) == entity.texts.get(t.BREAKDOWN)]
    if not same:
        return said
    owners = [known.entities[own] for own in entity.parts.get(t.PROJECT, ()) if own in known.entities]
    if entity.type == t.INDICATOR and owners:
        return f"{name(owners[0].iri, tools)}の{said}"
    if entity.plan and any(e.plan != entity.plan for e in same):
        return f"{plan_name(entity.plan, tools)}の{said}"
    return said


def names(iris: Sequence[str], tools: Tools, way: int = 0) -> str:
    """Return what several things are called, joined."""
    _ = way
    return "と".join(name(iri, tools) for iri in iris)


def years(of: Sequence[int | None]) -> str:
    """Return fiscal years as words that go before a noun: 令和8年度の, 令和8年度から令和12年度までの."""
    found = [year for year in of if year is not None]
    if not found:
        return ""
    if len(found) > 2 and list(found) == list(range(found[0], found[-1] + 1)):
        return f"{era_long(found[0])}から{era_long(found[-1])}までの"
    return "と".join(era_long(year) for year in found) + "の"


def amount(number: float, operator: str, unit: str) -> str:
    """Return a number with how a figure compares with it: 50%以上."""
    plain = f"{number:.4f}".rstrip("0").rstrip(".")
    said: str = sayings()["signs"][operator].format(plain + unit)
    return said
