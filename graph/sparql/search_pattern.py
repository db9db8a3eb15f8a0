"""Search inside SPARQL: a triple whose predicate is ``kk:search`` becomes a VALUES block with what was found.

    (?thing ?score ?text) kk:search ("避難の手助け" 20 "entity")
    ?thing kk:search "避難の手助け"

In the style of Jena's text queries. The engine has no property functions, so the triple is replaced in the query's text
before the engine reads it: the block goes to the head of the triples around it, where joining it means the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Variable

from graph.errors import QueryRefused
from graph.search.search_unit import Hit
from graph.sparql.tokens import tokenize
from graph.sparql.triple_groups import Property, Term, Triples, triples
from ontology.terms import PREFIXES, SEARCH

Search = Callable[[str, str | None, int], Sequence[Hit]]  # words, kind, limit: `Searcher.search`

LIMIT = 20  # hits where the pattern names no number
MOST_HITS = 1000
MOST_PATTERNS = 10
MOST_CHARACTERS = 1000
KINDS = ("entity", "passage")
_NAME = SEARCH.rpartition("#")[2]
_HOW = '(?もの ?点 ?文字) kk:search ("探す言葉" 20) の形で書いてください。'


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a pattern asks. variables: of the thing, its score and its text, as far as named; bound: the variable that
    stands for the words, where they are a saved query's argument."""

    variables: tuple[str, ...]
    words: str
    kind: str | None
    limit: int
    bound: str | None


def expand(query: str, search: Search, arguments: Mapping[str, str] | None = None) -> str:
    """Return a query in which every search pattern is a VALUES block; one without any comes back as it is.

    arguments: texts by the names of variables that may stand for the words (a saved query's parameters). Raises
    QueryRefused where a pattern stands where it cannot be replaced, or asks for too much.
    """
    if _NAME not in query:
        return query
    tokens = tokenize(query)
    if not any(token.kind in ("iri", "name") and token.text.rstrip(">").endswith(_NAME) for token in tokens):
        return query
    edits: list[tuple[int, int, str]] = []
    count = 0
    for found in triples(tokens, PREFIXES):
        wanted = [each for each in found.properties if SEARCH in each.inside]
        count += len(wanted)
        if count > MOST_PATTERNS:
            raise QueryRefused(f"kk:search は1つの問合せに{MOST_PATTERNS}個までです。問合せを分けてください。")
        if wanted:
            blocks = "".join(_values(_pattern(found, each, arguments or {}), search) for each in wanted)
            edits.append((found.block, found.block, blocks))
            edits.extend((start, end, " ") for start, end in _removed(found))
    return _edited(query, edits)


def _pattern(found: Triples, wanted: Property, arguments: Mapping[str, str]) -> _Pattern:
    """Read one pattern; raise QueryRefused with how to write it."""
    if not found.pattern:
        raise QueryRefused(
            f"kk:search は WHERE の中に、1つの文として書きます（CONSTRUCTのひな形や [ ] の中は不可）。{_HOW}"
        )
    if wanted.iri != SEARCH:
        raise QueryRefused(f"kk:search はパス（/ や | や ^）の中では使えません。{_HOW}")
    if len(wanted.objects) != 1:
        raise QueryRefused("kk:search の言葉を「,」で並べることはできません。1つの文に1つずつ書いてください。")
    words, limit, kind, bound = _asked(wanted.objects[0], arguments)
    variables = _variables(found.subject, alone=len(found.properties) == 1)
    return _Pattern(variables, words, kind, limit, None if bound in variables else bound)


def _variables(subject: Term, *, alone: bool) -> tuple[str, ...]:
    listed = subject.first.text == "("
    parts = subject.parts if listed else (subject,)
    names = tuple(part.first.text[1:] for part in parts if part.first.kind == "variable")
    if not 1 <= len(parts) <= 3 or len(set(names)) < len(parts):
        raise QueryRefused(
            f"kk:search の主語は、もの・点・文字を受けるそれぞれ別の変数（1〜3個）にしてください。{_HOW}"
        )
    if listed and not alone:
        raise QueryRefused("(…) kk:search (…) に「;」で続けることはできません。「.」で区切って、別の文にしてください。")
    return names


def _asked(given: Term, arguments: Mapping[str, str]) -> tuple[str, int, str | None, str | None]:
    """Return the words, the number of hits, the kind, and the variable that stands for the words."""
    parts = list(given.parts if given.first.text == "(" else (given,))
    first = parts.pop(0).first if parts else None
    bound = first.text[1:] if first is not None and first.kind == "variable" else None
    if bound is not None and bound in arguments:
        words = arguments[bound]
    elif first is not None and first.kind == "string":
        words = _string(first.text)
    else:
        raise QueryRefused(f"kk:search の言葉は、変数でなく引用符の中に書きます。{_HOW}")
    if not words.strip() or len(words) > MOST_CHARACTERS:
        raise QueryRefused(f"kk:search の言葉は1〜{MOST_CHARACTERS}文字で書いてください。")
    limit, kind = LIMIT, None
    for place, part in enumerate(parts):
        text = part.first.text
        if part.first.kind == "number" and place == 0:
            limit = int(text) if text.isdigit() and len(text) < 6 else 0
        elif part.first.kind == "string" and place == len(parts) - 1 <= 1:
            kind = _string(text)
        else:
            raise QueryRefused(f"kk:search の ( ) の中は、言葉・件数・種類（entity か passage）の順に書きます。{_HOW}")
    if not 1 <= limit <= MOST_HITS:
        raise QueryRefused(f"kk:search の件数は1〜{MOST_HITS}の整数で書いてください。")
    if kind is not None and kind not in KINDS:
        raise QueryRefused('kk:search の種類は "entity"（もの）か "passage"（文書の箇所）です。')
    return words, limit, kind, bound


def _values(pattern: _Pattern, search: Search) -> str:
    """Return the VALUES block; every term is written by the engine's own serialiser, so that no text can end it."""
    names = [*pattern.variables, *([pattern.bound] if pattern.bound else [])]
    rows = []
    for hit in search(pattern.words, pattern.kind, pattern.limit):
        terms = (NamedNode(hit.unit.iri), Literal(float(hit.score)), Literal(hit.unit.quote or hit.unit.label))
        row = [*terms[: len(pattern.variables)], *([Literal(pattern.words)] if pattern.bound else [])]
        rows.append(f"({' '.join(map(str, row))})")
    return f"VALUES ({' '.join(str(Variable(name)) for name in names)}) {{ {' '.join(rows)} }} "


def _removed(found: Triples) -> list[tuple[int, int]]:
    """Return what to take out, so that what is left of the property list still reads."""
    kept = [each for each in found.properties if SEARCH not in each.inside]
    if not kept:
        return [(found.subject.start, found.end)]
    spans = []
    for place, each in enumerate(found.properties):
        if SEARCH in each.inside:
            after = found.properties[place + 1] if place + 1 < len(found.properties) else None
            leading = each.start < kept[0].start and after is not None
            spans.append((each.start, after.start if leading and after else each.end))
    return spans


def _edited(query: str, edits: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        parts += [query[at:start], text]
        at = max(at, end)
    return "".join([*parts, query[at:]]) if edits else query


def _string(token: str) -> str:
    """Return the value of a string token."""
    edge = 3 if token[:3] in ('"""', "'''") and len(token) >= 6 else 1
    try:
        return _unescaped(token[edge:-edge])
    except (ValueError, OverflowError):
        raise QueryRefused("kk:search の言葉の中の「\\」の使い方が正しくありません。") from None


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    simple = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
    out, at = [], 0
    while at < len(text):
        if text[at] != "\\":
            out.append(text[at])
            at += 1
            continue
        mark = text[at + 1 : at + 2]
        digits = {"u": 4, "U": 8}.get(mark, 0)
        if digits:
            out.append(chr(int(text[at + 2 : at + 2 + digits], 16)))
        elif mark in simple:
            out.append(simple[mark])
        else:
            raise ValueError(mark)
        at += 2 + digits
    return "".join(out)
