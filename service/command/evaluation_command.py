"""``keikaku evaluate``: the figures on paper, what a threshold on the confidence would do, and what was proposed.

Exit code 1 below ``--min`` or where a quote is invented.
"""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from service.evaluation import oracle, threshold_curve
from service.settings import Settings

if TYPE_CHECKING:
    from service.evaluation.evaluation_run import Evaluation, Told
    from service.evaluation.oracle import Judged
    from service.evaluation.question_file import Question

_TEXT = 80  # characters of a wrong answer that are shown


def evaluate(options: Namespace, settings: Settings) -> int:
    """Ask the questions of a file and print how well they were answered."""
    from service.command.progress import shown
    from service.evaluation.question_file import load

    questions = [question for file in options.files for question in load(Path(file))]
    with shown(quiet=options.json) as progress:
        done, judged = _run(options, settings, questions, progress)
    if options.json:
        told = done.to_json() | ({"oracle": oracle.to_json(judged)} if options.oracle else {})
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n".join([*lines(done), *(["", *oracle.lines(judged, show=True)] if options.oracle else [])]))
    if options.curve:
        threshold_curve.write(threshold_curve.curve(done.outcomes), Path(options.curve))
    return int(done.accuracy < options.min or bool(done.invented))


def _run(
    options: Namespace, settings: Settings, questions: list[Question], progress: Told
) -> tuple[Evaluation, list[Judged]]:
    """Ask over HTTP where an address is given, else in this process; there, judge every plan where that is asked."""
    from service.evaluation import original_documents, question_asking
    from service.evaluation.evaluation_run import evaluate as run

    given = original_documents.of_folder(Path(options.documents)) if options.documents else None
    if options.base:
        with question_asking.over_http(options.base) as ask:
            return run(questions, ask, given, progress), []
    from service.current.running_state import State

    state = State(settings)
    progress("準備しています", 0, 1)
    state.reload()
    current = state.current()
    held = given or original_documents.of_revision(current.revision.info, settings.data_dir)
    done = run(questions, question_asking.in_process(current.answerer), held, progress)
    return done, oracle.examine(questions, current.answerer) if options.oracle else []


def lines(done: Evaluation) -> list[str]:
    """Return what people read: a line a category, the figures, and each question that failed."""
    names = done.by_category()
    width = max(map(len, names))
    shown = [f"{name:<{width}} {passed:>4}/{asked:<4} {passed / asked:.2f}" for name, (passed, asked) in names.items()]
    cited, turned, took = done.citations(), done.abstention(), done.latency()
    right, wrong = turned["unanswerable"], turned["answerable"]
    precision = "文書がないので確かめていません" if cited["precision"] is None else f"{cited['precision']:.3f}"
    passed = len(done.outcomes) - len(done.failed)
    shown += [
        "",
        f"正答：{passed}/{len(done.outcomes)}（{done.accuracy:.3f}）",
        f"引用：{cited['quotes']}件、原文と一致 {precision}、"
        f"期待した箇所 {cited['fitting']}/{cited['fitting_expected']}、"
        f"引用のない答え {cited['answers_without']}件、長すぎる引用 {cited['too_long']}件",
        f"答えがない質問を断った：{right['refused']}/{right['asked']}、"
        f"答えがある質問を断った：{wrong['refused']}/{wrong['asked']}",
        f"時間：中央値 {took['median_ms']} ミリ秒、95% {took['p95_ms']} ミリ秒",
        "",
        *threshold_curve.lines(threshold_curve.curve(done.outcomes)),
    ]
    if done.failed:
        shown += ["", "期待どおりでなかった質問："]
    for outcome in done.failed:
        asked = " → ".join(outcome.question.turns)
        said = " ".join(outcome.text.split())[:_TEXT]
        shown.append(f"  {outcome.question.id} [{outcome.question.category}] {asked}")
        shown.append(f"      {outcome.verdict.reason}；答え：{said}")
    shown += [f"  文書にない引用：{quote}" for quote in done.invented]
    return shown
