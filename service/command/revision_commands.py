"""The commands about revisions (list, diff, rollback, gc, vectors), ``export``, ``backup`` and ``restore``."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.errors import BadRequest
from service.settings import Settings

if TYPE_CHECKING:
    from graph.revisions.repository import Repository

DONE = 0
_MEGABYTE = 1_000_000


def revisions(options: Namespace, settings: Settings) -> int:
    """Run the command that is named after ``revisions``."""
    known = {"list": _list, "diff": _diff, "rollback": _rollback, "gc": _gc, "vectors": _vectors}
    return known[options.action](options, _repository(settings))


def backup(options: Namespace, settings: Settings) -> int:
    """Write everything into one file."""
    from graph.revisions import backup as files
    from service.command.progress import shown

    target = Path(options.file)
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise BadRequest(f"「{target}」には書けません。今あるフォルダーの中のファイルの名前を指定してください。")
    with shown(quiet=options.json) as progress:
        made = files.backup(_repository(settings), target.absolute(), progress)
    if options.json:
        _print_json({"file": str(target), **_as_json(made)})
        return DONE
    print(f"{len(made.revisions)}件の版と{made.sources}件の原本を「{target}」に書きました", end="")
    print(f"（{made.bytes / _MEGABYTE:,.1f}MB、今の版 {made.current}）。")
    for key in made.skipped:
        print(f"壊れている版 {key} は入れていません。", file=sys.stderr)
    return DONE


def export(options: Namespace, settings: Settings) -> int:
    """Write all statements of a revision into one RDF file."""
    from service.exports.dataset_files import SOURCE, write

    repository, target = _repository(settings), Path(options.file)
    info = repository.find(options.revision)
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise BadRequest(f"「{target}」には書けません。今あるフォルダーの中のファイルの名前を指定してください。")
    try:
        made = write(repository.folder(info) / SOURCE, info.quads, target)
    except ValueError:
        raise BadRequest(
            f"「{target.name}」：名前の終わりを .nq・.ttl・.jsonld（か、それに .gz）にしてください。"
        ) from None
    if options.json:
        _print_json({"file": str(target), "revision": info.id, "bytes": made.bytes, "sha256": made.sha256})
    else:
        print(f"版 {info.id} を「{target}」に書きました（{made.bytes / _MEGABYTE:,.1f}MB）。")
    return DONE


def restore(options: Namespace, settings: Settings) -> int:
    """Bring back what a backup holds, all of it or nothing."""
    from graph.revisions import backup as files
    from service.command.progress import shown

    source = Path(options.file)
    if not source.is_file():
        raise BadRequest(f"{source}：ファイルがありません。パスを確かめてください。")
    with shown(quiet=options.json) as progress:
        found = files.restore(_repository(settings), source, progress)
    if options.json:
        _print_json(_as_json(found))
    else:
        print(f"{len(found.revisions)}件の版と{found.sources}件の原本を戻しました（今の版 {found.current}）。")
    return DONE


def _list(options: Namespace, repository: Repository) -> int:
    from service.revisions.history import shown

    current = repository.current()
    held = [shown(info, current.id if current else None) for info in repository.history()]
    if options.json:
        _print_json({"total": len(held), "items": held})
        return DONE
    for item in held:
        mark = "→" if item["current"] else "  "
        print(f"{mark} {item['id']}  {item['published'][:19]}  {item['triples']:>9,}  {item['change']}")
    if not held:
        print("版はまだありません。")
    return DONE


def _diff(options: Namespace, repository: Repository) -> int:
    from service.revisions.history import compare

    found = compare(repository, options.old, options.new)
    form = "json" if options.json else options.format
    if form == "patch":
        sys.stdout.buffer.write(found.patch())
    elif form == "nquads":
        sys.stdout.buffer.write(found.n_quads("added"))
    elif form == "json":
        _print_json(found.to_json())
    else:
        print(f"{found.old.id} → {found.new.id}", end="")
        print(f"（記述が{found.difference.added:,}件加わり、{found.difference.removed:,}件なくなりました）")
        for sentence in found.difference.sentences():
            print(f"  {sentence}")
    return DONE


def _rollback(options: Namespace, repository: Repository) -> int:
    from service.revisions.history import shown

    info = repository.rollback(options.revision)
    if options.json:
        _print_json(shown(info, info.id))
    else:
        print(f"版 {info.id}（{info.created[:19]}）を今の版にしました。新しい版も残っています。")
    return DONE


def _gc(options: Namespace, repository: Repository) -> int:
    from graph.revisions.housekeeping import collect
    from ingest.originals import Archive

    with repository.exclusive():  # nobody may take in a document between the two
        done = collect(repository, options.keep)
        digests = {digest for info in done.kept for digest in info.sources.values()}
        sources = Archive(repository.data_dir / "sources").keep_only(digests)
    if options.json:
        _print_json(
            {
                "kept": [info.id for info in done.kept],
                "revisions": list(done.revisions),
                "leftovers": list(done.leftovers),
                "sources": list(sources),
                "bytes": done.bytes,
            }
        )
        return DONE
    print(f"{len(done.revisions)}件の版と{len(sources)}件の原本を片付けました", end="")
    print(f"（{done.bytes / _MEGABYTE:,.1f}MB）。{len(done.kept)}件の版が残っています。")
    return DONE


def _vectors(options: Namespace, repository: Repository) -> int:
    from service.command.progress import shown

    revision = repository.open()
    with shown(quiet=options.json) as progress:
        repository.attach_vectors(revision, lambda done, total: progress("ベクトルを作っています", done, total))
    if options.json:
        _print_json({"revision": revision.id, "search": list(revision.searcher.parts)})
    else:
        print(f"版 {revision.id} のベクトルができています（{len(revision.searcher.units):,}件）。")
    return DONE


def _repository(settings: Settings) -> Repository:
    from service.current.configured_repository import repository

    return repository(settings)


def _as_json(made: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(made)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
