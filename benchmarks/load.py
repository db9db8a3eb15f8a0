"""Load on a server: `wrk` with a number of connections, and what it counted."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).with_name("wrk.lua")
JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"


class LoadError(Exception):
    """wrk could not run."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run counted. rate: requests a second that were answered with a result; p50, p95: milliseconds;
    requests: how many were sent; failed: how many of them had no answer or an error's status."""

    rate: float
    p50: float
    p95: float
    requests: int
    failed: int


def run(
    url: str,
    targets: Sequence[str],
    folder: Path,
    *,
    accept: str,
    seconds: int,
    connections: int,
    first: int,
    step: int,
) -> Load:
    """Send targets (request targets up to a LIMIT's number) for some seconds; raises LoadError.

    first, step: the number of the first LIMIT and what is added for each further one; 0 repeats the requests.
    """
    file = folder / "targets.txt"
    file.write_text("\n".join(targets), encoding="ascii")
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "60s", "-s", str(_SCRIPT)]
    given = [url, "--", str(file), accept, str(first), str(step)]
    done = subprocess.run([*command, *given], capture_output=True, text=True, check=False)
    found = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if done.returncode != 0 or not found:
        raise LoadError(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
    requests, micros, errors, p50, p95 = (float(part) for part in found[0])
    return Load((requests - errors) / (micros / 1e6), p50 / 1e3, p95 / 1e3, int(requests), int(errors))
