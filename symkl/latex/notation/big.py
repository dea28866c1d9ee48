"""Sums and products: ``\\sum_{i=1}^N``, ``\\prod_i``, ``\\sum^m_{i=1}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.operators import following, scripts_of
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Handler, Parser
    from symkl.latex.lexer import Token


def big(name: str) -> Handler:
    """How a big operator is read: bounds, then the product that follows."""

    def read(parser: Parser, token: Token) -> Node:
        start = parser.at - 1
        below, above = scripts_of(parser)
        body = following(parser, signed=True)
        if body is None:
            raise parser.missing(f"what {token.text} runs over")
        return parser.wrap("big", start, name, below, above, body)

    return read


NOTATION = Notation(
    heads={"\\sum": big("sum"), "\\prod": big("product")},
    examples=(
        ("\\sum_{i=1}^N x_i", "(big:sum (relation:= i 1) N {x_i x i})"),
        ("\\Sigma^m_{i=1} a", "(big:sum (relation:= i 1) m a)"),
        ("\\sum^m_{i=1} a", "(big:sum (relation:= i 1) m a)"),
        ("\\sum\\limits_i^m a b + c", "(sum:++ (big:sum i m (product:.. a b)) c)"),
        ("\\prod_{j} \\sigma_j^2", "(big:product j _ (script {\\sigma_j \\sigma j} _ 2))"),
        ("\\sum(1 + a)", "(big:sum _ _ (group:() (sum:++ 1 a)))"),
        ("2 \\sum_{j \\neq i} a_j", "(product:.. 2 (big:sum (relation:!= j i) _ {a_j a j}))"),
        ("\\sum_i -a", "(big:sum i _ (sum:- a))"),
    ),
    damaged=(("\\sum_{i=1}^N", "missing-argument"),),
)
