"""How answers are said."""
