"""The service's own HTTP addresses as calls: who asks through a tool gets the same answers under the same limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from service.errors import Refused

_REVISION = "revision"
_JSON = "application/json"
_RESULTS = "application/sparql-results+json"


class ServiceCalls:
    """Calls the addresses of one service. Every result says which revision of the data it is from."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        """client: its base address is the service's."""
        self._client = client

    async def get(self, path: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON object at an address; raises Refused with the service's reason."""
        given = {name: value for name, value in parameters.items() if value is not None}
        return await self._told(self._client.build_request("GET", path, params=given, headers={"Accept": _JSON}))

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON object that an address answers a JSON object with; raises Refused."""
        given = {name: value for name, value in body.items() if value is not None}
        return await self._told(self._client.build_request("POST", path, json=given, headers={"Accept": _JSON}))

    async def sparql(self, query: str) -> dict[str, Any]:
        """Return the results of a SELECT or ASK (SPARQL 1.1 Query Results JSON Format); raises Refused."""
        asked = self._client.build_request("POST", "/sparql", data={"query": query}, headers={"Accept": _RESULTS})
        return await self._told(asked)

    async def _told(self, request: httpx.Request) -> dict[str, Any]:
        try:
            answer = await self._client.send(request)
        except httpx.HTTPError as error:
            raise Refused("サービスにつながりません。動いているか、アドレスが正しいかを確かめてください。") from error
        if answer.status_code == 406:  # a CONSTRUCT or DESCRIBE gives triples
            raise Refused("表になる問合せ（SELECTかASK）にしてください。")
        if answer.status_code != 200:
            raise Refused(_reason(answer))
        return {**answer.json(), _REVISION: await self._revision()}

    async def _revision(self) -> str | None:
        ready = (await self._client.get("/readyz")).json()
        return str(ready[_REVISION]) if ready.get(_REVISION) else None


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return Refused.default
