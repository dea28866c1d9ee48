"""Integrals: ``\\int f(x) p(x)\\,dx``, ``\\int dx\\, f``, ``\\iint``, with and without bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.calculus import differential_at, integrand_end, variable_at
from symkl.latex.notation import Notation
from symkl.latex.operators import following, scripts_of
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Handler, Parser
    from symkl.latex.lexer import Token


def variables(parser: Parser, most: int) -> Node | None:
    """The differentials at the cursor as 'items', at most so many (0: all)."""
    start, found = parser.at, list[Node]()
    while not most or len(found) < most:
        head = differential_at(parser, parser.at, parser.end)
        after = variable_at(parser, head[1]) if head is not None and head[0] == "d" else None
        if head is None or after is None:
            break
        found.append(parser.read_range(head[1], after))
        parser.at = after
    return parser.wrap("items", start, "," * (len(found) - 1), *found) if found else None


def integral(count: int) -> Handler:
    """How ``count`` integral signs in one are read."""

    def read(parser: Parser, token: Token) -> Node:
        start = parser.at - 1
        below, above = scripts_of(parser)
        most = count if count > 1 or parser.waiting else 0
        stop = integrand_end(parser)
        if stop is None:
            body = following(parser, signed=True)
            if body is None:
                raise parser.missing("what is integrated")
            return parser.wrap("big", start, "integral", below, above, body, None)
        if stop == parser.at:
            by = variables(parser, most)
            body = following(parser, signed=True) or unit(parser)
            return parser.wrap("big", start, "integral", below, above, body, by)
        waiting = parser.waiting
        body = integrand(parser, stop)
        parser.at, parser.waiting = stop, waiting
        by = variables(parser, most)
        return parser.wrap("big", start, "integral", below, above, body, by)

    return read


def integrand(parser: Parser, stop: int) -> Node:
    """What stands between an integral sign and its differential; an integral in it leaves this one its own."""
    saved, parser.end = parser.end, stop
    parser.waiting += 1
    body = parser.expression()
    parser.finish()
    parser.end = saved
    return body


def unit(parser: Parser) -> Node:
    """The integrand of ``\\int dx``."""
    return Node("number", parser.here()._replace(end=parser.here().start), "1")


NOTATION = Notation(
    heads={"\\int": integral(1), "\\iint": integral(2), "\\iiint": integral(3)},
    examples=(
        ("\\int f(x) p(x)\\,dx", "(big:integral _ _ (product:.... f (group:() x) p (group:() x)) (items x))"),
        ("\\int_{-\\infty}^\\infty x\\, \\mathrm{d}x + 1", "(sum:++ (big:integral (sum:- \\infty) \\infty x (items x)) 1)"),
        ("\\int dx\\, x^2", "(big:integral _ _ (script x _ 2) (items x))"),
        ("\\int p(x|\\mathbf{z})d\\mathbf{z}", "(big:integral _ _ (product:.. p (group:() (items:| x z))) (items z))"),
        ("\\iint x y \\,dx\\,dy", "(big:integral _ _ (product:.. x y) (items:, x y))"),
        ("\\int \\int x y dx dy", "(big:integral _ _ (big:integral _ _ (product:.. x y) (items x)) (items y))"),
        ("\\int a + b dz_1 dz_2", "(big:integral _ _ (sum:++ a b) (items:, {z_1 z 1} {z_2 z 2}))"),
        ("\\int q(z) \\log q(z)", "(big:integral _ _ (product:... q (group:() z) (operator:log _ _ (product:.. q (group:() z)))) _)"),
    ),
    damaged=(("\\int + 1", "missing-argument"),),
)  # fmt: skip
