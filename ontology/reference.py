"""Reference data of the graph: SDG goals, laws, fiscal years and the vocabulary's own labels."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph, Literal, URIRef

from ontology import terms
from ontology.errors import DataFileError

FIRST_YEAR, LAST_YEAR = 2000, 2050
_HERE = Path(__file__).parent
_BASE_PLACEHOLDER = "urn:keikaku:base:"  # stands in laws.ttl for the base, which is a setting
# Name, letter, first and last year; the year of a change belongs to both eras.
_ERAS = (
    ("令和", "R", 2019, 9999),
    ("平成", "H", 1989, 2019),
    ("昭和", "S", 1926, 1989),
    ("大正", "T", 1912, 1926),
    ("明治", "M", 1868, 1912),
)


def reference_graph(base_iri: str) -> Graph:
    """Return the reference data, with the IRIs of laws (`law/…`) and fiscal years (`year/…`) under `base_iri`.

    Labels of goals, laws and years are plain literals, as those read from documents are; those of the vocabulary's
    terms bear a language. Raises DataFileError where a file does not parse.
    """
    graph = Graph()
    for prefix, namespace in terms.PREFIXES.items():
        graph.bind(prefix, namespace)
    for name in ("keikaku.ttl", "sdgs.ttl", "laws.ttl"):
        read_turtle(graph, name, replace=(_BASE_PLACEHOLDER, base_iri))
    _add_years(graph, base_iri)
    return graph


def read_turtle(graph: Graph, name: str, replace: tuple[str, str] = ("", "")) -> Graph:
    """Return the graph with one Turtle file of this package added; raises DataFileError with what to mend."""
    text = (_HERE / name).read_text(encoding="utf-8")
    if replace[0]:
        text = text.replace(*replace)
    try:
        graph.parse(data=text, format="turtle")
    except SyntaxError as error:  # RDFLib's BadSyntax
        line = getattr(error, "lines", 0) + 1
        problem = f"{line}行目の近くの書き方が正しくありません。引用符と、行末の「;」「.」「,」を確かめてください。"
        raise DataFileError(name, problem) from error
    return graph


def year_labels(year: int) -> tuple[str, tuple[str, ...]]:
    """Return the label of a fiscal year from 1868 on and the other ways in which it is written.

    >>> year_labels(2030)
    ('令和12年度', ('R12', 'R12年度', '令和12年', '2030年度', '2030年', '2030'))
    >>> year_labels(2019)[1][-3:]
    ('平成31年度', 'H31', '平成31年')
    """
    forms = [
        (name, letter, number)
        for name, letter, first, last in _ERAS
        if first <= year <= last
        for number in (("元", "1") if year == first else (str(year - first + 1),))
    ]
    (name, letter, number), *rest = forms
    short = f"{letter}{number}"
    others = [short, f"{short}年度", f"{name}{number}年", f"{year}年度", f"{year}年", str(year)]
    for era, letter, other in rest:
        others += [f"{era}{other}年度", f"{letter}{other}", f"{era}{other}年"]
    return f"{name}{number}年度", tuple(others)


def _add_years(graph: Graph, base_iri: str) -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        node = URIRef(f"{base_iri}year/{year}")
        label, others = year_labels(year)
        graph.add((node, URIRef(terms.TYPE), URIRef(terms.YEAR)))
        graph.add((node, URIRef(terms.LABEL), Literal(label)))
        graph.add((node, URIRef(terms.NOTATION), Literal(year)))
        for other in others:
            graph.add((node, URIRef(terms.ALT_LABEL), Literal(other)))
