"""Why reading stopped."""

from __future__ import annotations

from symkl.source import Span


class Unreadable(Exception):
    """A code, a message, a place, and the one next action. Caught where a side is read, and only there."""

    def __init__(self, code: str, message: str, span: Span, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.span = span
        self.suggestion = suggestion
