"""The contradictions of a revision: what they are about, where their values stand, which of them are wanted."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from graph.revisions.repository import Repository
from ontology.conflict_kinds import conflict_words, kind_of, read_conflict_words, severity_of
from ontology.errors import DataFileError
from service.views.conflict import COLUMNS, Conflict, table
from service.views.conflict_filter import Wanted, chosen, facets
from service.views.conflict_list import read_conflicts
from tests import small_graph
from tests.conftest import ROOT, Server

FINDINGS = ROOT / "ingest" / "resolve" / "conflict_findings.py"


@pytest.fixture(scope="module")
def conflicts(samples_data: Path) -> tuple[Conflict, ...]:
    return read_conflicts(Repository(samples_data).open().dataset.store)


def test_the_gravest_come_first(conflicts: tuple[Conflict, ...]) -> None:
    ranks = [conflict.gravity.rank for conflict in conflicts]
    assert ranks == sorted(ranks)
    assert conflicts[0].gravity == severity_of("high")


def test_every_kind_that_is_found_has_words() -> None:
    """Reads the finder itself: a kind added there without words would be shown as something unnamed."""
    calls = [node for node in ast.walk(ast.parse(FINDINGS.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    kinds = {
        node.args[0].value
        for node in calls
        if getattr(node.func, "id", "") == "Conflict" and isinstance(node.args[0], ast.Constant)
    }
    assert len(kinds) >= 7
    assert {*kinds, "status-mismatch", "novelty-mismatch"} == set(conflict_words().kinds)
    assert all(kind.label and kind.advice for kind in conflict_words().kinds.values())


def test_the_value_of_a_missing_row_is_the_finders() -> None:
    assert f'"{kind_of("missing-row").absent}"' in FINDINGS.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "kinds: [", "severities: {a: {}}\nkinds: {}", "severities: {}\nkinds: {a: b}"])
def test_a_file_that_does_not_fit_is_told(text: str) -> None:
    with pytest.raises(DataFileError, match=r"conflict_kinds\.yaml"):
        read_conflict_words(text)


def test_each_thing_that_a_contradiction_is_about_is_named(conflicts: tuple[Conflict, ...]) -> None:
    [swap] = [conflict for conflict in conflicts if conflict.kind == "number-swap"]
    assert [thing.label for thing in swap.things] == swap.subject.split(" ／ ")
    assert len({thing.iri for thing in swap.things}) == 2


def test_documents_are_called_by_their_titles(conflicts: tuple[Conflict, ...]) -> None:
    readings = [reading for conflict in conflicts for reading in conflict.readings]
    assert readings
    assert all(reading.title and reading.title != reading.document for reading in readings)


def test_likely_values_are_known_however_they_are_spelt(conflicts: tuple[Conflict, ...]) -> None:
    [unit] = [conflict for conflict in conflicts if conflict.kind == "department-mismatch"]
    assert [unit.is_likely(value) for value, _ in unit.values()].count(True) == 1


def test_filters_and_their_counts_agree(conflicts: tuple[Conflict, ...]) -> None:
    offered = facets(conflicts, Wanted())
    for choices, name in ((offered.kinds, "kind"), (offered.severities, "severity"), (offered.documents, "document")):
        assert choices
        for choice in choices:
            assert len(chosen(conflicts, Wanted(**{name: choice.value}))) == choice.count > 0
    kind = offered.kinds[0].value
    assert all(choice.count for choice in facets(conflicts, Wanted(kind=kind)).severities)
    assert [c.count for c in facets(conflicts, Wanted(severity="low", kind=kind)).kinds if c.value == kind] == [0]
    assert chosen(conflicts, Wanted(severity="高")) == chosen(conflicts, Wanted(severity="high"))


def test_files_say_what_the_list_says(server: Server) -> None:
    client: httpx.Client = server.client
    listed = client.get("/api/conflicts").json()["items"]
    answer = client.get("/api/conflicts.xlsx")
    assert "attachment; filename*=UTF-8''%E7%82%B9%E6%A4%9C_20" in answer.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert [row[4] for row in rows[1:]] == [reading["value"] for item in listed for reading in item["values"]]
    assert all(row[7] in small_graph.TEXT for row in rows[1:])
    text = client.get("/api/conflicts.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0] == ",".join(COLUMNS)
    again = client.get("/api/conflicts.csv", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 200, "another format has another tag"
    assert client.get("/api/conflicts.xlsx", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    none = client.get("/api/conflicts.csv", params={"severity": "low"}).content.decode("utf-8-sig")
    assert none.strip() == ",".join(COLUMNS)


def test_rows_of_one_contradiction_bear_one_number(conflicts: tuple[Conflict, ...]) -> None:
    rows = table(conflicts)
    assert len(rows) == sum(len(conflict.readings) for conflict in conflicts)
    assert [int(row[0]) for row in rows] == sorted(int(row[0]) for row in rows)
    assert {row[0] for row in rows} == {str(number) for number in range(1, len(conflicts) + 1)}
