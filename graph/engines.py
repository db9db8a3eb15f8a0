"""What of a repository lies on other machines: nothing, its dataset, its vectors, or both."""

from __future__ import annotations

from dataclasses import dataclass, field

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class RemoteTarget:
    """A SPARQL 1.1 engine.

    query_url, update_url: its endpoints; store_url: an address where one PUT of N-Quads replaces the whole dataset
    (None: it takes updates only); user, password: for Basic or Digest, whichever it asks for; default_graph: the
    graph that stands for the default graph where that cannot be written; base: of the IRIs; seconds, megabytes: what
    one query may take; at_once: quads of one update request, which most engines run as one transaction.
    """

    query_url: str
    update_url: str
    base: str
    store_url: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    default_graph: str | None = None
    seconds: float = 20.0
    megabytes: int = 64
    at_once: int = 50_000

    @property
    def most_bytes(self) -> int:
        """The upper limit of one result in bytes."""
        return self.megabytes * _MEGABYTE

    @property
    def marker(self) -> str:
        """The graph, and the thing in it, that says which revision the engine holds wholly."""
        return f"{self.base}graph/revision"


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
