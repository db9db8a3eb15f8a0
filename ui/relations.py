"""One thing and its links as the page of relations draws them: every link with its Japanese name and its quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyoxigraph as ox

from graph.sparql.queryable import Queryable
from ontology import terms as t
from service.select_rows import select, values
from service.views.statement_sources import sources
from service.views.thing_statements import Named, describe, exists, names
from ui.choices import tell_apart
from ui.families import family
from ui.markup import quoted

MOST_LINKS = 1000

# Links of the bookkeeping: where a text stands, not what it says.
_HIDDEN = frozenset({t.TYPE, t.LABEL, t.IS_PART_OF, t.DERIVED_FROM, t.IN_PASSAGE, t.READING, t.NUMERIC_VALUE})
# Links that lead out of the graph are read as facts.
_OUTWARD = t.RDFS + "seeAlso"
# The links that people ask for first; the rest follows by name.
_ORDER = (
    t.RESPONSIBLE,
    t.HAS_INDICATOR,
    t.GROUP,
    t.PARENT,
    t.IN_PLAN,
    t.SUCCEEDS,
    t.SDG_RELATION,
    t.BASED_ON,
    t.PART_OF,
    t.ALIGNED_WITH,
    t.SUPPORTS,
    t.COOPERATES_WITH,
)
# Things without a name that say something for a year: they are a table, not nodes.
_YEARLY = frozenset({t.TARGET, t.SCHEDULE})
_YEARS = """SELECT ?thing ?label ?order ?said ?of WHERE {{ VALUES ?thing {{ {iris} }}
  ?thing kk:fiscalYear ?year ; kk:value|kk:activity ?said . ?year skos:prefLabel ?label .
  OPTIONAL {{ ?year skos:notation ?order }}
  OPTIONAL {{ ?thing kk:ofIndicator|^kk:hasSchedule ?owner . ?owner skos:prefLabel ?of }} }}"""
_READINGS = """SELECT DISTINCT ?value ?passage WHERE {{
  {thing} kk:reading ?reading . ?reading kk:value ?value ; kk:inPassage ?passage }} ORDER BY ?value ?passage"""
Json = dict[str, Any]


def card(store: Queryable, iri: str) -> Json | None:
    """Return a thing with its facts, yearly values and links in groups; None where nothing is said of it.

    groups: [{label, direction: "out"|"in", title, links: [{iri, label, type, family, citations}]}].
    """
    if not exists(store, iri):
        return None
    told = describe(store, iri, limit=MOST_LINKS)
    outward = [
        {"property": link["property"], "property_iri": _OUTWARD, "value": link["iri"], "citations": link["citations"]}
        for link in told["outgoing"]
        if link["property_iri"] == _OUTWARD
    ]
    outgoing = [link for link in told["outgoing"] if link["property_iri"] not in {*_HIDDEN, _OUTWARD}]
    incoming = [link for link in told["incoming"] if link["property_iri"] not in _HIDDEN]
    kinds = [kind["iri"] for kind in told["types"]]
    ends = [link["iri"] for link in (*outgoing, *incoming) if link["type"] in _YEARLY]
    yearly = _yearly(store, ends)
    called = names(store, [link["type"] for link in (*outgoing, *incoming) if link["type"]])
    own_years = t.YEAR in kinds
    owner = told["types"][0]["label"] if told["types"] else ""
    _lay_out([*told["properties"], *told["outgoing"], *told["incoming"]])
    groups = [
        *_groups(outgoing, "out", called, yearly, own_years, owner),
        *_groups(incoming, "in", called, yearly, own_years, owner),
    ]
    for group in groups:
        tell_apart(store, group["links"])
    return {
        "iri": iri,
        "label": told["label"],
        "type": "・".join(kind["label"] for kind in told["types"]),
        "family": next((family(kind) for kind in kinds if family(kind) != "other"), "other"),
        "facts": _facts([*told["properties"], *outward]),
        "tables": [*_readings(store, iri), *([] if own_years else _tables((*outgoing, *incoming), yearly))],
        "groups": groups,
        "total": sum(len(group["links"]) for group in groups),
        "left_out": max(0, told["incoming_total"] - len(told["incoming"])),
    }


def _lay_out(statements: Iterable[Json]) -> None:
    """Give every citation of statements its quote as escaped HTML, for reading."""
    for statement in statements:
        for cited in statement["citations"]:
            cited["html"] = quoted(cited["quote"])


def _facts(properties: Sequence[Json]) -> list[Json]:
    """Return literal properties, several values of one under one name, each value once."""
    merged: dict[str, Json] = {}
    for row in properties:
        if row["property_iri"] in _HIDDEN:
            continue
        fact = merged.setdefault(row["property"], {"name": row["property"], "values": [], "citations": []})
        fact["values"].append(_said(row["value"]))
        fact["citations"].extend(c for c in row["citations"] if c not in fact["citations"])
    return sorted(merged.values(), key=lambda fact: sum(map(len, fact["values"])))


def _said(value: str) -> str:
    return {"true": "はい", "false": "いいえ"}.get(value, value)


def _groups(
    links: Sequence[Json],
    direction: str,
    called: dict[str, Named],
    yearly: dict[str, Json],
    own_years: bool,
    owner: str,
) -> list[Json]:
    """Return links by property, incoming ones also by class, so that each group reads as one sentence.

    owner: what the thing itself is, in Japanese.
    """
    grouped: dict[tuple[str, str, str], list[Json]] = {}
    for link in links:
        if link["iri"] in yearly and not own_years:
            continue
        kind = called[link["type"]].label if link["type"] else ""
        label = link["label"]
        if own_years and link["iri"] in yearly:
            said = yearly[link["iri"]]
            label = f"{said.get('of') or kind}：{said['said']}"
        key = (link["property_iri"], link["property"], kind if direction == "in" else "")
        grouped.setdefault(key, []).append(
            {
                "iri": link["iri"],
                "label": label,
                "type": kind,
                "family": family(link["type"]),
                "citations": link["citations"],
            }
        )
    return [
        {
            **_named(predicate, name, kind, direction, owner),
            "direction": direction,
            "links": sorted(members, key=lambda link: link["label"]),
        }
        for (predicate, name, kind), members in sorted(grouped.items(), key=_importance)
    ]


def _named(predicate: str, name: str, kind: str, direction: str, owner: str) -> Json:
    """Return what a group is called: short in the picture, a phrase in the list.

    A link that is called as the thing itself (計画) says nothing about what comes in by it: the class does.
    """
    if direction == "out":
        return {"label": name, "title": name}
    if predicate == t.SUBJECT and kind:
        return {"label": kind, "title": f"この{owner or 'もの'}についての{kind}"}
    if name == owner and kind:
        return {"label": kind, "title": f"この{owner}の{kind}"}
    return {"label": name, "title": f"これを「{name}」とする{kind or 'もの'}"}


def _importance(group: tuple[tuple[str, str, str], list[Json]]) -> tuple[int, str, str]:
    (predicate, name, kind), _ = group
    return (_ORDER.index(predicate) if predicate in _ORDER else len(_ORDER), name, kind)


def _yearly(store: Queryable, iris: Sequence[str]) -> dict[str, Json]:
    if not iris:
        return {}
    return {
        row["thing"]: {
            "year": row["label"],
            "order": row.get("order", row["label"]),
            "said": row["said"],
            "of": row.get("of"),
        }
        for row in select(store, _YEARS.format(iris=values(iris)))
    }


def _readings(store: Queryable, iri: str) -> list[Json]:
    """Return the values of a contradiction with their places, as one table; nothing for other things."""
    rows = select(store, _READINGS.format(thing=str(ox.NamedNode(iri))))
    said = sources(store, [row["passage"] for row in rows])
    values_there = []
    for row in rows:
        citations = [source.to_json() for source in said.get(row["passage"], [])]
        _lay_out([{"citations": citations}])
        places = "、".join(f"{cited['document']}　{cited['locator']}" for cited in citations)
        values_there.append({"head": row["value"], "value": places, "citations": citations})
    return [{"name": "食い違う値", "columns": ["値", "場所"], "rows": values_there}] if values_there else []


def _tables(links: Iterable[Json], yearly: dict[str, Json]) -> list[Json]:
    """Return what is said year by year, one table a property."""
    tables: dict[str, list[tuple[str, Json]]] = {}
    for link in links:
        if link["iri"] in yearly:
            said = yearly[link["iri"]]
            row = {"head": said["year"], "value": said["said"], "citations": link["citations"]}
            # A target says which indicator it belongs to; its table is better called by what it holds.
            name = "年度ごとの目標" if link["property_iri"] == t.OF_INDICATOR else link["property"]
            tables.setdefault(name, []).append((said["order"], row))
    return [
        {"name": name, "columns": ["年度", "内容"], "rows": [row for _, row in sorted(rows, key=lambda pair: pair[0])]}
        for name, rows in tables.items()
    ]
