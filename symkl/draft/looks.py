"""Questions to the syntax of names: how they are dressed, and where they stand in sums and products."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.latex.syntax import Node


def are_arguments(items: tuple[Node, ...]) -> bool:
    """Whether a bracket holds what arguments look like: several items, or one that is a lone name."""
    return len(items) > 1 or len(items) == 1 and key_of(items[0]) is not None


def is_built_in(key: str) -> bool:
    """Names that mean something unless they are declared."""
    base = key.split("_", 1)[0]
    return base in ("I", "\\mathbf{I}", "\\mathbf{0}", "\\mathbf{1}", "\\mathbb{1}")


def spelled(node: Node) -> str:
    """A name with its fonts, accents looked through."""
    while node.kind in ("over", "star", "prime", "group") and node.parts and node.parts[0] is not None:
        if node.kind == "over" and node.text == "vec":
            return "\\mathbf{}"
        node = node.parts[0]
    return node.spelling or node.text


def is_bold(node: Node) -> bool:
    """Whether a name is printed bold, or with an arrow."""
    return spelled(node).startswith(("\\mathbf{", "\\boldsymbol{", "\\bm{", "\\pmb{"))


_GREEK = ("\\Sigma", "\\Lambda", "\\Gamma", "\\Phi", "\\Psi", "\\Omega", "\\Theta", "\\Delta", "\\Xi")


def looks_of(node: Node) -> str:
    """What a letter's dress says by itself: "column", "matrix", "capital" (perhaps a matrix) or nothing."""
    plain = spelled(node)
    letter = plain.split("{", 1)[1] if is_bold(node) and "{" in plain else plain
    upper = letter.startswith(_GREEK) or letter[:1].isupper()
    if is_bold(node):
        return "matrix" if upper else "column"
    return "matrix" if letter.startswith(_GREEK) else "capital" if upper else ""


def names_added(node: Node | None) -> Iterator[Node]:
    """A name, or the names that a sum or difference is of."""
    if node is None:
        return
    node = strip(node)
    if key_of(node) is not None and node.kind != "text":
        yield node
    elif node.kind == "sum":
        for part in node.parts:
            yield from names_added(part)


def names_in(node: Node) -> Iterator[Node]:
    """Every name in a formula, from left to right."""
    if key_of(node) is not None and node.kind != "text":
        yield node
        return
    for part in node.parts:
        if part is not None:
            yield from names_in(part)


def factors_of(node: Node | None) -> Iterator[Node]:
    """The factors of a product, above and below a fraction's line."""
    if node is None:
        return
    node = strip(node)
    if node.kind == "fraction":
        for part in node.parts:
            yield from factors_of(part)
    elif node.kind == "product":
        parts = [p for p in node.parts if p is not None]
        calls = [at for at, (head, group) in enumerate(zip(parts, parts[1:], strict=False)) if is_call(head, group)]
        for at, part in enumerate(parts):
            if at not in calls and at - 1 not in calls:
                yield from factors_of(part)
    else:
        yield node


def is_call(head: Node, group: Node) -> bool:
    """Whether a name stands in front of what looks like its arguments."""
    return key_of(head) is not None and group.kind == "group" and group.text == "()" and are_arguments(items_of(group)[0])


def is_square(node: Node) -> bool:
    """``\\sigma^2``, with an index or without."""
    node = strip(node)
    return node.kind == "script" and node.parts[2] is not None and node.parts[2].text == "2" and key_of(node.parts[0]) is not None


def bare(node: Node) -> Node:
    """What an even power is of: sigma of ``\\sigma^2``."""
    node = strip(node)
    above = node.parts[2] if node.kind == "script" else None
    base = node.parts[0] if above is not None and above.kind == "number" else None
    return base if base is not None else node


def is_two_pi(node: Node) -> bool:
    """``(2\\pi)``, perhaps with a power."""
    node = strip(node)
    if node.kind == "script" and node.parts[0] is not None:
        return is_two_pi(node.parts[0])
    return node.kind == "product" and [strip(p).text for p in node.parts if p is not None] == ["2", "\\pi"]
