"""Expectations under a product of densities, one factor after the other."""

from __future__ import annotations

from itertools import permutations

from symkl.kernel.law import Law
from symkl.kernel.sort import SCALAR, Sort, dimension, law
from symkl.kernel.term import Term, density, expectation, mul, pdf, symbol


def _law(order: tuple[int, ...]) -> Law:
    """Factors printed in this order; a factor may depend on the variables of those before it."""
    sorts = [Sort(dimension(f"?n{i}")) for i in range(1, len(order) + 1)]
    variables = tuple((f"?z{i}", s) for i, s in enumerate(sorts, 1))
    laws = [symbol(f"?flaw{i}", law(s)) for i, s in enumerate(sorts, 1)]
    factors = [pdf(laws[i], symbol(*variables[i])) for i in order]
    body: Term = symbol("?f", SCALAR)
    left = expectation(variables, density(variables, mul(*factors)), body)
    right = body
    for i in reversed(order):
        right = expectation((variables[i],), laws[i], right)
    name = "factors-" + "".join(str(i + 1) for i in order)
    return Law(name, left, right, (), "Bishop, PRML (1.33), (1.37)", "expectation factor by factor")


LAWS = tuple(_law(order) for count in (2, 3) for order in permutations(range(count)))
