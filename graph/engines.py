"""What of a repository lies on other machines: nothing, its dataset, its vectors, or both."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.remote.target import RemoteTarget


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """A Chroma server. url: http(s)://host:port; token: for a proxy before it, since Chroma itself asks for none."""

    url: str
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Engines:
    """Where the parts of a repository lie; None is the data folder."""

    sparql: RemoteTarget | None = None
    chroma: ChromaServer | None = None


HERE = Engines()
