"""Matrices of every environment and ``cases``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable
from symkl.source import Span

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token

_ENVIRONMENTS = ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array", "psmallmatrix", "bsmallmatrix")


def closing(parser: Parser, start: int) -> int:
    """The token that ends the environment begun at ``start``."""
    depth = 0
    for at in range(start, parser.end):
        kind = parser.tokens[at].kind
        depth += (kind == "begin") - (kind == "end")
        if not depth:
            return at
    token = parser.tokens[start]
    raise Unreadable("unclosed-environment", f"{token.text} is never ended", Span(token.start, token.end), f"write \\end{{{token.text}}}")


def cells(parser: Parser, low: int, high: int) -> list[list[tuple[int, int]]]:
    """The token ranges of the cells, row by row; an empty row is none."""
    rows: list[list[tuple[int, int]]] = [[]]
    start = at = low
    while at < high:
        token = parser.tokens[at]
        if token.kind in ("&", "row"):
            rows[-1].append((start, at))
            start = at + 1
            if token.kind == "row":
                rows.append([])
        if token.kind == "begin":
            at = closing(parser, at)
        elif parser.partner[at] > at:
            at = parser.partner[at]
        at += 1
    rows[-1].append((start, high))
    return [row for row in rows if len(row) > 1 or row[0][0] < row[0][1]] or rows[:1]


def entry(parser: Parser, low: int, high: int) -> Node:
    """A cell; an empty one is 'empty' at its place."""
    if low < high:
        return parser.read_range(low, high)
    place = parser.tokens[low - 1].end
    return Node("empty", Span(place, place))


def matrix(parser: Parser, token: Token) -> Node:
    """A matrix; vmatrix is its determinant's bars."""
    start = parser.at - 1
    close = closing(parser, start)
    rows = cells(parser, parser.at, close)
    width = max(len(row) for row in rows)
    entries = [entry(parser, *cell) for row in rows for cell in row]
    parser.at = close + 1
    if any(len(row) != width for row in rows):
        raise Unreadable("ragged-matrix", "the rows of this matrix differ in length", parser.span_from(start), "add the missing &")
    node = parser.wrap("matrix", start, f"{len(rows)} {width}", *entries)
    if token.text in ("vmatrix", "Vmatrix"):
        node = Node("group", node.span, "||" if token.text[0] == "v" else "PP", (node,))
    return parser.postfixed(start, node)


def cases(parser: Parser, _: Token) -> Node:
    """Values and their conditions; the punctuation behind them says nothing."""
    start = parser.at - 1
    close = closing(parser, start)
    parts: list[Node | None] = []
    for row in cells(parser, parser.at, close):
        value, *conditions = (entry(parser, low, _unpunctuated(parser, low, high)) for low, high in row)
        parts += (value, conditions[0] if conditions else None)
    parser.at = close + 1
    return parser.postfixed(start, parser.wrap("cases", start, "", *parts))


def _unpunctuated(parser: Parser, low: int, high: int) -> int:
    """Where a cell ends before a comma or a full stop."""
    while high > low and parser.tokens[high - 1].text in (",", ".", ";"):
        high -= 1
    return high


NOTATION = Notation(
    heads={**dict.fromkeys(_ENVIRONMENTS, matrix), "cases": cases, "dcases": cases},
    examples=(
        ("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "(matrix:2.2 a b c d)"),
        ("\\begin{bmatrix} x \\\\ y \\\\ \\end{bmatrix}^T", "(transpose:T (matrix:2.1 x y))"),
        ("\\left[ \\begin{array}{cc} 1 & 0 \\\\ 0 & 1 \\end{array} \\right]", "(group:[] (matrix:2.2 1 0 0 1))"),
        ("\\begin{pmatrix} x_1 \\\\ \\vdots \\\\ x_d \\end{pmatrix}", "(matrix:3.1 {x_1 x 1} (dots:\\vdots) {x_d x d})"),
        ("\\begin{vmatrix} a & b \\\\ c & d \\end{vmatrix}", "(group:|| (matrix:2.2 a b c d))"),
        ("\\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}", "(cases x (relation:> x 0) 0 (text:otherwise))"),
        ("\\begin{cases} a, & i = j, \\\\ b & \\text{if } i \\neq j. \\end{cases}", "(cases a (relation:= i j) b (relation:!= i j))"),
        ("\\begin{bmatrix} 1 & \\\\ & 2 \\end{bmatrix}", "(matrix:2.2 1 (empty) (empty) 2)"),
    ),
    damaged=(("\\begin{pmatrix} a & b \\\\ c \\end{pmatrix}", "ragged-matrix"), ("\\begin{pmatrix} a", "unclosed-environment")),
)
