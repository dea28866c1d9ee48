"""Inverses and determinants of sums that are brought to one form: of an invertible matrix and an outer product, and around an inverse."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.functions import Functions
from symkl.kernel.grid import Grid, plain
from symkl.kernel.poly import COL, ONE_POLY, ROW, Poly, plus
from symkl.kernel.sort import Dimension


class Updates(Functions):
    """Updates of rank one."""

    def cell_inverse(self, poly: Poly, size: Dimension) -> Poly:
        """See `Matrices`."""
        raise NotImplementedError

    def determinant(self, grid: Grid) -> Poly:
        """See `Matrices`."""
        raise NotImplementedError

    def rank_one(self, poly: Poly, size: Dimension) -> Poly | None:
        """``(A + u v')^-1 = A^-1 - A^-1 u v' A^-1 / (1 + v' A^-1 u)`` (Petersen and Pedersen, The Matrix Cookbook, (160))."""
        for base, u, v in self._outer_parts(poly, size):
            inverse = self.cell_inverse(base, size)
            u, after = self.matmul(inverse, u, size), self.matmul(v, inverse, size)
            bottom = plus(self.matmul(v, u, size), ONE_POLY)
            update = self.multiply(self.multiply(u, after), self.power(bottom, -1))
            return plus(inverse, update, -1)
        return None

    def rank_one_determinant(self, poly: Poly, size: Dimension) -> Poly | None:
        """``det(A + u v') = det A (1 + v' A^-1 u)``."""
        for base, u, v in self._outer_parts(poly, size):
            factor = plus(self.matmul(v, self.matmul(self.cell_inverse(base, size), u, size), size), ONE_POLY)
            return self.multiply(self.determinant(plain(base, size, size)), factor)
        return None

    def pulled_out(self, poly: Poly, size: Dimension) -> Poly | None:
        """``(A^-1 B + C)^-1 = (B + A C)^-1 A`` for what is not symmetric, where it leaves fewer inverses; so on the other side."""
        if len(poly) == 1 or self.transpose(poly) == poly:
            return None
        for monomial in poly:
            letters = (self.word({monomial: 1}, size) or ({}, []))[1]
            for letter, left in ((letters[0], True), (letters[-1], False)) if letters else ():
                if self.atoms[letter[0]].kind != "inverse":
                    continue
                outer = self.body_at(*letter)
                moved = self.matmul(outer, poly, size) if left else self.matmul(poly, outer, size)
                if moved and self._inverses(moved) < self._inverses(poly):
                    inner = self.cell_inverse(moved, size)
                    return self.matmul(inner, outer, size) if left else self.matmul(outer, inner, size)
        return None

    def _inverses(self, poly: Poly) -> int:
        return sum(self.atoms[a].kind == "inverse" for m in poly for n, _ in m for a, _, _ in self.components[n])

    def _outer_parts(self, poly: Poly, size: Dimension) -> Iterator[tuple[Poly, Poly, Poly]]:
        """An invertible matrix and an outer product of which it is the sum: a word and its update, or a definite sum."""
        for other, factor in poly.items() if len(poly) > 1 else ():
            columns = tuple(p for p in other if COL in self.free[p[0]])
            if not columns or any({ROW, COL} <= self.free[n] for n, _ in other):
                continue
            base: Poly = {m: c for m, c in poly.items() if m != other}
            if self._is_regular(base, size):
                yield base, {tuple(p for p in other if p not in columns): factor}, {columns: 1}

    def _is_regular(self, poly: Poly, size: Dimension) -> bool:
        """Whether a matrix is known to be invertible."""
        word = self.word(poly, size) if len(poly) == 1 else None
        if word is None:
            return len(poly) > 1 and self.definite(poly, size)
        return self.nonzero(word[0]) and (not word[1] or self.nonzero(self.determinant(plain(poly, size, size))))

