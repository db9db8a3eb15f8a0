"""Scores the answers: our own questions about the samples; then, where the city's documents and a scorer lie beside the
repository, reads these, serves them, plays the scorer against the service, and asks again to see what thresholds do.

Run as ``make evaluate`` (arguments by hand: ``python scripts/evaluate.py --show 3``). Prints the tables of both.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
DATA = ROOT / ".data-evaluate"
SAMPLES_DATA = ROOT / ".data-evaluate-samples"
READY_SECONDS = 120
KEIKAKU = str(Path(sys.executable).with_name("keikaku"))


def main() -> int:
    """Return 0 where every run ended well."""
    parser = argparse.ArgumentParser(description="見本の質問と、あれば ../shared/eval の質問と事実で採点します。")
    parser.add_argument("--documents", type=Path, default=SHARED / "documents", help="文書のフォルダー")
    parser.add_argument("--eval", type=Path, default=SHARED / "eval", help="score.py と質問のあるフォルダー")
    parser.add_argument("--data", type=Path, default=DATA, help="データのフォルダー")
    parser.add_argument("--show", default="1", help="採点の詳しさ（score.py の --show）")
    options = parser.parse_args()
    print("▶ 見本の文書と質問（tests/data/questions.jsonl）", flush=True)
    own = _samples()
    scorer = options.eval / "score.py"
    if not scorer.is_file() or not options.documents.is_dir():
        print(f"▶ {scorer} と {options.documents} があれば、それでも採点します。")
        return own
    print(f"▶ {options.documents} と {options.eval}", flush=True)
    return max(own, _documents(options, scorer))


def _samples() -> int:
    """Ask our own questions; return the exit code."""
    _run("ingest", "--data", str(SAMPLES_DATA), str(ROOT / "samples"))
    questions = str(ROOT / "tests" / "data" / "questions.jsonl")
    return subprocess.run([KEIKAKU, "evaluate", "--data", str(SAMPLES_DATA), questions], check=False).returncode


def _documents(options: argparse.Namespace, scorer: Path) -> int:
    """Serve the documents and play the scorer; return the worst exit code."""
    _run("ingest", "--data", str(options.data), str(options.documents))
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    served = subprocess.Popen([KEIKAKU, "serve", "--data", str(options.data), "--port", str(port), "--no-ui"])
    try:
        _wait(base)
        score = [sys.executable, str(scorer), "--base", base]
        questions = sorted(str(path) for path in options.eval.glob("questions*.jsonl"))
        runs = (
            [*score, "--facts", str(options.eval / "facts"), "--partial", "--show", options.show],
            [*score, "--documents", str(options.documents), *questions, "--show", options.show],
            [KEIKAKU, "evaluate", "--base", base, "--documents", str(options.documents), *questions],
        )
        codes = [subprocess.run(run, check=False).returncode for run in runs]
    finally:
        served.terminate()
        served.wait(timeout=30)
    return max(codes)


def _run(*arguments: str) -> None:
    subprocess.run([KEIKAKU, *arguments], check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(base: str) -> None:
    """Return when the service is ready; raises TimeoutError where it does not become so."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise TimeoutError("サーバーの準備が終わりません。")


if __name__ == "__main__":
    raise SystemExit(main())
