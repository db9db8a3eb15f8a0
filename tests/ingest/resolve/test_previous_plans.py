"""Tables and pages under a heading that says 前計画 belong to the plan that the document's own replaces."""

from __future__ import annotations

from pathlib import Path

from ingest.extract import extract
from ingest.extract.name_tidying import PlanInForce
from ingest.readers.file_reading import read_bytes
from ingest.resolve.resolved_knowledge import resolve
from ontology.loader import roles

TEXT = """# やま市スマート計画（案）

令和8年度～令和12年度

## 計画の位置付け

- 本計画は、「やま市情報計画」を引き継ぐ計画です。

## 個別事業一覧

番号\t事業名\t主管課
1-1\t坂道の手すり\t道路課
1-2\t図書の宅配\t図書館

## 前の計画で終えた事業

番号\t終了/継続\t事業名\t主管課
4\t終了\t掲示板の電子化\t道路課

## 参考

番号\t事業名\t主管課
1-3\t夜間の開館\t図書館
"""


def test_rows_under_the_plan_before_are_that_plans() -> None:
    document = read_bytes(TEXT.encode(), Path("計画.md"))
    knowledge = resolve({document.name: extract(document, roles())}, {document.name: document}, roles())
    plans = {project.label: knowledge.plans[project.plan].label for project in knowledge.projects}
    assert plans == {
        "坂道の手すり": "やま市スマート計画",
        "図書の宅配": "やま市スマート計画",
        "掲示板の電子化": "やま市情報計画",
        "夜間の開館": "やま市スマート計画",
    }


def test_the_plan_before_holds_below_its_own_heading_only() -> None:
    above = PlanInForce(roles())
    seen = []
    for heading in ("「やま市スマート計画」個別事業", "個別事業一覧", "前計画の事業", "参考資料"):
        above.heading(heading)
        seen.append(above.plan)
    assert seen == ["やま市スマート計画", "やま市スマート計画", "前計画", "やま市スマート計画"]
