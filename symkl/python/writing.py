"""From terms back to SymPy's expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import sympy
from sympy import Basic, Expr, MatrixExpr

from symkl.kernel.sort import Dimension
from symkl.kernel.term import Term


class Unwritten(ValueError):
    """A value that has no short form in SymPy's objects; the message names the part."""


class Writer:
    """Writes terms with the symbols that a `Reader` met. Scalars that are products of matrices are written as traces, so that they add up."""

    def __init__(self, met: Mapping[str, Basic]) -> None:
        self.met = met

    def expression(self, term: Term) -> Basic:
        """A scalar as an ``Expr``, anything else as a ``MatrixExpr``."""
        write = _WRITERS.get(term.op)
        if write is None:
            raise Unwritten(f"SymPy has no symbolic form for {term.op} in symkl's result")
        return write(self, term)

    def dimension(self, of: Dimension) -> Expr:
        """A size."""
        return sympy.Add(sympy.Integer(of.constant), *(self.met[name] for name in of.names))

    def _all(self, term: Term) -> list[Basic]:
        return [self.expression(part) for part in term.args]

    def _sum(self, term: Term) -> Basic:
        return sympy.Add(*self._all(term)) if term.sort.is_scalar else sympy.MatAdd(*self._all(term)).doit(deep=False)

    def _product(self, term: Term) -> Basic:
        scalars = [self.expression(part) for part in term.args if part.sort.is_scalar]
        matrices = [self.expression(part) for part in term.args if not part.sort.is_scalar]
        if not matrices:
            return sympy.Mul(*scalars)
        product = matrices[0] if len(matrices) == 1 else sympy.MatMul(*matrices)
        if term.sort.is_scalar:
            return sympy.Mul(*scalars, sympy.Trace(product))
        return sympy.MatMul(*scalars, *matrices) if scalars else product

    def _power(self, term: Term) -> Basic:
        base, exponent = self._all(term)
        if not isinstance(base, MatrixExpr):
            return sympy.Pow(base, exponent)
        return sympy.Inverse(base) if exponent == -1 else sympy.MatPow(base, exponent)

    def _shape(self, term: Term) -> tuple[Expr, Expr]:
        return self.dimension(term.sort.rows), self.dimension(term.sort.cols)

    def _block(self, term: Term) -> Basic:
        rows, cols = term.data
        parts = self._all(term)
        grid = [parts[row * cols : (row + 1) * cols] for row in range(rows)]
        if all(part.sort.is_scalar for part in term.args):
            return sympy.ImmutableMatrix(grid)
        cells = [[cell if isinstance(cell, MatrixExpr) else sympy.Matrix([[cell]]) for cell in row] for row in grid]
        return sympy.BlockMatrix(cells)

    def _entry(self, term: Term) -> Basic:
        of, *places = self._all(term)
        if not all(isinstance(place, sympy.Integer) for place in places):
            raise Unwritten("an entry at an index that is no number")
        row, col = (places[0], sympy.Integer(1)) if len(places) == 1 else places
        return of[int(row) - 1, int(col) - 1]

    def _constant(self, term: Term) -> Basic:
        return {"pi": sympy.pi, "e": sympy.E}[term.data]

    def _diagonal(self, term: Term) -> Basic:
        return sympy.DiagMatrix(self.expression(term.args[0]))


def _exact(writer: Writer, term: Term) -> Basic:
    return sympy.Rational(term.data.numerator, term.data.denominator)


_WRITERS: dict[str, Callable[[Writer, Term], Basic]] = {
    "number": _exact,
    "constant": Writer._constant,
    "symbol": lambda writer, term: writer.met[term.data],
    "dimension": lambda writer, term: writer.dimension(term.data),
    "add": Writer._sum,
    "mul": Writer._product,
    "power": Writer._power,
    "log": lambda writer, term: sympy.log(*writer._all(term)),
    "exp": lambda writer, term: sympy.exp(*writer._all(term)),
    "abs": lambda writer, term: sympy.Abs(*writer._all(term)),
    "transpose": lambda writer, term: sympy.Transpose(*writer._all(term)),
    "trace": lambda writer, term: sympy.Trace(*writer._all(term)),
    "det": lambda writer, term: sympy.Determinant(*writer._all(term)),
    "identity": lambda writer, term: sympy.Identity(writer.dimension(term.sort.rows)),
    "zero": lambda writer, term: sympy.ZeroMatrix(*writer._shape(term)),
    "ones": lambda writer, term: sympy.matrices.expressions.special.OneMatrix(*writer._shape(term)),
    "hadamard": lambda writer, term: reduce(lambda left, right: sympy.HadamardProduct(left, right), writer._all(term)),
    "diag": Writer._diagonal,
    "block": Writer._block,
    "entry": Writer._entry,
}
