r"""Laws of one letter given that letter: ``p(x_t \mid x_{t-1})``, ``p(z' \mid z)``. What stands behind the bar is drawn as what stands before it.

Such a law is no parameter's law, and at other names it is the same only where all of them are shifted alike: ``p(x_{t-1} \mid x_t)`` is another one.
"""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate.nodes import key_of, strip
from symkl.elaborate.scope import Density
from symkl.latex.names import base_of, split_key
from symkl.latex.syntax import Node
from symkl.patterns import pattern

_PLACE = pattern(r"_\{?(?:([A-Za-z])|(?=\d))([+-]?\d+)?\}?")


def given_of_one_letter(density: Density) -> tuple[str, ...]:
    """The names behind the bar that bear the letter of one before it."""
    letters = {base_of(v) for v in density.variables}
    return tuple(g for g in density.given if base_of(g) in letters)


def shifted_alike(density: Density, items: Sequence[Node], given: Sequence[Node]) -> bool:
    """Whether the names printed in place of those of such a law are these, all moved by as much; what is no name is a value, and may stand."""
    behind = given_of_one_letter(density)
    if not behind:
        return True
    if len(given) < len(density.given):
        return False
    letters = {base_of(g) for g in behind}
    pairs = [*zip(density.variables, items, strict=True), *zip(density.given, given, strict=False)]
    printed = [(k, key) for k, n in pairs if base_of(k) in letters and (key := key_of(strip(n))) is not None]
    if all(k == key for k, key in printed):
        return True
    moves = {_move(k, key) for k, key in printed}
    return len(moves) == 1 and None not in moves


def _move(declared: str, printed: str) -> tuple[str, int] | None:
    """The letter of a printed index and how far it stands from the declared one; None where that cannot be told."""
    one, other = (_PLACE.fullmatch(split_key(key)[1]) for key in (declared, printed))
    if one is None or other is None or one[1] is None:
        return None
    return other[1] or "", int(other[2] or 0) - int(one[2] or 0)
