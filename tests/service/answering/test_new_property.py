"""What the vocabulary gains is askable at once: properties and a class that no line of the program knows are declared
in Turtle, as one would in `keikaku.ttl`, stated of the samples, and asked about in every way."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.revisions.repository import Repository
from ontology import terms as t
from service.answering.answer import Answer, Status
from service.answering.engine import Answerer
from tests.conftest import ROOT
from tests.small_graph import BASE

VOCABULARY = """
@prefix kk: <https://keikaku.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

kk:venue a owl:DatatypeProperty ;
  rdfs:domain kk:Project ;
  rdfs:label "実施場所"@ja, "venue"@en ;
  skos:altLabel "会場"@ja, "開催場所"@ja .

kk:helpedBy a owl:ObjectProperty ;
  rdfs:domain kk:Project ; rdfs:range kk:Helper ;
  rdfs:label "協力先"@ja, "helped by"@en ;
  skos:altLabel "協力団体"@ja .

kk:Helper a owl:Class ;
  rdfs:label "協力者"@ja, "helper"@en .
"""
FEE, TALK, LIST = "施設使用料のキャッシュレス化", "シニアのためのスマホ相談会", "避難支援名簿の電子化"
# What is stated: 事業, property, value, and words of the passage that states it.
STATED = (
    (FEE, "venue", "体育館", "体育館3館と公民館6館に決済端末を置く"),
    (FEE, "venue", "公民館", "体育館3館と公民館6館に決済端末を置く"),
    (TALK, "venue", "公民館", "公民館と地域の集会所で"),
    (TALK, "venue", "集会所", "公民館と地域の集会所で"),
    (TALK, "helpedBy", "大学生", "高校生と大学生の協力を得て"),
    (TALK, "helpedBy", "高校生", "高校生と大学生の協力を得て"),
    (LIST, "helpedBy", "自治会", "自治会と民生委員に閲覧用の端末"),
    (LIST, "helpedBy", "民生委員", "自治会と民生委員に閲覧用の端末"),
)


def _added(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Return the vocabulary, in the graph of the reference data, and the statements, in the graphs of passages."""
    projects = {q.object.value: q.subject for q in quads if q.predicate.value == t.LABEL}  # type: ignore[union-attr]
    quotes = [(q.subject, q.object.value) for q in quads if q.predicate.value == t.QUOTE]  # type: ignore[union-attr]
    reference = ox.NamedNode(f"{BASE}graph/reference")
    parsed = ox.parse(VOCABULARY, format=ox.RdfFormat.TURTLE)
    added = [ox.Quad(quad.subject, quad.predicate, quad.object, reference) for quad in parsed]
    for project, name, value, words in STATED:
        passage = min((len(text), passage.value) for passage, text in quotes if words in text)[1]  # type: ignore[union-attr]
        graph = ox.NamedNode(passage)
        thing: ox.NamedNode | ox.Literal = ox.Literal(value)
        if name == "helpedBy":
            thing = ox.NamedNode(f"{BASE}helper/{value}")
            added.append(ox.Quad(thing, ox.NamedNode(t.TYPE), ox.NamedNode(t.NS + "Helper"), graph))
            added.append(ox.Quad(thing, ox.NamedNode(t.LABEL), ox.Literal(value), graph))
        added.append(ox.Quad(projects[project], ox.NamedNode(t.NS + name), thing, graph))
    return added


@pytest.fixture(scope="module")
def engine(samples_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over a revision of the samples with the new statements, published as every other."""
    before = Repository(samples_data).open()
    quads = [quad for quad in before.dataset.store if not isinstance(quad.graph_name, ox.DefaultGraph)]
    repository = Repository(tmp_path_factory.mktemp("extended"))
    repository.publish([*quads, *_added(quads)], before.searcher.units, description={"base": BASE})
    return Answerer(repository.open())


def said(answer: Answer) -> set[str | None]:
    """Return what an answer's items say."""
    return {item.value or item.label for item in answer.items}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # the value of a thing
        (f"{TALK}の実施場所はどこですか", {"公民館", "集会所"}),
        (f"「{FEE}」の会場を教えて", {"体育館", "公民館"}),
        (f"{TALK}の開催場所は？", {"公民館", "集会所"}),
        # things by a value
        ("実施場所が体育館の事業は？", {FEE}),
        ("公民館が会場になっている事業を全部挙げてください", {FEE, TALK}),
        ("実施場所が集会所の事業は何件ですか", {"1"}),
        ("実施場所が公民館の事業はいくつありますか", {"2"}),
        # the thing at the other end
        (f"{TALK}の協力団体は？", {"高校生", "大学生"}),
        (f"{LIST}の協力先を教えてください", {"自治会", "民生委員"}),
        # and back
        ("民生委員が協力団体の事業は？", {LIST}),
        ("協力先が大学生の事業はどれですか", {TALK}),
        # the class itself
        ("協力者の一覧", {"高校生", "大学生", "自治会", "民生委員"}),
        ("協力者は何件ですか", {"4"}),
        # together with what was askable before
        ("高齢者支援課が担当する事業のうち、実施場所が公民館のものは？", {TALK}),
        ("自治会が協力先の事業の担当課は？", {"福祉総務課"}),
    ],
)
def test_a_declared_property_is_askable(engine: Answerer, question: str, expected: set[str]) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    assert said(answer) == expected, answer.text
    assert answer.citations and answer.sparql
    ox.Store().query(answer.sparql, prefixes=t.PREFIXES)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (f"{TALK}の実施場所は集会所ですか", True),
        (f"{TALK}の会場は体育館ですか", False),
        (f"{LIST}の協力先は大学生？", False),
    ],
)
def test_it_is_askable_by_yes_or_no(engine: Answerer, question: str, expected: bool) -> None:
    answer = engine.ask(question)
    assert answer.boolean is expected, answer.text


def test_the_quote_is_the_passage_that_states_it(engine: Answerer) -> None:
    for project, name, value, words in STATED:
        word = {"venue": "実施場所", "helpedBy": "協力先"}[name]
        answer = engine.ask(f"{project}の{word}は？")
        assert value in said(answer)
        assert any(words in citation.quote for citation in answer.citations), (project, value, answer.citations)


def test_a_conversation_goes_on_to_it(engine: Answerer) -> None:
    assert said(engine.ask("スマホの相談会はどの事業ですか", "s")) == {TALK}
    assert said(engine.ask("その実施場所は？", "s")) == {"公民館", "集会所"}


def test_what_nothing_states_is_not_found(engine: Answerer) -> None:
    """A value that no 事業 has, and a 事業 without one: no neighbour is offered instead."""
    assert engine.ask(f"{LIST}の実施場所はどこですか").status is Status.NOT_FOUND
    assert engine.ask("文章作成支援AIの活用の協力団体は？").status is Status.NOT_FOUND


def test_without_the_vocabulary_nothing_is_known_of_it(samples_data: Path) -> None:
    """The check itself: over the samples alone the same question has no such answer."""
    answer = Answerer(Repository(samples_data).open()).ask(f"{TALK}の協力団体は？")
    assert said(answer) != {"高校生", "大学生"}


def test_the_program_does_not_know_the_words() -> None:
    for package in ("graph", "ingest", "ontology", "service"):
        for path in (ROOT / package).rglob("*.*"):
            if path.suffix in {".py", ".yaml", ".ttl", ".rq"}:
                text = path.read_text(encoding="utf-8")
                assert not [word for word in ("実施場所", "協力先", "協力団体", "helpedBy") if word in text], path
