"""Front matter: the ``---`` block at a Markdown file's head. Only ``key: value`` and the mapping ``math:`` are read."""

from __future__ import annotations

import re

from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Macro
from symkl.worksheet.macros import parameter_count

OPTIONS = frozenset(("layout",))
_CLOSE = {"---": pattern(r"^(?:---|\.\.\.)[ \t\r]*$", re.MULTILINE), "+++": pattern(r"^\+\+\+[ \t\r]*$", re.MULTILINE)}
_PAIR = pattern(r"(?P<key>\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'|[^\s:#'\"][^:]*?)\s*:(?:\s+(?P<value>.*))?$")


class FrontMatter(NamedTuple):
    """What the head says, and where the text behind it begins."""

    end: int = 0
    macros: tuple[Macro, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def front_matter(source: Source) -> FrontMatter:
    """The front matter, empty where the text does not begin with one."""
    text = source.text
    fence = text[:3]
    if fence not in _CLOSE or text[3:].split("\n", 1)[0].strip():
        return FrontMatter()
    start = text.find("\n") + 1
    close = _CLOSE[fence].search(text, start) if start else None
    if close is None:
        return FrontMatter()
    end = min(close.end() + 1, len(text))
    return _Reader(source).read(start, close.start(), end) if fence == "---" else FrontMatter(end)


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.macros: list[Macro] = []
        self.options: list[tuple[str, str]] = []
        self.diagnostics: list[Diagnostic] = []

    def read(self, start: int, stop: int, end: int) -> FrontMatter:
        section = ""
        at = start
        for line in self.source.text[start:stop].splitlines(keepends=True):
            span = Span(at, at + len(line.rstrip()))
            at += len(line)
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            indented = line[0] in " \t"
            match = _PAIR.match(line.strip())
            if not indented:
                section = self._top(match, span)
            elif section == "math":
                self._macro(match, span)
        return FrontMatter(end, tuple(self.macros), tuple(self.options), tuple(self.diagnostics))

    def _top(self, match: re.Match[str] | None, span: Span) -> str:
        if match is None:
            return ""
        key, value = _scalar(match["key"]), (match["value"] or "").strip()
        if key in OPTIONS:
            self.options.append((key, _scalar(value)))
        if key == "math" and value and not value.startswith("#"):
            self._unread(span)
        return key

    def _macro(self, match: re.Match[str] | None, span: Span) -> None:
        body = _scalar((match["value"] or "").strip()) if match else ""
        if match is None or not body or body[0] in "[{|>&*" and not body.startswith("{\\"):
            self._unread(span)
            return
        name = _scalar(match["key"])
        self.macros.append(Macro(name if name.startswith("\\") else "\\" + name, parameter_count(body), body, None, None, self.source))

    def _unread(self, span: Span) -> None:
        message = "This macro of the front matter is not understood, so it is not expanded."
        self.diagnostics.append(Diagnostic("front-matter", message, span, "warning", r"Write one macro a line: '\name': 'body with #1'."))


def _scalar(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text[1:-1])
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return re.sub(r"\s+#.*$", "", text)
