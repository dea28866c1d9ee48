"""What is never negative: squares completed, roots and logarithms compared by what stands under them, logarithms by their tangents.

Every rule replaces the value by one that is not greater, or by one of the same sign; what is left is asked again, a bounded number of times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import lcm

from symkl.kernel import grid as grids
from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import plain
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import COL, ONE_POLY, ROW, Monomial, Poly, add_into, scaled
from symkl.kernel.sort import ONE, Dimension, SortError

HALF = Fraction(1, 2)
DEEPEST = 5
MOST_TERMS = 60
MOST_POWERS = 8
Reasons = tuple[str, ...]


class Bounds:
    """Signs of values within one normalizer; each answer is the names of the principles that it rests on, or None."""

    def __init__(self, net: Normalizer) -> None:
        self.net = net
        self.rules: tuple[Callable[[Poly, bool, int], Reasons | None], ...] = (
            self._fraction,
            self._summands,
            self._square,
            self._determinants,
            self._logarithms,
            self._tangent_of_log,
            self._tangent_of_trace,
            self._tangent_of_exp,
            self._cauchy_schwarz,
            self._roots,
        )

    def at_least_zero(self, poly: Poly, strict: bool, depth: int = DEEPEST) -> Reasons | None:
        """Whether the value is >= 0 (> 0) wherever it is defined."""
        if not poly:
            return None if strict else ()
        if self.net.positive(poly) if strict else self.net.nonnegative(poly):
            return ("signs",)
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

    def _then(self, principle: str, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        rest = self.at_least_zero(poly, strict, depth)
        return None if rest is None else tuple(dict.fromkeys((principle, *rest)))

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

    def _roots(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``P >= Q`` where ``P >= 0`` and ``P^2 >= Q^2``."""
        net = self.net
        if not any(e.denominator == 2 for m in poly for _, e in m):
            return None
        great = {m: c for m, c in poly.items() if net.nonnegative({m: c})}
        less = {m: -c for m, c in poly.items() if m not in great}
        if not great or not less:
            return None
        return self.at_least_zero(add_into(net.multiply(great, great), net.multiply(less, less), -1), strict, depth)

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
        return add_into(dict(rest), net.matmul(net.transpose(linear), back, size), -HALF)

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
        gap = add_into(net.multiply(form(x, metric, x), form(y, inverse, y)), net.multiply(mixed, mixed), -1)
        ratios = {Fraction(poly[m]) / c for m, c in gap.items()} if gap.keys() == poly.keys() else set()
        return len(ratios) == 1 and ratios.pop() > 0

    # -- logarithms ----------------------------------------------------------------------------------------------------------------

    def _split(self, poly: Poly) -> tuple[list[tuple[Poly, Poly]], Poly]:
        """The logarithms that stand as factors, each as (what is under it, its coefficient), and the rest."""
        found: dict[int, Poly] = {}
        rest: Poly = {}
        for monomial, coefficient in poly.items():
            logs = [n for n, e in monomial if e == 1 and self._is_log(n)]
            if len(logs) != 1:
                add_into(rest, {monomial: coefficient})
                continue
            add_into(found.setdefault(logs[0], {}), {tuple(p for p in monomial if p[0] != logs[0]): coefficient})
        return [(self._under(n), c) for n, c in found.items()], rest

    def _is_log(self, number: int) -> bool:
        component = self.net.components[number]
        return len(component) == 1 and self.net.atoms[component[0][0]].kind == "log" and all(x < 0 for x in component[0][1])

    def _under(self, number: int) -> Poly:
        atom, labels, _ = self.net.components[number][0]
        return self.net.body_at(atom, labels)

    def _logarithms(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``sum c log a + r > 0`` where the product of the ``a^c`` is greater than ``e^-r``."""
        logs, rest = self._split(poly)
        numbers = [(a, c[()]) for a, c in logs if c.keys() == {()}]
        if not numbers or len(numbers) < len(logs):
            return None
        common = lcm(*(Fraction(c).denominator for _, c in numbers))
        if sum(abs(int(c * common)) for _, c in numbers) > MOST_POWERS:
            return None
        net = self.net
        sides = [ONE_POLY, net.exponential(scaled(rest, -common))]
        for base, c in numbers:
            for _ in range(abs(int(c * common))):
                sides[c < 0] = net.multiply(sides[c < 0], base)
        return self._then("monotone-logarithm", add_into(dict(sides[0]), sides[1], -1), strict, depth)

    def _tangent_of_log(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``-c log u >= c (1 - u)`` for c >= 0, with all logarithms gathered into one."""
        logs, rest = self._split(poly)
        if not logs or len(logs) > 3:
            return None
        net = self.net
        for _, scale in logs:
            powers = [self._ratio(c, scale) for _, c in logs]
            if any(p is None or abs(p) > MOST_POWERS for p in powers):
                continue
            sign = 1 if net.nonnegative(scale) else -1
            weight = scaled(scale, sign)
            if not net.nonnegative(weight):
                continue
            whole = ONE_POLY
            for (base, _), p in zip(logs, powers, strict=True):
                whole = net.multiply(whole, net.power(base, -sign * (p or 0)))
            tangent = net.multiply(weight, add_into(dict(ONE_POLY), whole, -1))
            found = self._then("tangent-of-the-logarithm", add_into(dict(rest), tangent), strict, depth)
            if found is not None:
                return found
        return None

    @staticmethod
    def _ratio(poly: Poly, other: Poly) -> Fraction | None:
        ratios = {Fraction(poly[m]) / other[m] for m in other} if poly.keys() == other.keys() else set()
        return ratios.pop() if len(ratios) == 1 else None

    def _tangent_of_exp(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``c e^y >= c (1 + y)`` for c >= 0."""
        groups: dict[Monomial, Poly] = {}
        for monomial, coefficient in poly.items():
            raised = tuple((n, e) for n, e in monomial if self._is_exp(n))
            add_into(groups.setdefault(raised, {}), {monomial: coefficient})
        for raised, terms in groups.items():
            scale: Poly = {tuple(p for p in m if p not in raised): c for m, c in terms.items()}
            if not raised or not self.net.nonnegative(scale):
                continue
            exponent: Poly = {}
            for number, e in raised:
                add_into(exponent, self._under(number), e)
            rest = {m: c for m, c in poly.items() if m not in terms}
            tangent = self.net.multiply(scale, add_into(dict(exponent), ONE_POLY))
            found = self._then("tangent-of-the-exponential", add_into(dict(rest), tangent), strict, depth)
            if found is not None:
                return found
        return None

    def _is_exp(self, number: int) -> bool:
        component = self.net.components[number]
        return len(component) == 1 and self.net.atoms[component[0][0]].kind == "exp" and all(x < 0 for x in component[0][1])

    # -- determinants ----------------------------------------------------------------------------------------------------------------

    def _matrix(self, poly: Poly) -> tuple[Poly, Dimension] | None:
        """The matrix of which the value is the determinant."""
        ((monomial, coefficient),) = poly.items() if len(poly) == 1 else (((), 0),)
        if coefficient != 1 or len(monomial) != 1 or monomial[0][1] != 1:
            return None
        component = self.net.components[monomial[0][0]]
        atom, labels, _ = component[0]
        if len(component) > 1 or labels or self.net.atoms[atom].kind != "det":
            return None
        return self.net.body_at(atom, ()), self.net.atoms[atom].key[0]

    def _pair(self, great: Poly, less: Poly) -> tuple[Poly, Poly, Dimension] | None:
        """Definite matrices A and B with ``great / less = det A / det B``."""
        one, other = self._matrix(great), self._matrix(less)
        if one is not None and other is not None:
            found = (one[0], other[0], one[1]) if one[1] == other[1] else None
        elif one is not None and less == ONE_POLY:
            found = self._against_one(*one)
        else:
            found = (grids.identity(self.net, other[1]), *other) if other is not None and great == ONE_POLY else None
        if found is None or not all(self.net.definite(m, found[2]) for m in found[:2]):
            return None
        return found

    def _against_one(self, body: Poly, size: Dimension) -> tuple[Poly, Poly, Dimension]:
        if self.net.definite(body, size):
            return body, grids.identity(self.net, size), size
        made = self.net.congruent(body, size)
        return (body, body, size) if made is None else (*made, size)

    def _determinants(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``det A >= det B``, and so of their logarithms, where A - B is positive semidefinite and B definite."""
        great, less = self._compared(poly)
        pair = None if great is None or less is None else self._pair(great, less)
        if pair is None:
            return None
        first, second, size = pair
        return ("monotone-determinant",) if self.net.definite(add_into(dict(first), second, -1), size, strict) else None

    def _compared(self, poly: Poly) -> tuple[Poly | None, Poly | None]:
        """What is claimed to be the greater, and the lesser: of two logarithms, or of two values."""
        logs, rest = self._split(poly)
        if logs and not rest and all(self.net.nonnegative(c) or self.net.nonnegative(scaled(c, -1)) for _, c in logs):
            up = [(a, c) for a, c in logs if self.net.nonnegative(c)]
            down = [(a, c) for a, c in logs if not self.net.nonnegative(c)]
            if len(up) > 1 or len(down) > 1 or up and down and up[0][1] != scaled(down[0][1], -1):
                return None, None
            return up[0][0] if up else ONE_POLY, down[0][0] if down else ONE_POLY
        if len(poly) != 2:
            return None, None
        signs: dict[bool, Poly] = {}
        for m, c in poly.items():
            signs[c > 0] = {m: c if c > 0 else -c}
        return signs.get(True), signs.get(False)

    def _tangent_of_trace(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``-c log det(A B^-1) >= c (n - tr(A B^-1))`` for definite A and B, c >= 0."""
        net = self.net
        logs, rest = self._split(poly)
        matrices = [(self._matrix(a), c) for a, c in logs]
        if not 1 <= len(logs) <= 2 or any(m is None for m, _ in matrices):
            return None
        (body, size), weight = matrices[0][0] or (ONE_POLY, ONE), matrices[0][1]
        other = matrices[1][0] if len(matrices) > 1 else (grids.identity(net, size), size)
        if other is None or other[1] != size or len(matrices) > 1 and matrices[1][1] != scaled(weight, -1):
            return None
        if not net.nonnegative(scaled(weight, -1)):
            body, other, weight = other[0], (body, size), scaled(weight, -1)
        if not net.nonnegative(scaled(weight, -1)) or not net.definite(body, size) or not net.definite(other[0], size):
            return None
        product = net.matmul(body, net.inverse(plain(other[0], size, size)).whole, size)
        trace = net.contract(net.contract(net.multiply(product, grids.identity(net, size)), COL, size), ROW, size)
        tangent = net.multiply(weight, add_into(dict(trace), net.size(size), -1))
        return self._then("tangent-of-the-logarithm", add_into(dict(rest), tangent), strict, depth)
