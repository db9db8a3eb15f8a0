"""Every operation of the OpenAPI description, with values that fit it and values that do not: never a 5xx that is none
of ours, and every refusal a problem. KEIKAKU_TEST_EXAMPLES sets how many an operation gets (4)."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import requests
import schemathesis
import schemathesis.specs.openapi.schemas  # now: beside threads that compile, Python 3.11 may fail to compile it
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from tests.conftest import TOKEN, Server

EXAMPLES = int(os.environ.get("KEIKAKU_TEST_EXAMPLES", "4"))
# What the service says where it is asked for more than it may use.
OURS = {"not-ready", "busy", "query-over-limit"}
_WRITING = ("/sparql/update", "/rdf-graph-store")  # with the token; an upload would start a process for each example


@pytest.fixture(scope="module")
def fuzzed(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("fuzzed")
    shutil.copytree(small_data, folder / "data")
    server = Server(folder / "data", folder / "log", "--no-ui", write_token=TOKEN, sparql_seconds="2")
    server.wait("/readyz", 60)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def description(fuzzed: Server) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{fuzzed.base}/openapi.json")


def _operations(description: BaseSchema) -> list[APIOperation]:  # type: ignore[type-arg]
    return [found.ok() for found in description.get_all_operations()]


def test_all_operations_are_described(description: BaseSchema) -> None:
    named = {(operation.method.upper(), operation.path) for operation in _operations(description)}
    assert {("POST", "/api/ask"), ("GET", "/sparql"), ("PUT", "/rdf-graph-store"), ("GET", "/metrics")} <= named


def _ask(operation: APIOperation, mode: GenerationMode, base: str, session: requests.Session) -> None:  # type: ignore[type-arg]
    """Send examples of one operation; fail at an answer that it must not give."""
    headers = {"Authorization": f"Bearer {TOKEN}"} if operation.path.startswith(_WRITING) else {}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        answer = case.call(base_url=base, session=session, headers=headers)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"], (case.as_curl_command(), answer.text)
            own = answer.status_code < 500 or answer.json()["code"] in OURS
            assert own, (case.as_curl_command(), answer.text)

    check()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_no_operation_fails(fuzzed: Server, description: BaseSchema, mode: GenerationMode) -> None:
    with requests.Session() as session:  # one of each call's own would leave its connection open
        for operation in _operations(description):
            if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
                continue  # any path fits
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of the library about itself
                _ask(operation, mode, fuzzed.base, session)
    assert httpx.get(f"{fuzzed.base}/readyz").status_code == 200
    assert "Traceback" not in fuzzed.log.read_text()
