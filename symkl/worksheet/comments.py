"""Verdict comments: ``<!-- symkl: refuted 1.2 $\\tfrac{1}{2}$ -->`` and ``<!-- symkl: skip REASON -->``.

On the line behind a display a comment speaks of that display; a label behind the word says of which statement (a companion has no other
way: there ``refuted 1.2``, ``skip 1.2 REASON``). In a worksheet the first word behind ``skip`` is part of the reason.

In a given block ``<!-- symkl: confirm REASON -->`` marks a line of a draft that nobody has confirmed yet.
"""

from __future__ import annotations

import re

from symkl.patterns import pattern
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Comment

VERDICTS = ("refuted", "carried", "undecided", "unreadable")
MARK = "confirm"
_OURS = pattern(r"\s*symkl\b\s*(:?)\s*([^\s$]*)\s*", re.IGNORECASE)
_DIFFERENCE = pattern(r"\$+`?(.*?)`?\$+", re.DOTALL)


def is_ours(source: Source, inner: Span) -> bool:
    """Whether a comment speaks to symkl, rightly spelled or not."""
    return _OURS.match(source.slice(inner)) is not None


def is_mark(source: Source, inner: Span) -> bool:
    """Whether a comment marks a line of a draft."""
    ours = _OURS.match(source.slice(inner))
    return ours is not None and bool(ours[1]) and ours[2].rstrip(".,;:") == MARK


def verdict_comment(source: Source, span: Span, inner: Span, named: bool) -> Comment | Diagnostic | None:
    """The verdict in the HTML comment at ``span``; None for a comment of the author's own. ``named``: a label must stand in it."""
    text = source.slice(inner)
    ours = _OURS.match(text)
    if ours is None:
        return None
    verdict, rest = ours[2].rstrip(".,;"), ours.end()
    if not ours[1] or (verdict not in VERDICTS and verdict != "skip"):
        message = f"{verdict or 'Nothing'} is no verdict that a comment can expect." if ours[1] else "A verdict comment has a colon: symkl: refuted."
        return Diagnostic("unknown-verdict", message, span, suggestion=f"Write one of: {', '.join(VERDICTS)}, skip REASON.")
    if verdict == "skip":
        label, _, reason = text[rest:].strip().partition(" ") if named else ("", "", text[rest:].strip())
        return _checked(Comment(verdict, label, span, source, None, reason.strip()), named)
    formula = _DIFFERENCE.search(text, rest)
    difference = Span(inner.start + formula.start(1), inner.start + formula.end(1)) if formula else None
    label = text[rest : formula.start() if formula else len(text)].strip().strip("()")
    return _checked(Comment(verdict, label, span, source, difference), named)


def _checked(comment: Comment, named: bool) -> Comment | Diagnostic:
    if named and not comment.label:
        suggestion = f"Write the label behind the word: symkl: {comment.verdict} 1.2."
        return Diagnostic("comment-without-label", "This comment does not say which statement it is about.", comment.span, suggestion=suggestion)
    return comment
