"""The tokens of a SPARQL 1.1 query, by the grammar's own character classes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<space> \s+ | \#[^\r\n]* )
    | (?P<iri> <(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*> )
    | (?P<string> \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
                | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
    | (?P<variable> [?$][{_BASE}_0-9][{_BASE}_{_MORE}]* )
    | (?P<blank> _:[{_BASE}_0-9](?:[{_BASE}_{_MORE}.-]*[{_BASE}_{_MORE}-])? )
    | (?P<name> (?:[{_BASE}](?:[{_BASE}_{_MORE}.-]*[{_BASE}_{_MORE}-])?)?
          :(?:(?:[{_BASE}_0-9:]|{_ESCAPED})
             (?:(?:[{_BASE}_{_MORE}.:-]|{_ESCAPED})*(?:[{_BASE}_{_MORE}:-]|{_ESCAPED}))?)? )
    | (?P<number> (?:\d+\.\d*|\.?\d+)[eE][+-]?\d+ | \d*\.\d+ | \d+ )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<word> [A-Za-z][A-Za-z0-9_]* )
    | (?P<mark> <<|>>|\{{\||\|\}}|\^\^|. )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token. kind: iri, string, variable, blank, name (prefixed), number, language, word or mark; start and end:
    its place in the query."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(query: str) -> list[Token]:
    """Return the tokens of a query in order, without space and comments.

    >>> [token.text for token in tokenize('?x kk:search "a b" # rest')]
    ['?x', 'kk:search', '"a b"']
    """
    return [
        Token(match.lastgroup or "mark", match[0], *match.span())
        for match in _TOKEN.finditer(query)
        if match.lastgroup != "space"
    ]
