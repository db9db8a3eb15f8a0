"""What a question names and no plan says is told by features, without lists of words."""

from __future__ import annotations

import pytest

from service.answering.engine import Answerer
from service.answering.rank.choose import proposals
from service.answering.rank.demand import demand
from service.answering.rank.features import features
from service.answering.reading.read import read


def told(town: Answerer, question: str, feature: str) -> float:
    """Return a feature of the plan that explains most of a question."""
    reading = read(question, town.tools)
    plans = [p for p in proposals(reading, town.tools) if not p.extra]
    found = [features(plan, demand(reading), None) for plan in plans]
    return max(found, key=lambda one: (one["said"], one["match"], -one["cost"]))[feature]


@pytest.mark.parametrize(
    ("feature", "absent", "present"),
    [
        ("unknown", "花火大会の主管課は？", "地図の印刷の主管課は？"),
        ("unmet_named", "花火大会の主管課は？", "地図情報の公開の主管課は？"),
        ("unknown_beside", "白鷺湖の地図の印刷の主管課は？", "地図の印刷の主管課は？"),
        ("unmet_head", "地図の印刷の落札価格は？", "地図の印刷の主管課は？"),
        ("cut_name", "市民課長は誰ですか", "市民課の事業は？"),
        ("no_such", "国際課の事業は？", "市民課の事業は？"),
    ],
)
def test_absent_and_present(town: Answerer, feature: str, absent: str, present: str) -> None:
    """The plan for what is not there bears the feature; the one for what is there does not."""
    assert told(town, absent, feature) > 0.5
    assert told(town, present, feature) < 0.2


def test_what_leads_up_or_follows_counts_not(town: Answerer) -> None:
    """Only the clause that asks has to be met."""
    question = "花火大会の実行委員です。地図の印刷の主管課はどこですか、急いでいます"
    assert told(town, question, "unknown") == 0.0


def test_not_found_names_what_is_missing(town: Answerer) -> None:
    """The answer that nothing was found says which name no document has."""
    answer = town.ask("花火大会の落札価格は？")
    assert answer.status.value == "not_found"
    assert "「花火大会」" in answer.text
