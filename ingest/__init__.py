"""Files to documents, documents to facts with their quotes, facts to entities, entities to a new revision."""
