"""A name in front of a bracket: whether it multiplies what stands there, or is applied to it."""

from __future__ import annotations

from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.elaborate.reader import Reader
from symkl.kernel.term import Term
from symkl.latex.syntax import Node


def looks_like_call(group: Node) -> bool:
    """Whether a bracket holds what arguments look like: a lone name, or several items."""
    items, _ = items_of(group)
    return len(items) > 1 or len(items) == 1 and key_of(strip(items[0])) is not None


def multiplied(reader: Reader, head: Node, group: Node) -> Term:
    """A value in front of a bracket multiplies it."""
    refuse_call(reader, head, group)
    return reader.build.mul([reader.read(head), reader.read(group)])


def refuse_call(reader: Reader, head: Node, group: Node) -> None:
    """A bracket with nothing but a name or a number in it may as well be that of a function, whatever the name before it is declared to be."""
    entry = reader.env.entries.get(key_of(head) or "")
    if entry is not None and (entry.sort.is_scalar or entry.sort.is_vector) and _holds_one_value(group):
        message = f"whether {key_of(head) or 'this'} multiplies what stands in these brackets, or is a function of it, cannot be told"
        reader.fail(head, "ambiguous-reading", message, "write the product without brackets, or declare the function under a name of its own")


def _holds_one_value(group: Node) -> bool:
    inner = strip(group)
    if inner.kind == "sum" and len(inner.parts) == 1 and inner.parts[0] is not None:
        inner = strip(inner.parts[0])
    return key_of(inner) is not None or inner.kind == "number"
