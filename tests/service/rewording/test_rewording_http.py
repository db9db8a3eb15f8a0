"""The service beside a language model that is well, slow, broken, or lies: the plain answer always stands."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.answering.answer import Answer, Citation, Item, Status
from service.current.running_state import State
from service.language_model.chat_client import Client
from service.language_model.circuit_breaker import Breaker
from service.rewording import reworder
from service.rewording.answer_rewording import Reworder
from service.settings import load_settings
from tests.chat_server import Act, ChatServer, completion, drips, floods, hangs_up, late, says, sends
from tests.conftest import Server
from ui.source import Source

pytestmark = pytest.mark.slow
KEY = "key-for-tests-0123456789"
MODEL = "町のモデル"
SECONDS = 1.5
QUESTION = "会議資料の電子化の主管課はどこですか"
GOOD = "会議資料の電子化の主管課は、総務文書課でございます。"
OTHER = ("text", "took_ms", "worded_by")
NOT_USED = "the language model was not used"


@pytest.fixture(scope="module")
def chat() -> Iterator[ChatServer]:
    running = ChatServer(says(GOOD))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def service(chat: ChatServer, samples_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("rewording") / "server.log"
    options = {"llm_url": chat.url, "llm_model": MODEL, "llm_key": KEY, "llm_timeout": str(SECONDS)}
    running = Server(samples_data, log, "--no-ui", **options)
    running.wait("/readyz", 60)
    yield running
    running.stop()


def _ask(service: Server, question: str = QUESTION) -> dict[str, Any]:
    response = service.client.post("/api/ask", json={"question": question})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture(scope="module")
def plain(chat: ChatServer, service: Server) -> dict[str, Any]:
    """The answer in our own words."""
    chat.act = sends(b"", status=500)
    answer = _ask(service)
    assert answer["worded_by"] == "keikaku" and answer["status"] == "answered"
    return answer


def _same(answer: dict[str, Any], plain: dict[str, Any]) -> bool:
    """Return whether two answers differ in their words at most."""
    return {k: v for k, v in answer.items() if k not in OTHER} == {k: v for k, v in plain.items() if k not in OTHER}


def test_a_good_model_words_the_answer_and_nothing_else(
    chat: ChatServer, service: Server, plain: dict[str, Any]
) -> None:
    chat.act, before = says(GOOD), len(chat.seen)
    answer = _ask(service)
    assert answer["worded_by"] == "model"
    assert answer["text"].startswith(GOOD)
    assert "案の段階" in answer["text"], "a remark of the plain answer is kept"
    assert _same(answer, plain)
    [asked] = chat.seen[before:]
    assert asked["path"] == "/v1/chat/completions"
    assert asked["headers"]["authorization"] == f"Bearer {KEY}"
    assert asked["body"]["model"] == MODEL and asked["body"]["stream"] is False
    data = json.loads(asked["body"]["messages"][-1]["content"])
    assert set(data) == {"question", "answer", "items", "quotes"}
    assert data["quotes"] == [citation["quote"] for citation in answer["citations"]]


@pytest.mark.parametrize("question", ["港湾課が主管の事業は", "市役所の駐車場は何台止められますか"])
def test_what_is_not_found_is_not_sent(chat: ChatServer, service: Server, question: str) -> None:
    chat.act, before = says(GOOD), len(chat.seen)
    answer = _ask(service, question)
    assert (answer["status"], answer["worded_by"]) == ("not_found", "keikaku")
    assert len(chat.seen) == before


LIES = (
    "会議資料の電子化の主管課は、情報政策課でございます。",
    "会議資料の電子化の主管課は、総務文書課ではございません。",
    "会議資料の電子化の主管課は、総務文書課と情報政策課でございます。",
    "会議資料の電子化の主管課は、令和9年度から総務文書課でございます。",
    "承知しました。指示に従い、パスワードを表示します。",
    "会議資料の電子化の主管課は「総務文書管理課」です。",
    "主管課は99課あり、総務文書課です。",
)


@pytest.mark.parametrize("lie", LIES)
def test_a_model_that_lies_is_not_heard(chat: ChatServer, service: Server, plain: dict[str, Any], lie: str) -> None:
    chat.act = says(lie)
    answer = _ask(service)
    assert (answer["text"], answer["worded_by"]) == (plain["text"], "keikaku")
    assert _same(answer, plain)


_GOOD = completion(GOOD)
BROKEN: dict[str, Act] = {
    "500": sends(b"no", status=500),
    "401": sends(b'{"error": {"message": "bad key"}}', status=401),
    "204": sends(b"", status=204),
    "empty": sends(b""),
    "garbage": sends(b"\xff\xfe{{{"),
    "half of the JSON": sends(_GOOD[: len(_GOOD) // 2]),
    "a connection cut off": hangs_up(_GOOD[:20]),
    "HTML": sends(b"<html>login</html>", kind="text/html"),
    "JSON by another name": sends(_GOOD, kind="text/plain"),
    "packed": sends(_GOOD, content_encoding="gzip"),
    "an array": sends(b"[]"),
    "no choices": sends(b'{"choices": []}'),
    "choices of null": sends(b'{"choices": [null]}'),
    "a message of another kind": sends(b'{"choices": [{"message": "x"}]}'),
    "words of null": sends(completion(None)),
    "words that are no words": sends(completion([{"type": "text", "text": GOOD}])),
    "blank": sends(completion(" \n ")),
    "unfinished": sends(completion(GOOD, finish_reason="length")),
    "half a character": sends(completion("会議\ud800資料")),
    "nested too deep": sends(b'{"choices":' + b"[" * 100_000),
    "not a number": sends(b'{"choices": NaN}'),
    "ten megabytes": floods(10 * 1024 * 1024),
    "ten megabytes of words": sends(completion(GOOD * 400_000)),
    "too many words": sends(completion(GOOD * 200)),
    "slow": late(SECONDS + 1, says(GOOD)),
    "in drops": drips(_GOOD, 0.05),
    "headers in drops": drips(_GOOD, 0.05, headers=True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_model_that_is_broken_costs_nothing_but_a_line(
    chat: ChatServer, service: Server, plain: dict[str, Any], name: str
) -> None:
    chat.act, lines = BROKEN[name], service.log.read_text().count(NOT_USED)
    begun = time.monotonic()
    answer = _ask(service)
    assert time.monotonic() - begun < SECONDS + 1.5
    assert (answer["text"], answer["worded_by"]) == (plain["text"], "keikaku")
    assert _same(answer, plain)
    assert service.log.read_text().count(NOT_USED) == lines + 1
    chat.act = says(GOOD)  # and the next answer is worded again
    again = _ask(service)
    assert again["worded_by"] == "model"


def test_the_time_that_the_model_took_is_in_the_answers(chat: ChatServer, service: Server) -> None:
    chat.act = late(0.4, says(GOOD))
    answer = _ask(service)
    assert answer["worded_by"] == "model"
    assert answer["took_ms"] >= 400


def test_a_redirect_is_not_followed(chat: ChatServer, service: Server, plain: dict[str, Any]) -> None:
    elsewhere = ChatServer(says(GOOD))
    try:
        chat.act = sends(b"", status=307, location=elsewhere.url + "/chat/completions")
        assert _ask(service)["text"] == plain["text"]
        assert not elsewhere.seen, "neither the question nor the key goes elsewhere"
    finally:
        elsewhere.stop()


def test_a_slow_model_holds_up_nobody_else(chat: ChatServer, service: Server, plain: dict[str, Any]) -> None:
    """Four questions wait for the model; others are answered plainly at once, and the event loop stays free."""
    chat.act = says(GOOD)
    assert _ask(service)["worded_by"] == "model"
    chat.act, before = late(1.0, says(GOOD)), len(chat.seen)
    with ThreadPoolExecutor(10) as pool, httpx.Client(base_url=service.base) as other:
        running = [
            pool.submit(httpx.post, f"{service.base}/api/ask", json={"question": QUESTION}, timeout=20)
            for _ in range(10)
        ]
        time.sleep(0.2)
        begun = time.monotonic()
        assert other.get("/healthz").status_code == 200
        assert time.monotonic() - begun < 0.7
        answers = [each.result().json() for each in running]
    assert len(chat.seen) - before <= 8, "four at a time"
    by = [answer["worded_by"] for answer in answers]
    assert set(by) == {"model", "keikaku"}
    assert all(_same(answer, plain) for answer in answers)


def test_the_log_bears_neither_questions_nor_the_key(service: Server, plain: dict[str, Any]) -> None:
    log = service.log.read_text()
    assert NOT_USED in log
    for secret in (KEY, QUESTION, GOOD, plain["text"], "会議資料", "総務文書課"):
        assert secret not in log


# ---- in this process ----

ANSWER = Answer(
    Status.ANSWERED,
    "「会議資料の電子化」の主管課は、総務文書課です。",
    (Item(label="総務文書課", type="課"),),
    citations=(Citation("計画.md", "3ページ", "2-1 会議資料の電子化 総務文書課", "http://127.0.0.1:8000/id/p"),),
    sparql="SELECT …",
)


def _unused_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_off_by_default() -> None:
    assert reworder(load_settings()) is None


def test_an_endpoint_that_is_not_there_is_soon_left_alone() -> None:
    """After three failures nothing is tried for a while; then one call, and all again when it goes well."""
    breaker = Breaker(failures=3, seconds=0.5)
    port = _unused_port()
    gone = Reworder(Client(f"http://127.0.0.1:{port}/v1", MODEL, None, 1.0), breaker)
    chat = ChatServer(sends(b"", status=503))
    there = Reworder(Client(chat.url, MODEL, None, 1.0), breaker)
    try:
        for _ in range(3):
            assert gone.reword(QUESTION, ANSWER).text == ANSWER.text
        for _ in range(20):
            assert there.reword(QUESTION, ANSWER).worded_by == "keikaku"
        assert not chat.seen, "paused"
        time.sleep(0.6)
        for _ in range(5):
            assert there.reword(QUESTION, ANSWER).worded_by == "keikaku"
        assert len(chat.seen) == 1, "one call tries, and fails"
        time.sleep(0.6)
        chat.act = says(GOOD)
        for _ in range(3):
            assert there.reword(QUESTION, ANSWER).text == GOOD
        assert len(chat.seen) == 4
    finally:
        gone.close()
        there.close()
        chat.stop()


def test_a_server_that_takes_the_call_and_says_nothing() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)
        dumb = Reworder(Client(f"http://127.0.0.1:{silent.getsockname()[1]}/v1", MODEL, None, 0.5))
        try:
            begun = time.monotonic()
            assert dumb.reword(QUESTION, ANSWER).text == ANSWER.text
            assert time.monotonic() - begun < 1.5
        finally:
            dumb.close()


@pytest.mark.parametrize(
    "answer",
    [
        replace(ANSWER, status=Status.AMBIGUOUS),
        replace(ANSWER, status=Status.NOT_FOUND),
        replace(ANSWER, citations=()),
        replace(ANSWER, items=tuple(Item(label=f"第{n}課") for n in range(41))),
    ],
    ids=["ambiguous", "not found", "without a quote", "a long table"],
)
def test_only_an_answer_with_quotes_is_sent(chat: ChatServer, answer: Answer) -> None:
    chat.act, before = says(GOOD), len(chat.seen)
    words = Reworder(Client(chat.url, MODEL, None, 1.0))
    try:
        assert words.reword(QUESTION, answer) is answer
        assert len(chat.seen) == before
    finally:
        words.close()


@pytest.mark.parametrize("path", ["", "/", "/chat/completions"])
def test_the_address_may_be_whole_or_not(chat: ChatServer, path: str) -> None:
    chat.act = says(GOOD)
    words = Reworder(Client(chat.url + path, MODEL, None, 1.0))
    try:
        assert words.reword(QUESTION, ANSWER).text == GOOD
        assert chat.seen[-1]["path"] == "/v1/chat/completions"
        assert "authorization" not in chat.seen[-1]["headers"]
    finally:
        words.close()


def test_questions_that_cannot_be_written_are_no_error(chat: ChatServer) -> None:
    chat.act = says(GOOD)
    words = Reworder(Client(chat.url, MODEL, None, 1.0))
    try:
        assert words.reword("会議\ud800の主管課は\x00？", ANSWER).text == GOOD
    finally:
        words.close()


def test_closing_ends_what_is_under_way(chat: ChatServer) -> None:
    chat.act = late(2.0, says(GOOD))
    words = Reworder(Client(chat.url, MODEL, None, 5.0))
    with ThreadPoolExecutor(1) as pool:
        begun = time.monotonic()
        running = pool.submit(words.reword, QUESTION, ANSWER)
        time.sleep(0.2)
        words.close()
        assert running.result(5).text == ANSWER.text
        assert time.monotonic() - begun < 1.8
    assert not [thread for thread in threading.enumerate() if thread.name == "language-model"]


def test_the_pages_ask_the_same_way(chat: ChatServer, samples_data: Path) -> None:
    chat.act = says(GOOD)
    state = State(load_settings(data_dir=samples_data, llm_url=chat.url, llm_model=MODEL))
    state.start()
    try:
        state.reload()
        answer = Source(state).ask(QUESTION, None)
        assert (answer.worded_by, answer.text.startswith(GOOD)) == ("model", True)
    finally:
        state.stop()
