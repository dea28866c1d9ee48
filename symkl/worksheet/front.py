"""Front matter: the ``---`` block at a Markdown file's head. Only ``key: value`` and the mappings ``math:`` and ``symkl:`` are read."""

from __future__ import annotations

import re

from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Macro
from symkl.worksheet.macros import parameter_count

OPTIONS = frozenset(("layout",))
#: what a sheet may say under ``symkl:`` of how it is to be checked, and what a value has to be
SETTINGS = {"fast": "true or false", "given": "the name of a file SHEET.given.md"}
_CLOSE = {"---": pattern(r"^(?:---|\.\.\.)[ \t\r]*$", re.MULTILINE), "+++": pattern(r"^\+\+\+[ \t\r]*$", re.MULTILINE)}
_PAIR = pattern(r"(?P<key>\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'|[^\s:#'\"][^:]*?)\s*:(?:\s+(?P<value>.*))?$")


class FrontMatter(NamedTuple):
    """What the head says, and where the text behind it begins."""

    end: int = 0
    macros: tuple[Macro, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    settings: tuple[tuple[str, str, Span], ...] = ()


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
        self.settings: list[tuple[str, str, Span]] = []
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
            elif section == "symkl":
                self._setting(match, span)
        return FrontMatter(end, tuple(self.macros), tuple(self.options), tuple(self.diagnostics), tuple(self.settings))

    def _top(self, match: re.Match[str] | None, span: Span) -> str:
        if match is None:
            return ""
        key, value = _scalar(match["key"]), (match["value"] or "").strip()
        if key in OPTIONS:
            self.options.append((key, _scalar(value)))
        if key == "math" and value and not value.startswith("#"):
            self._unread(span)
        if key == "symkl" and value and not value.startswith("#"):
            self._unknown(span, "what is said of symkl here is not understood", "Write one key a line below it.")
        return key

    def _setting(self, match: re.Match[str] | None, span: Span) -> None:
        key, value = (_scalar(match["key"]), _scalar((match["value"] or "").strip())) if match else ("", "")
        if key not in SETTINGS:
            self._unknown(span, f"there is no setting {key or self.source.slice(span).strip()!r}", _did_you_mean(key))
        elif value not in ("true", "false") if key == "fast" else not value.endswith(".given.md"):
            self._unknown(span, f"{key} must be {SETTINGS[key]}, not {value!r}", f"Write {key}: and {SETTINGS[key]}.")
        else:
            self.settings.append((key, value, span))

    def _unknown(self, span: Span, message: str, suggestion: str) -> None:
        self.diagnostics.append(Diagnostic("unknown-setting", message, span, "error", suggestion))

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


def _did_you_mean(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key.lower(), SETTINGS, 1, 0.6)
    return f"Did you mean {near[0]}?" if near else f"A sheet may say {' and '.join(SETTINGS)}."


def _scalar(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text[1:-1])
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return re.sub(r"\s+#.*$", "", text)
