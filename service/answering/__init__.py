"""A Japanese question to an exact, quoted answer: link, interpret, plan, run, explain."""
