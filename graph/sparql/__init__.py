"""SPARQL text read by its tokens, guarded and rewritten; a revision's dataset, asked by it."""
