"""Every plan, set and condition can be said: what it means, and questions that ask for it."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from pathlib import Path

import pytest

from graph.revisions.repository import Repository
from ontology import terms as t
from service.answering import operators, plan
from service.answering.engine import Answerer
from service.answering.knows.schema import Step
from service.answering.operators.things import Things
from service.answering.plan.conditions import Has, HowMany, Is, Not, Only
from service.answering.plan.sets import All, Named, Via, Where
from service.answering.say import phrase, question
from service.answering.say.nouns import sayings
from service.answering.say.plans import SAYABLE
from service.answering.say.sets import SAID
from service.evaluation.drawn_plans import KINDS
from service.evaluation.law import share, table, tried

_NO_NODES = {"Pattern", "Query", "Condition"}
_LEAST = 0.7  # of the rendered questions of the samples that are read back, with the weights as they are


@pytest.fixture(scope="module")
def samples(samples_data: Path) -> Answerer:
    """An answerer over the samples."""
    return Answerer(Repository(samples_data).open())


def classes(package: object) -> dict[str, type]:
    """Return the data classes of a package's modules."""
    found = {}
    for module in pkgutil.iter_modules(package.__path__):  # type: ignore[attr-defined]
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")  # type: ignore[attr-defined]
        for name, value in vars(loaded).items():
            if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == loaded.__name__:
                found[name] = value
    return found


def test_every_operator_is_said() -> None:
    plans = {n for package in (operators, plan) for n, value in classes(package).items() if hasattr(value, "run")}
    assert plans <= SAYABLE
    assert {name.split(".")[0] for name in sayings()["plans"]} == SAYABLE


def test_every_set_and_condition_is_said() -> None:
    nodes = {name for name, value in classes(plan).items() if hasattr(value, "pattern")} - _NO_NODES
    assert nodes <= SAID


def _plan(answerer: Answerer) -> str:
    current = answerer.tools.knowledge.current
    assert current is not None
    return current


def test_conditions_go_before_their_noun(samples: Answerer) -> None:
    known = samples.tools.knowledge
    unit = next(e for e in known.of(t.UNIT) if e.label == "情報政策課")
    mine, theirs = (
        Has((Step(t.IN_PLAN),), Named(t.PLAN, (_plan(samples),))),
        Has((Step(t.RESPONSIBLE),), Named(t.UNIT, (unit.iri,))),
    )
    new, some = Is((Step(t.NOVELTY),), ("新規",)), HowMany((Step(t.RESPONSIBLE),), ">=", 2)
    said = {
        (mine, theirs, new): "で情報政策課が主管する新規の事業",
        (mine, Not(theirs)): "で情報政策課が主管していない事業",
        (mine, Only((Step(t.RESPONSIBLE),), Named(t.UNIT, (unit.iri,)))): "で情報政策課だけが主管する事業",
        (mine, some): "で主管課が2つ以上の事業",
    }
    for conditions, words in said.items():
        assert phrase(Things(Where(All(t.PROJECT), conditions)), samples.tools).endswith(words)


def test_a_property_without_words_of_its_own_is_said_by_its_label(samples: Answerer) -> None:
    council = samples.tools.knowledge.of(t.COUNCIL)[0]
    path = (Step(t.NS + "establishedBy"),)
    assert (
        phrase(Things(Via(Named(t.COUNCIL, (council.iri,)), path, t.LAW)), samples.tools)
        == f"{council.label}の設置の根拠"
    )


def test_at_least_two_wordings_of_every_kind(samples: Answerer) -> None:
    found = list(tried(samples.tools, len(KINDS), seed=3))
    asked: dict[object, set[str]] = {}
    for one in found:
        asked.setdefault(one.drawn.plan, set()).add(one.question)
    assert all(len(questions) >= 2 for questions in asked.values())
    assert all(question(plan_, samples.tools) for plan_ in asked)


def test_what_is_said_is_read_back(samples: Answerer) -> None:
    found = list(tried(samples.tools, 80, seed=7))
    assert share(found) >= _LEAST, "\n".join(table(found))
