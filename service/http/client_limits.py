"""How much one client may ask: bytes of a body, requests a minute; and who the client is behind a proxy."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from service.settings import Settings

SMALL = 1024 * 1024  # bytes: a question or a SPARQL query
_UPDATE = 4 * SMALL  # an update is read word by word before the engine sees it; much data goes to the graph store
_MOST_CLIENTS = 20_000  # remembered at once
_BURST = 60.0  # seconds' worth of requests that may come at once


def body_limits(settings: Settings) -> dict[str, int]:
    """Return the bytes that a body may have by address, for the addresses that may have more than SMALL.

    Several files may be uploaded at once; each is measured again when it is stored.
    """
    most = settings.max_file_bytes
    return {"/api/documents": most * 10, "/sparql/update": _UPDATE, "/rdf-graph-store": most}


def body_limit(limits: dict[str, int], path: str) -> int:
    """Return the bytes that a body sent to an address may have; below the graph store each graph has its own."""
    if path.startswith("/rdf-graph-store/"):
        path = "/rdf-graph-store"
    return limits.get(path.rstrip("/"), SMALL)


class Rates:
    """A bucket of tokens for each client, in bounded memory: a bucket holds a minute's requests and refills evenly.

    Kept is one number a client: the moment at which its bucket is full again.
    """

    def __init__(self, per_minute: int, most: int = _MOST_CLIENTS) -> None:
        """per_minute: requests, more than 0; most: clients that are remembered."""
        self._each = 60.0 / per_minute
        self._most = most
        self._full: dict[str, float] = {}

    def wait(self, client: str, now: float) -> float:
        """Return 0 and take a token, or the seconds until there is one. now: a clock that never goes back."""
        full = max(self._full.pop(client, now), now)
        if full - now > _BURST - self._each:
            self._full[client] = full
            return full - now - _BURST + self._each
        self._full[client] = full + self._each
        if len(self._full) > self._most:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Drop clients whose buckets are full, which says nothing, and of the others those that were silent longest."""
        self._full = {client: full for client, full in self._full.items() if full > now}
        while len(self._full) > self._most * 9 // 10:
            del self._full[next(iter(self._full))]


class Clients:
    """Who asks: the address of the connection, or the one that a trusted proxy names for it."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        """trusted: addresses and networks of proxies."""
        self._trusted = tuple(ip_network(network) for network in trusted)
        self._known: dict[str, bool] = {}

    def trusts(self, host: str) -> bool:
        """Return whether an address is a trusted proxy's."""
        if not self._trusted:
            return False
        known = self._known.get(host)
        if known is None:
            if len(self._known) > _MOST_CLIENTS:
                self._known.clear()
            known = self._known[host] = _within(host, self._trusted)
        return known

    def client(self, host: str, forwarded: str) -> str:
        """Return the address of the client. host: the connection's; forwarded: X-Forwarded-For, from a trusted proxy.

        The last name that no trusted proxy of ours has is right: those before it are the client's own words.

        >>> clients = Clients(("10.0.0.0/8",))
        >>> clients.client("10.0.0.1", "192.0.2.9, 203.0.113.5, 10.1.1.1"), clients.client("10.0.0.1", "nobody")
        ('203.0.113.5', '10.0.0.1')
        """
        for part in reversed(forwarded.split(",")):
            name = part.strip()
            try:
                ip_address(name)
            except ValueError:
                return host
            host = name
            if not self.trusts(name):
                return name
        return host


def bucket(client: str) -> str:
    """Return under which name a client's requests are counted: an IPv6 client has a whole network of addresses.

    >>> bucket("192.0.2.1"), bucket("2001:db8:1:2:3:4:5:6"), bucket("unix")
    ('192.0.2.1', '2001:db8:1:2::/64', 'unix')
    """
    if ":" not in client:
        return client
    try:
        network = IPv6Network((IPv6Address(client.partition("%")[0]), 64), strict=False)
    except ValueError:
        return client
    return str(network)


def is_loopback(host: str) -> bool:
    """Return whether an address is this machine's own."""
    return host.startswith("127.") or host in ("::1", "::ffff:127.0.0.1", "")


def _within(host: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)
