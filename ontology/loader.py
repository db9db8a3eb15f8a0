"""What the vocabulary's data files hold, read once: the one door through which the other packages come."""

from __future__ import annotations

from ontology.errors import DataFileError, OntologyError, ParameterError
from ontology.reference import reference_graph
from ontology.roles import ColumnRole, Roles, roles
from ontology.saved_queries import Parameter, SavedQuery, saved_queries
from ontology.thesaurus import Thesaurus, thesaurus
from ontology.validation import Violation, shapes_graph, validate

__all__ = [
    "ColumnRole",
    "DataFileError",
    "OntologyError",
    "Parameter",
    "ParameterError",
    "Roles",
    "SavedQuery",
    "Thesaurus",
    "Violation",
    "reference_graph",
    "roles",
    "saved_queries",
    "shapes_graph",
    "thesaurus",
    "validate",
]
