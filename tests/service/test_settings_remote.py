"""Settings of engines on other machines: what is wrong is said before anything starts."""

from __future__ import annotations

import pytest

from graph.engines import HERE
from service.current.configured_repository import engines
from service.errors import SettingsError
from service.settings import load_settings

URL = "http://127.0.0.1:7878/query"
WRONG = [
    ({"sparql_url": "7878/query"}, "SPARQL_URL"),
    ({"sparql_url": "http://dba:secret@127.0.0.1/sparql"}, "SPARQL_URL"),
    ({"sparql_store_url": "http://127.0.0.1/store"}, "KEIKAKU_SPARQL_URL も"),
    ({"sparql_default_graph": "http://a/graph"}, "KEIKAKU_SPARQL_URL も"),
    ({"sparql_url": URL, "sparql_password": "secret"}, "KEIKAKU_SPARQL_USER も"),
    ({"sparql_url": URL, "sparql_default_graph": "既定"}, "IRI"),
    ({"sparql_url": URL, "sparql_store_url": URL, "sparql_default_graph": "http://a/g"}, "どちらか一方"),
    ({"chroma_url": "chroma:8000"}, "CHROMA_URL"),
    ({"chroma_token": "abc"}, "KEIKAKU_CHROMA_URL も"),
    ({"chroma_url": "http://127.0.0.1:8000", "chroma_token": "a b"}, "CHROMA_TOKEN"),
]


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_what_cannot_be_used_is_refused_and_no_secret_is_shown(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**given)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def test_nothing_set_means_everything_here() -> None:
    assert engines(load_settings()) == HERE


def test_what_is_set_reaches_the_engines() -> None:
    settings = load_settings(
        sparql_url=URL, sparql_user="dba", sparql_password="secret", chroma_url="http://127.0.0.1:8001", sparql_mb=8
    )
    found = engines(settings)
    assert found.sparql is not None and found.chroma is not None
    assert (found.sparql.query_url, found.sparql.update_url, found.sparql.store_url) == (URL, URL, None)
    assert (found.sparql.user, found.sparql.password, found.sparql.megabytes) == ("dba", "secret", 32)
    assert found.sparql.marker == f"{settings.base_iri}graph/revision"
    assert "secret" not in repr(found)
