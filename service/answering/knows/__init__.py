"""What one revision knows beyond its entities: read once, and kept with the revision."""
