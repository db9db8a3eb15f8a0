"""A national graph to measure on: the plans of N invented municipalities, about 4,000 stated triples each.

    python benchmarks/national.py N [--seed 1] [--out FOLDER] [--no-vectors] [--no-validation]

With ``--out`` a data folder is published that ``keikaku serve --data FOLDER`` serves; without, the sizes are printed.
The same N and seed give the same graph on every machine, and the first M municipalities of N are those of M.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import Graph

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from city import City, city  # noqa: E402

from graph.errors import ValidationFailed  # noqa: E402
from graph.revisions.repository import Repository, RevisionInfo  # noqa: E402
from graph.search.search_unit import SearchUnit  # noqa: E402
from ingest.graph_build import known_laws  # noqa: E402
from ontology.loader import reference_graph  # noqa: E402
from ontology.validation import validate  # noqa: E402

BASE = "http://127.0.0.1:8000/id/"
SEED = 1


def cities(n: int, seed: int = SEED, base_iri: str = BASE) -> Iterator[City]:
    """Yield the municipalities one by one, so that a thousand need no memory together."""
    laws = _laws(base_iri)
    return (city(index, seed, base_iri, laws) for index in range(n))


def cities_at(indexes: Iterable[int], seed: int = SEED, base_iri: str = BASE) -> list[City]:
    """Return some municipalities alone, as they are in every graph that has them."""
    return [city(index, seed, base_iri, _laws(base_iri)) for index in indexes]


def quads(n: int, seed: int = SEED, base_iri: str = BASE) -> Iterator[Quad]:
    """Yield the stated quads: reference data, then each municipality's passages, document and derived graphs."""
    yield from reference_quads(base_iri)
    for one in cities(n, seed, base_iri):
        yield from one.quads


def units(n: int, seed: int = SEED, base_iri: str = BASE) -> Iterator[SearchUnit]:
    """Yield the search units, each thing once."""
    seen: set[str] = set()
    for one in cities(n, seed, base_iri):
        for unit in one.units:
            if unit.iri not in seen:
                seen.add(unit.iri)
                yield unit


def reference_quads(base_iri: str = BASE) -> list[Quad]:
    """Return the reference data as each revision holds it."""
    name = NamedNode(f"{base_iri}graph/reference")
    lines = sorted(reference_graph(base_iri).serialize(format="nt", encoding="utf-8").splitlines(keepends=True))
    return [
        Quad(quad.subject, quad.predicate, quad.object, name) for quad in parse(b"".join(lines), RdfFormat.N_TRIPLES)
    ]


def publish(
    n: int, folder: Path, *, seed: int = SEED, base_iri: str = BASE, vectors: bool = True, validated: bool = True
) -> RevisionInfo:
    """Publish a data folder with the graph of n municipalities and return the revision."""
    print(f"{n} 自治体の計画をつくっています", file=sys.stderr)
    stated, found = list(quads(n, seed, base_iri)), list(units(n, seed, base_iri))
    started = time.perf_counter()

    def tell(stage: str, _done: int, _of: int) -> None:
        print(f"{time.perf_counter() - started:8.1f} s  {stage}", file=sys.stderr)

    return Repository(folder, vectors=vectors).publish(
        stated,
        found,
        description={"base": base_iri, "sources": "{}"},
        validate=_check if validated else None,
        progress=tell,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="invented plans of N municipalities")
    parser.add_argument("n", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--base", default=BASE)
    parser.add_argument("--out", type=Path, help="publish a data folder here")
    parser.add_argument("--no-vectors", action="store_true")
    parser.add_argument("--no-validation", action="store_true")
    options = parser.parse_args(arguments)
    if options.out is None:
        stated = len(set(quads(options.n, options.seed, options.base)))
        print(f"自治体 {options.n:,} / 述べられた三つ組 {stated:,} / 検索の単位 ", end="")
        print(f"{sum(1 for _ in units(options.n, options.seed, options.base)):,}")
        return 0
    info = publish(
        options.n,
        options.out,
        seed=options.seed,
        base_iri=options.base,
        vectors=not options.no_vectors,
        validated=not options.no_validation,
    )
    print(f"版 {info.id} / 述べられた三つ組 {info.quads:,} / 異なる三つ組 {info.triples:,} / 検索の単位 {info.units:,}")
    return 0


def _check(graph: Graph) -> None:
    if violations := validate(graph):
        raise ValidationFailed([str(violation) for violation in violations[:20]])


@cache
def _laws(base_iri: str) -> Sequence[tuple[str, str]]:
    return sorted((law.iri, law.label) for law in known_laws(reference_graph(base_iri)).values())


if __name__ == "__main__":
    sys.exit(main())
