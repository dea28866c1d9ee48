"""The room's door: a worksheet's text, and perhaps a companion's, to a Document."""

from __future__ import annotations

from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.builder import Sheet, read_events
from symkl.worksheet.companion import put_together
from symkl.worksheet.document import Document
from symkl.worksheet.front import front_matter
from symkl.worksheet.inputs import Assembled, assembled
from symkl.worksheet.markdown import Scanner
from symkl.worksheet.quotes import unquoted
from symkl.worksheet.tex import TexScanner

MAXIMUM_SIZE = 1 << 20  # code points


def read(source: Source, companion: Source | None = None, maximum: int = MAXIMUM_SIZE) -> Document:
    """Lays out a worksheet with its companion. What is not understood is a diagnostic of the Document; nothing is raised for bad text."""
    sheets = []
    for one in (source, companion):
        problem = _problem(one, maximum) if one is not None else None
        if problem is not None and one is not None:
            path = None if one is source else one.path
            return Document(source, (), (-1,), diagnostics=(Diagnostic(*problem, path=path),))
    for one in (source, companion):
        if one is not None:
            sheets.append(_read(one, one is companion))
    return put_together(sheets[0][0], sheets[1][0] if len(sheets) > 1 else None, tuple(option for _, options in sheets for option in options))


def _read(source: Source, companion: bool) -> tuple[Sheet, tuple[tuple[str, str], ...]]:
    if source.path.endswith(".tex"):
        return _read_tex(source, companion), ()
    source = unquoted(source)
    front = front_matter(source)
    sheet = read_events(Scanner(source, front.end), front.macros, companion)
    sheet.diagnostics[:0] = front.diagnostics
    return sheet, front.options


def _read_tex(source: Source, companion: bool) -> Sheet:
    whole = assembled(source)
    sheet = read_events(TexScanner(whole, 0), (), companion)
    sheet.diagnostics[:0] = whole.problems if isinstance(whole, Assembled) else ()
    return sheet


def _problem(source: Source, maximum: int) -> tuple[str, str, Span] | None:
    if len(source.text) > maximum:
        return "too-large", f"The text is longer than {maximum} code points.", Span(maximum, maximum + 1)
    at = source.text.find("\0")
    return ("nul-byte", "The text holds a NUL character, so it is no worksheet.", Span(at, at + 1)) if at >= 0 else None
