"""Fractions: ``\\frac{a}{b}``, ``\\frac12``, ``\\dfrac``, ``{a \\over b}``; binomials; roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.calculus import derivative_of_fraction
from symkl.latex.notation import Notation
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable
from symkl.source import Span

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


def fraction(parser: Parser, token: Token) -> Node:
    """A fraction, or the derivative that it prints."""
    start = parser.at - 1
    above = parser.argument(f"the numerator of {token.text}")
    below = parser.argument(f"the denominator of {token.text}")
    derivative = derivative_of_fraction(parser, start, above, below)
    if derivative is not None:
        return derivative
    parts = parser.read_range(*above), parser.read_range(*below)
    for part, what in zip(parts, ("numerator", "denominator"), strict=True):
        if part.kind == "empty":
            raise Unreadable("missing-argument", f"the {what} is empty", parser.span_from(start), f"write the {what}")
    return parser.postfixed(start, parser.wrap("fraction", start, "", *parts))


def binomial(parser: Parser, token: Token) -> Node:
    """``\\binom{n}{k}``."""
    start = parser.at - 1
    above = parser.read_argument("the upper argument")
    below = parser.read_argument("the lower argument")
    pair = Node("items", above.span.join(below.span), ",", (above, below))
    return parser.postfixed(start, parser.wrap("operator", start, "binomial", None, None, pair))


def root(parser: Parser, _: Token) -> Node:
    """``\\sqrt{x}``, ``\\sqrt[3]{x}``."""
    start = parser.at - 1
    index = None
    if parser.peek().kind == "open" and parser.peek().text == "[" and parser.partner[parser.at] > 0:
        close = parser.partner[parser.at]
        index = parser.read_range(parser.at + 1, close)
        parser.at = close + 1
    argument = parser.read_argument("what the root is taken of")
    if argument.kind == "empty":
        raise Unreadable("missing-argument", "the root is empty", Span(*argument.span), "write what the root is taken of")
    return parser.postfixed(start, parser.wrap("operator", start, "sqrt", index, None, argument))


NOTATION = Notation(
    heads={"\\frac": fraction, "\\dfrac": fraction, "\\tfrac": fraction, "\\cfrac": fraction, "\\nicefrac": fraction, "\\sfrac": fraction,
           "\\binom": binomial, "\\dbinom": binomial, "\\tbinom": binomial, "\\sqrt": root},
    examples=(
        ("\\frac{a}{b}", "(fraction a b)"),
        ("\\frac12 x", "(product:.. (fraction 1 2) x)"),
        ("\\dfrac ab", "(fraction a b)"),
        ("{a \\over b + 1}", "(fraction a (sum:++ b 1))"),
        ("\\frac{d}{2}", "(fraction d 2)"),
        ("\\frac{1}{1/a + 1}", "(fraction 1 (sum:++ (product:./ 1 a) 1))"),
        ("\\binom{n}{k}", "(operator:binomial _ _ (items:, n k))"),
        ("\\sqrt{x}", "(operator:sqrt _ _ x)"),
        ("\\sqrt 2", "(operator:sqrt _ _ 2)"),
        ("\\sqrt[3]{x}", "(operator:sqrt 3 _ x)"),
        ("\\sqrt \\frac{a}{b}", "(operator:sqrt _ _ (fraction a b))"),
    ),
    damaged=(("\\frac{1}", "missing-argument"), ("\\f\\frac{1}{2}", "unknown-command"), ("\\frac{}{2}", "missing-argument"),
             ("\\sqrt", "missing-argument")),
)  # fmt: skip
