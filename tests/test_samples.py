"""The samples: three formats of one plan say the same, the workbook holds its tables, derived files are up to date."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ingest.extract import extract
from ingest.model.document import Span
from ingest.model.facts import (
    EventFact,
    FrameFact,
    IndicatorFact,
    OrganFact,
    PlanMention,
    ProjectMention,
    ProjectSection,
    Relation,
    RelationFact,
    ScheduleFact,
    SdgFact,
    TermFact,
)
from ingest.readers import read
from ontology.loader import roles

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
TWINS = sorted((ROOT / "tests" / "data" / "formats").iterdir())
PLAN = SAMPLES / "みなもと市スマート行政推進計画.md"
RULE = SAMPLES / "みなもと市スマート行政推進委員会規則.md"
WORKBOOK = SAMPLES / "事業一覧.xlsx"


@pytest.fixture(scope="module")
def builder() -> Iterator[object]:
    """The script that derives files from the samples."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import build_samples

    yield build_samples
    sys.path.remove(str(ROOT / "scripts"))


def _said(value: object) -> object:
    """A fact without its places: what it says, whatever file it stands in."""
    if isinstance(value, Span):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = [(part.name, getattr(value, part.name)) for part in dataclasses.fields(value) if part.name != "table"]
        return (type(value).__name__, *((name, _said(part)) for name, part in parts))
    if isinstance(value, tuple):
        return tuple(_said(part) for part in value)
    return value


def _facts(path: Path) -> Counter[object]:
    return Counter(_said(fact) for fact in extract(read(path), roles()).items)


@pytest.mark.parametrize("twin", TWINS, ids=lambda path: path.suffix)
def test_every_format_gives_the_same_facts(twin: Path) -> None:
    markdown, other = _facts(PLAN), _facts(twin)
    assert not markdown - other, "only in the Markdown"
    assert not other - markdown, f"only in the {twin.suffix}"


def test_there_are_two_twins() -> None:
    assert {twin.suffix for twin in TWINS} == {".docx", ".pdf"}


def test_the_plan_holds_every_kind_of_fact() -> None:
    facts = extract(read(PLAN), roles())
    projects = facts.of(ProjectMention)
    assert {p.number for p in projects if p.group} == {
        "①-1", "①-2", "②-1", "1-1", "1-2", "1-3", "2-1", "2-2", "2-3", "3-1", "3-2", "3-3", "3-4",
    }  # fmt: skip
    assert [p.remark is not None for p in projects if p.status and p.status.text == "終了"] == [True, True]
    assert {section.label for section in facts.of(ProjectSection)} >= {
        "summary",
        "current_state",
        "ideal_state",
        "initiative",
    }
    indicators = facts.of(IndicatorFact)
    assert len(indicators) == 29
    assert [i.undecided.text for i in indicators if i.undecided] == ["本格導入の範囲を定めた後に決定"]
    assert {i.breakdown for i in indicators if i.breakdown} == {"体育館", "公民館", "高齢者支援課", "生涯学習課"}
    assert facts.of(ScheduleFact)
    assert {frame.kind for frame in facts.of(FrameFact)} >= {"principle", "vision", "measure"}
    assert {(sdg.name, sdg.goals) for sdg in facts.of(SdgFact)} == {
        ("暮らしの手続を楽にする取組", (9, 16)),
        ("市役所の仕事を軽くする取組", (8, 12)),
        ("地域の安心を広げる取組", (3, 4, 10, 11)),
    }
    assert len(facts.of(TermFact)) == 5
    assert [event.year for event in facts.of(EventFact)] == [1983, 2001, 2010, 2017, 2021, 2024]


def test_the_plan_says_what_it_is_and_what_it_rests_on() -> None:
    facts = extract(read(PLAN), roles())
    mentions = [plan for plan in facts.of(PlanMention) if plan.is_subject]
    assert {plan.name for plan in mentions} == {PLAN.stem}
    assert any(plan.is_draft for plan in mentions)
    assert (2026, 2030) in {(plan.start, plan.end) for plan in mentions}
    laws = {(fact.object, fact.article) for fact in facts.of(RelationFact) if fact.relation is Relation.BASED_ON}
    assert ("官民データ活用推進基本法", "第9条第3項") in laws


def test_the_rule_says_how_its_council_works() -> None:
    organs = extract(read(RULE), roles()).of(OrganFact)
    said = {fact.attribute: fact.value for fact in organs}
    assert {fact.organ for fact in organs} == {"みなもと市スマート行政推進委員会"}
    assert said["member_count"].startswith("10名")
    assert (said["term"], said["convener"], said["secretariat"]) == ("3年", "会長", "企画部情報政策課")


def test_the_workbook_gives_every_row() -> None:
    facts = extract(read(WORKBOOK), roles())
    rows = Counter(project.plan for project in facts.of(ProjectMention))
    assert rows == {"はだのDX推進計画": 40, "はだのICT活用推進計画": 61}
    assert sum(project.is_repost for project in facts.of(ProjectMention)) == 3
    assert all(project.departments for project in facts.of(ProjectMention))
    assert (
        len(facts.of(IndicatorFact)) == len((ROOT / "scripts/samples_data/indicators.tsv").read_text().splitlines()) - 1
    )


def test_derived_files_are_up_to_date(builder: object, tmp_path: Path) -> None:
    """What is committed is what `make samples` builds today."""
    from build_samples import build_docx, build_workbook
    from markdown_blocks import blocks
    from print_pdf import print_pdf

    build_workbook(tmp_path / "built.xlsx")
    assert _cells(tmp_path / "built.xlsx") == _cells(WORKBOOK)
    parts = blocks(PLAN.read_text(encoding="utf-8"))
    for twin in TWINS:
        built = tmp_path / twin.name
        (build_docx if twin.suffix == ".docx" else print_pdf)(parts, built)
        assert read(built).text == read(twin).text


def _cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(path, read_only=True)
    found = {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    book.close()
    return found


def test_the_samples_disagree_where_they_mean_to(samples_data: Path) -> None:
    """The 課 of one 事業 and the numbers of two are printed in two ways, and the graph says so."""
    from graph.revisions.repository import Repository

    revision = Repository(samples_data).open()
    rows = revision.dataset.rows(
        "SELECT DISTINCT ?kind ?value WHERE { ?c a kk:Conflict ; kk:conflictKind ?kind ; kk:reading/kk:value ?value }"
    )
    found = {(row["kind"].value, row["value"].value) for row in rows}
    assert {("department-mismatch", "学校教育課"), ("department-mismatch", "教育指導課")} <= found
    assert "number-swap" in {kind for kind, _ in found}
