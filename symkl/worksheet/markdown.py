"""Markdown, scanned from top to bottom into events with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symkl.patterns import pattern
from symkl.source import Source, Span
from symkl.worksheet.formulas import Event, FormulaScanner
from symkl.worksheet.macros import DEFINITION

_TICKS = 32  # the longest run of backticks that can open a code span
_SPECIAL = pattern(
    r"\n|\\begin\s*\{(?P<environment>[^{}\n]*)\}|\\\\[(\[]|"
    + DEFINITION.pattern
    + r"|\\[\s\S]|\$+`?|`+|<!--|<(?P<tag>pre|code|script|style|textarea)\b"
)
_QUOTE = r"(?:[ ]{0,3}>)*+"
_HEADING = pattern(rf"{_QUOTE}[ ]{{0,3}}(#{{1,6}})(?=[ \t\r]|$)", re.MULTILINE)
_UNDERLINE = pattern(rf"{_QUOTE}[ ]{{0,3}}(=+|-+)[ \t\r]*$", re.MULTILINE)
_RULE = pattern(r"[ ]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t\r]*$")
_CODE_FENCE = pattern(rf"{_QUOTE}[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{{3,}}|~{{3,}})[ \t]*([^`\n]*)$", re.MULTILINE)
_COLONS = pattern(rf"{_QUOTE}[ \t]*(:{{3,}})[ \t]*([^\n]*)$", re.MULTILINE)
_LIST = pattern(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_DIRECTIVE = pattern(r"[ \t]*\.\. math::[ \t]*", re.MULTILINE)
_OPTION = pattern(r"[ \t]*:(\w+):[ \t]*([^\n]*)\n")


class Scanner(FormulaScanner):
    """One pass over a Markdown text; ``events`` yields what stands in it, in order."""

    def __init__(self, source: Source, at: int) -> None:
        super().__init__(source, at)
        self.heading = False  # this line is a heading
        self.listed = False  # a list is open, so that indented lines are no code
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
                    line_start = self.text[self.at - 1] == "\n"
                    continue
            line_start = False
            match = _SPECIAL.search(self.text, self.at)
            if match is None:
                return
            if match.group() == "\n":
                line = self.text[self.text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
                self.paragraph = bool(line) and not self.heading and not line.endswith("$$")
                self.at, line_start, self.heading = match.end(), True, False
                continue
            event = self._inline(match)
            if event is not None:
                yield event
                yield from self._quoted(event)

    def _quoted(self, event: Event) -> list[Event]:
        """A display that begins in a block quote and does not end there holds the quote's marks, which would be read as relations."""
        line = self.text[self.text.rfind("\n", 0, event.span.start) + 1 : event.span.start]
        lines = self.text[event.inner.start : event.inner.end].split("\n")[1:]
        if event.kind != "display" or not line.lstrip().startswith(">") or not any(one.lstrip().startswith(">") for one in lines):
            return []
        message = "A display that goes on behind its block quote is not understood: the quote's marks would be mathematics."
        return [self._problem("quoted-display", message, event.span, "Write the display on one line, or outside the quote.")]

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
            self.at, self.heading = heading.end(), True
            return [Event("heading", Span(at, end), Span(heading.end(), end), str(len(heading[1])))]
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
        """A line under a paragraph makes it a heading; elsewhere it is a rule, or words."""
        underline = _UNDERLINE.match(self.text, at, end)
        if underline is None or not self.paragraph:
            return self._pass(end) if _RULE.match(line) else None
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


def _is_block(info: str) -> bool:
    """MyST's fence with a directive of ours: ```{given}."""
    return info[1:].split("}", 1)[0].strip(". ") in ("given", "erratum", "solution", "blank")
