"""For assistants of other makers: what the service answers, as tools of the Model Context Protocol."""
