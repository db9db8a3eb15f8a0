"""One module a kind of fact; each turns a `Document` into facts with their spans."""
