"""Factors of sums: a sum that a value declared positive divides is split by it, so that ``1 - 2 a + a^2`` is ``(1 - a)^2`` where a < 1."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from symkl.kernel.facts import Facts
from symkl.kernel.poly import COL, ONE_POLY, ROW, Monomial, Poly, Rational

MOST_STEPS = 40
MOST_TERMS = 30


class Factors(Facts):
    """Exact division by what is known to be positive."""

    def known_factors(self, poly: Poly) -> tuple[list[tuple[Poly, int]], Poly]:
        """The sums declared positive that divide the polynomial, each as often as it does, and the quotient."""
        found: list[tuple[Poly, int]] = []
        whole = poly
        if not 1 < len(poly) <= MOST_TERMS:
            return found, poly
        for known in self._divisors(poly):
            times = 0
            while len(poly) > 1 and (quotient := divided(poly, known)) is not None:
                poly, times = quotient, times + 1
            if times:
                found.append((known, times))
        return ([], whole) if len(poly) == 1 and poly != ONE_POLY else (found, poly)

    def _divisors(self, poly: Poly) -> list[Poly]:
        """The sums declared positive, primitive, at the indices that occur."""
        labels = sorted({x for m in poly for n, _ in m for x in self.free[n]})
        if ROW in labels or COL in labels:
            return []
        divisors: list[Poly] = []
        for known in self._positive:
            own = {x for m in known for n, _ in m for x in self.free[n]}
            if len(known) < 2 or len(own) > 1:
                continue
            for label in labels if own else (0,):
                moved = self.relabel(known, dict.fromkeys(own, label))
                content = Fraction(gcd(*(c.numerator for c in moved.values())), lcm(*(c.denominator for c in moved.values())))
                whole = {m: Fraction(c) / content for m, c in moved.items()}
                divisor: Poly = {m: c.numerator if c.denominator == 1 else c for m, c in whole.items()}
                if divisor not in divisors:
                    divisors.append(divisor)
        return divisors


def divided(poly: Poly, by: Poly) -> Poly | None:
    """The quotient of two polynomials in the components, or None where the division leaves a rest or takes a negative power."""
    order = sorted({n for p in (poly, by) for m in p for n, _ in m})
    leading = max(by, key=lambda m: _rank(m, order))
    rest, quotient = dict(poly), dict[Monomial, Rational]()
    for _ in range(MOST_STEPS):
        if not rest:
            return quotient
        first = max(rest, key=lambda m: _rank(m, order))
        exponents = dict(first)
        for n, e in leading:
            exponents[n] = exponents.get(n, 0) - e
        if any(e < 0 for e in exponents.values()):
            return None
        factor = tuple(sorted((n, e) for n, e in exponents.items() if e))
        times = Fraction(rest[first]) / by[leading]
        quotient[factor] = times.numerator if times.denominator == 1 else times
        for monomial, coefficient in by.items():
            product = dict(factor)
            for n, e in monomial:
                product[n] = product.get(n, 0) + e
            key = tuple(sorted(product.items()))
            value = rest.get(key, 0) - coefficient * times
            if value:
                rest[key] = value.numerator if Fraction(value).denominator == 1 else value
            else:
                rest.pop(key, None)
    return None


def _rank(monomial: Monomial, order: list[int]) -> tuple[Rational, ...]:
    exponents = dict(monomial)
    return tuple(exponents.get(n, 0) for n in order)

