"""One side printed over two rows: joined where an operator stands between its halves, unreadable where it is lost."""

from __future__ import annotations

from symkl.elaborate.nodes import strip
from symkl.elaborate.printed import Printed
from symkl.latex.syntax import Damage, Node
from symkl.patterns import pattern
from symkl.report import Diagnostic
from symkl.source import Span

SO, BOTH = "so", "both"  # joined by a word that concludes, by one that claims as well
_CONCLUDING = frozenset("so thus hence then therefore donc also somit folglich daher".split())
_ADDING = frozenset("and und et".split())
_WORD = pattern(r"\\(?:text\w*|mbox|intertext)\s*\{([^{}]*)\}")
_MARKS = {"x": "*"}
_SWALLOWING = ("big", "derivative", "differential")


def joined_by(between: str) -> str:
    """By what two formulas of a row are parted, from what stands between them."""
    words = {word for text in _WORD.findall(between) for word in text.lower().replace(",", " ").split()}
    return SO if words & _CONCLUDING else BOTH if words & _ADDING else "quad"


def joined(first: Printed, second: Printed, trailing: str, leading: str) -> Printed:
    """The side that ``first`` begins and ``second`` ends; ``trailing`` and ``leading`` are the operators printed at the break.

    A sign that ``second`` begins with is also in its node, a product's sign is not.
    """
    span = first.span.join(second.span)
    latex = " ".join(p for p in (first.latex, trailing, leading if leading not in ("+", "-") else "", second.latex) if p)
    for half in (first, second):
        if isinstance(half.node, Damage):
            return Printed(half.node, span, latex, diagnostic=half.diagnostic, is_read=True)
    assert isinstance(first.node, Node) and isinstance(second.node, Node)
    node = _both(first.node, second.node, trailing, leading, span)
    return Printed(node, span, latex) if isinstance(node, Node) else _damaged(node, span, latex, second.span)


def unjoined(first: Printed, second: Printed) -> Printed:
    """Two rows with neither an operator nor a relation between them are one side, and unreadable: nothing is left out of it."""
    span = first.span.join(second.span)
    advice = f"write + {second.latex} if a sign is lost here, or = {second.latex} if a side begins here"
    told = Diagnostic("missing-operator", "neither an operator nor a relation joins this to what stands before it", second.span, suggestion=advice)
    damage = Damage(told, span, ((second.span.start, "+ "), (second.span.start, "- ")))
    return Printed(damage, span, f"{first.latex} {second.latex}", diagnostic=told, is_read=True)


def cut_off(side: Printed, what: str) -> Printed:
    """A side that an operator cuts off: nothing stands before or behind it."""
    message = f"nothing stands {what} the operator here"
    return _damaged(Diagnostic("missing-operand", message, side.span, suggestion="write what should stand there"), side.span, side.latex, side.span)


def _damaged(told: Diagnostic | str, span: Span, latex: str, place: Span) -> Printed:
    if isinstance(told, str):
        told = Diagnostic("unsupported", told, place, suggestion="write the side in one row, or with brackets")
    return Printed(Damage(told, span), span, latex, diagnostic=told, is_read=True)


def _both(first: Node, second: Node, trailing: str, leading: str, span: Span) -> Node | Diagnostic | str:
    """The node of both halves, or what keeps them apart."""
    if first.kind == "empty":
        return second if not leading or leading in "+-" else "nothing stands before this operator"
    optimum = strip(first)
    if optimum.kind == "operator" and optimum.text in ("argmin", "argmax") and (objective := optimum.parts[2]) is not None:
        goes_on = _both(objective, second, trailing, leading, span)
        return Node("operator", span, optimum.text, (*optimum.parts[:2], goes_on), optimum.spelling) if isinstance(goes_on, Node) else goes_on
    operator = _MARKS.get(trailing, trailing) or _MARKS.get(leading, leading) or "+"
    if leading and trailing and leading not in "+-" and _MARKS.get(leading, leading) != operator:
        return "two operators stand at this break"
    if operator in "pm":
        return "a double sign cannot be read"
    left, right = _terms(first), _terms(second)
    if operator in "+-":
        if trailing == leading == "-":
            return Diagnostic("double-sign", "-- is no operator, here over two rows", second.span, suggestion="write one -")
        if trailing == "-":
            right = [("-", right[0][1]), *right[1:]]
        return _sum(left + right, span)
    if _swallows(left[-1][1]):
        return "what stands before the break may reach over it"
    return _sum([*left[:-1], (left[-1][0], _product(left[-1][1], operator, right[0], span)), *right[1:]], span)


def _product(before: Node | None, operator: str, behind: tuple[str, Node | None], span: Span) -> Node:
    """The product of the last term of one half and the first of the other."""
    sign, following = behind
    if sign == "-" and following is not None:
        following = Node("sum", following.span, "-", (following,))
    marks, parts = _factors(before)
    more, others = _factors(following)
    return Node("product", span, marks + operator + more[1:], parts + others)


def _factors(node: Node | None) -> tuple[str, tuple[Node | None, ...]]:
    return (node.text, node.parts) if node is not None and node.kind == "product" else (" ", (node,))


def _swallows(node: Node | None) -> bool:
    """Whether a term ends in something that takes in what follows it."""
    while node is not None and node.kind in ("product", "sum"):
        node = node.parts[-1]
    if node is None or node.kind in _SWALLOWING:
        return True
    argument = node.parts[2] if node.kind == "operator" else None
    return node.kind == "operator" and node.text != "sqrt" and (argument is None or argument.kind != "group")


def _terms(node: Node) -> list[tuple[str, Node | None]]:
    return list(zip(node.text, node.parts, strict=True)) if node.kind == "sum" else [("+", node)]


def _sum(terms: list[tuple[str, Node | None]], span: Span) -> Node:
    only = terms[0][1]
    if len(terms) == 1 and terms[0][0] == "+" and only is not None:
        return only
    return Node("sum", span, "".join(s for s, _ in terms), tuple(n for _, n in terms))
