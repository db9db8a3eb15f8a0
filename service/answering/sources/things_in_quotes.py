"""Things and posts that stand in the very sentence that answers: found through the passages, read from the graph."""

from __future__ import annotations

from collections.abc import Sequence

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.reading.mentions import Linked
from service.answering.sources.citations import Statement
from service.answering.step_interface import Result, Tools, item

_ENOUGH = 0.6
_REMARK = 30  # characters beside a name in a line that says something of it alone
_TELLING = 3  # shortest name that a quote cannot hold by chance
_KINDS = frozenset({t.PLAN, t.LAW, t.COUNCIL, t.ORGANIZATION, *t.FRAME_CLASSES.values()})


def in_passages(linked: Linked, types: Sequence[str], tools: Tools) -> Result | None:
    """Return the things of the classes asked for that the best quote names, where it says what the question says."""
    kinds = [kind for kind in types if kind in _KINDS]
    if not kinds or not linked.rest:
        return None
    for found in tools.retrieval.passages(linked.question, linked.rest, limit=2):
        if found.covered < _ENOUGH:
            continue
        text = fold(found.citation.quote)
        named = tools.catalogue.names(*kinds, least=_TELLING).bearers(text)
        longest = [e for e in named if not any(o is not e and fold(e.label) in fold(o.label) for o in named)]
        if longest:
            return Result(
                items=tuple(item(e, tools.knowledge) for e in longest),
                passages=(found,),
                text=f"{'、'.join(e.label for e in longest)}です。",
                anchors=tuple(e.iri for e in longest),
            )
    return None


def appointed(linked: Linked, tools: Tools) -> Result | None:
    """Return who is appointed to the post that the best quote names: 誰が…を設置するか → 役職 → 充てられる人."""
    posts = tools.catalogue.posts()
    for found in tools.retrieval.passages(linked.question, linked.terms):
        if found.covered < _ENOUGH - 0.3:
            continue
        text = fold(found.citation.quote)
        for name, post in sorted(posts.said(text), key=lambda pair: -len(pair[0])):
            if len(name) < 4:
                continue
            rows = tools.select(f"SELECT ?h WHERE {{ <{post.iri}> <{t.HELD_BY}> ?h }}")
            if not rows:
                continue
            return Result(
                items=tuple(Item(label=row["h"], type="役職") for row in rows),
                statements=(Statement(post.iri, t.HELD_BY, None, rows[0]["h"]),),
                passages=(found,),
                text=f"{post.label}です。{post.label}には、{rows[0]['h']}が充てられます。",
                anchors=(post.iri,),
            )
    return None
