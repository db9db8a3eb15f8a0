"""What people and programs are shown of a revision: things, 事業, contradictions, ways, saved queries."""
