"""Derivatives: ``\\frac{\\partial f}{\\partial x}``, ``\\nabla_x f``, ``\\partial_x f``, ``\\partial c / \\partial\\mu``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.operators import following, scripts_of
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


def partial(parser: Parser, _: Token) -> Node:
    """``\\partial_x f``, else the differential of what follows up to a slash."""
    start = parser.at - 1
    if parser.peek().kind == "_":
        below, above = scripts_of(parser)
        body = following(parser, signed=True)
        times = int(above.text) if above is not None and above.kind == "number" and above.text in "123" else 1
        return parser.wrap("derivative", start, "partial", body, *[below] * times)
    high = parser.end
    stop = next((at for at in range(parser.at, high) if parser.tokens[at].text == "/" and slashed(parser, at)), high)
    parser.end = stop
    body = following(parser)
    parser.end = high
    if body is None:
        raise parser.missing("what \\partial is taken of")
    return parser.wrap("differential", start, "partial", body)


def slashed(parser: Parser, at: int) -> bool:
    """Whether a slash stands at the cursor's level and before a ``\\partial``."""
    inside = any(parser.partner[low] > at for low in range(parser.at, at) if parser.partner[low] > low)
    return not inside and at + 1 < parser.end and parser.tokens[at + 1].text == "\\partial"


def nabla(parser: Parser, _: Token) -> Node:
    """``\\nabla_x f``; ``\\nabla^2`` is the matrix of second derivatives."""
    start = parser.at - 1
    below, above = scripts_of(parser)
    body = following(parser, "gradient", signed=True)
    if body is None:
        raise parser.missing("what the gradient is taken of")
    if above is not None and above.kind == "number" and above.text == "2":
        return parser.wrap("operator", start, "hessian", below, None, body)
    return parser.wrap("operator", start, "gradient", below, above, body)


NOTATION = Notation(
    heads={"\\partial": partial, "\\nabla": nabla},
    examples=(
        ("\\frac{\\partial f}{\\partial x}", "(derivative:partial f x)"),
        ("\\frac{\\partial}{\\partial x} f + g", "(sum:++ (derivative:partial f x) g)"),
        ("\\frac{\\partial}{\\partial x} (x - a)^T (x - a)",
         "(derivative:partial (product:.. (transpose:T (group:() (sum:+- x a))) (group:() (sum:+- x a))) x)"),
        ("\\frac{\\partial^2 f}{\\partial x \\partial y}", "(derivative:partial f x y)"),
        ("\\frac{\\partial^2 f}{\\partial x^2}", "(derivative:partial f x x)"),
        ("\\frac{d^2}{dx^2} f", "(derivative:d f x x)"),
        ("\\frac{d}{d x} \\log p(x)", "(derivative:d (operator:log _ _ (product:.. p (group:() x))) x)"),
        ("\\frac{\\mathrm{d} f}{\\mathrm{d} x}", "(derivative:d f x)"),
        ("\\frac{\\delta L(q)}{\\delta m_1}", "(derivative:delta (product:.. L (group:() q)) {m_1 m 1})"),
        ("\\frac{\\partial L}{\\partial \\sigma^2}", "(derivative:partial L (script \\sigma _ 2))"),
        ("\\frac{\\partial^2 L}{\\partial (\\sigma^2)^2}",
         "(derivative:partial L (group:() (script \\sigma _ 2)) (group:() (script \\sigma _ 2)))"),
        ("\\frac{\\partial^2 f}{\\partial x \\partial x^T}", "(derivative:partial f x (transpose:T x))"),
        ("\\partial_x f", "(derivative:partial f x)"),
        ("\\partial c/\\partial\\mu", "(derivative:partial c \\mu)"),
        ("dL/dx", "(derivative:d L x)"),
        ("\\nabla_x f(x)", "(operator:gradient x _ (product:.. f (group:() x)))"),
        ("\\nabla f \\, \\nabla f^T", "(product:.. (operator:gradient _ _ f) (operator:gradient _ _ (transpose:T f)))"),
        ("\\nabla^2 f", "(operator:hessian _ _ f)"),
    ),
    damaged=(("\\nabla_x", "missing-argument"), ("\\partial", "missing-argument")),
)  # fmt: skip
