"""The author's own lines with the place marked."""

from __future__ import annotations

from symkl.record import NamedTuple
from symkl.report import Diagnostic, DocumentFinding
from symkl.source import Source, Span


class Excerpt(NamedTuple):
    """One line of the source, cut to a window, and the marks that go under it."""

    number: int
    text: str
    marks: str


def source_of(diagnostic: Diagnostic, document: DocumentFinding) -> Source:
    """The file that the diagnostic points into."""
    texts = dict(document.companions)
    if diagnostic.path is None or diagnostic.path == document.path:
        return Source(document.path, document.text)
    return Source(diagnostic.path, texts.get(diagnostic.path, ""))


def excerpt(source: Source, span: Span, width: int, ascii_only: bool = False) -> Excerpt:
    """The line where the span starts, at most ``width`` columns of it around the place."""
    line, column = source.place(min(span.start, len(source.text)))
    text = source.line(line).replace("\t", " ")
    start = column - 1
    end = min(len(text), start + max(1, span.end - span.start))
    left = _window(start, end, len(text), width)
    shown = text[left : left + width]
    dots = "..." if ascii_only else "…"
    shown = dots + shown[len(dots) :] if left else shown
    if left + width < len(text):
        shown = shown[: -len(dots)] + dots
    marks = "^" * max(1, min(end, left + width) - max(start, left))
    return Excerpt(line, shown, " " * (max(start, left) - left) + marks)


def _window(start: int, end: int, length: int, width: int) -> int:
    """Where a window of this width starts that shows the place, and all of it where it fits."""
    if length <= width:
        return 0
    before = max(8, (width - (end - start)) // 2)
    return max(0, min(start - before, length - width))
