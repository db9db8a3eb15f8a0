"""The whole dataset as files, and what catalogues of open data are told of it."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from graph.revisions.repository import Repository
from ontology.terms import DCTERMS
from service.command.main import main
from service.exports.dataset_files import Dumps, Name, name_of
from service.exports.dcat import DCAT, FOAF
from tests import small_graph
from tests.conftest import Server

FORMATS = {"nq": ox.RdfFormat.N_QUADS, "ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def client(server: Server) -> httpx.Client:
    return server.client


@pytest.fixture(scope="module")
def revision(client: httpx.Client) -> str:
    return str(client.get("/readyz").json()["revision"])


def default_graph() -> set[str]:
    return {str(quad.triple) for quad in small_graph.quads()}


@pytest.mark.parametrize("ending", ["ttl", "jsonld"])
@pytest.mark.parametrize("packed", [False, True])
def test_each_says_all_that_is_stated(client: httpx.Client, revision: str, ending: str, packed: bool) -> None:
    answer = client.get(f"/dumps/{revision}.{ending}{'.gz' if packed else ''}")
    body = gzip.decompress(answer.content) if packed else answer.content
    triples = [str(quad.triple) for quad in ox.parse(body, format=FORMATS[ending])]
    assert set(triples) == default_graph() and len(triples) == len(set(triples))


def test_n_quads_say_who_states_it(client: httpx.Client, revision: str, small_data: Path) -> None:
    plain = client.get(f"/dumps/{revision}.nq", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"/dumps/{revision}.nq.gz")
    stored = (small_data / "revisions" / revision / "dataset.nq").read_bytes()
    assert plain.content == gzip.decompress(packed.content) == stored
    named = {
        str(quad) for quad in ox.parse(stored, format=ox.RdfFormat.N_QUADS) if quad.graph_name != ox.DefaultGraph()
    }
    assert named == {str(quad) for quad in small_graph.quads()}


@pytest.mark.parametrize("name", ["nq", "ttl", "jsonld", "ttl.gz"])
def test_a_file_never_changes_and_is_sent_once(client: httpx.Client, revision: str, name: str) -> None:
    url = f"/dumps/{revision}.{name}"
    first = client.get(url)
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert first.headers["etag"].startswith('"')  # strong: byte for byte
    again = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url).content == first.content
    assert client.head(url).headers["etag"] == first.headers["etag"]


def test_a_broken_download_goes_on(client: httpx.Client, revision: str) -> None:
    plain = {"Accept-Encoding": "identity"}
    whole = client.get(f"/dumps/{revision}.nq", headers=plain)
    rest = client.get(
        f"/dumps/{revision}.nq", headers={**plain, "Range": "bytes=100-199", "If-Range": whole.headers["etag"]}
    )
    assert (rest.status_code, rest.content) == (206, whole.content[100:200])


def test_compressed_on_the_way_is_another_representation(client: httpx.Client, revision: str) -> None:
    url = f"/dumps/{revision}.ttl"
    packed, plain = client.get(url), client.get(url, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content and packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]


def test_latest_leads_to_the_revision_that_is_current(client: httpx.Client, revision: str) -> None:
    answer = client.get("/dumps/latest.ttl")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{revision}.ttl")
    assert answer.headers["cache-control"] == "no-cache"
    assert client.get("/dumps/latest.ttl", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "name", ["latest.xml", "r-0000000000000000.ttl", "latest", "r-1.nq", "latest.nq.gz.gz", ".ttl"]
)
def test_there_are_no_others(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/dumps/{name}")
    assert answer.status_code == 404 and answer.json()["detail"].endswith("。")


def test_dumps_of_revisions_that_are_gone_go_too(tmp_path: Path) -> None:
    repository = Repository(tmp_path, vectors=False)
    info = repository.publish(small_graph.quads(), small_graph.units(), description={"base": small_graph.BASE})
    (tmp_path / "dumps" / "r-0123456789abcdef").mkdir(parents=True)
    name = Name(info.id, "ttl", False)

    async def twice() -> None:
        dumps = Dumps(tmp_path)
        assert dumps.there(info, name) is None
        first, second = await asyncio.gather(dumps.make(info, name), dumps.make(info, name))
        assert first == second == dumps.there(info, name)
        assert first.sha256 == hashlib.sha256(first.path.read_bytes()).hexdigest()
        assert first.bytes == first.path.stat().st_size

    asyncio.run(twice())
    assert [path.name for path in (tmp_path / "dumps").iterdir()] == [info.id]
    assert not list((tmp_path / "dumps" / info.id).glob(".*"))


def test_memory_does_not_grow_with_the_dataset(tmp_path: Path) -> None:
    def peak(lines: int) -> int:
        source = tmp_path / f"{lines}.nq"
        with source.open("w") as file:
            for graph in (" <http://x/g>", ""):
                file.writelines(f'<http://x/{n}> <http://x/p> "{n} {"あ" * 40}"{graph} .\n' for n in range(lines))
        target = tmp_path / f"{name_of('r-0123456789abcdef.jsonld.gz')}"
        script = (
            "import resource, sys; from pathlib import Path; from service.exports.dataset_files import write; "
            "write(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        command = [sys.executable, "-c", script, str(source), str(lines), str(target)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert peak(60_000) - peak(1_000) < 8 * 1024  # kB; the lines take 24 MB


def described(client: httpx.Client, media_type: str = "text/turtle") -> ox.Store:
    store = ox.Store()
    answer = client.get("/api/dataset", headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    store.load(answer.content, format=ox.RdfFormat.from_media_type(media_type))
    return store


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("Catalog", (DCTERMS + "title", DCTERMS + "description", DCTERMS + "publisher", DCAT + "dataset")),
        (
            "Dataset",
            (
                *(DCTERMS + name for name in ("title", "description", "issued", "modified", "rights", "language")),
                *(DCAT + name for name in ("distribution", "keyword", "theme", "version", "landingPage")),
            ),
        ),
        ("Distribution", (DCAT + "accessURL", DCAT + "downloadURL", DCAT + "mediaType", DCTERMS + "format")),
        ("DataService", (DCTERMS + "title", DCAT + "endpointURL", DCAT + "servesDataset")),
    ],
)
def test_the_description_says_what_dcat_ap_asks_for(client: httpx.Client, kind: str, needed: tuple[str, ...]) -> None:
    store = described(client)
    type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    things = [quad.subject for quad in store.quads_for_pattern(None, type_, ox.NamedNode(DCAT + kind))]
    assert things
    for thing in things:
        said = {quad.predicate.value for quad in store.quads_for_pattern(thing, None, None)}
        missing = set(needed) - said
        assert missing <= {DCTERMS + "publisher"}, missing  # the small graph has no publisher


def test_the_files_in_the_description_are_there(client: httpx.Client) -> None:
    client.get("/dumps/latest.ttl", follow_redirects=True)
    store, checked = described(client), 0
    for quad in store.quads_for_pattern(None, ox.NamedNode(DCAT + "downloadURL"), None):
        url = httpx.URL(quad.object.value)  # type: ignore[union-attr]
        assert str(url).startswith(small_graph.BASE.removesuffix("id/") + "dumps/")
        head = client.get(url.raw_path.decode(), headers={"Accept-Encoding": "identity"})
        assert head.status_code == 200
        for size in store.quads_for_pattern(quad.subject, ox.NamedNode(DCAT + "byteSize"), None):
            assert int(size.object.value) == len(head.content)  # type: ignore[union-attr]
            checked += 1
    assert checked >= 2


@pytest.mark.parametrize("accept", ["application/ld+json", "application/rdf+xml", "application/n-triples"])
def test_the_description_in_every_format(client: httpx.Client, accept: str) -> None:
    assert {str(quad) for quad in described(client, accept)} == {str(quad) for quad in described(client)}


def test_the_publisher_is_that_of_the_plan(samples_data: Path) -> None:
    from service.exports.dcat import Described, publisher, triples

    store = Repository(samples_data, vectors=False).open().dataset.store
    found = publisher(store)
    assert found is not None
    made = Described("http://h/", "r-1", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", found, (), "http://l/", ())
    said = [str(triple) for triple in triples(made)]
    assert any(FOAF + "name" in triple and found.name in triple for triple in said)
    assert any(DCTERMS + "license" in triple for triple in said)
    assert not any(DCTERMS + "rights" in triple for triple in said)


def test_json_is_what_a_program_gets(client: httpx.Client) -> None:
    answer = client.get("/api/dataset")
    assert answer.headers["content-type"] == "application/ld+json"
    things = {each["@id"]: each for each in json.loads(answer.content)["@graph"]}
    [dataset] = [each for each in things.values() if each["@type"] == "dcat:Dataset"]
    assert dataset["dcterms:title"]["@value"] == "計画ナレッジグラフ"
    assert {things[file["@id"]]["@type"] for file in dataset["dcat:distribution"]} == {"dcat:Distribution"}


@pytest.mark.parametrize("name", ["x.nq", "x.ttl.gz"])
def test_the_command_writes_the_same(small_data: Path, tmp_path: Path, name: str, capsys: Any) -> None:
    assert main(["export", str(tmp_path / name), "--data", str(small_data), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    content = (tmp_path / name).read_bytes()
    assert (said["bytes"], said["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    plain = gzip.decompress(content) if name.endswith(".gz") else content
    triples = {str(quad.triple) for quad in ox.parse(plain, format=FORMATS[name.split(".")[1]])}
    assert triples == default_graph()


@pytest.mark.parametrize("name", ["x.txt", "ttl", "none/x.ttl", "."])
def test_the_command_says_where_it_cannot_write(small_data: Path, tmp_path: Path, name: str, capsys: Any) -> None:
    assert main(["export", str(tmp_path / name), "--data", str(small_data)]) == 1
    assert capsys.readouterr().err.strip().endswith("。")
    assert not list(tmp_path.iterdir())
