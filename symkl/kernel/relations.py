"""Relations between atoms: what a product of them reduces to. All hold for every value of the atoms that defines them."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.canonical import connected
from symkl.kernel.pairs import Pairs
from symkl.kernel.poly import Atom, Labels, Node, Poly, Rational, add_into, plus, swapped

#: kinds of atoms that some relation is about
RELATED = frozenset(("value", "inclusion", "function", "root", "inverse", "step"))


class Relations(Pairs):
    """Products with ``A A^-1 = I``, ``sqrt(a)^2 = a``, parts of partitions, and sums cleared of denominators."""

    # -- products of components ----------------------------------------------------------------------------------------------

    def settle(self, exponents: dict[int, Rational]) -> Poly:
        """A product of components; powers of sums that became whole are expanded, whole powers of primes are numbers."""
        if self.reducible.isdisjoint(exponents):
            return {tuple(sorted((n, e) for n, e in exponents.items() if e)): 1}
        coefficient: Rational = 1
        expand: list[tuple[int, Rational]] = []
        for number, exponent in list(exponents.items()):
            if not exponent:
                del exponents[number]
                continue
            kind = self.kinds[number]
            if kind == "prime":
                whole = exponent.numerator // exponent.denominator
                if whole:
                    coefficient *= Fraction(self.atoms[self.components[number][0][0]].key) ** whole
                    exponents[number] = exponent - whole
            elif kind == "value" and (exponent >= 1 or exponent < 0 and len(self.atoms[self.components[number][0][0]].body[0]) == 1):
                whole = exponent.numerator // exponent.denominator
                expand.append((number, whole))
                exponents[number] = exponent - whole
            elif kind == "sign" and exponent.denominator == 1:
                exponents[number] = exponent % 2
            elif kind in ("identity", "inclusion", "step"):
                exponents[number] = 1
                if kind == "identity" and any(min(self.free[number]) in self.free[n] for n in exponents if n != number):
                    nodes, _ = self.nodes(tuple(sorted(exponents.items())))
                    return self.join(tuple(nodes))
        result: Poly = {tuple(sorted((n, e) for n, e in exponents.items() if e)): coefficient}
        for number, exponent in expand:
            atom, labels, _ = self.components[number][0]
            body = self.body_at(atom, labels)
            for _ in range(abs(int(exponent))):
                result = self.multiply(result, body if exponent > 0 else self.reciprocal(body))
        return result

    def reciprocal(self, monomial: Poly) -> Poly:
        """``1 / p`` for a single term p."""
        return {tuple((n, -e) for n, e in m): 1 / Fraction(c) if abs(c) != 1 else c for m, c in monomial.items()}

    # -- products of nodes ---------------------------------------------------------------------------------------------------

    def reduce(self, nodes: list[Node]) -> Poly | None:
        """The first relation that applies to nodes under summed labels; None if they are irreducible."""
        kinds = {self.atoms[atom].kind for atom, _, _ in nodes}
        if not self.orthogonal and not kinds & RELATED:
            return None
        degree: dict[int, int] = {}
        for _, labels, exponent in nodes:
            for label in labels:
                degree[label] = degree.get(label, 0) + (1 if exponent == 1 else 2)
        if "value" in kinds:
            for at, (atom, labels, exponent) in enumerate(nodes):
                if self.atoms[atom].kind == "value" and exponent >= 1:
                    return self._expand(nodes, at, atom, labels, exponent)
        if "step" in kinds:
            found = self._counted(nodes, degree)
            found = self._turned(nodes, degree) if found is None else found
            if found is not None:
                return found
        if "inclusion" in kinds:
            found = self._parts(nodes, degree)
            if found is not None:
                return found
        if "function" in kinds and self.parts:
            found = self._probabilities(nodes, degree)
            if found is not None:
                return found
        if self.orthogonal:
            found = self._orthonormal(nodes, degree)
            if found is not None:
                return found
        if "root" in kinds:
            found = self._roots(nodes, degree)
            if found is not None:
                return found
        if "inverse" in kinds:
            inverses = [at for at, (atom, _, exponent) in enumerate(nodes) if self.atoms[atom].kind == "inverse" and exponent == 1]
            for at in sorted(inverses, key=lambda at: len(self.atoms[nodes[at][0]].body[0])):
                found = self._cancel(nodes, at, degree)
                if found is not None:
                    return found
        return None

    def _counted(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """How many places there are up to the t-th: t; and from it to the last of n: n + 1 - t."""
        for at, (atom, labels, exponent) in enumerate(nodes):
            known = self.atoms[atom]
            if known.kind != "step" or exponent != 1:
                continue
            if labels[0] >= 0 and degree[labels[0]] == 1:
                return self._replaced(nodes, {at}, [(1, [self._place(known, labels[1])])])
            if labels[1] >= 0 and degree[labels[1]] == 1:
                rest = self._replaced(nodes, {at}, [(1, [])])
                before = self._replaced(nodes, {at}, [(1, [self._place(known, labels[0])])])
                return plus(plus(self.multiply(rest, self.size(known.ranges[0])), rest), before, -1)
        return None

    def _place(self, step: Atom, label: int) -> Node:
        """The number of the place that a label stands for."""
        return (self.atom(Atom("position", None, step.ranges[1:])), (label,), 1)

    def _turned(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """``[i <= j] = 1 + [i = j] - [j <= i]`` of summed indices: whichever has the lesser form; half of the rest where it is the same."""
        for at, node in enumerate(nodes):
            atom, labels, exponent = node
            if self.atoms[atom].kind != "step" or exponent != 1 or min(labels) < 0 or len(set(labels)) < 2 or min(degree[x] for x in labels) < 2:
                continue
            turned = (atom, swapped(labels), exponent)
            part = next(p for p in connected(nodes) if node in p)
            own, other = self._canonical(part), self._canonical([turned if n == node else n for n in part])
            if own < other:
                continue
            same = (self.identity(self.atoms[atom].ranges[0]), labels, 1)
            if own == other:
                return self._replaced(nodes, {at}, [(Fraction(1, 2), []), (Fraction(1, 2), [same])])
            return self._replaced(nodes, {at}, [(1, []), (1, [same]), (-1, [turned])])
        return None

    def _expand(self, nodes: list[Node], at: int, atom: int, labels: Labels, exponent: Rational) -> Poly:
        terms = self.placed(atom, labels, max(0, self._start(nodes)))
        kept = [(atom, labels, exponent - 1)] if exponent != 1 else self.presence(atom, labels)
        more = [(c, body + kept) for c, body in terms]
        return self._replaced(nodes, {at}, more)


    # -- words and diagonals ---------------------------------------------------------------------------------------------------


    # -- denominators ----------------------------------------------------------------------------------------------------------

    def fraction(self, poly: Poly) -> tuple[Poly, dict[int, Rational]]:
        """``numerator, denominator``: the polynomial times the powers of sums by which it is divided."""
        denominators: dict[int, Rational] = {}
        for _ in range(40):
            worst: dict[int, Rational] = {}
            for monomial in poly:
                for number, exponent in monomial:
                    if self.kinds[number] == "value" and exponent < worst.get(number, 0):
                        worst[number] = exponent
            if not worst:
                break
            for number, exponent in worst.items():
                denominators[number] = denominators.get(number, 0) - exponent
            raised: Poly = {}
            for monomial, coefficient in poly.items():
                exponents = dict(monomial)
                for number, exponent in worst.items():
                    exponents[number] = exponents.get(number, 0) - exponent
                add_into(raised, self.settle(exponents), coefficient)
            poly = raised
        return poly, denominators

    def is_zero(self, poly: Poly) -> bool:
        """Whether the polynomial vanishes identically, denominators cleared."""
        if not poly:
            return True
        numerator, _ = self.fraction(poly)
        return not numerator
