"""Which of many plans a question means: features of each, weights from one file, one score."""
