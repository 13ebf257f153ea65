"""Understanding a line that somebody typed: words, and conditions with typed values."""

from portal.search.understanding.line import Condition, Understood, understand

__all__ = ["Condition", "Understood", "understand"]
