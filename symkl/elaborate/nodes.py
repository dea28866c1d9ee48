"""Questions to syntax: which name stands here, which items, which places of a subscript."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.latex import names
from symkl.latex.syntax import Node, Row

#: how a transpose is spelled where it is no 'transpose' node
PLACES = frozenset("ijklmn")  # letters that are read as a free index without being declared
TRANSPOSES = ("T", "\\top", "\\intercal", "\\mathrm{T}", "\\text{T}")

_ACCENTED = ("over", "star", "prime")


def key_of(node: Node | None) -> str | None:
    """The key of a node that is nothing but a name, accents, stars and primes around it included; else None."""
    if node is None:
        return None
    if node.kind == "name":
        return node.text
    if node.kind == "group" and node.text == "" and node.parts:
        return key_of(node.parts[0])
    if node.kind in _ACCENTED:
        return names.key_of(node)
    if node.kind == "text":
        return "".join(node.text.split())
    return None


def argument_name(node: Node) -> str | None:
    """The name that a density's argument speaks of; ``\\sigma^2`` as a parameter speaks of sigma."""
    node = strip(node)
    if node.kind == "script" and node.parts[1] is None and node.parts[2] is not None and strip(node.parts[2]).text == "2":
        return key_of(node.parts[0])
    return key_of(node)


def squares(group: Node) -> tuple[str | None, ...]:
    """Which arguments of a declared function are printed as squares; nothing where none is."""
    found = tuple("2" if argument_name(i) != key_of(strip(i)) else None for i in items_of(group)[0])
    return found if any(found) else ()


def base_and_script(node: Node) -> tuple[str, str, tuple[str, ...]] | None:
    """``(base, "_" or "^", places)`` of a name with a subscript, or with a superscript in brackets: ``x_i``, ``x^{(i)}``."""
    if node.kind == "name" and len(node.parts) == 2 and node.parts[0] is not None:
        base, places = key_of(node.parts[0]), places_of(node.parts[1])
        return (base, "_", places) if base is not None and places else None
    if node.kind == "script":
        base_node, sub, sup = node.parts
        base = key_of(base_node)
        if base is None:
            return None
        if sub is None and sup is not None and sup.kind == "group" and sup.text in ("()", "[]"):
            places = places_of(sup)
            return (base, "^", places) if places else None
        if sub is not None and sup is None:
            places = places_of(sub)
            return (base, "_", places) if places else None
    if node.kind == "over" and node.parts[0] is not None:  # the accent of \hat{p}_{ij} is that of its letter
        inner = base_and_script(node.parts[0])
        return (names.accented(node.text, inner[0]), *inner[1:]) if inner is not None and inner[1] == "_" else None
    return None


def member_of(node: Node) -> tuple[Node, Node] | None:
    """``x^{(i)}`` and j of ``x^{(i)}_j``; None of what is printed otherwise."""
    base, sub, sup = node.parts if node.kind == "script" else (None, None, None)
    if base is not None and base.kind == "name" and len(base.parts) == 2 and sub is None:
        base, sub = base.parts
    if base is None or sub is None or sup is None or sup.kind != "group":
        return None
    return Node("script", node.span, node.text, (base, None, sup)), sub


def places_of(node: Node | None) -> tuple[str, ...] | None:
    """What stands in a subscript, letter by letter: ``ik`` -> i, k; ``z,1`` -> z, 1; ``12`` -> 12."""
    if node is None:
        return None
    if node.kind == "number":
        return tuple(node.text.split(","))
    if node.kind == "text":
        return (node.text.strip(),)
    key = key_of(node)
    if key is not None:
        return (key,)
    if node.kind in ("product", "items", "group") and node.parts:
        inner = [places_of(p) for p in node.parts]
        if any(i is None for i in inner):
            return None
        return tuple(place for i in inner if i is not None for place in i)
    return None


def logarithm_of(node: Node) -> Node | None:
    """The lone name in ``\\log L = ..``, which says what L is."""
    inside = strip(node.parts[2]) if node.kind == "operator" and node.text == "log" and node.parts[2] is not None else None
    lone = inside is not None and inside.kind in ("name", "over", "star") and node.parts[0] is None and node.parts[1] is None
    return inside if lone else None


def letters_of(attached: str) -> list[str]:
    """The letters, numbers and commands of a subscript as a key spells it: ``_{nk}`` -> n, k."""
    found: list[str] = []
    at = 0
    while at < len(attached):
        end = at + 1
        while end < len(attached) and (attached[at] == "\\" and attached[end].isalpha() or attached[at].isdigit() and attached[end].isdigit()):
            end += 1
        found += [attached[at:end]] if attached[at] not in "_{}, " else []
        at = end
    return found


def items_of(node: Node | None) -> tuple[tuple[Node, ...], str]:
    """The expressions inside a bracket and the separators between them."""
    inner = node.parts[0] if node is not None and node.kind == "group" and node.parts else node
    if inner is None or inner.kind == "empty":
        return (), ""
    if inner.kind == "items":
        return tuple(p for p in inner.parts if p is not None), inner.text
    return (inner,), ""


def first_of(items: tuple[Node, ...]) -> int | None:
    r"""Where ``1, \\dots, K`` or ``2, 3, \\dots, K`` begins; None of anything else."""
    *begin, dots, _ = items if len(items) >= 3 else (None, None, None)
    numbers = [int(i.text) if i is not None and i.kind == "number" and i.text.isdecimal() else 0 for i in begin]
    counted = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return numbers[0] if dots is not None and dots.kind == "dots" and numbers[0] > 0 and counted else None


def counted(node: Node) -> tuple[Node, Node, Node] | None:
    r"""What stands in the brackets of ``\{x_i\}_{i=1}^n``, the index that runs from 1, and its last value, which T may be too."""
    base, last = node, None
    if node.kind == "transpose" and node.parts[0] is not None:
        base, last = node.parts[0], Node("name", node.span, node.text)
    if base.kind != "script":
        return None
    whole, below, above = base.parts
    if whole is None or whole.kind != "group" or below is None or below.kind != "relation" or below.text != "=":
        return None
    letter, first = below.parts
    last = last or above
    running = letter is not None and first is not None and first.text == "1" and key_of(letter) is not None
    return (whole, letter, last) if running and letter is not None and last is not None else None


def split_bar(node: Node | None) -> tuple[tuple[Node, ...], tuple[Node, ...] | None]:
    """The items before and behind the bar (or the semicolon, where there is no bar); None behind where there is neither."""
    items, separators = items_of(node)
    for mark in ("|", "P", ";"):
        at = separators.find(mark)
        if at >= 0:
            return items[: at + 1], items[at + 1 :]
    return items, None


def opened_column(items: tuple[Node, ...]) -> tuple[Node, ...]:
    """The names that a column stands for, where a density is declared of one column of names."""
    if len(items) == 1 and items[0].kind == "matrix" and items[0].text.split()[1] == "1":
        return tuple(p for p in items[0].parts if p is not None)
    return items


def strip(node: Node) -> Node:
    """The node without brackets that only group."""
    while node.kind == "group" and node.text in ("", "()", "[]", "{}") and len(node.parts) == 1 and node.parts[0] is not None:
        if node.parts[0].kind in ("items", "empty", "relation"):
            break
        node = node.parts[0]
    return node


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it, from the outside in."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        if at.parts:
            waiting.extend(filter(None, reversed(at.parts)))


def shape(node: Node | None) -> str:
    """A text that is equal for nodes that print the same, spaces and places apart."""
    if node is None:
        return "-"
    key = key_of(node)
    if key is not None:
        return key
    node = strip(node)
    if node.kind in ("name", "number"):
        return node.text
    text = node.text.replace("P", "|") if node.kind == "items" else node.text
    return f"{node.kind}:{text}(" + ",".join(map(shape, node.parts)) + ")"


def arguments_key(group: Node) -> str:
    """The arguments of a call as a text: ``(q)``, ``(q|p)``."""
    items, separators = items_of(group)
    inner = "".join(shape(i) + (s.replace("P", "|") if s else "") for i, s in zip(items, [*separators, ""], strict=False))
    return f"({inner})"


def template_of(first: tuple[str, ...], last: tuple[str, ...]) -> tuple[str | None, ...]:
    """What stays the same from the first member of a family to the last, None where an index runs."""
    return tuple(None if a != b or a == "1" and len(first) == 1 else a for a, b in zip(first, last, strict=True))


def has_bar(row: Row) -> bool:
    """Whether a formula is a letter of a density with something behind a bar."""
    sides = (s for c in row.chains for s in c.sides if isinstance(s, Node))
    return all(names.function_of(s) is not None and split_bar(s.parts[1])[1] is not None for s in sides)
