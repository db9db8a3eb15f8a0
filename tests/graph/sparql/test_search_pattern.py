"""Search inside SPARQL: what is replaced, what is left alone, what is refused; answered by a real engine and index."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryRefused
from graph.search.search_unit import Hit, SearchUnit
from graph.search.searcher import Searcher
from graph.search.text_index import TextIndex
from graph.sparql.search_pattern import LIMIT, MOST_PATTERNS, expand
from graph.sparql.tokens import tokenize
from ontology.terms import NS, PREFIXES, SEARCH
from tests import small_graph

STORE = small_graph.store()
UNITS = small_graph.units()
SEARCHER = Searcher(UNITS, TextIndex.build([unit.text for unit in UNITS]))


def rows(query: str) -> list[tuple[str, ...]]:
    """Expand with the real search and run over the small graph."""
    result = STORE.query(expand(query, SEARCHER.search), prefixes=PREFIXES)
    assert isinstance(result, ox.QuerySolutions)
    names = [variable.value for variable in result.variables]
    return [tuple(str(getattr(row[name], "value", None)) for name in names) for row in result]


def echo(words: str, kind: str | None, limit: int) -> Sequence[Hit]:
    """Find two things whose texts say what was asked."""
    unit = SearchUnit(f"http://x/{kind}/{limit}", "entity", "", "", words, words, "", "", "")
    return [Hit(unit, 0.5)]


def one_row(query: str) -> list[str]:
    result = ox.Store().query(expand(query, echo), prefixes=PREFIXES)
    assert isinstance(result, ox.QuerySolutions)
    [row] = list(result)
    return [str(getattr(term, "value", None)) for term in row]


JOINED = f"<{small_graph.P10}>"


def test_the_long_form_gives_what_search_gives() -> None:
    found = rows('SELECT ?t ?s ?q { (?t ?s ?q) kk:search ("避難の手助け" 5) } ORDER BY DESC(?s)')
    hits = SEARCHER.search("避難の手助け", None, 5)
    assert sorted(found) == sorted((hit.unit.iri, str(hit.score), hit.unit.quote) for hit in hits)
    assert len(found) == 3


def test_one_query_joins_search_and_graph() -> None:
    query = """SELECT DISTINCT ?課 WHERE {
      ?project kk:search ("避難の手助け" 1 "entity") ; kk:responsible/skos:prefLabel ?課 . ?project a kk:Project }"""
    assert rows(query) == [("危機管理課",)]


@pytest.mark.parametrize("kind", ["entity", "passage"])
def test_a_kind_is_chosen(kind: str) -> None:
    found = {row[0] for row in rows(f'SELECT ?t {{ ?t kk:search ("窓口" 20 "{kind}") }}')}
    assert found == {hit.unit.iri for hit in SEARCHER.search("窓口", kind, 20)}
    assert found


def test_the_default_number_of_hits() -> None:
    assert one_row('SELECT ?t { ?t kk:search "a" }') == [f"http://x/None/{LIMIT}"]
    assert one_row('SELECT ?t { ?t kk:search ("a" 7 "passage") }') == ["http://x/passage/7"]
    assert one_row('SELECT ?t { ?t kk:search ("a" "passage") }') == [f"http://x/passage/{LIMIT}"]


@pytest.mark.parametrize(
    "query",
    [
        f'PREFIX my: <{NS}> SELECT ?t {{ ?t my:search "避難の手助け" }}',
        f'PREFIX : <{NS}> SELECT ?t {{ ?t :search "避難の手助け"@ja . }}',
        f"SELECT ?t {{ ?t <{SEARCH}> '避難の手助け' }}",
        f'BASE <{NS[:-1]}> SELECT ?t {{ ?t <#search> """避難の手助け""" }}',
        "SELECT ?t{?t kk:search'避難の手助け'}",
        "SELECT ?t { ?t kk:search '\\u907F難の手助け' }",
        "SELECT ?t # {\n { # (\n ?t kk:search # .\n '避難の手助け' }",
    ],
)
def test_every_spelling_of_the_property(query: str) -> None:
    assert rows(query) == rows('SELECT ?t { ?t kk:search "避難の手助け" }')


# Each finds P10 among the hits of 避難, wherever the pattern stands.
@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?t { ?t kk:search "避難" ; a kk:Project ; kk:number "1-10" }',
        'SELECT ?t { ?t a kk:Project ; kk:search "避難" ; kk:number "1-10" . }',
        'SELECT ?t { ?t a kk:Project ; kk:number "1-10" ; kk:search ("避難") }',
        'SELECT ?t { ?t a kk:Project ; kk:number "1-10" ; kk:search "避難" ; . }',
        'SELECT ?t { ?t kk:search "避難" ;; kk:search "手助け" ; kk:number "1-10" ;. }',
        'SELECT ?t { ?t kk:number "1-10" . ?t kk:search "避難" . ?t a kk:Project }',
        'SELECT ?t { ?t kk:number "1-10" . FILTER(BOUND(?t)) ?t kk:search "避難" . }',
        'SELECT ?t { { ?t kk:search "避難" } UNION { ?t kk:search "手助け" . } ?t kk:number "1-10" }  LIMIT 1',
        'SELECT ?t { ?t kk:number "1-10" OPTIONAL { ?t kk:search "避難" } }',
        'SELECT ?t { ?t kk:number "1-10" FILTER EXISTS { ?t kk:search "避難" } }',
        'SELECT ?t { ?t kk:number "1-10" FILTER NOT EXISTS { ?t kk:search ("紙" 1) } }',
        'SELECT ?t { ?t kk:number "1-10" MINUS { ?t kk:search ("紙" 1 "entity") } }',
        'SELECT ?t { { SELECT ?t (1 AS ?one) WHERE { ?t kk:search "避難" } GROUP BY ?t } ?t kk:number "1-10" }',
        'SELECT DISTINCT ?t { GRAPH ?g { ?t kk:search "避難" . ?t kk:number "1-10" } }',
        'SELECT ?t { BIND("1-10" AS ?n) ?t kk:search "避難" . ?t kk:number ?n }',
        'SELECT ?t { VALUES ?n { "1-10" } (?t ?score) kk:search ("避難" 20) . ?t kk:number ?n FILTER(?score > 0) }',
        'SELECT ?t { _:b kk:responsible ?u . ?t kk:search "避難" . ?t kk:number "1-10" . _:b kk:number "1-10" }',
        'SELECT ?t { ?t kk:responsible [ skos:prefLabel "危機管理課" ] ; kk:search "避難" }',
        'SELECT DISTINCT ?t { ?t kk:inPlan/a? ?l ; kk:number "1-10" FILTER(isIRI(?l)) ?t kk:search "避難" }',
    ],
)
def test_wherever_a_triple_may_stand(query: str) -> None:
    assert rows(query) == [(small_graph.P10,)]


def test_the_other_forms_of_query() -> None:
    ask = STORE.query(expand('ASK { ?t kk:search "避難" . ?t a kk:Project }', SEARCHER.search), prefixes=PREFIXES)
    assert bool(ask)
    made = expand('CONSTRUCT { ?t rdfs:comment ?q } { (?t ?s ?q) kk:search ("避難" 3) }', SEARCHER.search)
    assert len(list(STORE.query(made, prefixes=PREFIXES))) == 3  # type: ignore[arg-type]
    exists = "SELECT (EXISTS { ?t kk:search '避難' } AS ?b) (COUNT(*) AS ?n) { }"
    assert rows(exists) == [("true", "1")]


# A law: a query means what it would mean if the graph stated of the things found that they were.
HIT = "urn:hit"
FOUND = ["http://x/1", "http://x/3", "http://x/4"]
STATED = ox.Store()
for number in range(6):
    thing = ox.NamedNode(f"http://x/{number}")
    STATED.add(ox.Quad(thing, ox.NamedNode("urn:p"), ox.NamedNode(f"http://x/{(number * 2 + 1) % 6}")))
    STATED.add(ox.Quad(thing, ox.NamedNode("urn:n"), ox.Literal(number % 3)))
    if thing.value in FOUND:
        STATED.add(ox.Quad(thing, ox.NamedNode(HIT), ox.Literal("a")))

_verb = st.sampled_from(["<urn:p> ?y", "<urn:n> ?n", "<urn:p>/<urn:p> ?z", "<urn:n> 1", 'kk:search "a"'])
_triples = st.builds(
    lambda subject, verbs, dot: f"{subject} {' ; '.join(verbs)} {dot}",
    st.sampled_from(["?x", "?y", "?t"]),
    st.lists(_verb, min_size=1, max_size=3),
    st.sampled_from([".", "; .", " . "]),
)
_groups = st.recursive(
    st.lists(_triples, min_size=1, max_size=3).map(lambda parts: "{ " + " ".join(parts) + " }"),
    lambda inner: st.lists(
        st.one_of(
            _triples,
            inner,
            inner.map("OPTIONAL {}".format),
            inner.map("MINUS {}".format),
            inner.map("FILTER EXISTS {}".format),
            inner.map("FILTER NOT EXISTS {}".format),
            inner.map(lambda group: "{ SELECT DISTINCT ?x WHERE " + group + " }"),
            st.builds("{} UNION {}".format, inner, inner),
            st.just("FILTER(BOUND(?x) || ?n > 0)"),
        ),
        min_size=1,
        max_size=3,
    ).map(lambda parts: "{ " + " ".join(parts) + " }"),
    max_leaves=5,
)


@given(_groups)
def test_it_means_what_a_statement_would_mean(group: str) -> None:
    def answers(query: str) -> list[str]:
        result = STATED.query(query, prefixes=PREFIXES)
        assert isinstance(result, ox.QuerySolutions)
        return sorted(str([str(row[name]) for name in ("t", "x", "y")]) for row in result)

    query = f"SELECT ?t ?x ?y WHERE {group}"
    if query.count("kk:search") > MOST_PATTERNS:
        return
    hits = [Hit(SearchUnit(iri, "entity", "", "", "a", "a", "", "", ""), 1.0) for iri in FOUND]
    assert answers(expand(query, lambda *_: hits)) == answers(query.replace("kk:search", f"<{HIT}>"))


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?x rdfs:label "?t kk:search 言葉" }',
        "SELECT * { ?x rdfs:label '''kk:search \"言葉\" }''' }",
        'SELECT * { ?x ?p ?o } # ?t kk:search "言葉"',
        "SELECT * { ?x ?p <http://x/?t,kk:search> }",
        "DESCRIBE kk:search",
        "SELECT * { kk:search rdfs:label ?o }",
        "SELECT * { FILTER(true) kk:search (rdfs:label|skos:definition) ?o }",
        "SELECT * { ?s ?p kk:search , kk:label ; rdfs:label kk:search }",
        "SELECT * { BIND(kk:search AS ?x) VALUES ?y { kk:search } ?x ?y (kk:search 1) }",
        "CONSTRUCT { kk:search ?p ?o } WHERE { kk:search ?p ?o }",
        'SELECT * { ?x <http://other/search> "言葉" ; schema:search "言葉" }',
        'PREFIX kk: <http://other/> SELECT * { ?x kk:search "言葉" }',
        "research { ( [",
        "INSERT DATA { <a:b> <c:d> 'search' }",
    ],
)
def test_what_is_no_pattern_stays_as_it_is(query: str) -> None:
    assert expand(query, SEARCHER.search) == query


PIECES = st.sampled_from(
    [
        *("SELECT", "ASK", "CONSTRUCT", "WHERE", "PREFIX", "BASE", "OPTIONAL", "UNION", "FILTER", "BIND", "VALUES"),
        *("GRAPH", "EXISTS", "NOT", "AS", "?x", "?y", "a", "kk:Plan", "kk:number", "<http://a/b>", "_:b", "1", "2.5"),
        *('"言葉"', "'x'", '"""y"""', "@ja", "#", "\n", "\\", "<<", ">>", "{|", "|}", "^^", *"{}()[].;,*+?^|<>!~"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map(" ".join))
def test_a_query_without_the_pattern_comes_back_byte_for_byte(query: str) -> None:
    for text in (query, f'{query} "kk:search"', f"{query.replace('#', '')} # kk:search"):
        # A quotation mark in the query may end the string, or begin one, in which the words were to stand.
        if SEARCH not in text and not any(token.text == "kk:search" for token in tokenize(text)):
            assert expand(text, SEARCHER.search) == text


@given(st.lists(PIECES | st.just("kk:search") | st.just('kk:search "言葉"'), max_size=40).map(" ".join))
def test_whatever_is_sent_is_expanded_or_refused(query: str) -> None:
    try:
        expand(query, echo)
    except QueryRefused as refused:
        assert str(refused).endswith("。")


@given(st.text(min_size=1, max_size=50).filter(str.strip))
def test_no_text_breaks_out(words: str) -> None:
    """The words reach the search as they are, and what was found reaches the row as it is."""
    literal = str(ox.Literal(words))
    assert one_row(f"SELECT ?q {{ (?t ?s ?q) kk:search ({literal}) }}") == [words]
    argument = expand("SELECT ?w ?q { (?t ?s ?q) kk:search (?w 3) }", echo, {"w": words})
    [row] = list(ox.Store().query(argument))  # type: ignore[arg-type]
    assert [row["w"].value, row["q"].value] == [words, words]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("?t kk:search ?words", "引用符"),
        ("?t kk:search ()", "引用符"),
        ("?t kk:search 20", "引用符"),
        ('?t kk:search "a", "b"', "並べる"),
        ('?t kk:search "  "', "文字で"),
        (f'?t kk:search "{"あ" * 1001}"', "1000文字"),
        ('?t kk:search ("a" 0)', "件数"),
        ('?t kk:search ("a" 1001)', "件数"),
        ('?t kk:search ("a" 2.5)', "件数"),
        ('?t kk:search ("a" -1)', "順に"),
        ('?t kk:search ("a" 5 "project")', "種類"),
        ('?t kk:search ("a" "entity" 5)', "順に"),
        ('?t kk:search ("a" 5 "entity" 6)', "順に"),
        ('?t kk:search|rdfs:label "a"', "パス"),
        ('?t ^kk:search "a"', "パス"),
        ('?t (kk:search) "a"', "パス"),
        ('<http://a/b> kk:search "a"', "変数"),
        ('(?t ?t) kk:search "a"', "変数"),
        ('(?t ?s ?q ?r) kk:search "a"', "変数"),
        ('() kk:search "a"', "変数"),
        ('(?t ?s) kk:search "a" ; rdfs:label ?l', "区切って"),
        ('[ kk:search "a" ] a kk:Plan', "[ ]"),
        ('?t kk:search "a" . ( 1', "かっこ"),
        ("?t kk:search 'a\\q'", "\\"),
        (f"?t kk:search 'a' FILTER {'(' * 1000}1{')' * 1000}", "入れ子"),
        (" . ".join(["?t kk:search 'a'"] * (MOST_PATTERNS + 1)), f"{MOST_PATTERNS}個"),
    ],
)
def test_what_cannot_be_replaced_is_refused_with_how_to_write_it(pattern: str, says: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        expand(f"SELECT * {{ {pattern} }}", echo)
    assert says in str(refused.value)
    assert str(refused.value).endswith("。")


@pytest.mark.parametrize(
    "query",
    ['CONSTRUCT { ?t kk:search "a" } WHERE { ?t a kk:Plan }', 'CONSTRUCT WHERE { ?t kk:search "a" }'],
)
def test_a_template_is_no_place_for_it(query: str) -> None:
    with pytest.raises(QueryRefused, match="ひな形"):
        expand(query, echo)
