"""A plan in Japanese: what it means, the questions that ask for it, several answers as one."""

from service.answering.say.plans import phrase, question

__all__ = ["phrase", "question"]
