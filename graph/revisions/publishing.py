"""How a revision comes to be: all of it beside the others under a name that nobody reads, then its own name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rdflib import Graph

from graph import durable_files, statement_lines
from graph.errors import RevisionDamaged
from graph.revisions import manifest, revision_folder
from graph.revisions.manifest import RevisionInfo
from graph.revisions.revision_folder import Clock
from graph.search.search_unit import SearchUnit
from graph.search.vector_cache import SemanticCache

Progress = Callable[[str, int, int], None]  # stage in Japanese, done, of
Validate = Callable[[Graph], None]
BESIDE = ".building-"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Writes revisions into a folder. Everything here happens under the repository's lock.

    model: the name of the embedding model; semantic: the vectors, None where there are none; rocksdb_from: quads, the
    default graph's among them, from which a revision has a store on the disk.
    """

    revisions: Path
    model: str
    semantic: SemanticCache | None
    rocksdb_from: int

    @contextmanager
    def beside(self) -> Iterator[Path]:
        """Give a folder that nobody reads; what a publish that was cut off left is deleted first."""
        self.revisions.mkdir(parents=True, exist_ok=True)
        for left in self.revisions.glob(f"{BESIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        partial = self.revisions / f"{BESIDE}{os.getpid()}"
        partial.mkdir()
        try:
            yield partial
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def publish(
        self,
        partial: Path,
        lines: Iterable[bytes],
        units: Sequence[SearchUnit],
        description: Mapping[str, str],
        validate: Validate | None,
        progress: Progress | None,
    ) -> str:
        """Write a whole revision beside the others and give it its name, which is returned; the pointer is not moved.

        lines: its statements in named graphs. What is there already is not written again.
        """
        tell = progress or (lambda stage, done, total: None)
        clock = Clock()
        tell("グラフを書いています", 0, 1)
        with clock.stage("rdf"):
            written = statement_lines.write(lines, partial)
            key = revision_folder.content_id(written, units, self.model)
        if self.is_whole(key):
            return key
        if validate:
            tell("グラフを確かめています", 0, 1)
            with clock.stage("validation"):
                validate(revision_folder.default_graph(partial, written.quads))
        index = revision_folder.index_id(units)
        self._write_index(partial, index, units, clock, tell)
        on_disk = written.quads + written.triples >= self.rocksdb_from
        if on_disk:
            with clock.stage("store"):
                revision_folder.write_store(partial)
        tell("版を切り替えています", 0, 1)
        with clock.stage("switch"):
            files = durable_files.checksums(
                partial, {statement_lines.FILE: written.digest}, without=revision_folder.STORE
            )
            durable_files.sync_tree(partial)
        info = RevisionInfo(
            id=key,
            created=datetime.now(UTC).isoformat(timespec="microseconds"),
            quads=written.quads,
            triples=written.triples,
            units=len(units),
            model=self.model,
            description=dict(description),
            files=files,
            sizes=revision_folder.sizes(partial, files),
            index=index,
            store=on_disk,
            timings=clock.seconds,
        )
        manifest.write(info, partial)
        shutil.rmtree(self.revisions / key, ignore_errors=True)
        partial.rename(self.revisions / key)
        durable_files.sync_folder(self.revisions)
        return key

    def is_whole(self, key: str) -> bool:
        """Return whether a revision's folder is there with all that was written into it."""
        try:
            return not durable_files.damaged(self.revisions / key, manifest.read(self.revisions, key).files)
        except (OSError, RevisionDamaged):
            return False

    def _write_index(
        self, partial: Path, index: str, units: Sequence[SearchUnit], clock: Clock, tell: Progress
    ) -> None:
        """Write units and text index into a folder, and the vectors beside: none anew where the texts are the same."""
        kept = manifest.kept(self.revisions)
        donor = next((info.id for info in kept if info.index == index and self.is_whole(info.id)), None)
        tell("検索の索引を作っています", 0, 1)
        with clock.stage("text"):
            revision_folder.write_units(units, partial)
            text = revision_folder.text_index(units, partial, self.revisions / donor if donor else None)
        if self.semantic is not None:
            tell("ベクトルを作っています", 0, 1)
            with clock.stage("vectors"):
                texts = [unit.text for unit in units]
                self.semantic.build(index, texts, text, {info.index for info in kept})
