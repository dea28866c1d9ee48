"""Signs: a closed list of rules, each sound for every value that the declarations admit."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import Any

from symkl.kernel.grid import Grid
from symkl.kernel.poly import COL, ONE_POLY, ROW, Component, Monomial, Poly, Rational, add_into, plus, scaled
from symkl.kernel.products import Products
from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import Term

MATRIX = frozenset((ROW, COL))
MOST_FACTS = 8
MOST_INDICES = 3  # of a fact about every member, for which every order of them is tried
POSITIVE_KINDS = frozenset(("dimension", "exp", "prime", "constant", "position"))


class Signs(Products):
    """What is known to be > 0, >= 0 or not 0, whatever the admissible values."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self._symmetric: set[str] = set()
        self.symmetric_values: set[Any] = set()  # the keys of functions' values
        self._positive: list[Poly] = []  # > 0
        self._nonnegative: list[Poly] = []  # >= 0
        self._nonzero: list[Poly] = []
        self._definite: list[tuple[Poly, bool]] = []  # symmetric matrices; True: positive definite, False: semidefinite
        self._blocks: list[tuple[Grid, bool]] = []  # the same of matrices in blocks
        self._signs: dict[int, bool] = {}
        self.sorts: dict[int, Sort] = {}  # of symbols' atoms
        self.identified: dict[str, Term] = {}

    def declared(self, strict: bool) -> tuple[Poly, ...]:
        """What is declared > 0, or >= 0."""
        return tuple(self._positive if strict else self._nonnegative)

    def definite(self, poly: Poly, size: Dimension, strict: bool = True) -> bool:
        """See `Definiteness`."""
        raise NotImplementedError

    def generic(self, poly: Poly, keep: frozenset[int] = frozenset()) -> Poly:
        """The polynomial with its free indices renamed in order: a fact about ``x_i`` is one about every ``x_j``."""
        names = sorted({x for m in poly for n, _ in m for x in self.free[n]} - keep, reverse=True)
        return self.relabel(self.relabel(poly, {x: -500 - i for i, x in enumerate(names)}), {-500 - i: -700 - i for i in range(len(names))})

    def generics(self, poly: Poly, keep: frozenset[int] = frozenset()) -> list[Poly]:
        """The polynomial with its free indices renamed in every order: a fact about ``x_{ij}`` is one about every ``x_{ji}`` of that family."""
        whole = self.generic(poly, keep)
        names = sorted({x for m in whole for n, _ in m for x in self.free[n]} - keep)
        if not 1 < len(names) <= MOST_INDICES:
            return [whole]
        away = self.relabel(whole, {x: x + 200 for x in names})
        return [self.relabel(away, {x + 200: y for x, y in zip(names, order, strict=True)}) for order in permutations(names)]

    def positive(self, poly: Poly) -> bool:
        """Whether the value is > 0 wherever it is defined: declared, or a sum of what is >= 0 with a part that is > 0."""
        if not poly:
            return False
        return self._evident(poly) or self._positive_fraction(poly) or self._positive_by_equations(poly)

    def _positive_by_equations(self, poly: Poly) -> bool:
        """Whether what the declared equations make of a sum is > 0."""
        if not self.equations or any(e < 0 for m in poly for _, e in m):
            return False
        return any(p and p != poly and self._evident(p) for p in (self.reduced(poly, order) for order in (1, -1)))

    def _evident(self, poly: Poly) -> bool:
        return self._directly(poly) or self._positive_product(poly) or len(poly) > 1 and (self._of_two(poly) or self._weighted(poly, True))

    def _weighted(self, poly: Poly, strict: bool) -> bool:
        """A sum of exponentials whose coefficients are >= 0, one of them > 0."""
        groups: dict[Monomial, Poly] = {}
        for monomial, coefficient in poly.items():
            raised = tuple((n, e) for n, e in monomial if self.kinds[n] == "exp")
            groups.setdefault(raised, {})[tuple(p for p in monomial if p not in raised)] = coefficient
        if len(groups) < 2:
            return False
        return all(self.nonnegative(c) for c in groups.values()) and (not strict or any(self.positive(c) for c in groups.values()))

    def _of_two(self, poly: Poly) -> bool:
        return self._product_of_facts(poly) or self._completed_square(poly, True)

    def _directly(self, poly: Poly) -> bool:
        return self._declared(poly, self._positive) or self._sum(poly, strict=True) or self._combined(poly, 3)

    def _product_of_facts(self, poly: Poly) -> bool:
        """A positive multiple of the product of two values that are declared positive."""
        known = self._positive[:MOST_FACTS]
        wanted = self.generic(poly)
        for i, one in enumerate(known):
            for other in known[i:]:
                if len(one) > 1 and len(other) > 1 and (ratio(wanted, self.multiply(one, other)) or -1) > 0:
                    return True
        return False

    def _positive_product(self, poly: Poly) -> bool:
        """A common positive factor taken out."""
        shared = {n: min(dict(m).get(n, 0) for m in poly) for n in {n for m in poly for n, _ in m} if self.positive_component(n)}
        inverse = {n: -e for n, e in shared.items() if e}
        if not inverse or len(poly) < 2:
            return False
        rest = self.multiply(poly, {tuple(sorted(inverse.items())): 1})
        return self._directly(rest) or self._product_of_facts(rest)

    def _combined(self, poly: Poly, depth: int) -> bool:
        """A positive multiple of something declared positive, and a rest that is >= 0 in turn."""
        wanted = self.generic(poly)
        negative = [m for m, c in wanted.items() if c < 0]
        if not negative or depth == 0:
            return False
        for known in (*self._positive, *self._below_one(wanted)):
            for factor in self._multipliers(wanted, known, negative[0]):
                rest = plus(wanted, self.multiply(known, factor), -1)
                if len(rest) <= len(wanted) and (self._sum(rest, strict=False) or self._combined(rest, depth - 1)):
                    return True
        return False

    def _below_one(self, poly: Poly) -> list[Poly]:
        """``1 - e^a`` for the powers that occur with a < 0."""
        powers = sorted({(n, e) for m in poly for n, e in m if e > 0 and self.kinds[n] == "exp"})
        return [{(): 1, (power,): -1} for power in powers if self._negative_exponent(power[0])]

    def _negative_exponent(self, number: int) -> bool:
        ((atom, labels, _), *others) = self.components[number]
        return not others and all(x < 0 for x in labels) and self._sum(scaled(self.body_at(atom, labels), -1), strict=True)

    def _multipliers(self, wanted: Poly, known: Poly, target: Monomial) -> list[Poly]:
        """The positive monomials times which a term of ``known`` is the wanted negative term."""
        found: list[Poly] = []
        for monomial, coefficient in known.items():
            if coefficient < 0:
                exponents = dict(target)
                for n, e in monomial:
                    exponents[n] = exponents.get(n, 0) - e
                if all(not e or self.positive_component(n) for n, e in exponents.items()):
                    factor = tuple(sorted((n, e) for n, e in exponents.items() if e))
                    most = Fraction(wanted[target]) / coefficient
                    moved = ((m, c) for (m, c) in self.multiply(known, {factor: 1}).items() if c > 0)
                    fitting = {Fraction(wanted[m]) / c for m, c in moved if 0 < wanted.get(m, 0) < most * c}
                    found += [{factor: times} for times in (most, *sorted(fitting))]
        return found

    def _completed_square(self, poly: Poly, strict: bool) -> bool:
        """``a u^2 + b u + c`` with a > 0 and 4 a c - b^2 >= 0 (> 0), for some component u, or its root."""
        for number in sorted({n for m in poly for n, _ in m}):
            by_power: dict[Rational, Poly] = {}
            for monomial, coefficient in poly.items():
                exponent = dict(monomial).get(number, 0)
                by_power.setdefault(exponent, {})[tuple(p for p in monomial if p[0] != number)] = coefficient
            powers = sorted(by_power)
            if len(powers) != 3 or powers[0] != 0 or powers[2] != 2 * powers[1]:
                continue
            c, b, a = (by_power[p] for p in powers)
            rest = add_into(scaled(self.multiply(a, c), 4), self.multiply(b, b), -1)
            if self._directly(a) and (self._sum(rest, strict) or not rest and not strict or self._combined(rest, 3)):
                return True
        return False

    def nonnegative(self, poly: Poly) -> bool:
        """Whether the value is >= 0 wherever it is defined."""
        if len(poly) > 2 and self._completed_square(poly, False):
            return True
        known = not poly or self.positive(poly) or self._declared(poly, self._nonnegative) or self._sum(poly, strict=False)
        return known or self._weighted(poly, False)

    def nonzero(self, poly: Poly) -> bool:
        """Whether the value is never 0."""
        if not poly:
            return False
        if self.positive(poly) or self.positive(scaled(poly, -1)) or self._declared(poly, self._nonzero, signed=False):
            return True
        if len(poly) == 1:
            ((monomial, _),) = poly.items()
            return all(self.nonzero_component(n) for n, _ in monomial)
        return bool(self._nonzero) and self._declared(self._without_factors(poly), self._nonzero, signed=False)

    def _without_factors(self, poly: Poly) -> Poly:
        """The sum without common factors and denominators that are nowhere zero."""
        least = {n: min(dict(m).get(n, 0) for m in poly) for n in {n for m in poly for n, _ in m}}
        return self.multiply(poly, {tuple(sorted((n, -e) for n, e in least.items() if e and self.nonzero_component(n))): 1})

    def _declared(self, poly: Poly, known: list[Poly], signed: bool = True) -> bool:
        if not known:
            return False
        return any(r is not None and (r > 0 or not signed) for wanted in self.generics(poly) for r in (ratio(wanted, k) for k in known))

    def _sum(self, poly: Poly, strict: bool) -> bool:
        some = False
        for monomial, coefficient in poly.items():
            turned = {n for n, e in monomial if e % 2 == 1 and self._negative_component(n)}
            if (coefficient < 0) != len(turned) % 2 or not all(n in turned or self._factor_sign(n, e) for n, e in monomial):
                return False
            some = some or all(n in turned or self.positive_component(n) or (e % 2 == 0 and self.nonzero_component(n)) for n, e in monomial)
        return some or not strict

    def _negative_component(self, number: int) -> bool:
        return self._declared({((number, 1),): -1}, self._positive) or self._negative_logarithms(self.components[number])

    def _negative_logarithms(self, component: Component) -> bool:
        """``log a`` with a < 1 everywhere; a sum of such over all members or as far as one of them, which has a term: nobody counts from none."""
        logs = [a for a, _, e in component if self.atoms[a].kind == "log" and e == 1]
        steps = [xs for a, xs, _ in component if self.atoms[a].kind == "step"]
        others = [(a, xs) for a, xs, _ in component if self.atoms[a].kind not in ("log", "step")]
        if len(logs) != 1 or len(component) != 1 + len(steps) + len(others) or len(steps) > 1 or any(max(xs) < 0 for xs in steps):
            return False
        below = add_into({(): 1}, self.body_at(logs[0], tuple(-500 - i for i in range(len(self.atoms[logs[0]].ranges)))), -1)
        return self._evident(below) and all(self._positive_node(*node) for node in others)

    def _positive_fraction(self, poly: Poly) -> bool:
        numerator, denominators = self.fraction(poly)
        if not denominators or not all(e % 2 == 0 or self.positive_component(n) for n, e in denominators.items()):
            return False
        return self._evident(numerator)

    def _factor_sign(self, number: int, exponent: Rational) -> bool:
        """Whether ``component^exponent >= 0``; a real root of even order is."""
        return exponent % 2 == 0 or exponent.denominator % 2 == 0 or self.positive_component(number) or self.nonnegative_component(number)

    def nonzero_component(self, number: int) -> bool:
        """Whether a component is never 0."""
        single: Poly = {((number, 1),): 1}
        return self.positive_component(number) or self._declared(single, self._nonzero + self._positive, signed=False) or self._nonzero_atom(number)

    def _nonzero_atom(self, number: int) -> bool:
        component = self.components[number]
        atom, labels, _ = component[0]
        if len(component) > 1 or any(x >= 0 for x in labels):
            return False
        kind = self.atoms[atom].kind
        if kind == "value":
            return self._declared(self.body_at(atom, labels), self._nonzero, signed=False) or self._negative_value(atom, labels)
        return kind == "sign" or kind == "det" and self.invertible(self.body_at(atom, labels))

    def _negative_value(self, atom: int, labels: tuple[int, ...]) -> bool:
        return self.positive(scaled(self.body_at(atom, labels), -1))

    def invertible(self, poly: Poly) -> bool:
        """See `Definiteness`."""
        raise NotImplementedError

    def positive_component(self, number: int) -> bool:
        """Whether a component is > 0, whatever its free indices are."""
        known = self._signs.get(number)
        if known is None:
            self._signs[number] = False  # a component is no witness for itself
            known = self._signs[number] = self._is_positive_component(number)
        return known

    def _is_positive_component(self, number: int) -> bool:
        component = self.components[number]
        if self._declared({((number, 1),): 1}, self._positive):
            return True
        if len(component) == 1 and all(x < 0 for x in component[0][1]):
            return self._positive_atom(component[0][0], component[0][1]) or self._definite_entry(component[0][0], component[0][1])
        if (entry := self._anywhere(component)) is not None and self.positive(entry):
            return True
        return all(self._positive_node(a, xs) for a, xs, e in component) or self._definite_trace(component)

    def _anywhere(self, component: Component) -> Poly | None:
        """``w_2`` as ``w_j``: entries and members at whole numbers, which have every sign that they have at a free index."""
        units = [xs[0] for a, xs, _ in component if self.atoms[a].kind == "inclusion" and self.atoms[a].key[0] is None]
        picks = {x: -900 - i for i, x in enumerate(units) if x >= 0}
        rest = [node for node in component if self.atoms[node[0]].kind != "inclusion"]
        if not picks or len(picks) + len(rest) < len(component) or any(x >= 0 and x not in picks for _, xs, _ in rest for x in xs):
            return None
        poly = ONE_POLY
        for atom, labels, exponent in rest:
            poly = self.multiply(poly, {((self.component(((atom, tuple(picks.get(x, x) for x in labels), 1),)), exponent),): 1})
        return poly

    def _definite_entry(self, atom: int, labels: tuple[int, ...]) -> bool:
        """``A_jj`` of a positive definite matrix."""
        if len(labels) != 2 or labels[0] != labels[1]:
            return False
        return self.definite(self.single(atom, (ROW, COL)), self.atoms[atom].ranges[-1])

    def _definite_trace(self, component: Component) -> bool:
        """``tr A`` and ``tr AB`` of positive definite matrices."""
        labels = {tuple(sorted(xs)) for _, xs, _ in component}
        if len(component) > 2 or len(labels) != 1 or any(e != 1 or len(xs) != 2 or min(xs) < 0 for _, xs, e in component):
            return False
        if len(component) == 1 and component[0][1][0] != component[0][1][1]:
            return False
        return all(self.definite(self.single(a, (ROW, COL)), self.atoms[a].ranges[-1]) for a, _, _ in component)

    def _positive_node(self, atom: int, labels: tuple[int, ...]) -> bool:
        """Every entry of the atom is > 0: then so is a sum of products of such entries."""
        if self.atoms[atom].kind == "identity":
            return False
        free = tuple(-500 - i for i in range(len(labels)))
        return self.positive_component(self.component(((atom, free, 1),)))

    def _positive_atom(self, atom: int, labels: tuple[int, ...]) -> bool:
        kind = self.atoms[atom].kind
        if kind == "value":
            body = self.body_at(atom, labels)
            return self.positive(body) or self._square(body)
        if kind == "det":
            return self.invertible(self.body_at(atom, labels))
        if kind == "function":
            named = str(self.atoms[atom].key[0])
            return named.startswith("density of ") or named == "gamma" and self.positive(self.body_at(atom, labels))
        if kind == "moment":
            return all(e % 2 == 0 or self._positive_node(a, tuple(range(len(self.atoms[a].ranges)))) for a, e in self.atoms[atom].key[1])
        return kind in POSITIVE_KINDS

    def _square(self, body: Poly) -> bool:
        """An absolute value sqrt(x^2) with x not 0."""
        if len(body) != 1:
            return False
        ((monomial, coefficient),) = body.items()
        return coefficient > 0 and all(e % 2 == 0 and self.nonzero_component(n) or self.positive_component(n) for n, e in monomial)

    def nonnegative_component(self, number: int) -> bool:
        """Squares ``x' x``, quadratic forms ``x' A x`` with A >= 0, and sums of squares over any indices."""
        component = self.components[number]
        if self._declared({((number, 1),): 1}, self._nonnegative):
            return True
        if (entry := self._anywhere(component)) is not None and self.nonnegative(entry):
            return True
        if all(e % 2 == 0 or self._positive_node(a, xs) or self._declared(self.single(a, tuple(range(-500, len(xs) - 500))), self._nonnegative)
               for a, xs, e in component):  # fmt: skip
            return True
        return self._quadratic(list(component))

    def _quadratic(self, nodes: list[tuple[int, tuple[int, ...], Rational]]) -> bool:
        middle = [n for n in nodes if len(n[1]) == 2 and n[2] == 1 and self._semidefinite_atom(n[0])]
        ends = [n for n in nodes if len(n[1]) == 1 and n[2] == 1]
        if len(nodes) != 3 or len(middle) != 1 or len(ends) != 2 or ends[0][0] != ends[1][0]:
            return False
        return sorted(middle[0][1]) == sorted((ends[0][1][0], ends[1][1][0])) and min(middle[0][1]) >= 0

    def _semidefinite_atom(self, atom: int) -> bool:
        return self.definite(self.single(atom, (ROW, COL)), self.atoms[atom].ranges[-1], False)


def ratio(left: Poly, right: Poly) -> Fraction | None:
    """``c`` with ``left = c * right``, or None."""
    if left.keys() != right.keys() or not left:
        return None
    first = next(iter(left))
    if any(c * right[first] != left[first] * right[m] for m, c in left.items()):
        return None
    return Fraction(left[first]) / right[first]
