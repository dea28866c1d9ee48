r"""Indicators of equal indices as they are printed: ``\mathbb{1}_{k=j}``, ``\mathbb{1}[k=j]``, ``[k=j]``."""

from __future__ import annotations

from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.latex.syntax import Node

ONES = ("\\mathbf{1}", "\\mathbb{1}", "\\mathbb{I}", "\\mathbf{I}", "I")


def compared(node: Node | None) -> tuple[tuple[str, ...], bool] | None:
    """The two indices that a relation (perhaps in brackets) compares, and whether they are to be equal; None of anything else."""
    if node is None:
        return None
    if node.kind == "group" and node.text in ("", "()", "[]", "{}"):
        items, _ = items_of(node)
        return compared(items[0]) if len(items) == 1 else None
    if node.kind != "relation" or node.text not in ("=", "!=") or len(node.parts) != 2:
        return None
    places = tuple(_place(part) for part in node.parts)
    return (tuple(p for p in places if p is not None), node.text == "=") if None not in places and places != ("1", "1") else None


def _place(node: Node | None) -> str | None:
    """An index by its letter, or the first of all: whether a range reaches as far as another number is not known."""
    if node is None:
        return None
    node = strip(node)
    return node.text if node.kind == "number" and node.text == "1" else key_of(node)


def under_ones(node: Node) -> tuple[tuple[str, ...], bool] | None:
    r"""What ``\mathbb{1}_{k=j}`` compares."""
    if node.kind != "name" or len(node.parts) != 2 or key_of(node.parts[0]) not in ONES[:2]:
        return None
    return compared(node.parts[1])
