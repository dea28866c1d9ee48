"""Which bracket closes which, and what each bar is: one linear pass before anything is parsed.

Braces bind first. A bracket without its partner is a problem of the side it stands in, never a reason to read past a relation.
"""

from __future__ import annotations

from symkl.latex.lexer import Token
from symkl.latex.symbols import CLOSING, OPERATORS
from symkl.record import NamedTuple

DEPTH = 60  # bracket nesting beyond this is a diagnostic

_OPERAND_ENDS = frozenset(("\\top", "\\intercal", "\\star", "\\dagger"))
_MATCHED = frozenset(("{", "}", "open", "close", "bar", "double", "sep", "relation", "&", "row", "begin", "end"))
_EXPECTING = frozenset(("sign", "times", "relation", "sep", "open", "{", "^", "_", "&", "row", "begin"))


class Problem(NamedTuple):
    """Something wrong at one token (``other``: the token it clashes with, or -1)."""

    at: int
    code: str
    message: str
    suggestion: str
    other: int = -1


class Matching(NamedTuple):
    """``partner[i]`` is the index of the bracket that token i opens or closes (-1: none). Bars have become open, close or sep."""

    tokens: list[Token]
    partner: list[int]
    problems: list[Problem]


class _Frame(NamedTuple):
    opener: int
    closing: str
    bars: list[int]


class _Matcher:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.partner = [-1] * len(tokens)
        self.problems: list[Problem] = []
        self.stack = [_Frame(-1, "", [])]
        self.merged: set[int] = set()
        self.around: list[tuple[_Frame, list[int]]] = []  # bars that wait around an environment

    def run(self) -> Matching:
        commands = 0
        for at, token in enumerate(self.tokens):
            kind = token.kind
            commands = commands + 1 if kind == "command" else 0
            if commands == DEPTH:
                self.problems.append(Problem(at, "nesting", f"more than {DEPTH} commands in a row", "give each its argument"))
            if kind not in _MATCHED:
                continue
            if kind == "{" or kind == "open" or (kind in ("bar", "double") and token.size == "left"):
                self.open(at, token)
            elif kind == "}":
                self.brace(at)
            elif kind == "close" or (kind in ("bar", "double") and token.size == "right"):
                self.close(at, token)
            elif kind == "bar" or kind == "double":
                self.stack[-1].bars.append(at)
            elif kind == "begin":
                self.around.append((self.stack[-1], self.stack[-1].bars[:]))
                self.stack[-1].bars.clear()
            else:
                self.flush(self.stack[-1])
            if kind == "end" and self.around:
                self.leave()
        while self.around:
            self.leave()
        while len(self.stack) > 1:
            self.abandon(self.stack.pop())
        self.flush(self.stack[0])
        return self.rebuilt()

    def leave(self) -> None:
        """The bars that wait around an environment stand before those behind it."""
        frame, bars = self.around.pop()
        frame.bars[:0] = bars

    def open(self, at: int, token: Token) -> None:
        closing = "}" if token.kind == "{" else CLOSING.get(token.text, "") if token.size != "left" else "any"
        if token.kind != "open" and token.kind != "{":
            self.tokens[at] = token._replace(kind="open")
        self.stack.append(_Frame(at, closing, []))
        if len(self.stack) > DEPTH + 1:
            self.problems.append(Problem(at, "nesting", f"brackets nest deeper than {DEPTH}", "name the inner parts"))
            del self.stack[DEPTH + 1 :]

    def abandon(self, frame: _Frame) -> None:
        """A frame that is never closed: its bars belong to the frame around it."""
        self.stack[-1].bars.extend(frame.bars)
        token = self.tokens[frame.opener]
        if token.kind == "{":
            self.problems.append(Problem(frame.opener, "unbalanced-braces", "this { is never closed", "add the missing }"))
        else:
            shown = shown_bracket(token)
            self.problems.append(Problem(frame.opener, "unclosed-bracket", f"this {shown} is never closed", f"close the {shown}"))

    def brace(self, at: int) -> None:
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.tokens[self.stack[depth].opener].kind == "{":
                while len(self.stack) > depth + 1:
                    self.abandon(self.stack.pop())
                self.pair(at)
                return
        self.problems.append(Problem(at, "unbalanced-braces", "this } closes nothing", "delete the } or add its {"))

    def close(self, at: int, token: Token) -> None:
        if token.kind != "close":
            self.tokens[at] = token._replace(kind="close")
        top = self.stack[-1]
        if top.closing == token.text or top.closing == "any" and token.size == "right" or self.interval(top, token):
            self.pair(at)
            return
        for depth in range(len(self.stack) - 1, 0, -1):
            frame = self.stack[depth]
            if frame.closing == "}":
                break
            if frame.closing == token.text:
                while len(self.stack) > depth + 1:
                    self.abandon(self.stack.pop())
                self.pair(at)
                return
        self.unopened(at, token)

    def interval(self, frame: _Frame, token: Token) -> bool:
        """``[0, 1)`` behind ``\\in``."""
        if frame.closing not in (")", "]") or token.text not in (")", "]"):
            return False
        before = self.tokens[frame.opener - 1] if frame.opener > 0 else None
        return before is not None and before.kind == "relation" and before.text == "in"

    def unopened(self, at: int, token: Token) -> None:
        shown = shown_bracket(token)
        for depth in range(len(self.stack) - 1, 0, -1):
            frame = self.stack[depth]
            if frame.closing == token.text:
                message = f"this {shown} closes a bracket that was opened outside the braces around it"
                self.problems.append(Problem(at, "brace-crosses-bracket", message, f"move the {shown} behind the brace", frame.opener))
                return
        self.problems.append(Problem(at, "unopened-bracket", f"this {shown} closes nothing", f"delete the {shown} or open it"))

    def pair(self, at: int) -> None:
        frame = self.stack.pop()
        self.flush(frame)
        self.partner[at] = frame.opener
        self.partner[frame.opener] = at
        self.double(frame.opener, at)

    def double(self, opener: int, closer: int) -> None:
        """``\\left|\\left| x \\right|\\right|`` prints the double bars of a norm, as ``||x||`` does."""
        inner = opener + 1
        bars = [self.tokens[at] for at in (opener, inner, closer - 1, closer)]
        if self.partner[inner] != closer - 1 or any(b.text != "|" for b in bars) or [b.size for b in bars] != ["left", "left", "right", "right"]:
            return
        self.merged |= {inner, closer}
        self.tokens[opener] = bars[0]._replace(text="P", end=bars[1].end)
        self.tokens[closer - 1] = bars[2]._replace(text="P", end=bars[3].end)
        self.partner[opener], self.partner[closer - 1] = closer - 1, opener

    def expects(self, at: int) -> bool:
        """Whether an operand is expected at a token: it stands behind an operator or an opening bracket."""
        if at == 0:
            return True
        before = self.tokens[at - 1]
        if before.kind in ("times", "sign") and at > 1 and self.tokens[at - 2].kind in ("^", "_"):
            return False  # a script of one mark, as in x^*: it ends what it is written on
        if before.kind == "command":
            return before.text not in _OPERAND_ENDS
        if before.kind in ("word", "text", "operatorname"):
            return before.text in OPERATORS
        return before.kind in _EXPECTING

    def flush(self, frame: _Frame) -> None:
        """Say of each bar of a region whether it opens, closes or parts."""
        bars = frame.bars
        if not bars:
            return
        opened = list[int]()
        number = 0
        while number < len(bars):
            at = bars[number]
            pair = self.paired(bars, number)
            kind = "P" if pair or self.tokens[at].text == "P" else "|"
            expects = self.expects(at)
            if opened and not expects and self.tokens[opened[-1]].text == "|" and self.tokens[at].text == "|":
                kind, pair = "|", False
                self.settle(at, "close", kind, pair, opened.pop())
            elif opened and not expects and self.tokens[opened[-1]].text == kind:
                self.settle(at, "close", kind, pair, opened.pop())
            elif self.opens(bars, number, kind, expects, bool(opened)):
                self.settle(at, "open", kind, pair, -1)
                opened.append(at)
            else:
                self.settle(at, "sep", kind, pair, -1)
            number += 2 if pair else 1
        for at in opened:
            self.problems.append(Problem(at, "unclosed-bracket", "this bar has no partner", "close the bars"))
        bars.clear()

    def opens(self, bars: list[int], number: int, kind: str, expects: bool, inside: bool) -> bool:
        size = self.tokens[bars[number]].size
        if size in ("bigl", "middle", "bigr"):
            return size == "bigl"
        rest = self.count(bars, number, kind)
        if expects or inside:
            return rest > 1 and (expects or not inside)
        return rest % 2 == 0

    def count(self, bars: list[int], number: int, kind: str) -> int:
        """How many bars of a kind there are from one on."""
        tokens, rest = self.tokens, bars[number:]
        if kind == "|":
            return self.count_single(bars, number)
        total = at = 0
        while at < len(rest):
            pair = self.paired(rest, at)
            total += pair or tokens[rest[at]].text == "P"
            at += 2 if pair else 1
        return total

    def paired(self, bars: list[int], number: int) -> bool:
        """Whether two bars in a row are one double bar: ``||``, but not ``\\mid |``, nor ``| |`` where one bar would be left over."""
        if number + 1 >= len(bars) or bars[number + 1] != bars[number] + 1:
            return False
        first, second = self.tokens[bars[number]], self.tokens[bars[number + 1]]
        alike = first.text == second.text == "|" and first.end - first.start == second.end - second.start
        return alike and (first.end == second.start or self.count_single(bars, number) % 2 == 0)

    def count_single(self, bars: list[int], number: int) -> int:
        """How many single bars there are from one on."""
        return sum(1 for at in bars[number:] if self.tokens[at].text == "|")

    def settle(self, at: int, role: str, kind: str, pair: bool, opener: int) -> None:
        token = self.tokens[at]
        end = self.tokens[at + 1].end if pair else token.end
        if pair:
            self.merged.add(at + 1)
        self.tokens[at] = token._replace(kind=role, text=kind, end=end)
        if opener >= 0:
            self.partner[at] = opener
            self.partner[opener] = at

    def rebuilt(self) -> Matching:
        """The tokens without the second half of each ``||``, everything that points at tokens renumbered."""
        self.problems.sort()
        if not self.merged:
            return Matching(self.tokens, self.partner, self.problems)
        kept = [at for at in range(len(self.tokens)) if at not in self.merged]
        new = {old: at for at, old in enumerate(kept)}
        partner = [new.get(self.partner[old], -1) for old in kept]
        problems = [p._replace(at=new[p.at], other=new.get(p.other, -1)) for p in self.problems if p.at in new]
        return Matching([self.tokens[old] for old in kept], partner, problems)


def without_braces_of_bars(tokens: list[Token]) -> list[Token]:
    """``\\mathrel{\\Vert}``, ``{|}``: braces around nothing but bars say how wide the space beside them is."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        stop = at + 1
        while tokens[at].kind == "{" and stop < len(tokens) and tokens[stop].kind in ("bar", "double"):
            stop += 1
        alone = 0 < stop - at - 1 <= 2 and stop < len(tokens) and tokens[stop].kind == "}"
        if alone and not (kept and kept[-1].kind in ("^", "_", "command")):
            first, last = tokens[at + 1]._replace(start=tokens[at].start), tokens[stop - 1]._replace(end=tokens[stop].end)
            kept += [first._replace(end=last.end)] if stop - at == 2 else [first, last]
            at = stop + 1
        else:
            kept.append(tokens[at])
            at += 1
    return kept


def shown_bracket(token: Token) -> str:
    """A bracket as its author wrote it, near enough."""
    return {"<": "\\langle", ">": "\\rangle", "{": "\\{", "}": "\\}", "P": "\\|"}.get(token.text, token.text)


def match(tokens: list[Token]) -> Matching:
    """Pair brackets and bars. The list is changed."""
    tokens[:] = without_braces_of_bars(tokens)
    return _Matcher(tokens).run()
