"""A plan's 体系, its 事業 by conditions, and what became of the 事業 before, over the small graph."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ontology import terms
from service.views.plan_facets import PRIORITY, Choice, choices, kept
from service.views.plan_frame import Frame, frame_of, read_elements
from service.views.plan_list import plan_named, read_plans
from service.views.plan_overview import PlanOverview, read_overview
from service.views.plan_projects import read_plan_projects
from tests import small_graph as small


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return small.store()


def overview(store: ox.Store, iri: str) -> PlanOverview:
    plans = read_plans(store)
    plan = plan_named(plans, iri)
    assert plan is not None
    return read_overview(store, plan, plans)


def add(store: ox.Store, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
    store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, ox.DefaultGraph()))


def element(store: ox.Store, path: str, kind: str, label: str, parent: str | None = None) -> str:
    iri = small.iri(f"frame/x/{path}")
    add(store, iri, terms.TYPE, ox.NamedNode(kind))
    add(store, iri, terms.TYPE, ox.NamedNode(terms.FRAME))
    add(store, iri, terms.LABEL, ox.Literal(label))
    add(store, iri, terms.IN_PLAN, ox.NamedNode(small.PLAN))
    if parent:
        add(store, iri, terms.PARENT, ox.NamedNode(parent))
    return iri


def tree(frame: Frame) -> list[tuple[str, int, list[str]]]:
    return [(root.element.name, root.total, [child.element.name for child in root.children]) for root in frame.roots]


def test_the_newest_plan_comes_first(store: ox.Store) -> None:
    assert [(plan.title, plan.period, plan.projects) for plan in read_plans(store)] == [
        ("海辺市DX推進計画（案）", "R8〜R12", 3),
        ("海辺市ICT計画", "R3〜R7", 2),
    ]


@pytest.mark.parametrize("wanted", ["海辺市ICT計画", small.OLD, "海辺市ＩＣＴ計画"])
def test_a_plan_is_found_by_iri_or_name(store: ox.Store, wanted: str) -> None:
    plan = plan_named(read_plans(store), wanted)
    assert plan is not None and plan.iri == small.OLD


def test_no_plan_is_taken_for_an_unknown_one(store: ox.Store) -> None:
    assert plan_named(read_plans(store), "どこにもない計画") is None
    assert plan_named((), "") is None


def test_projects_say_whose_they_are_and_where_they_stand(store: ox.Store) -> None:
    first, second, third = read_plan_projects(store, small.PLAN)
    assert (first.number, first.name, first.kind) == ("①-1", "窓口のオンライン申請", "新規")
    assert set(first.units) == {"デジタル推進課", "市民課"}
    assert (first.goals, first.stated_goals) == (frozenset({9}), frozenset())
    assert [kin.name for kin in first.before] == ["紙の窓口申請"]
    assert (second.number, third.number) == ("1-2", "1-10")


def test_a_goal_that_a_passage_states_is_told_from_a_derived_one() -> None:
    store = small.store()
    stated = ox.Quad(
        ox.NamedNode(small.P2),
        ox.NamedNode(terms.SDG_RELATION),
        ox.NamedNode(small.GOAL),
        ox.NamedNode(small.passage("p2")),
    )
    store.add(stated)
    _, second, _ = read_plan_projects(store, small.PLAN)
    assert (second.goals, second.stated_goals) == (frozenset({9}), frozenset({9}))


def test_fates_of_the_plan_before(store: ox.Store) -> None:
    new = overview(store, small.PLAN)
    assert not new.fates.known
    [before] = new.before
    assert before.plan.iri == small.OLD
    assert [project.name for project in before.carried] == ["紙の窓口申請"]
    assert before.carried[0].end_reasons == ("利用が少ないため",)
    assert (before.ended, [project.name for project in before.unsaid]) == ((), ["統計の公開"])
    assert overview(store, small.OLD).fates == before


def test_the_tree_follows_parents_and_keeps_what_stands_nowhere() -> None:
    store = small.store()
    add(store, small.GROUP, terms.IN_PLAN, ox.NamedNode(small.PLAN))
    add(store, small.GROUP, terms.TYPE, ox.NamedNode(terms.FRAME))
    vision = element(store, "vision", terms.VISION, "行かない役所")
    empty = element(store, "empty", terms.VISION, "まだ何もない姿")
    add(store, small.GROUP, terms.PARENT, ox.NamedNode(vision))
    projects = read_plan_projects(store, small.PLAN)
    elements = read_elements(store, small.PLAN)
    whole = frame_of(elements, projects)
    # An element with a 事業 stands before one without, whatever their names.
    assert tree(whole) == [("行かない役所", 1, ["便利な窓口"]), ("まだ何もない姿", 0, [])]
    assert [project.name for project in whole.loose] == ["地図情報の公開", "避難の手助け"]
    assert empty not in {root.element.iri for root in frame_of(elements, projects, empty=False).roots}


def test_elements_that_stand_under_each_other_end() -> None:
    store = small.store()
    one = element(store, "one", terms.VISION, "一")
    element(store, "two", terms.MEASURE, "二", parent=one)
    top = element(store, "top", terms.VISION, "上")
    add(store, one, terms.PARENT, ox.NamedNode(small.iri("frame/x/two")))
    add(store, one, terms.PARENT, ox.NamedNode(top))
    assert tree(frame_of(read_elements(store, small.PLAN), ())) == [("上", 0, ["一"])]


def test_no_project_is_lost_where_elements_stand_only_under_each_other() -> None:
    store = small.store()
    one = element(store, "one", terms.VISION, "一")
    two = element(store, "two", terms.MEASURE, "二", parent=one)
    add(store, one, terms.PARENT, ox.NamedNode(two))
    add(store, small.P2, terms.GROUP, ox.NamedNode(two))
    frame = frame_of(read_elements(store, small.PLAN), read_plan_projects(store, small.PLAN))
    assert tree(frame) == []
    assert len(frame.loose) == 3


def test_what_a_plan_rests_on_by_relation() -> None:
    store = small.store()
    law, above = small.iri("law/x"), small.iri("plan/国の計画")
    add(store, law, terms.LABEL, ox.Literal("ある法律"))
    add(store, above, terms.TYPE, ox.NamedNode(terms.PLAN))
    add(store, above, terms.LABEL, ox.Literal("国の計画"))
    add(store, above, terms.LEVEL, ox.Literal("国"))
    for predicate, other in ((terms.BASED_ON, law), (terms.ALIGNED_WITH, above), (terms.SUPPORTS, above)):
        add(store, small.PLAN, predicate, ox.NamedNode(other))
    first, second = overview(store, small.PLAN).basis
    assert (first.name, first.law, first.level) == ("ある法律", True, None)
    assert (second.name, second.law, second.level, len(second.words)) == ("国の計画", False, "国", 2)


def test_conditions_leave_what_meets_all_of_them(store: ox.Store) -> None:
    projects = read_plan_projects(store, small.PLAN)
    assert len(kept(projects, {})) == 3
    assert [one.name for one in kept(projects, {"kind": "継続", "unit": "都市整備課"})] == ["地図情報の公開"]
    assert kept(projects, {"kind": "継続", "sdg": "9"}) == ()
    assert kept(projects, {"priority": PRIORITY}) == ()
    assert len(kept(projects, {"unknown": "x", "kind": ""})) == 3


def test_counts_keep_the_other_conditions(store: ox.Store) -> None:
    projects = read_plan_projects(store, small.PLAN)
    offered = choices(projects, {"kind": "継続"})
    assert offered["kind"] == (Choice("新規", 1), Choice("継続", 2))
    assert offered["unit"] == (Choice("危機管理課", 1), Choice("都市整備課", 1))
    assert offered["sdg"] == ()
    assert Choice("ない課", 0) in choices(projects, {"unit": "ない課"})["unit"]
