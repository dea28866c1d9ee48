"""Polynomials of components: the plain data that the normal form is made of.

An atom is an irreducible tensor; a node is an atom with an index at each of its slots and an exponent; a component is a connected network
of nodes; a monomial is a product of components with exponents; a polynomial maps monomials to rational coefficients.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symkl.kernel.sort import Dimension
from symkl.record import NamedTuple

Rational = int | Fraction
Labels = tuple[int, ...]
Node = tuple[int, Labels, Rational]
Component = tuple[Node, ...]
Chain = tuple[tuple[int, Labels, int, int], ...]  # letters from row to column, each with the labels by which it is entered and left
Monomial = tuple[tuple[int, Rational], ...]
Poly = dict[Monomial, Rational]

ROW, COL = -1, -2
ONE_POLY: Poly = {(): 1}
ZERO_POLY: Poly = {}


class BudgetExceeded(Exception):
    """The work allowed for one question is used up; the answer is "undecided"."""


class Atom(NamedTuple):
    """An irreducible tensor; its last two slots interchange where it is symmetric.

    ``body`` is what it is made of: polynomials whose slot labels are SLOT, SLOT - 1, ..; ``depends`` lists the atoms in it.
    """

    kind: str
    key: Any
    ranges: tuple[Dimension, ...] = ()
    symmetric: bool = False
    body: tuple[Poly, ...] = ()
    depends: frozenset[int] = frozenset()


SLOT = -1_000_000
INSIDE = SLOT * 4  # the labels of an argument's row, and below it of its column
ARGUMENT = {ROW: INSIDE, COL: INSIDE - 1}


def times(one: Rational, other: Rational) -> Rational:
    """The product of two coefficients, most of which are 1; a whole one is a plain integer."""
    if one == 1:
        return other
    return one if other == 1 else whole(one * other)


def whole(value: Rational) -> Rational:
    """The same number, a plain integer where it is whole: Python's fractions are slow."""
    return value.numerator if type(value) is not int and value.denominator == 1 else value


def is_whole_power(inner: Rational, outer: Rational) -> bool:
    """Whether ``(x^inner)^outer`` is a whole power of x wherever ``x >= 0``, at 0 too."""
    return inner > 0 and outer > 0 and (inner * outer).denominator == 1


def add_into(total: Poly, other: Poly, scale: Rational = 1) -> Poly:
    """Add ``scale * other`` to ``total`` in place: to one that was begun where this is called."""
    for monomial, value in other.items() if scale == 1 else scaled(other, scale).items():
        before = total.get(monomial)
        if before is not None:
            value = whole(value + before)
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def plus(one: Poly, other: Poly, scale: Rational = 1) -> Poly:
    """``one + scale * other``, as a polynomial of its own: what others return may be kept by them, and is never added into."""
    return add_into(dict(one), other, scale)


def scaled(poly: Poly, by: Rational) -> Poly:
    """``by * poly``."""
    return {m: times(c, by) for m, c in poly.items()} if by else {}


def swapped(labels: Labels) -> Labels:
    """The labels with the last two interchanged: row and column of a symmetric atom."""
    return (*labels[:-2], labels[-1], labels[-2])
