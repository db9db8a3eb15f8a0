"""Answering questions, and the HTTP face: SPARQL, REST, linked data, command line."""
