"""The layout of LaTeX: tokens, their partners, and the items of one level. No notation is known here, only what lays out.

Everything is linear in the text and free of recursion, so that hostile nesting costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.source import Source
from symkl.worksheet.macros import definition


def words(text: str) -> frozenset[str]:
    """The set of these words."""
    return frozenset(text.split())


RELATIONS = words(
    r"= < > ≤ ≥ ≠ ≈ ∝ ∼ ≡ ⇒ ⇔ ≔ ∈ \leq \le \geq \ge \leqslant \geqslant \neq \ne \approx \propto \varpropto \sim \thicksim \simeq \cong \equiv "
    r"\triangleq \doteq \coloneqq \coloneq \eqqcolon \eqdef \defeq \succ \succeq \succcurlyeq \prec \preceq \ll \gg \in \lt \gt \implies \impliedby "
    r"\Rightarrow \Longrightarrow \Leftarrow \iff \Leftrightarrow \Longleftrightarrow \to \rightarrow \leftarrow \longrightarrow \mapsto "
    r"\therefore \lesssim \gtrsim \asymp \notin \nless \nleq \ngtr \ngeq \vdash \models "
    r"\subset \subseteq \overset \stackrel"
)
ARROWS = words(
    r"⇒ ⇔ \implies \impliedby \Rightarrow \Longrightarrow \Leftarrow \iff \Leftrightarrow \Longleftrightarrow \to \rightarrow "
    r"\leftarrow \longrightarrow \therefore"
)
OPERATORS = words(r"+ - * / · − \cdot \times \pm \mp \odot \circ \otimes")
SPACES = words(
    r"\, \; \: \! \> ~ \enspace \thinspace \medspace \thickspace \negthinspace \displaystyle \textstyle \nonumber \notag \hline "
    r"\allowbreak \nobreak \noindent \smallskip \medskip \bigskip \centering"
)
WIDE = words(r"\quad \qquad \hfill \hskip \hspace \hspace* \hphantom \phantom \enskip \hfil")
TEXTS = words(r"\text \mbox \textrm \textit \textbf \textnormal \textsf \texttt \hbox \intertext \shortintertext \textup \emph")
LABELS = words(r"\tag \tag* \label")
STACKS = words(r"\overset \underset \stackrel")
DEFINERS = words(
    r"\newcommand \newcommand* \renewcommand \renewcommand* \providecommand \providecommand* \def \gdef \let "
    r"\DeclareMathOperator \DeclareMathOperator*"
)
SPACED = words(r"\hspace \hspace* \hphantom \phantom \vspace \vspace* \vphantom")  # take one argument and print nothing

_TOKEN = pattern(  # letters and digits first: they are most
    r"[^\W\d_]+|[\d]+"
    r"|(?P<space>(?:\s|%[^\n]*|\\[ \n\t])+)"
    r"|(?P<row>\\\\(?![|{}_,;!])\*?(?:\s*\[\s*-?[\d.]+\s*(?:[a-z]{2}|\\[a-z]+)\s*\])?|\\newline(?![a-zA-Z])|\\cr(?![a-zA-Z])|\\tabularnewline)"
    r"|\\\\[|{}_,;!]"
    r"|(?P<side>\\(?:left|right|middle|[bB]igg?[lrm]?)(?![a-zA-Z])\s*(?:\\?\\[a-zA-Z]+|\\?\\[^a-zA-Z]|[^\\\s])?)"
    r"|\\(?P<edge>begin|end)\s*\{(?P<name>[^{}]*)\}"
    r"|\\(?:tag|operatorname|hspace|vspace|newcommand|renewcommand|providecommand|DeclareMathOperator)\*"
    r"|\\[a-zA-Z]+|\\.|[:!]?=|.",
    re.DOTALL,
)


def has_relation(text: str) -> bool:
    """Whether a relation's sign stands anywhere in a text."""
    return any(relation in text for relation in RELATIONS)


class Token(NamedTuple):
    """One piece of LaTeX. ``kind``: space, wide, row, cell, begin, end, {, }, open, close, point (,;.), relation, operator, text, label, stack,
    define, command or other; ``name`` is an environment's name."""

    kind: str
    start: int
    end: int
    text: str
    name: str = ""


class Item(NamedTuple):
    """A token of one level, or a group, an environment, a command with its argument, taken as one. ``first`` and ``last`` are token indices."""

    kind: str
    start: int
    end: int
    text: str
    first: int
    last: int


_new = tuple.__new__  # what `Token` and `Item` call: they are many
_SIMPLE = frozenset(("other", "operator", "relation", "point", "space", "open", "close", "row", "cell"))


@lru_cache(maxsize=1 << 10)
def _kind(text: str) -> str:
    if text in RELATIONS or text in (":=", "!="):
        return "stack" if text in STACKS else "relation"
    if text in "{}":
        return text
    for kind, members in _KINDS:
        if text in members:
            return kind
    return "command" if text[0] == "\\" else "other"


_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("operator", OPERATORS), ("space", SPACES), ("wide", WIDE), ("text", TEXTS), ("label", LABELS), ("stack", STACKS), ("define", DEFINERS),
    ("open", frozenset(("(", "[", r"\{", r"\\{", r"\lbrace", r"\langle", r"\lbrack", "（"))),
    ("close", frozenset((")", "]", r"\}", r"\\}", r"\rbrace", r"\rangle", r"\rbrack", "）"))),
    ("point", frozenset((",", ";", ".", "，", "；", "。"))), ("cell", frozenset("&")),
)  # fmt: skip


def _side(text: str) -> str:
    """``\\left(`` opens, ``\\right)`` closes; an empty one (``\\right.``) does neither, so that a bracket may go over a row's end."""
    if text.endswith("."):
        return "other"
    command = text[1:].split("\\", 1)[0]
    if command.startswith("left"):
        return "open"
    if command.startswith("right"):
        return "close"
    return _kind(text[-1]) if text[-1] in "()[]" else {r"\{": "open", r"\}": "close"}.get(text[-2:], "other")


def tokenise(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``, with offsets into ``text``."""
    tokens = []
    escaped = text.count("\\\\{", start, end) == text.count("\\\\}", start, end)  # a host's way to write \\{ .. \\}
    for match in _TOKEN.finditer(text, start, end):
        piece, group = match.group(), match.lastgroup
        at, behind = match.span()
        if group is None and not escaped and piece in (r"\\{", r"\\}"):
            tokens.append(Token("row", at, behind - 1, piece[:2]))
            tokens.append(Token(piece[2], behind - 1, behind, piece[2]))
        elif group == "name":
            tokens.append(Token(match["edge"], at, behind, piece, match["name"].strip()))
        else:
            kind = _kind(piece) if group is None else _side(piece) if group == "side" else group
            tokens.append(_new(Token, (kind, at, behind, piece, "")))
    return tokens


def partners(tokens: Sequence[Token]) -> dict[int, int]:
    """Opening token -> closing token, for braces and environments; what has no partner is left out."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    waiting: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.kind in ("{", "begin"):
            stack.append(index)
            key = token.kind + token.name
            waiting[key] = waiting.get(key, 0) + 1
        elif token.kind in ("}", "end"):
            key = ("{" if token.kind == "}" else "begin") + token.name
            if waiting.get(key):
                pairs[_pop(tokens, stack, waiting, key)] = index
    return pairs


def _pop(tokens: Sequence[Token], stack: list[int], waiting: dict[str, int], key: str) -> int:
    while True:
        top = stack.pop()
        found = tokens[top].kind + tokens[top].name
        waiting[found] -= 1
        if found == key:
            return top


class Level:
    """Items of one level of a tokenised display."""

    def __init__(self, source: Source, tokens: Sequence[Token], pairs: dict[int, int]) -> None:
        self.source = source
        self.tokens = tokens
        self.pairs = pairs

    def items(self, first: int, last: int) -> list[Item]:
        """The items of ``tokens[first:last]``: groups and environments are one item each, as is a command with an argument that is no mathematics."""
        found: list[Item] = []
        at = first
        while at < last:
            kind, start, end, text, _ = self.tokens[at]
            found.append(_new(Item, (kind, start, end, text, at, at)) if kind in _SIMPLE else self._item(at, last))
            at = found[-1].last + 1
        return found

    def _item(self, at: int, last: int) -> Item:
        token = self.tokens[at]
        if token.kind == "{" and at in self.pairs:
            return self._join("group", at, self.pairs[at])
        if token.kind == "begin" and at in self.pairs:
            return self._join("environment", at, self.pairs[at])
        if token.kind in ("text", "label") or token.text in SPACED or token.text == r"\boxed":
            end = self.argument(at + 1, last)
            return self._join("boxed" if token.text == r"\boxed" else token.kind, at, end) if end is not None else self._join("command", at, at)
        if token.kind == "stack":
            return self._stack(at, last)
        if token.kind == "define":
            return self._join("define", at, self._definition(at, last))
        return self._join(token.kind, at, at)

    def _join(self, kind: str, first: int, last: int) -> Item:
        kind = "space" if kind == "command" and self.tokens[first].text in ("\\vspace", "\\vspace*", "\\vphantom") else kind
        return Item(kind, self.tokens[first].start, self.tokens[last].end, self.tokens[first].text, first, last)

    def argument(self, at: int, last: int) -> int | None:
        """The last token of the braced argument that follows, None without one."""
        at = self.skip_space(at, last)
        end = self.pairs.get(at, last) if at < last and self.tokens[at].kind == "{" else last
        return end if end < last else None

    def skip_space(self, at: int, last: int) -> int:
        """The first token from ``at`` that is no space."""
        while at < last and self.tokens[at].kind == "space":
            at += 1
        return at

    def _stack(self, at: int, last: int) -> Item:
        """``\\overset{!}{=}`` is a relation where its last argument is one."""
        above = self.argument(at + 1, last)
        base = None if above is None else self.argument(above + 1, last)
        if above is None or base is None:
            below = self.skip_space((above or at) + 1, last)
            plain = above is not None and below < last and self.tokens[below].kind == "relation"
            return self._join("relation" if plain else "other", at, below if plain else at)
        inside = [t.kind for t in self.tokens[self.skip_space(above + 1, last) + 1 : base] if t.kind != "space"]
        relation = bool(inside) and inside[-1] == "relation" and all(kind in ("relation", "other") for kind in inside)
        return self._join("relation" if relation else "other", at, base)

    def _definition(self, at: int, last: int) -> int:
        """The last token of a macro's definition: its name, parameters and body."""
        found = definition(self.source, self.tokens[at].start, self.tokens[last - 1].end)
        while found is not None and at + 1 < last and self.tokens[at + 1].start < found[1]:
            at += 1
        return at
