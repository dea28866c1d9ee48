"""Block quotes: the marks in front of the lines of a display are no part of it, and every place stays where it was."""

from __future__ import annotations

import re

from symkl.patterns import pattern
from symkl.source import Source

_RUN = pattern(r"(?:^ {0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_MARKS = pattern(r" {0,3}(?:> ?)+")
_MARK = pattern(r" {0,3}>")
_OPENER = pattern(r"\$\$|\\\[|\\begin\{(?P<name>[a-zA-Z]+\*?)\}")


def unquoted(source: Source) -> Source:
    """The source with spaces for the marks of quoted displays of several lines; a display that leaves its quote keeps them."""
    if ">" not in source.text:
        return source
    text = _RUN.sub(lambda run: _without_marks(run.group()), source.text)
    return source if text == source.text else Source(source.path, text)


def _without_marks(run: str) -> str:
    at, shown, missing = 0, "", set[str]()
    while (opened := _OPENER.search(run, at)) is not None:
        name = opened["name"]
        closer = f"\\end{{{name}}}" if name else "\\]" if opened.group() == "\\[" else "$$"
        end = run.find(closer, opened.end()) if closer not in missing else -1
        if end < 0:
            missing.add(closer)
            end = opened.end()
        inside = run[opened.end() : end]
        first, rest = (inside.split("\n", 1) + [""])[:2]
        depth = _depth(run, opened.start())
        blank = "\n".join(_blank(line, depth) for line in rest.split("\n"))
        shown += run[at : opened.end()] + (f"{first}\n{blank}" if "\n" in inside else inside)
        at = end if closer in missing or name else min(len(run), end + len(closer))
        shown += run[end:at]
    return shown + run[at:]


def _depth(run: str, at: int) -> int:
    """How many quotes the line of a display's beginning stands in."""
    marks = _MARKS.match(run, run.rfind("\n", 0, at) + 1)
    return marks.group().count(">") if marks is not None else 0


def _blank(line: str, depth: int) -> str:
    """A line with spaces for that many marks; a further one is a relation."""
    at = 0
    for _ in range(depth):
        mark = _MARK.match(line, at)
        if mark is None:
            break
        at = mark.end()
    return " " * at + line[at:]
