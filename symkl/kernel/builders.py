"""Building values: each function infers the sort and raises `SortError` where shapes do not fit.

Vectors are columns (n x 1), scalars 1 x 1; in ``mul`` a scalar may stand anywhere, the other factors multiply from left to right.
"""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, SortError
from symkl.kernel.tree import Term


def number(value: int | Fraction) -> Term:
    """An exact rational number."""
    return Term("number", (), Fraction(value), SCALAR)


ZERO, UNIT, TWO = number(0), number(1), number(2)
HALF, MINUS = number(Fraction(1, 2)), number(-1)
PI, E = Term("constant", (), "pi", SCALAR), Term("constant", (), "e", SCALAR)


def symbol(name: str, sort: Sort = SCALAR) -> Term:
    """A declared name of any sort, a family or a law included."""
    return Term("symbol", (), name, sort)


def index(name: str, over: Dimension) -> Term:
    """An index that runs from 1 to ``over``."""
    return Term("index", (), (name, over), SCALAR)


def size(of: Dimension) -> Term:
    """A dimension as a number."""
    return Term("dimension", (), of, SCALAR) if of.names else number(of.constant)


def identity(rows: Dimension) -> Term:
    """The rows x rows identity; 1 where it is a number."""
    return Term("identity", (), None, Sort(rows, rows)) if rows != ONE else UNIT


def zero(sort: Sort) -> Term:
    """The zero of a sort."""
    return ZERO if sort.is_scalar else Term("zero", (), None, sort)


def ones(sort: Sort) -> Term:
    """The value of a sort whose entries are all 1."""
    return UNIT if sort.is_scalar else Term("ones", (), None, sort)


def unit(at: Term, rows: Dimension) -> Term:
    """The column e_at with ``rows`` entries: 1 at an index or whole number, else 0."""
    return Term("unit", (at,), None, Sort(rows, ONE))


def require_value(term: Term, what: str) -> Term:
    """The term, if it is a value; `SortError` otherwise."""
    if term.sort.kind != "value" or term.sort.over:
        raise SortError(f"{what} needs a value, not a {term.sort}")
    return term


def require_scalar(term: Term, what: str) -> Term:
    """The term, if it is a scalar; `SortError` otherwise."""
    if not term.sort.is_scalar:
        raise SortError(f"{what} needs a scalar, not {term.sort}")
    return term


def require_square(term: Term, what: str) -> Term:
    """The term, if it is a square matrix; `SortError` otherwise."""
    if not require_value(term, what).sort.is_square:
        raise SortError(f"{what} needs a square matrix, not {term.sort}")
    return term


def add(*terms: Term) -> Term:
    """A sum of values of one shape."""
    if len(terms) == 1:
        return terms[0]
    require_value(terms[0], "a sum")
    for t in terms:
        if t.sort != terms[0].sort:
            require_value(t, "a sum")
            raise SortError(f"{terms[0].sort} and {t.sort} cannot be added")
    return Term("add", terms, None, terms[0].sort)


def mul(*factors: Term) -> Term:
    """A product from left to right; scalars stand anywhere."""
    if len(factors) == 1:
        return factors[0]
    sort = SCALAR
    for f in factors:
        require_value(f, "a product")
        if sort.is_scalar:
            sort = f.sort
        elif not f.sort.is_scalar:
            if sort.cols != f.sort.rows:
                raise SortError(f"{sort} and {f.sort} cannot be multiplied")
            sort = Sort(sort.rows, f.sort.cols)
    return Term("mul", factors, None, sort)


def neg(term: Term) -> Term:
    """``-term``, of any shape."""
    return mul(MINUS, term)


def sub(left: Term, right: Term) -> Term:
    """``left - right`` of one shape."""
    return add(left, neg(right))


def power(base: Term, exponent: Term) -> Term:
    """``base^exponent``: scalars; a square matrix to a whole number or to 1/2, -1/2."""
    require_scalar(exponent, "an exponent")
    if not base.sort.is_scalar:
        require_square(base, "a power")
    return Term("power", (base, exponent), None, base.sort)


def inverse(term: Term) -> Term:
    """``term^-1`` of a scalar or a square matrix."""
    return power(term, MINUS)


def div(left: Term, right: Term) -> Term:
    """``left / right`` of a value by a scalar."""
    return mul(left, inverse(require_scalar(right, "a denominator")))


def sqrt(term: Term) -> Term:
    """``term^(1/2)`` of a scalar or a square matrix."""
    return power(term, HALF)


def transpose(term: Term) -> Term:
    """The transpose of a value: n x m becomes m x n."""
    return Term("transpose", (require_value(term, "a transpose"),), None, term.sort.transposed)


def trace(term: Term) -> Term:
    """The trace of a square matrix, a scalar; `SortError` otherwise."""
    return Term("trace", (require_square(term, "a trace"),), None, SCALAR)


def det(term: Term) -> Term:
    """The determinant of a square matrix, a scalar; `SortError` otherwise."""
    return Term("det", (require_square(term, "a determinant"),), None, SCALAR)


def log(term: Term) -> Term:
    """The natural logarithm of a scalar."""
    return Term("log", (require_scalar(term, "log"),), None, SCALAR)


def exp(term: Term) -> Term:
    """The exponential of a scalar."""
    return Term("exp", (require_scalar(term, "exp"),), None, SCALAR)


def absolute(term: Term) -> Term:
    """``|term|`` of a scalar."""
    return Term("abs", (require_scalar(term, "an absolute value"),), None, SCALAR)


def hadamard(*factors: Term) -> Term:
    """The elementwise product of values of one shape."""
    if any(f.sort != factors[0].sort for f in factors):
        raise SortError("an elementwise product needs equal shapes: " + ", ".join(str(f.sort) for f in factors))
    return Term("hadamard", factors, None, factors[0].sort)


def elementwise(function: str, term: Term) -> Term:
    """A scalar function of every entry: "log", "exp", "power" is written with `hadamard`, "reciprocal", .."""
    return Term("map", (require_value(term, function),), function, term.sort)


def diag(term: Term) -> Term:
    """The diagonal matrix of a vector's entries."""
    if term.sort.cols != ONE:
        raise SortError(f"diag needs a vector, not {term.sort}")
    return Term("diag", (require_value(term, "diag"),), None, Sort(term.sort.rows, term.sort.rows))


def diagonal(term: Term) -> Term:
    """The vector of a square matrix's diagonal entries."""
    return Term("diagonal", (require_square(term, "diag"),), None, Sort(term.sort.rows, ONE))


def entry(of: Term, *at: Term) -> Term:
    """``v_i`` or ``A_ij``; positions are index terms or whole numbers."""
    if len(at) != (1 if of.sort.cols == ONE else 2):
        raise SortError(f"an entry of {of.sort} has {1 if of.sort.cols == ONE else 2} positions, not {len(at)}")
    return Term("entry", (require_value(of, "an entry"), *at), None, SCALAR)


def member(family: Term, *at: Term) -> Term:
    """``x_i`` of a family."""
    if len(at) != len(family.sort.over):
        raise SortError(f"a member of {family.sort} has {len(family.sort.over)} indices, not {len(at)}")
    return Term("member", (family, *at), None, family.sort.element)


def block(rows: int, cols: int, *parts: Term) -> Term:
    """A matrix of ``rows x cols`` blocks, given row by row."""
    grid = [parts[r * cols : (r + 1) * cols] for r in range(rows)]
    for row in grid:
        if any(require_value(p, "a block").sort.rows != row[0].sort.rows for p in row):
            raise SortError("blocks of one row need equally many rows: " + ", ".join(str(p.sort) for p in row))
    for column in zip(*grid, strict=True):
        if any(p.sort.cols != column[0].sort.cols for p in column):
            raise SortError("blocks of one column need equally many columns: " + ", ".join(str(p.sort) for p in column))
    height, width = grid[0][0].sort.rows, grid[0][0].sort.cols
    for row in grid[1:]:
        height += row[0].sort.rows
    for part in grid[0][1:]:
        width += part.sort.cols
    return Term("block", parts, (rows, cols), Sort(height, width))


def function(name: str, sort: Sort, *arguments: Term) -> Term:
    """A declared function (or one of the known ones) applied to its arguments."""
    return Term("function", arguments, name, sort)


def summation(name: str, over: Dimension, body: Term) -> Term:
    """The sum of ``body`` for the index ``name`` from 1 to ``over``."""
    return Term("sum", (require_value(body, "a sum"),), ((name, over),), body.sort)


def product(name: str, over: Dimension, body: Term) -> Term:
    """The product of scalars ``body`` for the index ``name`` from 1 to ``over``."""
    return Term("product", (require_scalar(body, "a product"),), ((name, over),), SCALAR)


def sum_between(name: str, over: Dimension, lower: Term, upper: Term, body: Term) -> Term:
    """A sum whose bounds are not the index's whole range."""
    return Term("sum-between", (lower, upper, require_value(body, "a sum")), ((name, over),), body.sort)


def product_between(name: str, over: Dimension, lower: Term, upper: Term, body: Term) -> Term:
    """The product of the body over an index from ``lower`` to ``upper``, which lie in its range; 1 where ``upper`` is less."""
    return Term("product-between", (lower, upper, require_scalar(body, "a product")), ((name, over),), body.sort)
