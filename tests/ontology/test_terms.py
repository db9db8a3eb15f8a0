"""terms.py and keikaku.ttl say the same."""

import pytest
from rdflib import RDFS, SKOS, Graph, URIRef

from ontology import terms
from ontology.reference import read_turtle

CONSTANTS = {
    name: value
    for name, value in vars(terms).items()
    if name.isupper() and isinstance(value, str) and value not in terms.PREFIXES.values()
}
OWN = {iri for iri in CONSTANTS.values() if iri.startswith(terms.NS)}
REUSED = set(CONSTANTS.values()) - OWN - {terms.TYPE}


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return read_turtle(Graph(), "keikaku.ttl")


def test_the_vocabulary_defines_the_terms_of_the_code_and_no_others(vocabulary: Graph) -> None:
    defined = {str(term) for term in vocabulary.subjects(RDFS.isDefinedBy)}
    assert defined == OWN
    used = {str(node) for triple in vocabulary for node in triple if str(node).startswith(terms.NS)}
    assert used == OWN


@pytest.mark.parametrize("iri", sorted(OWN))
def test_an_own_term_is_labelled_and_defined_in_both_languages(vocabulary: Graph, iri: str) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        assert sorted(text.language for text in vocabulary.objects(URIRef(iri), predicate)) == ["en", "ja"]


@pytest.mark.parametrize("iri", sorted(REUSED))
def test_a_reused_term_has_the_words_by_which_people_ask(vocabulary: Graph, iri: str) -> None:
    assert sorted(text.language for text in vocabulary.objects(URIRef(iri), RDFS.label)) == ["en", "ja"]
    assert all(text.language == "ja" for text in vocabulary.objects(URIRef(iri), SKOS.altLabel))


def test_domains_and_ranges_name_classes_that_are_known(vocabulary: Graph) -> None:
    own_classes = {iri for iri in OWN if iri.removeprefix(terms.NS)[0].isupper()}
    for predicate in (RDFS.domain, RDFS.range):
        for value in vocabulary.objects(predicate=predicate):
            assert str(value) in own_classes | REUSED or str(value).startswith(terms.XSD), value


def test_one_constant_an_iri() -> None:
    assert len(set(CONSTANTS.values())) == len(CONSTANTS)
