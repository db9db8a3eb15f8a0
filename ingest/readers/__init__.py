"""Readers: one module a format; `read` turns a file into a `Document`."""

from ingest.readers.file_reading import read

__all__ = ["read"]
