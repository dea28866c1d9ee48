r"""A matrix with a subscript and a superscript, ``A^T_{ij}`` and ``\Sigma_{ij}^{-1}``, which the page shows alike in whatever order they are typed.

That is the entry of the transpose, the inverse or the root, or what is raised is the entry: both are read.
"""

from __future__ import annotations

from symkl.elaborate import implicit
from symkl.elaborate.nodes import base_and_script, key_of, strip
from symkl.elaborate.reader import Reader
from symkl.latex.syntax import Node

_RAISING = ("sum", "fraction", "product")  # superscripts such as -1 and 1/2: those that are no plain number or name


def entry_of_raised(reader: Reader, node: Node) -> Node | None:
    """``(A^T)_{ij}`` for a transposed or raised entry of a matrix, where that is the reading to try."""
    base = node.parts[0]
    raised = node.kind == "transpose" or node.parts[2] is not None and strip(node.parts[2]).kind in _RAISING
    script = None if base is None or base.kind not in ("script", "name") or not raised else base_and_script(base)
    if base is None or script is None or base.parts[0] is None or base.parts[1] is None:
        return None
    sizes = () if script[1] != "_" else implicit.sizes_of(reader, reader.env.entries.get(script[0]))
    places = script[2][0] if len(script[2]) == 1 and script[2][0].isdigit() else script[2]
    if len(sizes) != 2 or len(places) != 2 or key_of(base) in reader.env.entries or node.kind != "transpose" and sizes[0] != sizes[1]:
        return None
    if reader.choose(2) == 1:
        return None
    inner = Node(node.kind, node.span, node.text, (base.parts[0], *node.parts[1:]), node.spelling)
    return Node("script", node.span, "", (Node("group", node.span, "()", (inner,)), base.parts[1], None))
