"""Writes today's answers into the first page: every ``keikaku ask`` block of README.md is asked again on the samples.

Run as ``make readme`` after the wording of answers has changed; a test compares the page with the real answers.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "README.md"
KEIKAKU = str(Path(sys.executable).with_name("keikaku"))
BLOCK = re.compile(r'(```console\n\$ \.venv/bin/keikaku ask "(.+?)"\n).+?(\n```)', re.S)


def main() -> None:
    """Ask every question of the page again and put the answers in their places."""
    with tempfile.TemporaryDirectory() as data:
        subprocess.run([KEIKAKU, "ingest", "--data", data, str(ROOT / "samples")], check=True)

        def asked(block: re.Match[str]) -> str:
            done = subprocess.run(
                [KEIKAKU, "ask", block[2], "--data", data], check=True, stdout=subprocess.PIPE, text=True
            )
            return block[1] + "\n".join(line.rstrip() for line in done.stdout.strip().splitlines()) + block[3]

        PAGE.write_text(BLOCK.sub(asked, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
