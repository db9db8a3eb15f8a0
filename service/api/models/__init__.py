"""The shapes of the HTTP contract, as the OpenAPI description shows them."""

from service.api.models.answers import (
    AnswerModel,
    Citation,
    Contact,
    Item,
    Question,
    SearchItem,
    SearchResult,
    SourceCitation,
)
from service.api.models.base import Health, Model, Problem
from service.api.models.holdings import (
    DocumentList,
    DocumentModel,
    JobModel,
    Parameter,
    RevisionList,
    RevisionModel,
    SavedQueryList,
    SavedQueryModel,
    Table,
)
from service.api.models.projects import ConflictList, ConflictModel, IndicatorModel, ProjectList, ProjectModel, Reading
from service.api.models.things import Edge, EntityModel, Kind, Link, Neighbourhood, Node, PathResult, Property

__all__ = [
    "AnswerModel",
    "Citation",
    "ConflictList",
    "ConflictModel",
    "Contact",
    "DocumentList",
    "DocumentModel",
    "Edge",
    "EntityModel",
    "Health",
    "IndicatorModel",
    "Item",
    "JobModel",
    "Kind",
    "Link",
    "Model",
    "Neighbourhood",
    "Node",
    "Parameter",
    "PathResult",
    "Problem",
    "ProjectList",
    "ProjectModel",
    "Property",
    "Question",
    "Reading",
    "RevisionList",
    "RevisionModel",
    "SavedQueryList",
    "SavedQueryModel",
    "SearchItem",
    "SearchResult",
    "SourceCitation",
    "Table",
]
