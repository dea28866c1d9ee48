"""Sums of powers of the whole numbers from 1 to n: equations that hold for every n."""

from __future__ import annotations

from symkl.kernel.context import Proposition
from symkl.kernel.sort import Dimension
from symkl.kernel.term import TWO, UNIT, Term, add, div, index, mul, number, power, size, summation

POWER_SUMS = "power-sums"


def power_sums(over: Dimension) -> tuple[Proposition, ...]:
    """Of the first, second and third powers: Graham, Knuth and Patashnik, Concrete Mathematics, (2.38) and section 6.5."""
    n = size(over)
    triangle = div(mul(n, add(n, UNIT)), TWO)
    squares = div(mul(n, add(n, UNIT), add(mul(TWO, n), UNIT)), number(6))
    return tuple(Proposition("=", _total(over, k), value) for k, value in ((1, triangle), (2, squares), (3, power(triangle, TWO))))


def _total(over: Dimension, exponent: int) -> Term:
    place = index("i", over)
    return summation("i", over, place if exponent == 1 else power(place, number(exponent)))
