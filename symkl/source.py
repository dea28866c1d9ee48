"""The text that everything else points into: a source and half-open spans of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from symkl.record import NamedTuple


class Span(NamedTuple):
    """A half-open range ``start <= offset < end`` of code points of one source."""

    start: int
    end: int

    def join(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def shift(self, by: int) -> Span:
        """The same range, ``by`` code points further on."""
        return Span(self.start + by, self.end + by)


class Place(NamedTuple):
    """Line and column, both 1-based and counted in code points: only for people, at the edge."""

    line: int
    column: int


class Source:
    """A named text. Offsets count code points of ``text``; lines end at ``\\n``."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._known_starts: list[int] = []

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.text)} code points)"

    @property
    def _starts(self) -> list[int]:
        """Where the lines begin, looked for once."""
        if not self._known_starts:
            self._known_starts = [0, *_behind_line_ends(self.text)]
        return self._known_starts

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Path and text of each of several files that the text is put together from, in their order; none of a single one."""
        return ()

    def place(self, offset: int) -> Place:
        """The 1-based line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a 1-based line and column."""
        return self._starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end]

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]


def _behind_line_ends(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1)
