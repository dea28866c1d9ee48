r"""Braces that print nothing: ``\mathbf{AB}^T`` and ``{AB}^T`` show A B^T, and ``{A + B} C`` shows A + B C; their source holds A and B together."""

from __future__ import annotations

from symkl.elaborate.reader import Reader
from symkl.latex.symbols import ALPHABETS, EMPHASIS
from symkl.latex.syntax import Node

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def as_printed(reader: Reader, node: Node) -> Node | None:
    """The product or sum whose last part alone is transposed or raised, as the page shows it; None where brackets are printed or the source is meant.

    Both are read. Around a font the page is right wherever what it shows fits; around plain braces readings that differ are doubtful.
    """
    base = node.parts[0]
    inside = base.parts[0] if base is not None and base.kind == "group" and base.text == "" and base.parts else base
    if base is None or inside is None or inside.kind not in ("product", "sum") or inside.kind == "sum" and inside is base:
        return None
    if _is_shown(reader, base, inside) or reader.braced(_is_font(reader, base, inside)):
        return None
    last = Node(node.kind, node.span, node.text, (inside.parts[-1], *node.parts[1:]), node.spelling)
    return Node(inside.kind, node.span, inside.text, (*inside.parts[:-1], last), inside.spelling)


def spread(reader: Reader, node: Node) -> Node | None:
    """The sum that a product shows of which one factor is a sum without brackets, ``{A + B} C``; None where there is none or the source is meant."""
    at = next((i for i, part in enumerate(node.parts) if _is_bare_sum(part)), None)
    base = None if at is None or node.text.strip(" *") else node.parts[at]
    inside = None if base is None else base.parts[0]
    if at is None or base is None or inside is None or _is_shown(reader, base, inside) or reader.braced(_is_font(reader, base, inside)):
        return None
    first, *middle, last = inside.parts
    before, behind = node.parts[:at], node.parts[at + 1 :]
    signs = inside.text
    if before and signs[0] != "+":
        terms, signs = [_product(node, before), first, *middle], "+" + signs
    else:
        terms = [_product(node, (*before, first)), *middle]
    return Node("sum", node.span, signs, (*terms, _product(node, (last, *behind))))


def _is_bare_sum(part: Node | None) -> bool:
    inside = part.parts[0] if part is not None and part.kind == "group" and part.text == "" and part.parts else None
    return inside is not None and inside.kind == "sum" and len(inside.parts) > 1


def _product(whole: Node, factors: tuple[Node | None, ...]) -> Node | None:
    return factors[0] if len(factors) == 1 else Node("product", whole.span, " " * len(factors), factors)


def _is_shown(reader: Reader, base: Node, inside: Node) -> bool:
    """Whether the braces around a sum are those of a command, a box or a colour: the page shows what it holds."""
    if inside.kind != "sum" or _is_font(reader, base, inside):
        return False
    before = reader.source.text[: base.span.start].rstrip()
    if before.endswith("}"):  # the name of a colour
        before = before[: before.rfind("{")]
        return before.rstrip().endswith(("color", "colorbox"))
    letters = before[len(before.rstrip(_LETTERS)) - 1 :]
    return reader.source.slice(base.span).startswith("\\") or letters[:1] == "\\" and len(letters) > 1


def _is_font(reader: Reader, base: Node, inside: Node) -> bool:
    """Whether the braces are those of a font command, which stands in front of the first part."""
    command = reader.source.slice(base.span).partition("{")[0].strip()
    first = inside.parts[0]
    return first is not None and first.span.start > base.span.start and (command in EMPHASIS or command in ALPHABETS)
