"""A language model as one more reader of questions: it names plans by the numbers of marks, and never sees a fact."""

from service.model_reading.model_reader import ModelReader, model_reader

__all__ = ["ModelReader", "model_reader"]
