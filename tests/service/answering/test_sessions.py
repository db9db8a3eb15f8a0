"""Conversations: what a follow-up takes over, and that remembering is bounded."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from service.answering.answer import Status
from service.answering.conversation.sessions import Sessions
from service.answering.engine import Answerer
from service.answering.step_interface import Topic
from tests.service.answering.conftest import answerer


def ask(town: Answerer, session: str, *turns: str) -> list[str | None]:
    """Ask turn after turn and return labels and values of the last answer."""
    answers = [town.ask(turn, session) for turn in turns]
    return [item.value or item.label for item in answers[-1].items]


def test_a_pronoun_stands_for_what_was_answered(town: Answerer) -> None:
    assert ask(town, "a", "地図情報の公開の主管課は？", "その課の事業は？") == ["地図情報の公開"]
    assert ask(town, "b", "災害のとき人を助けるのはどの事業？", "その事業の主管課は？") == ["危機管理課"]


def test_what_is_left_out_is_taken_from_the_question_before(town: Answerer) -> None:
    assert ask(town, "c", "オンライン申請率のR8の目標は？", "じゃあ最終年度だと？") == ["40%"]


def test_another_session_knows_nothing_of_it(town: Answerer) -> None:
    town.ask("オンライン申請率のR8の目標は？", "d")
    assert town.ask("じゃあ最終年度だと？", "e").status is Status.NOT_FOUND


def test_a_whole_question_stands_for_itself(town: Answerer) -> None:
    assert ask(town, "f", "統計の公開の主管課は？", "地図情報の公開の主管課はどこですか") == ["都市整備課"]


def test_the_oldest_conversation_is_forgotten_first() -> None:
    sessions = Sessions(most=2)
    for name in ("a", "b", "c"):
        sessions.remember(name, Topic(question=name))
    assert len(sessions) == 2
    assert [sessions.topic(name).question for name in ("a", "b", "c")] == ["", "b", "c"]


def test_an_old_conversation_is_forgotten() -> None:
    sessions = Sessions(seconds=0.01)
    sessions.remember("a", Topic(question="a"))
    time.sleep(0.02)
    assert sessions.topic("a") == Topic()


def test_conversations_outlive_an_answerer() -> None:
    sessions = Sessions()
    answerer(sessions).ask("オンライン申請率のR8の目標は？", "g")
    assert ask(answerer(sessions), "g", "じゃあ最終年度だと？") == ["40%"]


def test_many_threads_get_the_answers_that_one_gets(town: Answerer) -> None:
    questions = ["地図情報の公開の主管課は？", "オンライン申請率のR8の目標は？", "前計画で終了した事業はどれ"] * 8
    alone = [town.ask(question).items for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: town.ask(question).items, questions))
    assert together == alone
