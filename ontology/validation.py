"""Whether a graph keeps the shapes of `shapes.ttl`, told in Japanese."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyshacl import validate as shacl_validate
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import RDFS, SH, SKOS
from rdflib.term import Node

from ontology.reference import read_turtle

FILE = "shapes.ttl"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One broken rule: the IRI and the name of the thing, the IRI of the property, the offending value, and why.

    label, path and value are empty where there is none.
    """

    focus: str
    label: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        """Return the violation as one Japanese line."""
        name = f"「{self.label}」（{self.focus}）" if self.label else self.focus
        value = f"（値：{self.value[:60]}）" if self.value else ""
        return f"{name}：{self.message}{value}"


@cache
def shapes_graph() -> Graph:
    """Return the SHACL shapes; raises DataFileError where the file does not parse. Not to be changed."""
    return read_turtle(Graph(), FILE)


def validate(graph: Graph) -> list[Violation]:
    """Return what in a graph breaks the shapes, sorted; empty where all is well.

    The graph is the default graph with its reference data, best held in RDFLib's own memory: the checks make very many
    small look-ups. It is left as it was.
    """
    conforms, report, _ = shacl_validate(
        graph, shacl_graph=shapes_graph(), inference="none", advanced=False, inplace=True, meta_shacl=False
    )
    if conforms or not isinstance(report, Graph):
        return []
    return sorted({_violation(graph, report, result) for result in report.subjects(RDF.type, SH.ValidationResult)})


def _violation(graph: Graph, report: Graph, result: Node) -> Violation:
    def text(predicate: URIRef) -> str:
        value = report.value(result, predicate)
        return "" if value is None else str(value)

    focus = report.value(result, SH.focusNode)
    label = graph.value(focus, SKOS.prefLabel) or graph.value(focus, RDFS.label)
    path = report.value(result, SH.resultPath)
    return Violation(
        focus=str(focus),
        label="" if label is None else str(label),
        path=str(path) if isinstance(path, URIRef) else "",
        value=text(SH.value),
        message=text(SH.resultMessage),
    )
