"""Whole revisions and tables as files for others: N-Quads, Turtle, DCAT, CSV, Excel."""
