r"""Sums and products over a set: ``\sum_{n \in \{1, \dots, N\}}`` is the one from 1 to N.

A set that does not say which whole numbers it holds is none that a sum can be read over, whatever range its index has elsewhere.
"""

from __future__ import annotations

from symkl.elaborate.nodes import first_of, items_of
from symkl.elaborate.reader import Reader
from symkl.latex.syntax import Node


def between(reader: Reader, lower: Node, upper: Node | None) -> tuple[Node, Node | None]:
    """What stands below and above a sum, a set written as its bounds; anything else as it is."""
    if lower.kind != "relation" or lower.text != "in" or len(lower.parts) != 2:
        return lower, upper
    variable, within = lower.parts
    ends = None if within is None or upper is not None else _ends(within)
    if ends is None:
        reader.fail(lower, "unsupported", "which numbers this index runs over cannot be read", "write the bounds, such as \\sum_{n=1}^N")
    first, last = ends
    return Node("relation", lower.span, "=", (variable, first)), last


def _ends(within: Node) -> tuple[Node, Node] | None:
    r"""The first and the last of ``\{1, \dots, N\}``, ``\{1, 2, 3\}`` or ``[N]``."""
    items, separators = items_of(within)
    if within.kind == "group" and within.text == "[]" and len(items) == 1 and items[0].kind == "name":
        return Node("number", within.span, "1"), items[0]
    if within.kind != "group" or within.text != "{}" or len(items) < 2 or set(separators) != {","}:
        return None
    numbers = [item.text for item in items if item.kind == "number" and item.text.isdecimal()]
    counted = len(numbers) == len(items) and numbers == [str(int(numbers[0]) + n) for n in range(len(items))]
    nought = len(items) == 3 and items[1].kind == "dots" and items[0].kind == "number" and items[0].text == "0"
    return (items[0], items[-1]) if counted or nought or first_of(items) is not None else None
