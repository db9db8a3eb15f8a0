"""Attacks on a real server: each is refused with the right status, reaches no listener and no file, and the server
answers as before. Where an attack has a test of its own kind elsewhere (SERVICE: graph/sparql/test_guard.py), one case
stands here to show that the way over HTTP is guarded as well."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests import small_graph
from tests.conftest import TOKEN, Server
from tests.service.attacks import SECRET, Listener, Reply, canary, chunked, raw, zip_bomb

BEARER = {"Authorization": f"Bearer {TOKEN}"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update", **BEARER}
CURATION = f"{small_graph.BASE}graph/curation"
SLOW = 0.4  # seconds in which a request must arrive
PATIENCE = 6.0  # seconds until the slow must be gone
MOST = 40  # connections


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    opened = Listener()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return canary(tmp_path_factory.mktemp("canary"))


@pytest.fixture(scope="module")
def attacked(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the writing token set, little patience and few connections."""
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copytree(small_data, folder / "data")
    server = Server(
        folder / "data",
        folder / "log",
        "--no-ui",
        write_token=TOKEN,
        receive_seconds=str(SLOW),
        connections=str(MOST),
        trusted_proxies='["127.0.0.1"]',
        max_file_mb="1",
    )
    server.wait("/readyz", 60)
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def unharmed(attacked: Server, listener: Listener) -> Iterator[None]:
    """After each attack: nobody was called, and the server answers as before."""
    before = listener.calls
    yield
    assert listener.calls == before
    assert attacked.client.get("/healthz").status_code == 200
    rows = attacked.client.get("/sparql", params={"query": "SELECT ?p { ?p a kk:Project }"}).json()
    assert len(rows["results"]["bindings"]) == 5


def _refused(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text and "Traceback" not in answer.text and TOKEN not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-request-id"]


# Queries that would leave the machine or the dataset

REACHING = {
    "constant": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "prefixed": "PREFIX l: <URL> SELECT * { SERVICE l: { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?v { <URL> } SERVICE ?v { ?s ?p ?o } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "behind a comparison": "SELECT * { VALUES ?a { 'a' } FILTER(?a>'>'||?a<'>') SERVICE <URL> {} FILTER(?a='a') }",
    "behind an escape": "SELECT * { VALUES ?z { <http://x/\\u0041#b> } SERVICE <URL> { ?s ?p ?o } }",
    "in a CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
}


@pytest.mark.parametrize("kind", REACHING)
def test_service(attacked: Server, listener: Listener, kind: str) -> None:
    query = REACHING[kind].replace("URL", listener.url)
    _refused(attacked.client.get("/sparql", params={"query": query}), 400)
    _refused(attacked.client.post("/sparql", content=query, headers=QUERY), 400)


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED", "protocol"])
@pytest.mark.parametrize("place", ["file", "http"])
def test_a_dataset_elsewhere_is_empty(
    attacked: Server, listener: Listener, secret: Path, clause: str, place: str
) -> None:
    iri = secret.as_uri() if place == "file" else listener.url
    where = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    if clause == "protocol":
        params = {"query": f"SELECT * {where}", "default-graph-uri": iri, "named-graph-uri": iri}
    else:
        params = {"query": f"SELECT * {clause} <{iri}> {where}"}
    answer = attacked.client.get("/sparql", params=params)
    assert answer.status_code == 200 and answer.json()["results"]["bindings"] == []
    assert SECRET not in answer.text


@pytest.mark.parametrize("update", ["LOAD <URL>", "LOAD SILENT <URL> INTO GRAPH <CUR>", "LOAD<URL>INTO GRAPH<CUR>"])
@pytest.mark.parametrize("place", ["file", "http"])
def test_load(attacked: Server, listener: Listener, secret: Path, update: str, place: str) -> None:
    text = update.replace("URL", secret.as_uri() if place == "file" else listener.url).replace("CUR", CURATION)
    _refused(attacked.client.post("/sparql/update", content=text, headers=UPDATE), 400)
    _refused(attacked.client.post("/sparql", content=text, headers=QUERY), 400)


@pytest.mark.parametrize("kind", ["constant", "silent", "variable"])
def test_service_in_an_update(attacked: Server, listener: Listener, kind: str) -> None:
    where = REACHING[kind].replace("URL", listener.url).removeprefix("SELECT * ")
    text = f"INSERT {{ GRAPH <{CURATION}> {{ ?s ?p ?o }} }} WHERE {where}"
    _refused(attacked.client.post("/sparql/update", content=text, headers=UPDATE), 400)


@pytest.mark.parametrize(
    "update",
    [
        "DROP ALL",
        "CLEAR DEFAULT",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        f"INSERT DATA {{ GRAPH <{small_graph.BASE}graph/reference> {{ <urn:a> <urn:b> 1 }} }}",
        f"INSERT DATA {{ GRAPH <{CURATION}2> {{ <urn:a> <urn:b> 1 }} }}",
    ],
)
def test_an_update_elsewhere(attacked: Server, update: str) -> None:
    _refused(attacked.client.post("/sparql/update", content=update, headers=UPDATE), 403)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
        "SELECT * " + "{ SELECT * {" * 5_000 + "}}" * 5_000,
        "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p ?o }" * 20_000 + " }",
        "ASK { ?s ?p " + "[ ?p " * 20_000 + "1" + "]" * 20_000 + " }",
    ],
    ids=["parentheses", "subselects", "differences", "blank nodes"],
)
def test_deep_nesting(attacked: Server, query: str) -> None:
    _refused(attacked.client.post("/sparql", content=query, headers=QUERY), 400)


# Values that would become part of a query, a path or a header

HOSTILE = [
    "市民課' } } ; DROP ALL #",
    "市民課' . SERVICE <URL> { ?s ?p ?o } . ?x ?y '",
    "\\u0027 } SERVICE <URL> {} #",
    "<URL>",
    "x\r\nX-Injected: 1",
    "\x00",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_parameters_of_saved_queries(attacked: Server, listener: Listener, value: str) -> None:
    said = value.replace("URL", listener.url)
    answer = attacked.client.get("/api/queries/unit-projects", params={"unit": said})
    assert answer.status_code in (200, 404, 422)
    assert answer.status_code != 200 or answer.json()["rows"] == []
    for name in ("format", "bom", "市民課"):
        _refused(attacked.client.get("/api/queries/unit-projects", params={"unit": "市民課", name: said}), 406, 422)


@pytest.mark.parametrize("way", ["/id/", "/page/", "/data/", "/api/entities/", "/docs/", "/rdf-graph-store/"])
@pytest.mark.parametrize(
    "path",
    [
        "../../../../etc/passwd",
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "....//....//etc/passwd",
        "%00",
        "%ff%fe",
        "..\\..\\etc\\passwd",
        "unit/x> } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #",
        "CANARY",
    ],
)
def test_paths_that_leave(attacked: Server, secret: Path, way: str, path: str) -> None:
    given = quote(path.replace("CANARY", f"../../../../../../..{secret}"), safe="/%.\\").replace("\\", "%5C")
    request = f"GET {way}{given} HTTP/1.1\r\nHost: x\r\nAccept: text/turtle\r\nConnection: close\r\n\r\n"
    reply = raw(attacked.base, request.encode())  # as it stands: a client would tidy it up
    assert reply.statuses[0] in (400, 404), reply.data[:300]
    assert SECRET.encode() not in reply.data and b"root:" not in reply.data


@pytest.mark.parametrize("value", ["%0d%0aSet-Cookie:%20a=b", "%0aX-Injected:%201", "%E5%98%8A%E5%98%8DX-Injected:1"])
def test_header_splitting(attacked: Server, value: str) -> None:
    for address in (
        f"/id/unit/{value}",
        f"/id?iri={value}",
        f"/page?iri={value}",
        f"/data/unit/x?format={value}",
        f"/api/queries/unit-projects?unit=%E5%B8%82%E6%B0%91%E8%AA%B2&format={value}",
        f"/sparql?query=ASK%7B%7D&format={value}",
    ):
        reply = raw(attacked.base, f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert reply.statuses[0] in (200, 307, 400, 404, 406, 422), reply.data[:300]
        head = reply.data.partition(b"\r\n\r\n")[0].lower()
        assert b"\nset-cookie" not in head and b"\nx-injected" not in head
    named = attacked.client.get("/healthz", headers={"X-Request-ID": "a b\tc"}).headers["x-request-id"]
    assert "a b" not in named


# Bodies that are too much

XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
    "<rdf:Description rdf:about='urn:x'><e:p>&a11;</e:p></rdf:Description></rdf:RDF>"
)
XML_EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "%s">]>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
    "<rdf:Description rdf:about='urn:x'><e:p>&x;</e:p></rdf:Description></rdf:RDF>"
)


def _put(attacked: Server, body: str, media_type: str) -> httpx.Response:
    headers = {"Content-Type": media_type, **BEARER}
    return attacked.client.put("/rdf-graph-store", params={"graph": CURATION}, content=body, headers=headers)


def test_entities_that_stand_for_one_another(attacked: Server) -> None:
    _refused(_put(attacked, XML_BOMB, "application/rdf+xml"), 400, 413)


@pytest.mark.parametrize("place", ["file", "http"])
def test_an_entity_elsewhere(attacked: Server, listener: Listener, secret: Path, place: str) -> None:
    _refused(
        _put(attacked, XML_EXTERNAL % (secret.as_uri() if place == "file" else listener.url), "application/rdf+xml"),
        400,
    )


@pytest.mark.parametrize("place", ["file", "http"])
def test_a_context_elsewhere(attacked: Server, listener: Listener, secret: Path, place: str) -> None:
    iri = secret.as_uri() if place == "file" else listener.url
    _refused(_put(attacked, f'{{"@context": "{iri}", "@id": "urn:x", "p": 1}}', "application/ld+json"), 400)


@pytest.mark.parametrize("body", ['{"a":' * 20_000 + "1" + "}" * 20_000, "[" * 100_000 + "]" * 100_000])
def test_nested_json(attacked: Server, body: str) -> None:
    _refused(_put(attacked, body, "application/ld+json"), 400)
    answer = attacked.client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    _refused(answer, 400, 422)


def _hundred_megabytes(base: str, address: str, *, declared: bool) -> Reply:
    head = (
        f"POST {address} HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        f"Authorization: Bearer {TOKEN}\r\n"
    )
    if declared:
        return raw(base, f"{head}Content-Length: 100000000\r\n\r\n".encode(), b"x" * 65536)
    chunks = (b"%x\r\n%s\r\n" % (len(part), part) for part in chunked(6_000_000))
    return raw(base, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), *chunks)


def test_a_hundred_megabytes(attacked: Server) -> None:
    """The server says so at once, takes no more than a part of it, and lets go of a client that does not stop."""
    graph = f"/rdf-graph-store?graph={quote(CURATION, safe='')}"
    cases = [
        (address, declared)
        for address in ("/sparql", "/sparql/update", graph, "/api/ask", "/api/documents")
        for declared in (True, False)
    ]
    with ThreadPoolExecutor(len(cases)) as pool:
        replies = pool.map(lambda case: _hundred_megabytes(attacked.base, case[0], declared=case[1]), cases)
    for (address, declared), reply in zip(cases, replies, strict=True):
        # six megabytes of no multipart are no upload; the store reads the media type first
        expected = (413,) if declared or address not in ("/api/documents", graph) else (413, 415, 422)
        assert len(reply.statuses) == 1 and reply.statuses[0] in expected, (address, declared, reply.data[:300])
        assert reply.closed


def test_zip_bombs(attacked: Server) -> None:
    files = [("bomb.docx", zip_bomb("word/document.xml", 500)), ("bomb.xlsx", zip_bomb("xl/workbook.xml", 500))]
    assert all(len(packed) < 1_000_000 for _, packed in files)
    answer = attacked.client.post("/api/documents", files=[("files", file) for file in files], headers=BEARER)
    assert answer.status_code == 202, answer.text
    deadline = time.monotonic() + 60
    while (job := attacked.client.get(answer.headers["location"]).json())["status"] not in ("done", "failed"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert job["status"] == "failed"
    assert "bomb." in job["message"] and SECRET not in str(job)


# Requests that are none, or never end


def test_huge_headers(attacked: Server) -> None:
    start = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    for head in (
        start + b"X-Filler: " + b"x" * 50_000 + b"\r\n\r\n",
        start + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\n",
        start + b"X-Endless: " + b"x" * 200_000,
    ):
        assert raw(attacked.base, head).statuses == [431]
    assert raw(attacked.base, b"GET /healthz?" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n").statuses == [414]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 40\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "Content-Length: +4\r\n\r\nGET ",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    ],
)
def test_smuggling(attacked: Server, head: str) -> None:
    reply = raw(attacked.base, f"POST /sparql HTTP/1.1\r\nHost: x\r\n{head}".encode())
    assert reply.statuses and reply.statuses[0] in (400, 415) and len(reply.statuses) == 1, reply.data[:300]
    assert reply.closed


@pytest.mark.parametrize(
    "hosts", ["", "Host: a\r\nHost: b\r\n", "Host: evil.example/x?\r\n", "Host: a> ; <urn:b\r\n", "Host: a b\r\n"]
)
def test_hosts(attacked: Server, hosts: str) -> None:
    """The host stands in the description's addresses: nothing but a host may come in there."""
    reply = raw(attacked.base, f"GET /sparql HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n".encode())
    assert reply.statuses == [400]


@pytest.mark.parametrize(
    "method",
    [
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Method-Override": "PUT"},
        {"X-Original-URL": "/sparql/update"},
        {"X-Rewrite-URL": "/api/documents"},
    ],
)
def test_no_other_method_or_address_by_header(attacked: Server, method: dict[str, str]) -> None:
    answer = attacked.client.post("/sparql?query=ASK%7B%7D", headers={**method, **BEARER, **QUERY})
    assert answer.status_code in (200, 400, 415)
    assert attacked.client.get("/healthz", headers=method).json()["status"] == "ok"
    _refused(attacked.client.request("TRACE", "/healthz"), 405)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer a-token-for-tests-0123456788",
        f"Bearer {TOKEN}x",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer é",
    ],
)
def test_tokens_that_are_none(attacked: Server, token: str) -> None:
    """An old token, of before it was changed, is as wrong as any other."""
    for method, address in (
        ("POST", "/api/documents"),
        ("DELETE", "/api/documents/x"),
        ("POST", "/sparql/update"),
        ("PUT", "/rdf-graph-store?default"),
        ("DELETE", "/rdf-graph-store?default"),
    ):
        said = f"Authorization: {token}\r\n" if token else ""
        request = f"{method} {address} HTTP/1.1\r\nHost: x\r\n{said}Content-Length: 0\r\nConnection: close\r\n\r\n"
        reply = raw(attacked.base, request.encode("latin-1"))
        assert reply.statuses == [401], reply.data[:300]
        assert b"\r\nwww-authenticate: Bearer" in reply.data and TOKEN.encode() not in reply.data


def test_other_sites_read_nothing(attacked: Server) -> None:
    origin = {"Origin": "https://evil.example"}
    assert "access-control-allow-origin" not in attacked.client.get("/api/projects", headers=origin).headers
    asked = {**origin, "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in attacked.client.options("/sparql/update", headers=asked).headers


# Clients that hold the server up


def _slow(base: str, head: bytes, drip: bytes) -> float:
    """Send a piece every fifth of a second for as long as the server lets one; return how long that was."""
    parts = urlsplit(base)
    begun = time.monotonic()
    with socket.create_connection((parts.hostname, parts.port), timeout=0.2) as connection:
        connection.sendall(head)
        while (passed := time.monotonic() - begun) < PATIENCE * 2:
            try:
                connection.sendall(drip)
                if not connection.recv(4096):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return passed


_POST = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9999\r\n\r\n"
LORIS = {
    "headers": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", b"a"),
    "empty lines": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n"),
    "body": (_POST % b"/sparql", b"A"),
    "body that nobody reads": (_POST % b"/api/nothing", b"A"),
    "nothing": (b"", b""),
}


def test_slow_loris(attacked: Server) -> None:
    with ThreadPoolExecutor(len(LORIS)) as pool:
        lasted = pool.map(lambda given: _slow(attacked.base, *given), LORIS.values())
    assert max(lasted) < PATIENCE


def test_a_client_that_reads_nothing(attacked: Server) -> None:
    """Thousands of long answers are asked for and none is fetched: the connection ends."""
    parts = urlsplit(attacked.base)
    with socket.create_connection((parts.hostname, parts.port), timeout=0.2) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 2_000)
        deadline = time.monotonic() + PATIENCE
        with pytest.raises(ConnectionError):
            while time.monotonic() < deadline:
                with contextlib.suppress(TimeoutError):
                    connection.send(b"G")
                time.sleep(0.2)


def test_more_connections_than_there_may_be(attacked: Server) -> None:
    parts = urlsplit(attacked.base)
    held = []
    try:
        for _ in range(MOST + 10):
            held.append(socket.create_connection((parts.hostname, parts.port), timeout=2))
        assert raw(attacked.base, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").statuses in ([503], [])
    finally:
        for connection in held:
            connection.close()
    attacked.client.close()  # its connection may have been one too many as well
    attacked.client = httpx.Client(base_url=attacked.base, timeout=30)
    attacked.wait("/healthz", PATIENCE)


def test_nothing_secret_was_written_down(attacked: Server) -> None:
    time.sleep(0.5)  # lines are written a few times a second
    log = attacked.log.read_text()
    assert "keikaku.access" in log
    for word in (TOKEN, SECRET, "SERVICE", "市民課", "%E5%B8%82"):
        assert word not in log, word
    assert "Traceback" not in log


def test_the_threat_model_names_tests_that_are_there() -> None:
    root = Path(__file__).parents[2]
    manual = (root / "docs" / "THREAT_MODEL.md").read_text(encoding="utf-8")
    sources = "\n".join(file.read_text(encoding="utf-8") for file in (root / "tests").rglob("*.py"))
    named = set(re.findall(r"\btest_\w+", manual))
    assert len(named) > 20
    for name in named:
        assert f"def {name}(" in sources or list((root / "tests").rglob(f"{name}.py")), name
