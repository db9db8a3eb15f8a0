"""Ends the writing process at random moments (``kill -9``) and looks at what is left.

    python benchmarks/crash.py [--kills 100] [--seed 1] [--no-vectors] [--data FOLDER]

Each time a process of its own ingests, removes, updates (a curator's change), publishes or collects garbage, and is
killed at a moment drawn evenly from about the time that the work takes, so that a third gets to its end. Then the
service's own ways of opening must find the old or the new revision, SHACL and the rules of evidence must hold, text
index and vectors must agree with the graph, and after ``gc`` nothing may be left that no revision names. Ends with 1
where anything of that fails.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import numpy as np  # noqa: E402
from pyoxigraph import Literal, NamedNode, Quad, Store  # noqa: E402
from rdflib import Graph  # noqa: E402

from graph.revisions.curation import root  # noqa: E402
from graph.revisions.housekeeping import collect  # noqa: E402
from graph.revisions.repository import OpenRevision, Repository  # noqa: E402
from graph.search.text_index import TextIndex  # noqa: E402
from ingest.originals import Archive  # noqa: E402
from ingest.pipeline import check_shapes, ingest, remove  # noqa: E402
from ontology import terms  # noqa: E402
from service.revisions.revision_checks import check  # noqa: E402

BASE = "http://127.0.0.1:8000/id/"
KEEP = 3
_ROWS = 12
Operation = Callable[[], object]


def document(folder: Path, number: int, name: str = "計画") -> Path:
    """Write a small plan whose 事業 depend on a number, and return its path."""
    rows = [f"{n // 4 + 1}-{n % 4 + 1}\t{name}の{number + n}番目の事業\t第{(number + n) % 5}課" for n in range(_ROWS)]
    path = folder / f"{name}.txt"
    path.write_text("\n".join([f"「{name}」個別事業", "", "番号\t事業名\t主管課", *rows, ""]), encoding="utf-8")
    return path


class Work:
    """The ways of writing to one data folder."""

    def __init__(self, data: Path, *, vectors: bool) -> None:
        self.data = data
        self.vectors = vectors
        self.inbox = data.parent / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)

    def repository(self) -> Repository:
        return Repository(self.data, vectors=self.vectors)

    def ingest(self, number: int) -> None:
        ingest([document(self.inbox, number)], data_dir=self.data, base_iri=BASE)

    def remove(self, number: int) -> None:
        remove(["計画.txt"], data_dir=self.data, base_iri=BASE)

    def publish(self, number: int) -> None:
        """The same statements and one more, the same units and one less: nothing is read from files."""
        repository = self.repository()
        opened = repository.open()
        quads = [quad for quad in _all(opened) if isinstance(quad.graph_name, NamedNode)]
        quads.append(_note(f"{root(BASE)}/published", f"公開{number}"))
        units = list(opened.units.values())
        repository.publish(
            quads,
            units[number % 3 :],
            description=dict(opened.info.description),
            validate=check_shapes,
        )

    def update(self, number: int) -> None:
        self.repository().curate(
            [_note(root(BASE), f"注{number}")],
            [],
            base=BASE,
            author="試験",
            at=datetime.now(UTC),
            validate=check_shapes,
        )

    def collect(self, number: int) -> None:
        repository = self.repository()
        with repository.exclusive():
            kept = collect(repository, KEEP).kept
            digests = {digest for info in kept for digest in info.sources.values()}
            Archive(self.data / "sources").keep_only(digests)

    def operations(self) -> list[Callable[[int], None]]:
        """Return what can be killed; ingesting makes vectors, so it is left out where there are none."""
        both: list[Callable[[int], None]] = [self.publish, self.update, self.collect]
        return [self.ingest, self.remove, *both] if self.vectors else both


def _note(graph: str, text: str) -> Quad:
    subject = NamedNode(f"{BASE}note/{text}")
    return Quad(subject, NamedNode(terms.ALT_LABEL), Literal(text), NamedNode(graph))


def _all(opened: OpenRevision) -> Iterable[Quad]:
    store = opened.dataset.store
    assert isinstance(store, Store)
    return store


def problems(work: Work) -> list[str]:
    """Return what is wrong with the current revision, before and after garbage is collected."""
    repository = work.repository()
    opened = repository.open()
    found = check(opened)
    found += _text(opened)
    if work.vectors:
        found += _vectors(repository, opened)
    known = {quad.subject.value for quad in _all(opened) if isinstance(quad.subject, NamedNode)}
    found += [f"unit without statements: {unit.iri}" for unit in opened.searcher.units if unit.iri not in known]
    work.collect(0)
    return found + _orphans(work)


def _text(opened: OpenRevision) -> list[str]:
    """Whether the text index is the one that the units' texts make."""
    made = TextIndex.build([unit.text for unit in opened.searcher.units])
    same = all(
        stored.vocabulary == fresh.vocabulary and np.array_equal(stored.weights, fresh.weights)
        for stored, fresh in zip(
            (opened.searcher.text.words, opened.searcher.text.grams), (made.words, made.grams), strict=True
        )
    )
    return [] if same else ["the text index is not that of the units"]


def _vectors(repository: Repository, opened: OpenRevision) -> list[str]:
    """Whether every unit (of some) is what its own text finds."""
    if not repository.attach_vectors(opened):
        return ["no vectors"]
    searcher = opened.searcher
    index, embedder = searcher._vectors, searcher._embedder
    assert index is not None and embedder is not None
    if len(index) != len(searcher.units):
        return [f"{len(index)} vectors of {len(searcher.units)} units"]
    places = range(0, len(searcher.units), max(len(searcher.units) // 5, 1))
    texts = [searcher.units[place].text for place in places]
    vectors: Iterable[Any] = embedder.without_component(embedder.documents(texts)) if texts else []
    lost = [
        searcher.units[place].label
        for place, vector in zip(places, vectors, strict=True)
        if np.any(vector) and max(similarity for _, similarity in index.search(vector[None, :], 1)) < 0.99
    ]
    return [f"no vector of its own: {label}" for label in lost]


def _orphans(work: Work) -> list[str]:
    """Return what no revision names."""
    history = work.repository().history()
    names = {info.id for info in history}
    found = [f"left: {path.name}" for path in (work.data / "revisions").iterdir() if path.name not in names]
    expected = {"CURRENT", "LOCK", "revisions", "chroma", "sources"}
    found += [f"left: {path.name}" for path in work.data.iterdir() if path.name not in expected]
    digests = {digest[:16] for info in history for digest in info.sources.values()}
    found += [f"left: {path}" for path in (work.data / "sources").glob("*") if path.name not in digests]
    if work.vectors and (work.data / "chroma").is_dir():
        from graph.search.vector_index import names as collection_names

        indexes = {info.index for info in history}
        collections = collection_names(work.data / "chroma")
        found += [f"left: {name}" for name in collections if name.partition(".")[0] not in indexes]
        folders = [path for path in (work.data / "chroma").iterdir() if path.is_dir()]
        if len(folders) > len(collections):
            found.append(f"left: {len(folders)} folders of {len(collections)} collections")
    return found


def in_child(operation: Operation) -> int:
    """Run in a process of its own, where libraries may keep what they opened; return its id."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        code = int(bool(operation()))
    except BaseException as error:
        print(f"  {type(error).__name__}: {error}", flush=True)
    finally:
        sys.stdout.flush()
        os._exit(code)


def _shown(work: Work) -> bool:
    found = problems(work)
    for line in found:
        print("  " + line)
    return bool(found)


def run(work: Work, kills: int, seed: int) -> int:
    """Kill so many times; return how often something was wrong."""
    draw = random.Random(seed)
    seconds: dict[str, float] = {}
    for number, operation in enumerate(work.operations()):
        begun = time.monotonic()
        os.waitpid(in_child(partial(operation, 1000 + number)), 0)
        seconds[operation.__name__] = time.monotonic() - begun
        if operation == work.remove:
            os.waitpid(in_child(partial(work.ingest, 1)), 0)
    print("undisturbed:", ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items()), flush=True)
    bad, outcomes = 0, Counter[str]()
    for kill in range(kills):
        before = work.repository().current()
        if before is not None and work.vectors and "計画.txt" not in before.sources:
            os.waitpid(in_child(partial(work.ingest, kill)), 0)
            before = work.repository().current()
        assert before is not None
        operation = draw.choice(work.operations())
        child = in_child(partial(operation, kill))
        time.sleep(draw.random() * seconds[operation.__name__])
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        after = work.repository().current()
        has_ended = os.WIFEXITED(status)
        seconds[operation.__name__] *= (
            0.8 if has_ended else 1.1
        )  # whatever else the machine does, a third get to the end
        ended = "ended before" if has_ended else "killed"
        outcomes[f"{operation.__name__}: {ended}, {'old' if after == before else 'new'} revision"] += 1
        _, status = os.waitpid(in_child(partial(_shown, work)), 0)
        if status:
            bad += 1
            print(f"kill {kill} of {operation.__name__}: wrong (status {status})", flush=True)
        if kill % 10 == 9:
            print(f"{kill + 1} kills, {bad} wrong", flush=True)
    for name, count in sorted(outcomes.items()):
        print(f"{count:4d}  {name}")
    return bad


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-vectors", action="store_true")
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    folder = options.data or Path(tempfile.mkdtemp(prefix="keikaku-crash-"))
    work = Work(folder / "data", vectors=not options.no_vectors)
    try:
        _warm(vectors=work.vectors)
        if work.vectors:
            os.waitpid(in_child(partial(work.ingest, 0)), 0)
        else:
            _first(work)
        begun = time.monotonic()
        bad = run(work, options.kills, options.seed)
        print(f"{options.kills} kills, {bad} wrong, {time.monotonic() - begun:.0f} s")
    finally:
        if options.data is None:
            shutil.rmtree(folder, ignore_errors=True)
    return 1 if bad else 0


def _warm(*, vectors: bool) -> None:
    """Load once what every child needs. Nothing of Chroma's is opened, so that a child may open it."""
    from graph.japanese import tokens
    from ontology.loader import thesaurus

    tokens("準備")
    thesaurus()
    check_shapes(Graph())
    if vectors:
        import chromadb  # noqa: F401

        from graph.search.embedding import load_model

        load_model()


def _first(work: Work) -> None:
    """Publish a document's graph without vectors and, for speed, without reference data."""
    from ingest.graph_build import build_graph
    from ingest.readers import read

    path = document(work.inbox, 0)
    built = build_graph({path.name: read(path)}, BASE, lambda stage, done, total: None)
    quads = [quad for quad in built.quads if not str(quad.graph_name).endswith("graph/reference>")]
    work.repository().publish(quads, built.units, description={"base": BASE}, validate=check_shapes)


if __name__ == "__main__":
    sys.exit(main())
