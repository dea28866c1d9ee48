"""Definiteness: declared, inherited by inverses, congruences and sums."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.grid import Grid, plain
from symkl.kernel.poly import COL, ROW, Chain, Component, Monomial, Poly, Rational
from symkl.kernel.signs import MATRIX, Signs, ratio
from symkl.kernel.sort import ONE, Dimension


class Definiteness(Signs):
    """Which matrices are symmetric positive (semi)definite."""

    def definite(self, poly: Poly, size: Dimension, strict: bool = True) -> bool:
        """Whether a matrix is symmetric positive (semi)definite: declared, an inverse of one, ``c I``, ``B' A B``, and their sums."""
        if size == ONE:
            return self.positive(poly) if strict else self.nonnegative(poly)
        if not poly:
            return not strict
        generic = self.generic(poly, MATRIX)
        for known, definite in self._definite:
            factor = ratio(generic, known)
            if factor is not None and factor > 0 and (definite or not strict):
                return True
            multiple = self._multiple_of(generic, known) if definite or not strict else None
            if multiple is not None and self.positive(multiple):
                return True
        groups: dict[Monomial, Poly] = {}
        for monomial, coefficient in poly.items():
            inside = tuple((n, e) for n, e in monomial if self.free[n] & MATRIX)
            scalar = tuple((n, e) for n, e in monomial if not self.free[n] & MATRIX)
            groups.setdefault(inside, {})[scalar] = coefficient
        return self._definite_sum(groups, size, strict) or self.definite_difference(poly, size, strict)

    def _multiple_of(self, poly: Poly, known: Poly) -> Poly | None:
        """The scalar by which one matrix is a multiple of another, or None."""
        first, scale = next(iter(known.items()))
        inside = tuple(p for p in first if self.free[p[0]] & MATRIX)
        for monomial, coefficient in poly.items():
            if tuple(p for p in monomial if self.free[p[0]] & MATRIX) != inside:
                continue
            exponents = dict(monomial)
            for number, exponent in first:
                exponents[number] = exponents.get(number, 0) - exponent
            factor: Poly = {tuple(sorted((n, e) for n, e in exponents.items() if e)): Fraction(coefficient) / scale}
            return factor if self.multiply(known, factor) == poly else None
        return None

    def definite_difference(self, poly: Poly, size: Dimension, strict: bool = True) -> bool:
        """See `Matrices`."""
        raise NotImplementedError

    def congruent(self, poly: Poly, size: Dimension) -> tuple[Poly, Poly] | None:
        """``W M`` and W, both positive definite, for a matrix M whose words begin with the letter W^-1: det M = det(W M) / det W > 0."""
        chains = (self._chain(n, (ROW, COL)) for m in poly for n, e in m if {ROW, COL} <= self.free[n] and e == 1)
        for atom, labels in dict.fromkeys((c[0][0], c[0][1][:-2]) for c in chains if c and c[0][0] != self.identity(size)):
            letter = self.single(atom, (*labels, ROW, COL))
            if not self.definite(letter, size):
                continue
            inverse = self.inverse(plain(letter, size, size)).whole
            product = self.matmul(inverse, poly, size)
            if self.definite(product, size):
                return product, inverse
        return None

    def inverse(self, grid: Grid) -> Grid:
        """See `Matrices.inverse`."""
        raise NotImplementedError

    def invertible(self, poly: Poly) -> bool:
        """Whether the determinant is shown to be > 0."""
        size = self.range_of(ROW, (poly,))
        return self.definite(poly, size, True) or self.congruent(poly, size) is not None

    def _definite_sum(self, groups: dict[Monomial, Poly], size: Dimension, strict: bool) -> bool:
        """A sum of semidefinite words with weights >= 0, some of them definite with a weight > 0."""
        some = False
        for inside, weight in groups.items():
            kind = self._definite_word(list(inside), size)
            if kind is None or not self.nonnegative(weight):
                return False
            some = some or kind and self.positive(weight)
        return some or not strict

    def _definite_word(self, inside: list[tuple[int, Rational]], size: Dimension) -> bool | None:
        identity = self.component(((self.identity(size), (ROW, COL), 1),))
        if any(n == identity for n, _ in inside):
            rest = [(n, e) for n, e in inside if n != identity]
            if not all(self._factor_sign(n, e) for n, e in rest):
                return None
            return all(self.positive_component(n) or (e % 2 == 0 and self.nonzero_component(n)) for n, e in rest)
        if len(inside) == 2 and all(e == 1 for _, e in inside):
            rows = [self.relabel({((n, 1),): 1}, {COL: ROW}) for n, _ in inside]
            return False if rows[0] == rows[1] else None
        if len(inside) != 1 or inside[0][1] != 1:
            return None
        kind = self._definite_chain(self._chain(inside[0][0], (ROW, COL)))
        return False if kind is None and self._outer_square(self.components[inside[0][0]]) else kind

    def _outer_square(self, component: Component) -> bool:
        """``sum_j w_j a_j a_j'`` with weights w_j > 0: positive semidefinite."""
        rows = [n for n in component if ROW in n[1]]
        cols = [n for n in component if COL in n[1]]
        if len(rows) != 1 or len(cols) != 1 or rows[0][2] != 1:
            return False
        if (rows[0][0], tuple(COL if x == ROW else x for x in rows[0][1]), rows[0][2]) != cols[0]:
            return False
        return all(self._positive_node(a, xs) for a, xs, _ in component if (a, xs) not in (rows[0][:2], cols[0][:2]))

    def _definite_chain(self, chain: Chain | None) -> bool | None:
        """``B' A B`` read from its middle: the outer letters mirror each other."""
        if not chain:
            return None
        if len(chain) > 1:
            (first, xs, enter, _), (last, ys, _, last_leave) = chain[0], chain[-1]
            if first != last or xs[:-2] != ys[:-2]:
                return None
            mirrored = self.atoms[first].symmetric or (xs[-2] == enter) == (ys[-2] == last_leave)
            if not mirrored:
                return None
            if len(chain) == 2:
                return self.regular(last, (*ys[:-2], ROW, COL))
            inner = self._definite_chain(chain[1:-1])
            return inner and self._full_rank(*chain[-1])
        atom, labels, _, _ = chain[0]
        family = tuple(-500 - i for i in range(len(labels) - 2))
        return self._definite_letter(atom, family)

    def _full_rank(self, atom: int, labels: tuple[int, ...], enter: int, leave: int) -> bool:
        """Whether ``B x = 0`` for x = 0 only: B is invertible, or B' B is known to be definite."""
        family, size = labels[:-2], self.atoms[atom].ranges[-2:][labels[-2:].index(leave)]
        if self.regular(atom, (*family, ROW, COL)):
            return True
        joint = 1 + max(labels)
        beside = [(atom, (*family, *({enter: joint, leave: end}[x] for x in labels[-2:])), 1) for end in (ROW, COL)]
        return self.definite(self.join(tuple(beside)), size)

    def regular(self, atom: int, labels: tuple[int, ...]) -> bool:
        """See `Matrices`."""
        raise NotImplementedError

    def _definite_letter(self, atom: int, family: tuple[int, ...]) -> bool | None:
        letters = self.generics(self.single(atom, (*family, ROW, COL)), MATRIX)
        kinds = [definite for known, definite in self._definite if any((ratio(poly, known) or -1) > 0 for poly in letters)]
        if kinds:
            return any(kinds)
        if self.atoms[atom].kind in ("inverse", "root"):
            body = self.body_at(atom, (*family, ROW, COL))
            return True if self.definite(body, self.atoms[atom].ranges[-1]) else None
        return None
