"""How well questions are answered: a file of questions with what is expected, asked and judged."""
