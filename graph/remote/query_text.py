"""SPARQL text made ready for an engine that takes neither prefixes nor bindings beside it.

The text is read as tokens, never by searching, so that what stands in comments, strings or IRIs is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from graph.errors import QueryRefused
from graph.sparql.tokens import Token, tokenize


def with_prefixes(query: str, prefixes: Mapping[str, str]) -> str:
    """Return a query with declarations of the prefixes that it does not declare itself.

    >>> with_prefixes("PREFIX a: <http://own/> ASK { a:x b:y 1 }", {"a": "http://other/", "b": "http://b/"})
    'PREFIX b: <http://b/> PREFIX a: <http://own/> ASK { a:x b:y 1 }'
    """
    own = {
        after.text.removesuffix(":")
        for token, after in pairwise(tokenize(query))
        if _is(token, "prefix") and after.kind == "name"
    }
    added = " ".join(f"PREFIX {name}: {NamedNode(iri)}" for name, iri in prefixes.items() if name not in own)
    return f"{added} {query}" if added else query


def with_bindings(query: str, bindings: Mapping[Variable, NamedNode | BlankNode | Literal | Triple]) -> str:
    """Return a SELECT with terms bound by VALUES: at the start of its pattern, as what is known before it is matched.
    In a sub-SELECT, since Virtuoso cannot compile some patterns behind a bare VALUES.

    Behind the query where they may not stand in front: a sub-SELECT alone, a variable that BIND makes. Raises
    QueryRefused for a blank node or a quoted triple, which mean nothing outside their own dataset.

    >>> print(with_bindings("SELECT ?s { ?s ?p ?o }", {Variable("s"): Literal('a"b')}))
    SELECT ?s { { SELECT ?s { VALUES (?s) { ("a\\"b") } } } ?s ?p ?o }
    """
    if not bindings:
        return query
    if any(not isinstance(term, (NamedNode, Literal)) for term in bindings.values()):
        raise QueryRefused("パラメーターにはIRIかリテラルだけを指定できます。")
    names = {variable.value for variable in bindings}
    listed = " ".join(f"?{variable.value}" for variable in bindings)
    values = f"VALUES ({listed}) {{ ({' '.join(str(term) for term in bindings.values())}) }}"
    found = tokenize(query)
    made = {after.text[1:] for token, after in pairwise(found) if _is(token, "as") and after.kind == "variable"}
    opening = _pattern(found)
    if opening is None or _is(found[opening + 1], "select") or made & names:
        return f"{query}\n{values}"
    place = found[opening].end
    return f"{query[:place]} {{ SELECT {listed} {{ {values} }} }}{query[place:]}"


def has_own_dataset(query: str) -> bool:
    """Return whether a query says by FROM which graphs it reads."""
    return any(_is(token, "from") for token in tokenize(query))


def _pattern(found: Sequence[Token]) -> int | None:
    """Return the place of the brace that opens the pattern of a SELECT: the first outside of parentheses."""
    depth = 0
    for place, token in enumerate(found):
        if token.kind == "mark":
            if token.text == "{" and depth == 0:
                return place
            depth += {"(": 1, ")": -1}.get(token.text, 0)
    return None


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.casefold() == word
