"""``keikaku mcp``: the tools over standard input and output, for an assistant that starts them itself.

It holds no data: what it is asked, it asks of a service that runs.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version

import httpx

from service.assistants.service_calls import ServiceCalls


def serve(address: str) -> None:
    """Serve until the input ends. address: of the running service, such as ``http://127.0.0.1:8000``."""
    asyncio.run(_serve(address))


async def _serve(address: str) -> None:
    from service.assistants.tools import build

    async with httpx.AsyncClient(base_url=address, timeout=120) as client:
        await build(ServiceCalls(client), version("keikaku-graph")).run_stdio_async()
