"""What each part of the engine is worth: the same questions with a part taken out.

    python benchmarks/ablation.py [questions.jsonl …] [--documents FOLDER | --data FOLDER] [--markdown]

Prints, for each engine, the share of right answers, fitting citations, rightly and wrongly refused questions, and
milliseconds an answer (median, 95 of 100), in this process, without HTTP. Judged by the rules of `keikaku evaluate`.
The weights of the search are all that differs between the rows on searching, the rest of the engine is the same; where
paths are off, what the search finds is the whole answer.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # as `keikaku` does, before numpy is imported

from graph.revisions.repository import OpenRevision, Repository  # noqa: E402
from graph.search.searcher import Searcher, Weights  # noqa: E402
from ingest.pipeline import ingest  # noqa: E402
from ontology.thesaurus import thesaurus  # noqa: E402
from service.answering.engine import Answerer  # noqa: E402
from service.answering.engine_parts import ALL, Parts  # noqa: E402
from service.evaluation.evaluation_run import Evaluation, evaluate  # noqa: E402
from service.evaluation.original_documents import Originals, of_revision  # noqa: E402
from service.evaluation.question_asking import in_process  # noqa: E402
from service.evaluation.question_file import Question, load  # noqa: E402

SHARED = ROOT.parent / "shared"
BASE = "http://127.0.0.1:8000/id/"
_WORDS = Weights(words=1.0, grams=0.0, soft=0.0, vectors=0.0)
_VECTORS = Weights(words=0.0, grams=0.0, soft=0.0, vectors=1.0)
_WARM = 3  # questions asked before time is taken


@dataclass(frozen=True, slots=True)
class Engine:
    """One row. weights: of the search, None for those of the product."""

    name: str
    weights: Weights | None = None
    parts: Parts = ALL


ENGINES = (
    Engine("all"),
    Engine("BM25 only: no n-grams, no vectors", _WORDS),
    Engine("vectors only", _VECTORS),
    Engine("no thesaurus", parts=Parts(thesaurus=False)),
    Engine("no schema path: passages only", parts=Parts(paths=False)),
    Engine("no schema path, BM25 only", _WORDS, Parts(paths=False)),
    Engine("no schema path, vectors only", _VECTORS, Parts(paths=False)),
)


def opened(repository: Repository, engine: Engine) -> OpenRevision:
    """Return the current revision with the search of an engine."""
    revision = repository.open(thesaurus=thesaurus())
    found = revision.searcher
    words = thesaurus() if engine.parts.thesaurus else None
    changed = OpenRevision(
        revision.info, revision.dataset, Searcher(found.units, found.text, thesaurus=words, weights=engine.weights)
    )
    repository.attach_vectors(changed)
    return changed


def measure(engine: Engine, repository: Repository, questions: list[Question], originals: Originals) -> Evaluation:
    """Return how an engine answers."""
    ask = in_process(Answerer(opened(repository, engine), parts=engine.parts))
    for question in questions[:_WARM]:
        ask(question.turns[0], "warm")
    return evaluate(questions, ask, originals, lambda *_: None)


def lines(rows: list[tuple[Engine, Evaluation]], markdown: bool) -> Iterator[str]:
    """Yield the table."""
    head = ("engine", "accuracy", "cite", "rightly refused", "wrongly refused", "median ms", "p95 ms")
    if markdown:
        yield "| " + " | ".join(head) + " |"
        yield "|---|" + "---:|" * (len(head) - 1)
    else:
        yield f"{head[0]:<36}" + "".join(f"{name:>17}" for name in head[1:])
    for engine, done in rows:
        cited, turned, took = done.citations(), done.abstention(), done.latency()
        right, wrong = turned["unanswerable"], turned["answerable"]
        cells = (
            f"{done.accuracy:.3f}",
            f"{cited['fitting']}/{cited['fitting_expected']}",
            f"{right['refused']}/{right['asked']}",
            f"{wrong['refused']}/{wrong['asked']}",
            f"{took['median_ms']:.0f}",
            f"{took['p95_ms']:.0f}",
        )
        if markdown:
            yield f"| {engine.name} | " + " | ".join(cells) + " |"
        else:
            yield f"{engine.name:<36}" + "".join(f"{cell:>17}" for cell in cells)


def main() -> int:
    """Print the table; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", type=Path, default=[SHARED / "eval" / "questions-dev.jsonl"])
    parser.add_argument("--documents", type=Path, default=SHARED / "documents", help="folder of documents to read")
    parser.add_argument("--data", type=Path, help="data folder in which they are published, instead of reading them")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options = parser.parse_args()
    questions = [question for file in options.questions for question in load(file)]
    with tempfile.TemporaryDirectory(prefix="keikaku-ablation-") as folder:
        data = options.data or Path(folder)
        if options.data is None:
            ingest([options.documents], data_dir=data, base_iri=BASE)
        repository = Repository(data)
        info = repository.current()
        originals = of_revision(info, data) if info else None
        if originals is None:
            parser.error(f"{data} holds no documents")
        rows = [(engine, measure(engine, repository, questions, originals)) for engine in ENGINES]
    files = ", ".join(file.name for file in options.questions)
    print(f"{len(questions)} questions ({files})")
    print("\n".join(lines(rows, options.markdown)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
