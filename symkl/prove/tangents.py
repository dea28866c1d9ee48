"""Logarithms, exponentials and determinants compared: by what stands under them, and by their tangents."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from symkl.kernel import grid as grids
from symkl.kernel.grid import plain
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import COL, ONE_POLY, ROW, Monomial, Poly, add_into, plus, scaled
from symkl.kernel.sort import ONE, Dimension

MOST_POWERS = 8
MOST_LOGS = 4
Reasons = tuple[str, ...]


class Tangents:
    """The rules for values in which logarithms or exponentials stand."""

    def __init__(self, net: Normalizer) -> None:
        self.net = net

    def at_least_zero(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """See `Bounds`."""
        raise NotImplementedError

    def _then(self, principle: str, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        rest = self.at_least_zero(poly, strict, depth)
        return None if rest is None else tuple(dict.fromkeys((principle, *rest)))

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
        return self._then("monotone-logarithm", plus(sides[0], sides[1], -1), strict, depth)

    def _tangent_of_log(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``-c log u >= c (1 - u)`` for c >= 0, with the logarithms whose coefficients are multiples of c gathered into one."""
        logs, rest = self._split(poly)
        logs = self._shared_number(logs)
        if not logs or len(logs) > MOST_LOGS:
            return None
        net = self.net
        for _, scale in logs:
            powers = [self._ratio(c, scale) for _, c in logs]
            sign = 1 if net.nonnegative(scale) else -1
            weight = scaled(scale, sign)
            if any(p is not None and abs(p) > MOST_POWERS for p in powers) or not net.nonnegative(weight):
                continue
            whole, left = ONE_POLY, rest
            for (base, c), p in zip(logs, powers, strict=True):
                if p is None:
                    left = plus(left, net.multiply(c, net.logarithm(base)))
                else:
                    whole = net.multiply(whole, net.power(base, -sign * p))
            found = self._then("tangent-of-the-logarithm", plus(left, net.multiply(weight, plus(ONE_POLY, whole, -1))), strict, depth)
            if found is not None:
                return found
        return None

    @staticmethod
    def _shared_number(logs: list[tuple[Poly, Poly]]) -> list[tuple[Poly, Poly]]:
        """The logarithm of a number shared out among the others, where their coefficients add up to its own."""
        for at, (base, scale) in enumerate(logs):
            others = logs[:at] + logs[at + 1 :]
            total: Poly = {}
            for _, c in others:
                add_into(total, c)
            if base.keys() == {()} and others and total == scale:
                return [({m: c * base[()] for m, c in inner.items()}, c) for inner, c in others]
        return logs

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
            tangent = self.net.multiply(scale, plus(exponent, ONE_POLY))
            found = self._then("tangent-of-the-exponential", plus(rest, tangent), strict, depth)
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
        return ("monotone-determinant",) if self.net.definite(plus(first, second, -1), size, strict) else None

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
        tangent = net.multiply(weight, plus(trace, net.size(size), -1))
        return self._then("tangent-of-the-logarithm", plus(rest, tangent), strict, depth)
