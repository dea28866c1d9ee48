"""Equations that the givens declare, as rules: a value is reduced by them to one that is equal wherever they hold.

Each is a polynomial that is 0, and is read from its greatest monomial to the others. What is left of a value differs from it by a sum of
multiples of these polynomials. Used where values are compared and signs looked for, never inside a derivative: there names vary.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from itertools import combinations

from symkl.kernel.poly import COL, ROW, Monomial, Poly, Rational, add_into, plus, scaled
from symkl.kernel.relations import Relations
from symkl.record import NamedTuple

MOST_EQUATIONS = 8
MOST_RULES = 24
MOST_REDUCTIONS = 200
GENERIC = -700  # the label of any member, in a fact about every member


class Rule(NamedTuple):
    """A monomial and what it is equal to."""

    monomial: Monomial
    value: Poly


class Equations(Relations):
    """Reduction by what is declared to be 0."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self.equations: list[Poly] = []  # each is 0
        self._orientations: dict[tuple[int, int, frozenset[int]], tuple[Rule, ...]] = {}

    def declare_zero(self, poly: Poly) -> None:
        """Take in that a scalar is 0."""
        numerator = self._without_denominators(self.fraction(poly)[0])
        if any(numerator) and len(self.equations) < MOST_EQUATIONS:
            self.equations.append(numerator)

    def reductions(self, poly: Poly) -> list[Poly]:
        """What is equal to a nonzero multiple of the polynomial where the declared equations hold, by either order of the names."""
        if not self.equations:
            return []
        poly = self._without_denominators(self.fraction(poly)[0])
        return [self.reduced(poly, order) for order in (1, -1)]

    def reduced(self, poly: Poly, order: int) -> Poly:
        """The polynomial, as far as it can be reduced."""
        labels = frozenset(x for m in poly for n, _ in m for x in self.free[n] if x not in (ROW, COL))
        return self._rewritten(poly, self._rules_for(order, labels))

    def _rules_for(self, order: int, labels: frozenset[int]) -> tuple[Rule, ...]:
        key = (len(self.equations), order, labels)
        if key not in self._orientations:
            instances = [i for e in self.equations for i in self._equations_at(e, labels)] + [t for e in self.equations for t in self._totals(e)]
            self._orientations[key] = self._with_overlaps(instances[:MOST_EQUATIONS], order)
        return self._orientations[key]

    def _equations_at(self, equation: Poly, labels: frozenset[int]) -> list[Poly]:
        """The equation; what is declared of every member, of those that occur."""
        free = self._free_of(equation)
        if not free:
            return [equation]
        return [self.relabel(equation, {GENERIC: x}) for x in sorted(labels)] if free == {GENERIC} else []

    def _totals(self, equation: Poly) -> list[Poly]:
        """What is declared of every member, added up over all of them."""
        if self._free_of(equation) != {GENERIC}:
            return []
        return [self.contract(equation, GENERIC, self.range_of(GENERIC, (equation,)))]

    def _free_of(self, equation: Poly) -> set[int]:
        return {x for m in equation for n, _ in m for x in self.free[n]}

    def _with_overlaps(self, equations: list[Poly], order: int) -> tuple[Rule, ...]:
        """Rules for the equations, and for what is left where two rules apply at one place (Buchberger's algorithm, as far as it is allowed)."""
        rules = [rule for e in equations if (rule := _rule(e, order)) is not None]
        waiting = deque(combinations(rules, 2))
        while waiting and len(rules) < MOST_RULES:
            one, other = waiting.popleft()
            if not {n for n, _ in one.monomial} & {n for n, _ in other.monomial}:
                continue
            common = _least_common_multiple(one.monomial, other.monomial)
            overlap = self.multiply({_quotient(common, one.monomial) or (): 1}, one.value)
            overlap = plus(overlap, self.multiply({_quotient(common, other.monomial) or (): 1}, other.value), -1)
            extra = _rule(self._rewritten(overlap, tuple(rules)), order)
            if extra is not None:
                waiting.extend((rule, extra) for rule in rules)
                rules.append(extra)
        return tuple(rules)

    def _rewritten(self, poly: Poly, rules: tuple[Rule, ...]) -> Poly:
        for _ in range(MOST_REDUCTIONS):
            found = next(((m, q, rule.value) for m in poly for rule in rules if (q := _quotient(m, rule.monomial)) is not None), None)
            if found is None:
                return poly
            monomial, quotient, value = found
            poly = dict(poly)
            add_into(poly, self.multiply({quotient: poly.pop(monomial)}, value))
        return poly

    def divided(self, poly: Poly, by: Poly) -> Poly | None:
        """The quotient, where one polynomial divides the other without a rest."""
        rule = _rule(by, 1)
        if rule is None or not rule.monomial:
            return None
        names = sorted({n for p in (poly, by) for m in p for n, _ in m})
        rest: Poly = dict(poly)
        quotient: Poly = {}
        for _ in range(MOST_REDUCTIONS):
            if not rest:
                return quotient
            greatest = max(rest, key=lambda m: _rank(m, names))
            factor = _quotient(greatest, rule.monomial)
            if factor is None:
                return None
            part: Poly = {factor: Fraction(rest[greatest]) / by[rule.monomial]}
            add_into(quotient, part)
            add_into(rest, self.multiply(part, by), -1)
        return None

    def _without_denominators(self, poly: Poly) -> Poly:
        """The polynomial times what stands below a fraction bar in it, which is not 0 wherever it is defined."""
        worst: dict[int, Rational] = {}
        for monomial in poly:
            for number, exponent in monomial:
                if exponent < worst.get(number, 0):
                    worst[number] = exponent
        return self.multiply(poly, {tuple(sorted((n, -e) for n, e in worst.items())): 1}) if worst else poly


def _rule(equation: Poly, order: int) -> Rule | None:
    """The greatest monomial, by degree and then by the numbers of what it is made of, and what it is equal to."""
    if not any(equation):
        return None
    names = sorted({n for m in equation for n, _ in m}, key=lambda n: order * n)
    greatest = max(equation, key=lambda m: _rank(m, names))
    return Rule(greatest, scaled({m: c for m, c in equation.items() if m != greatest}, -1 / Fraction(equation[greatest])))


def _rank(monomial: Monomial, names: list[int]) -> tuple[Rational, list[Rational]]:
    """The degree, and then the exponents of the names in turn: an order that products respect."""
    exponents = dict(monomial)
    return sum(e for _, e in monomial), [exponents.get(n, 0) for n in names]


def _quotient(monomial: Monomial, by: Monomial) -> Monomial | None:
    exponents = dict(monomial)
    if any(exponents.get(n, 0) < e for n, e in by):
        return None
    for number, exponent in by:
        exponents[number] -= exponent
    return tuple(sorted((n, e) for n, e in exponents.items() if e))


def _least_common_multiple(one: Monomial, other: Monomial) -> Monomial:
    exponents = dict(one)
    for number, exponent in other:
        exponents[number] = max(exponent, exponents.get(number, 0))
    return tuple(sorted(exponents.items()))
