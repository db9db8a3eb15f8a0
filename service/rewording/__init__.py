"""An answer's sentence in a language model's words, where an endpoint is set and every sentence traces to a source."""

from service.rewording.answer_rewording import Reworder, reworder

__all__ = ["Reworder", "reworder"]
