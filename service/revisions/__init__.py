"""The history of the graph as people read it: what made a revision, what changed, what it keeps."""
