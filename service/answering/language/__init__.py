"""Words and pieces of text, whatever they speak of: content words, likeness, misspelt words, and indexes of them."""
