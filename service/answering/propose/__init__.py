"""From what a question says to the plans that it may mean, generously: by type, over short paths of the schema."""
