"""What is never negative: squares completed, roots and logarithms compared by what stands under them, logarithms by their tangents.

Every rule replaces the value by one that is not greater, or by one of the same sign; what is left is asked again, a bounded number of times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from symkl.kernel import grid as grids
from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import plain
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import COL, ROW, Poly, Rational, add_into, plus, scaled
from symkl.kernel.sort import ONE, Dimension, SortError
from symkl.prove.entropies import Entropies
from symkl.prove.tangents import Reasons

HALF = Fraction(1, 2)
DEEPEST = 5
MOST_TERMS = 60


class Bounds(Entropies):
    """Signs of values within one normalizer; each answer is the names of the principles that it rests on, or None."""

    def __init__(self, net: Normalizer) -> None:
        super().__init__(net)
        self._known: dict[object, Reasons | None] = {}  # for one question
        self.rules: tuple[Callable[[Poly, bool, int], Reasons | None], ...] = (
            self._fraction,
            self._beyond,
            self._forms,
            self._weighted_entropy,
            self._summands,
            self._square,
            self._square_of_root,
            self._determinants,
            self._logarithms,
            self._tangent_of_log,
            self._tangent_of_trace,
            self._tangent_of_exp,
            self._cauchy_schwarz,
            self._roots,
        )

    def at_least_zero(self, poly: Poly, strict: bool, depth: int = DEEPEST) -> Reasons | None:
        """Whether the value is >= 0 (> 0) wherever it is defined; the same is asked on many ways, and answered once."""
        key = (frozenset(poly.items()), strict, depth)
        if key not in self._known:
            self._known[key] = self._at_least_zero(poly, strict, depth)
        return self._known[key]

    def _at_least_zero(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        if not poly:
            return None if strict else ()
        if self.net.positive(poly) if strict else self.net.nonnegative(poly):
            return ("signs",)
        if self.net.equations and not strict and self.net.vanishes_cleared(poly):
            return ()
        if depth == 0 or len(poly) > MOST_TERMS:
            return None
        for rule in self.rules:
            try:
                found = rule(poly, strict, depth - 1)
            except (Unreduced, SortError):
                continue
            if found is not None:
                return found
        return None

    # -- the same sign ---------------------------------------------------------------------------------------------------------

    def _fraction(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """Multiplied by positive denominators."""
        net = self.net
        numerator, denominators = net.fraction(poly)
        if not all(e % 2 == 0 or net.positive_component(n) for n, e in denominators.items()):
            return None
        lowest = {n: min(dict(m).get(n, 0) for m in numerator) for n in {n for m in numerator for n, _ in m} if net.positive_component(n)}
        factor = {n: -e for n, e in lowest.items() if e}
        if not denominators and not factor:
            return None
        return self.at_least_zero(net.multiply(numerator, {tuple(sorted(factor.items())): 1}), strict, depth)

    def _beyond(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``b > 0`` where ``b > a`` and ``a >= 0``, or ``b >= a`` and ``a > 0``: a bound that is declared, and a rest that is >= 0 (> 0)."""
        net = self.net
        for is_positive in (True, False):
            for known in net.declared(is_positive):
                shared = next((m for m in known if m in poly and (known[m] > 0) == (poly[m] > 0)), None)
                if len(known) < 2 or shared is None:
                    continue
                rest = plus(poly, known, -Fraction(poly[shared]) / known[shared])
                if len(rest) < len(poly) + len(known) and (net.positive(rest) if strict and not is_positive else net.nonnegative(rest)):
                    return ("signs",)
        return None

    def _forms(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """A product of values that are each > 0: forms ``x'Ax`` with A positive definite and x not 0 among them."""
        net = self.net
        if len(poly) != 1:
            return None
        ((monomial, coefficient),) = poly.items()
        open_ = [n for n, e in monomial if not (net.positive_component(n) or e % 2 == 0 and net.nonzero_component(n))]
        forms = [n for n in open_ if self._is_form(n)]
        others: list[Poly] = [{((n, 1),): 1} for n in open_ if n not in forms]
        if coefficient < 0 or poly in others:
            return None
        found = [self.at_least_zero(other, True, depth) for other in others]
        if any(f is None for f in found):
            return None
        return tuple(dict.fromkeys((*(("definite-form",) if forms else ("signs",)), *(r for f in found for r in f or ()))))

    def _is_form(self, number: int) -> bool:
        net = self.net
        ends = list(net.components[number])
        middle = [at for at, (_, places, times) in enumerate(ends) if len(places) == 2 and times == 1]
        if len(middle) != 1:
            return False
        atom, places, _ = ends.pop(middle[0])
        if min(places) < 0 or len(set(places)) < 2:
            return False
        if ends and (len(ends) != 2 or ends[0][0] != ends[1][0] or sorted(places) != sorted(x for n in ends for x in n[1])):
            return False
        vector = ends[0][0] if ends else None  # none: the vector of ones
        square = None if vector is None else net.join(((vector, (0,), 1), (vector, (0,), 1)))
        known = all(n[2] == 1 for n in ends) and (square is None or net.positive(square))
        return known and net.definite(net.single(atom, (ROW, COL)), net.atoms[atom].ranges[-1])

    def _roots(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``P >= Q`` where ``P >= 0`` and ``P^2 >= Q^2``."""
        net = self.net
        if not any(e.denominator == 2 for m in poly for _, e in m):
            return None
        if len(poly) == 1:
            return self._root(poly, strict, depth)
        great = {m: c for m, c in poly.items() if net.nonnegative({m: c})}
        less = {m: -c for m, c in poly.items() if m not in great}
        if not great or not less:
            return None
        return self.at_least_zero(plus(net.multiply(great, great), net.multiply(less, less), -1), strict, depth)

    def _root(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """A single root is > 0 where what stands under it is."""
        net = self.net
        ((monomial, coefficient),) = poly.items()
        opened = net.power(poly, 2)
        whole = all(e.denominator == 1 for m in opened for _, e in m)
        positive = coefficient > 0 and all(e.denominator == 2 or net.positive_component(n) for n, e in monomial)
        return self.at_least_zero(opened, strict, depth) if whole and positive else None

    # -- sums --------------------------------------------------------------------------------------------------------------------

    def _summands(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """A sum over one index whose summands are all >= 0."""
        net = self.net
        ranges = {r for m in poly for n, _ in m for a, xs, _ in net.components[n] for r, x in zip(net.atoms[a].ranges, xs, strict=True) if x >= 0}
        for over in sorted(ranges):
            opened = net.summand(poly, over)
            found = None if opened is None else self.at_least_zero(opened, strict, depth)
            if found is not None:
                return found
        return None

    # -- squares -----------------------------------------------------------------------------------------------------------------

    def _square(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``x'Hx/2 + g'x + c`` with H positive definite is at least ``c - g'H^-1 g/2``; with H semidefinite and g = 0, at least c."""
        for atom in self._quadratic_in(poly):
            rest = self._least_value(poly, atom)
            found = None if rest is None else self._then("completing-the-square", rest, strict, depth)
            if found is not None:
                return found
        return None

    def _quadratic_in(self, poly: Poly) -> list[int]:
        """Numbers and vectors that stand inside no other atom."""
        net = self.net
        nodes = [a for m in poly for n, _ in m for a, _, _ in net.components[n]]
        inside = frozenset().union(*(net.atoms[a].depends for a in nodes))
        symbols = (a for a in dict.fromkeys(nodes) if net.atoms[a].kind == "symbol" and a not in inside)
        return [a for a in symbols if not net.sorts[a].over and net.sorts[a].cols == ONE]

    def _least_value(self, poly: Poly, atom: int) -> Poly | None:
        net, size = self.net, self.net.sorts[atom].rows
        row, col = ((ROW,), (COL,)) if size != ONE else ((), ())
        slope = net.differentiate(poly, atom, row)
        hessian = net.differentiate(slope, atom, col)
        if not hessian or net.mentions(hessian, atom):
            return None
        linear = net.replaced(slope, atom, {}, row)
        rest = net.replaced(poly, atom, {}, row)
        if not linear and net.definite(hessian, size, False):
            return rest
        if not net.definite(hessian, size):
            return None
        back = net.matmul(net.inverse(plain(hessian, size, size)).whole, linear, size)
        return plus(rest, net.matmul(net.transpose(linear), back, size), -HALF)

    def _square_of_root(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``a u^2 + b u + c >= 0`` with a > 0 where ``4 a c - b^2 >= 0``, for a power u of a single number."""
        net = self.net
        for number in sorted({n for m in poly for n, e in m if not net.free[n]}):
            by_power: dict[Rational, Poly] = {}
            for monomial, coefficient in poly.items():
                exponent = dict(monomial).get(number, 0)
                by_power.setdefault(exponent, {})[tuple(p for p in monomial if p[0] != number)] = coefficient
            powers = sorted(by_power)
            if len(powers) != 3 or powers[0] != 0 or powers[2] != 2 * powers[1] or not net.positive(by_power[powers[2]]):
                continue
            c, b, a = (by_power[p] for p in powers)
            rest = add_into(scaled(net.multiply(a, c), 4), net.multiply(b, b), -1)
            found = self._then("completing-the-square", rest, strict, depth)
            if found is not None:
                return found
        return None

    def _cauchy_schwarz(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """A positive multiple of ``(x'Ax)(y'A^-1 y) - (x'y)^2`` for two vectors and A = I or a definite letter."""
        net = self.net
        vectors = [a for a in self._quadratic_in(poly) if net.atoms[a].ranges] if len(poly) == 2 and not strict else []
        for i, x in enumerate(vectors):
            for y in vectors[i + 1 :]:
                size = net.atoms[x].ranges[0]
                if net.atoms[y].ranges[0] == size and any(self._is_gap(poly, x, y, m, size) for m in self._metrics(poly, size)):
                    return ("cauchy-schwarz",)
        return None

    def _metrics(self, poly: Poly, size: Dimension) -> Iterator[Poly]:
        net = self.net
        yield grids.identity(net, size)
        for atom in {a for m in poly for n, _ in m for a, _, _ in net.components[n] if net.atoms[a].ranges == (size, size)}:
            letter = net.single(atom, (ROW, COL))
            if net.definite(letter, size):
                yield letter

    def _is_gap(self, poly: Poly, x: int, y: int, metric: Poly, size: Dimension) -> bool:
        net = self.net
        inverse = net.inverse(plain(metric, size, size)).whole

        def form(u: int, middle: Poly, v: int) -> Poly:
            return net.matmul(net.matmul(net.single(u, (COL,)), middle, size), net.single(v, (ROW,)), size)

        mixed = form(x, grids.identity(net, size), y)
        gap = plus(net.multiply(form(x, metric, x), form(y, inverse, y)), net.multiply(mixed, mixed), -1)
        ratios = {Fraction(poly[m]) / c for m, c in gap.items()} if gap.keys() == poly.keys() else set()
        return len(ratios) == 1 and ratios.pop() > 0
