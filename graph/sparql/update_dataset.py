"""An update as the engine can read it: with its base, its prefixes and the dataset that the protocol names.

The engine takes a dataset (SPARQL 1.1 Protocol, section 2.2.3) with a query but not with an update, so the names are
written into the text: a ``USING`` clause before every ``WHERE`` that may have one. And it knows declarations at the
beginning only, where SPARQL 1.1 lets each operation bring its own. Only what stands outside of braces has to be
understood for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph.errors import QueryRefused
from graph.sparql.tokens import Token, tokenize

_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_WHOLE_GRAPHS = ("ADD", "ALL", "CLEAR", "COPY", "CREATE", "DEFAULT", "DROP", "GRAPH", "MOVE", "NAMED", "SILENT", "TO")
_KNOWN = frozenset((*_PROLOGUE, *_WHOLE_GRAPHS, "DATA", "DELETE", "INSERT", "WHERE"))


def with_base(update: str, base: str) -> str:
    """Return the update with an IRI that its relative ones are resolved against, where it names none itself."""
    return f"BASE {NamedNode(base)} {update}"


def prefixes_first(update: str) -> str:
    """Return the update with the prefixes that are declared between operations declared at its beginning.

    One that means something else than before stays where it is; the engine then says so.
    """
    outer = [token for token, _ in _outside_braces(update)]
    known: dict[str, str] = {}
    moved: list[tuple[int, int]] = []
    between = False  # after the ";" behind an operation
    for place, token in enumerate(outer):
        if token.kind == "mark" and token.text == ";":
            between = True
        if token.kind != "word" or token.text.upper() != "PREFIX" or place + 2 >= len(outer):
            continue
        name, iri = outer[place + 1], outer[place + 2]
        if known.setdefault(name.text, iri.text) != iri.text:
            return update
        if between:
            moved.append((token.start, iri.end))
    kept, done = [], 0
    for start, end in moved:
        kept += [update[done:start], " "]
        done = end
    return " ".join([*(update[start:end] for start, end in moved), "".join([*kept, update[done:]])])


def with_dataset(update: str, using: Sequence[str], using_named: Sequence[str]) -> str:
    """Return the update with the named graphs as the dataset of each of its WHERE clauses.

    Raises QueryRefused where the update names a dataset itself (``USING``, ``WITH``), or a name is no IRI.
    """
    if not using and not using_named:
        return update
    try:
        clauses = [f"USING {NamedNode(iri)}" for iri in using] + [
            f"USING NAMED {NamedNode(iri)}" for iri in using_named
        ]
    except ValueError:
        raise QueryRefused("using-graph-uri と using-named-graph-uri にはIRIを指定してください。") from None
    written, done = [], 0
    for place, template in _wheres(update):
        written += [update[done:place], template, " ", " ".join(clauses), " "]
        done = place
    return "".join([*written, update[done:]])


def _wheres(update: str) -> Iterator[tuple[int, str]]:
    """Yield where each WHERE of an update begins, and the template that must stand before it: ``DELETE WHERE { … }``
    is short for ``DELETE { … } WHERE { … }``."""
    before: Token | None = None
    outer = list(_outside_braces(update))
    for token, group in outer:
        word = token.text.upper() if token.kind == "word" else ""
        if word in ("USING", "WITH"):
            raise QueryRefused(
                f"using-graph-uri・using-named-graph-uri と更新の中の {word} は、一緒には使えません。"
                "どちらかにしてください。"
            )
        if word and word not in _KNOWN:
            raise QueryRefused(f"更新の「{token.text[:40]}」が読めません。キーワードの間を空けて書いてください。")
        if word == "WHERE":
            short = before is not None and before.text.upper() == "DELETE"
            yield token.start, group if short else ""
        before = token


def _outside_braces(update: str) -> Iterator[tuple[Token, str]]:
    """Yield the tokens outside of braces, each with the group in braces that follows it, if any."""
    tokens = tokenize(update)
    depth, opened = 0, 0
    last: Token | None = None
    for token in tokens:
        if token.kind == "mark" and token.text in ("{", "{|"):
            opened = token.start if depth == 0 else opened
            depth += 1
        elif token.kind == "mark" and token.text in ("}", "|}"):
            depth -= 1
            if depth == 0:
                if last is not None:
                    yield last, update[opened : token.end]
                last = token
        elif depth <= 0:
            if last is not None:
                yield last, ""
            last = token
    if last is not None and depth <= 0:
        yield last, ""
