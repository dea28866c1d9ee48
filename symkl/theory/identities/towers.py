"""Iterated expectations: under a marginal of a joint density, then under the conditional that goes with it."""

from __future__ import annotations

from symkl.kernel.law import Law
from symkl.kernel.sort import SCALAR, Sort, dimension, law
from symkl.kernel.term import Binding, Term, density, expectation, integral, normalised, pdf, symbol


def _law(name: str, turned: bool) -> Law:
    """Of a joint density of two variables, the first or the second of which is averaged over last. Every binder has names of its own."""
    sorts = (Sort(dimension("?n1")), Sort(dimension("?n2")))
    joint = symbol("?p", law(*sorts))

    def pair(outer: str, inner: str) -> Binding:
        names = (inner, outer) if turned else (outer, inner)
        return ((names[0], sorts[0]), (names[1], sorts[1]))

    def together(outer: str, inner: str) -> Term:
        return pdf(joint, *(symbol(n, s) for n, s in pair(outer, inner)))

    def alone(of: str) -> Binding:
        return ((of, sorts[1 if (of in ("?z1", "?z3")) == turned else 0]),)

    marginal = density(alone("?z3"), integral(alone("?z4"), together("?z3", "?z4")))
    conditional = normalised(alone("?z6"), together("?z1", "?z6"))
    body: Term = symbol("?f", SCALAR)
    left = expectation(alone("?z1"), marginal, expectation(alone("?z2"), conditional, body))
    right = expectation(pair("?z1", "?z2"), joint, body)
    return Law(name, left, right, (), "Bishop, PRML (1.12), (1.37)", "expectation of a conditional expectation")


LAWS = (_law("tower", False), _law("tower-turned", True))
