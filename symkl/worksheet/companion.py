"""Puts a worksheet and its companion together, and checks that every label in a reference names something."""

from __future__ import annotations

from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.builder import Sheet, expecting
from symkl.worksheet.document import Comment, Display, Document, Erratum, Given
from symkl.worksheet.labels import is_known, ranges
from symkl.worksheet.references import citations_of, nearest, references_of


def labels_of(display: Display) -> list[str]:
    """All labels of a display: of the whole, then of its rows."""
    return [*display.labels, *(label for row in display.rows for label in row.labels)]


def put_together(sheet: Sheet, companion: Sheet | None, options: tuple[tuple[str, str], ...]) -> Document:
    """The Document of a worksheet: a companion's items stand behind its own, comments that name a whole display on that display."""
    joiner = _Joiner(sheet)
    joiner.refer(sheet, None)
    if companion is not None:
        joiner.refer(companion, companion.source)
    sheets = [sheet] if companion is None else [sheet, companion]
    references = references_of(sheet.source, joiner.known)
    return Document(
        sheet.source,
        tuple(joiner.items),
        tuple(sheet.parents),
        tuple(macro for one in sheets for macro in one.macros),
        options,
        (*joiner.diagnostics, *references.diagnostics),
        tuple((one.label, one.verdict, one.span) for one in joiner.comments),
        tuple(joiner.comments),
        tuple(sheet.prose),
        tuple(sheet.passages),
        (*references.known, *citations_of(sheet.source)),
    )


class _Joiner:
    def __init__(self, sheet: Sheet) -> None:
        self.source = sheet.source
        self.displays = [item for item in sheet.items if isinstance(item, Display)]
        self.known = _known(sheet.source, self.displays)
        self.items: list[Display | Given | Erratum] = []
        self.diagnostics: list[Diagnostic] = []
        self.comments: list[Comment] = []

    def refer(self, sheet: Sheet, source: Source | None) -> None:
        """Adds a sheet's items, its references checked; ``source`` is a companion's, whose givens hold in the whole worksheet."""
        path = source.path if source is not None else None
        self.diagnostics.extend(d._replace(path=path) if path else d for d in sheet.diagnostics)
        for item in sheet.items:
            if isinstance(item, Given) and item.labels:
                item = self._given(item, path)
            elif isinstance(item, Erratum):
                self._check(item.label, item.span, path)
            self.items.append(item._replace(scope=0) if source is not None and isinstance(item, Given) else item)
        for comment in sheet.comments:
            self._comment(comment, source)

    def _names(self, label: str, display: Display) -> bool:
        return label in (display.labels or _lines(self.source, display))

    def _given(self, given: Given, path: str | None) -> Given:
        pairs, unknown = ranges(given.labels, self.known)
        for label in unknown:
            self._unknown(label, given.span, path)
        return given._replace(ranges=pairs)

    def _check(self, label: str, span: Span, path: str | None) -> bool:
        if not is_known(label, self.known):
            self._unknown(label, span, path)
            return False
        if self.known.get(label, 1) > 1:
            message = f"{label} names {self.known[label]} statements."
            self.diagnostics.append(Diagnostic("ambiguous-label", message, span, suggestion=f"Write {label}#1 or {label}#2.", path=path))
            return False
        return True

    def _unknown(self, label: str, span: Span, path: str | None) -> None:
        near = nearest(label, self.known)
        suggestion = f"Did you mean {near}?" if near is not None else None
        self.diagnostics.append(Diagnostic("unknown-label", f"No statement is called {label}.", span, suggestion=suggestion, path=path))

    def _comment(self, comment: Comment, source: Source | None) -> None:
        """A comment that names a display with one label is put on it; one chain of several is left to who reads the chains."""
        if not self._check(comment.label, comment.span, source.path if source is not None else None):
            return
        for index, item in enumerate(self.items):
            if isinstance(item, Display) and not any(row.labels for row in item.rows) and self._names(comment.label, item):
                self.items[index] = expecting(item, comment, source)
                return
        self.comments.append(comment)


def _lines(source: Source, display: Display) -> set[str]:
    """``L42``: the names of a display without a label."""
    first, last = source.place(display.span.start).line, source.place(display.span.end).line
    return {f"L{line}" for line in range(first, last + 1)}


def _known(source: Source, displays: list[Display]) -> dict[str, int]:
    """Every label and how often it occurs, and ``L42`` for the lines of what has none."""
    known: dict[str, int] = {}
    for display in displays:
        labels = labels_of(display)
        for label in labels:
            known[label] = known.get(label, 0) + 1
        if not display.labels:
            known.update(dict.fromkeys(_lines(source, display), 1))
    return known
