"""Fractions of polynomials, with denominators kept as products: what decides whether an expression is zero.

Expressions here are rational in their symbols (`normaliser` has named every logarithm, root and opaque value by then).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sympy import Add, Expr, Mul, Pow, Rational, Symbol
from sympy.polys.domains import QQ
from sympy.polys.rings import PolyElement, PolyRing

from symkl.rederive.errors import NotRederived

MOST_TERMS = 20_000
MOST_EXPONENT = 40


class Fraction(NamedTuple):
    """``top`` over the product of ``below``: primitive polynomials with their powers."""

    top: PolyElement
    below: dict[PolyElement, int]


def symbol_key(symbol: Symbol) -> tuple[str, int]:
    """A fixed order of symbols, dummies included."""
    return symbol.name, getattr(symbol, "dummy_index", 0)


class Fractions:
    """Turns expressions into fractions over one polynomial ring."""

    def __init__(self, symbols: frozenset[Symbol]) -> None:
        ordered = sorted(symbols, key=symbol_key)
        self.ring = PolyRing(ordered, QQ, "lex")
        self._generators = dict(zip(ordered, self.ring.gens, strict=True))
        self._memo: dict[Expr, Fraction] = {}

    def of(self, expression: Expr) -> Fraction:
        """The fraction that an expression stands for."""
        found = self._memo.get(expression)
        if found is None:
            found = self._memo[expression] = self._make(expression)
            if len(found.top) > MOST_TERMS:
                raise NotRederived("a polynomial grew beyond its bound")
        return found

    def _make(self, expression: Expr) -> Fraction:
        if isinstance(expression, Rational):
            return Fraction(self.ring.ground_new(QQ(expression.p, expression.q)), {})
        if isinstance(expression, Symbol):
            return Fraction(self._generators[expression], {})
        if isinstance(expression, Add):
            return self._total([self.of(a) for a in expression.args])
        if isinstance(expression, Mul):
            return self._product([self.of(a) for a in expression.args])
        if isinstance(expression, Pow) and expression.exp.is_Integer:
            return self._power(self.of(expression.base), int(expression.exp))
        raise NotRederived(f"{expression.func} is no rational function")

    def _total(self, parts: list[Fraction]) -> Fraction:
        below: dict[PolyElement, int] = {}
        for part in parts:
            for factor, power in part.below.items():
                below[factor] = max(power, below.get(factor, 0))
        groups: dict[tuple[tuple[PolyElement, int], ...], PolyElement] = {}
        for part in parts:
            missing = tuple((f, k - part.below.get(f, 0)) for f, k in below.items() if k > part.below.get(f, 0))
            groups[missing] = groups[missing] + part.top if missing in groups else part.top
        top = self.ring.zero
        for missing, group in groups.items():
            for factor, power in missing:
                group = group * factor**power
            top = top + group
        return Fraction(top, below) if top else Fraction(top, {})

    def _product(self, parts: list[Fraction]) -> Fraction:
        top = self.ring.one
        below: dict[PolyElement, int] = {}
        for part in parts:
            top = top * part.top
            for factor, power in part.below.items():
                below[factor] = below.get(factor, 0) + power
        return reduced(Fraction(top, below)) if len(below) and len(top) < 200 else Fraction(top, below)

    def _power(self, base: Fraction, exponent: int) -> Fraction:
        if abs(exponent) > MOST_EXPONENT:
            raise NotRederived("an exponent is beyond its bound")
        if exponent < 0:
            base, exponent = self._inverse(reduced(base)), -exponent
        return Fraction(base.top**exponent, {f: k * exponent for f, k in base.below.items()})

    def _inverse(self, of: Fraction) -> Fraction:
        if not of.top:
            raise NotRederived("a division by zero")
        top = self.ring.one
        for factor, power in of.below.items():
            top = top * factor**power
        monomial = tuple(map(min, zip(*of.top.monoms(), strict=True)))
        content, primitive = signed_primitive(of.top.quo_term((monomial, QQ.one)))
        below = {self.ring.gens[i]: k for i, k in enumerate(monomial) if k}
        if not primitive.is_ground:
            below[primitive] = 1
        return Fraction(top.mul_ground(1 / content), below)


def signed_primitive(of: PolyElement) -> tuple[Any, PolyElement]:
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
    return Fraction(top, {f: k for f, k in below.items() if k})
