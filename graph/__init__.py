"""The RDF dataset and its revisions, the vector index and the text index: how things are stored and found."""
