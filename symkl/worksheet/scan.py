"""Markdown, scanned from top to bottom into events with exact offsets. Linear in the text.

Mathematics goes before Markdown: inside a formula nothing else is Markdown, and inside code and comments nothing is mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.macros import DEFINITION, definition
from symkl.worksheet.rows import NUMBERED, WHOLE
from symkl.worksheet.tokens import words

STATEMENTS = (NUMBERED | WHOLE) - words(
    "aligned alignedat split gathered multlined array cases dcases rcases drcases cases* dcases* math subequations"
) | frozenset(("cases", "aligned", "split"))

_SPECIAL = re.compile(
    r"\n|\\begin\s*\{(?P<environment>[^{}\n]*)\}|\\\\[(\[]|"
    + DEFINITION.pattern
    + r"|\\[\s\S]|\$+`?|`+|<!--|<(?P<tag>pre|code|script|style|textarea)\b"
)
_BLANK = re.compile(r"\n[ \t\r>]*(?:\n|\Z)")
_QUOTE = r"(?:[ ]{0,3}>)*+"
_HEADING = re.compile(rf"{_QUOTE}[ ]{{0,3}}(#{{1,6}})(?=[ \t\r]|$)", re.MULTILINE)
_UNDERLINE = re.compile(rf"{_QUOTE}[ ]{{0,3}}(=+|-+)[ \t\r]*$", re.MULTILINE)
_CODE_FENCE = re.compile(rf"{_QUOTE}[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{{3,}}|~{{3,}})[ \t]*([^`\n]*)$", re.MULTILINE)
_COLONS = re.compile(rf"{_QUOTE}[ \t]*(:{{3,}})[ \t]*([^\n]*)$", re.MULTILINE)
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_TICKS = 32  # the longest run of backticks that can open a code span
_DIRECTIVE = re.compile(r"[ \t]*\.\. math::[ \t]*", re.MULTILINE)
_OPTION = re.compile(r"[ \t]*:(\w+):[ \t]*([^\n]*)\n")
_STOP = re.compile(r"^[ \t]*(?::{3,}[^\n]*|#{1,6}[ \t][^\n]*)$|\n[ \t\r]*\n[ \t]*(?=[A-Za-z][a-z]+[, ]+[a-z]{2,}[ ,.:])", re.MULTILINE)


class Event(NamedTuple):
    """``kind``: heading (``text`` is its level), open and close (colons; ``text`` what stands behind them), display, inline, comment, macro or
    problem. ``inner`` is a formula's LaTeX or a comment's text; ``text`` a bare display's environment, or a label that a directive gives it."""

    kind: str
    span: Span
    inner: Span
    text: str = ""
    label: str = ""
    diagnostic: Diagnostic | None = None


class Scanner:
    """One pass over a Markdown text; ``events`` yields what stands in it, in order."""

    def __init__(self, source: Source, at: int) -> None:
        self.source, self.text, self.at = source, source.text, at
        self.paragraph_end = -1
        self.missing: set[str] = set()  # closing delimiters that do not occur again, so that no search for them is repeated
        self.nearest: dict[str, tuple[int, int]] = {}  # closing delimiter -> from where it was looked for, and where the next one is
        self.listed = False
        self.paragraph = False  # the line before belongs to a paragraph that ends in words
        self.directives: list[str] = []  # open fences of the kind ```{given}

    def events(self) -> Iterator[Event]:
        """All events; who takes one may move ``at`` on before asking for the next."""
        line_start = True
        while self.at < len(self.text):
            if line_start:
                found = self._block()
                if found is not None:
                    yield from found
                    continue
            line_start = False
            match = _SPECIAL.search(self.text, self.at)
            if match is None:
                return
            if match.group() == "\n":
                self.paragraph = bool(self.text[self.text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()) and not self._ended_display(
                    match.start()
                )
                self.at, line_start = match.end(), True
                continue
            event = self._inline(match)
            if event is not None:
                yield event

    def _ended_display(self, at: int) -> bool:
        return self.text[:at].rstrip(" \t\r")[-2:] == "$$" if at < 2000 else self.text[at - 200 : at].rstrip(" \t\r")[-2:] == "$$"

    # -- lines

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _block(self) -> list[Event] | None:
        """What a whole line is, read and passed; None for a line of text."""
        at, end = self.at, self._line_end(self.at)
        line = self.text[at:end]
        if not line.strip():
            self.at, self.paragraph = min(end + 1, len(self.text)), False
            return []
        for rule in (self._indented, self._fence, self._colons, self._underline, self._directive):
            found = rule(line, at, end)
            if found is not None:
                self.paragraph = False
                return found
        heading = _HEADING.match(self.text, at, end)
        if heading is not None:
            self.at = heading.end()
            return [Event("heading", Span(at, end), Span(heading.end(), end), str(len(heading[1])))] if self.at < end else self._pass(end)
        if _LIST.match(line):
            self.listed = True
        elif line[0] not in " \t" and not self.paragraph:
            self.listed = False
        return None

    def _pass(self, end: int) -> list[Event]:
        self.at = min(end + 1, len(self.text))
        return []

    def _indented(self, line: str, at: int, end: int) -> list[Event] | None:
        if self.listed or self.paragraph or not line.startswith(("    ", "\t")):
            return None
        if "$$" not in line and "\\[" not in line and "\\begin" not in line:
            return self._pass(end)
        span = Span(at, end)
        message = "A line that is indented by four spaces is code in Markdown; the mathematics in it is not checked."
        return [*self._pass(end), self._problem("code-with-mathematics", message, span, "Take the indentation away.", "warning")]

    def _fence(self, line: str, at: int, end: int) -> list[Event] | None:
        fence = _CODE_FENCE.match(self.text, at, end)
        if fence is None:
            return None
        mark, info = fence[1], fence[2].strip()
        if self.directives and not info and mark[0] == self.directives[-1][0] and len(mark) >= len(self.directives[-1]):
            self.directives.pop()
            return [*self._pass(end), Event("close", Span(at, end), Span(end, end), "", "`")]
        if info.startswith("{") and info not in ("{math}", "{code}", "{code-block}") and info[1:2].isalpha() and _is_block(info):
            self.directives.append(mark)
            return [*self._pass(end), Event("open", Span(at, end), Span(end, end), info, "`")]
        return self._code(at, end, mark, info)

    def _code(self, at: int, end: int, mark: str, info: str) -> list[Event]:
        close = re.compile(rf"^{_QUOTE}[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t\r]*$", re.MULTILINE).search(self.text, end)
        stop = close.start() if close else len(self.text)
        self.at = min((close.end() if close else stop) + 1, len(self.text))
        span = Span(at, min(self.at, len(self.text)))
        events = [] if close else [self._problem("unclosed-code", "This code block is never closed, so the rest of the text is code.", Span(at, end))]
        if info in ("math", "{math}"):
            start, label = self._options(end + 1, stop)
            events.append(Event("display", Span(at, close.end() if close else stop), Span(start, max(start, stop)), "", label))
        return events if span.start < span.end else []

    def _options(self, at: int, stop: int) -> tuple[int, str]:
        label = ""
        while option := _OPTION.match(self.text, at, stop):
            label = option[2].strip() if option[1] in ("label", "name") else label
            at = option.end()
        return min(at, stop), label

    def _colons(self, line: str, at: int, end: int) -> list[Event] | None:
        colons = _COLONS.match(self.text, at, end)
        if colons is None:
            return None
        words = colons[2].strip()
        if words == "{math}":
            return self._math_block(at, end, colons[1])
        self._pass(end)
        return [Event("open" if words.strip(": ") else "close", Span(at, end), Span(end, end), words, colons[1])]

    def _math_block(self, at: int, end: int, mark: str) -> list[Event]:
        close = re.compile(rf"^[ \t]*{mark}[ \t\r]*$", re.MULTILINE).search(self.text, end)
        stop = close.start() if close else len(self.text)
        self.at = min((close.end() if close else stop) + 1, len(self.text))
        start, label = self._options(end + 1, stop)
        return [Event("display", Span(at, close.end() if close else stop), Span(start, max(start, stop)), "", label)]

    def _underline(self, line: str, at: int, end: int) -> list[Event] | None:
        underline = _UNDERLINE.match(self.text, at, end)
        if underline is None or not self.paragraph:
            return None
        self._pass(end)
        return [Event("heading", Span(at, end), Span(end, end), "1" if underline[1][0] == "=" else "2")]

    def _directive(self, line: str, at: int, end: int) -> list[Event] | None:
        directive = _DIRECTIVE.match(self.text, at, end)
        if directive is None:
            return None
        body = re.compile(r"(?:[ \t]*\r?\n|[ \t]+[^\n]*(?:\n|\Z))*").match(self.text, end + 1)
        stop = body.end() if body and end < len(self.text) else end
        start, label = (directive.end(), "") if self.text[directive.end() : end].strip() else self._options(end + 1, stop)
        while body and (option := _OPTION.match(self.text, start, stop)):
            start = option.end()
        self.at = max(stop, min(end + 1, len(self.text)))
        inner = self.text[start:stop].rstrip()
        return [Event("display", Span(at, start + len(inner)), Span(start, start + len(inner)), "", label)]

    # -- inside a line

    def _inline(self, match: re.Match[str]) -> Event | None:
        token = match.group()
        if token[0] == "$":
            return self._dollars(match)
        if token[0] == "`":
            stop = self._paragraph(match.start())
            self.at = self._behind(token, match.end(), rf"(?<!`){token}(?!`)", stop) if len(token) <= _TICKS else match.end()
            return None
        if token == "<!--":
            return self._comment(match)
        if match["tag"]:
            self.at = self._behind("</" + match["tag"], match.end(), rf"</{match['tag']}\s*>", len(self.text))
            return None
        if match["environment"] is not None:
            return self._environment(match, match["environment"].strip())
        if DEFINITION.fullmatch(token):
            return self._macro(match)
        if token in (r"\(", r"\[", r"\\(", r"\\["):
            return self._brackets(match)
        self.at = match.end()
        return None

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
        found = definition(self.source, match.start(), self._paragraph(match.start()))
        self.at = found[1] if found else match.end()
        return Event("macro", Span(match.start(), self.at), Span(match.start(), self.at)) if found else None

    def _problem(self, code: str, message: str, span: Span, suggestion: str | None = None, severity: str = "error") -> Event:
        return Event("problem", span, span, diagnostic=Diagnostic(code, message, span, severity, suggestion))


def _is_block(info: str) -> bool:
    """MyST's fence with a directive of ours: ```{given}."""
    return info[1:].split("}", 1)[0].strip(". ") in ("given", "erratum", "solution", "blank")
