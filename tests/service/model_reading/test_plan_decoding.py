"""Plans in JSON: what they come to, why others are not taken, and that nothing but words of the question is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from ontology import terms as t
from service.answering.engine import Answerer
from service.answering.reading.read import read
from service.model_reading import plan_errors as e
from service.model_reading.numbered_marks import NumberedMarks, numbered
from service.model_reading.plan_decoding import decoded
from service.model_reading.plan_schema import schema
from service.model_reading.plan_vocabulary import Vocabulary, vocabulary
from service.model_reading.prompt import messages
from tests.service.answering.harbour import answerer

PROJECTS: dict[str, Any] = {"set": "all", "class": "Project"}
INDICATORS: dict[str, Any] = {"set": "all", "class": "Indicator"}


def named(*marks: str) -> dict[str, Any]:
    return {"set": "named", "marks": list(marks)}


def where(of: dict[str, Any], *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"set": "where", "of": of, "conditions": list(conditions)}


def via(of: dict[str, Any], *path: str, **more: Any) -> dict[str, Any]:
    return {"set": "via", "of": of, "path": list(path), **more}


def has(*path: str, **more: Any) -> dict[str, Any]:
    return {"condition": "has", "path": list(path), **more}


def no(condition: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"condition": "not", "of": condition, **more}


def give(what: str, of: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"give": what, "of": of, **more}


OWN = has("responsible", ends=named("m1"))


@pytest.fixture(scope="module")
def harbour() -> Answerer:
    return answerer()


@pytest.fixture(scope="module")
def known(harbour: Answerer) -> Vocabulary:
    return vocabulary(harbour.tools)


def _marks(question: str, harbour: Answerer) -> NumberedMarks:
    return numbered(read(question, harbour.tools))


def _decoded(question: str, plan: Any, harbour: Answerer, known: Vocabulary) -> Any:
    return decoded(json.dumps({"plans": [plan]}), _marks(question, harbour), known, harbour.tools)


RIGHT: list[tuple[str, dict[str, Any], set[str]]] = [
    ("都市整備課の事業は", give("things", where(PROJECTS, OWN)), {"地図情報の公開"}),
    ("市民課の事業は何件", give("count", where(PROJECTS, OWN)), {"2"}),
    ("市民課だけの事業は", give("things", where(PROJECTS, {**OWN, "condition": "only"})), {"地図の印刷"}),
    (
        "市民課でない新規の事業も、市民課の継続の事業も",
        give("things", where(PROJECTS, {"condition": "value", "mark": "v2"}, has("responsible", ends=named("m2")))),
        {"地図の印刷"},
    ),
    (
        "複数の課が共管する事業は",
        give("things", where(PROJECTS, {"condition": "how_many", "path": ["responsible"], "number": "joint"})),
        {"窓口のオンライン申請"},
    ),
    (
        "市民課の事業のほかの課は",
        give("things", {"set": "minus", "of": via(where(PROJECTS, OWN), "responsible"), "without": named("m1")}),
        {"デジタル推進課"},
    ),
    (
        "都市整備課と危機管理課の事業は",
        give(
            "things",
            {"set": "union", "of": [where(PROJECTS, OWN), where(PROJECTS, has("responsible", ends=named("m2")))]},
        ),
        {"地図情報の公開", "避難の手助け"},
    ),
    (
        "窓口のオンライン申請は何を引き継ぐ",
        give("things", via(named("m1"), "succeeds")),
        {"紙の窓口申請"},
    ),
    (
        "紙の窓口申請を引き継ぐ事業の課は",
        give("things", via(via(named("m1"), "^succeeds"), "responsible")),
        {"デジタル推進課", "市民課"},
    ),
    (
        "地図情報の公開の現状は",
        give("values", named("m1"), property="currentState"),
        {"地図は紙でしか配っておらず、写しを取りに来る人が多い。"},
    ),
    (
        "講座でも訓練でもない、避難する人の支えの課は",
        give("things", via({"set": "described", "class": "Project", "words": ["w3"]}, "responsible")),
        {"危機管理課"},
    ),
    (
        "名簿の登録者数の令和10年度の目標は",
        give("figures", named("m1"), years=["y1"]),
        {"300人"},
    ),
    (
        "名簿の登録者数の合計は",
        give("sum", named("m1")),
        {"600人"},
    ),
    ("事業が一番多い課は", give("most", PROJECTS, path=["responsible"]), {"市民課"}),
]


@pytest.mark.parametrize(("question", "plan", "expected"), RIGHT, ids=[question for question, *_ in RIGHT])
def test_what_plans_come_to(
    question: str, plan: dict[str, Any], expected: set[str], harbour: Answerer, known: Vocabulary
) -> None:
    found, faults = _decoded(question, plan, harbour, known)
    assert not faults
    result = found[0].plan.run(harbour.tools)
    assert result is not None
    assert expected == {item.value or item.label for item in result.items}
    assert all(one.operator.startswith("model:") for one in found)


DEEP = named("m1")
for _ in range(9):
    DEEP = {"set": "union", "of": [DEEP]}
Q = "市民課の新規の事業は何件"
WRONG: list[tuple[Any, type[e.PlanError]]] = [
    (give("things", where(PROJECTS, has("responsible", ends=named("m7")))), e.UnknownMark),
    (give("things", where(PROJECTS, {"condition": "value", "mark": "m1"})), e.UnknownMark),
    (give("things", where(PROJECTS, has("responsible", ends=named("http://127.0.0.1:8000/id/unit/x")))), e.UnknownMark),
    (give("things", {"set": "all", "class": "http://127.0.0.1:8000/id/unit/x"}), e.UnknownName),
    (give("things", {"set": "all", "class": "Passage"}), e.UnknownName),
    (give("things", via(named("m1"), "loves")), e.UnknownName),
    (give("values", named("m1"), property="password"), e.UnknownName),
    (give("things", via(named("m1"), "succeeds")), e.NoPath),
    (give("things", via(named("m1"), "^responsible", "responsible")), e.NoPath),
    (give("things", where(PROJECTS, has("responsible", ends=PROJECTS))), e.WrongKind),
    (give("figures", named("m1")), e.WrongKind),
    (give("things", {"set": "both", "of": [PROJECTS, named("m1")]}), e.WrongKind),
    (give("things", DEEP), e.TooDeep),
    (give("things", where(PROJECTS, *[OWN] * 50)), e.TooDeep),
    (
        give(
            "things",
            via(
                via(via(via(named("m1"), "^responsible"), "contributesTo"), "^contributesTo", **{"class": "Project"}),
                "hasIndicator",
                "^hasIndicator",
                "hasIndicator",
            ),
        ),
        e.NoPath,
    ),
    (give("things", PROJECTS), e.Unsaid),
    (give("things", where(PROJECTS, no(OWN))), e.Unsaid),
    (give("mean", INDICATORS), e.Unsaid),
    (give("most", where(PROJECTS, OWN), path=["responsible"]), e.Unsaid),
    (give("things", where(PROJECTS, {**OWN, "condition": "only"})), e.Unsaid),
    (give("things", where(PROJECTS, OWN), sparql="SELECT * WHERE { ?s ?p ?o }"), e.Malformed),
    (give("delete", PROJECTS), e.Malformed),
    (give("things", where(PROJECTS, {"condition": "value", "mark": ["v1"]})), e.Malformed),
    (give("things", where(PROJECTS, {"condition": "value"})), e.Malformed),
    (give("things", {"set": "named", "marks": []}), e.Malformed),
    ({"things": PROJECTS}, e.Malformed),
    ("市民課の事業は2件です。", e.Malformed),
    (None, e.Malformed),
]


@pytest.mark.parametrize(("plan", "error"), WRONG, ids=range(len(WRONG)))
def test_what_is_not_taken(plan: Any, error: type[e.PlanError], harbour: Answerer, known: Vocabulary) -> None:
    found, faults = _decoded(Q, plan, harbour, known)
    assert found == []
    assert [type(fault) for fault in faults] == [error]


@pytest.mark.parametrize(
    "reply",
    ["", "はい。", "{", "[]", "null", '{"plans": {}}', '{"plan": []}', '{"plans": ' + "[" * 5000, "\ud800{}"],
)
def test_what_is_no_list_of_plans(reply: str, harbour: Answerer, known: Vocabulary) -> None:
    with pytest.raises(e.NotAPlan):
        decoded(reply, _marks(Q, harbour), known, harbour.tools)


def test_a_noun_is_not_said_to_mean_something(harbour: Answerer, known: Vocabulary) -> None:
    """「港湾課」 names what is not there; a model may not call it the word for a relation."""
    question = "市民課と港湾の事業は"
    marks = _marks(question, harbour)
    [noun] = [number for number, mark in marks.marks.items() if number.startswith("w")]
    _, faults = _decoded(question, give("things", where(PROJECTS, {**OWN, "by": [noun]})), harbour, known)
    assert [type(fault) for fault in faults] == [e.Unsaid]


def test_what_is_denied_is_not_affirmed(harbour: Answerer, known: Vocabulary) -> None:
    _, faults = _decoded("市民課以外の事業は", give("things", where(PROJECTS, OWN)), harbour, known)
    assert [type(fault) for fault in faults] == [e.Unsaid]


@pytest.mark.parametrize("question", [question for question, *_ in RIGHT])
def test_no_fact_is_sent(question: str, harbour: Answerer, known: Vocabulary) -> None:
    """No IRI, and no name of a thing but those that the question itself says."""
    system, user = messages(_marks(question, harbour), known)
    sent = system["content"] + user["content"]
    assert "http" not in sent
    text = read(question, harbour.tools).text
    things = {
        n for one in harbour.tools.knowledge.entities.values() if one.type != t.YEAR for n in one.names if len(n) > 3
    }
    assert not [name for name in things if name in sent and name not in text and name not in system["content"]]
    assert not [
        name for name in things if name in system["content"] and name not in harbour.tools.knowledge.class_words
    ]
    assert json.loads(user["content"])["question"] == text


@pytest.mark.parametrize(("question", "plan", "_expected"), RIGHT, ids=[question for question, *_ in RIGHT])
def test_right_plans_fit_the_schema(
    question: str, plan: dict[str, Any], _expected: set[str], harbour: Answerer, known: Vocabulary
) -> None:
    for form in (schema(_marks(question, harbour), known), schema()):
        Draft202012Validator.check_schema(form)
        fits = Draft202012Validator(form).is_valid
        assert fits({"plans": [plan]})
        assert not fits({"plans": [{**plan, "iri": "x"}]})
        assert not fits({"plans": [give("things", {"set": "named", "marks": ["市民課"]})]})
