"""Revisions on real engines: answers as from the embedded one, all or nothing when published, back after a loss."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.engines import Engines, RemoteTarget
from graph.errors import GraphError, QueryOverLimit, QueryRefused
from graph.remote import RemoteChanged, RemoteStore, RemoteUnauthorized, RemoteUnavailable, engine_of
from graph.revisions.repository import OpenRevision, Repository
from graph.sparql.queryable import Queryable
from ontology.saved_queries import saved_queries
from service.answering.answer import Answer
from service.answering.engine import Answerer
from service.views.saved_query_run import Names, prepare, run_saved
from tests import small_graph
from tests.engines import Oxigraph, Virtuoso
from tests.graph.conftest import BASE, sample_quads, sample_units

ROOT = Path(__file__).resolve().parent.parent.parent.parent
ASKED = 25  # of the questions about the samples


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    running = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    yield running
    running.kill()


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    if not Virtuoso.is_installed():
        pytest.skip("virtuoso-t is not installed: scripts/system_packages installs it (virtuoso-opensource-7-bin)")
    running = Virtuoso(tmp_path_factory.mktemp("virtuoso"))
    yield running
    running.kill()


@pytest.fixture(scope="session", params=["one PUT", "updates", "virtuoso"])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RemoteTarget:
    """Each engine, and each way to publish to it."""
    if request.param == "virtuoso":
        found: RemoteTarget = request.getfixturevalue("virtuoso").target()
        return found
    server: Oxigraph = request.getfixturevalue("oxigraph")
    return server.target(store=request.param == "one PUT", at_once=4_000)


def published(data: Path, folder: Path, target: RemoteTarget) -> OpenRevision:
    """Return a data folder's revision, copied and opened on an engine."""
    shutil.copytree(data, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("chroma"))
    return Repository(folder, vectors=False, engines=Engines(target)).open()


@pytest.fixture(scope="session")
def remote(target: RemoteTarget, samples_data: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenRevision:
    """The samples on an engine."""
    return published(samples_data, tmp_path_factory.mktemp("remote"), target)


@pytest.fixture(scope="session")
def embedded(samples_data: Path) -> OpenRevision:
    """The samples here."""
    return Repository(samples_data, vectors=False).open()


def test_saved_queries_give_the_same_rows(remote: OpenRevision, embedded: OpenRevision) -> None:
    assert isinstance(remote.dataset.store, RemoteStore)
    for name, query in saved_queries().items():
        examples = {parameter.name: parameter.example for parameter in query.parameters if parameter.example}
        subject = {"subject": f"{small_graph.BASE}plan/みなもと市スマート行政推進計画"}
        required = subject if name == "statement-sources" else {}
        for arguments in ({**examples, **required},) if query.parameters else ({},):
            found = []
            for revision in (remote, embedded):
                store, search = revision.dataset.store, embedded.searcher.search
                table = run_saved(store, query, prepare(query, arguments, Names(store).find, search))
                # Several values in one cell come in no fixed order.
                found.append(Counter(tuple("、".join(sorted(c.split("、"))) for c in row) for row in table.rows))
            assert found[0] == found[1], name


def test_questions_get_the_same_answers(remote: OpenRevision, embedded: OpenRevision) -> None:
    lines = (ROOT / "tests" / "data" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [found for line in lines if (found := json.loads(line).get("question"))]
    answerers = Answerer(remote), Answerer(embedded)
    for question in questions[:: len(questions) // ASKED]:
        there, here = (substance(answerer.ask(question, None)) for answerer in answerers)
        assert there == here, question


def substance(answer: Answer) -> object:
    """Return what an answer says. Where the graph gives no order, each engine has its own: of items, of passages that
    say the same, of the numbers that one 事業 has."""
    items = Counter((item.iri, item.label, item.value, item.unit, item.year) for item in answer.items)
    return answer.status, answer.boolean, items, bool(answer.citations)


def test_graphs_and_kinds_of_results_are_the_same(remote: OpenRevision, embedded: OpenRevision) -> None:
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a kk:Passage . GRAPH ?p { ?s a kk:Project } }",
        "SELECT ?課 (isIRI(?課) AS ?is) { ?課 a org:OrganizationalUnit } ORDER BY ?課",
        "ASK { ?s a kk:Project }",
        "ASK { ?s a kk:Nothing }",
        "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a kk:Project ; skos:prefLabel ?o }",
    ):
        assert read(remote.dataset.store, query) == read(embedded.dataset.store, query), query


def read(store: Queryable, query: str) -> object:
    """Return a result of any kind so that two can be compared."""
    from ontology.terms import PREFIXES

    result = store.query(query, prefixes=PREFIXES)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    return sorted(str(row) for row in result)


def test_what_is_wrong_is_said_as_by_the_embedded_engine(remote: OpenRevision) -> None:
    for query in ("SELECT {", "SELECT ?s { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "INSERT DATA { <a> <b> 1 }"):
        with pytest.raises(QueryRefused):
            remote.dataset.query(query)


def test_a_result_over_the_limit_is_refused(target: RemoteTarget, remote: OpenRevision) -> None:
    engine = engine_of(replace(target, megabytes=0))
    with pytest.raises(QueryOverLimit):
        engine.held()


def lines_of(data: Path) -> set[str]:
    """Return the N-Quads of a data folder's current revision."""
    current = (data / "CURRENT").read_text(encoding="utf-8")
    return set((data / "revisions" / current / "dataset.nq").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("at_once", [50_000, 5])
@pytest.mark.parametrize("store", [True, False])
def test_what_is_published_replaces_what_was(oxigraph: Oxigraph, tmp_path: Path, store: bool, at_once: int) -> None:
    repository = Repository(
        tmp_path, vectors=False, engines=Engines(oxigraph.target(store=store, at_once=at_once, base=BASE))
    )
    for note in ("", "（変更）"):
        repository.publish(sample_quads(note), sample_units())
        assert oxigraph.dump() == lines_of(tmp_path)
    opened = repository.open()
    repository.publish(sample_quads("（また変更）"), sample_units())
    with pytest.raises(RemoteChanged):  # never half of one and half of the other
        opened.dataset.query("ASK { ?s ?p ?o }")
    repository.rollback("1")
    assert oxigraph.dump() == lines_of(tmp_path)
    assert opened.dataset.query("ASK { ?s ?p ?o }")


@pytest.mark.parametrize("after", [1, 5])
def test_a_publish_that_is_killed_is_undone_or_done_again(oxigraph: Oxigraph, tmp_path: Path, after: int) -> None:
    target = oxigraph.target(store=False, at_once=5, base=BASE)
    repository = Repository(tmp_path, vectors=False, engines=Engines(target))
    old = repository.publish(sample_quads(), sample_units())
    command = [sys.executable, "-m", "tests.graph.remote.remote_cut", str(tmp_path), oxigraph.url, str(after)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert repository.current() == old
    assert engine_of(target).held() != old.id
    assert repository.open().dataset.query("ASK { ?s ?p ?o }")  # undone
    assert oxigraph.dump() == lines_of(tmp_path)
    subprocess.run(command, cwd=ROOT, check=False, timeout=60)
    new = repository.publish(sample_quads("（別のもの）"), sample_units())  # done, over the rest of another
    assert engine_of(target).held() == new.id
    assert oxigraph.dump() == lines_of(tmp_path)


def test_an_engine_killed_while_it_is_written_holds_all_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    server = Oxigraph(tmp_path / "server")
    try:
        repository = Repository(tmp_path / "data", vectors=False, engines=Engines(server.target(store=True, base=BASE)))
        old = repository.publish(sample_quads(), sample_units())
        many = [
            ox.Quad(
                ox.NamedNode(f"http://a/{n}"), ox.NamedNode("http://a/p"), ox.Literal(n), ox.NamedNode("http://a/g")
            )
            for n in range(30_000)
        ]
        killer = threading.Timer(0.35, server.kill)
        killer.start()
        try:
            repository.publish(many, sample_units())
        except RemoteUnavailable:
            assert repository.current() == old
        killer.join()
        server.start()
        current = repository.current()
        assert current is not None
        assert repository.open().dataset.query("ASK { ?s ?p ?o }")
        assert engine_of(server.target(store=True, base=BASE)).held() == current.id
        assert server.dump() == lines_of(tmp_path / "data")
    finally:
        server.kill()


def test_an_engine_that_is_away_is_said_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    server = Oxigraph(tmp_path / "server")
    try:
        repository = Repository(
            tmp_path / "data", vectors=False, engines=Engines(server.target(store=False, base=BASE))
        )
        repository.publish(sample_quads(), sample_units())
        opened = repository.open()
        server.kill()
        with pytest.raises(RemoteUnavailable) as caught:
            opened.dataset.query("ASK { ?s ?p ?o }")
        assert caught.value.status == 503
        with pytest.raises(RemoteUnavailable):
            repository.publish(sample_quads("（変更）"), sample_units())
        server.start()
        assert opened.dataset.query("ASK { ?s ?p ?o }")
        server.kill()
        shutil.rmtree(tmp_path / "server" / "db")  # a new disk
        server.start()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                assert opened.dataset.query("ASK { ?s ?p ?o }")
                break
            except RemoteChanged:
                time.sleep(0.05)
        assert server.dump() == lines_of(tmp_path / "data")
    finally:
        server.kill()


def test_wrong_credentials_are_said(virtuoso: Virtuoso, tmp_path: Path) -> None:
    target = replace(virtuoso.target(), password="wrong")
    (tmp_path / "r-0").mkdir()
    (tmp_path / "r-0" / "dataset.nq").write_text("<http://a/s> <http://a/p> <http://a/o> .\n")
    with pytest.raises(RemoteUnauthorized):
        engine_of(target).publish(tmp_path, "r-0")


def test_every_failure_of_an_engine_is_ours() -> None:
    nobody = RemoteTarget("http://127.0.0.1:9/query", "http://127.0.0.1:9/update", small_graph.BASE)
    with pytest.raises(GraphError):
        engine_of(nobody).held()
