"""What was said before: the topic of each conversation, and what a question that goes on from it may mean."""
