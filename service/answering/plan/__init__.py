"""The algebra: sets of things and the conditions that make them, each compiling to SPARQL."""
