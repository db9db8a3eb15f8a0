"""Two thousand questions that nobody would ask: each is answered in the contract's shape, soon, and reaches no query.

`test_robust` sends a few texts to every route; here one route gets every kind of text that has ever broken a parser.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from pydantic import ValidationError

from graph.revisions.repository import Repository
from ontology.terms import PREFIXES
from service.answering.say.together import parts
from service.api.models import AnswerModel, SearchResult
from tests.conftest import Server
from tests.service.odd_texts import MARK, OWN, SEED, texts

pytestmark = pytest.mark.slow

COUNT, SEARCHED = 2_000, 300
SECONDS, TRIES = 1.0, 3
CONNECTIONS, SESSIONS = 4, 12


class Asker:
    """Asks by several connections in turn, in conversations that go on."""

    def __init__(self, base: str) -> None:
        self.clients = [httpx.Client(base_url=base, timeout=30) for _ in range(CONNECTIONS)]
        self.asked = 0

    def __call__(self, text: str) -> tuple[httpx.Response, float]:
        """Return the response to a question, sent with all characters escaped, and the seconds that it took."""
        self.asked += 1
        client = self.clients[self.asked % CONNECTIONS]
        session = f"fuzz-{self.asked % SESSIONS}"
        body = json.dumps({"question": text, "session": session}).encode()
        started = time.perf_counter()
        response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
        return response, time.perf_counter() - started

    def close(self) -> None:
        """Close the connections."""
        for client in self.clients:
            client.close()


@pytest.fixture(scope="module")
def sampled(samples_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server over the samples."""
    running = Server(samples_data, tmp_path_factory.mktemp("fuzz") / "server.log", "--no-ui")
    running.wait("/readyz", 90)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def known_iris(samples_data: Path) -> frozenset[str]:
    """Every IRI that the dataset or its vocabulary holds."""
    store = Repository(samples_data).open().dataset.store
    return frozenset(
        term.value
        for quad in store
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    )


_LITERAL = re.compile(r'"(?:[^"\\\n\r]|\\.)*"')
_IRI = re.compile(r"<([^<>\s]*)>")
_TOKEN = re.compile(r"[^\s(){}.,;=<>!&|/+*^-]+")
_VARIABLE = re.compile(r"\?[a-z]\w{0,30}", re.ASCII)
_KEYWORDS = re.compile(
    "SELECT|DISTINCT|WHERE|VALUES|FILTER|OPTIONAL|UNION|GRAPH|BIND|AS|STR|COUNT|SUM|MIN|MAX|AVG|GROUP|BY|HAVING|ORDER|ASC"
    "|DESC|LIMIT|OFFSET|NOT|EXISTS|IN|CONTAINS|REGEX|LANG|MINUS|PREFIX|IF|BOUND|LCASE|STRSTARTS|STRENDS|true|false|a"
)


def strange_parts(sparql: str, iris: frozenset[str]) -> list[str]:
    """Return what of a query does not come from the engine or the dataset: string literals apart, where any text may
    stand, the query may hold keywords, short variables, declared prefixes, numbers, and IRIs that exist."""
    bare = _LITERAL.sub('""', sparql)
    found = [iri for iri in _IRI.findall(bare) if iri not in iris and iri not in PREFIXES.values()]
    names = tuple(f"{prefix}:" for prefix in PREFIXES)
    for token in _TOKEN.findall(_IRI.sub(" ", bare)):
        own = _KEYWORDS.fullmatch(token) or token == '""' or token.isdecimal() or _VARIABLE.fullmatch(token)
        if not own and not (token.startswith(names) and token.isascii()):
            found.append(token)
    return found


def test_what_is_strange_in_a_query() -> None:
    """The check itself: it passes the engine's queries and sees what breaks out of a literal or an IRI."""
    iris = frozenset({"http://a/x"})
    sound = (
        "PREFIX kk: <https://keikaku.example/ns#>\nSELECT DISTINCT * WHERE { VALUES ?x { <http://a/x> } "
        '?x a kk:Project . FILTER(STR(?c0) IN ("a\\" } DROP", "b")) }'
    )
    assert strange_parts(sound, iris) == []
    assert strange_parts('SELECT * { FILTER(?x = "a" || ?y = "") } DROP ALL', iris) == ["DROP", "ALL"]
    assert strange_parts("SELECT * { ?x a <http://evil/> }", iris) == ["http://evil/"]


@pytest.fixture(scope="module")
def asked(sampled: Server) -> Iterator[list[tuple[str, str, httpx.Response, float]]]:
    """All texts asked: kind, text, response, seconds."""
    asker = Asker(sampled.base)
    asker("準備")
    yield [(name, text, *asker(text)) for name, text in texts(COUNT, SEED)]
    asker.close()


def counted(server: Server) -> tuple[str, str]:
    """Return the revision that is served and the number of its triples."""
    ready = server.client.get("/readyz").json()
    rows = server.client.get(
        "/sparql",
        params={"query": "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"},
        headers={"Accept": "application/sparql-results+json"},
    ).json()
    return ready["revision"], rows["results"]["bindings"][0]["n"]["value"]


@pytest.fixture(scope="module")
def before(sampled: Server) -> tuple[str, str]:
    """The revision and its size before anything was asked."""
    return counted(sampled)


def test_every_answer_is_one(before: tuple[str, str], asked: list[tuple[str, str, httpx.Response, float]]) -> None:
    """No 5xx; an answer in the contract's shape, or a problem that says in Japanese what is wrong with the text."""
    answered = 0
    for name, text, response, _ in asked:
        shown = (name, text[:80], response.text[:300])
        assert response.status_code in (200, 422), shown
        if response.status_code == 422:
            assert response.headers["content-type"] == "application/problem+json", shown
            assert re.search("[ぁ-ん]", response.json()["detail"]), shown
            assert not text.strip() or len(text) > 1000 or re.search("[\ud800-\udfff]", text), shown
            continue
        body = response.json()
        try:
            model = AnswerModel.model_validate(body)
        except ValidationError as error:
            raise AssertionError(shown) from error
        assert model.model_dump() == body, shown
        assert all(0 < len(citation["quote"]) <= 400 for citation in body["citations"]), shown
        assert body["status"] != "answered" or body["citations"], shown
        answered += body["status"] == "answered"
    assert answered > 100, "halves of questions that can be answered are among them"


def test_every_answer_comes_soon(sampled: Server, asked: list[tuple[str, str, httpx.Response, float]]) -> None:
    """Within a second; what took longer is asked again, since the machine may have been busy with something else."""
    slow = [(name, text) for name, text, response, seconds in asked if _seconds(response, seconds) >= SECONDS]
    assert len(slow) <= COUNT // 20
    asker = Asker(sampled.base)
    again = [(name, text[:80], min(_seconds(*asker(text)) for _ in range(TRIES))) for name, text in slow]
    asker.close()
    assert [one for one in again if one[2] >= SECONDS] == []


def _seconds(response: httpx.Response, seconds: float) -> float:
    """Return what an answer took, by the client's clock or by the server's, whichever says more."""
    return max(seconds, response.json()["took_ms"] / 1000 if response.status_code == 200 else 0.0)


def test_no_text_becomes_part_of_a_query(
    asked: list[tuple[str, str, httpx.Response, float]], known_iris: frozenset[str]
) -> None:
    empty = ox.Store()
    shown = [(r.json()["sparql"], text) for _, text, r, _ in asked if r.status_code == 200]
    queries = {query: text for sparql, text in shown if sparql for query in parts(sparql)}
    assert len(queries) > 20
    for sparql, text in queries.items():
        assert isinstance(empty.query(sparql, prefixes=PREFIXES), ox.QuerySolutions), (sparql, text)
        assert strange_parts(sparql, known_iris) == [], (sparql, text)
        assert MARK not in _LITERAL.sub("", sparql), (sparql, text)


def test_search_takes_any_text(before: tuple[str, str], sampled: Server) -> None:
    for number, (name, text) in enumerate(texts(SEARCHED, SEED + 1)):
        kind = ("passage", "entity", None)[number % 3]
        query = {"q": text.encode("utf-8", "replace").decode()[:1000], **({"kind": kind} if kind else {})}
        for _ in range(TRIES):
            response = sampled.client.get("/api/search", params=query)
            if response.elapsed.total_seconds() < SECONDS:
                break
        else:
            raise AssertionError((name, text[:80]))
        assert response.status_code in (200, 422), (name, text[:80], response.text[:300])
        if response.status_code == 200:
            SearchResult.model_validate(response.json())


def test_nothing_has_changed(
    sampled: Server, before: tuple[str, str], asked: list[tuple[str, str, httpx.Response, float]]
) -> None:
    assert counted(sampled) == before
    again = sampled.client.post("/api/ask", json={"question": OWN[0]})
    assert again.json()["status"] == "answered", "the service goes on"
