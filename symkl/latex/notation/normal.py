"""Normal densities: ``\\mathcal{N}(x \\mid \\mu, \\Sigma)``, ``N(x; m, s)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.operators import scripts_of
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


def normal(parser: Parser, _: Token) -> Node:
    """A normal density takes its arguments in brackets only."""
    start = parser.head
    below, above = scripts_of(parser)
    if parser.peek().kind != "open" or parser.peek().text not in "([{":
        raise parser.missing("what stands in the brackets of the normal density")
    argument = parser.group()
    return parser.postfixed(start, parser.wrap("operator", start, "normal", below, above, argument))


NOTATION = Notation(
    heads={"normal": normal},
    examples=(
        ("\\mathcal{N}(x \\mid m, S)", "(operator:normal _ _ (group:() (items:|, x m S)))"),
        ("\\mathcal N(0, I)", "(operator:normal _ _ (group:() (items:, 0 I)))"),
        ("{\\cal N}(m, s)", "(operator:normal _ _ (group:() (items:, m s)))"),
        ("\\boldsymbol{N}(x; m, s)", "(operator:normal _ _ (group:() (items:;, x m s)))"),
        ("N(x; m, s)", "(operator:normal _ _ (group:() (items:;, x m s)))"),
        ("\\mathcal{N}\\left( x \\;\\middle|\\; m, S \\right)", "(operator:normal _ _ (group:() (items:|, x m S)))"),
        ("\\mathcal { N } ( m, s )", "(operator:normal _ _ (group:() (items:, m s)))"),
        ("N(\\mu=0,s=1)", "(operator:normal _ _ (group:() (items:, (relation:= \\mu 0) (relation:= s 1))))"),
        ("\\mathcal{N}(m, s)^2", "(script (operator:normal _ _ (group:() (items:, m s))) _ 2)"),
        ("\\log \\mathcal{N}(x|m,S)", "(operator:log _ _ (operator:normal _ _ (group:() (items:|, x m S))))"),
    ),
    damaged=(("\\mathcal{N} + 1", "missing-argument"),),
)
