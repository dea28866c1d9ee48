r"""Members of names that a given block defines for every index at once, where an accent or a step stands with the index:
``\bar\alpha_T``, ``\bar\alpha_{t-1}``."""

from __future__ import annotations

from symkl.elaborate import indicators
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.names import split_key
from symkl.latex.syntax import Node


def neighbour(reader: Reader, node: Node, key: str) -> Term | None:
    """What the definition makes of this place; None where the name is none of such a family."""
    base, attached = split_key(key)
    letter, steps = _place(attached)
    family = next((f for f in reader.env.families(base, "_", 1) if f.term is not None), None)
    if family is None or family.term is None or letter is None:
        return None
    place = indicators.position(reader, letter, reader.shapes.dimension(family.sort.over[0]), node)
    ((name, _),) = family.parameters
    return t.substitute(family.term, {name: t.add(place, t.number(steps)) if steps else place})


def _place(attached: str) -> tuple[str | None, int]:
    r"""The index in a subscript and how far it is from it: ``_{t-1}`` -> t, -1; ``_T`` -> T, 0."""
    if not attached.startswith("_"):
        return None, 0
    inside = attached[1:].removeprefix("{").removesuffix("}")
    for sign in "+-":
        letter, found, steps = inside.partition(sign)
        if found:
            return (letter, int(found + steps)) if len(letter) == 1 and letter.isalpha() and steps.isdigit() else (None, 0)
    return (inside, 0) if inside.isdigit() or len(inside) == 1 and inside.isalpha() else (None, 0)
