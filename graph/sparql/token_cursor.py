"""A place in the tokens of a query that moves on, and knows how deep it is in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import QueryRefused
from graph.sparql.tokens import Token

_DEEPEST = 200


class Cursor:
    """Reads tokens one after another; every step that finds no token, or another than it must, raises QueryRefused."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def done(self) -> bool:
        """Whether all tokens are read."""
        return self._at >= len(self._tokens)

    @property
    def last(self) -> Token:
        """The token that was read last."""
        return self._tokens[self._at - 1]

    @property
    def place(self) -> int:
        """How many tokens are read."""
        return self._at

    def since(self, place: int) -> Sequence[Token]:
        """Return the tokens read since a place."""
        return self._tokens[place : self._at]

    def peek(self) -> Token:
        """Return the token that comes."""
        if self.done:
            raise unreadable()
        return self._tokens[self._at]

    def next(self) -> Token:
        """Return the token that comes, and move behind it."""
        token = self.peek()
        self._at += 1
        return token

    def at(self, text: str) -> bool:
        """Return whether this token comes."""
        return self.peek().text == text

    def word(self) -> str:
        """Return the keyword that comes in capitals, "" where none does."""
        if self.done or self._tokens[self._at].kind != "word":
            return ""
        return self._tokens[self._at].text.upper()

    def enter(self, opening: str) -> None:
        """Go into brackets."""
        if self.next().text != opening:
            raise unreadable()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryRefused(f"かっこの入れ子が深すぎます。{_DEEPEST}段までにしてください。")

    def leave(self, closing: str) -> None:
        """Go out of brackets."""
        if self.next().text != closing:
            raise unreadable()
        self._depth -= 1

    def skip(self, opening: str, closing: str) -> None:
        """Move behind the end of brackets that were just entered."""
        depth = 1
        while depth:
            text = self.next().text
            depth += (text == opening) - (text == closing)


def unreadable() -> QueryRefused:
    """Return the error of a query whose brackets do not match."""
    return QueryRefused(
        "この問合せは読めません。かっこと引用符の対応を確かめ、比較の「<」の前後には空白を入れてください。"
    )
