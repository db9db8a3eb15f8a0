"""What the documents say in their own words, and where they say it: passages, quotes, citations."""
