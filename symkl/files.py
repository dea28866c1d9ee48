"""Files: which worksheets a path names, and the text of one, or the diagnostic that says why there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span

SUFFIXES = (".md", ".tex")
COMPANION = ".given.md"
MAXIMUM = 1 << 20  # bytes of a worksheet
STANDARD_INPUT = "-"


class Loaded(NamedTuple):
    """A file's text as far as it could be read, and what kept it from being read."""

    source: Source
    problem: Diagnostic | None = None


def worksheets(paths: tuple[str, ...]) -> Iterator[str]:
    """The worksheets that the paths name, folders searched in sorted order; each once. A companion names the sheets that it stands beside."""
    seen = set()
    for path in paths:
        for found in _inside(path) if os.path.isdir(path) else _beside(path) or (path,):
            if found not in seen:
                seen.add(found)
                yield found


def _inside(folder: str) -> Iterator[str]:
    for found in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if found.name.startswith("."):
            continue
        if found.is_dir(follow_symlinks=False):
            yield from _inside(found.path)
        elif found.name.endswith(SUFFIXES) and not found.name.endswith(COMPANION) and found.is_file():
            yield os.path.normpath(found.path)


def _beside(path: str) -> tuple[str, ...]:
    """The worksheets that a companion stands beside."""
    stem = path.removesuffix(COMPANION)
    return tuple(stem + suffix for suffix in SUFFIXES if stem != path and os.path.isfile(stem + suffix))


def companion(path: str) -> str | None:
    """``SHEET.given.md`` beside ``SHEET.md``, where it is there."""
    beside = os.path.splitext(path)[0] + COMPANION
    return beside if path != STANDARD_INPUT and os.path.isfile(beside) else None


def load(path: str, maximum: int = MAXIMUM) -> Loaded:
    """The text of a file, or of standard input for ``-``."""
    try:
        data = _bytes(path, maximum + 1)
    except FileNotFoundError:
        return _problem(path, "no-such-file", f"there is no file {path}")
    except IsADirectoryError:
        return _problem(path, "not-a-file", f"{path} is a folder")
    except (OSError, ValueError) as error:
        return _problem(path, "cannot-read", f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")
    if len(data) > maximum:
        return _problem(path, "too-large", f"{path} is larger than {maximum} bytes, the most that symkl reads")
    return _decoded(path, data)


def _bytes(path: str, limit: int) -> bytes:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read(limit)
    with open(path, "rb") as file:
        return file.read(limit)


def _decoded(path: str, data: bytes) -> Loaded:
    try:
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        text = _lines(before + data[error.start :].decode("utf-8", "replace"))
        return _problem(path, "not-utf-8", f"byte 0x{data[error.start]:02x} is not UTF-8", text, len(_lines(before)))
    text = _lines(text)
    if "\0" in text:
        return _problem(path, "nul-byte", "a NUL byte stands here: this is no text", text, text.index("\0"))
    return Loaded(Source(path, text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _problem(path: str, code: str, message: str, text: str = "", at: int = 0) -> Loaded:
    return Loaded(Source(path, text), Diagnostic(code, message, Span(at, at + 1), suggestion=None))
