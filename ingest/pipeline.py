"""From paths to a published revision: collect, read, extract, resolve, state, validate, publish; and back out again."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rdflib import Graph

from graph.durable_files import told_when_full
from graph.engines import HERE, Engines
from graph.errors import NoRevision, RevisionDamaged, ValidationFailed
from graph.revisions.repository import Repository, RevisionInfo
from graph.search.embedding_model import DEFAULT, EmbeddingModel
from ingest.errors import IngestError, NothingToIngest, UnknownDocument
from ingest.file_list import collect
from ingest.graph_build import Build, Progress, build_graph
from ingest.model.document import Document
from ingest.originals import Archive
from ingest.readers import read
from ontology.validation import validate

_PATIENCE = 600.0  # seconds for which one ingest waits until another has published, so that none is lost
_WAITING = "ほかの取り込みが終わるのを待っています"


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. documents: names of all documents now in the graph; read: those of this call;
    skipped: path and the Japanese reason; unchanged: the same content was already published; removed: names of the
    documents that this call took out."""

    documents: tuple[str, ...]
    read: tuple[str, ...]
    skipped: tuple[tuple[Path, str], ...]
    revision: RevisionInfo
    unchanged: bool
    projects: int
    conflicts: int
    removed: tuple[str, ...] = ()


def ingest(
    paths: Sequence[Path],
    *,
    data_dir: Path,
    base_iri: str,
    embedding_model: EmbeddingModel = DEFAULT,
    engines: Engines = HERE,
    max_bytes: int = 50_000_000,
    progress: Progress | None = None,
) -> IngestReport:
    """Read files and folders and publish a revision with them and all documents ingested before.

    A file that cannot be read is skipped and reported. Raises the file's IngestError where it was the only one,
    NothingToIngest where no file was found or none could be read; then the graph stays as it was. Another ingest that
    is at work is waited for, and its documents are in the next revision too.
    """
    tell = progress or (lambda stage, done, total: None)
    repository = Repository(data_dir, embedding_model=embedding_model, engines=engines)
    archive = Archive(data_dir / "sources")
    files = collect(paths)
    new, skipped = _read_all(files, max_bytes, tell)
    if not new:
        raise (
            skipped[0][1]
            if len(skipped) == 1
            else NothingToIngest(paths[0], [(path, str(error)) for path, error in skipped])
        )
    fresh = {document.name: document for _, document in new}
    # The only writer from reading what there is to publishing what follows from it.
    with repository.exclusive(_PATIENCE, lambda: tell(_WAITING, 0, 1)), told_when_full(data_dir):
        before = _published(repository)
        kept = before.sources if before else {}
        sources = {**kept, **{document.name: archive.keep(path, document.sha256) for path, document in new}}
        documents = {
            name: fresh.get(name) or read(archive.path(name, digest)) for name, digest in sorted(sources.items())
        }
        info, built = _publish(repository, documents, sources, base_iri, {"ingested": sorted(fresh)}, tell)
    return IngestReport(
        documents=tuple(documents),
        read=tuple(fresh),
        skipped=tuple((path, str(error)) for path, error in skipped),
        revision=info,
        unchanged=before is not None and before.id == info.id,
        projects=built.projects,
        conflicts=built.conflicts,
    )


def remove(
    names: Iterable[str],
    *,
    data_dir: Path,
    base_iri: str,
    embedding_model: EmbeddingModel = DEFAULT,
    engines: Engines = HERE,
    progress: Progress | None = None,
) -> IngestReport:
    """Publish a revision without the documents of these names, and without all that only they state.

    Where none is left, the revision holds the reference data alone: who takes out the only document wants it gone, and
    every question is then answered with "not found". The originals stay in the archive for the revisions before.
    Raises UnknownDocument for the first name that is not in the graph, NoRevision where nothing was ever published;
    then the graph stays as it was.
    """
    tell = progress or (lambda stage, done, total: None)
    repository = Repository(data_dir, embedding_model=embedding_model, engines=engines)
    archive = Archive(data_dir / "sources")
    with repository.exclusive(_PATIENCE, lambda: tell(_WAITING, 0, 1)), told_when_full(data_dir):
        before = repository.current()
        if before is None:
            raise NoRevision
        held = before.sources
        removed = tuple(dict.fromkeys(_named(name, held) for name in names))
        sources = {name: digest for name, digest in sorted(held.items()) if name not in removed}
        documents = {}
        for done, (name, digest) in enumerate(sources.items()):
            tell("文書を読んでいます", done, len(sources))
            documents[name] = read(archive.path(name, digest))
        info, built = _publish(repository, documents, sources, base_iri, {"removed": sorted(removed)}, tell)
    return IngestReport(
        documents=tuple(documents),
        read=(),
        skipped=(),
        revision=info,
        unchanged=before.id == info.id,
        projects=built.projects,
        conflicts=built.conflicts,
        removed=removed,
    )


def _publish(
    repository: Repository,
    documents: Mapping[str, Document],
    sources: Mapping[str, str],
    base_iri: str,
    change: Mapping[str, Sequence[str]],
    tell: Progress,
) -> tuple[RevisionInfo, Build]:
    """Build the graph of the documents and publish it with what curators stated so far.

    sources: the documents' digests by name; change: which of them were ``ingested`` or ``removed``.
    """
    built = build_graph(documents, base_iri, tell)
    info = repository.publish(
        chain(built.quads, repository.curated(base_iri)),
        built.units,
        description={
            "sources": json.dumps(sources, ensure_ascii=False, sort_keys=True),
            "base": base_iri,
            **{name: json.dumps(names, ensure_ascii=False) for name, names in change.items()},
        },
        validate=check_shapes,
        progress=tell,
    )
    return info, built


def _named(name: str, held: Mapping[str, str]) -> str:
    """Return the held document of a name, whichever way its marks are composed; raises UnknownDocument."""
    wanted = unicodedata.normalize("NFC", name)
    found = [each for each in held if each == name] or [
        each for each in held if unicodedata.normalize("NFC", each) == wanted
    ]
    if not found:
        raise UnknownDocument(name, sorted(held))
    return found[0]


def _published(repository: Repository) -> RevisionInfo | None:
    """Return the current revision; one whose files are damaged counts as none, so that ingesting again mends it."""
    try:
        return repository.current()
    except RevisionDamaged:
        return None


def check_shapes(graph: Graph) -> None:
    """Raise ValidationFailed where the default graph breaks the shapes."""
    violations = validate(graph)
    if violations:
        raise ValidationFailed([str(violation) for violation in violations])


def _read_all(
    files: Sequence[Path], max_bytes: int, tell: Progress
) -> tuple[list[tuple[Path, Document]], list[tuple[Path, IngestError]]]:
    found: list[tuple[Path, Document]] = []
    skipped: list[tuple[Path, IngestError]] = []
    for done, path in enumerate(files):
        tell("文書を読んでいます", done, len(files))
        try:
            found.append((path, read(path, limit=max_bytes)))
        except IngestError as error:
            skipped.append((path, error))
    return found, skipped
