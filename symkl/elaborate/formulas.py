"""What a given block says of where a formula lies that is no name."""

from __future__ import annotations

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.domains import Domain
from symkl.elaborate.implicit import entry_of
from symkl.elaborate.nodes import PLACES, base_and_script, strip
from symkl.elaborate.scope import ReadingError
from symkl.latex import names as spelling
from symkl.latex.syntax import Node


def is_formula(to: Declarer, subject: Node) -> bool:
    """``W^T X``: no name."""
    node = strip(subject)
    return node.kind in ("product", "transpose") and to.key(node) is None and spelling.function_of(node) is None


def is_entry(to: Declarer, subject: object) -> bool:
    """``x_i`` of a declared column: no name of its own, where its letter is one for a place."""
    node = strip(subject) if isinstance(subject, Node) else None
    script = base_and_script(node) if node is not None else None
    if node is None or script is None or not set(script[2]) <= PLACES or (to.key(node) or "") in to.env.entries:
        return False
    return entry_of(to.reader(), script) is not None


def lies_in(to: Declarer, subject: Node, found: Domain) -> None:
    """``W^T X \\in R^{k x k}``: the size of a formula, which its names have already."""
    value = to.read(subject)
    if found.sign or found.definite or found.between or not to.shapes.same(value.sort, found.sort):
        raise ReadingError("unsupported-declaration", "this is no name that can be declared", subject.span)
