"""Macros: their definitions, and an expansion that keeps the place of every code point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Macro

NESTING = 64  # macros inside macros
GROWTH = 200_000  # code points that one formula may expand to
LONGEST_DEFINITION = 5_000  # code points of a macro's definition

DEFINITION = pattern(r"\\(?:(?:re|provide)?newcommand\*?|providecommand\*?|g?def|let|DeclareMathOperator\*?)(?![a-zA-Z])")
_COMMAND = pattern(r"\\([a-zA-Z]+|.)", re.DOTALL)
_NAME = pattern(r"\s*(?:\{\s*(\\(?:[a-zA-Z]+|[^\s]))\s*\}|(\\(?:[a-zA-Z]+|[^\s])))\s*")
_ENDING = pattern(r"\\[a-zA-Z]+$")
_COUNT = pattern(r"\[(\d)\]\s*")
_HASHES = pattern(r"((?:#\d\s*)*)(?=\{)")


class Expansion(NamedTuple):
    """Expanded text; code point i of it comes from ``source[starts[i]:ends[i]]``. With a diagnostic the text is not to be read."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    diagnostic: Diagnostic | None = None

    def origin(self, start: int, end: int) -> Span:
        """The span of the source that ``text[start:end]`` comes from: a macro's whole use where any of its own body is in it."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else self.ends[-1] if self.ends else 0
            return Span(at, at)
        return Span(min(self.starts[start:end]), max(self.ends[start:end]))


def closing_brace(text: str, at: int, end: int) -> int | None:
    """The offset of the brace that closes the one at ``at``; None if it never closes before ``end``."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at, end):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if not depth:
            return match.start()
    return None


def definition(source: Source, at: int, end: int) -> tuple[Macro, int] | None:
    """The macro that is defined at ``at`` and where its definition ends; None if it cannot be understood."""
    end = min(end, at + LONGEST_DEFINITION, len(source.text))
    word = DEFINITION.match(source.text, at, end)
    name = _NAME.match(source.text, word.end(), end) if word else None
    if word is None or name is None:
        return None
    called = name[1] or name[2]
    command = word.group().rstrip("*")
    if command == r"\let":
        return _alias(source, at, called, name.end(), end)
    parameters, default, body = _parameters(source.text, command, name.end(), end)
    close = closing_brace(source.text, body, end) if body < end and source.text[body] == "{" else None
    if close is None:
        return None
    printed = source.text[body + 1 : close]
    if command == r"\DeclareMathOperator":
        printed = rf"\operatorname{{{printed}}}"
    return Macro(called, parameters, printed, Span(at, close + 1), default, source), close + 1


def _alias(source: Source, at: int, called: str, behind: int, end: int) -> tuple[Macro, int] | None:
    match = re.compile(r"\s*=?\s*(\\[a-zA-Z]+|\\.|[^\\\s])").match(source.text, behind, end)
    return (Macro(called, 0, match[1], Span(at, match.end()), None, source), match.end()) if match else None


def _parameters(text: str, command: str, at: int, end: int) -> tuple[int, str | None, int]:
    if command.endswith("def"):
        hashes = _HASHES.match(text, at, end)
        return (hashes[1].count("#"), None, hashes.end()) if hashes else (0, None, end)
    count = _COUNT.match(text, at, end)
    if count is None:
        return 0, None, at
    at = count.end()
    default = re.compile(r"\[([^\]]*)\]\s*").match(text, at, end)
    return int(count[1]), default[1] if default else None, default.end() if default else at


def parameter_count(body: str) -> int:
    """The highest ``#n`` in a macro's body, for front matter, which does not say it."""
    return max((int(n) for n in re.findall(r"#(\d)", body)), default=0)


def visible(source: Source, macros: Sequence[Macro], at: int) -> dict[str, Macro]:
    """The macros that hold at an offset: defined before it in this source, or anywhere in another (front matter stands before everything)."""
    found = {macro.name: macro for macro in macros if macro.source is not None and macro.source is not source}
    found.update((m.name, m) for m in macros if (m.source is None or m.source is source) and (m.span is None or m.span.end <= at))
    return found


def expand(source: Source, span: Span, macros: Sequence[Macro]) -> Expansion:
    """The LaTeX of a span with all macros replaced. Never hangs: past a bound it answers with a diagnostic at the use that went too far."""
    known = visible(source, macros, span.start) if macros else {}
    if not known:
        return Expansion(source.slice(span), range(span.start, span.end), range(span.start + 1, span.end + 1))
    return _Expander(source, span, known).run()


class _Frame:
    """A text being read: the source itself (``origin`` None), or a macro's body, at the macro's use, with its arguments, where they stand."""

    def __init__(self, text: str, at: int, end: int, origin: Span | None, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text, self.at, self.end, self.origin, self.starts, self.ends = text, at, end, origin, starts, ends


class _Expander:
    def __init__(self, source: Source, span: Span, known: dict[str, Macro]) -> None:
        length = len(source.text)
        self.span = span
        self.known = known
        self.frames = [_Frame(source.text, span.start, span.end, None, range(length), range(1, length + 1))]
        self.text: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.work = 0  # code points copied or looked at for arguments

    def run(self) -> Expansion:
        while self.frames:
            frame = self.frames[-1]
            match = _COMMAND.search(frame.text, frame.at, frame.end)
            used = match is not None and match.group() in self.known
            stop = match.start() if match and used else match.end() if match else frame.end
            self._copy(frame, frame.at, stop)
            frame.at = stop
            if match is None:
                self.frames.pop()
            elif used:
                frame.at = match.end()
                self._use(frame, self.known[match.group()], match.start())
            if len(self.frames) > NESTING or self.work > GROWTH:
                return Expansion("", (), (), self._endless())
        return Expansion("".join(self.text), self.starts, self.ends)

    def _copy(self, frame: _Frame, start: int, stop: int) -> None:
        self.text.append(frame.text[start:stop])
        self.starts.extend(frame.starts[start:stop])
        self.ends.extend(frame.ends[start:stop])

    def _use(self, frame: _Frame, macro: Macro, at: int) -> None:
        """Goes on with the macro's body; a command at its end is kept apart from a letter behind the use, its first letter from a command."""
        arguments = list(self._arguments(frame, macro))
        whole = Span(frame.starts[at], max(frame.ends[at], frame.ends[frame.at - 1]))
        text, starts, ends = _substitute(macro, arguments, whole)
        if frame.text[frame.at : frame.at + 1].isalpha() and _ENDING.search(text):
            text, starts, ends = text + " ", [*starts, whole.start], [*ends, whole.end]
        if text[:1].isalpha() and _ENDING.search(_last(self.text)):
            text, starts, ends = " " + text, [whole.start, *starts], [whole.end, *ends]
        self.work += len(text) + 20
        self.frames.append(_Frame(text, 0, len(text), whole, starts, ends))

    def _arguments(self, frame: _Frame, macro: Macro) -> Iterator[tuple[str, Sequence[int], Sequence[int]]]:
        for number in range(macro.parameters):
            while frame.at < frame.end and frame.text[frame.at].isspace():
                frame.at += 1
            start, stop, behind = _argument(frame.text, frame.at, frame.end, number == 0 and macro.default is not None)
            if start is None:
                yield (macro.default or "", (), ())
            else:
                self.work += behind - frame.at
                frame.at = behind
                yield (frame.text[start:stop], frame.starts[start:stop], frame.ends[start:stop])

    def _endless(self) -> Diagnostic:
        at = self.starts[-1] if self.starts else self.span.start
        whole = next((f.origin for f in self.frames if f.origin is not None), Span(at, self.span.end))
        return Diagnostic("endless-macro", "This macro expands without end.", whole, suggestion="Define it without itself.")


def used_at(text: str, span: Span) -> str | None:
    """The command that a span begins with."""
    match = _COMMAND.match(text, span.start, span.end)
    return match.group() if match is not None else None


def _argument(text: str, at: int, end: int, optional: bool) -> tuple[int | None, int, int]:
    """Start and stop of the argument at ``at`` and where reading goes on; the start is None where an optional one is left out."""
    if optional:
        close = text.find("]", at, end) if text[at : at + 1] == "[" else -1
        return (at + 1, close, close + 1) if close >= 0 else (None, at, at)
    if at < end and text[at] == "{":
        brace = closing_brace(text, at, end)
        return (at + 1, brace, brace + 1) if brace is not None else (at + 1, end, end)
    command = _COMMAND.match(text, at, end)
    stop = command.end() if command else min(at + 1, end)
    return at, stop, stop


def _last(pieces: Sequence[str]) -> str:
    """The last piece that is not empty."""
    return next((piece for piece in reversed(pieces) if piece), "")


def _substitute(macro: Macro, arguments: Sequence[tuple[str, Sequence[int], Sequence[int]]], whole: Span) -> tuple[str, list[int], list[int]]:
    """The body with its arguments in place. The body's own code points come from the whole use, an argument's from where it stands."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in re.split(r"(#\d)", macro.body):
        number = int(piece[1]) if re.fullmatch(r"#\d", piece) else 0
        inside, froms, tos = arguments[number - 1] if 0 < number <= len(arguments) else (piece, (), ())
        if inside[:1].isalpha() and _ENDING.search(_last(text)):
            text.append(" ")
            starts.append(whole.start)
            ends.append(whole.end)
        text.append(inside)
        starts.extend(froms or [whole.start] * len(inside))
        ends.extend(tos or [whole.end] * len(inside))
    return "".join(text), starts, ends
