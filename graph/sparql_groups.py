"""The triples of a SPARQL query by their places in it: what must be known to replace one of them in the text.

A reader of tokens, not of meaning: it follows groups, expressions and property lists as far as telling a predicate from
a subject needs, and leaves the rest to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from graph.errors import QueryRefused
from graph.sparql_tokens import Token

_DEEPEST = 200
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ATOMS = ("variable", "iri", "name", "blank", "number", "word")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a triple. first: its first token; parts: its members where it is a list; start, end: its place."""

    first: Token
    parts: tuple[Term, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Property:
    """A predicate with its objects. iri: the predicate's, None for a variable or a path; inside: the IRIs of a path."""

    iri: str | None
    inside: tuple[str, ...]
    objects: tuple[Term, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Triples:
    """A subject with its properties. block: where the triples around it begin; end: after the full stop, if any.

    pattern: False in a CONSTRUCT template, in the short form of CONSTRUCT, or inside ``[ … ]``.
    """

    subject: Term
    properties: tuple[Property, ...]
    block: int
    end: int
    pattern: bool


def triples(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> list[Triples]:
    """Return all subjects of a query's tokens with their properties. prefixes: those that need no declaration.

    Raises QueryRefused where brackets do not match, so that the places would be wrong.
    """
    reader = _Reader(tokens, prefixes)
    reader.query()
    return reader.found


class _Reader:
    def __init__(self, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> None:
        self.found: list[Triples] = []
        self._tokens = tokens
        self._prefixes = dict(prefixes)
        self._base = ""
        self._at = 0
        self._depth = 0
        self._verb_end = 0
        self._pattern = True

    def query(self) -> None:
        """Read the whole."""
        while self._word() in ("PREFIX", "BASE"):
            named = self._next().text.upper() == "PREFIX"
            prefix = self._next().text.removesuffix(":") if named else ""
            iri = self._resolved(self._next().text[1:-1])
            if named:
                self._prefixes[prefix] = iri
            else:
                self._base = iri
        if self._word() == "CONSTRUCT":
            self._next()
            self._pattern = False
            if self._is("{"):
                self._group()
                self._pattern = True
        self._clauses()
        if self._at < len(self._tokens):
            raise _unreadable()

    def _clauses(self) -> None:
        """Read the clauses of a SELECT (or of the whole query) up to the end or a closing brace."""
        while self._at < len(self._tokens) and not self._is("}"):
            if self._is("{"):
                self._group()
            elif self._is("("):
                self._expression()
            elif self._word() == "VALUES":
                self._data()
            else:
                self._next()

    def _group(self) -> None:
        self._enter("{")
        block: int | None = None
        while not self._is("}"):
            word = self._word()
            if self._is("."):
                self._next()
            elif word == "FILTER":  # does not end a basic graph pattern
                self._next()
                self._filter()
            elif word == "SELECT":
                self._clauses()
            elif self._is("{") or word in (
                "OPTIONAL",
                "MINUS",
                "UNION",
                "LATERAL",
                "GRAPH",
                "SERVICE",
                "BIND",
                "VALUES",
            ):
                self._other(word)
                block = None
            else:
                block = self._peek().start if block is None else block
                self._triples(block)
        self._leave("}")

    def _other(self, word: str) -> None:
        if word == "VALUES":
            self._data()
            return
        if word:
            self._next()
        if word == "BIND":
            self._expression()
        elif word in ("GRAPH", "SERVICE"):
            if self._word() == "SILENT":
                self._next()
            self._next()
        elif not word:
            self._group()

    def _filter(self) -> None:
        if self._word() == "NOT":
            self._next()
        if self._word() == "EXISTS":
            self._next()
            self._group()
            return
        if not self._is("("):
            self._next()
        self._expression()

    def _expression(self) -> None:
        self._enter("(")
        while not self._is(")"):
            if self._is("("):
                self._expression()
            elif self._is("{"):
                self._group()
            elif self._is("}"):
                raise _unreadable()
            else:
                self._next()
        self._leave(")")

    def _data(self) -> None:
        while not self._is("{"):
            self._next()
        while not self._is("}"):
            self._next()
        self._next()

    def _triples(self, block: int) -> None:
        subject = self._term()
        properties = self._properties()
        if self._is("."):
            self._next()
        end = self._tokens[self._at - 1].end
        self.found.append(Triples(subject, properties, block, end, self._pattern))

    def _properties(self) -> tuple[Property, ...]:
        found: list[Property] = []
        while True:
            while self._is(";"):
                self._next()
            token = self._peek()
            if not (token.kind in ("variable", "iri", "name", "word") or token.text in ("^", "!", "(")):
                return tuple(found)
            if token.kind == "word" and token.text != "a":  # a FILTER and the like after triples without a full stop
                return tuple(found)
            names = self._verb()
            objects = [self._object()]
            while self._is(","):
                self._next()
                objects.append(self._object())
            sole = names[0] if len(names) == 1 and token.end == self._verb_end else None
            found.append(Property(sole, names, tuple(objects), token.start, self._tokens[self._at - 1].end))
            if not self._is(";"):
                return tuple(found)

    def _verb(self) -> tuple[str, ...]:
        first = self._at
        if self._peek().kind == "variable":
            self._next()
        else:
            while True:
                while self._is("^") or self._is("!"):
                    self._next()
                if self._is("("):
                    self._expression()
                elif self._peek().kind in ("iri", "name", "word"):
                    self._next()
                else:
                    raise _unreadable()
                if any(map(self._is, "?*+")):
                    self._next()
                if not (self._is("/") or self._is("|")):
                    break
                self._next()
        self._verb_end = self._tokens[self._at - 1].end
        return tuple(iri for token in self._tokens[first : self._at] if (iri := self._iri(token)))

    def _object(self) -> Term:
        term = self._term()
        while self._is("{|") or self._is("~"):
            if self._next().text == "~":
                if self._peek().kind in ("variable", "iri", "name", "blank"):
                    self._next()
            else:
                self._until("{|", "|}")
        return term

    def _term(self) -> Term:
        first = self._peek()
        parts: list[Term] = []
        if first.text == "(":
            self._enter("(")
            while not self._is(")"):
                parts.append(self._term())
            self._leave(")")
        elif first.text == "[":
            self._enter("[")
            outer, self._pattern = self._pattern, False
            if properties := self._properties():
                self.found.append(Triples(Term(first, (), first.start, first.end), properties, 0, 0, False))
            self._pattern = outer
            self._leave("]")
        elif first.text == "<<":
            self._next()
            self._until("<<", ">>")
        elif first.kind == "string":
            self._next()
            if self._peek().kind == "language":
                self._next()
            elif self._is("^^"):
                self._next()
                self._next()
        elif first.kind in _ATOMS or first.text in ("+", "-"):
            self._next()
            if first.text in ("+", "-"):
                self._next()
        else:
            raise _unreadable()
        return Term(first, tuple(parts), first.start, self._tokens[self._at - 1].end)

    def _iri(self, token: Token) -> str | None:
        if token.kind == "iri":
            return self._resolved(token.text[1:-1])
        if token.kind != "name":
            return None
        prefix, _, local = token.text.partition(":")
        return self._prefixes.get(prefix, "") + local

    def _resolved(self, iri: str) -> str:
        if not self._base or _SCHEME.match(iri):
            return iri
        return urljoin(self._base, iri) + ("#" if iri.endswith("#") else "")

    def _until(self, opening: str, closing: str) -> None:
        depth = 1
        while depth:
            text = self._next().text
            depth += (text == opening) - (text == closing)

    def _peek(self) -> Token:
        if self._at >= len(self._tokens):
            raise _unreadable()
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _is(self, text: str) -> bool:
        return self._peek().text == text

    def _word(self) -> str:
        if self._at >= len(self._tokens) or self._tokens[self._at].kind != "word":
            return ""
        return self._tokens[self._at].text.upper()

    def _enter(self, opening: str) -> None:
        if self._next().text != opening:
            raise _unreadable()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryRefused(f"かっこの入れ子が深すぎます。{_DEEPEST}段までにしてください。")

    def _leave(self, closing: str) -> None:
        if self._next().text != closing:
            raise _unreadable()
        self._depth -= 1


def _unreadable() -> QueryRefused:
    return QueryRefused(
        "この問合せは読めません。かっこと引用符の対応を確かめ、比較の「<」の前後には空白を入れてください。"
    )
