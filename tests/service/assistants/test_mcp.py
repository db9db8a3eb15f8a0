"""The tools for assistants, through the protocol's official client: over HTTP and over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from tests.conftest import ROOT, Server

TOOLS = {"ask", "search", "project", "path", "saved_queries", "saved_query", "sparql", "conflicts"}
Called = Callable[..., Any]


@pytest.fixture(scope="module")
def samples(samples_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server on the samples."""
    running = Server(samples_data, tmp_path_factory.mktemp("log") / "server.log", "--no-ui")
    running.wait("/readyz", 60)
    yield running
    running.stop()


@pytest.fixture(params=["http", "stdio"])
def call(request: pytest.FixtureRequest, samples: Server) -> Called:
    """Calls one tool through either way in; returns its structured result, raises AssertionError with its complaint."""
    arguments = ["-m", "service.command.main", "mcp", "--base", samples.base]
    way = (
        f"{samples.base}/mcp"
        if request.param == "http"
        else StdioServerParameters(command=sys.executable, args=arguments, cwd=str(ROOT))
    )

    async def once(name: str, given: dict[str, Any]) -> Any:
        async with Client(way) as client:
            if name == "tools":
                return (await client.list_tools()).tools
            return await client.call_tool(name, given)

    def run(name: str, /, **given: Any) -> Any:
        work: Coroutine[Any, Any, Any] = once(name, given)
        return asyncio.run(asyncio.wait_for(work, 60))

    return run


def test_every_tool_is_described_and_only_reads(call: Called) -> None:
    tools = call("tools")
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description.endswith("。"), tool.name
        assert tool.annotations.read_only_hint, tool.name


def test_an_answer_has_its_quotes_places_and_revision(call: Called) -> None:
    told = call("ask", question="窓口の順番予約の主管課は？")
    assert not told.is_error
    answer = told.structured_content
    assert [item["label"] for item in answer["items"]] == ["市民窓口課"]
    assert "市民窓口課" in answer["citations"][0]["quote"]
    assert answer["citations"][0]["locator"]
    assert answer["revision"].startswith("r-")
    assert 0 < answer["confidence"] <= 1
    assert "reserve" in answer


def test_what_is_not_there_is_not_found(call: Called) -> None:
    answer = call("ask", question="花火大会の主管課は？").structured_content
    assert answer["status"] == "not_found"
    assert answer["items"] == answer["citations"] == []


@pytest.mark.parametrize(
    ("tool", "given", "key"),
    [
        ("search", {"words": "スマホの相談", "limit": 3}, "items"),
        ("project", {"department": "情報政策課"}, "items"),
        ("path", {"start": "unit/情報政策課", "end": "plan/みなもと市スマート行政推進計画"}, "paths"),
        ("saved_queries", {}, "items"),
        ("saved_query", {"name": "unit-projects", "parameters": {"unit": "情報政策課"}}, "rows"),
        ("sparql", {"query": "SELECT ?p WHERE { ?p a kk:Project } LIMIT 2"}, "results"),
        ("conflicts", {}, "items"),
    ],
)
def test_each_tool_tells_something_of_a_revision(call: Called, tool: str, given: dict[str, Any], key: str) -> None:
    told = call(tool, **given)
    assert not told.is_error, told.content
    assert told.structured_content[key]
    assert told.structured_content["revision"]


@pytest.mark.parametrize(
    ("tool", "given", "reason"),
    [
        ("sparql", {"query": "SELECT WHERE"}, "SPARQL"),
        ("sparql", {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"}, "SELECT"),
        ("path", {"start": "存在しないもの", "end": "情報政策課"}, "ありません"),
        ("saved_query", {"name": "no-such-query"}, "no-such-query"),
        ("ask", {"question": "　"}, "質問"),
    ],
)
def test_why_there_is_no_answer_is_said_in_japanese(
    call: Called, tool: str, given: dict[str, Any], reason: str
) -> None:
    told = call(tool, **given)
    assert told.is_error
    assert reason in told.content[0].text


def test_a_service_that_is_not_there_is_said(samples: Server) -> None:
    arguments = ["-m", "service.command.main", "mcp", "--base", "http://127.0.0.1:9"]
    way = StdioServerParameters(command=sys.executable, args=arguments, cwd=str(ROOT))

    async def once() -> Any:
        async with Client(way) as client:
            return await client.call_tool("conflicts", {})

    told = asyncio.run(asyncio.wait_for(once(), 60))
    assert told.is_error
    assert "つながりません" in told.content[0].text
