"""The tools that an assistant is offered: each is one question to the service, described in Japanese."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Annotated, Any, Literal
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from service.assistants.service_calls import ServiceCalls
from service.errors import ServiceError

NAME = "keikaku"
_ABOUT = (
    "市町村の計画・法令・事業の知識グラフです。事実は必ずこの道具で確かめ、答えには citations の引用（quote）と"
    "場所（document、locator）を添えてください。"
    "status が not_found のときは、資料にないと伝え、推測で補わないでください。"
    "reserve があるときは、その理由も伝えてください。revision は、答えの元になったデータの版です。"
)
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Told = dict[str, Any]


def build(service: ServiceCalls, version: str) -> MCPServer:
    """Return a server of the Model Context Protocol over a service."""
    server: MCPServer = MCPServer(NAME, title="計画ナレッジグラフ", instructions=_ABOUT, version=version)

    async def ask(
        question: Annotated[str, Field(description="日本語の質問。一つの文で、名前を略さずに。", max_length=500)],
        session: Annotated[str | None, Field(description="続けて聞くときの、同じ合言葉。", max_length=200)] = None,
    ) -> Told:
        """計画に書かれていることを日本語で質問します。答え、根拠の引用と場所、確からしさ、実行したSPARQLが返ります。"""
        return await service.post("/api/ask", {"question": question, "session": session})

    async def search(
        words: Annotated[Text, Field(description="探す言葉。")],
        kind: Annotated[
            Literal["passage", "entity"] | None, Field(description="passage＝文書の箇所、entity＝事業・課など。")
        ] = None,
        limit: Annotated[int, Field(ge=1, le=100)] = 10,
    ) -> Told:
        """文書の箇所と、事業・課・用語などのものを、文字と意味の両方で探します。"""
        return await service.get("/api/search", {"q": words, "kind": kind, "limit": limit})

    async def project(
        plan: Annotated[str | None, Field(description="計画の名前。")] = None,
        number: Annotated[str | None, Field(description="事業番号（例：2-1-(10)、①-1）。")] = None,
        department: Annotated[str | None, Field(description="担当課の名前。")] = None,
        limit: Annotated[int, Field(ge=1, le=200)] = 50,
    ) -> Told:
        """事業を、計画・番号・課で絞って一覧します。担当課・指標・根拠などが付きます。"""
        asked = {"plan": plan, "number": number, "department": department, "limit": limit}
        return await service.get("/api/projects", asked)

    async def path(
        start: Annotated[Text, Field(description="始めのものの名前かIRI。")],
        end: Annotated[Text, Field(description="終わりのものの名前かIRI。")],
    ) -> Told:
        """2つのもの（事業と法令など）を結ぶ最も短い道を、線ごとの出典つきで返します。"""
        return await service.get("/api/paths", {"from": start, "to": end})

    async def saved_queries() -> Told:
        """保存してある問合せの名前・題名・パラメーターを返します。"""
        return await service.get("/api/queries", {})

    async def saved_query(
        name: Annotated[Text, Field(description="saved_queries の name。")],
        parameters: Annotated[dict[str, str] | None, Field(description="パラメーターの名前と値。")] = None,
        limit: Annotated[int, Field(ge=1, le=1000)] = 100,
    ) -> Told:
        """保存してある問合せを実行し、表を返します。"""
        return await service.get(f"/api/queries/{quote(name, safe='')}", {**(parameters or {}), "limit": limit})

    async def sparql(
        query: Annotated[str, Field(description="SPARQL 1.1のSELECTかASK。", min_length=1, max_length=20_000)],
    ) -> Told:
        """SPARQLで問い合わせます。kk:、skos: などの接頭辞は宣言しなくても使えます。"""
        return await service.sparql(query)

    async def conflicts() -> Told:
        """文書どうし、または文書の中の食い違いを、両方の引用と場所つきで返します。"""
        return await service.get("/api/conflicts", {})

    for tool in (ask, search, project, path, saved_queries, saved_query, sparql, conflicts):
        server.add_tool(_told(tool), name=tool.__name__, annotations=_READS)
    return server


def _told(tool: Callable[..., Awaitable[Told]]) -> Callable[..., Awaitable[Told]]:
    """Return a tool that says why it has no answer, in the service's words."""

    @wraps(tool)
    async def safe(*args: Any, **kwargs: Any) -> Told:
        try:
            return await tool(*args, **kwargs)
        except ServiceError as error:
            raise ToolError(error.detail) from error

    return safe
