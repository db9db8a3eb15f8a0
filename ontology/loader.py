"""What the vocabulary's data files hold, read once: the one door through which the other packages come."""

from __future__ import annotations

from ontology.errors import DataFileError, OntologyError, ParameterError
from ontology.reference import reference_graph
from ontology.roles import ColumnRole, Roles, roles
from ontology.thesaurus import Thesaurus, thesaurus

__all__ = [
    "ColumnRole",
    "DataFileError",
    "OntologyError",
    "ParameterError",
    "Roles",
    "Thesaurus",
    "reference_graph",
    "roles",
    "thesaurus",
]
