"""A LaTeX worksheet of several files: ``\\input`` and ``\\include`` put the files' texts together, and every place stays known.

Files are looked for beside the main file and below it, never above: a path that leads out of its folder is not followed. How many files,
how deep, and how much text are bounded; a file that brings itself in again is a diagnostic.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from functools import cache

from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Place, Source, Span

MOST_FILES = 50
DEEPEST = 8
MOST_TEXT = 1 << 20  # code points of all files together
_HIDING = ("verbatim", "verbatim*", "lstlisting", "minted", "comment", "filecontents", "filecontents*")


class Piece(NamedTuple):
    """``text[start:end]`` of the whole is ``path``'s text from ``at`` on."""

    start: int
    end: int
    path: str
    at: int


class Assembled(Source):
    """The text of a main file with those of its inputs in their places. Offsets are of the whole; places are of the files."""

    def __init__(self, path: str, text: str, pieces: tuple[Piece, ...], files: tuple[Source, ...], problems: tuple[Diagnostic, ...]) -> None:
        super().__init__(path, text)
        self.problems = problems
        self.pieces = pieces
        self.files = {file.path: file for file in files}
        self._begins = [piece.start for piece in pieces]

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Path and text of every file."""
        return tuple((path, file.text) for path, file in self.files.items())

    def origin(self, offset: int) -> tuple[Source, int]:
        """The file that an offset lies in, and the offset there."""
        piece = self.pieces[max(0, bisect_right(self._begins, offset) - 1)]
        return self.files[piece.path], piece.at + min(offset, piece.end) - piece.start

    def place(self, offset: int) -> Place:
        """Line and column in the file itself."""
        source, at = self.origin(offset)
        return source.place(at)


@cache
def _special() -> re.Pattern[str]:
    """Comments and verbatim text, in which nothing is an input, inputs, and the document's end."""
    hiding = "|".join(map(re.escape, _HIDING))
    return re.compile(
        r"(?P<skipped>\\\\|\\%|%[^\n]*|\\verb\*?(?P<verb>[^a-zA-Z\s*]).*?(?P=verb)"
        r"|\\begin\s*\{(?P<hidden>" + hiding + r")\}[\s\S]*?\\end\s*\{(?P=hidden)\})"
        r"|\\(?:input|include|subfile)\s*(?:\{(?P<braced>[^{}\n]*)\}|(?<=input)\s(?P<plain>[\w./-]+))|(?P<end>\\end\s*\{document\})"
    )


class _Assembler:
    def __init__(self, main: Source) -> None:
        self.main = main
        self.folder = os.path.dirname(main.path)
        self.text: list[str] = []
        self.length = 0
        self.pieces: list[Piece] = []
        self.files: dict[str, Source] = {main.path: main}
        self.problems: list[Diagnostic] = []

    def take(self, source: Source, above: tuple[str, ...]) -> None:
        """Appends a file, the files that it brings in at their places."""
        at = 0
        for match in _special().finditer(source.text):
            if match["skipped"] is not None:
                continue
            if match["end"] is not None:
                self._append(source, at, match.end())
                return
            found = self._input(source, match, above)
            if found is not None:
                self._append(source, at, match.start())
                at = match.end()
                self.take(found, (*above, found.path))
        self._append(source, at, len(source.text))

    def _append(self, source: Source, start: int, end: int) -> None:
        if start < end or not self.pieces:
            self.pieces.append(Piece(self.length, self.length + end - start, source.path, start))
            self.text.append(source.text[start:end])
            self.length += end - start

    def _input(self, source: Source, match: re.Match[str], above: tuple[str, ...]) -> Source | None:
        """The file that is brought in, None with a problem where it cannot be."""
        named = (match["braced"] or match["plain"] or "").strip()
        path = os.path.normpath(os.path.join(self.folder, named if named.endswith(".tex") else named + ".tex"))
        span = Span(*match.span())
        problem = self._refused(named, path, above, span) or self._unread(named, path, span)
        if problem is None:
            return self.files[path]
        self.problems.append(problem._replace(path=source.path))
        return None

    def _refused(self, named: str, path: str, above: tuple[str, ...], span: Span) -> Diagnostic | None:
        root = os.path.realpath(self.folder or ".")
        if os.path.isabs(named) or os.path.commonpath((root, os.path.realpath(path))) != root:
            message = f"{named} leads out of the folder of {self.main.path}, so it is not followed."
            return Diagnostic("input-outside", message, span, suggestion="Put the file into that folder or below it.")
        if path in above:
            message = f"{named} brings itself in again: {' -> '.join((*above[above.index(path):], path))}."
            return Diagnostic("input-cycle", message, span, suggestion="Take one of these inputs away.")
        if len(above) > DEEPEST or len(self.pieces) > 4 * MOST_FILES or len(self.files) > MOST_FILES:
            message = f"More than {MOST_FILES} files, or files more than {DEEPEST} deep, are brought in; {named} is not read."
            return Diagnostic("too-many-inputs", message, span, suggestion="Check the chapters one by one.")
        return None

    def _unread(self, named: str, path: str, span: Span) -> Diagnostic | None:
        if path not in self.files:
            found = _text_of(path)
            if found is None:
                message = f"{named} cannot be read, so neither its macros nor its displays are known."
                return Diagnostic("input-not-found", message, span, suggestion=f"Is there a file {path}, in UTF-8?")
            self.files[path] = found
        if self.length + len(self.files[path].text) > MOST_TEXT:
            message = f"With {named} the files hold more than {MOST_TEXT} code points, so it is not read."
            return Diagnostic("too-many-inputs", message, span, suggestion="Check the chapters one by one.")
        return None


def _text_of(path: str) -> Source | None:
    try:
        with open(path, "rb") as file:
            text = file.read(MOST_TEXT + 1).decode("utf-8").replace("\r\n", "\n")
    except (OSError, ValueError):
        return None
    return None if len(text) > MOST_TEXT or "\0" in text else Source(path, text)


def assembled(source: Source) -> Source:
    """The source with its inputs in their places; the source itself where it names none."""
    if isinstance(source, Assembled) or not any(word in source.text for word in ("\\input", "\\include", "\\subfile")):
        return source
    assembler = _Assembler(source)
    assembler.take(source, (source.path,))
    if len(assembler.files) == 1 and not assembler.problems:
        return source
    files = tuple(assembler.files.values())
    return Assembled(source.path, "".join(assembler.text), tuple(assembler.pieces), files, tuple(assembler.problems))
