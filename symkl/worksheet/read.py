"""The room's door: a worksheet's text, and perhaps a companion's, to a Document."""

from __future__ import annotations

from symkl.report import Diagnostic
from symkl.source import Place, Source, Span
from symkl.worksheet.companion import put_together
from symkl.worksheet.document import Document
from symkl.worksheet.front import front_matter
from symkl.worksheet.markdown import Sheet, read_markdown

MAXIMUM_SIZE = 1 << 20  # bytes


class UnreadableFile(Exception):
    """A file that is no text of a worksheet. ``code`` and ``place`` as in a diagnostic; ``place`` is None where there is none."""

    def __init__(self, path: str, code: str, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.path, self.code, self.message, self.place = path, code, message, place


def read_file(path: str, maximum: int = MAXIMUM_SIZE) -> Source:
    """The text of a file, line ends made ``\\n``. UnreadableFile if it cannot be opened, is too large or is not UTF-8."""
    try:
        with open(path, "rb") as file:
            raw = file.read(maximum + 1)
    except OSError as error:
        raise UnreadableFile(path, "unreadable-file", error.strerror or "It cannot be opened.") from error
    return decode(path, raw, maximum)


def decode(path: str, raw: bytes, maximum: int = MAXIMUM_SIZE) -> Source:
    """The text of these bytes, under the bounds of ``read_file`` (also for standard input)."""
    if len(raw) > maximum:
        raise UnreadableFile(path, "too-large", f"It is larger than {maximum} bytes.", Place(1, 1))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = Source(path, raw[: error.start].decode("utf-8", "replace"))
        raise UnreadableFile(path, "not-utf-8", "It is not UTF-8 text.", before.place(len(before.text))) from error
    return Source(path, text.replace("\r\n", "\n"))


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
    front = front_matter(source)
    sheet = read_markdown(source, front.end, front.macros, companion)
    sheet.diagnostics[:0] = front.diagnostics
    return sheet, front.options


def _problem(source: Source, maximum: int) -> tuple[str, str, Span] | None:
    if len(source.text) > maximum:
        return "too-large", f"The text is longer than {maximum} code points.", Span(maximum, maximum + 1)
    at = source.text.find("\0")
    return ("nul-character", "The text holds a NUL character, so it is no worksheet.", Span(at, at + 1)) if at >= 0 else None
