"""Evaluation: what passes and what does not, quotes that were made up, and the questions about the samples."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.revisions.repository import Repository
from service.answering.engine import Answerer
from service.answering.engine_parts import Parts
from service.command.main import main
from service.errors import BadRequest
from service.evaluation import question_asking
from service.evaluation.accepted_spellings import plain
from service.evaluation.evaluation_run import Evaluation, evaluate
from service.evaluation.judge import Verdict, judge
from service.evaluation.original_documents import Originals, of_folder, of_revision
from service.evaluation.outcome import Outcome
from service.evaluation.question_file import Expected, Question, load
from service.evaluation.threshold_curve import curve
from tests.conftest import ROOT, Server

QUESTIONS = ROOT / "tests" / "data" / "questions.jsonl"
# Just below what is reached; a change that answers fewer has to say why.
FLOOR = 0.918
REFUSED = 0.88
TURNED_AWAY = 0.03
NAMES = st.lists(st.text("あいうえお計画事業課", min_size=2, max_size=6), min_size=1, max_size=5, unique_by=plain)


def answered(*items: dict[str, Any], quotes: tuple[str, ...] = (), **parts: Any) -> dict[str, Any]:
    """Return an answer in the contract's shape."""
    citations = [{"document": "計画.md", "quote": quote} for quote in quotes]
    return {"status": "answered", "text": "", "items": list(items), "boolean": None, "citations": citations} | parts


def named(*labels: str) -> list[dict[str, Any]]:
    """Return items of these labels."""
    return [{"label": label} for label in labels]


@given(NAMES, st.randoms(use_true_random=False))
def test_a_set_passes_in_any_order_and_no_other_set_does(labels: list[str], chance: Any) -> None:
    expected = Expected(labels=tuple((label,) for label in labels))
    shuffled = labels.copy()
    chance.shuffle(shuffled)
    assert judge(expected, answered(*named(*shuffled, shuffled[0]))).passed, "one thing said twice is still one"
    assert not judge(expected, answered(*named(*labels[1:]))).passed
    assert not judge(expected, answered(*named(*labels, "余分なもの"))).passed


@pytest.mark.parametrize(
    ("expected", "answer", "passed"),
    [
        (Expected(labels=(("窓口の予約", "1-2"),)), answered({"label": "１－２ 窓口の 予約【再掲】"}), True),
        (Expected(labels=(("1-2",),)), answered({"label": "窓口の予約", "number": "1-2"}), True),
        (Expected(labels=(("①-2",),)), answered({"label": "窓口の予約", "number": "1-2"}), False),
        (Expected(values=(("86%",),)), answered({"label": "率", "value": "86", "unit": "%"}), True),
        (Expected(values=(("1200件",),)), answered({"label": "数", "value": "1,200件"}), True),
        (Expected(values=(("3年",),)), answered({"value": "5年"}), False),
        (Expected(values=(("R12",),)), answered({"value": "86%", "year": "R12"}), True),
        (Expected(labels=(("甲",),), passage=("はい",)), answered(*named("甲", "乙", "丙")), True),
        (Expected(labels=(("甲",),), passage=("はい",)), answered(*named("甲", "乙", "丙", "丁")), False),
        (Expected(boolean=False), answered(boolean=False), True),
        (Expected(boolean=False), answered(boolean=None), False),
        (Expected(status="not_found"), answered(), False),
        (Expected(passage=("第3条",)), answered(quotes=("一", "二", "規則　第３条のとおり")), True),
        (Expected(passage=("第3条",)), answered(quotes=("一", "二", "三", "第3条")), False),
        (Expected(passage=("第3条",)), answered(quotes=("第3条" + "あ" * 400,)), False),
        (Expected(passage=("未定",), undecided=True), answered(quotes=("未定",)), True),
        (Expected(passage=("未定",), undecided=True), answered({"value": "3件"}, quotes=("未定",)), False),
        (Expected(ambiguous=(("甲",),)), answered(*named("甲", "乙"), status="ambiguous"), True),
        (Expected(ambiguous=(("甲",),)), answered(*named("甲", "乙")), False),
        (Expected(ambiguous=(("甲",), ("丙",))), answered(*named("甲", "乙"), status="ambiguous"), False),
    ],
)
def test_what_passes(expected: Expected, answer: dict[str, Any], passed: bool) -> None:
    assert judge(expected, answer).passed is passed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "2行目"),
        ('{"question": "何？"}', "expect"),
        ('{"question": "何？", "expect": {}}', "空"),
        ('{"question": "何？", "expect": {"label": ["甲"]}}', "label は使えません"),
        ('{"question": "何？", "expect": {"undecided": true}}', "passage"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "何？", "expect": {"boolean": true}}\n' + line, encoding="utf-8")
    with pytest.raises(BadRequest, match=words):
        load(file)


def test_a_quote_that_no_document_holds_is_invented(tmp_path: Path) -> None:
    originals = Originals({"計画.md": "窓口で　予約できます。", "別.md": "地図を公開します。"})
    file = tmp_path / "q.jsonl"
    file.write_text('{"question": "何？", "expect": {"passage": ["予約"]}}', encoding="utf-8")

    def ask(question: str, session: str) -> tuple[dict[str, Any], float]:
        return answered(quotes=("窓口で予約", "地図を公開", "誰もが予約できます")), 2.0

    done = evaluate(load(file), ask, originals, lambda *_: None)
    assert done.accuracy == 1.0
    assert done.invented == ("地図を公開", "誰もが予約できます"), "what another document says is no quote of this one"
    assert done.citations()["precision"] == pytest.approx(1 / 3)
    assert done.latency() == {"median_ms": 2.0, "p95_ms": 2.0}


@pytest.fixture(scope="module")
def on_samples(samples_data: Path) -> Evaluation:
    """The questions about the samples, asked."""
    from service.current.running_state import State
    from service.settings import load_settings

    state = State(load_settings(data_dir=samples_data))
    state.reload()
    current = state.current()
    originals = of_revision(current.revision.info, samples_data)
    assert originals is not None and len(originals) == 3
    return evaluate(load(QUESTIONS), question_asking.in_process(current.answerer), originals, lambda *_: None)


def test_the_samples_are_answered(on_samples: Evaluation) -> None:
    failed = "\n".join(f"{o.question.id} {o.question.turns} {o.verdict.reason}" for o in on_samples.failed)
    assert on_samples.accuracy >= FLOOR, failed


def test_no_quote_is_invented_and_no_answer_lacks_one(on_samples: Evaluation) -> None:
    cited = on_samples.citations()
    assert cited["quotes"] > 100
    assert (cited["precision"], cited["invented"], cited["answers_without"], cited["too_long"]) == (1.0, [], 0, 0)


def test_who_is_turned_away(on_samples: Evaluation) -> None:
    turned = on_samples.abstention()
    assert turned["unanswerable"]["share"] >= REFUSED
    assert turned["answerable"]["share"] <= TURNED_AWAY


def test_the_questions_about_the_samples_are_many_and_right() -> None:
    """Every passage, name and value that is expected stands in the samples word for word; counts and years are told."""
    questions = load(QUESTIONS)
    assert len(questions) >= 80 and len({question.id for question in questions}) == len(questions)
    assert len({turn for question in questions for turn in question.turns}) >= len(questions)
    samples = of_folder(ROOT / "samples")
    counted = re.compile(r"\d+|R\d+|令和\d+年度")
    for question in questions:
        expected = question.expected
        for passage in expected.passage or ():
            assert samples.hold("", passage), (question.id, passage)
        for one in (*(expected.labels or ()), *(expected.values or ()), *(expected.ambiguous or ())):
            known = any(samples.hold("", spelling) or counted.fullmatch(spelling) for spelling in one)
            assert known, (question.id, one)


def asked(tmp_path: Path, *rows: dict[str, Any]) -> str:
    """Write a file of questions about the small graph; return its path."""
    file = tmp_path / "small.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return str(file)


RIGHT = {
    "question": "市民課が担当する事業は？",
    "category": "課",
    "expect": {"labels": ["窓口のオンライン申請", "紙の窓口申請"]},
}
WRONG = {"question": "市民課が担当する事業は？", "category": "断る", "expect": {"status": "not_found"}}


def test_evaluate_prints_what_failed(small_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = asked(tmp_path, RIGHT, WRONG)
    assert main(["evaluate", file, "--data", str(small_data)]) == 0
    printed = capsys.readouterr().out
    assert "正答：1/2（0.500）" in printed and "答えがない質問を断った：0/1" in printed
    assert "2 [断る] 市民課が担当する事業は？" in printed
    assert main(["evaluate", file, "--data", str(small_data), "--min", "0.6", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["categories"] == {"断る": {"passed": 0, "questions": 1}, "課": {"passed": 1, "questions": 1}}
    assert [one["id"] for one in found["failed"]] == ["2"]


def test_evaluate_asks_a_running_service(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "別の文書.txt").write_text("ここには何も書かれていません。", encoding="utf-8")
    file = asked(tmp_path, RIGHT)
    assert main(["evaluate", file, "--base", server.base, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["accuracy"], found["citations"]["precision"]) == (1.0, None)
    assert main(["evaluate", file, "--base", server.base, "--documents", str(folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["citations"]["precision"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--base", "http://127.0.0.1:9"], "質問できません"), (["--documents", "/no/such"], "見つかりません")],
)
def test_what_cannot_be_evaluated_is_one_line(
    small_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["evaluate", asked(tmp_path, RIGHT), "--data", str(small_data), *arguments]) == 1
    said = capsys.readouterr()
    assert words in said.err and len(said.err.splitlines()) == 1 and not said.out
    assert main(["evaluate", str(tmp_path / "none.jsonl"), "--data", str(small_data)]) == 1
    assert "質問のファイルがありません" in capsys.readouterr().err


def sure(question: Question, status: str, passed: bool, confidence: float | None) -> Outcome:
    """Return how a question came out."""
    return Outcome(question, Verdict(passed, ""), status, "", 1, 0, (), (1.0,), confidence)


def test_a_threshold_turns_away_what_is_less_sure() -> None:
    asked, empty = (
        Question("1", "課", ("何？",), Expected(boolean=True)),
        Question("2", "断る", ("何？",), Expected(status="not_found")),
    )
    outcomes = [
        sure(asked, "answered", True, 0.9),
        sure(asked, "answered", False, 0.4),
        sure(asked, "ambiguous", True, 0.1),
        sure(empty, "answered", False, 0.6),
        sure(empty, "not_found", True, 0.0),
    ]
    points = {point.threshold: point for point in curve(outcomes)}
    assert len(points) == 11
    assert (points[0.0].answerable_refused, points[0.0].unanswerable_refused) == (0.0, 0.5)
    assert (points[0.0].answered, points[0.0].accuracy) == (4, 0.5)
    assert (points[0.5].answerable_refused, points[0.5].accuracy) == (1 / 3, 2 / 3)
    assert (points[0.7].unanswerable_refused, points[0.7].accuracy) == (1.0, 1.0)
    assert points[1.0].answered == 1, "a question that is asked back is no wrong answer"


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 1)), min_size=1))
def test_a_higher_threshold_turns_more_away(answers: list[tuple[bool, bool, float]]) -> None:
    kinds = {True: Expected(status="not_found"), False: Expected(boolean=True)}
    outcomes = [
        sure(Question("1", "", ("何？",), kinds[without]), "answered", passed, confidence)
        for without, passed, confidence in answers
    ]
    left = [point.answered for point in curve(outcomes)]
    assert left[0] == len(answers) and left == sorted(left, reverse=True)


def test_no_confidence_is_no_curve() -> None:
    question = Question("1", "課", ("何？",), Expected(boolean=True))
    assert curve([sure(question, "answered", True, None)]) == ()


def test_the_curve_is_written(small_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, table = asked(tmp_path, RIGHT, WRONG), tmp_path / "curve.csv"
    assert main(["evaluate", file, "--data", str(small_data), "--curve", str(table)]) == 0
    assert "しきい値" in capsys.readouterr().out
    header, *rows = table.read_text(encoding="utf-8").splitlines()
    assert header == "threshold,answerable_refused,unanswerable_refused,answered,accuracy_of_answered"
    assert main(["evaluate", file, "--data", str(small_data), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["curve"]) == len(rows)
    assert main(["evaluate", file, "--data", str(small_data), "--curve", str(tmp_path / "none" / "c.csv")]) == 1
    assert "書けません" in capsys.readouterr().err


def test_the_oracle_tells_what_was_proposed(
    small_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = asked(tmp_path, RIGHT, WRONG)
    assert main(["evaluate", file, "--data", str(small_data), "--oracle"]) == 0
    assert "正しい読みが作られた" in capsys.readouterr().out
    assert main(["evaluate", file, "--data", str(small_data), "--oracle", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["oracle"]
    assert told["asked"] == 2 and told["passed"] <= told["reachable"]
    assert sum(told["stages"].values()) == told["asked"] - told["passed"]
    with pytest.raises(SystemExit):
        main(["evaluate", file, "--oracle", "--base", "http://127.0.0.1:9"])
    assert "--oracle" in capsys.readouterr().err


def test_parts_of_the_engine_can_be_left_out(samples_data: Path) -> None:
    """What the ablation measures is what it says: without paths no query runs, without thesaurus no synonym counts."""
    revision = Repository(samples_data).open()
    question = "シニアのためのスマホ相談会の担当課は？"
    whole, passages, plain = (
        Answerer(revision, parts=parts) for parts in (Parts(), Parts(paths=False), Parts(thesaurus=False))
    )
    assert whole.ask(question).sparql and plain.ask(question).sparql
    assert passages.ask(question).sparql is None
    assert [term.forms for term in whole.tools.linker.terms("スマホ") if len(term.forms) > 1]
    assert not [term.forms for term in plain.tools.linker.terms("スマホ") if len(term.forms) > 1]
