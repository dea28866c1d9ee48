"""From terms back to SymPy's expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import sympy
from sympy import Basic, Expr, MatrixExpr, Symbol

from symkl.kernel.sort import Dimension
from symkl.kernel.term import Term


class Unwritten(ValueError):
    """A value that has no short form in SymPy's objects; the message names the part."""


class Writer:
    """Writes terms with the symbols that a `Reader` met. Scalars that are products of matrices are written as traces, so that they add up."""

    def __init__(self, met: Mapping[str, Basic]) -> None:
        self.met = met
        self.indices: dict[str, Symbol] = {}

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
        factors = [part for part in term.args if not part.sort.is_scalar]
        if term.sort.is_scalar and any(_is_unit(part) for part in (*factors[:1], *factors[-1:])):
            return sympy.Mul(*scalars, self._picked(factors))
        matrices = [self.expression(part) for part in factors]
        if not matrices:
            return sympy.Mul(*scalars)
        product = matrices[0] if len(matrices) == 1 else sympy.MatMul(*matrices)
        if term.sort.is_scalar:
            return sympy.Mul(*scalars, sympy.Trace(product))
        return sympy.MatMul(*scalars, *matrices) if scalars else product

    def _picked(self, factors: list[Term]) -> Basic:
        """The entry that unit vectors at the ends of a product pick."""
        ends = [_is_unit(factors[0]), _is_unit(factors[-1])]
        inner = [self.expression(part) for part in factors[ends[0] : len(factors) - ends[1]]]
        if not inner:
            raise Unwritten("a product of unit vectors")
        places = [self._position((end.args[0] if end.op == "transpose" else end).args[0]) for end in (factors[0], factors[-1]) if _is_unit(end)]
        row, col = places if all(ends) else (places[0], 0) if ends[0] else (0, places[0])
        return sympy.MatMul(*inner).doit(deep=False)[row, col] if len(inner) > 1 else inner[0][row, col]

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
        """SymPy counts entries from 0."""
        of, places = self.expression(term.args[0]), [self._position(place) for place in term.args[1:]]
        row, col = (places[0], sympy.Integer(0)) if len(places) == 1 else places
        return of[row, col]

    def _position(self, place: Term) -> Expr:
        return self.indices[place.data[0]] if place.op == "index" else self.expression(place) - 1

    def _index(self, term: Term) -> Basic:
        return self.indices[term.data[0]] + 1

    def _summation(self, term: Term) -> Basic:
        """A sum over an index that no product of matrices hides, such as one of squared entries."""
        ((name, over),) = term.data
        if not term.sort.is_scalar or name in self.indices:
            raise Unwritten("a sum of matrices")
        squared = _squared_entries(term)
        if squared is not None:
            matrix = self.expression(squared)
            return sympy.Trace(sympy.MatMul(sympy.Transpose(matrix), matrix))
        self.indices[name] = index = self._free_index(name)
        body = self.expression(term.args[0])
        del self.indices[name]
        return sympy.Sum(body, (index, 0, self.dimension(over) - 1))

    def _free_index(self, name: str) -> Symbol:
        while name in self.met:
            name += "_"
        return Symbol(name, integer=True)

    def _constant(self, term: Term) -> Basic:
        return {"pi": sympy.pi, "e": sympy.E}[term.data]

    def _diagonal(self, term: Term) -> Basic:
        return sympy.DiagMatrix(self.expression(term.args[0]))


def _is_unit(term: Term) -> bool:
    return (term.args[0] if term.op == "transpose" else term).op == "unit"


def _squared_entries(term: Term) -> Term | None:
    """A in the sum of all A_ij^2."""
    inner = term.args[0]
    if inner.op != "sum" or inner.args[0].op != "power" or inner.args[0].args[1].data != 2 or inner.args[0].args[0].op != "entry":
        return None
    matrix, *places = inner.args[0].args[0].args
    names = [place.data[0] if place.op == "index" else "" for place in places]
    return matrix if names == [term.data[0][0], inner.data[0][0]] and not {*names} & matrix.free else None


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
    "index": Writer._index,
    "sum": Writer._summation,
}
