"""The parser as its notations see it: a cursor over matched tokens, and the readers that they call back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TypeAlias

from symkl.latex import symbols
from symkl.latex.brackets import shown_bracket
from symkl.latex.lexer import Token
from symkl.latex.names import NameTable
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable
from symkl.source import Span

FACTORS = frozenset(
    ("letter", "greek", "word", "number", "open", "{", "command", "dots", "begin", "operatorname", "text", "lost", "foreign", "other")
)

Handler: TypeAlias = "Callable[[Parser, Token], Node]"


class Parser(ABC):
    """A cursor over ``tokens[at:end]``. Methods that read leave ``at`` behind what they read."""

    def __init__(self, tokens: list[Token], partner: list[int], table: NameTable, grammar: Mapping[str, Handler]) -> None:
        self.tokens = tokens
        self.partner = partner
        self.table = table
        self.grammar = grammar
        self.at = 0
        self.end = len(tokens)
        self.depth = 0
        self.font = ""
        self.colour = ""
        self.heads: tuple[str, ...] = ()  # functions whose unbracketed argument is being read
        self.words = True  # whether a word alone is a name (not so in subscripts, where it stays text)
        self.head = 0  # the first token of the operator whose handler is called
        self.waiting = 0  # integrals around this one that still wait for their d x
        place = tokens[-1].end if tokens else 0
        self.nothing = Token("end", "", place, place)

    # -- the cursor

    def peek(self, ahead: int = 0) -> Token:
        """The token at the cursor; one of kind 'end' behind the last."""
        at = self.at + ahead
        return self.tokens[at] if at < self.end else self.nothing

    def take(self) -> Token:
        """The token at the cursor, which moves on."""
        token = self.peek()
        self.at += 1
        return token

    def span_from(self, start: int) -> Span:
        """The span of the tokens from an index up to the cursor."""
        if start >= self.at:
            return self.here()
        return Span(self.tokens[start].start, self.tokens[self.at - 1].end)

    def here(self) -> Span:
        """The span of the token at the cursor (empty at the end of what is read)."""
        if self.at < self.end:
            return Span(self.tokens[self.at].start, self.tokens[self.at].end)
        place = self.tokens[self.end - 1].end if self.end else self.nothing.start
        return Span(place, place)

    def within(self, low: int, high: int, read: Callable[[], Node]) -> Node:
        """What ``read`` makes of exactly the tokens ``low:high``; the cursor stays where it is."""
        saved = self.at, self.end, self.colour, self.waiting, self.heads
        self.at, self.end, self.waiting, self.heads = low, high, 0, ()
        node = read()
        self.finish()
        self.at, self.end, self.colour, self.waiting, self.heads = saved
        return node

    def finish(self) -> None:
        """Everything must have been read."""
        while self.at < self.end and self.is_layout(self.peek()):
            self.beside_words(self.peek())
            self.at += 1
        if self.at < self.end:
            raise self.unexpected()

    def unexpected(self) -> Unreadable:
        """What is wrong with the token at the cursor."""
        token = self.peek()
        if token.kind == "end":
            return Unreadable("missing-operand", "something is missing here", self.here(), "write what should stand here")
        shown = shown_bracket(token)
        if token.kind == "sep" and token.text in "|P":
            return Unreadable("unclosed-bracket", "this bar has no partner", self.here(), "close the bars, or write \\mid inside brackets")
        if token.kind in ("^", "_"):
            return Unreadable("double-script", f"a second {shown} on one base", self.here(), "use braces to say what it belongs to")
        return Unreadable("unexpected", f"{shown} cannot stand here", self.here(), "check what stands before it")

    def missing(self, what: str) -> Unreadable:
        """TeX's missing argument, at the cursor."""
        return Unreadable("missing-argument", f"{what} is missing", self.here(), f"write {what} in braces")

    # -- arguments of commands

    def argument(self, what: str = "an argument") -> tuple[int, int]:
        """The token range of a TeX argument: the inside of a group, or one token."""
        token = self.peek()
        if token.kind == "{":
            low, high = self.at + 1, self.partner[self.at]
            self.at = high + 1
            return low, high
        if token.kind in ("end", "}", "^", "_", "&", "row", "sep", "close", "relation"):
            raise self.missing(what)
        if token.kind == "number" and len(token.text) > 1:
            message = f"of {token.text} only {token.text[0]} belongs to what stands before it"
            raise Unreadable("unbraced-argument", message, self.here(), f"write {{{token.text}}}")
        self.at += 1
        low = self.at - 1
        if token.text in symbols.EMPHASIS or token.text in symbols.ALPHABETS or token.text in symbols.ACCENTS:
            self.argument(what)
        elif token.kind == "command" and token.text in ("\\frac", "\\tfrac", "\\dfrac"):
            self.argument(what)
            self.argument(what)
        elif token.kind == "command" and token.text == "\\sqrt":
            self.argument(what)
        return low, self.at

    def read_argument(self, what: str = "an argument") -> Node:
        """A TeX argument as a node; 'empty' for {}."""
        low, high = self.argument(what)
        return self.read_range(low, high)

    def read_range(self, low: int, high: int) -> Node:
        """Items between two indices, or 'empty'."""
        if low >= high:
            place = self.tokens[low - 1].end if low else 0
            return Node("empty", Span(place, place))
        return self.within(low, high, self.items)

    # -- what notations call back

    @abstractmethod
    def items(self) -> Node:
        """What stands inside brackets: one expression or relation, or several with separators."""

    @abstractmethod
    def expression(self) -> Node:
        """A sum."""

    @abstractmethod
    def product(self) -> Node:
        """Factors side by side, up to the next sign, relation or closing bracket."""

    @abstractmethod
    def factor(self) -> Node:
        """An operand with everything attached behind it."""

    @abstractmethod
    def group(self) -> Node:
        """Brackets and what stands inside."""

    @abstractmethod
    def postfixed(self, start: int, node: Node) -> Node:
        """``node`` with what is attached behind it; ``start`` is its first token."""

    def wrap(self, kind: str, start: int, text: str, *parts: Node | None) -> Node:
        """A node from token ``start`` up to the cursor."""
        return Node(kind, self.span_from(start), text, parts)

    # -- questions

    def is_layout(self, token: Token) -> bool:
        """Words that are no declared or built-in name; a single Latin letter is always a name."""
        if token.kind != "text" or len(token.text) == 1 and token.text.isalpha() and token.text.isascii():
            return False
        words = "".join(token.text.split())
        if self.words and words.isalpha() and self.tokens[self.at] is token:
            following = self.peek(1)
            if following.kind in ("_", "^") or following.kind == "open" and following.before == "g":
                return False
        return words not in symbols.OPERATORS and words not in self.table and words not in ("E", "H", "N", "d")

    def skip_words(self, words: Token) -> None:
        """Pass words of layout; between two factors they may say anything, so there they are damage."""
        behind = self.tokens[self.at - 1].kind if self.at else ""
        self.beside_words(words)
        self.at += 1
        if self.peek().kind in FACTORS and not self.is_layout(self.peek()) and behind not in ("", "relation", "sep", "open", "{"):
            span = Span(words.start, words.end)
            raise Unreadable("words-in-formula", f"{words.text.strip()!r} stands in the middle of a formula", span, "declare it, or move it out")

    def beside_words(self, words: Token) -> None:
        r"""Inside brackets and scripts words are part of what stands beside them: ``\sum_{n \text{ odd}}``."""
        if self.end < len(self.tokens) and self.tokens[self.end].kind in ("close", "}"):
            span = Span(words.start, words.end)
            message = f"{words.text.strip()!r} stands inside, and what it makes of the formula is not known"
            raise Unreadable("words-in-formula", message, span, "declare it, or move it out")

    def starts_factor(self) -> bool:
        """Whether an operand can begin at the cursor."""
        while self.is_layout(self.peek()):
            self.beside_words(self.peek())
            self.at += 1
        return self.peek().kind in FACTORS
