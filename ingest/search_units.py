"""What can be searched: every thing with its texts, and every passage of every document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from graph.search.search_unit import SearchUnit
from ingest.model.document import Document
from ingest.model.entities import Source
from ingest.search_passages import TAG, Piece, pieces
from ingest.statements.quad_writer import Writer
from ontology import terms

_ABOVE = 3  # headings above a passage that help to find it
_TEXTS = (
    terms.ALT_LABEL,
    terms.SUMMARY,
    terms.DEFINITION,
    terms.INITIATIVE,
    terms.CURRENT_STATE,
    terms.IDEAL_STATE,
    terms.NOTE,
    terms.REMARK,
    terms.CONTEXT,
    terms.OLD_NAME,
    terms.VALUE,
)
_KINDS = (
    terms.PROJECT,
    terms.PLAN,
    terms.UNIT,
    terms.LAW,
    terms.ARTICLE,
    terms.TERM,
    terms.EVENT,
    terms.FIGURE,
    terms.COUNCIL,
    terms.POST,
    terms.INDICATOR,
    terms.FRAME,
)


def units(quads: Iterable[Quad], documents: Mapping[str, Document], writer: Writer) -> list[SearchUnit]:
    """Return the search units of a build."""
    return [
        *_entities(quads, writer),
        *(unit for name in documents for unit in _passages(name, documents[name], writer)),
    ]


def clean_quote(text: str) -> str:
    """Return the longest contiguous part of a passage without leftovers of markup, wraps undone."""
    parts = [part.strip() for part in TAG.split(text)]
    best = max(parts, key=len, default="")
    return re.sub(r"[ \t\u3000]*\n\s*", "\n", best)


def _entities(quads: Iterable[Quad], writer: Writer) -> list[SearchUnit]:
    types: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, tuple[str, str]] = {}
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    linked: dict[str, list[str]] = defaultdict(list)
    quotes: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.graph_name, NamedNode):
            continue
        subject, predicate = quad.subject.value, quad.predicate.value
        if predicate == terms.TYPE and isinstance(quad.object, NamedNode):
            types[subject].add(quad.object.value)
        elif isinstance(quad.object, Literal):
            if predicate == terms.LABEL and subject not in labels:
                labels[subject] = (quad.object.value, quad.graph_name.value)
            elif predicate in _TEXTS:
                texts[subject][quad.object.value] = None
            elif predicate in {terms.QUOTE, terms.LOCATOR}:
                quotes[subject][predicate] = quad.object.value
        elif predicate in {terms.HAS_INDICATOR, terms.RESPONSIBLE} and isinstance(quad.object, NamedNode):
            linked[subject].append(quad.object.value)
        elif predicate == terms.IS_PART_OF and isinstance(quad.object, NamedNode):
            quotes[subject][predicate] = quad.object.value
    found = []
    names = {writer.iris.document(name): name for name in writer.documents}
    for subject, (label, graph) in labels.items():
        kind = next((kind for kind in _KINDS if kind in types[subject]), None)
        passage = quotes.get(graph, {})
        if kind is None or terms.QUOTE not in passage:
            continue
        parts = [label, *texts[subject], *(labels[other][0] for other in linked[subject] if other in labels)]
        found.append(
            SearchUnit(
                iri=subject,
                kind="entity",
                type=kind,
                label=label,
                text="\n".join(dict.fromkeys(parts)),
                quote=clean_quote(passage[terms.QUOTE]),
                passage=graph,
                document=names.get(passage.get(terms.IS_PART_OF, ""), ""),
                locator=passage.get(terms.LOCATOR, ""),
            )
        )
    return found


def _passages(name: str, document: Document, writer: Writer) -> list[SearchUnit]:
    return [_unit(name, document, writer, piece) for piece in pieces(document)]


def _unit(name: str, document: Document, writer: Writer, piece: Piece) -> SearchUnit:
    source = Source(name, piece.span)
    passage = writer.passage(source)
    headings = [heading for heading in writer.section(source).split(" > ") if heading]
    own = headings[:-1] if piece.is_joined and len(headings) > 1 else headings
    return SearchUnit(
        iri=passage,
        kind="passage",
        type=terms.PASSAGE,
        label=own[-1] if own else document.title,
        text="\n".join([*headings[-_ABOVE:], piece.text]),
        quote=clean_quote(document.slice(piece.span)),
        passage=passage,
        document=name,
        locator=writer.locator(source),
    )
