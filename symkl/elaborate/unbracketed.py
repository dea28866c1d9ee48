r"""Scripts on braces that print nothing: ``\mathbf{AB}^T`` and ``{AB}^T`` show A B^T, and their source holds A B together."""

from __future__ import annotations

from symkl.elaborate.reader import Reader
from symkl.latex.syntax import Node


def as_printed(reader: Reader, node: Node) -> Node | None:
    """The product whose last factor alone is transposed or raised, as the page shows it; None where brackets are printed or the source is meant.

    Both are read. Around a font the page is right wherever what it shows fits; around plain braces readings that differ are doubtful.
    """
    base = node.parts[0]
    if base is None or base.kind != "product":
        return None
    if reader.braced(_is_font(reader, base)):
        return None
    last = Node(node.kind, node.span, node.text, (base.parts[-1], *node.parts[1:]), node.spelling)
    return Node("product", node.span, base.text, (*base.parts[:-1], last), base.spelling)


def _is_font(reader: Reader, base: Node) -> bool:
    """Whether the braces are those of a font command, which stands in front of the first factor."""
    first = base.parts[0]
    return first is not None and first.span.start > base.span.start and reader.source.slice(base.span).startswith("\\")
