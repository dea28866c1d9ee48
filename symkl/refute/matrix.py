"""Matrices of exact numbers, as tuples of rows."""

from __future__ import annotations

from itertools import combinations

from symkl.refute.elementary import power
from symkl.refute.interval import NotEvaluable
from symkl.refute.number import Number, Scalar, sum_of
from symkl.refute.rational import ratio
from symkl.refute.signs import sign

LARGEST_EXPANSION = 8  # rows of a determinant
Matrix = tuple[tuple[Scalar, ...], ...]


def scalar(value: Scalar) -> Matrix:
    """A matrix of one entry."""
    return ((value,),)


def identity(rows: int) -> Matrix:
    """The identity matrix."""
    return tuple(tuple(int(i == j) for j in range(rows)) for i in range(rows))


def filled(rows: int, cols: int, value: Scalar = 0) -> Matrix:
    """A matrix of equal entries."""
    return ((value,) * cols,) * rows


def plus(a: Matrix, b: Matrix) -> Matrix:
    """The sum of two matrices of one shape."""
    if len(a) != len(b) or len(a[0]) != len(b[0]):
        raise NotEvaluable("shapes that do not fit in this model")
    return tuple(tuple(x + y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True))


def scaled(a: Matrix, by: Scalar) -> Matrix:
    """Every entry times a number."""
    return a if by == 1 else tuple(tuple(x * by for x in row) for row in a)


def entrywise(a: Matrix, b: Matrix) -> Matrix:
    """The product entry by entry."""
    if len(a) != len(b) or len(a[0]) != len(b[0]):
        raise NotEvaluable("shapes that do not fit in this model")
    return tuple(tuple(x * y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True))


def times(a: Matrix, b: Matrix) -> Matrix:
    """The matrix product."""
    if len(b) != len(a[0]):
        raise NotEvaluable("shapes that do not fit in this model")
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(sum_of(x * y for x, y in zip(row, column, strict=True)) for column in columns) for row in a)


def transposed(a: Matrix) -> Matrix:
    """Rows and columns exchanged."""
    return tuple(zip(*a, strict=True))


def is_symmetric(a: Matrix) -> bool:
    """Whether a matrix equals its transpose as it is written."""
    return len(a) == len(a[0]) and a == transposed(a)


def determinant(a: Matrix) -> Scalar:
    """Laplace's expansion row by row, the minors shared; nothing is divided."""
    if len(a) > LARGEST_EXPANSION:
        raise NotEvaluable("a determinant of too many rows")
    if len(a) == 1:
        return a[0][0]
    if len(a) == 2:
        return a[0][0] * a[1][1] - a[0][1] * a[1][0]
    minors: dict[tuple[int, ...], Scalar] = {(): 1}
    for size in range(1, len(a) + 1):
        row = a[size - 1]
        minors = {
            columns: sum_of(row[c] * minors[columns[:k] + columns[k + 1 :]] * (-1) ** (size - 1 - k) for k, c in enumerate(columns))
            for columns in combinations(range(len(a)), size)
        }
    return minors[tuple(range(len(a)))]


def _without(a: Matrix, row: int, column: int) -> Matrix:
    return tuple(r[:column] + r[column + 1 :] for i, r in enumerate(a) if i != row)


def inverse(a: Matrix) -> Matrix:
    """The adjugate over the determinant."""
    by = power(determinant(a), -1)
    if len(a) == 1:
        return scalar(by)
    size = range(len(a))
    turned = by * -1
    return tuple(tuple(determinant(_without(a, j, i)) * (turned if (i + j) % 2 else by) for j in size) for i in size)


def square_root(a: Matrix) -> Matrix:
    """The positive definite root of a positive definite matrix: of diagonal ones, and of two rows."""
    if not is_definite(a):
        raise NotEvaluable("a root of a matrix that is not positive definite")
    if all(x == 0 for i, row in enumerate(a) for j, x in enumerate(row) if i != j):
        return tuple(tuple(power(x, ratio(1, 2)) if i == j else 0 for j, x in enumerate(row)) for i, row in enumerate(a))
    if len(a) != 2:
        raise NotEvaluable("a root of a matrix with three rows")
    root = power(determinant(a), ratio(1, 2))
    return scaled(plus(a, scaled(identity(2), root)), power(a[0][0] + a[1][1] + root * 2, ratio(-1, 2)))


def is_definite(a: Matrix) -> bool:
    """Whether a matrix is certainly symmetric and positive definite (its leading minors are positive)."""
    return is_symmetric(a) and all(sign(determinant(tuple(row[:k] for row in a[:k]))) == 1 for k in range(1, len(a) + 1))


def is_semidefinite(a: Matrix) -> bool:
    """Whether a matrix is certainly symmetric and positive semidefinite (all its principal minors are at least 0)."""
    minors = (m for k in range(1, len(a) + 1) for m in combinations(range(len(a)), k))
    return is_symmetric(a) and all(sign(determinant(tuple(tuple(a[i][j] for j in m) for i in m))) in (0, 1) for m in minors)


def kernel(a: Matrix) -> Matrix | None:
    """A column that a rational matrix takes to 0, other than 0; None without one (or where an entry is not rational)."""
    if any(isinstance(x, Number) for row in a for x in row):
        return None
    rows = [list(row) for row in a]
    pivots: list[int] = []
    for column in range(len(a[0])):
        at = next((r for r in range(len(pivots), len(rows)) if rows[r][column] != 0), None)
        if at is None:
            free = (*(-rows[r][column] for r in range(len(pivots))),)
            return tuple((free[pivots.index(j)] if j in pivots else int(j == column),) for j in range(len(a[0])))
        top = len(pivots)
        rows[top], rows[at] = rows[at], rows[top]
        inverse_pivot = power(rows[top][column], -1)
        rows[top] = [x * inverse_pivot for x in rows[top]]
        rows = [row if i == top else [x - row[column] * y for x, y in zip(row, rows[top], strict=True)] for i, row in enumerate(rows)]
        pivots.append(column)
    return None
