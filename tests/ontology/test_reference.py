import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from ontology import terms
from ontology.errors import DataFileError
from ontology.loader import reference_graph
from ontology.reference import read_turtle, year_labels

BASE = "http://plans.example/id/"


@pytest.fixture(scope="module")
def reference() -> Graph:
    return reference_graph(BASE)


def test_seventeen_goals_with_the_iris_of_the_united_nations(reference: Graph) -> None:
    goals = {
        int(str(reference.value(goal, SKOS.notation))): goal
        for goal in reference.subjects(RDF.type, URIRef(terms.GOAL))
    }
    assert sorted(goals) == list(range(1, 18))
    for number, goal in goals.items():
        assert str(goal) == f"http://metadata.un.org/sdg/{number}"
        assert {Literal(f"目標{number}"), Literal(f"ゴール{number}"), Literal(f"SDG{number}")} <= set(
            reference.objects(goal, SKOS.altLabel)
        )
        assert any(label.language == "en" for label in reference.objects(goal, SKOS.altLabel))
    assert reference.value(goals[9], SKOS.prefLabel) == Literal("産業と技術革新の基盤をつくろう")


def test_laws_stand_under_the_base_with_number_id_and_link(reference: Graph) -> None:
    laws = list(reference.subjects(RDF.type, URIRef(terms.LAW)))
    assert len(laws) >= 100
    for law in laws:
        law_id = str(reference.value(law, URIRef(terms.LAW_ID)))
        assert str(law) == f"{BASE}law/{law_id}"
        assert str(reference.value(law, RDFS.seeAlso)) == f"https://laws.e-gov.go.jp/law/{law_id}"
        assert re.search(r"(法律第.+号|憲法)$", str(reference.value(law, URIRef(terms.LAW_NUMBER))))
        assert len(list(reference.objects(law, SKOS.prefLabel))) == 1


def test_a_law_is_found_by_its_short_name_and_no_name_is_shared(reference: Graph) -> None:
    names: dict[str, set[str]] = {}
    for law in reference.subjects(RDF.type, URIRef(terms.LAW)):
        for predicate in (SKOS.prefLabel, SKOS.altLabel):
            for name in reference.objects(law, predicate):
                names.setdefault(str(name), set()).add(str(reference.value(law, URIRef(terms.LAW_ID))))
    assert names["デジタル手続法"] == {"414AC0000000151"}
    assert names["官民データ活用推進基本法"] == {"428AC1000000103"}
    assert not {name: laws for name, laws in names.items() if len(laws) > 1}


def test_law_data_equal_the_official_list(reference: Graph) -> None:
    index = Path(__file__).parents[3] / "shared" / "laws" / "laws_index.json"
    if not index.exists():
        pytest.skip("the list of laws is not beside the repository")
    import json

    official = {law["id"]: law for law in json.loads(index.read_text(encoding="utf-8"))["laws"]}
    for law in reference.subjects(RDF.type, URIRef(terms.LAW)):
        entry = official[str(reference.value(law, URIRef(terms.LAW_ID)))]
        assert str(reference.value(law, SKOS.prefLabel)) == entry["title"].strip()
        assert str(reference.value(law, URIRef(terms.LAW_NUMBER))) == entry["lawNum"]


def test_fiscal_years_of_half_a_century(reference: Graph) -> None:
    year = URIRef(f"{BASE}year/2030")
    assert reference.value(year, SKOS.prefLabel) == Literal("令和12年度")
    assert reference.value(year, SKOS.notation) == Literal(2030)
    assert {Literal(text) for text in ("R12", "2030年度", "2030", "令和12年")} <= set(
        reference.objects(year, SKOS.altLabel)
    )
    assert len(list(reference.subjects(RDF.type, URIRef(terms.YEAR)))) == 51


@given(st.integers(1868, 2300))
def test_no_two_years_share_a_way_of_writing(year: int) -> None:
    label, others = year_labels(year)
    forms = {label, *others}
    assert len(forms) == 1 + len(others)
    assert forms.isdisjoint({year_labels(year + 1)[0], *year_labels(year + 1)[1]})


def test_years_agree_with_the_names_that_the_reader_uses() -> None:
    from graph.japanese import era_long, era_short

    for year in range(1990, 2051):
        label, others = year_labels(year)
        assert label == era_long(year)
        assert year == 2019 or others[0] == era_short(year)


def test_a_slip_in_a_turtle_file_names_the_file_and_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "thesaurus.ttl").write_text('@prefix a: <x:> .\na:b a:c "x" .\na:b a:c "y .\n', encoding="utf-8")
    monkeypatch.setattr("ontology.reference._HERE", tmp_path)
    with pytest.raises(DataFileError, match="3行目") as raised:
        read_turtle(Graph(), "thesaurus.ttl")
    assert "thesaurus.ttl" in str(raised.value)
