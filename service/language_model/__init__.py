"""Calls of a language model, where a city has one: bounded in time and size, few at once, paused where they fail."""
