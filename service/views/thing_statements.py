"""One thing of the graph and what stands around it: its properties, its links in and out, each with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import pyoxigraph as ox

from graph.sparql.queryable import Queryable
from ontology.terms import ALT_LABEL, DCTERMS, LABEL, RDF, RDFS, TYPE
from service.errors import NotFound
from service.select_rows import select, values
from service.views.statement_sources import Source, last_part, sources

_EXISTS = "ASK {{ {{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }} }}"
_STATEMENTS = """SELECT DISTINCT ?p ?o ?iri ?g WHERE {{
  {{ {thing} ?p ?o }} OPTIONAL {{ GRAPH ?g {{ {thing} ?p ?o }} }} BIND(isIRI(?o) AS ?iri) }}"""
_LINKS_IN = """SELECT DISTINCT ?s ?p ?g WHERE {{
  {{ SELECT DISTINCT ?s ?p WHERE {{ ?s ?p {thing} FILTER(isIRI(?s)) }} ORDER BY ?p ?s LIMIT {limit} OFFSET {offset} }}
  OPTIONAL {{ GRAPH ?g {{ ?s ?p {thing} }} }} }}"""
_LINKS_OUT = """SELECT DISTINCT ?o ?p ?g WHERE {{
  {{ SELECT DISTINCT ?o ?p WHERE {{ {thing} ?p ?o FILTER(isIRI(?o) && ?p != rdf:type) }}
     ORDER BY ?p ?o LIMIT {limit} OFFSET {offset} }}
  OPTIONAL {{ GRAPH ?g {{ {thing} ?p ?o }} }} }}"""
_COUNT_IN = "SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p {thing} FILTER(isIRI(?s)) }}"
_COUNT_OUT = "SELECT (COUNT(*) AS ?n) WHERE {{ {thing} ?p ?o FILTER(isIRI(?o) && ?p != rdf:type) }}"
_LABELS = """SELECT ?s ?label (SAMPLE(?t) AS ?type) WHERE {{ VALUES ?s {{ {iris} }}
  OPTIONAL {{ ?s a ?t FILTER NOT EXISTS {{ ?s a ?narrower . ?narrower rdfs:subClassOf ?t FILTER(?narrower != ?t) }} }}
  OPTIONAL {{ ?s skos:prefLabel|rdfs:label|dcterms:title ?label FILTER(lang(?label) IN ("", "ja")) }}
}} GROUP BY ?s ?label"""
# A thing without a name of its own is called by what it says.
_DESCRIBING = """SELECT ?s ?said WHERE {{ VALUES ?s {{ {iris} }} ?s kk:activity|kk:value|kk:quote|kk:why ?said }}"""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its Japanese name and the IRI of one of its classes (None for a bare IRI)."""

    iri: str
    label: str
    type: str | None


def find(store: Queryable, base: str, path: str) -> str:
    """Return the IRI of the thing under `base` that a URL path names, however the client encoded it.

    Raises NotFound where the revision has no such thing.
    """
    plain = unquote(path)
    candidates = (base + path, base + plain, base + quote(plain, safe="/-._~()"), base + quote(plain, safe="/"))
    for candidate in dict.fromkeys(candidates):
        if exists(store, candidate):
            return candidate
    raise NotFound(f"「{plain}」というものはありません。名前かIRIを確かめてください。")


def exists(store: Queryable, iri: str) -> bool:
    """Return whether anything is said of an IRI; False also for a text that is no IRI."""
    try:
        thing = str(ox.NamedNode(iri))
    except ValueError:
        return False
    return bool(store.query(_EXISTS.format(thing=thing)))


def names(store: Queryable, iris: Sequence[str]) -> dict[str, Named]:
    """Return what things are called in Japanese, classes and properties among them, all read by one query (and by one
    more for those that have no name of their own)."""
    found: dict[str, Named] = {}
    asked = sorted(set(iris))
    for row in select(store, _LABELS.format(iris=values(asked))) if asked else []:
        if "label" in row and (row["s"] not in found or row["label"] < found[row["s"]].label):
            found[row["s"]] = Named(row["s"], row["label"], row.get("type"))
        elif row["s"] not in found and "type" in row:
            found[row["s"]] = Named(row["s"], "", row["type"])
    if nameless := [iri for iri in asked if not (iri in found and found[iri].label)]:
        for row in select(store, _DESCRIBING.format(iris=values(nameless))):
            kind = found[row["s"]].type if row["s"] in found else None
            found[row["s"]] = Named(row["s"], row["said"][:60], kind)
    for iri in asked:
        if not (iri in found and found[iri].label):
            found[iri] = Named(iri, WORDS.get(iri, last_part(iri)), found[iri].type if iri in found else None)
    return found


# Terms of other vocabularies that the reference graph need not describe.
WORDS = {
    TYPE: "種類",
    LABEL: "名称",
    ALT_LABEL: "別名",
    RDFS + "label": "名称",
    RDFS + "seeAlso": "参照",
    RDFS + "subClassOf": "上位の種類",
    RDFS + "subPropertyOf": "上位の性質",
    RDFS + "domain": "主語の種類",
    RDFS + "range": "値の種類",
    RDFS + "isDefinedBy": "定義する語彙",
    "https://schema.org/domainIncludes": "主語の種類の例",
    "https://schema.org/rangeIncludes": "値の種類の例",
    DCTERMS + "subject": "対象の計画",
    DCTERMS + "title": "題名",
    DCTERMS + "identifier": "ファイル名",
    DCTERMS + "format": "ファイル形式",
    RDF + "Property": "性質",
    RDF + "subject": "もの",
    "http://www.w3.org/2002/07/owl#Class": "種類（クラス）",
    "http://www.w3.org/2002/07/owl#ObjectProperty": "性質（つながり）",
    "http://www.w3.org/2002/07/owl#DatatypeProperty": "性質（値）",
    "http://www.w3.org/2002/07/owl#Ontology": "語彙",
}


def describe(store: Queryable, iri: str, *, limit: int) -> dict[str, Any]:
    """Return a thing's label, types, literal properties and links, each statement with its sources as JSON."""
    thing = str(ox.NamedNode(iri))
    statements = select(store, _STATEMENTS.format(thing=thing))
    incoming = select(store, _LINKS_IN.format(thing=thing, limit=limit, offset=0))
    cited = sources(store, [row["g"] for row in (*statements, *incoming) if "g" in row])
    called = names(
        store,
        [iri, *(row["p"] for row in (*statements, *incoming)), *(row["s"] for row in incoming)]
        + [row["o"] for row in statements if row["iri"] == "true"],
    )
    types = [row["o"] for row in statements if row["p"] == TYPE]
    literal: dict[tuple[str, str], list[Source]] = {}
    outgoing: dict[tuple[str, str], list[Source]] = {}
    for row in statements:
        if row["p"] != TYPE:
            side = outgoing if row["iri"] == "true" else literal
            _add(side.setdefault((row["p"], row["o"]), []), cited.get(row.get("g", ""), []))
    coming: dict[tuple[str, str], list[Source]] = {}
    for row in incoming:
        _add(coming.setdefault((row["p"], row["s"]), []), cited.get(row.get("g", ""), []))
    return {
        "iri": iri,
        "label": called[iri].label,
        "types": [{"iri": kind, "label": called[kind].label} for kind in dict.fromkeys(types)],
        "properties": [
            {"property": called[p].label, "property_iri": p, "value": o, "citations": _json(said)}
            for (p, o), said in sorted(literal.items(), key=_printed)
        ],
        "outgoing": [_link(called, p, o, said) for (p, o), said in sorted(outgoing.items(), key=_printed)],
        "incoming": [_link(called, p, s, said) for (p, s), said in sorted(coming.items(), key=_printed)],
        "incoming_total": _count(store, _COUNT_IN.format(thing=thing)),
    }


def neighbours(store: Queryable, iri: str, *, limit: int, offset: int) -> dict[str, Any]:
    """Return nodes and edges around a thing for a picture: links out first, then links in, `limit` from `offset`."""
    thing = str(ox.NamedNode(iri))
    out_total = _count(store, _COUNT_OUT.format(thing=thing))
    in_total = _count(store, _COUNT_IN.format(thing=thing))
    out = select(store, _LINKS_OUT.format(thing=thing, limit=limit, offset=offset)) if offset < out_total else []
    room = limit - len({(row["p"], row["o"]) for row in out})
    into = select(store, _LINKS_IN.format(thing=thing, limit=room, offset=max(0, offset - out_total))) if room else []
    edges: dict[tuple[str, str, str], list[str]] = {}
    for row in out:
        edges.setdefault((iri, row["p"], row["o"]), []).extend([row["g"]] if "g" in row else [])
    for row in into:
        edges.setdefault((row["s"], row["p"], iri), []).extend([row["g"]] if "g" in row else [])
    return {
        "total": out_total + in_total,
        "limit": limit,
        "offset": offset,
        **graph_json(store, edges, centre=iri),
    }


def graph_json(store: Queryable, edges: dict[tuple[str, str, str], list[str]], *, centre: str) -> dict[str, Any]:
    """Return edges (subject, property, object → graphs that state it) as nodes and labelled, cited edges."""
    cited = sources(store, [graph for graphs in edges.values() for graph in graphs])
    nodes = list(dict.fromkeys([centre, *(end for s, _, o in edges for end in (s, o))]))
    called = names(store, [*nodes, *(p for _, p, _ in edges)])
    kinds = names(store, [kind for node in nodes if (kind := called[node].type)])
    return {
        "nodes": [
            {
                "iri": node,
                "label": called[node].label,
                "type": called[node].type,
                "type_label": kinds[kind].label if (kind := called[node].type) else None,
            }
            for node in nodes
        ],
        "edges": [
            {
                "source": s,
                "target": o,
                "property": p,
                "label": called[p].label,
                "direction": "out" if s == centre else "in",
                "citations": _json(_merged(cited, graphs)),
            }
            for (s, p, o), graphs in edges.items()
        ],
    }


def _printed(entry: tuple[tuple[str, str], list[Source]]) -> tuple[str, int, str]:
    """Return the key that keeps the values of one property in their printed order."""
    (predicate, value), said = entry
    return predicate, min((source.start for source in said), default=0), value


def _merged(cited: dict[str, list[Source]], graphs: list[str]) -> list[Source]:
    merged: list[Source] = []
    for graph in graphs:
        _add(merged, cited.get(graph, []))
    return merged


def _add(listed: list[Source], more: list[Source]) -> None:
    listed.extend(source for source in more if source not in listed)


def _json(said: list[Source]) -> list[dict[str, Any]]:
    return [source.to_json() for source in said]


def _link(called: dict[str, Named], predicate: str, other: str, said: list[Source]) -> dict[str, Any]:
    return {
        "property": called[predicate].label,
        "property_iri": predicate,
        "iri": other,
        "label": called[other].label,
        "type": called[other].type,
        "citations": _json(said),
    }


def _count(store: Queryable, query: str) -> int:
    return int(select(store, query)[0]["n"])
