"""Fits the confidence of answers to questions whose answers are known, and prints what it means.

    python benchmarks/calibration.py questions.jsonl … [--data FOLDER] [--check questions.jsonl …] [--write]

A few dozen questions without an answer are too few to learn from. So each question about a passage is asked twice: as
it is, and with the passages that answer it hidden, where whatever passages are then found are no answer. The slopes
come from both, the constant and the scale from the questions as they are: a confidence of 0.8 means that four of five
such answers are right. The threshold is the highest that refuses at most 1 % of the right answers from passages.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # as `keikaku` does, before numpy is imported

import numpy as np  # noqa: E402
import yaml  # noqa: E402

from graph.revisions.repository import OpenRevision, Repository  # noqa: E402
from graph.search.search_unit import Hit  # noqa: E402
from ingest.pipeline import ingest  # noqa: E402
from ontology.thesaurus import thesaurus  # noqa: E402
from service.answering import confidence, explain, interpret, steps  # noqa: E402
from service.answering.engine import Answerer  # noqa: E402
from service.answering.tools import Topic  # noqa: E402
from service.answering.wording import wording  # noqa: E402
from service.evaluation.accepted_spellings import quoted  # noqa: E402
from service.evaluation.judge import judge  # noqa: E402
from service.evaluation.question_file import Question, load  # noqa: E402

SHARED = ROOT.parent / "shared"
BASE = "http://127.0.0.1:8000/id/"
FEATURES = {
    "text": ("agreed", "ahead", "quoted", "exact"),
    "graph": ("explained", "quoted", "named"),
}
_EASE = 0.5  # how strongly large weights are held back
_LOST = 0.01  # share of the right answers that the threshold may cost
_STEPS = 10

Vector = Any  # a float array, shape (rows,)


@dataclass(frozen=True, slots=True)
class Case:
    """One answer. kind: ``text`` or ``graph``; right: whether it is; hidden: whether its passages were."""

    kind: str
    features: dict[str, float]
    right: bool
    hidden: bool


class Hiding:
    """A searcher that does not find passages which hold certain words."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self.hidden: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)

    def search(self, query: str, kind: str | None = None, limit: int = 10) -> list[Hit]:
        """Return the best units that do not hold what is hidden."""
        hits = self._searcher.search(query, kind=kind, limit=limit)
        return [hit for hit in hits if not any(words in quoted(hit.unit.quote) for words in self.hidden)]


def cases(questions: Sequence[Question], revision: OpenRevision) -> Iterator[Case]:
    """Yield the answers to the questions of one turn, as the engine gives them before their confidence is known."""
    hiding = Hiding(revision.searcher)
    answerer = Answerer(OpenRevision(revision.info, revision.dataset, hiding))  # type: ignore[arg-type]
    for question in questions:
        for hidden in (False, True):
            passages = question.expected.passage or ()
            if len(question.turns) > 1 or (hidden and not passages):
                continue
            hiding.hidden = tuple(quoted(passage) for passage in passages) if hidden else ()
            answerer.tools.retrieval.hits("-")  # so that the last search is not taken for this one
            case = _case(question, answerer, hidden)
            if case is not None and not (hidden and case.kind == "graph"):
                yield case


def _case(question: Question, answerer: Answerer, hidden: bool) -> Case | None:
    tools = answerer.tools
    linked = tools.linker.link(question.turns[0])
    if wording().is_instruction(linked.text):
        return None
    intent = interpret.interpret(linked, tools.knowledge)
    for result in steps.results(linked, intent, tools, Topic()):
        answer = explain.answer(result, linked, tools)
        if answer is None or not confidence.supported(answer, linked, intent, tools):
            continue
        verdict = judge(question.expected, answer.to_json())
        right = not hidden and (verdict.passed or bool(verdict.cited))
        kind = "graph" if confidence.from_graph(result) else "text"
        return Case(kind, confidence.features(linked, intent, result, answer, tools), right, hidden)
    return None


def matrix(chosen: Sequence[Case], kind: str) -> Vector:
    """Return the features of cases, a constant first, shape (cases, features + 1)."""
    return np.array([[1.0, *(case.features[name] for name in FEATURES[kind])] for case in chosen])


def fit(rows: Vector, right: Vector, ease: float = _EASE) -> Vector:
    """Return the weights of a logistic function by Newton's method; all but the constant are held back."""
    weights = np.zeros(rows.shape[1])
    held = ease * np.diag(np.r_[0.0, np.ones(rows.shape[1] - 1)])
    for _ in range(50):
        sure = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (sure - right) + held @ weights
        weights -= np.linalg.solve((rows * (sure * (1 - sure))[:, None]).T @ rows + held, slope)
    return weights


def fitted(known: Sequence[Case], kind: str) -> dict[str, float]:
    """Return feature → weight: slopes by all cases, then constant and scale by those with nothing hidden."""
    own = [case for case in known if case.kind == kind]
    plain = [case for case in own if not case.hidden]
    weights = fit(matrix(own, kind), np.array([float(case.right) for case in own]))
    said = matrix(plain, kind) @ weights
    right = np.array([float(case.right) for case in plain])
    constant, scale = fit(np.c_[np.ones(len(said)), said], right)
    names = ("constant", *FEATURES[kind])
    scaled = [constant + scale * weights[0], *(scale * weights[1:])]
    return {name: round(float(weight), 3) for name, weight in zip(names, scaled, strict=True)}


def threshold(known: Sequence[Case], weights: dict[str, float]) -> float:
    """Return the highest confidence below which at most 1 % of the right answers from passages lie."""
    sure = sorted(confidence.confidence(c.features, weights) for c in known if c.kind == "text" and c.right)
    return round(sure[int(len(sure) * _LOST)] - 0.005, 2) if sure else 0.0


def curve(known: Sequence[Case], weights: dict[str, dict[str, float]]) -> Iterator[str]:
    """Yield for bands of confidence how many answers lie there and how many of them are right."""
    sure = [(confidence.confidence(c.features, weights[c.kind]), c) for c in known]
    for kind in FEATURES:
        yield f"{kind}: confidence, answers, right, with hidden passages"
        for step in range(_STEPS):
            inside = [c for s, c in sure if c.kind == kind and step / _STEPS <= s < (step + 1) / _STEPS]
            plain = [c for c in inside if not c.hidden]
            if inside:
                share = f"{sum(c.right for c in plain) / len(plain):.2f}" if plain else "   -"
                yield f"  {step / _STEPS:.1f} {len(plain):5d}  {share} {len(inside) - len(plain):5d}"
    plain_sure = [(s, c) for s, c in sure if not c.hidden]
    yield f"Brier score {np.mean([(s - c.right) ** 2 for s, c in plain_sure]):.3f}"


def main() -> int:
    """Print the curve, and write the figures where asked to; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", type=Path, default=[SHARED / "eval" / "questions-dev.jsonl"])
    parser.add_argument("--check", nargs="*", type=Path, default=[], help="questions to look at, not to learn from")
    parser.add_argument("--documents", type=Path, default=SHARED / "documents", help="folder of documents to read")
    parser.add_argument("--data", type=Path, help="data folder in which they are published, instead of reading them")
    parser.add_argument("--write", action="store_true", help="write the figures that the engine reads")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="keikaku-calibration-") as folder:
        data = options.data or Path(folder)
        if options.data is None:
            ingest([options.documents], data_dir=data, base_iri=BASE)
        repository = Repository(data)
        revision = repository.open(thesaurus=thesaurus())
        repository.attach_vectors(revision)
        known = list(cases([q for file in options.questions for q in load(file)], revision))
        checked = list(cases([q for file in options.check for q in load(file)], revision))
    weights = {kind: fitted(known, kind) for kind in FEATURES}
    least = threshold(known, weights["text"])
    print("\n".join(curve(known, weights)))
    if checked:
        print("checked on others\n" + "\n".join(curve(checked, weights)))
    print(f"threshold {least}")
    if options.write:
        head = "# 答えの確からしさの係数（benchmarks/calibration.py が書き出します。手では直しません）。\n"
        figures = yaml.safe_dump({**weights, "threshold": least}, allow_unicode=True, sort_keys=False)
        confidence.FIGURES.write_text(head + figures, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
