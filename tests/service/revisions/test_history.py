"""The history as people see it: by command, over HTTP, and what changed told by 事業, 指標 and 課."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from graph.revisions.curation import root
from graph.revisions.repository import Repository, RevisionInfo
from ontology import terms
from service.api.app import create_app
from service.command.main import main
from service.settings import load_settings
from tests import small_graph as small
from tests.small_graph import iri


def edited() -> list[ox.Quad]:
    """The small graph after a revision of the plan: a target raised, a 課 in charge replaced, a 事業 gone, one new."""
    passage = ox.NamedNode(small.passage("kpi"))
    target, unit = ox.NamedNode(f"{small._I1}/2030"), ox.NamedNode(iri("unit/市民課"))
    new = ox.NamedNode(iri("project/海辺市DX推進計画/会議の記録"))
    found = [
        quad
        for quad in small.quads()
        if quad.subject != ox.NamedNode(small.P2)
        and (quad.subject, quad.predicate.value) != (target, terms.VALUE)
        and (quad.subject, quad.predicate.value) != (ox.NamedNode(small.P10), terms.RESPONSIBLE)
    ]
    for subject, predicate, value in (
        (target, terms.VALUE, ox.Literal("55%")),
        (ox.NamedNode(small.P10), terms.RESPONSIBLE, unit),
        (new, terms.TYPE, ox.NamedNode(terms.PROJECT)),
        (new, terms.LABEL, ox.Literal("会議の記録")),
        (new, terms.IN_PLAN, ox.NamedNode(small.PLAN)),
        (new, terms.RESPONSIBLE, unit),
    ):
        found.append(ox.Quad(subject, ox.NamedNode(predicate), value, passage))
    return found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[RevisionInfo]]:
    """A data folder of three revisions, oldest first: the small graph, the edited one, a curator's change."""
    folder = tmp_path_factory.mktemp("revisions")
    repository = Repository(folder, vectors=False)
    noted = {"base": small.BASE, "sources": json.dumps({"計画.md": "0" * 64}), "ingested": json.dumps(["計画.md"])}
    made = [repository.publish(quads, small.units(), description=noted) for quads in (small.quads(), edited())]
    name = ox.Quad(
        ox.NamedNode(small.P1), ox.NamedNode(terms.ALT_LABEL), ox.Literal("電子申請"), ox.NamedNode(root(small.BASE))
    )
    made.append(repository.curate([name], [], base=small.BASE, author="山田", at=datetime(2026, 4, 1, tzinfo=UTC)))
    return folder, made


@pytest.fixture(scope="module")
def client(data: tuple[Path, list[RevisionInfo]]) -> Iterator[TestClient]:
    """The service over the data folder, in this process."""
    with TestClient(create_app(load_settings(data_dir=data[0])), raise_server_exceptions=False) as running:
        for _ in range(600):
            if running.get("/api/revisions").status_code == httpx.codes.OK:
                break
            import time

            time.sleep(0.05)
        yield running


def test_the_list_says_what_made_each_revision(client: TestClient, data: tuple[Path, list[RevisionInfo]]) -> None:
    found = client.get("/api/revisions").json()
    assert [item["id"] for item in found["items"]] == [info.id for info in reversed(data[1])]
    newest, *_, oldest = found["items"]
    assert newest["current"] and not oldest["current"]
    assert newest["curation"] == {"author": "山田", "at": "2026-04-01T00:00:00+00:00", "added": 1, "removed": 0}
    assert newest["change"] == "山田による訂正（1件を加え、0件を取り消し）"
    assert (oldest["change"], oldest["documents"], oldest["curation"]) == ("取り込み：計画.md", ["計画.md"], None)
    assert oldest["triples"] == data[1][0].triples < oldest["quads"]


def test_the_difference_is_told_in_japanese_and_as_data(client: TestClient) -> None:
    found = client.get("/api/revisions/diff", params={"from": "2", "to": "1"}).json()
    assert [each["label"] for each in found["projects"]["added"]] == ["会議の記録"]
    assert [each["label"] for each in found["projects"]["removed"]] == ["地図情報の公開"]
    (moved,) = found["projects"]["changed"]
    (detail,) = moved["details"]
    assert (moved["label"], moved["plan"]) == ("避難の手助け", "海辺市DX推進計画")
    assert (detail["label"], detail["before"], detail["after"]) == ("主管課", ["危機管理課"], ["市民課"])
    (raised,) = found["indicators"]["changed"]
    assert raised["project"] == "窓口のオンライン申請"
    assert raised["details"] == [
        {"property": terms.VALUE, "label": "令和12年度の目標値", "before": ["40%"], "after": ["55%"]}
    ]
    duties = {each["label"]: each["details"][0] for each in found["departments"]["changed"]}
    assert duties["市民課"]["after"] == ["会議の記録", "避難の手助け"]
    assert duties["危機管理課"]["before"] == ["避難の手助け"] and duties["都市整備課"]["before"] == ["地図情報の公開"]
    assert (
        "事業「窓口のオンライン申請」の指標「オンライン申請率」：令和12年度の目標値が「40%」から「55%」に変わりました。"
        in found["sentences"]
    )
    assert "「海辺市DX推進計画」の事業「会議の記録」が加わりました。" in found["sentences"]


def test_the_way_back_is_the_other_way_round(client: TestClient) -> None:
    there = client.get("/api/revisions/diff", params={"from": "2", "to": "1"}).json()
    back = client.get("/api/revisions/diff", params={"from": "1", "to": "2"}).json()
    for kind in ("projects", "indicators", "departments"):
        assert [each["iri"] for each in there[kind]["added"]] == [each["iri"] for each in back[kind]["removed"]]
        assert [each["iri"] for each in there[kind]["changed"]] == [each["iri"] for each in back[kind]["changed"]]
    assert there["statements"] == {"added": back["statements"]["removed"], "removed": back["statements"]["added"]}


def test_a_curators_change_is_the_last_difference(client: TestClient) -> None:
    found = client.get("/api/revisions/diff").json()
    assert found["sentences"] == [
        "「海辺市DX推進計画」の事業「窓口のオンライン申請」：別の書き方に「電子申請」が加わりました。"
    ]
    same = client.get("/api/revisions/diff", params={"from": "0", "to": "0"}).json()
    assert same["sentences"] == ["違いはありません。"]


def test_patch_and_n_quads_by_accept_and_by_name(client: TestClient, data: tuple[Path, list[RevisionInfo]]) -> None:
    patch = client.get("/api/revisions/diff", headers={"Accept": "application/rdf-patch"})
    assert patch.headers["content-type"].startswith("application/rdf-patch")
    assert patch.content == client.get("/api/revisions/diff", params={"format": "patch"}).content
    assert patch.text.startswith(f"H id <urn:keikaku:revision:{data[1][-1].id}> .\n") and "\nA <" in patch.text
    added = client.get("/api/revisions/diff", params={"format": "nquads"}).content
    quads = list(ox.parse(added, format=ox.RdfFormat.N_QUADS))
    assert {quad.graph_name.value for quad in quads} == {root(small.BASE), f"{root(small.BASE)}/history"}
    assert client.get("/api/revisions/diff", params={"format": "nquads", "part": "removed"}).content == b""


@pytest.mark.parametrize(
    ("params", "accept", "status"),
    [
        ({"from": "99"}, "*/*", 404),
        ({"from": "r-0000000000000000"}, "*/*", 404),
        ({"from": "../../../etc/passwd"}, "*/*", 404),
        ({"from": "x" * 41}, "*/*", 422),
        ({"format": "turtle"}, "*/*", 422),
        ({}, "text/turtle", 406),
    ],
)
def test_what_cannot_be_told_is_a_problem(client: TestClient, params: dict[str, str], accept: str, status: int) -> None:
    answer = client.get("/api/revisions/diff", params=params, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_the_commands(
    data: tuple[Path, list[RevisionInfo]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, made = data
    copy = tmp_path / "copy"

    def run(*words: str, data: Path = folder) -> str:
        assert main([*words, "--data", str(data)]) == 0
        return capsys.readouterr().out

    assert run("revisions", "list").splitlines()[0].startswith(f"→ {made[-1].id}")
    assert "「40%」から「55%」に変わりました" in run("revisions", "diff", "2", "1")
    assert json.loads(run("revisions", "diff", "--json"))["to"]["id"] == made[-1].id
    assert run("backup", str(tmp_path / "b.zip")).startswith("3件の版と0件の原本")
    assert made[-1].id in run("restore", str(tmp_path / "b.zip"), data=copy)
    assert made[0].id in run("revisions", "rollback", "2", data=copy)
    assert json.loads(run("revisions", "gc", "--keep", "1", "--json", data=copy))["revisions"] == [made[1].id]
    assert main(["restore", str(tmp_path / "ない.zip"), "--data", str(copy)]) == 1
    assert "ファイルがありません" in capsys.readouterr().err
    assert main(["revisions", "rollback", "9", "--data", str(copy)]) == 1
    assert "ありません" in capsys.readouterr().err
