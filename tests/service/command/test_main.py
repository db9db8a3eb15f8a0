"""The `keikaku` command as people and scripts run it.

In a process of its own where that decides (how soon it helps, what the libraries print while they load); else in this
one, which has loaded them: each process would load the embedding model anew.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import socket
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from service.command.main import main
from tests import small_graph
from tests.conftest import ROOT, environment

COMMANDS = ["ingest", "remove", "serve", "ask", "search", "query", "validate", "status"]


def process(*arguments: str, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; return its exit code and output."""
    command = [sys.executable, "-m", "service.command.main", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment(data, **settings), cwd=ROOT, check=False
    )


def keikaku(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, with no settings but the folder; return its exit code and output."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    logged = logging.StreamHandler(err)  # where nobody has set up logging, Python prints warnings there
    logged.setLevel(logging.WARNING)
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        for name in [name for name in os.environ if name.startswith("KEIKAKU_")]:
            patched.delenv(name)
        patched.setenv("KEIKAKU_DATA_DIR", str(data))
        logging.getLogger().addHandler(logged)
        try:
            code: object = main(arguments)
        except SystemExit as ended:
            code = ended.code
        finally:
            logging.getLogger().removeHandler(logged)
    for text in (out, err):
        text.seek(0)
    assert isinstance(code, int)
    return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


@pytest.mark.alone
def test_help_is_japanese_and_quick(tmp_path: Path) -> None:
    started = time.monotonic()
    done = process("--help", data=tmp_path)
    assert time.monotonic() - started <= 1
    assert done.returncode == 0
    assert "使い方" in done.stdout and "終了コード" in done.stdout
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(command: str, tmp_path: Path) -> None:
    done = process(command, "--help", data=tmp_path)
    assert done.returncode == 0
    words = [line.split()[-1] for line in done.stdout.splitlines() if line.startswith("  -")]
    assert words and "usage" not in done.stdout and "positional" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "コマンド を指定してください"),
        (["fly"], "選べません"),
        (["ask"], "質問 を指定してください"),
        (["search", "x", "--limit", "many"], "整数"),
        (["search", "x", "--kind"], "値を指定してください"),
        (["query", "x", "--format", "pdf"], "選べません"),
        (["status", "--colour"], "「--colour」は使えません"),
    ],
)
def test_wrong_usage_is_one_japanese_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = process(*arguments, data=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [["ask", "x"], ["search", "x"], ["validate"], ["status"], ["query", "conflicts"], ["remove", "x"]],
)
def test_without_data_one_line_says_what_to_do(arguments: list[str], tmp_path: Path) -> None:
    done = keikaku(*arguments, data=tmp_path / "none")
    assert done.returncode == 1
    assert "keikaku ingest" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_bad_setting_is_one_line(tmp_path: Path) -> None:
    done = process("status", data=tmp_path, port="http")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "KEIKAKU_PORT" in done.stderr


def test_ask(small_data: Path) -> None:
    done = process("ask", "市民課が担当する事業は？", "--json", data=small_data)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert {item["label"] for item in answer["items"]} == {"窓口のオンライン申請", "紙の窓口申請"}


def test_search(small_data: Path) -> None:
    done = keikaku("search", "避難", "--kind", "entity", "--limit", "1", data=small_data)
    assert done.returncode == 0, done.stderr
    assert "避難の手助け" in done.stdout
    assert f"［{small_graph.DOCUMENT} 5行目］" in done.stdout


def test_status_and_validate(small_data: Path) -> None:
    held = json.loads(keikaku("status", "--json", data=small_data).stdout)
    assert held["counts"]["事業"] == 5
    assert held["documents"][0]["name"] == small_graph.DOCUMENT
    checked = keikaku("validate", "--data", str(small_data), data=small_data / "elsewhere")
    assert checked.returncode == 0, checked.stderr
    assert "問題はありません" in checked.stdout


def test_query_file_in_every_format(small_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_text("SELECT ?名 WHERE { ?p a kk:Project ; skos:prefLabel ?名 } ORDER BY ?名", encoding="utf-8")
    table = keikaku("query", str(file), data=small_data)
    assert "窓口のオンライン申請" in table.stdout and "5行" in table.stdout
    rows = json.loads(keikaku("query", str(file), "--json", data=small_data).stdout)["results"]["bindings"]
    assert len(rows) == 5
    as_csv = keikaku("query", str(file), "--format", "csv", data=small_data).stdout
    assert len(list(csv.reader(io.StringIO(as_csv)))) == 6
    ask = tmp_path / "ask.rq"
    ask.write_text("ASK { ?p a kk:Plan }", encoding="utf-8")
    assert keikaku("query", str(ask), data=small_data).stdout == "はい\n"
    build = tmp_path / "build.rq"
    build.write_text(f"DESCRIBE <{small_graph.P1}>", encoding="utf-8")
    assert "窓口のオンライン申請" in keikaku("query", str(build), "--format", "turtle", data=small_data).stdout


def test_saved_query_by_name(small_data: Path) -> None:
    done = keikaku("query", "unit-projects", "--param", "unit=市民課", "--json", data=small_data)
    assert {row["事業"] for row in json.loads(done.stdout)["rows"]} == {"窓口のオンライン申請", "紙の窓口申請"}
    as_csv = keikaku("query", "unit-projects", "--param", "unit=市民課", "--format", "csv", data=small_data).stdout
    assert as_csv.startswith("\ufeff") and "unit" not in as_csv.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "/no/such.rq"], "ファイルがありません"),
        (["query", "unit-projects", "--param", "colour=red"], "colour"),
        (["query", "unit-projects", "--param", "unit"], "名前=値"),
        (["query", "unit-projects", "--format", "xml"], "table、json、csv、xlsx"),
    ],
)
def test_queries_that_cannot_run(small_data: Path, arguments: list[str], words: str) -> None:
    done = keikaku(*arguments, data=small_data)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("SELEC", "SPARQLとして読めません"), ("SELECT * { SERVICE <http://a/> {} }", "SERVICE")],
)
def test_files_that_are_refused(small_data: Path, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "bad.rq"
    file.write_text(text, encoding="utf-8")
    done = keikaku("query", str(file), data=small_data)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert words in done.stderr


PLAN = """# 海辺市デジタル計画

計画期間は令和8年度から令和12年度までです。

| 番号 | 事業名 | 主管課 | 区分 |
|---|---|---|---|
| 1-1 | 窓口の予約 | 市民課 | 新規 |
| 1-2 | 地図の公開 | 都市整備課 | 継続 |
"""


def test_ingest_changes_nothing_the_second_time(tmp_path: Path) -> None:
    (tmp_path / "計画.md").write_text(PLAN, encoding="utf-8")
    first = process("ingest", str(tmp_path / "計画.md"), "--json", data=tmp_path / "data")
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    assert report["documents"] == ["計画.md"] and not report["unchanged"] and report["skipped"] == []
    second = json.loads(process("ingest", str(tmp_path / "計画.md"), "--json", data=tmp_path / "data").stdout)
    assert second["unchanged"] and second["revision"] == report["revision"]


def test_a_folder_of_ten_files_with_one_bad_one_ingests_nine_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(9):
        (folder / f"計画{number}.md").write_text(PLAN.replace("海辺市", f"海辺{number}市"), encoding="utf-8")
    (folder / "壊れた.txt").write_bytes(bytes(range(256)) * 40)
    done = keikaku("ingest", str(folder), data=tmp_path / "data")
    assert done.returncode == 3, done.stderr
    assert "9件の文書を取り込みました" in done.stdout and "1件は取り込めませんでした" in done.stdout
    assert "壊れた.txt" in done.stderr and len(done.stderr.splitlines()) == 1
    again = keikaku("ingest", str(folder), "--json", data=tmp_path / "data")
    assert again.returncode == 3, again.stderr
    report = json.loads(again.stdout)
    assert len(report["documents"]) == 9 and report["unchanged"]
    assert [Path(entry["file"]).name for entry in report["skipped"]] == ["壊れた.txt"]


def test_a_file_over_the_limit_is_one_line_and_is_not_read(tmp_path: Path) -> None:
    big = tmp_path / "大きい.txt"
    with big.open("wb") as out:
        out.truncate(200_000_000)
    done = keikaku("ingest", str(big), data=tmp_path / "data")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "大きい.txt" in done.stderr and "200 MB" in done.stderr and "分けるか" in done.stderr
    assert not (tmp_path / "data" / "CURRENT").exists()


def test_remove(tmp_path: Path) -> None:
    for name in ("甲.md", "乙.md"):
        (tmp_path / name).write_text(PLAN.replace("海辺市", f"{name[0]}市"), encoding="utf-8")
    data = tmp_path / "data"
    assert keikaku("ingest", str(tmp_path / "甲.md"), str(tmp_path / "乙.md"), data=data).returncode == 0
    unknown = keikaku("remove", "丙.md", data=data)
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1), unknown.stderr
    assert "丙.md" in unknown.stderr and "甲.md" in unknown.stderr
    done = keikaku("remove", "乙.md", data=data)
    assert done.returncode == 0, done.stderr
    assert "1件の文書を取り除きました" in done.stdout
    held = json.loads(keikaku("status", "--json", data=data).stdout)
    assert [document["name"] for document in held["documents"]] == ["甲.md"]
    last = keikaku("remove", "甲.md", "--json", data=data)
    assert json.loads(last.stdout)["documents"] == [] and last.returncode == 0


def test_bad_input_leaves_the_graph_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "計画.md").write_text(PLAN, encoding="utf-8")
    keikaku("ingest", str(tmp_path / "計画.md"), data=tmp_path / "data")
    before = keikaku("status", "--json", data=tmp_path / "data").stdout
    (tmp_path / "空.txt").write_bytes(b"")
    for path in (tmp_path / "空.txt", tmp_path / "ない.md"):
        done = keikaku("ingest", str(path), data=tmp_path / "data")
        assert done.returncode == 1
        assert path.name in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
    assert keikaku("status", "--json", data=tmp_path / "data").stdout == before


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = process("serve", "--no-ui", "--port", str(taken.getsockname()[1]), data=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "すでに使われています" in done.stderr
    nowhere = process("serve", "--no-ui", "--host", "no.such.host.invalid", data=tmp_path)
    assert (nowhere.returncode, len(nowhere.stderr.splitlines())) == (1, 1), nowhere.stderr


def test_a_data_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "計画.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "data").write_text("", encoding="utf-8")
    done = keikaku("ingest", str(tmp_path / "計画.md"), data=tmp_path / "data")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "data" in done.stderr and "確かめてください" in done.stderr
