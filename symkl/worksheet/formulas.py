"""Formulas in running text: where each begins and ends, whatever the host. Linear in the text.

Mathematics goes before Markdown: inside a formula nothing else is Markdown, and inside code and comments nothing is mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.macros import definition
from symkl.worksheet.rows import NUMBERED, WHOLE
from symkl.worksheet.tokens import words

STATEMENTS = (NUMBERED | WHOLE) - words(
    "aligned alignedat split gathered multlined array cases dcases rcases drcases cases* dcases* math subequations"
) | frozenset(("cases", "aligned", "split"))
_BLANK = pattern(r"\n[ \t\r>]*(?:\n|\Z)")
_STOP = pattern(r"^[ \t]*(?::{3,}[^\n]*|#{1,6}[ \t][^\n]*)$|\n[ \t\r]*\n[ \t]*(?=[A-Za-z][a-z]+[, ]+[a-z]{2,}[ ,.:])", re.MULTILINE)
_FAILED = 100  # after so many definitions that are none, no more are looked for


class Event(NamedTuple):
    """``kind``: heading (``text`` is its level), open and close (colons; ``text`` what stands behind them), display, inline, comment, macro or
    problem. ``inner`` is a formula's LaTeX or a comment's text; ``text`` a bare display's environment, or a label that a directive gives it."""

    kind: str
    span: Span
    inner: Span
    text: str = ""
    label: str = ""
    diagnostic: Diagnostic | None = None


class FormulaScanner:
    """Takes formulas, comments and definitions off a text; ``at`` is how far it has been read."""

    def __init__(self, source: Source, at: int) -> None:
        self.source, self.text, self.at = source, source.text, at
        self.paragraph_end = -1
        self.missing: set[str] = set()  # closing delimiters that do not occur again, so that no search for them is repeated
        self.nearest: dict[str, tuple[int, int]] = {}  # closing delimiter -> from where it was looked for, and where the next one is
        self.failed = 0  # definitions of macros that were not understood

    def _behind(self, name: str, at: int, pattern: str, stop: int) -> int:
        """The offset behind the closing delimiter, ``at`` if there is none before ``stop``."""
        if (name + str(stop)) in self.missing:
            return at
        found = re.compile(pattern).search(self.text, at, stop)
        if found is None:
            self.missing.add(name + str(stop))
        return found.end() if found else at

    def _paragraph(self, at: int) -> int:
        """Where the paragraph ends that ``at`` stands in."""
        if self.paragraph_end <= at:
            blank = _BLANK.search(self.text, at)
            self.paragraph_end = blank.start() if blank else len(self.text)
        return self.paragraph_end

    def _dollars(self, match: re.Match[str]) -> Event | None:
        count = len(match.group().rstrip("`"))
        if count == 2:
            self.at = match.start() + 2
            return self._display(match.start(), self.at, "$$", lambda at: self._find("$$", at))
        self.at = match.end() if count != 1 else match.start() + 1
        if count != 1:
            return None
        ticked = match.group() == "$`"
        stop = self._paragraph(match.start())
        start = match.start() + 1 + ticked
        close = self._find("`$" if ticked else "$", start, stop)
        if close < 0 or (not ticked and self._is_money(start, close)):
            return None
        self.at = close + 1 + ticked
        return Event("inline", Span(match.start(), self.at), Span(start, close))

    def _is_money(self, start: int, close: int) -> bool:
        """``$5 and $10``: a dollar behind a space and before a digit closes nothing, nor does one behind a space that an amount opened."""
        amount = self.text[close + 1 : close + 2].isdigit() or self.text[start].isdigit()
        return close == start or (self.text[close - 1].isspace() and amount)

    def _find(self, close: str, at: int, stop: int | None = None) -> int:
        """The next ``close`` whose first character is not escaped; -1 without one."""
        end = len(self.text) if stop is None else stop
        if (close + str(end)) in self.missing:
            return -1
        last = self.nearest.get(close, (0, -1))
        if last[0] <= at <= last[1] < end:
            return last[1]
        found = self.text.find(close, at, end)
        while found > at and close[0] != "\\" and self._escaped(found, at):
            found = self.text.find(close, found + 1, end)
        if found < 0:
            self.missing.add(close + str(end))
        self.nearest[close] = (at, found)
        return found

    def _escaped(self, at: int, start: int) -> bool:
        count = 0
        while at - 1 - count >= start and self.text[at - 1 - count] == "\\" and count < 64:
            count += 1
        return count % 2 == 1

    def _brackets(self, match: re.Match[str]) -> Event | None:
        token = match.group()
        close = token[:-1] + {"(": ")", "[": "]"}[token[-1]]
        if token[-1] == "[":
            self.at = match.end()
            return self._display(match.start(), match.end(), close, lambda at: self._find_command(close, at), quiet=len(token) == 3)
        found = self._find_command(close, match.end(), self._paragraph(match.start()))
        self.at = match.end() if found < 0 else found + len(close)
        return None if found < 0 else Event("inline", Span(match.start(), self.at), Span(match.end(), found))

    def _find_command(self, close: str, at: int, stop: int | None = None) -> int:
        """The next ``\\\\]`` whose backslash is not itself escaped, as in ``\\\\\\\\]``."""
        found = self._find(close, at, stop)
        while found >= 0 and len(close) == 2 and self._escaped(found, at):
            found = self._find(close, found + 1, stop)
        return found

    def _display(self, at: int, start: int, close: str, find: Callable[[int], int], quiet: bool = False) -> Event | None:
        found = find(start)
        if quiet and found < 0:
            return None
        stop = _STOP.search(self.text, start, found if found >= 0 else len(self.text))
        if found >= 0 and (stop is None or self._in_environment(start, stop.start())):
            self.at = found + len(close)
            return Event("display", Span(at, self.at), Span(start, found))
        self.at = end = self._paragraph_after(start) if stop is None else max(min(stop.start(), self._paragraph_after(start)), start)
        message = f"This display is never closed by {close}."
        diagnostic = Diagnostic("unclosed-display", message, Span(at, start), suggestion=f"Write {close} behind the formula.")
        return Event("display", Span(at, end), Span(start, end), diagnostic=diagnostic)

    def _paragraph_after(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return self._paragraph(at)

    def _in_environment(self, start: int, stop: int) -> bool:
        return self.text.count("\\begin", start, stop) > self.text.count("\\end", start, stop)

    def _environment(self, match: re.Match[str], name: str) -> Event | None:
        self.at = match.end()
        if name not in STATEMENTS:
            return None
        found = self._environment_end(name, match.end())
        if found is not None:
            self.at = found.end()
            return Event("display", Span(match.start(), found.end()), Span(match.end(), found.start()), name)
        end = self._paragraph_after(match.end())
        self.at = max(end, match.end())
        message = f"This {name} environment is never closed."
        diagnostic = Diagnostic("unclosed-display", message, Span(*match.span()), suggestion=rf"Write \end{{{name}}} behind its last row.")
        return Event("display", Span(match.start(), self.at), Span(match.end(), self.at), name, diagnostic=diagnostic)

    def _environment_end(self, name: str, at: int) -> re.Match[str] | None:
        """The end that belongs to a begin; only few environments may hold one of their own name."""
        depth = 1
        edges = re.compile(rf"\\(begin|end)\s*\{{\s*{re.escape(name)}\s*\}}").finditer(self.text, at)
        for count, edge in enumerate(edges):
            depth += 1 if edge[1] == "begin" else -1
            if not depth:
                return edge
            if count > 200 or name not in ("aligned", "split", "cases"):
                return None
        return None

    def _comment(self, match: re.Match[str]) -> Event | None:
        close = self._find("-->", match.end())
        if close < 0:
            self.at = match.end()
            return self._problem("unclosed-comment", "This comment is never closed.", Span(*match.span()), "Write --> behind it.")
        self.at = close + 3
        return Event("comment", Span(match.start(), self.at), Span(match.end(), close))

    def _macro(self, match: re.Match[str]) -> Event | None:
        found = definition(self.source, match.start(), self._paragraph(match.start())) if self.failed < _FAILED else None
        self.failed += found is None
        self.at = found[1] if found else match.end()
        return Event("macro", Span(match.start(), self.at), Span(match.start(), self.at)) if found else None

    def _problem(self, code: str, message: str, span: Span, suggestion: str | None = None, severity: str = "error") -> Event:
        return Event("problem", span, span, diagnostic=Diagnostic(code, message, span, severity, suggestion))
