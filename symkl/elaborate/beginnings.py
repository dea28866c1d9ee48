"""What the printed lines of a sheet begin with: names that a statement may define."""

from __future__ import annotations

from symkl.patterns import pattern
from symkl.worksheet.document import Display, Document

_RELATION = pattern(r"(?<![\\A-Za-z]):?=|\\(?:equiv|triangleq|coloneqq|coloneq|overset|stackrel|doteq|leftarrow|gets)(?![A-Za-z])")
_BETWEEN = pattern(r",|\\quad|\\\\|\\implies|\\Rightarrow")
_LAYOUT = pattern(r"[\s{}&]|\\[,;!]|\\(?:left|right|mathbf|boldsymbol|bm|displaystyle)(?![A-Za-z])")
_RUNNING = pattern(r"\\(?:sum|prod)\s*(?:\\(?:no)?limits\s*)?_\s*\{?\s*([A-Za-z])(?![A-Za-z])")


def beginnings_of(document: Document) -> frozenset[str]:
    """The left sides of the document's rows and of their parts, as printed and without spaces."""
    rows = [row for item in document.items if isinstance(item, Display) for row in item.rows]
    texts = [document.source.slice(span) for row in rows for span in (*row.spans, *row.declarations)]
    parts = [part for text in texts for part in _BETWEEN.split(text)]
    return frozenset(closed_up(_RELATION.split(part, 1)[0]) for part in parts if _RELATION.search(part))


def closed_up(text: str) -> str:
    """A text without spaces, layout and braces."""
    return _LAYOUT.sub("", text)


def running_letters(document: Document) -> frozenset[str]:
    """The letters over which some sum or product of the document runs."""
    return frozenset(_RUNNING.findall(document.source.text))
