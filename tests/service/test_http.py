"""Every route over a real server, in the contract's shapes; every error as a problem."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from openpyxl import load_workbook

from graph.revisions.repository import Repository
from service.api import models
from tests import small_graph
from tests.conftest import TOKEN, Server


@pytest.fixture(scope="module")
def client(server: Server) -> httpx.Client:
    return server.client


def test_health(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "revision": None}
    ready = client.get("/readyz").json()
    assert models.Ready.model_validate(ready).model_dump() == ready
    assert ready["status"] == "ready" and ready["revision"].startswith("r-")
    assert ready["search"] == ["words", "late-interaction", "vectors"]


def test_ask(client: httpx.Client) -> None:
    body = {"question": "市民課が担当する事業は？", "session": "s1"}
    answer = client.post("/api/ask", json=body).json()
    assert models.AnswerModel.model_validate(answer).model_dump() == answer
    for citation in answer["citations"]:
        assert citation["quote"] in small_graph.TEXT
        assert len(citation["quote"]) <= 400
    for chip in answer["understood"]:
        assert chip["text"] in body["question"]
        for other in chip["alternatives"]:
            again = client.post("/api/ask", json={"question": other["question"]}).json()
            assert again["understood"] != answer["understood"]
    assert [chip["label"] for chip in answer["understood"]] == ["市民課", "事業"]


@pytest.mark.parametrize("kind", [None, "passage", "entity"])
def test_search(client: httpx.Client, kind: str | None) -> None:
    found = client.get("/api/search", params={"q": "避難", "limit": 3, **({"kind": kind} if kind else {})}).json()
    assert models.SearchResult.model_validate(found).model_dump() == found
    assert 0 < len(found["items"]) <= 3
    assert any("避難" in item["text"] for item in found["items"])
    assert [item["score"] for item in found["items"]] == sorted((i["score"] for i in found["items"]), reverse=True)
    assert all(item["score"] > 0 and item["citation"]["quote"] in small_graph.TEXT for item in found["items"])
    if kind == "entity":
        assert {item["type"] for item in found["items"]} == {"事業"}


def test_projects(client: httpx.Client) -> None:
    found = client.get("/api/projects").json()
    assert models.ProjectList.model_validate(found).model_dump() == found
    assert found["total"] == len(found["items"]) == 5
    page = client.get("/api/projects", params={"limit": 2, "offset": 3}).json()
    assert page == {"total": 5, "items": found["items"][3:5]}
    assert client.get("/api/projects", params={"offset": 99}).json() == {"total": 5, "items": []}
    assert client.get("/api/projects", params={"number": "2-1-10", "status": "終了"}).json()["total"] == 1


@pytest.mark.parametrize(
    "path", ["unit/市民課", quote("unit/市民課", safe=""), "project/海辺市DX推進計画/避難の手助け"]
)
def test_entity_by_id(client: httpx.Client, path: str) -> None:
    found = client.get(f"/api/entities/{path}").json()
    assert models.EntityModel.model_validate(found).model_dump() == found
    assert found["iri"].startswith(small_graph.BASE)
    around = client.get(f"/api/entities/{path}/neighbors").json()
    assert models.Neighbourhood.model_validate(around).model_dump() == around
    assert around["total"] == len(around["edges"]) > 0


def test_entity_by_iri(client: httpx.Client) -> None:
    found = client.get("/api/entities", params={"iri": small_graph.GOAL}).json()
    assert found["label"] == "産業と技術革新の基盤をつくろう"
    around = client.get("/api/entities/neighbors", params={"iri": small_graph.GOAL, "limit": 1}).json()
    assert len(around["edges"]) == 1 and around["total"] == 2


def test_ids_stand_under_the_base_that_was_ingested(tmp_path: Path) -> None:
    """Another KEIKAKU_BASE_IRI at serving must not make every address of the data a 404."""
    Repository(tmp_path / "data").publish(
        small_graph.quads(), small_graph.units(), description={"base": small_graph.BASE}
    )
    server = Server(tmp_path / "data", tmp_path / "log", "--no-ui", base_iri="https://city.example/id/")
    try:
        server.wait("/api/entities/unit/市民課", 60)
        assert "KEIKAKU_BASE_IRI" in server.log.read_text()
    finally:
        server.stop()


def test_paths(client: httpx.Client) -> None:
    found = client.get("/api/paths", params={"from": small_graph.P1, "to": "project/海辺市ICT計画/紙の窓口申請"}).json()
    assert models.PathResult.model_validate(found).model_dump() == found
    assert found["length"] == 1
    none = client.get("/api/paths", params={"from": small_graph.P2, "to": small_graph.O1, "steps": 1}).json()
    assert (none["length"], none["paths"]) == (None, [])


def test_conflicts(client: httpx.Client) -> None:
    found = client.get("/api/conflicts", params={"limit": 1000}).json()
    assert models.ConflictList.model_validate(found).model_dump() == found
    [conflict] = found["items"]
    assert [reading["value"] for reading in conflict["values"]] == ["1-10", "1-11"]
    assert client.get("/api/conflicts", params={"kind": "ほか"}).json()["total"] == 0


def test_documents_and_revisions(client: httpx.Client) -> None:
    documents = client.get("/api/documents").json()
    assert models.DocumentList.model_validate(documents).model_dump() == documents
    assert documents["items"][0]["name"] == small_graph.DOCUMENT
    revisions = client.get("/api/revisions").json()
    assert models.RevisionList.model_validate(revisions).model_dump() == revisions
    assert [item["current"] for item in revisions["items"]] == [True]


def test_saved_queries_are_listed_and_each_one_runs(client: httpx.Client) -> None:
    listed = client.get("/api/queries").json()
    assert models.SavedQueryList.model_validate(listed).model_dump() == listed
    assert listed["total"] >= 12
    for query in listed["items"]:
        samples = {"iri": small_graph.P1, "year": "2030", "string": "避難"}
        needed = {p["name"]: p["example"] or samples[p["type"]] for p in query["parameters"] if p["required"]}
        table = client.get(f"/api/queries/{query['name']}", params=needed)
        assert table.status_code == 200, table.text
        assert models.Table.model_validate(table.json()).model_dump() == table.json()


def test_a_saved_query_by_name_as_json_csv_and_xlsx(client: httpx.Client) -> None:
    url, params = "/api/queries/unit-projects", {"unit": "市民課"}
    table = client.get(url, params=params).json()
    assert {row["事業"] for row in table["rows"]} == {"窓口のオンライン申請", "紙の窓口申請"}
    assert table["total"] == 2
    assert client.get(url, params={**params, "limit": 1, "offset": 1}).json()["rows"] == table["rows"][1:]
    as_csv = client.get(url, params={**params, "format": "csv", "bom": "true"})
    assert as_csv.content.startswith(b"\xef\xbb\xbf") and "filename*=UTF-8''" in as_csv.headers["content-disposition"]
    lines = as_csv.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and "unit" not in lines[0].split(",")
    assert not client.get(url, params={**params, "format": "csv"}).content.startswith(b"\xef")
    by_accept = client.get(url, params=params, headers={"Accept": "text/csv"})
    assert by_accept.headers["content-type"].startswith("text/csv")
    sheet = load_workbook(io.BytesIO(client.get(url, params={**params, "format": "xlsx"}).content)).active
    assert sheet is not None and sheet.max_row == 3


def test_sparql_by_get_and_post(client: httpx.Client) -> None:
    query = "SELECT ?p WHERE { ?p kk:responsible/skos:prefLabel '市民課' }"
    by_get = client.get("/sparql", params={"query": query})
    assert by_get.headers["content-type"] == "application/sparql-results+json"
    direct = client.post("/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"})
    by_form = client.post("/sparql", data={"query": query})
    assert by_get.json() == direct.json() == by_form.json()
    assert len(by_get.json()["results"]["bindings"]) == 2
    as_csv = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    turtle = client.get("/sparql", params={"query": "DESCRIBE <http://metadata.un.org/sdg/9>"})
    assert turtle.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/ld+json", "text/html,*/*;q=0.1"])
def test_service_description(client: httpx.Client, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == 200
    assert "sparql-service-description" in answer.text


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        ("text/html,application/xhtml+xml", "/page/"),
        ("*/*", "/page/"),
        ("text/turtle", "/data/"),
        ("application/ld+json", "/data/"),
    ],
)
def test_linked_data(client: httpx.Client, accept: str, where: str) -> None:
    answer = client.get("/id/unit/市民課", headers={"Accept": accept})
    assert answer.status_code == 303
    followed = client.get("/id/unit/市民課", headers={"Accept": accept}, follow_redirects=True)
    assert followed.url.path.startswith(where)
    assert followed.status_code == 200
    assert "市民課" in followed.text
    assert "Accept" in answer.headers["vary"].split(", ")


def test_a_page_quotes_its_sources_and_leads_on(client: httpx.Client) -> None:
    page = client.get("/page/project/海辺市DX推進計画/窓口のオンライン申請").text
    assert 'lang="ja"' in page and small_graph.quote("p1") in page
    at = client.base_url.join("/page/project/海辺市DX推進計画/窓口のオンライン申請")
    links = re.findall(r'href="(\.\.?/[^"]+)"', page)
    assert any("/page?iri=" in link for link in links) and any("/page/unit/" in link for link in links)
    for link in set(links):  # the root of a server without pages leads to the manual
        assert client.get(at.join(unescape(link)), follow_redirects=True).status_code == 200, link
    assert re.findall(r'(?:src|href)="(https?://[^"]+)"', page) == [small_graph.P1]  # its own IRI: no other host


def test_the_manual_needs_no_other_host(client: httpx.Client) -> None:
    page = client.get("/docs").text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded and all(address.startswith("/docs/") for address in loaded)
    assert "https://" not in page
    for address in loaded:
        assert client.get(address).status_code == 200


def test_openapi_speaks_japanese(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    operations = [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    assert {"/api/ask", "/api/projects", "/sparql", "/id/{path}", "/readyz"} <= set(described["paths"])
    for path, method, operation in operations:
        where = f"{method} {path}"
        assert any(char > "\u3000" for char in operation["summary"]), where
        assert any(char > "\u3000" for char in operation["description"]), where
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                assert any(char > "\u3000" for char in parameter.get("description", "")), (where, parameter["name"])


_SPARQL = {"Content-Type": "application/sparql-query"}
_JSON = {"Content-Type": "application/json"}
ERRORS: list[tuple[str, str, dict[str, object], int, str]] = [
    ("GET", "/api/nothing", {}, 404, "not-found"),
    ("GET", "/api/entities/unit/ない課", {}, 404, "not-found"),
    ("GET", "/api/entities/unit/ない課/neighbors", {}, 404, "not-found"),
    ("GET", "/api/entities?iri=http://nowhere/", {}, 404, "not-found"),
    ("GET", "/api/entities", {}, 422, "invalid-parameter"),
    ("GET", "/api/entities?iri=a%20b", {}, 404, "not-found"),
    ("GET", "/api/entities/", {}, 422, "invalid-parameter"),
    ("GET", "/api/paths?from=unit/市民課", {}, 422, "invalid-parameter"),
    ("GET", "/api/paths?from=unit/市民課&to=unit/なし", {}, 404, "not-found"),
    ("GET", "/api/queries/none", {}, 404, "not-found"),
    ("GET", "/api/queries/unit-projects?colour=red", {}, 422, "invalid-parameter"),
    ("GET", "/api/queries/unit-projects?unit=a&unit=b", {}, 422, "invalid-parameter"),
    ("GET", "/api/queries/unit-projects?format=pdf", {}, 406, "not-acceptable"),
    ("GET", "/api/queries/unit-projects", {"headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
    ("GET", "/api/projects?limit=0", {}, 422, "invalid-parameter"),
    ("GET", "/api/projects?limit=1001", {}, 422, "invalid-parameter"),
    ("GET", "/api/projects?limit=many", {}, 422, "invalid-parameter"),
    ("GET", "/api/projects?sdg=18", {}, 422, "invalid-parameter"),
    ("GET", "/api/projects?offset=-1", {}, 422, "invalid-parameter"),
    ("GET", "/api/search", {}, 422, "invalid-parameter"),
    ("GET", "/api/search?q=x&kind=other", {}, 422, "invalid-parameter"),
    ("GET", "/api/jobs/none", {}, 404, "not-found"),
    ("PUT", "/api/ask", {}, 405, "method-not-allowed"),
    ("DELETE", "/api/projects", {}, 405, "method-not-allowed"),
    ("POST", "/api/ask", {"content": b"{", "headers": _JSON}, 422, "invalid-parameter"),
    ("POST", "/api/ask", {"content": b"[]", "headers": _JSON}, 422, "invalid-parameter"),
    ("POST", "/api/ask", {"json": {}}, 422, "invalid-parameter"),
    ("POST", "/api/ask", {"json": {"question": " "}}, 422, "invalid-parameter"),
    ("POST", "/api/ask", {"json": {"question": "あ" * 1001}}, 422, "invalid-parameter"),
    ("POST", "/api/ask", {"json": {"question": "x", "colour": 1}}, 422, "invalid-parameter"),
    ("POST", "/api/ask", {"json": {"question": "あ" * 400_000}}, 413, "too-large"),
    ("POST", "/api/documents", {}, 401, "unauthorized"),
    ("POST", "/api/documents", {"headers": {"Authorization": "Bearer wrong"}}, 401, "unauthorized"),
    ("POST", "/api/documents", {"headers": {"Authorization": f"Bearer {TOKEN}"}}, 422, "invalid-parameter"),
    ("GET", "/sparql?query=SELEC", {}, 400, "sparql-syntax"),
    ("GET", "/sparql?quer=ASK", {}, 400, "bad-request"),
    ("GET", "/sparql?query=ASK%7B%7D", {"headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
    ("GET", "/sparql", {"headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
    (
        "POST",
        "/sparql",
        {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}},
        415,
        "unsupported-media-type",
    ),
    ("POST", "/sparql", {"content": b"SELECT * {SERVICE <http://a/> {}}", "headers": _SPARQL}, 400, "sparql-refused"),
    ("POST", "/sparql", {"content": b"INSERT DATA {<a:a> <a:b> 1}", "headers": _SPARQL}, 400, "sparql-syntax"),
    ("POST", "/sparql", {"content": b" " * 1_100_000, "headers": _SPARQL}, 413, "too-large"),
    ("GET", "/id/unit/ない課", {}, 404, "not-found"),
    ("GET", "/id/unit/市民課", {"headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
    ("GET", "/page/unit/ない課", {}, 404, "not-found"),
    ("GET", "/data/unit/市民課?format=csv", {}, 406, "not-acceptable"),
    ("GET", "/docs/../settings.py", {}, 404, "not-found"),
    ("GET", "/docs/other.js", {}, 404, "not-found"),
]


@pytest.mark.parametrize(("method", "url", "given", "status", "code"), ERRORS)
def test_every_error_is_a_problem(
    client: httpx.Client, method: str, url: str, given: dict[str, object], status: int, code: str
) -> None:
    answer = client.request(method, url, **given)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail", "code", "instance"} <= body.keys()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"].endswith("#" + code)
    assert any(char > "\u3000" for char in body["detail"]) and body["detail"].endswith("。")
    assert "\n" not in body["detail"] and "Traceback" not in answer.text
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer")
    if status == 405:
        assert answer.headers["allow"]


def test_a_body_without_a_length_is_limited_too(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=(b" " * 65536 for _ in range(20)), headers=_SPARQL)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/projects", "/sparql?query=ASK%7B%7D", "/openapi.json"])
def test_head_is_the_head_of_get(client: httpx.Client, path: str) -> None:
    plain = {"Accept-Encoding": "identity"}
    got, head = client.get(path, headers=plain), client.head(path, headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["content-type"] == got.headers["content-type"]


def test_large_answers_are_compressed(client: httpx.Client) -> None:
    assert client.get("/openapi.json").headers["content-encoding"] == "gzip"


def test_json_is_utf8_as_it_is(client: httpx.Client) -> None:
    raw = client.get("/api/projects").content
    assert "窓口のオンライン申請".encode() in raw
    json.loads(raw)
