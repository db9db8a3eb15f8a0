"""The program knows no plan by heart: no name of a document's things, and no question about them, stands in the source.

What counts as a name: the labels and other spellings, of four characters and more, of 事業, 課, 指標, councils, posts,
events, glossary terms, plans and elements of a plan's frame, and the town's own name. What does not:

- what the reference data (laws, SDGs, fiscal years, the vocabulary's own labels) says itself: cut out before looking;
- a class's label with a number, such as 基本取組①: that is how things of the class are numbered, anywhere;
- a word of the thesaurus: everyday vocabulary, which a 指標 or a glossary term may consist of. But 事業, 課, events and
  plans have names of their own: those may not stand in the thesaurus either.

A question's wording is any twelve characters of it, names and vocabulary apart.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from rdflib import Literal

from graph.japanese import fold
from ingest.extract.indicator_tables import NO_NAME
from ingest.graph_build import Build, build_graph
from ingest.readers import read
from ontology import terms as t
from ontology.loader import reference_graph, thesaurus
from tests import city
from tests.conftest import ROOT

PACKAGES = ("graph", "ingest", "ontology", "service", "ui")
ENDINGS = frozenset({".py", ".yaml", ".ttl", ".rq", ".js", ".css", ".html"})
REFERENCE_FILES = frozenset({"laws.ttl", "sdgs.ttl"})
NEVER_WORDS = frozenset({t.PROJECT, t.UNIT, t.EVENT, t.PLAN, t.ORGANIZATION})
FRAMES = frozenset(t.FRAME_CLASSES.values())
NAMED = NEVER_WORDS | FRAMES | {t.INDICATOR, t.COUNCIL, t.POST, t.TERM}
SHORTEST, SHORTEST_PUBLISHER = 4, 3
WORDING = 12
_NUMBERED = re.compile(r"(第?[\d①-⑳<>()・.-]+)(章|節|項|号)?$")


@cache
def source() -> dict[str, list[str]]:
    """Return the folded lines of the product's source by path, vendored files and reference data apart."""
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in ENDINGS)
    return {
        str(path.relative_to(ROOT)): [fold(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in files
        if path.name not in REFERENCE_FILES and not {"vendor", "node_modules", "__pycache__"} & set(path.parts)
    }


@cache
def reference() -> tuple[str, ...]:
    """Return the folded texts of the reference data and the vocabulary's labels, longest first."""
    texts = {fold(str(term)) for term in reference_graph("http://127.0.0.1/id/").objects() if isinstance(term, Literal)}
    return tuple(sorted((text for text in texts if len(text) >= SHORTEST), key=lambda text: -len(text)))


def samples() -> Build:
    """Return the graph of the samples."""
    read_in = {path.name: read(path) for path in sorted((ROOT / "samples").glob("*.md"))}
    return build_graph(read_in, "http://127.0.0.1/id/", lambda stage, done, total: None)


def names(built: Build) -> dict[str, frozenset[str]]:
    """Return the folded names that documents give to things: name → classes."""
    types: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, set[str]] = defaultdict(set)
    issuers: dict[str, str] = {}
    ours: set[str] = set()
    for quad in built.quads:
        subject = str(quad.subject)
        if quad.predicate.value == t.TYPE:
            types[subject].add(quad.object.value)  # type: ignore[union-attr]
        elif quad.predicate.value in (t.LABEL, t.ALT_LABEL):
            labels[subject].add(fold(quad.object.value))  # type: ignore[union-attr]
        elif quad.predicate.value == t.ISSUER:
            issuers[subject] = str(quad.object)
        elif quad.predicate.value == t.IN_PLAN:
            ours.add(str(quad.object))
    publishers = {issuers[plan] for plan in ours & set(issuers)}
    found: dict[str, set[str]] = defaultdict(set)
    for subject, kinds in types.items():
        for label in labels[subject] if kinds & NAMED else ():
            if len(label) >= (SHORTEST_PUBLISHER if subject in publishers else SHORTEST):
                found[label] |= kinds & NAMED
    return {label: frozenset(kinds) for label, kinds in found.items() if not _is_common(label, kinds)}


def _is_common(label: str, kinds: set[str]) -> bool:
    """Return whether a name is one by the rules above no name of its own."""
    if label in reference() or label == fold(NO_NAME):
        return True
    if kinds & FRAMES and len(_NUMBERED.sub("", label)) < SHORTEST + 1 and _NUMBERED.search(label):
        return True
    return not kinds & NEVER_WORDS and thesaurus().words_in(label) == [label]


def standing(wanted: Iterable[str]) -> Iterator[str]:
    """Yield where in the source any of some folded texts stands, once the reference data is cut out of it."""
    pattern = re.compile("|".join(map(re.escape, sorted(wanted, key=lambda text: -len(text)))))
    for path, lines in source().items():
        for number, line in enumerate(lines, start=1):
            for match in pattern.finditer(_without_reference(line) if pattern.search(line) else ""):
                yield f"{path}:{number} {match[0]}"


def _without_reference(line: str) -> str:
    for text in reference():
        line = line.replace(text, "｜")
    return line


def wordings(questions: Iterable[str], known: Mapping[str, frozenset[str]]) -> set[str]:
    """Return every stretch of twelve characters of some questions, without names and words of the thesaurus."""
    found = set()
    for question in map(fold, questions):
        apart = {*(name for name in known if name in question), *map(fold, thesaurus().words_in(question))}
        pieces = re.split("|".join(map(re.escape, apart)) or "｜", question)
        found |= {piece[at : at + WORDING] for piece in pieces for at in range(len(piece) - WORDING + 1)}
    return found


def asked(file: Path) -> list[str]:
    """Return the questions of a file, every turn."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [turn for row in rows for turn in (row.get("turns") or [row["question"]])]


SOURCES = {
    "samples": (samples, ROOT / "tests" / "data" / "questions.jsonl"),
    "documents": (city.build, city.FOLDER.parent / "eval" / "questions-dev.jsonl"),
}


@pytest.mark.parametrize("which", ["samples", pytest.param("documents", marks=city.marks)])
def test_the_source_names_nothing_that_the_documents_name(which: str) -> None:
    build, questions = SOURCES[which]
    known = names(build())
    for kind, least in ((t.PROJECT, 10), (t.UNIT, 5), (t.INDICATOR, 5), (t.COUNCIL, 1)):
        assert sum(kind in kinds for kinds in known.values()) >= least, f"the graph holds names of {kind}"
    assert "\n".join(standing(known)) == ""
    if questions.is_file():
        said = wordings(asked(questions), known)
        assert len(said) > 100
        assert "\n".join(standing(said)) == ""


def test_what_is_looked_for_is_found() -> None:
    """The check itself: a text that does stand in the source is seen, one of the reference data is not."""
    own = "質問のことば"
    assert any(line.startswith("service/answering/words.yaml:1 ") for line in standing([fold(own)]))
    assert len(source()) > 150
    law = max(reference(), key=len)
    assert _without_reference(f"甲{law}乙") == "甲｜乙"
