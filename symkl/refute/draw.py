"""Deterministic choices of exact values: the same on every machine for the same names and number."""

from __future__ import annotations

from binascii import crc32
from collections.abc import Sequence
from typing import TypeVar

from symkl.refute import matrix
from symkl.refute.matrix import Matrix
from symkl.refute.number import Rational, Scalar
from symkl.refute.rational import ratio

Choice = TypeVar("Choice")

REALS: tuple[Rational, ...] = (2, -1, 3, ratio(1, 2), -2, 1, ratio(-1, 2), 4, -3, ratio(3, 2), 5)
POSITIVES: tuple[Rational, ...] = (2, ratio(1, 2), 3, 4, ratio(1, 3), ratio(3, 2), 5, ratio(1, 4))
FRACTIONS: tuple[Rational, ...] = (ratio(1, 2), ratio(1, 4), ratio(2, 3), ratio(1, 5), ratio(3, 4), ratio(1, 8))
ROOTS: tuple[Rational, ...] = (2, ratio(1, 2), 3, ratio(3, 2), 1)
ANGLES: tuple[tuple[Rational, Rational], ...] = ((ratio(3, 5), ratio(4, 5)), (0, 1), (ratio(5, 13), ratio(12, 13)))
WHOLE: tuple[Rational, ...] = (1, -1, 0, 2, 1, -2, 3)


class Draw:
    """A stream of choices, begun from names and a number."""

    def __init__(self, names: str, variant: int) -> None:
        self._state = crc32(f"{names}#{variant}".encode())

    def below(self, bound: int) -> int:
        """A whole number from 0 to ``bound - 1``."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self._state >> 33) % bound

    def of(self, pool: Sequence[Choice]) -> Choice:
        """One of a pool."""
        return pool[self.below(len(pool))]

    def real(self, rows: int, cols: int) -> Matrix:
        """A matrix of numbers of both signs; whole ones where there are many."""
        pool = REALS if rows * cols <= 2 else WHOLE
        return tuple(tuple(self.of(pool) for _ in range(cols)) for _ in range(rows))

    def positive(self, rows: int, cols: int) -> Matrix:
        """A matrix of positive numbers on both sides of 1."""
        return tuple(tuple(self.of(POSITIVES) for _ in range(cols)) for _ in range(rows))

    def bits(self, rows: int, cols: int) -> Matrix:
        """A matrix of noughts and ones."""
        return tuple(tuple(self.below(2) for _ in range(cols)) for _ in range(rows))

    def fraction(self, rows: int, cols: int) -> Matrix:
        """A matrix of numbers between 0 and 1."""
        return tuple(tuple(self.of(FRACTIONS) for _ in range(cols)) for _ in range(rows))

    def definite(self, rows: int) -> Matrix:
        """L L^T with a lower triangular L, so that the determinant is a square."""
        lower: Matrix = tuple(tuple(self._lower(i, j) for j in range(rows)) for i in range(rows))
        return matrix.times(lower, matrix.transposed(lower))

    def _lower(self, row: int, column: int) -> Rational:
        if row == column:
            return self.of(ROOTS if row else ROOTS[:-1])
        return self.of(WHOLE) if column < row else 0

    def symmetric(self, rows: int) -> Matrix:
        """A symmetric matrix."""
        upper = self.real(rows, rows)
        return tuple(tuple(upper[min(i, j)][max(i, j)] for j in range(rows)) for i in range(rows))

    def orthogonal(self, rows: int, cols: int) -> Matrix:
        """Columns (or rows, if there are more columns) of length 1, at right angles."""
        size = max(rows, cols)
        turned = matrix.identity(size)
        for i in range(size - 1):
            turned = matrix.times(turned, _rotation(size, i, *self.of(ANGLES)))
        turned = matrix.scaled(turned, self.of((1, -1)))
        return tuple(row[:cols] for row in turned[:rows])


def _rotation(size: int, at: int, cosine: Rational, sine: Rational) -> Matrix:
    turn: dict[tuple[int, int], Scalar] = {(at, at): cosine, (at, at + 1): -sine, (at + 1, at): sine, (at + 1, at + 1): cosine}
    return tuple(tuple(turn.get((i, j), int(i == j)) for j in range(size)) for i in range(size))
