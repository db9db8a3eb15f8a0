"""Which parts of the engine take part: all of them, save where the worth of one is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """paths: statements are looked up along paths of the schema, else passages alone answer; thesaurus: words count as
    said where their synonyms are."""

    paths: bool = True
    thesaurus: bool = True


ALL = Parts()
