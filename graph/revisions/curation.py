"""What people correct by hand: graphs of their own beside what documents state, each change with who and when.

The curation graphs are ``{base}graph/curation`` and whatever lies below it. What was done is recorded as PROV in
``{base}graph/curation/history``, which no update may touch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph import durable_files, statement_lines
from graph.errors import RevisionDamaged, WriteOutside
from graph.revisions.manifest import RevisionInfo
from ontology import terms

_DATE_TIME = NamedNode(terms.XSD + "dateTime")


def root(base: str) -> str:
    """Return the IRI of the main curation graph of a base.

    >>> root("http://example.org/id")
    'http://example.org/id/graph/curation'
    """
    return f"{base.rstrip('/')}/graph/curation"


def is_curation(graph: str, base: str) -> bool:
    """Return whether a graph is a curator's, the record of what was done included.

    >>> is_curation("http://example.org/id/graph/curation/names", "http://example.org/id/")
    True
    >>> is_curation("http://example.org/id/graph/curations", "http://example.org/id/")
    False
    """
    return graph == root(base) or graph.startswith(root(base) + "/")


def is_writable(graph: str, base: str) -> bool:
    """Return whether a curator may write to a graph: to all of theirs but the record."""
    return is_curation(graph, base) and graph != _history(base)


def held(folder: Path, info: RevisionInfo) -> list[Quad]:
    """Return the quads of a revision's curation graphs, the record included; raises RevisionDamaged."""
    if durable_files.damaged(folder, {statement_lines.FILE: info.files[statement_lines.FILE]}):
        raise RevisionDamaged(info.id, statement_lines.FILE)
    if (base := info.base) is None:
        return []
    lines = (line for line in statement_lines.named(folder, info.quads) if b"/graph/curation" in line)
    return list(statement_lines.quads_of(line for line in lines if is_curation(statement_lines.graph_of(line), base)))


def checked(quads: Iterable[Quad], base: str) -> tuple[Quad, ...]:
    """Return quads, each once, without blank nodes; raises WriteOutside for one that no curator may write.

    A blank node becomes an IRI (RDF 1.1, section 3.5), so that a later update can name what it takes back.
    """
    found = tuple(dict.fromkeys(_grounded(quad, base) for quad in quads))
    for quad in found:
        name = quad.graph_name
        if not isinstance(name, NamedNode) or not is_writable(name.value, base):
            raise WriteOutside(root(base))
    return found


def difference(old: Iterable[Quad], added: Iterable[Quad], removed: Iterable[Quad]) -> tuple[list[Quad], list[Quad]]:
    """Return which quads a change really adds and removes. Removal comes first, as in SPARQL's DELETE/INSERT."""
    before, new = set(old), dict.fromkeys(added)
    plus = [quad for quad in new if quad not in before]
    return plus, [quad for quad in dict.fromkeys(removed) if quad in before and quad not in new]


def record(added: Sequence[Quad], removed: Sequence[Quad], base: str, author: str, at: datetime) -> list[Quad]:
    """Return what is recorded of a change: an activity with its time, who did it, and the graphs that it made.

    base: of all IRIs; author: a name; at: with its time zone.
    """
    when = at.astimezone(UTC).isoformat(timespec="microseconds")
    key = hashlib.sha256("\n".join([author, when, *sorted(map(str, (*added, *removed)))]).encode()).hexdigest()[:12]
    start = base.rstrip("/")
    activity, agent = NamedNode(f"{start}/activity/{key}"), NamedNode(f"{start}/agent/{quote(author, safe='')}")
    graph = NamedNode(_history(base))
    facts: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (activity, terms.TYPE, NamedNode(terms.CURATION_ACTIVITY)),
        (activity, terms.LABEL, Literal(f"{author}による訂正（{len(added)}件を加え、{len(removed)}件を取り消し）")),
        (activity, terms.ASSOCIATED_WITH, agent),
        (activity, terms.ENDED_AT, Literal(when, datatype=_DATE_TIME)),
        (agent, terms.TYPE, NamedNode(terms.AGENT)),
        (agent, terms.LABEL, Literal(author)),
    ]
    graphs = dict.fromkeys(str(quad.graph_name.value) for quad in (*added, *removed))  # type: ignore[union-attr]
    facts += [(activity, terms.GENERATED, NamedNode(name)) for name in sorted(graphs)]
    return [Quad(subject, NamedNode(predicate), value, graph) for subject, predicate, value in facts]


def rebased(quads: Iterable[Quad], old: str, new: str) -> list[Quad]:
    """Return quads whose IRIs begin with another base, for a data folder whose base setting changed."""
    old, new = old.rstrip("/") + "/", new.rstrip("/") + "/"
    if old == new:
        return list(quads)

    def moved(term: Any) -> Any:
        if isinstance(term, NamedNode) and term.value.startswith(old):
            return NamedNode(new + term.value[len(old) :])
        return term

    return [Quad(moved(q.subject), moved(q.predicate), moved(q.object), moved(q.graph_name)) for q in quads]


def _history(base: str) -> str:
    return f"{root(base)}/history"


def _grounded(quad: Quad, base: str) -> Quad:
    def named(term: Any) -> Any:
        return NamedNode(f"{base.rstrip('/')}/genid/{term.value}") if isinstance(term, BlankNode) else term

    return Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))
