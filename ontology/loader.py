"""What the vocabulary's data files hold, read once: the one door through which the other packages come."""

from __future__ import annotations

from ontology.roles import ColumnRole, Roles, roles

__all__ = ["ColumnRole", "Roles", "roles"]
