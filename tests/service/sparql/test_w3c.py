"""The W3C's cases for the SPARQL 1.1 Protocol, the Graph Store Protocol and the Service Description: all of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT, TOKEN, Server

SUITE = ROOT.parent / "shared" / "w3c" / "run.py"


@pytest.mark.skipif(not SUITE.is_file(), reason="the W3C's manifests are not beside this checkout")
def test_every_case_passes(scratch: Server) -> None:
    port = scratch.base.rpartition(":")[2]
    command = [sys.executable, str(SUITE), "--port", port, "--token", TOKEN]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.endswith("in all 50/50\n"), done.stdout + done.stderr
    assert done.returncode == 0
