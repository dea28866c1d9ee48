"""Misprints that leave a formula well formed: what has no fitting shape and would have one if it had been printed a little otherwise."""

from __future__ import annotations

from symkl.elaborate.nodes import items_of, walk
from symkl.elaborate.printed import Printed
from symkl.latex.syntax import Node
from symkl.report import Diagnostic


def comma_for_minus(side: Printed) -> Diagnostic | None:
    """Two expressions in parentheses, a side or turned into a column, that do not fit: a comma is a common misprint of a minus, so nothing
    is refuted."""
    for part in walk(side.node) if isinstance(side.node, Node) else ():
        inner = part.parts[0] if part.kind == "transpose" else part if part is side.node else None
        items, separators = items_of(inner) if inner is not None and inner.kind == "group" and inner.text == "()" else ((), "")
        if separators == ",":
            start = side.span.start
            meant = " - ".join(side.latex[item.span.start - start : item.span.end - start].strip() for item in items)
            message = "this list makes something whose shape does not fit; a comma is a common misprint of a minus"
            return Diagnostic("unsupported", message, part.span, suggestion=f"write ({meant}), or a column that fits")
    return None
