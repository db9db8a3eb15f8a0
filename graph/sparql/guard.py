"""Whether a SPARQL text stays inside this dataset and inside the engine's stack, told from its tokens alone.

The engine fetches over HTTP for SERVICE (and LOAD) and has no switch for it, and its parser and evaluator call
themselves for every level of nesting: too many levels end the process. So a text is read here before it goes there.

Two things make that harder than a search for a word. The engine's parser knows no borders between words:
``SERVICE:x``, ``SERVICEex:x`` and ``1SERVICE`` all reach out. And ``<`` begins an IRI or is "less than", which only a
whole parser could tell: ``?a<'>'`` hides what follows from one who reads an IRI, ``<http://x/\\u0041#>`` from one who
does not. So both readings are followed, and a text is refused where any reading of it reaches out. A reading ends where
no SPARQL can go on: at ``//`` outside an IRI, and at a quotation mark that nothing closes. Names take every character
beyond ASCII, which stands nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from graph.errors import QueryRefused

MOST_DEPTH = 100  # brackets open at once; with a stack of 8 MB the engine ends its process at 1,000 to 3,000
MOST_CLAUSES = 1_000  # UNION, BIND … : each nests what stands before it; the process ends at 2,000 to 3,000
MOST_OPERATORS = 4_000  # || + / … : likewise; the process ends at 7,000 to 20,000

_CLAUSES = re.compile(r"union|optional|minus|bind|filter|exists|graph|as", re.IGNORECASE)
_OPERATORS = re.compile(r"[|&+*/!^\-]")
_NEWLINE = re.compile(r"[\r\n]")
# Loops are written out (plain characters, then an escape and plain ones again): Python 3.11.2 misreads a possessive
# loop over alternatives, and so no text makes them go back more than once.
_IRI = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*+(?:\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})[^<>\"{}|^`\\\x00-\x20]*+)*>")
_STRING = re.compile(
    r"\"\"\"[^\"\\]*+(?:(?:\\.|\"(?!\"\"))[^\"\\]*+)*\"\"\"|'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*'''"
    r"|\"[^\"\\\n\r]*+(?:\\.[^\"\\\n\r]*+)*\"|'[^'\\\n\r]*+(?:\\.[^'\\\n\r]*+)*'",
    re.DOTALL,
)
_VARIABLE = re.compile(r"[?$][0-9A-Za-z_\x80-\U0010ffff]*+")
_RUN = re.compile(
    r"[0-9A-Za-z_.\-\x80-\U0010ffff]++"
)  # words, numbers, prefixes: where one ends and the next begins the engine alone knows
_LOCAL = re.compile(
    r":(?:(?:[0-9A-Za-z_:\x80-\U0010ffff]|%[0-9A-Fa-f]{2}|\\.)[0-9A-Za-z_.:\-\x80-\U0010ffff]*+"
    r"(?:(?:%[0-9A-Fa-f]{2}|\\.)[0-9A-Za-z_.:\-\x80-\U0010ffff]*+)*)?",
    re.DOTALL,
)
_LABEL = re.compile(r":[0-9A-Za-z_.\-\x80-\U0010ffff]*+")  # of a blank node: it ends at the next colon
_REST = re.compile(r"[^0-9A-Za-z_.\-\x80-\U0010ffff?$:'\"<#/({\[)}\]]++")
_SPACE = r"\s*+(?:\#[^\r\n]*+[\r\n]\s*+)*"  # with comments, each ended by its line
_ALLOWED = re.compile(rf"{_SPACE}(?:SILENT{_SPACE})?(<[^<>\s]*+>)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, digits, dots and hyphens outside IRIs, strings, comments, variables and local names; end: where
    the text goes on after it; prefix: a colon follows."""

    text: str
    end: int
    prefix: bool


def check_query(query: str, allowed: Sequence[str] = ()) -> None:
    """Return where a query may be run; raise QueryRefused where it could reach another host or break the engine.

    allowed: the endpoints that SERVICE may name, each as an IRI written out in ``<…>`` exactly as here.
    """
    reaching = "service" in query.casefold()
    if not reaching and _surely_shallow(query):
        return
    for word in words(query):
        if reaching and "service" in word.text.casefold() and not _is_allowed(query, word, allowed):
            raise QueryRefused(_ONLY_LISTED if allowed else _NO_SERVICE)


def check_update(update: str) -> None:
    """Return where an update stays inside the dataset; raise QueryRefused where it could read from another place.

    How deep it nests does not matter: it is evaluated in a process of its own, which may end.
    """
    folded = update.casefold()
    if "service" not in folded and "load" not in folded:
        return
    for word in words(update, bounded=False):
        letters = word.text.casefold()
        if "service" in letters:
            raise QueryRefused(_NO_SERVICE)
        if "load" in letters:
            raise QueryRefused(_NO_LOAD)


def words(text: str, *, bounded: bool = True) -> Iterator[Word]:
    """Yield the words of every reading of a SPARQL text; raise QueryRefused where one nests too deep for the engine.

    bounded: False for a text that may nest as deep as it likes.
    """
    newlines = [match.start() for match in _NEWLINE.finditer(text)]
    waiting = [0]
    reached: dict[int, tuple[int, int, int]] = {0: (0, 0, 0)}  # position → most levels, clauses and operators so far

    def go_on(position: int, depth: int, clauses: int, operators: int) -> None:
        if bounded and (depth > MOST_DEPTH or clauses > MOST_CLAUSES or operators > MOST_OPERATORS):
            raise QueryRefused(_TOO_DEEP)
        known = reached.get(position)
        if known is None:
            heappush(waiting, position)
            reached[position] = (depth, clauses, operators)
        else:
            reached[position] = (max(depth, known[0]), max(clauses, known[1]), max(operators, known[2]))

    while waiting:
        at = heappop(waiting)
        depth, clauses, operators = reached.pop(at)
        if at == len(text):
            continue
        char = text[at]
        if char == "<":
            if iri := _IRI.match(text, at):
                go_on(iri.end(), depth, clauses, operators)
            go_on(at + 1, depth, clauses, operators)
        elif char in "\"'":
            if string := _STRING.match(text, at):
                go_on(string.end(), depth, clauses, operators)
        elif char == "#":
            line = bisect_left(newlines, at)
            go_on(newlines[line] if line < len(newlines) else len(text), depth, clauses, operators)
        elif variable := _VARIABLE.match(text, at):
            go_on(variable.end(), depth, clauses, operators)
        elif run := _RUN.match(text, at):
            found, end = run[0], run.end()
            local = _LOCAL.match(text, end)
            yield Word(found, end, local is not None)
            clauses += len(_CLAUSES.findall(found))
            operators += found.count("-")
            go_on(local.end() if local else end, depth, clauses, operators)
            if local and found.endswith("_") and (label := _LABEL.match(text, end)):
                go_on(label.end(), depth, clauses, operators)
        elif local := _LOCAL.match(text, at):
            go_on(local.end(), depth, clauses, operators)
        elif char in "({[":
            go_on(at + 1, depth + 1, clauses, operators)
        elif char in ")}]":
            go_on(at + 1, max(depth - 1, 0), clauses, operators)
        elif char == "/":
            if not text.startswith("//", at):
                go_on(at + 1, depth, clauses, operators + 1)
        else:
            rest = _REST.match(text, at)
            assert rest is not None  # every other character is one of these
            go_on(rest.end(), depth, clauses, operators + len(_OPERATORS.findall(rest[0])))


_NO_SERVICE = "SERVICE（ほかのサーバーへの問合せ）は使えません。SERVICEを除いてください。"
_NO_LOAD = (
    "LOAD（ほかの場所からの読み込み）と、LOADを含む接頭辞は使えません。"
    "データは INSERT DATA か Graph Store（/rdf-graph-store）で送ってください。"
)
_ONLY_LISTED = (
    "SERVICEには、許可されたURL（設定 KEIKAKU_SPARQL_SERVICES）を <…> でそのまま書いてください。"
    "変数や接頭辞では書けません。"
)
_TOO_DEEP = (
    f"問合せが入り組みすぎています。括弧の入れ子は{MOST_DEPTH}段、UNIONやBINDなどは{MOST_CLAUSES:,}個、"
    f"演算子は{MOST_OPERATORS:,}個までにしてください。"
)


def _surely_shallow(text: str) -> bool:
    """Return whether a text has so few brackets and operators that it need not be read."""
    return (
        text.count("(") + text.count("{") + text.count("[") <= MOST_DEPTH
        and sum(1 for _ in _CLAUSES.finditer(text)) <= MOST_CLAUSES
        and sum(1 for _ in _OPERATORS.finditer(text)) <= MOST_OPERATORS
    )


def _is_allowed(text: str, word: Word, allowed: Sequence[str]) -> bool:
    """Return whether a word is SERVICE alone, before an endpoint of the list written out."""
    before, _, last = word.text.casefold().rpartition(".")
    if last != "service" or "service" in before or word.prefix:
        return False
    endpoint = _ALLOWED.match(text, word.end)
    return endpoint is not None and endpoint[1][1:-1] in allowed
