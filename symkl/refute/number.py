"""Exact real numbers: sparse polynomials over the rationals in generators.

A generator is a constant (pi, log 2, the square root of 2, a power of e, the inverse of a sum), a variable that an expectation or an
integral is taken over, or a nilpotent that carries a derivative. Equal polynomials are equal numbers; unequal ones are told apart only
by certified enclosures with whole-number endpoints, so a verdict never rests on a float or on the choice of generators.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor
from typing import Any, TypeAlias

from symkl.kernel.kept import remembering
from symkl.record import NamedTuple
from symkl.refute.interval import NotEvaluable
from symkl.refute.rational import Quick, ratio

Rational: TypeAlias = int | Fraction
Scalar: TypeAlias = "int | Fraction | Number"



class Undefined(Exception):
    """The term has no value at all here: a division by 0, the logarithm of a number that is not positive, .."""


class Generator(NamedTuple):
    """kind: "pi", "root" (of a whole number), "log" (of a prime, a generator or a number), "exp" (of a monomial), "base" (a sum, for
    its powers), "variable" (place), "nil" (level, place): products of two of one level are 0, "unknown" (a positive number that is solved
    for). Make one with `generator_of`."""

    kind: str
    of: Any
    variables: frozenset[Any]  # the places of the variables in it

    def __repr__(self) -> str:
        return f"{self.kind}({self.of})"


@remembering(1 << 13)
def generator_of(kind: str, of: Any) -> Generator:
    """The generator of this kind."""
    inside = of.generators if isinstance(of, Number) else (g for g, _ in of) if kind == "exp" else ()
    return Generator(kind, of, frozenset((of,) if kind == "variable" else ()).union(*(g.variables for g in inside)))


POSITIVE = ("pi", "root", "exp", "unknown")  # the generators that are positive wherever they stand
Monomial = frozenset[tuple[Generator, Rational]]
LARGEST_PRODUCT = 20_000  # terms of a product, before they are collected
ONE: Monomial = frozenset()


class Number:
    """A sum of rational multiples of monomials that is no rational number."""

    __slots__ = ("terms", "_hash")

    def __init__(self, terms: dict[Monomial, Rational]) -> None:
        self.terms = terms
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self.terms == other.terms

    def __reduce__(self) -> tuple[Any, ...]:
        return (Number, (self.terms,))

    def __repr__(self) -> str:
        return f"Number({self.terms})"

    @property
    def generators(self) -> frozenset[Generator]:
        """All generators of all monomials."""
        return frozenset(g for m in self.terms for g, _ in m)

    def __add__(self, other: Scalar) -> Scalar:
        if type(other) is int and not other:
            return self
        return collect((*self.terms.items(), *other.terms.items()) if isinstance(other, Number) else (*self.terms.items(), (ONE, other)))

    def __mul__(self, other: Scalar) -> Scalar:
        if not isinstance(other, Number):
            return self if other == 1 else Number({m: c * other for m, c in self.terms.items()}) if other else 0
        if len(self.terms) * len(other.terms) > LARGEST_PRODUCT:
            raise NotEvaluable("a product of too many terms")
        total: dict[Monomial, Rational] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                both = a * b
                for monomial, c in _product(left, right):
                    value = both if c == 1 else both * c
                    before = total.get(monomial)
                    total[monomial] = value if before is None else before + value
        return _cleaned(total)

    def __neg__(self) -> Scalar:
        return self * -1

    def __sub__(self, other: Scalar) -> Scalar:
        return self + other * -1

    def __rsub__(self, other: Rational) -> Scalar:
        return self * -1 + other

    def __radd__(self, other: Rational) -> Scalar:
        return self + other

    def __rmul__(self, other: Rational) -> Scalar:
        return self * other


def collect(terms: Iterable[tuple[Monomial, Rational]]) -> Scalar:
    """The sum of rational multiples of monomials."""
    total: dict[Monomial, Rational] = {}
    for monomial, coefficient in terms:
        before = total.get(monomial)
        total[monomial] = coefficient if before is None else before + coefficient
    return _cleaned(total)


def _cleaned(total: dict[Monomial, Rational]) -> Scalar:
    """The sum without zeros, whole coefficients as whole numbers, and a rational number as such."""
    for c in total.values():
        if type(c) is not Quick and (type(c) is not int or not c):
            total = {m: c if c.denominator != 1 else c.numerator for m, c in total.items() if c}
            break
    if not total:
        return 0
    return total[ONE] if len(total) == 1 and ONE in total else Number(total)


@remembering(1 << 14)
def _product(left: Monomial, right: Monomial) -> tuple[tuple[Monomial, Rational], ...]:
    """The product of two monomials, as a sum of monomials."""
    levels = {g.of[0] for g, _ in left if g.kind == "nil"}
    if levels and any(g.kind == "nil" and g.of[0] in levels for g, _ in right):
        return ()
    powers = dict(left)
    for generator, exponent in right:
        powers[generator] = powers.get(generator, 0) + exponent
    value = monomial(powers)
    return tuple(value.terms.items()) if isinstance(value, Number) else ((ONE, value),)


def monomial(powers: dict[Generator, Rational]) -> Scalar:
    """A product of powers: whole powers of roots are taken out, positive ones of sums are multiplied out."""
    outside: Scalar = 1
    inside: dict[Generator, Rational] = {}
    for generator, exponent in powers.items():
        whole = floor(exponent) if generator.kind == "root" or (generator.kind == "base" and exponent >= 1) else 0
        if whole:
            outside = outside * (repeated(generator.of, whole) if whole > 0 else repeated(ratio(1, generator.of), -whole))
        if exponent != whole:
            inside[generator] = exponent - whole
    return Number({frozenset(inside.items()): 1}) * outside if inside else outside


def generator(kind: str, of: Any) -> Number:
    """The number that a generator stands for."""
    return Number({frozenset(((generator_of(kind, of), 1),)): 1})


PI = generator("pi", None)


def repeated(base: Scalar, exponent: int) -> Scalar:
    """A whole power, multiplied out."""
    value: Scalar = 1
    for _ in range(exponent):
        value = value * base
    return value


def split(value: Scalar) -> tuple[Scalar, Scalar]:
    """The part without nilpotents, and the rest."""
    if not isinstance(value, Number):
        return value, 0
    nil = {m for m in value.terms if _is_nil(m)}
    if not nil:
        return value, 0
    return collect((m, c) for m, c in value.terms.items() if m not in nil), collect((m, value.terms[m]) for m in nil)


@remembering(1 << 14)
def _is_nil(monomial: Monomial) -> bool:
    return any(g.kind == "nil" for g, _ in monomial)


def coefficient(value: Scalar, of: Generator) -> Scalar:
    """The coefficient of the first power of a generator."""
    if not isinstance(value, Number):
        return 0
    return collect((m - {(of, 1)}, c) for m, c in value.terms.items() if (of, 1) in m)


def sum_of(values: Iterable[Scalar]) -> Scalar:
    """The sum of any number of numbers, collected once."""
    rational: Rational = 0
    terms: list[tuple[Monomial, Rational]] = []
    for value in values:
        if isinstance(value, Number):
            terms.extend(value.terms.items())
        else:
            rational = rational + value if rational else value
    return collect((*terms, (ONE, rational))) if terms else rational
