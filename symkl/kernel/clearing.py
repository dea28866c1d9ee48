"""Zero tests beyond equal normal forms: multiply by what is invertible, and compare coefficients of what occurs freely.

``X = 0`` if and only if ``P X = 0`` for an invertible P. So where words begin (or end) with the inverse of a sum P, multiply by P: the
inverse cancels (`Relations.reduce`), a bounded number of times. A form that is linear in a vector or matrix which occurs nowhere else
vanishes if its coefficient does. Both only ever show that something is zero.
"""

from __future__ import annotations

from itertools import islice, product
from math import lcm

from symkl.kernel.densities import Densities
from symkl.kernel.grid import plain
from symkl.kernel.poly import COL, ONE_POLY, ROW, SLOT, BudgetExceeded, Monomial, Poly, Rational, add_into, plus
from symkl.kernel.sort import Dimension

MOST_MULTIPLICATIONS = 24
MOST_TERMS = 400
MOST_FACTORS = 12
MOST_LETTERS = 2  # that are taken out of traces
MOST_PLACES = 8  # in which that is done


class Clearing(Densities):
    """Whether a polynomial vanishes, inverses of sums cleared."""

    def vanishes_cleared(self, poly: Poly) -> bool:
        """Whether the polynomial is shown to be zero."""
        poly, denominators = self.fraction(poly)
        if not poly:
            return True
        if self.equations and self._vanishes_by_equations(poly):
            return True
        replaced = self.by_products(poly)
        if replaced != poly and self.vanishes_cleared(replaced):
            return True
        if self._summands_vanish(poly) or self._logarithms_vanish(poly):
            return True
        merged = self._equal_exponentials(poly)
        if merged is not None and self.vanishes_cleared(merged):
            return True
        if not self._has_inverse(poly):
            return False
        for number in denominators:
            atom, labels, _ = self.components[number][0]
            while (quotient := self.divided(poly, self.body_at(atom, labels))) is not None:
                poly = quotient
        try:
            return self._cleared(poly, 5) or self._summands_vanish(poly, True)
        except BudgetExceeded:
            return False

    def _equal_exponentials(self, poly: Poly) -> Poly | None:
        """The polynomial with exponentials of equal exponents written as one, by their equality once denominators are cleared."""
        seen: list[tuple[Poly, Monomial]] = [({}, ())]
        result: Poly = {}
        changed = False
        for monomial, coefficient in poly.items():
            raised = tuple((n, e) for n, e in monomial if self.kinds[n] == "exp")
            exponent: Poly = {}
            for number, e in raised:
                atom, labels, _ = self.components[number][0]
                add_into(exponent, self.body_at(atom, labels), e)
            known = next((m for p, m in seen if m == raised or self.is_zero(plus(exponent, p, -1))), None)
            if known is None:
                seen.append((exponent, raised))
            changed = changed or known not in (None, raised)
            rest: Poly = {tuple(p for p in monomial if p not in raised): coefficient}
            add_into(result, self.multiply(rest, {raised if known is None else known: 1}))
        return result if changed else None

    def _vanishes_by_equations(self, poly: Poly) -> bool:
        """Whether the declared equations make it zero, also those inside of logarithms, exponentials and powers of sums."""
        for order, outside in zip((1, -1), self.reductions(poly), strict=True):
            inside = self._reduced_inside(outside, order)
            left = outside if inside == outside else self.reduced(self.fraction(inside)[0], order)
            if self.is_zero(left) or left != poly and self._logarithms_vanish(left):
                return True
        return False

    def _reduced_inside(self, poly: Poly, order: int) -> Poly:
        result: Poly = {}
        for monomial, coefficient in poly.items():
            term: Poly = {(): coefficient}
            for number, exponent in monomial:
                term = self.multiply(term, self._component_reduced(number, exponent, order))
            add_into(result, term)
        return result

    def _component_reduced(self, number: int, exponent: Rational, order: int) -> Poly:
        """A power of a function of a sum, of the sum as far as it can be reduced."""
        component = self.components[number]
        atom, labels, _ = component[0]
        kind = self.atoms[atom].kind
        if len(component) > 1 or kind not in ("log", "exp", "value") or any(x >= 0 for x in labels):
            return {((number, exponent),): 1}
        body = self.body_at(atom, labels)
        new = self.reduced(body, order)
        if new == body or not new:
            return {((number, exponent),): 1}
        value = new if kind == "value" else self.logarithm(new) if kind == "log" else self.exponential(new)
        return self.power(value, exponent)

    def _summands_vanish(self, poly: Poly, of_vectors: bool = False) -> bool:
        """Whether it is a sum over one index, a factor n counted as the sum of n ones, whose summands are zero; ``of_vectors``: of ``x_i``."""
        ranges = {r for m in poly for n, _ in m for a, xs, e in self.components[n] if of_vectors or e != 1 or self.atoms[a].kind == "value"
                  for r, x in zip(self.atoms[a].ranges, xs, strict=True) if x >= 0}  # fmt: skip
        opened = (self.summand(poly, over) for over in sorted(ranges))
        return any(one is not None and (self.is_zero(one) or of_vectors and self.vanishes_cleared(one)) for one in opened)

    def summand(self, poly: Poly, over: Dimension) -> Poly | None:
        """What a sum over one index adds up, at a free index; None where the polynomial is no such sum."""
        opened: Poly = {}
        for monomial, coefficient in poly.items():
            term = self._opened(monomial, over, SLOT * 8)
            if term is None:
                return None
            add_into(opened, term, coefficient)
        return opened

    def _opened(self, monomial: Monomial, over: Dimension, label: int) -> Poly | None:
        """One term as a summand at a free index, or None where it is no single sum over the range."""
        sums: list[tuple[int, int]] = []
        for number, exponent in monomial:
            bound = {x for a, xs, _ in self.components[number] for r, x in zip(self.atoms[a].ranges, xs, strict=True) if x >= 0 and r == over}
            if bound and (exponent != 1 or len(bound) > 1):
                return None
            sums += [(number, x) for x in bound]
        size = self.size(over)
        if not sums and len(size) == 1:
            ((counted, scale),) = size.items()
            exponents = dict(monomial)
            if not counted or exponents.get(counted[0][0], 0) < 1:
                return None
            exponents[counted[0][0]] -= 1
            return {tuple(sorted((n, e) for n, e in exponents.items() if e)): scale}
        if len(sums) != 1:
            return None
        number, summed = sums[0]
        nodes = tuple((a, tuple(label if x == summed else x for x in xs), e) for a, xs, e in self.components[number])
        return self.multiply({tuple(p for p in monomial if p[0] != number): 1}, self.join(nodes))

    def _logarithms_vanish(self, poly: Poly) -> bool:
        """Whether ``sum c log a = 0`` for every factor of logarithms, because the product of the ``a^c`` is 1."""
        groups: dict[Monomial, list[tuple[Poly, Rational]]] = {}
        for monomial, coefficient in poly.items():
            logs = [n for n, e in monomial if e == 1 and self.kinds[n] == "log"]
            if len(logs) != 1:
                return False
            atom, labels, _ = self.components[logs[0]][0]
            groups.setdefault(tuple(p for p in monomial if p[0] != logs[0]), []).append((self.body_at(atom, labels), coefficient))
        return bool(groups) and all(self._product_is_one(group) for group in groups.values())

    def _product_is_one(self, powers: list[tuple[Poly, Rational]]) -> bool:
        common = lcm(*(c.denominator for _, c in powers))
        if sum(abs(int(c * common)) for _, c in powers) > MOST_FACTORS:
            return False
        sides = [ONE_POLY, ONE_POLY]
        for base, c in powers:
            for _ in range(abs(int(c * common))):
                sides[c < 0] = self.multiply(sides[c < 0], base)
        difference = plus(sides[0], sides[1], -1)
        return self.is_zero(difference) or any(self.is_zero(p) for p in self.reductions(difference))

    def _has_inverse(self, poly: Poly) -> bool:
        return any(self.atoms[a].kind == "inverse" for m in poly for n, _ in m for a, _, _ in self.components[n])

    def _cleared(self, poly: Poly, peels: int) -> bool:
        """Multiply at the ends, the shortest result first; where no end is left, compare coefficients of a free factor."""
        first = self.fraction(poly)[0]
        waiting = [first]
        seen: list[Poly] = []
        for _ in range(MOST_MULTIPLICATIONS):
            if not waiting:
                break
            waiting.sort(key=len)
            poly = waiting.pop(0)
            if not poly:
                return True
            ends = self._inverse_ends(poly) or self._letter_ends(poly)
            shorter = None if ends else self._without_common_end(poly)
            if shorter is not None:
                waiting.append(self.fraction(shorter)[0])
                continue
            if not ends:
                return peels > 0 and (self._peeled(poly, peels - 1) or self._traced(poly))
            for atom, label in ends:
                product = self.fraction(self._multiplied(poly, atom, label))[0]
                if len(product) <= MOST_TERMS and product not in seen:
                    seen.append(product)
                    waiting.append(product)
        return peels > 0 and (self._peeled(first, peels - 1) or self._traced(first))

    def _traced(self, poly: Poly) -> bool:
        """``tr(M A) = 0`` for a matrix M = 0: some matrix A that is a factor of every trace, taken out of each in some place."""
        if len(poly) < 2 or any(label in self.free[n] for m in poly for n, _ in m for label in (ROW, COL)):
            return False
        found = [{a for n, _ in m for a, xs, e in self.components[n] if e == 1 and len(xs) == 2 and min(xs) >= 0} for m in poly]
        letters = sorted(a for a in set.intersection(*found) if self.atoms[a].ranges[0] == self.atoms[a].ranges[1])
        for letter in letters[:MOST_LETTERS]:
            places = [self._without_letter(monomial, letter) for monomial in poly]
            for chosen in islice(product(*places), MOST_PLACES):
                matrix: Poly = {}
                for rest, coefficient in zip(chosen, poly.values(), strict=True):
                    add_into(matrix, rest, coefficient)
                if self._cleared(matrix, 0):
                    return True
        return False

    def _without_letter(self, monomial: Monomial, letter: int) -> list[Poly]:
        """What a trace's matrix is multiplied by, for each place of that matrix in it, both ways round where it is symmetric."""
        found: list[Poly] = []
        for number, exponent in monomial:
            outside: Poly = {tuple(p for p in monomial if p != (number, exponent)): 1}
            for node in self.components[number] if exponent == 1 else ():
                if node[0] != letter or node[2] != 1 or min(node[1]) < 0:
                    continue
                for row, col in ((COL, ROW), (ROW, COL)) if self.atoms[letter].symmetric else ((COL, ROW),):
                    names = dict(zip(node[1], (row, col), strict=True))
                    rest = tuple((a, tuple(names.get(x, x) for x in xs), e) for a, xs, e in self.components[number] if (a, xs, e) != node)
                    if len(names) == 1:
                        rest = (*rest, (self.identity(self.atoms[letter].ranges[0]), (ROW, COL), 1))
                    found.append(self.multiply(outside, self.join(rest)))
        return found

    def _without_common_end(self, poly: Poly) -> Poly | None:
        """``X`` for ``A X``, or for ``X A``, where every word begins (or ends) with the same letter: zero if X is."""
        for label in (ROW, COL):
            rests = [self._without_end(monomial, label) for monomial in poly]
            if all(rest is not None and rest[0] == (rests[0] or rest)[0] for rest in rests):
                result: Poly = {}
                for rest, coefficient in zip(rests, poly.values(), strict=True):
                    add_into(result, rest[1] if rest is not None else {}, coefficient)
                return result
        return None

    def _without_end(self, monomial: Monomial, label: int) -> tuple[tuple[int, int], Poly] | None:
        """The letter at an end, with the slot that points outwards, and the rest."""
        held = [(n, e) for n, e in monomial if label in self.free[n]]
        if len(held) != 1 or held[0][1] != 1:
            return None
        component = self.components[held[0][0]]
        ends = [node for node in component if label in node[1]]
        if len(ends) != 1 or ends[0][2] != 1 or len(ends[0][1]) != 2:
            return None
        atom, labels, _ = ends[0]
        place = labels.index(label)
        if labels[1 - place] < 0:
            return None
        nodes = tuple((a, tuple(label if x == labels[1 - place] else x for x in xs), e) for a, xs, e in component if (a, xs, e) != ends[0])
        rest = self.multiply({tuple(p for p in monomial if p != held[0]): 1}, self.join(nodes))
        return (atom, 0 if self.atoms[atom].symmetric else place), rest

    def _inverse_ends(self, poly: Poly) -> list[tuple[int, int]]:
        """The inverse atoms that stand at ROW or COL of some word: (atom, label)."""
        found: dict[tuple[int, int], None] = {}
        for monomial in poly:
            for number, _ in monomial:
                for atom, labels, exponent in self.components[number]:
                    if self.atoms[atom].kind == "inverse" and exponent == 1 and len(labels) == 2:
                        found |= dict.fromkeys((atom, label) for label in (ROW, COL) if label in labels)
        return sorted(found, key=lambda end: (-len(self.atoms[end[0]].body[0]), -end[0], end[1]))[:4]

    def _letter_ends(self, poly: Poly) -> list[tuple[int, int]]:
        """Where inverses of sums stand only inside of words: the invertible letters at their ends, as `_inverse_ends`."""
        if not self._has_inverse(poly):
            return []
        found: dict[tuple[int, int], None] = {}
        for monomial in poly:
            for number, _ in monomial:
                for atom, labels, exponent in self.components[number]:
                    known = self.atoms[atom]
                    if known.kind == "symbol" and exponent == 1 and len(labels) == 2 and known.ranges[0] == known.ranges[1]:
                        found |= dict.fromkeys((atom, label) for label in (ROW, COL) if label in labels and self._invertible_letter(atom))
        return sorted(found)[:2]

    def _invertible_letter(self, atom: int) -> bool:
        size = self.atoms[atom].ranges[-1]
        return self.nonzero(self.determinant(plain(self.single(atom, (ROW, COL)), size, size)))

    def _multiplied(self, poly: Poly, atom: int, label: int) -> Poly:
        """The polynomial times the matrix whose inverse stands at an end (of a letter: its inverse), on that side, the right way round."""
        size = self.atoms[atom].ranges[-1]
        if self.atoms[atom].kind == "inverse":
            body = self.body_at(atom, (ROW, COL))
        else:
            body = self.inverse(plain(self.single(atom, (ROW, COL)), size, size)).whole
        flipped = self._enters(poly, atom, label) != (0 if label == ROW else 1)
        matrix = self.transpose(body) if flipped else body
        return self.matmul(matrix, poly, size) if label == ROW else self.matmul(poly, matrix, size)

    def _enters(self, poly: Poly, atom: int, label: int) -> int:
        for monomial in poly:
            for number, _ in monomial:
                for a, labels, _ in self.components[number]:
                    if a == atom and label in labels:
                        return labels.index(label)
        return 0

    def _peeled(self, poly: Poly, peels: int) -> bool:
        """Each part of one degree in a factor that stands inside no atom vanishes if its coefficient does."""
        atom = self._free_factor(poly)
        if atom is None:
            return False
        parts: dict[int, Poly] = {}
        for monomial, coefficient in poly.items():
            add_into(parts.setdefault(self._degree(monomial, atom), {}), {monomial: coefficient})
        places = self.common_places(poly, atom)
        slots = places.count(None)
        free = [label for label in (ROW, COL) if not any(label in self.free[n] for m in poly for n, _ in m)]
        for degree, part in parts.items():
            if degree * slots > len(free):
                return False
            for i in range(degree):
                own = iter(free[i * slots : (i + 1) * slots])
                part = self.differentiate(part, atom, tuple(next(own) if place is None else place for place in places))
            if not self._cleared(part, peels):
                return False
        return True

    def _free_factor(self, poly: Poly) -> int | None:
        """A vector or matrix symbol that stands inside no other atom, of the least degree and at most of degree 2."""
        here: set[int] = set()
        inside: set[int] = set()
        for monomial in poly:
            for number, _ in monomial:
                for atom, _, _ in self.components[number]:
                    inside |= self.atoms[atom].depends
                    if self.atoms[atom].kind in ("symbol", "variable") and self.atoms[atom].ranges and not self.atoms[atom].symmetric:
                        here.add(atom)
        degrees = {a: max(self._degree(monomial, a) for monomial in poly) for a in here - inside}
        options = sorted((a for a in degrees if degrees[a] <= 2), key=lambda a: (len(self.atoms[a].ranges), degrees[a], a))
        return options[0] if options else None

    def _degree(self, monomial: Monomial, atom: int) -> int:
        """How often an atom is a factor; more than is asked for where that is no whole number of times."""
        degree = 0
        for number, exponent in monomial:
            for a, _, inner in self.components[number]:
                if a == atom:
                    times = inner * exponent
                    if times.denominator != 1 or times < 0:
                        return MOST_FACTORS
                    degree += int(times)
        return degree
