"""What a given block says of where a formula lies that is no name."""

from __future__ import annotations

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.domains import Domain
from symkl.elaborate.nodes import strip
from symkl.elaborate.scope import ReadingError
from symkl.latex import names as spelling
from symkl.latex.syntax import Node


def is_formula(to: Declarer, subject: Node) -> bool:
    """``W^T X``: no name."""
    node = strip(subject)
    return node.kind in ("product", "transpose") and to.key(node) is None and spelling.function_of(node) is None


def lies_in(to: Declarer, subject: Node, found: Domain) -> None:
    """``W^T X \\in R^{k x k}``: the size of a formula, which its names have already."""
    value = to.read(subject)
    if found.sign or found.definite or found.between or not to.shapes.same(value.sort, found.sort):
        raise ReadingError("unsupported-declaration", "this is no name that can be declared", subject.span)
