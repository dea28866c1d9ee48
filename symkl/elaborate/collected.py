r"""Sets of members as arguments: ``p(\{x_n\}_{n=1}^N \mid \mu)`` and ``p(\{x_1, \dots, x_N\} \mid \mu)`` are read as ``p(x_1, \dots, x_N \mid \mu)``.

``p(\{x_n\} \mid \mu)`` does not say which members it speaks of, and is no ``p(x_n \mid \mu)``: it is not read.
"""

from __future__ import annotations

from symkl.elaborate.nodes import base_and_script, counted, items_of, walk
from symkl.latex.names import attached, key_of, split_key
from symkl.latex.syntax import Chain, Damage, Node, Row
from symkl.report import Diagnostic


def collected(row: Row) -> Row:
    """The row with the members of such sets listed."""
    clauses = tuple(clause._replace(chains=tuple(map(_chain, clause.chains))) for clause in row.clauses)
    return row._replace(chains=tuple(map(_chain, row.chains)), clauses=clauses)


def members_of(node: Node) -> tuple[Node, ...]:
    r"""What ``\{x_n\}_{n=1}^N`` or ``\{x_1, \dots, x_N\}`` lists, with dots; nothing for what is no such set."""
    found = counted(node)
    if found is None:
        items, separators = items_of(node) if node.kind == "group" and node.text == "{}" else ((), "")
        return items if any(item.kind == "dots" for item in items) and set(separators) == {","} else ()
    whole, letter, last = found
    items, _ = items_of(whole)
    script = base_and_script(items[0]) if len(items) == 1 and whole.text in ("{}", "()") else None
    if script is None or script[2] != (key_of(letter),) or key_of(last) is None and last.kind != "number":
        return ()
    first = Node("number", letter.span, "1")
    return (_at(items[0], letter.text, first), Node("dots", node.span, "\\dots"), _at(items[0], letter.text, last))


def _chain(chain: Chain) -> Chain:
    return chain._replace(sides=tuple(side if isinstance(side, Damage) else _side(side) for side in chain.sides))


def _side(side: Node) -> Node | Damage:
    for node in walk(side):
        for group in _arguments(node):
            unclear = next((item for item in items_of(group)[0] if _is_unclear(item)), None)
            if unclear is not None:
                message = "a set in these braces does not say how far its members run"
                return Damage(Diagnostic("unsupported", message, unclear.span, "error", "write \\{x_n\\}_{n=1}^N"), side.span)
    return _listed(side)


def _arguments(node: Node) -> list[Node]:
    """The brackets behind names."""
    pairs = zip(node.parts, node.parts[1:], strict=False) if node.kind in ("product", "call") else ()
    return [group for head, group in pairs if head is not None and group is not None and group.kind == "group" and key_of(head) is not None]


def _is_unclear(item: Node) -> bool:
    script = base_and_script(item.parts[0]) if item.kind == "group" and item.text == "{}" and item.parts and item.parts[0] is not None else None
    return script is not None and any(len(place) == 1 and place.islower() for place in script[2])


def _listed(node: Node) -> Node:
    if not node.parts:
        return node
    arguments = _arguments(node)
    parts = tuple(None if part is None else _opened(_listed(part)) if part in arguments else _listed(part) for part in node.parts)
    return node if parts == node.parts else node._replace(parts=parts)


def _opened(group: Node) -> Node:
    """The bracket with the members of its sets among its items."""
    items, separators = items_of(group)
    listed = [members_of(item) or (item,) for item in items]
    if all(len(members) == 1 for members in listed):
        return group
    text = "".join("," * (len(members) - 1) + behind for members, behind in zip(listed, (*separators, ""), strict=True))
    return group._replace(parts=(Node("items", group.span, text, tuple(member for members in listed for member in members)),))


def _at(node: Node, letter: str, place: Node) -> Node:
    """A member's name with a place for its letter."""
    parts = tuple(None if part is None else place if part.text == letter and part.kind == "name" else _at(part, letter, place) for part in node.parts)
    text = split_key(node.text)[0] + attached("_", place.text) if node.kind == "name" and len(parts) == 2 else node.text
    return node._replace(parts=parts, text=text, spelling="")
