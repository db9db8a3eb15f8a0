"""A question read once: everything that it says, as marks with their places."""
