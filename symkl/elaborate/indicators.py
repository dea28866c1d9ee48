r"""Indices in subscripts, and indicators of equal ones as they are printed: ``\mathbb{1}_{k=j}``, ``\mathbb{1}[k=j]``, ``[k=j]``."""

from __future__ import annotations

from symkl.elaborate.nodes import base_and_script, items_of, key_of, strip
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Entry
from symkl.kernel import term as t
from symkl.kernel.sort import Dimension, SortError, dimension
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

DELTAS = ("\\delta", "I", "\\mathbf{I}")
_OTHERWISE = frozenset(("otherwise", "else", "elsewhere", "or else", "o.w"))
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


def position(reader: Reader, place: str, over: Dimension, node: Node) -> Term:
    """The index or number that stands in a subscript."""
    if place.isdigit():
        if not over.names and not 1 <= int(place) <= over.constant:
            reader.fail(node, "index-range", f"the index {place} does not lie between 1 and {over}")
        return t.number(int(place))
    bound = reader.local.get(place)
    if bound is not None:
        return bound
    entry = reader.env.entries.get(place)
    if entry is not None and entry.kind == "index":
        if entry.term is not None:
            reader.fail(node, "index-expression", f"{place} is 0 or 1: members are counted from 1")
        return t.index(entry.name, entry.sort.over[0])
    if entry is not None and entry.kind == "dimension":
        return t.size(dimension(entry.name))
    if entry is not None or not _is_letter(place):
        reader.fail(node, "index-expression", f"the index {place} is neither a number nor a free index")
    known = reader.open_indices.setdefault(place, reader.env.starts[place][1] if place in reader.env.starts else over)
    if not reader.shapes.unify(known, over):
        raise SortError(f"the index {place} runs over {known} and over {over}")
    return t.index(place, over)


def _is_letter(place: str) -> bool:
    """A letter, with primes or without, or a Greek one."""
    return place.startswith("\\") and place[1:].isalpha() or place[:1].isalpha() and place[1:] == "'" * (len(place) - 1)


def kronecker(reader: Reader, node: Node, places: tuple[str, ...]) -> Term:
    """``\\delta_{ij}``, ``I_{ij}``: an entry of the identity."""
    size = reader.shapes.fresh()
    for place in places:
        known = reader.local.get(place) or reader.env.entries.get(place)
        over = known.data[1] if isinstance(known, Term) and known.op == "index" else reader.open_indices.get(place)
        over = known.sort.over[0] if isinstance(known, Entry) and known.kind == "index" else over
        if over is not None and not reader.shapes.unify(size, over):
            raise SortError(f"the indices {' and '.join(places)} run differently far")
    size = reader.shapes.dimension(size)
    return t.entry(reader.build.identity(size), *(position(reader, p, size, node) for p in places))


def indicator(reader: Reader, node: Node, places: tuple[str, ...], equal: bool) -> Term:
    """``[k = j]``, ``[k != j]``: of two indices, no other values."""
    for place in places:
        entry = reader.env.entries.get(place)
        if place not in reader.local and entry is not None and (entry.kind != "index" or entry.term is not None):
            reader.fail(node, "index-expression", f"{place} is no index, and other values are not compared in brackets")
    same = kronecker(reader, node, places)
    return same if equal else t.sub(t.UNIT, same)


def piecewise(reader: Reader, node: Node) -> Term:
    r"""``\begin{cases} a & i = j \\ b & i \neq j \end{cases}`` as ``b + [i = j] (a - b)``; of two indices, no other values."""
    values, conditions = node.parts[::2], node.parts[1::2]
    first = compared(conditions[0])
    if len(values) != 2 or first is None or not _is_complement(conditions[1], *first):
        suggestion = "values by cases are read for two indices: \\begin{cases} a & i = j \\\\ b & i \\neq j \\end{cases}"
        reader.fail(node, "unsupported", "these cases cannot be read as a value", suggestion)
    inside, outside = (reader.read(value) for value in values)
    inside, outside = reader.build.alike(inside, outside, "values of different shapes")
    return t.add(outside, t.mul(indicator(reader, node, *first), t.sub(inside, outside)))


def _is_complement(condition: Node | None, places: tuple[str, ...], equal: bool) -> bool:
    """Whether a second condition holds where the first does not: the opposite one in print, or a word for it."""
    if condition is not None and condition.kind == "text":
        return condition.text.strip(" .,").lower() in _OTHERWISE
    second = compared(condition)
    return second is not None and sorted(second[0]) == sorted(places) and second[1] != equal


def is_kronecker(left: Node, right: Node) -> bool:
    r"""``\delta_{ij} = \begin{cases} 1 & i = j \\ 0 & i \neq j \end{cases}``: what the sign means wherever it is not declared."""
    script = base_and_script(left)
    values, conditions = right.parts[::2], right.parts[1::2]
    if script is None or right.kind != "cases" or len(values) != 2 or any(v is None or v.kind != "number" for v in values):
        return False
    first = compared(conditions[0])
    told = ["1", "0"] if first is not None and first[1] else ["0", "1"]
    same = first is not None and sorted(first[0]) == sorted(script[2]) and _is_complement(conditions[1], *first)
    return same and script[0] in DELTAS and [v.text for v in values if v is not None] == told
