"""Values as grids of blocks: a plain value is a grid of one. Blocks multiply like entries, in order."""

from __future__ import annotations

from symkl.kernel.network import Networks
from symkl.kernel.poly import COL, ROW, ZERO_POLY, Atom, Poly, add_into, plus
from symkl.kernel.sort import ONE, Dimension, SortError
from symkl.record import NamedTuple

Partition = tuple[Dimension, ...]


class Grid(NamedTuple):
    """Blocks of ``rows x cols``; the partitions are the blocks' heights and widths."""

    rows: Partition
    cols: Partition
    cells: tuple[tuple[Poly, ...], ...]

    @property
    def whole(self) -> Poly:
        """The only block."""
        if len(self.rows) != 1 or len(self.cols) != 1:
            raise SortError("a value in blocks stands where one without is needed")
        return self.cells[0][0]


def plain(poly: Poly, rows: Dimension = ONE, cols: Dimension = ONE) -> Grid:
    """A value without blocks."""
    return Grid((rows,), (cols,), ((poly,),))


def total(partition: Partition) -> Dimension:
    """The size that the parts add up to."""
    height = partition[0]
    for part in partition[1:]:
        height += part
    return height


def identity(net: Networks, over: Dimension) -> Poly:
    """The identity matrix (1 for one row)."""
    return net.single(net.identity(over), (ROW, COL)) if over != ONE else {(): 1}


def inclusion(net: Networks, parts: Partition, at: int, small: Dimension, big: Dimension, labels: tuple[int, int]) -> Poly:
    """The matrix that takes part ``at`` of a partition to its place in the whole: ``labels`` are its row (part) and column (whole)."""
    ranges = (small, big) if small != ONE else (big,)
    own = net.atom(Atom("inclusion", (parts, at) if set(parts) != {ONE} else (None, at + 1), ranges))  # parts of one entry each: unit vectors
    return net.single(own, labels if small != ONE else labels[1:])


def split(net: Networks, grid: Grid, rows: Partition, cols: Partition) -> Grid:
    """The grid on a finer partition of its rows and columns."""
    if (grid.rows, grid.cols) == (rows, cols):
        return grid
    if total(grid.rows) != total(rows) or total(grid.cols) != total(cols):
        raise SortError("blocks of different sizes meet")
    if (grid.rows != rows and len(grid.rows) > 1) or (grid.cols != cols and len(grid.cols) > 1):
        raise SortError("blocks are cut in two ways")
    cells = []
    for i in range(len(rows)):
        row = grid.cells[i if grid.rows == rows else 0]
        cells.append(tuple(_part(net, grid, row, rows, cols, i, j) for j in range(len(cols))))
    return Grid(rows, cols, tuple(cells))


def _part(net: Networks, grid: Grid, row: tuple[Poly, ...], rows: Partition, cols: Partition, i: int, j: int) -> Poly:
    cell = row[j if grid.cols == cols else 0]
    if cell and grid.rows != rows:
        cell = net.matmul(inclusion(net, rows, i, rows[i], total(rows), (ROW, COL)), cell, total(rows))
    if cell and grid.cols != cols:
        cell = net.matmul(cell, inclusion(net, cols, j, cols[j], total(cols), (COL, ROW)), total(cols))
    return cell


def aligned(net: Networks, left: Grid, right: Grid) -> tuple[Grid, Grid]:
    """Both on the finer of their partitions."""
    rows, cols = max(left.rows, right.rows, key=len), max(left.cols, right.cols, key=len)
    return split(net, left, rows, cols), split(net, right, rows, cols)


def add(net: Networks, left: Grid, right: Grid, by: int = 1) -> Grid:
    """``left + by * right``."""
    if left.rows != right.rows or left.cols != right.cols:
        left, right = aligned(net, left, right)
    if len(left.cells) == len(left.cols) == 1:
        return Grid(left.rows, left.cols, ((plus(left.cells[0][0], right.cells[0][0], by),),))
    cells = tuple(tuple(plus(a, b, by) for a, b in zip(r, s, strict=True)) for r, s in zip(left.cells, right.cells, strict=True))
    return Grid(left.rows, left.cols, cells)


def scale(net: Networks, grid: Grid, by: Poly) -> Grid:
    """The value times a scalar."""
    return Grid(grid.rows, grid.cols, tuple(tuple(net.multiply(by, c) for c in row) for row in grid.cells))


def matmul(net: Networks, left: Grid, right: Grid) -> Grid:
    """The product, block by block."""
    inner = left.cols
    if inner != right.rows:
        inner = max(inner, right.rows, key=len)
        left, right = split(net, left, left.rows, inner), split(net, right, inner, right.cols)
    cells = []
    for row in left.cells:
        line = []
        for j in range(len(right.cols)):
            cell: Poly = {}
            for k, size in enumerate(inner):
                if row[k] and right.cells[k][j]:
                    add_into(cell, net.matmul(row[k], right.cells[k][j], size))
            line.append(cell)
        cells.append(tuple(line))
    return Grid(left.rows, right.cols, tuple(cells))


def transpose(net: Networks, grid: Grid) -> Grid:
    """The transpose, block by block."""
    cells = tuple(tuple(net.transpose(row[j]) for row in grid.cells) for j in range(len(grid.cols)))
    return Grid(grid.cols, grid.rows, cells)


def trace(net: Networks, grid: Grid) -> Poly:
    """The trace, block by block."""
    grid = split(net, grid, *[max(grid.rows, grid.cols, key=len)] * 2)
    result: Poly = {}
    for i, size in enumerate(grid.rows):
        cell = grid.cells[i][i]
        if cell and size != ONE:
            cell = net.contract(net.contract(net.multiply(cell, identity(net, size)), COL, size), ROW, size)
        add_into(result, cell)
    return result


def inverse(net: Networks, grid: Grid, cell_inverse: object) -> Grid:
    """The inverse of a matrix in blocks by Schur complements of its first block (Petersen and Pedersen, The Matrix Cookbook, (399))."""
    assert callable(cell_inverse)
    if len(grid.rows) == 1:
        return plain(cell_inverse(grid.whole, grid.rows[0]), grid.rows[0], grid.rows[0])
    first, rest = grid.rows[:1], grid.rows[1:]
    a = Grid(first, first, (grid.cells[0][:1],))
    b = Grid(first, rest, (grid.cells[0][1:],))
    c = Grid(rest, first, tuple(row[:1] for row in grid.cells[1:]))
    d = Grid(rest, rest, tuple(row[1:] for row in grid.cells[1:]))
    inner = inverse(net, a, cell_inverse)
    schur = inverse(net, add(net, d, matmul(net, matmul(net, c, inner), b), -1), cell_inverse)
    upper = scale(net, matmul(net, matmul(net, inner, b), schur), {(): -1})
    lower = scale(net, matmul(net, matmul(net, schur, c), inner), {(): -1})
    corner = add(net, inner, matmul(net, matmul(net, upper, c), inner), -1)
    top = tuple(corner.cells[0] + upper.cells[0])
    bottom = tuple(low + low_right for low, low_right in zip(lower.cells, schur.cells, strict=True))
    return Grid(grid.rows, grid.rows, (top, *bottom))


def is_zero(grid: Grid) -> bool:
    """Whether every block is the zero polynomial."""
    return all(cell == ZERO_POLY for row in grid.cells for cell in row)
