"""Derivatives printed as fractions, and the differentials in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex import symbols
from symkl.latex.operators import following
from symkl.latex.spelling import spell
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser

Range = tuple[int, int]
_INTEGRALS = frozenset(("\\int",))


def differential_at(parser: Parser, at: int, high: int) -> tuple[str, int] | None:
    """The sign of a differential at a token ("d", "partial", "delta") and the token behind it."""
    if at >= high:
        return None
    token = parser.tokens[at]
    if token.text in ("\\partial", "\\delta"):
        return token.text[1:], at + 1
    if token.kind in ("letter", "text", "operatorname") and token.text == "d":
        return "d", at + 1
    if token.text in ("\\mathrm", "\\rm", "\\mathsf", "\\mathit") and at + 1 < high:
        inner = parser.tokens[at + 1 : at + 4]
        if inner[0].text == "d":
            return "d", at + 2
        if len(inner) == 3 and inner[0].kind == "{" and inner[1].text == "d" and inner[2].kind == "}":
            return "d", at + 4
    return None


def order_at(parser: Parser, at: int, high: int) -> tuple[int | None, int]:
    """The order printed as a superscript (1 without one, None if it is no number) and the token behind it."""
    if at >= high or parser.tokens[at].kind != "^":
        return 1, at
    token = parser.tokens[at + 1] if at + 1 < high else None
    if token is not None and token.kind == "{" and parser.partner[at + 1] == at + 3:
        inner, after = parser.tokens[at + 2], at + 4
    elif token is not None:
        inner, after = token, at + 2
    else:
        return None, at
    whole = inner.kind == "number" and inner.text.isdigit() and len(inner.text) == 1
    return (int(inner.text) if whole else None), after


def variables_below(parser: Parser, sign: str, low: int, high: int) -> list[tuple[Range, int]] | None:
    """The variables of a denominator ``\\partial x \\partial y^2`` and their orders; None if it is no such denominator."""
    found: list[tuple[Range, int]] = []
    at = low
    while at < high:
        head = differential_at(parser, at, high)
        if head is None or head[0] != sign:
            return None
        start = head[1]
        bracket = start < high and parser.tokens[start].kind == "open" and parser.partner[start] > 0
        if bracket:
            at, first = parser.partner[start] + 1, start
        else:
            name = spell(parser, start, high, "")
            if name is None:
                return None
            at, first = name.next, start
            at = _subscripted(parser, at, high)
        order, after = order_at(parser, at, high)
        if order is None:
            found.append(((first, _past_script(parser, at, high)), 1))
            at = _past_script(parser, at, high)
        else:
            found.append(((first, at), order))
            at = after
    return found or None


def _past_script(parser: Parser, at: int, high: int) -> int:
    if at >= high or parser.tokens[at].kind not in ("^", "_"):
        return at
    return parser.partner[at + 1] + 1 if at + 1 < high and parser.tokens[at + 1].kind == "{" else min(at + 2, high)


def _subscripted(parser: Parser, at: int, high: int) -> int:
    while at < high and parser.tokens[at].kind in ("_", "prime"):
        at = at + 1 if parser.tokens[at].kind == "prime" else _past_script(parser, at, high)
    return at


def derivative_of_fraction(parser: Parser, start: int, above: Range, below: Range) -> Node | None:
    """``\\frac{\\partial^2 f}{\\partial x \\partial y}`` or ``\\frac{d}{dx} f``; None for an ordinary fraction."""
    head = differential_at(parser, *above)
    if head is None or (head[0] == "delta" and "\\delta" in parser.table):
        return None
    sign = head[0]
    variables = variables_below(parser, sign, *below)
    order, first = order_at(parser, head[1], above[1])
    if variables is None or order is None:
        return None
    nodes = _variable_nodes(parser, variables, order)
    if nodes is None:
        return None
    if first < above[1]:
        body: Node | None = parser.read_range(first, above[1])
        made = parser.wrap("derivative", start, sign, body, *nodes)
        return parser.postfixed(start, made)
    body = following(parser, "", signed=True)
    return parser.wrap("derivative", start, sign, body, *nodes)


def _variable_nodes(parser: Parser, variables: list[tuple[Range, int]], order: int) -> list[Node] | None:
    """The variables, each repeated by its order; by ``\\sigma^2`` as one symbol where the numerator's order says so."""
    if sum(times for _, times in variables) != order:
        if len(variables) != order:
            return None
        variables = [((first, _past_script(parser, last, parser.end)), 1) for (first, last), _ in variables]
    return [parser.read_range(*span) for span, times in variables for _ in range(times)]


def integrand_end(parser: Parser) -> int | None:
    """The token at which the differentials of an integral begin, None if it has none. The cursor is behind its bounds."""
    at, nested = parser.at, 0
    while at < parser.end:
        token = parser.tokens[at]
        if token.kind == "relation" or token.kind == "sep" and token.text in ",;" or token.kind in ("&", "row"):
            return None
        found = differential_at(parser, at, parser.end)
        if found is not None and found[0] == "d" and variable_at(parser, found[1]) is not None:
            if not nested:
                return at
            nested -= 1
        if token.text in _INTEGRALS:
            nested += 1
        at = parser.partner[at] + 1 if parser.partner[at] > at else at + 1
    return None


def variable_at(parser: Parser, at: int) -> int | None:
    """The token behind the variable of a differential, None where no variable stands."""
    if at >= parser.end or parser.tokens[at].text in symbols.OPERATORS:
        return None
    name = spell(parser, at, parser.end, "")
    if name is None:
        return None
    after = _subscripted(parser, name.next, parser.end)
    if after < parser.end and parser.tokens[after].kind == "open" and parser.tokens[after].text in "([":
        return None
    return after


def slashed(product: Node, undeclared: bool) -> Node:
    """``\\partial c / \\partial \\mu`` or (d ``undeclared``) ``dL/dx`` as a derivative; any other product as it is."""
    for at, sign in enumerate(product.text):
        above, below = product.parts[at - 1], product.parts[at]
        if sign == "/" and above is not None and below is not None and above.kind == below.kind == "differential":
            span = above.span.join(below.span)
            made = Node("derivative", span, below.text, (above.parts[0], below.parts[0]))
            if len(product.parts) == 2:
                return made
            parts = (*product.parts[: at - 1], made, *product.parts[at + 1 :])
            return Node("product", product.span, product.text[:at] + product.text[at + 1 :], parts)
    if undeclared and product.text == "  / " and _is_d(product.parts[0]) and _is_d(product.parts[2]):
        return Node("derivative", product.span, "d", (product.parts[1], product.parts[3]))
    return product


def _is_d(node: Node | None) -> bool:
    return node is not None and node.kind == "name" and node.text == "d" and not node.parts
