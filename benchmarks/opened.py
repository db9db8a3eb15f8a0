"""A data folder's current revision as the service opens it: with the thesaurus and the vectors, in this process.

Imported before anything of the project, it also makes the project importable and keeps the libraries to one thread.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # as `keikaku` does, before numpy is imported

if TYPE_CHECKING:
    from graph.revisions.repository import OpenRevision


def opened(data: Path) -> OpenRevision:
    """Return the current revision; raises NoRevision where nothing was published."""
    from graph.revisions.repository import Repository
    from ontology.thesaurus import thesaurus

    repository = Repository(data)
    revision = repository.open(thesaurus=thesaurus())
    repository.attach_vectors(revision)
    return revision
