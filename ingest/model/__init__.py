"""The plain data between the steps: documents, facts, entities, and how things are named."""
