"""Printed text into blocks: which lines are one, and which are headings, lists, tables, footnotes."""
