"""The triples of a SPARQL query by their places in it: what must be known to replace one of them in the text.

A reader of tokens, not of meaning: it follows groups, expressions and property lists as far as telling a predicate from
a subject needs, and leaves the rest to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from graph.sparql.token_cursor import Cursor, unreadable
from graph.sparql.tokens import Token

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


class _Reader(Cursor):
    def __init__(self, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> None:
        super().__init__(tokens)
        self.found: list[Triples] = []
        self._prefixes = dict(prefixes)
        self._base = ""
        self._verb_end = 0
        self._pattern = True

    def query(self) -> None:
        """Read the whole."""
        while self.word() in ("PREFIX", "BASE"):
            named = self.next().text.upper() == "PREFIX"
            prefix = self.next().text.removesuffix(":") if named else ""
            iri = self._resolved(self.next().text[1:-1])
            if named:
                self._prefixes[prefix] = iri
            else:
                self._base = iri
        if self.word() == "CONSTRUCT":
            self.next()
            self._pattern = False
            if self.at("{"):
                self._group()
                self._pattern = True
        self._clauses()
        if not self.done:
            raise unreadable()

    def _clauses(self) -> None:
        """Read the clauses of a SELECT (or of the whole query) up to the end or a closing brace."""
        while not self.done and not self.at("}"):
            if self.at("{"):
                self._group()
            elif self.at("("):
                self._expression()
            elif self.word() == "VALUES":
                self._data()
            else:
                self.next()

    def _group(self) -> None:
        self.enter("{")
        block: int | None = None
        while not self.at("}"):
            word = self.word()
            if self.at("."):
                self.next()
            elif word == "FILTER":  # does not end a basic graph pattern
                self.next()
                self._filter()
            elif word == "SELECT":
                self._clauses()
            elif self.at("{") or word in (
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
                block = self.peek().start if block is None else block
                self._triples(block)
        self.leave("}")

    def _other(self, word: str) -> None:
        if word == "VALUES":
            self._data()
            return
        if word:
            self.next()
        if word == "BIND":
            self._expression()
        elif word in ("GRAPH", "SERVICE"):
            if self.word() == "SILENT":
                self.next()
            self.next()
        elif not word:
            self._group()

    def _filter(self) -> None:
        if self.word() == "NOT":
            self.next()
        if self.word() == "EXISTS":
            self.next()
            self._group()
            return
        if not self.at("("):
            self.next()
        self._expression()

    def _expression(self) -> None:
        self.enter("(")
        while not self.at(")"):
            if self.at("("):
                self._expression()
            elif self.at("{"):
                self._group()
            elif self.at("}"):
                raise unreadable()
            else:
                self.next()
        self.leave(")")

    def _data(self) -> None:
        while not self.at("{"):
            self.next()
        while not self.at("}"):
            self.next()
        self.next()

    def _triples(self, block: int) -> None:
        subject = self._term()
        properties = self._properties()
        if self.at("."):
            self.next()
        end = self.last.end
        self.found.append(Triples(subject, properties, block, end, self._pattern))

    def _properties(self) -> tuple[Property, ...]:
        found: list[Property] = []
        while True:
            while self.at(";"):
                self.next()
            token = self.peek()
            if not (token.kind in ("variable", "iri", "name", "word") or token.text in ("^", "!", "(")):
                return tuple(found)
            if token.kind == "word" and token.text != "a":  # a FILTER and the like after triples without a full stop
                return tuple(found)
            names = self._verb()
            objects = [self._object()]
            while self.at(","):
                self.next()
                objects.append(self._object())
            sole = names[0] if len(names) == 1 and token.end == self._verb_end else None
            found.append(Property(sole, names, tuple(objects), token.start, self.last.end))
            if not self.at(";"):
                return tuple(found)

    def _verb(self) -> tuple[str, ...]:
        first = self.place
        if self.peek().kind == "variable":
            self.next()
        else:
            while True:
                while self.at("^") or self.at("!"):
                    self.next()
                if self.at("("):
                    self._expression()
                elif self.peek().kind in ("iri", "name", "word"):
                    self.next()
                else:
                    raise unreadable()
                if any(map(self.at, "?*+")):
                    self.next()
                if not (self.at("/") or self.at("|")):
                    break
                self.next()
        self._verb_end = self.last.end
        return tuple(iri for token in self.since(first) if (iri := self._iri(token)))

    def _object(self) -> Term:
        term = self._term()
        while self.at("{|") or self.at("~"):
            if self.next().text == "~":
                if self.peek().kind in ("variable", "iri", "name", "blank"):
                    self.next()
            else:
                self.skip("{|", "|}")
        return term

    def _term(self) -> Term:
        first = self.peek()
        parts: list[Term] = []
        if first.text == "(":
            self.enter("(")
            while not self.at(")"):
                parts.append(self._term())
            self.leave(")")
        elif first.text == "[":
            self.enter("[")
            outer, self._pattern = self._pattern, False
            if properties := self._properties():
                self.found.append(Triples(Term(first, (), first.start, first.end), properties, 0, 0, False))
            self._pattern = outer
            self.leave("]")
        elif first.text == "<<":
            self.next()
            self.skip("<<", ">>")
        elif first.kind == "string":
            self.next()
            if self.peek().kind == "language":
                self.next()
            elif self.at("^^"):
                self.next()
                self.next()
        elif first.kind in _ATOMS or first.text in ("+", "-"):
            self.next()
            if first.text in ("+", "-"):
                self.next()
        else:
            raise unreadable()
        return Term(first, tuple(parts), first.start, self.last.end)

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
