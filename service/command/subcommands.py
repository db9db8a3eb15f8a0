"""What each ``keikaku`` command does. Heavy modules are imported where they are used: ``--help`` must be quick.

Every command returns its exit code: 0 done, 1 failed, 3 partly done (some files could not be read).
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.command.evaluation_command import evaluate as evaluate
from service.command.revision_commands import backup as backup
from service.command.revision_commands import export as export
from service.command.revision_commands import restore as restore
from service.command.revision_commands import revisions as revisions
from service.command.serving import serve as serve
from service.current.configured_repository import engines, model
from service.errors import BadRequest, Invalid, NoData
from service.settings import Settings

if TYPE_CHECKING:
    from graph.revisions.repository import OpenRevision
    from graph.workers.messages import Result
    from service.current.running_state import Current
    from service.views.saved_query_run import Table

DONE, FAILED, PARTLY = 0, 1, 3


def mcp(options: Namespace, settings: Settings) -> int:
    """Serve the tools for assistants on standard input and output, until the input ends."""
    from service.assistants.stdio_door import serve as run

    run(options.base)
    return DONE


def ingest(options: Namespace, settings: Settings) -> int:
    """Read files and folders and publish the next revision."""
    from ingest.pipeline import ingest as run
    from service.command.progress import shown

    with shown(quiet=options.json) as progress:
        report = run(
            [Path(path) for path in options.paths],
            data_dir=settings.data_dir,
            base_iri=settings.base_iri,
            embedding_model=model(settings),
            engines=engines(settings),
            max_bytes=settings.max_file_bytes,
            progress=progress,
        )
    skipped = [(str(path), message) for path, message in report.skipped]
    documents = [str(document) for document in report.read]
    for _, message in skipped:
        print(message, file=sys.stderr)
    if options.json:
        _print_json(
            {
                "documents": documents,
                "skipped": [{"file": path, "message": message} for path, message in skipped],
                "revision": report.revision.id,
                "unchanged": report.unchanged,
            }
        )
    elif documents:
        word = "前と同じ内容でした" if report.unchanged else "取り込みました"
        print(f"{len(documents)}件の文書を{word}（版 {report.revision.id}）。")
        if skipped:
            print(f"{len(skipped)}件は取り込めませんでした。")
    if skipped:
        return PARTLY if documents else FAILED
    return DONE


def remove(options: Namespace, settings: Settings) -> int:
    """Take documents out and publish the next revision."""
    from ingest.pipeline import remove as run
    from service.command.progress import shown

    with shown(quiet=options.json) as progress:
        report = run(
            options.names,
            data_dir=settings.data_dir,
            base_iri=settings.base_iri,
            embedding_model=model(settings),
            engines=engines(settings),
            progress=progress,
        )
    if options.json:
        _print_json(
            {"removed": list(report.removed), "documents": list(report.documents), "revision": report.revision.id}
        )
    else:
        print(f"{len(report.removed)}件の文書を取り除きました。残りは{len(report.documents)}件です", end="")
        print(f"（版 {report.revision.id}）。")
    return DONE


def ask(options: Namespace, settings: Settings) -> int:
    """Answer one question with its quotes."""
    answer = _opened(settings, quiet=options.json).answerer.ask(options.question, None)
    if options.json:
        _print_json(answer.to_json())
        return DONE
    print(answer.text)
    for item in answer.items:
        parts = (item.number, item.label, item.value, item.unit, item.year)
        print("  - " + " ".join(part for part in parts if part))
    for citation in answer.citations:
        print(f"\n［{citation.document} {citation.locator}］\n  {citation.quote}")
    return DONE


def search(options: Namespace, settings: Settings) -> int:
    """Find passages and things by words."""
    from service.api.search_routes import found

    limit = options.limit or settings.search_limit
    items = found(_opened(settings, quiet=options.json), options.words, options.kind, limit)
    if options.json:
        _print_json({"items": items})
        return DONE
    for item in items:
        cited = item["citation"]
        first = next(iter(cited["quote"].splitlines()), "")
        place = f"［{cited['document']} {cited['locator']}］"
        print(f"{item['score']:.3f} {item['type']} {item['label']}{place}{first[:60]}")
    if not items:
        print("見つかりませんでした。ほかの言葉でお試しください。")
    return DONE


def query(options: Namespace, settings: Settings) -> int:
    """Run a SPARQL file, or a saved query by its name."""
    from graph.sparql.media_types import SHORT_NAMES
    from ontology.saved_queries import saved_queries
    from service.sparql.query_request import QueryRequest, run
    from service.views.saved_query_run import Names, prepare, run_saved, saved_query

    revision = _revision(settings)
    given = _parameters(options.param)
    file = Path(options.file)
    if not file.exists() and options.file in saved_queries():
        store, saved = revision.dataset.store, saved_query(options.file)
        runs = prepare(saved, given, Names(store).find, revision.searcher.search)
        _show(run_saved(store, saved, runs), options.format)
        return DONE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadRequest(f"{file}：ファイルがありません。パスか、保存した問合せの名前を確かめてください。") from None
    except (OSError, UnicodeDecodeError):
        raise BadRequest(f"{file}：UTF-8の文字ファイルとして読めません。") from None
    if given:
        raise Invalid("--param は保存した問合せ（名前で指定）のときだけ使えます。")
    if options.format == "xlsx":
        raise Invalid("--format xlsx は保存した問合せ（名前で指定）のときだけ使えます。")
    accept = SHORT_NAMES.get(options.format)  # a table is drawn from JSON, or printed as Turtle
    result = run(revision.dataset.store, QueryRequest(text, accept=accept))
    if options.format == "table":
        _print_result(result)
    else:
        sys.stdout.buffer.write(result.body)
    return DONE


def validate(options: Namespace, settings: Settings) -> int:
    """Check the current revision against the shapes and the rules of evidence."""
    from service.revisions.revision_checks import check

    revision = _revision(settings)
    problems = check(revision)
    if options.json:
        _print_json({"revision": str(revision.info.id), "conforms": not problems, "problems": problems})
    elif problems:
        for problem in problems:
            print(problem, file=sys.stderr)
        print(f"{len(problems)}件の問題があります。", file=sys.stderr)
    else:
        print(f"版 {revision.info.id} に問題はありません。")
    return FAILED if problems else DONE


def status(options: Namespace, settings: Settings) -> int:
    """Say what the data folder holds."""
    from service.views.holdings import overview

    held = overview(_revision(settings))
    if options.json:
        _print_json(held)
        return DONE
    print(f"版：{held['revision']}")
    for name, count in held["counts"].items():
        print(f"{name}：{count:,}")
    for document in held["documents"]:
        print(f"文書：{document['name']}（{document['passages']:,}箇所）")
    return DONE


def _revision(settings: Settings) -> OpenRevision:
    from graph.revisions.repository import Repository

    repository = Repository(settings.data_dir)
    if repository.current() is None:
        raise NoData()
    return repository.open()


def _opened(settings: Settings, *, quiet: bool) -> Current:
    from service.command.progress import waiting
    from service.current.running_state import State

    state = State(settings)
    with waiting("準備しています", quiet=quiet):
        state.reload()
    return state.current()


def _parameters(pairs: list[str]) -> dict[str, str]:
    given = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise Invalid(f"--param は「名前=値」の形で指定してください（受け取ったもの：{pair}）。")
        given[name] = value
    return given


def _show(table: Table, form: str) -> None:
    if form == "json":
        _print_json(table.to_json())
    elif form == "csv":
        sys.stdout.buffer.write(table.to_csv(bom=True))
    elif form == "xlsx":
        sys.stdout.buffer.write(table.to_xlsx())
    elif form == "table":
        readable = table.readable()
        _draw(readable.columns, readable.rows)
    else:
        raise Invalid("保存した問合せの --format は table、json、csv、xlsx のどれかにしてください。")


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _print_result(result: Result) -> None:
    if not result.media_type.endswith("json"):
        sys.stdout.buffer.write(result.body)
        return
    found = json.loads(result.body)
    if "boolean" in found:
        print("はい" if found["boolean"] else "いいえ")
        return
    names = found["head"]["vars"]
    _draw(names, [[row.get(name, {}).get("value", "") for name in names] for row in found["results"]["bindings"]])


def _draw(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as Drawn

    table = Drawn(*columns)
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)
    print(f"{len(rows):,}行")
