"""Whether a SPARQL query stays inside this dataset.

The engine fetches over HTTP for SERVICE and has no switch for it, so the query's tokens are read here first. Its parser
knows no borders between words: ``SERVICE:x``, ``SERVICEex:x`` and ``1SERVICE`` all reach out. So the letters are
refused wherever they are not inside a comment, an IRI, a string, a variable or the local part of a prefixed name.
Updates and LOAD do not parse as queries; FROM only chooses among the graphs that are there.
"""

from __future__ import annotations

import re

from graph.errors import QueryRefused

_TOKEN = re.compile(
    r"""
      \# [^\r\n]*
    | < [^<>"{}|^`\\\x00-\x20]* >
    | \"\"\" (?:[^"\\]|\\.|"(?!""))* \"\"\" | ''' (?:[^'\\]|\\.|'(?!''))* '''
    | " (?:[^"\\\n\r]|\\.)* " | ' (?:[^'\\\n\r]|\\.)* '
    | [?$] \w+
    | (?P<prefix> [\w.-]* ) : (?: (?:[\w:]|%[0-9A-Fa-f]{2}|\\.) (?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)* )?
    | (?P<word> \w+ )
    """,
    re.VERBOSE | re.DOTALL,
)


def check_query(query: str) -> None:
    """Return where a query may be run; raise QueryRefused where it could reach another host."""
    for match in _TOKEN.finditer(query):
        if "service" in (match["word"] or match["prefix"] or "").casefold():
            raise QueryRefused("SERVICE（ほかのサーバーへの問合せ）は使えません。SERVICEを除いてください。")
