"""Errors of the vocabulary's data files, each with one Japanese line that says what to mend.

OntologyError
├── DataFileError      a data file is missing, misspelt or says the same word twice
└── ParameterError     a saved query was given a parameter that does not fit
"""

from __future__ import annotations


class OntologyError(Exception):
    """The vocabulary or its data files cannot be used."""


class DataFileError(OntologyError):
    """A data file that people edit does not read; the message names the file and what to do."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"ontology/{file}：{problem}")
        self.file = file
        self.problem = problem


class ParameterError(OntologyError):
    """A saved query's parameter is missing, unknown or of the wrong type."""
