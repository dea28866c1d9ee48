"""Lists with dots among the formulas of a given block: ``\\beta_1, \\dots, \\beta_T``."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.announced import Family, listed
from symkl.elaborate.grouped import subjects_of
from symkl.elaborate.nodes import base_and_script, walk
from symkl.latex.syntax import Chain, Node

Group = tuple[Chain, ...]


def has_dots(group: Group) -> bool:
    """Whether dots stand in a formula: it speaks of every name of that letter."""
    return any(n.kind == "dots" for side in _sides(group) for n in walk(side))


def lists_of(group: Group) -> Iterator[tuple[str, Family]]:
    """The lists from 1 on that a formula without a relation mentions, by their letters."""
    for item in listed([n for side in _sides(group) for n in subjects_of(side)]) if not group[-1].relations else ():
        script = base_and_script(item.first) if isinstance(item, Family) else None
        if isinstance(item, Family) and script is not None and script[2] == ("1",):
            yield script[0], item


def _sides(group: Group) -> list[Node]:
    return [side for chain in group for side in chain.sides if isinstance(side, Node)]
