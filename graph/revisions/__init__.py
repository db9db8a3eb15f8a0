"""Revisions of the dataset: written beside one another, published, compared, corrected, backed up."""
