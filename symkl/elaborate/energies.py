"""Letters of operators that a given block takes for functions of its own: ``E(w)`` an energy, ``H(q, p)`` of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from symkl.elaborate.beginnings import closed_up
from symkl.elaborate.prose import Prose
from symkl.elaborate.vocabulary import OBJECTIVES, OF_MOMENTS
from symkl.latex import names
from symkl.latex.syntax import Chain, Damage, Node, Row
from symkl.source import Source


def is_energy(group: tuple[Chain, ...], text: str) -> bool:
    """``E(w) = w^2`` and ``E(s) \\in \\mathbb{R}`` declare a function E; an expectation in its place would be said to equal a name or a number."""
    sides = group[-1].sides
    inner = _argument(sides[0], text)
    if inner is None or len(sides) < 2:
        return False
    if group[-1].relations[0].text == "in":
        return True
    right = sides[1]
    listed = inner.kind == "items"
    return listed or isinstance(right, Node) and right.kind not in ("name", "over", "star", "prime", "number", "fraction")


def is_called_an_energy(rows: Sequence[Row], prose: Prose, source: Source, beginnings: frozenset[str]) -> bool:
    """Whether words call a lone ``E(w)`` an energy, an error or the like, and a line of the sheet begins with it: it is no expectation then."""
    return any(
        chain.relations == ()
        and _argument(chain.sides[0], source.text) is not None
        and closed_up(source.slice(chain.sides[0].span)) in beginnings
        and _is_called_so(prose, number)
        for number, row in enumerate(rows)
        for chain in row.chains
    )


def _is_called_so(prose: Prose, formula: int) -> bool:
    """Whether the words before a formula, back to the next mark or formula, name an objective and no moment."""
    place = next((at for at, token in enumerate(prose.tokens) if token.formula == formula), 0)
    said = set(takewhile(str.isalnum, map(prose.at, range(place - 1, -1, -1))))
    return not OBJECTIVES.isdisjoint(said) and OF_MOMENTS.isdisjoint(said)


def _argument(left: Node | Damage, text: str) -> Node | None:
    """The names in a printed ``E(w)`` or ``E(w, b)``; nothing where anything else is printed."""
    if not isinstance(left, Node) or left.kind != "operator" or left.text != "expectation" or left.parts[0] is not None:
        return None
    argument = left.parts[2]
    if argument is None or argument.kind != "group" or argument.text != "()" or text[left.span.start : left.span.start + 1] != "E":
        return None
    inner = argument.parts[0]
    if inner is not None and inner.kind == "items" and set(inner.text) == {","}:
        return inner if all(p is not None and names.key_of(p) is not None for p in inner.parts) else None
    return inner if inner is not None and names.key_of(inner) is not None else None


def is_of_values(group: tuple[Chain, ...], text: str, values: set[str]) -> bool:
    """``H(q, p) = ..`` of declared values that are no densities: a function H, as no entropy is taken of them."""
    left = group[-1].sides[0]
    if not group[-1].relations or group[-1].relations[0].text not in ("=", ":=") or not isinstance(left, Node) or left.kind != "operator":
        return False
    argument = left.parts[2]
    if left.text != "entropy" or text[left.span.start : left.span.start + 1] != "H" or argument is None or argument.text != "()":
        return False
    inner = argument.parts[0]
    items = inner.parts if inner is not None and inner.kind == "items" else argument.parts
    return all(i is not None and names.key_of(i) in values for i in items)
