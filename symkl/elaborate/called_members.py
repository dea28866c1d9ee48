r"""``\gamma(z_{nk})``: members of a family that is called by what nothing declares; its letters are their places."""

from __future__ import annotations

from symkl.elaborate.nodes import base_and_script, items_of, key_of, strip
from symkl.latex import names
from symkl.latex.syntax import Node


def member_by_call(node: Node) -> Node | None:
    r"""The name ``\gamma(z)_{nk}`` that such a call is read as; None of a call with anything else in its brackets."""
    called = names.function_of(node)
    head, group = key_of(called) if called is not None else None, node.parts[1] if len(node.parts) == 2 else None
    items = items_of(group)[0] if head is not None and group is not None else ()
    argument = strip(items[0]) if len(items) == 1 else None
    script = base_and_script(argument) if argument is not None and argument.kind == "name" else None
    if argument is None or script is None or script[1] != "_":
        return None
    base = f"{head}({script[0]})"
    return Node("name", node.span, base + argument.text[len(script[0]) :], (Node("name", node.span, base), argument.parts[1]))
