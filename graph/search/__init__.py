"""Search over one revision: by words, by what they mean, by vectors; and their fusion."""
