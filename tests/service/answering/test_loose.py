"""Messages as people type them: what of them is read, and what is put right."""

from __future__ import annotations

import pytest

from service.answering.engine import Answerer
from service.answering.language.content_words import cut, said
from service.answering.language.misspelt import Spelling
from service.answering.reading.clauses import asked, plain
from service.answering.reading.read import read

_SPOKEN = [
    ("何パーでしたっけ", "何%ですか"),
    ("主管課どこでしたっけ？", "主管課どこですか?"),
    ("いくつなん？", "いくつですか?"),
    ("いちばん最後の年度は？", "最終年度は?"),
    ("地図の印刷ってやつは何課", "地図の印刷は何課"),
    ("新規の事業っていう理解でいいですよね？", "新規の事業ですか?"),
    ("令和８年度に導入の予定、で合ってますか", "令和8年度に導入の予定ですか"),
    ("件数はいくつですか（分担表つくってるので）", "件数はいくつですか"),
    ("主菅課はどこ", "主管課はどこ"),
]
_FRAMED = [
    (
        "一般質問の答弁メモを作っているのですが、地図の印刷の担当課はどこですか。よろしくお願いします",
        "地図の印刷の担当課はどこですか。",
    ),
    ("すみません、民生委員です。地図の印刷の担当課はどこ？うちの会長が知りたがってまして", "地図の印刷の担当課はどこ?"),
    ("地図の印刷のことで問い合わせたいのですが、担当はどちらの課ですか", "地図の印刷について、担当はどちらの課ですか"),
    ("地図の印刷の担当課はどこですか、上司から聞かれて困ってしまいました", "地図の印刷の担当課はどこですか?"),
    ("地図の印刷は何課が担当？再掲は除いてください", "地図の印刷は何課が担当?再掲は除いてください"),
]
_TEXTS = ("放課後児童ホームの運営", "OMOTANコインの利用", "デジタルデバイド対策", "健康推進課", "消防管理課")
_MISSPELT = [
    ("放下後児童ホームの運営", "放課後児童ホームの運営"),
    ("おもたんコインの利用", "omotanコインの利用"),
    ("オモタンコイン", "omotanコイン"),
    ("デジタルデバイト対策", "デジタルデバイド対策"),
    ("消防官理課", "消防管理課"),
    ("健康増進課", "健康増進課"),
    ("花火大会", "花火大会"),
]


@pytest.mark.parametrize(("spoken", "written"), _SPOKEN)
def test_speech_is_read_as_writing(spoken: str, written: str) -> None:
    assert plain(spoken) == written


@pytest.mark.parametrize(("message", "question"), _FRAMED)
def test_what_frames_a_question_is_not_read(message: str, question: str, town: Answerer) -> None:
    assert [one.whole for one in asked(message, town.tools.linker)] == [question]


def test_several_questions_are_read_one_by_one(town: Answerer) -> None:
    message = "地図の印刷の主管課はどこですか。情報化会議の委員の任期は何年ですか。市長？"
    assert read(message, town.tools).parts == (
        "地図の印刷の主管課はどこですか。",
        "情報化会議の委員の任期は何年ですか。",
    )


@pytest.mark.parametrize(("typed", "meant"), _MISSPELT)
def test_a_misspelt_word_is_read_as_the_near_one_of_the_documents(typed: str, meant: str) -> None:
    texts = [text.casefold() for text in _TEXTS]
    spelling = Spelling(texts, lambda piece: sum(piece in text for text in texts), cut, said)
    assert spelling.mend(typed) == meant


def test_a_question_that_stands_by_itself_is_read_by_itself(town: Answerer) -> None:
    alone = town.ask("情報化会議の委員の任期は何年ですか").to_json()
    town.ask("地図の印刷の主管課はどこ？", "stands")
    later = town.ask("情報化会議の委員の任期は何年ですか", "stands").to_json()
    assert (later["text"], later["items"]) == (alone["text"], alone["items"])
