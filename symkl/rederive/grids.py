"""Explicit matrices: tuples of rows of SymPy expressions, left unexpanded. Scalars are 1 x 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Add, Expr, Integer, Mul

Grid = tuple[tuple[Expr, ...], ...]

NIL, ONE = Integer(0), Integer(1)


def scalar(value: Expr) -> Grid:
    """The 1 x 1 grid of an expression."""
    return ((value,),)


def from_function(rows: int, cols: int, entry: Callable[[int, int], Expr]) -> Grid:
    """The grid with these entries."""
    return tuple(tuple(entry(i, j) for j in range(cols)) for i in range(rows))


def filled(rows: int, cols: int, value: Expr) -> Grid:
    """The grid with one value everywhere."""
    return from_function(rows, cols, lambda i, j: value)


def unit_grid(rows: int) -> Grid:
    """The identity."""
    return from_function(rows, rows, lambda i, j: ONE if i == j else NIL)


def column(values: Sequence[Expr]) -> Grid:
    """A column of values."""
    return tuple((v,) for v in values)


def entries(grid: Grid) -> list[Expr]:
    """All entries, row by row."""
    return [e for row in grid for e in row]


def plus(*grids: Grid) -> Grid:
    """The sum of grids."""
    return tuple(tuple(Add(*cell) for cell in zip(*rows, strict=True)) for rows in zip(*grids, strict=True))


def times(left: Grid, right: Grid) -> Grid:
    """The matrix product."""
    columns = list(zip(*right, strict=True))
    return tuple(tuple(Add(*(Mul(a, b) for a, b in zip(row, col, strict=True))) for col in columns) for row in left)


def scaled(factor: Expr, grid: Grid) -> Grid:
    """A number times a grid."""
    return grid if factor == ONE else tuple(tuple(Mul(factor, e) for e in row) for row in grid)


def minus(left: Grid, right: Grid) -> Grid:
    """The difference of two grids."""
    return plus(left, scaled(Integer(-1), right))


def transposed(grid: Grid) -> Grid:
    """Rows as columns."""
    return tuple(zip(*grid, strict=True))


def trace_of(grid: Grid) -> Expr:
    """The sum of the diagonal."""
    return Add(*(grid[i][i] for i in range(len(grid))))


def without(grid: Grid, row: int, col: int) -> Grid:
    """The grid without one row and one column."""
    return tuple(r[:col] + r[col + 1 :] for i, r in enumerate(grid) if i != row)


def determinant(grid: Grid) -> Expr:
    """By cofactors of the first row: exact and without division, for the small grids that occur here."""
    if len(grid) == 0:
        return ONE
    if len(grid) == 1:
        return grid[0][0]
    return Add(*((-1) ** j * e * determinant(without(grid, 0, j)) for j, e in enumerate(grid[0]) if e != NIL))


def inverse_of(grid: Grid) -> Grid:
    """The adjugate over the determinant."""
    over = determinant(grid) ** -1
    size = len(grid)
    return from_function(size, size, lambda i, j: (-1) ** (i + j) * determinant(without(grid, j, i)) * over)


def quadratic(left: Grid, middle: Grid, right: Grid) -> Expr:
    """``left^T middle right`` for columns."""
    return times(times(transposed(left), middle), right)[0][0]
