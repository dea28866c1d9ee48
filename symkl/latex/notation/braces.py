"""``\\underbrace{A}_{B}`` and ``\\overbrace{A}^{B}``; accents around more than a name; colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.operators import scripts_of
from symkl.latex.spelling import canonical
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


def under(parser: Parser, token: Token) -> Node:
    """What stands over the brace, and the annotation at its tip."""
    start = parser.at - 1
    inner = parser.read_argument("what the brace spans")
    below, above = scripts_of(parser)
    note = below if below is not None else above
    return parser.postfixed(start, parser.wrap("under", start, token.text[1:], inner, note))


def colour(parser: Parser, token: Token) -> Node:
    """``\\color{red}{..}`` colours its argument, ``\\color{red}`` alone what follows in its group."""
    start = parser.at - 1
    low, high = parser.argument("a colour")
    saved, parser.colour = parser.colour, canonical(parser, low, high)
    if parser.peek().kind != "{":
        return parser.factor()
    node = parser.factor()
    parser.colour = saved
    return Node(node.kind, parser.span_from(start), node.text, node.parts, node.spelling)


NOTATION = Notation(
    heads={"\\underbrace": under, "\\overbrace": under, "\\color": colour, "\\textcolor": colour},
    examples=(
        ("\\underbrace{a + b}_{c} d", "(product:.. (under:underbrace (sum:++ a b) c) d)"),
        ("\\overbrace{a}^{\\text{energy}}", "(under:overbrace a (text:energy))"),
        ("\\underbrace{a}_{\\text{KL divergence}\\geq 0}", "(under:underbrace a (relation:>= (text:KL.divergence) 0))"),
        ("\\overline{A B}", "(over:bar (product:.. A B))"),
        ("\\color{red}{a} b", "(product:.. a b)"),
        ("\\textcolor{blue}{a + b}", "(group (sum:++ a b))"),
        ("{\\color{red} a b}", "(product:.. a b)"),
    ),
    damaged=(("\\underbrace", "missing-argument"),),
)  # fmt: skip
