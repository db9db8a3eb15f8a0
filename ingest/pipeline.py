"""From paths to a published revision: collect, read, extract, resolve, state, validate, publish."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from graph.errors import RevisionDamaged, ValidationFailed
from graph.revision import Repository, RevisionInfo
from ingest.archive import Archive
from ingest.document import Document
from ingest.errors import IngestError, NothingToIngest
from ingest.files import collect
from ingest.graph_build import Progress, build_graph
from ingest.readers import read
from ontology.validation import validate


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. documents: names of all documents now in the graph; read: those of this call;
    skipped: path and the Japanese reason; unchanged: the same content was already published."""

    documents: tuple[str, ...]
    read: tuple[str, ...]
    skipped: tuple[tuple[Path, str], ...]
    revision: RevisionInfo
    unchanged: bool
    projects: int
    conflicts: int


def ingest(
    paths: Sequence[Path],
    *,
    data_dir: Path,
    base_iri: str,
    embedding_model: str | None = None,
    max_bytes: int = 50_000_000,
    progress: Progress | None = None,
) -> IngestReport:
    """Read files and folders and publish a revision with them and all documents ingested before.

    A file that cannot be read is skipped and reported. Raises the file's IngestError where it was the only one,
    NothingToIngest where no file was found or none could be read; then the graph stays as it was.
    """
    tell = progress or (lambda stage, done, total: None)
    repository = Repository(data_dir, embedding_model=embedding_model)
    archive = Archive(data_dir / "sources")
    files = collect(paths)
    new, skipped = _read_all(files, max_bytes, tell)
    if not new:
        raise (
            skipped[0][1]
            if len(skipped) == 1
            else NothingToIngest(paths[0], [(path, str(error)) for path, error in skipped])
        )
    before = _published(repository)
    kept = json.loads(before.description.get("sources", "{}")) if before else {}
    sources = {**kept, **{document.name: archive.keep(path, document.sha256) for path, document in new}}
    fresh = {document.name: document for _, document in new}
    documents = {name: fresh.get(name) or read(archive.path(name, digest)) for name, digest in sorted(sources.items())}
    built = build_graph(documents, base_iri, tell)
    info = repository.publish(
        built.quads,
        built.units,
        description={"sources": json.dumps(sources, ensure_ascii=False, sort_keys=True), "base": base_iri},
        validate=_check,
        progress=tell,
    )
    return IngestReport(
        documents=tuple(documents),
        read=tuple(fresh),
        skipped=tuple((path, str(error)) for path, error in skipped),
        revision=info,
        unchanged=before is not None and before.id == info.id,
        projects=built.projects,
        conflicts=built.conflicts,
    )


def _published(repository: Repository) -> RevisionInfo | None:
    """Return the current revision; one whose files are damaged counts as none, so that ingesting again mends it."""
    try:
        return repository.current()
    except RevisionDamaged:
        return None


def _check(graph: Graph) -> None:
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
