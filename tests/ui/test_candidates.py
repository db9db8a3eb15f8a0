"""Candidates of an ambiguous answer: each leads to an answer, and none that does not is a button."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.answering.answer import Answer, Item, Status
from service.answering.engine import Answerer
from ui.candidates import answered, candidates

VAGUE = ("{}の指標を教えて", "{}の事業の主管課は？", "{}の事業番号は何番ですか", "{}の令和10年度の目標は？")
WORDS = ("アプリ", "スマホ", "公金", "電子", "予約", "職員", "点検", "児童")


@pytest.fixture(scope="module")
def samples(samples_data: Path) -> Answerer:
    """An answerer over the samples."""
    from graph.revisions.repository import Repository

    return Answerer(Repository(samples_data).open())


def test_every_candidate_leads_to_an_answer(samples: Answerer) -> None:
    several = 0
    for question in (pattern.format(word) for pattern in VAGUE for word in WORDS):
        answer = samples.ask(question)
        if answer.status is Status.AMBIGUOUS:
            several += 1
            found = candidates(question, answer, samples.ask)
            assert len(found) == len(answer.items) > 1
            unanswered = [one.item.label for one in found if one.question is None]
            assert unanswered == [], question
            assert all(samples.ask(one.question or "").status is Status.ANSWERED for one in found)
    assert several >= 15


def test_a_suggestion_that_is_not_answered_is_left_out(samples: Answerer) -> None:
    good, bad = "手続のスマホ完結の主管課はどこですか", "月の裏側の天気は？"
    assert answered((good, bad), samples.ask) == (good,)


def test_a_candidate_that_no_question_reaches_has_none(samples: Answerer) -> None:
    answer = Answer(Status.AMBIGUOUS, "", (Item(label="月の裏側"), Item(label="手続のスマホ完結")))
    assert [one.question for one in candidates("主管課は？", answer, lambda _: Answer(Status.NOT_FOUND, ""))] == [
        None,
        None,
    ]
    assert candidates("主管課は？", answer, samples.ask)[1].question == "「手続のスマホ完結」について、主管課は？"
