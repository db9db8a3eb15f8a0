"""No update reads from another place, however it is written."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.errors import QueryRefused
from graph.sparql.guard import check_update

REACHING = [
    "LOAD <http://127.0.0.1:1/x>",
    "load silent <file:///etc/passwd> INTO GRAPH <x:g>",
    "CLEAR ALL;LOADSILENT<http://127.0.0.1:1/x>",
    "PREFIX e: <http://127.0.0.1:1/> LOADe:x",
    "PREFIX : <http://127.0.0.1:1/> LOAD:x",
    "BASE <http://127.0.0.1:1/>LOAD<x>",
    "# a comment\nLOAD <http://127.0.0.1:1/x>",
    "INSERT DATA { <x:s> <x:p> '''#''' } ; LOAD <http://127.0.0.1:1/x>",
    "INSERT DATA { <x:s> <x:p> <x:\\u0041#> } ; LOAD <http://127.0.0.1:1/x>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "DELETE WHERE { ?s ?p ?o } ; INSERT { ?s ?p ?o } WHERE { service?s { ?s ?p ?o } }",
]
STAYING = [
    "INSERT DATA { <x:load> <x:p> 'LOAD <x:y> SERVICE' } # LOAD",
    "PREFIX e: <x:load#> INSERT DATA { e:load e:service 'a' }",
    "DELETE WHERE { ?load ?p $SERVICE }",
    f"INSERT DATA {{ {' '.join(f'<x:s> <x:p> {number}.5e0 , <x:load> .' for number in range(-3000, 3000))} }}",
]


@pytest.mark.parametrize("update", REACHING)
def test_refused(update: str) -> None:
    with pytest.raises(QueryRefused, match="使えません"):
        check_update(update)


@pytest.mark.parametrize("update", STAYING, ids=range(len(STAYING)))
def test_passed_and_understood_by_the_engine(update: str) -> None:
    check_update(update)
    ox.Store().update(update)
