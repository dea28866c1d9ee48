"""Fractions of polynomials, with denominators kept as products: what decides whether an expression is zero.

Expressions here are rational in their symbols (`normaliser` has named every logarithm, root and opaque value by then).
"""

from __future__ import annotations

from math import gcd, lcm, prod
from typing import NamedTuple

from sympy import Add, Expr, Mul, Pow, Rational, Symbol
from sympy.polys.domains import ZZ
from sympy.polys.rings import PolyElement, PolyRing

from symkl.rederive.errors import NotRederived, TooLarge

MOST_TERMS = 20_000
MOST_PRODUCTS = 400_000  # of terms with terms, for one expression
MOST_EXPONENT = 64


class Fraction(NamedTuple):
    """``top`` over the whole number ``over`` and the product of ``below``: primitive polynomials with their powers."""

    top: PolyElement
    below: dict[PolyElement, int]
    over: int = 1

    def denominator(self) -> PolyElement:
        """What stands below, multiplied out."""
        result = self.top.ring.ground_new(self.over)
        for factor, power in self.below.items():
            result = result * factor**power
        return result


def symbol_key(symbol: Symbol) -> tuple[str, int]:
    """A fixed order of symbols, dummies included."""
    return symbol.name, getattr(symbol, "dummy_index", 0)


class Fractions:
    """Turns expressions into fractions over one polynomial ring."""

    def __init__(self, symbols: frozenset[Symbol]) -> None:
        ordered = sorted(symbols, key=symbol_key)
        self.ring = PolyRing(ordered, ZZ, "lex")
        self._generators = dict(zip(ordered, self.ring.gens, strict=True))
        self._memo: dict[Expr, Fraction] = {}
        self._work = 0

    def of(self, expression: Expr) -> Fraction:
        """The fraction that an expression stands for."""
        found = self._memo.get(expression)
        if found is None:
            found = self._memo[expression] = self._make(expression)
            if len(found.top) > MOST_TERMS:
                raise TooLarge("a polynomial grew beyond its bound")
        return found

    def _make(self, expression: Expr) -> Fraction:
        if isinstance(expression, Rational):
            return Fraction(self.ring.ground_new(ZZ(expression.p)), {}, int(expression.q))
        if isinstance(expression, Symbol):
            return Fraction(self._generators[expression], {})
        if isinstance(expression, Add):
            return self._total([self.of(a) for a in expression.args])
        if isinstance(expression, Mul):
            return self._product([self.of(a) for a in expression.args])
        if isinstance(expression, Pow) and expression.exp.is_Integer:
            return self._power(self.of(expression.base), int(expression.exp))
        raise NotRederived(f"{expression.func} is no rational function")

    def times(self, left: PolyElement, right: PolyElement) -> PolyElement:
        """The product, within the bound on work."""
        self._work += len(left) * len(right)
        if self._work > MOST_PRODUCTS:
            raise TooLarge("a polynomial grew beyond its bound")
        return left * right

    def _total(self, parts: list[Fraction]) -> Fraction:
        below: dict[PolyElement, int] = {}
        for part in parts:
            for factor, power in part.below.items():
                below[factor] = max(power, below.get(factor, 0))
        over = lcm(*(part.over for part in parts))
        groups: dict[tuple[tuple[PolyElement, int], ...], PolyElement] = {}
        for part in parts:
            missing = tuple((f, k - part.below.get(f, 0)) for f, k in below.items() if k > part.below.get(f, 0))
            top = part.top if part.over == over else part.top.mul_ground(ZZ(over // part.over))
            groups[missing] = groups[missing] + top if missing in groups else top
        total = self.ring.zero
        for missing, group in groups.items():
            total = total + self._scaled(group, missing)
        return Fraction(total, below, over) if total else Fraction(total, {})

    def _scaled(self, polynomial: PolyElement, factors: tuple[tuple[PolyElement, int], ...]) -> PolyElement:
        for factor, power in factors:
            for _ in range(power):
                polynomial = self.times(polynomial, factor)
        return polynomial

    def _product(self, parts: list[Fraction]) -> Fraction:
        top = self.ring.one
        below: dict[PolyElement, int] = {}
        for part in parts:
            top = self.times(top, part.top)
            for factor, power in part.below.items():
                below[factor] = below.get(factor, 0) + power
        found = Fraction(top, below, prod(part.over for part in parts))
        return reduced(found) if below and len(top) < 200 else found

    def _power(self, base: Fraction, exponent: int) -> Fraction:
        if abs(exponent) > MOST_EXPONENT:
            raise NotRederived("an exponent is beyond its bound")
        if exponent < 0:
            base, exponent = self._inverse(reduced(base)), -exponent
        top = self._scaled(self.ring.one, ((base.top, exponent),))
        return Fraction(top, {f: k * exponent for f, k in base.below.items()}, base.over**exponent)

    def _inverse(self, of: Fraction) -> Fraction:
        if not of.top:
            raise NotRederived("a division by zero")
        top = self._scaled(self.ring.ground_new(ZZ(of.over)), tuple(of.below.items()))
        monomial = tuple(map(min, zip(*of.top.monoms(), strict=True)))
        content, primitive = signed_primitive(of.top.quo_term((monomial, ZZ.one)))
        below = {self.ring.gens[i]: k for i, k in enumerate(monomial) if k}
        if not primitive.is_ground:
            below[primitive] = 1
        return Fraction(top if content > 0 else -top, below, abs(int(content)))


def signed_primitive(of: PolyElement) -> tuple[int, PolyElement]:
    """Content and primitive part, the part's leading coefficient positive."""
    content, primitive = of.primitive()
    return (content, primitive) if primitive.LC > 0 else (-content, -primitive)


def reduced(of: Fraction) -> Fraction:
    """The fraction with the factors below that divide the top taken out."""
    top, below = of.top, dict(of.below)
    for factor in list(below):
        while below[factor]:
            quotient, remainder = divmod(top, factor)
            if remainder:
                break
            top, below[factor] = quotient, below[factor] - 1
    common = gcd(int(top.content()), of.over) if of.over != 1 and top else 1
    return Fraction(top.quo_ground(ZZ(common)) if common != 1 else top, {f: k for f, k in below.items() if k}, of.over // common)
