"""What the service writes down and counts."""
