"""Reference data of the graph: SDG goals, laws, fiscal years and the vocabulary's own labels."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph, Literal, URIRef

from ontology import terms
from ontology.errors import DataFileError

FIRST_YEAR, LAST_YEAR = 2000, 2050
_HERE = Path(__file__).parent
_BASE_PLACEHOLDER = "urn:keikaku:base:"  # stands in laws.ttl for the base, which is a setting
_ERAS = (("令和", "R", 2019), ("平成", "H", 1989))  # name, letter, first year


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
    """Return the label of a fiscal year from 1989 on and the other ways in which it is written.

    >>> year_labels(2030)
    ('令和12年度', ('R12', 'R12年度', '令和12年', '2030年度', '2030年', '2030'))
    >>> year_labels(2019)[1][-2:]
    ('H31', '平成31年')
    """
    labels: list[str] = []
    others: list[str] = []
    for name, letter, first in _ERAS:
        if year < first or (labels and year > first + 30):
            continue
        # The fiscal year 2019 began in April as 平成31年度 and is remembered as 令和元年度: it bears both.
        for number in ["元", "1"] if year == first else [str(year - first + 1)]:
            short = f"{letter}{number}"
            if not labels:
                labels.append(f"{name}{number}年度")
                others += [short, f"{short}年度", f"{name}{number}年", f"{year}年度", f"{year}年", str(year)]
            else:
                others += [f"{name}{number}年度", short, f"{name}{number}年"]
    return labels[0], tuple(others)


def _add_years(graph: Graph, base_iri: str) -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        node = URIRef(f"{base_iri}year/{year}")
        label, others = year_labels(year)
        graph.add((node, URIRef(terms.TYPE), URIRef(terms.YEAR)))
        graph.add((node, URIRef(terms.LABEL), Literal(label)))
        graph.add((node, URIRef(terms.NOTATION), Literal(year)))
        for other in others:
            graph.add((node, URIRef(terms.ALT_LABEL), Literal(other)))
