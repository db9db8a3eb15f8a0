"""The contradictions of a revision, in the contract's shape."""

from __future__ import annotations

from typing import Any

from graph.sparql.queryable import Queryable
from service.select_rows import select
from service.views.statement_sources import excerpt, last_part

_CONFLICTS = """SELECT ?c ?kind ?severity ?label ?likely ?why WHERE {
  ?c a kk:Conflict OPTIONAL { ?c kk:conflictKind ?kind } OPTIONAL { ?c kk:severity ?severity }
  OPTIONAL { ?c skos:prefLabel ?label }
  OPTIONAL { ?c kk:likely ?likely } OPTIONAL { ?c kk:why ?why } }"""
_READINGS = """SELECT DISTINCT ?c ?value ?quote ?locator ?document ?name ?start WHERE {
  ?c kk:reading ?reading . ?reading kk:value ?value ; kk:inPassage ?passage . ?passage kk:quote ?quote
  OPTIONAL { ?passage kk:locator ?locator } OPTIONAL { ?passage oa:start ?start }
  OPTIONAL { ?passage dcterms:isPartOf ?document OPTIONAL { ?document dcterms:identifier ?name } } }"""
_SEVERITIES = {"高": 0, "high": 0, "error": 0, "中": 1, "medium": 1, "warning": 1, "低": 2, "low": 2, "info": 2}


def read_conflicts(store: Queryable) -> list[dict[str, Any]]:
    """Return every contradiction, the gravest first."""
    readings: dict[str, list[dict[str, str]]] = {}
    rows = sorted(select(store, _READINGS), key=lambda row: (row.get("document", ""), int(row.get("start", 0))))
    for row in rows:
        reading = {
            "value": row["value"],
            "document": row.get("name") or last_part(row.get("document", "")),
            "locator": row.get("locator", ""),
            "quote": excerpt(row["quote"]),
        }
        listed = readings.setdefault(row["c"], [])
        if reading not in listed:
            listed.append(reading)
    found: dict[str, dict[str, Any]] = {}
    for row in select(store, _CONFLICTS):
        found.setdefault(
            row["c"],
            {
                "kind": row.get("kind", ""),
                "severity": row.get("severity", ""),
                "subject": row.get("label", ""),
                "values": readings.get(row["c"], []),
                "likely": row.get("likely"),
                "why": row.get("why"),
            },
        )
    return sorted(
        found.values(), key=lambda item: (_SEVERITIES.get(item["severity"], 3), item["kind"], item["subject"])
    )
