"""The ``keikaku`` command: reads its arguments, and says every failure in one Japanese line on standard error.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done (some files could not be read).
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

USAGE = 2
KEPT = 10  # revisions that `revisions gc` leaves
_OS_REASONS = {
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EROFS: "書き込めない場所です",
    errno.ENOSPC: "空き容量がありません",
    errno.ENOTDIR: "フォルダーではありません",
    errno.EEXIST: "同じ名前のものがあります",
}
_EPILOG = "終了コード：0＝成功、1＝失敗、2＝引数の誤り、3＝一部のファイルだけ取り込めた"
# argparse's own complaints, which it has in English only.
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"\1 を指定してください"),
    (r"unrecognized arguments: (.+)", r"「\1」は使えません"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.+)\)", r"\1 に \2 は選べません（\3 から選んでください）"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 に値を指定してください"),
    (r"argument (\S+): invalid float value: (.+)", r"\1 は数で指定してください（受け取ったもの：\2）"),
    (r"argument (\S+): invalid int value: (.+)", r"\1 は整数で指定してください（受け取ったもの：\2）"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 に値は付けられません（受け取ったもの：\2）"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 は \2 のどれか分かりません"),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Japanese."""

    def __init__(self, **given: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Help, allow_abbrev=False, **given)
        self._positionals.title = "引数"
        self._optionals.title = "オプション"
        self.add_argument("-h", "--help", action="help", help="この説明を表示する")

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _COMPLAINTS:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, sentence, message)
                break
        self.exit(USAGE, f"{self.prog}：{message}。使い方は「{self.prog} --help」で見られます。\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    top = _Parser(prog="keikaku", description="計画の文書から知識グラフを作り、日本語で答える。", epilog=_EPILOG)
    commands = top.add_subparsers(title="コマンド", dest="command", metavar="コマンド", required=True)

    def command(name: str, text: str, *, data: bool = True, scripted: bool = True) -> _Parser:
        made: _Parser = commands.add_parser(name, help=text, description=text, epilog=_EPILOG)
        if data:
            made.add_argument("--data", metavar="フォルダー", help="データを置く場所（既定 KEIKAKU_DATA_DIR か .data）")
        if scripted:
            made.add_argument("--json", action="store_true", help="結果をJSONで出す（進み具合は出さない）")
        return made

    made = command("ingest", "文書を取り込んで、新しい版を公開する")
    made.add_argument("paths", nargs="+", metavar="PATH", help="ファイルかフォルダー")
    made = command("remove", "取り込んだ文書を取り除いて、新しい版を公開する")
    made.add_argument("names", nargs="+", metavar="文書の名前", help="keikaku status に出る名前（何件でも）")
    made = command("serve", "HTTPサービスと画面を始める", scripted=False)
    made.add_argument("--host", metavar="アドレス", help="待ち受けるアドレス（既定 127.0.0.1）")
    made.add_argument("--port", type=int, metavar="番号", help="待ち受けるポート（既定 8000、0なら空いている番号）")
    made.add_argument("--no-ui", action="store_true", help="画面なしでAPIだけを動かす")
    made.add_argument(
        "--scratch",
        action="store_true",
        help="文書のデータの代わりに、空のデータセットをメモリーに置く（止めると消える）",
    )
    made = command(
        "mcp", "動いているサービスを、アシスタントの道具（MCP）として標準入出力で使わせる", data=False, scripted=False
    )
    made.add_argument("--base", metavar="URL", default="http://127.0.0.1:8000", help="動いているサービスのアドレス")
    made = command("ask", "日本語の質問に、出典つきで答える")
    made.add_argument("question", metavar="質問")
    made = command("search", "言葉で探す")
    made.add_argument("words", metavar="言葉")
    made.add_argument("--kind", choices=["passage", "entity"], help="passage＝文書の箇所、entity＝事業・課など")
    made.add_argument("--limit", type=int, metavar="件数", help="返す件数")
    made = command("query", "SPARQLのファイルか、保存した問合せを実行する", scripted=False)
    made.add_argument("file", metavar="FILE.rq", help="SPARQLのファイル、または保存した問合せの名前")
    made.add_argument(
        "--param", action="append", default=[], metavar="名前=値", help="保存した問合せのパラメーター（何度でも）"
    )
    made.add_argument(
        "--format",
        default="table",
        choices=["table", "json", "csv", "tsv", "xml", "xlsx", "turtle", "nt", "rdfxml", "jsonld"],
        help="結果の形式（既定 table）",
    )
    made.add_argument("--json", dest="format", action="store_const", const="json", help="--format json と同じ")
    made = command("evaluate", "質問のファイルで、答えの正しさを測る")
    made.add_argument("files", nargs="+", metavar="FILE.jsonl", help="質問と期待する答え（1行に1問のJSON）")
    made.add_argument("--documents", metavar="フォルダー", help="引用を照らし合わせる文書（既定は取り込んだ原本）")
    where = made.add_mutually_exclusive_group()
    where.add_argument("--base", metavar="URL", help="動いているサービスに尋ねる（既定は手元のデータに直接）")
    where.add_argument(
        "--oracle",
        action="store_true",
        help="正しい読みが作られた割合と、答えが失われた段階も示す",
    )
    made.add_argument("--curve", metavar="FILE.csv", help="確信度のしきい値ごとの結果を書き出すファイル")
    made.add_argument("--min", type=float, default=0.0, metavar="割合", help="正答の割合がこれより低ければ終了コード1")
    command("validate", "今の版が形の決まり（SHACL）と出典の決まりを守っているか確かめる")
    command("status", "データのフォルダーに何があるかを示す")
    _revision_commands(command)
    return top


def _revision_commands(command: Callable[..., _Parser]) -> None:
    """Add the commands about revisions."""
    made = command("revisions", "版の一覧、違い、前の版に戻すこと、片付け", data=False, scripted=False)
    actions = made.add_subparsers(title="すること", dest="action", metavar="すること", required=True)

    def action(name: str, text: str) -> _Parser:
        found: _Parser = actions.add_parser(name, help=text, description=text, epilog=_EPILOG)
        found.add_argument("--data", metavar="フォルダー", help="データを置く場所（既定 KEIKAKU_DATA_DIR か .data）")
        found.add_argument("--json", action="store_true", help="結果をJSONで出す")
        return found

    action("list", "版を新しい順に示す")
    made = action("diff", "二つの版の違いを、事業・指標・課ごとに示す")
    made.add_argument("old", nargs="?", default="1", metavar="もとの版", help="idか、今から何版前か（既定 1）")
    made.add_argument("new", nargs="?", default="0", metavar="比べる版", help="idか、今から何版前か（既定 0＝今の版）")
    made.add_argument(
        "--format", default="text", choices=["text", "json", "patch", "nquads"], help="結果の形式（既定 text）"
    )
    made = action("rollback", "前の版を今の版にする（新しい版も残る）")
    made.add_argument("revision", metavar="版", help="idか、今から何版前か")
    made = action("gc", "古い版と、途中で終わった処理の残りを片付ける")
    made.add_argument(
        "--keep", type=int, default=KEPT, metavar="件数", help=f"残す版の数（既定 {KEPT}、今の版は必ず残る）"
    )
    action("vectors", "今の版のベクトルを、サービスを待たずにここで作る（時間のかかる埋め込みモデルのため）")
    made = command("export", "データの全部を、ほかで使えるRDFのファイルに書き出す")
    made.add_argument("file", metavar="FILE", help="書き出すファイル（.nq・.ttl・.jsonld、それぞれ .gz も）")
    made.add_argument("--revision", default="0", metavar="版", help="idか、今から何版前か（既定 0＝今の版）")
    made = command("backup", "版・原本・今の版の印を、一つのファイルに書き出す")
    made.add_argument("file", metavar="FILE", help="書き出すファイル")
    made = command("restore", "バックアップを戻す（確かめてから、全部か、何もしないか）")
    made.add_argument("file", metavar="FILE", help="バックアップのファイル")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = parser().parse_args(arguments)
    _be_offline()
    _one_thread_an_answer()
    from service.settings import load_settings

    try:
        settings = load_settings(
            data_dir=Path(data) if (data := getattr(options, "data", None)) else None,
            host=getattr(options, "host", None),
            port=getattr(options, "port", None),
        )
        return int(getattr(import_module("service.command.subcommands"), options.command)(options, settings))
    except KeyboardInterrupt:
        print("中止しました。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("KEIKAKU_DEBUG"):
            raise
        print(_line(error), file=sys.stderr)
        return 1


def _be_offline() -> None:
    """Keep the libraries from asking the network about models or sending counts home."""
    for name, value in {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        os.environ.setdefault(name, value)


def _one_thread_an_answer() -> None:
    """Keep the libraries from cutting a millisecond's arithmetic into threads: under load these wait for one another,
    and an answer takes twice as long. Several answers at once have a thread each. Before numpy is imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _line(error: Exception) -> str:
    """Return one line for people: an error of ours says itself, another is named."""
    package = type(error).__module__.partition(".")[0]
    text = " ".join(str(error).split())
    if package in {"service", "ingest", "graph", "ontology"} and text:
        return text
    if isinstance(error, OSError) and error.strerror:
        place = f"「{error.filename}」を" if error.filename else ""
        reason = _OS_REASONS.get(error.errno or 0, error.strerror)
        return f"{place}読み書きできません（{reason}）。場所と権限、空き容量を確かめてください。"
    return f"処理できませんでした（{type(error).__name__}：{text or '理由は不明です'}）。"


if __name__ == "__main__":
    sys.exit(main())
