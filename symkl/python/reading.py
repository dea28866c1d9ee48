"""From SymPy's expressions to terms: structure by structure, so that nothing is parsed and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import sympy
from sympy import Basic, MatrixSymbol, Q, S, Symbol
from sympy.assumptions import AppliedPredicate
from sympy.core.relational import Relational
from sympy.matrices import MatrixBase

from symkl.kernel.context import Context, Proposition
from symkl.kernel.sort import ONE, Dimension, Sort, SortError
from symkl.kernel.term import (
    PI,
    ZERO,
    E,
    Term,
    absolute,
    add,
    block,
    det,
    entry,
    exp,
    hadamard,
    identity,
    inverse,
    log,
    mul,
    number,
    ones,
    power,
    size,
    symbol,
    trace,
    transpose,
    zero,
)


class Unread(ValueError):
    """An expression that symkl has no meaning for; the message names the part."""


#: the assumptions that a symbol may have beside being real, each with what it means
_ASSUMED: tuple[tuple[dict[str, bool], tuple[str, ...]], ...] = (
    ({}, ()), ({"real": True}, ()), ({"positive": True}, (">",)), ({"nonnegative": True}, (">=",)), ({"negative": True}, ("<",)),
    ({"nonpositive": True}, ("<=",)), ({"real": True, "nonzero": True}, ("!=",)), ({"nonzero": True}, ("!=",)),
)  # fmt: skip
_RELATIONS = {sympy.Gt: ">", sympy.Ge: ">=", sympy.Lt: "<", sympy.Le: "<=", sympy.Ne: "!=", sympy.Eq: "="}


class Reader:
    """Reads the expressions of one question; what it has met is the question's context. A plain ``Symbol`` stands for a real number."""

    def __init__(self) -> None:
        self.met: dict[str, Basic] = {}
        self.sorts: dict[str, Sort] = {}
        self.facts: dict[Proposition, None] = {}

    def context(self) -> Context:
        """All names met, with their assumptions."""
        latex = {name: sympy.latex(found) for name, found in self.met.items()}
        return Context(dict(self.sorts), {}, tuple(self.facts), latex)

    def term(self, expression: object) -> Term:
        """The term that an expression means; `Unread` for what is none."""
        try:
            found = sympy.sympify(expression, strict=True)
        except sympy.SympifyError as error:
            raise Unread(f"this is no object of SymPy's: {expression!r}") from error
        for part in sympy.preorder_traversal(found):
            if isinstance(part, MatrixSymbol):
                self._matrix(part)  # sizes first: they are numbers too
        try:
            return self._read(found)
        except SortError as error:
            raise Unread(str(error)) from error

    def _read(self, found: Basic) -> Term:
        if isinstance(found, MatrixBase):
            return self._explicit(found)
        for kind, read in _READERS:
            if isinstance(found, kind):
                return read(self, found)
        raise Unread(f"symkl reads no {type(found).__name__}: {found}")

    def fact(self, given: object) -> Proposition:
        """A condition: ``x > 0``, ``Ne(x, 0)``, ``Eq(..)``, ``Q.positive_definite(A)``, ``Q.symmetric(A)``."""
        if isinstance(given, AppliedPredicate):
            return self._predicate(given)
        if isinstance(given, Relational) and type(given) in _RELATIONS:
            return Proposition(_RELATIONS[type(given)], self.term(given.lhs), self.term(given.rhs))
        raise Unread(f"symkl reads no {given!r} as a condition; write x > 0, Ne(x, 0), Eq(a, b), Q.positive_definite(A) or Q.symmetric(A)")

    def give(self, *given: object) -> None:
        """Take conditions for granted."""
        for one in given:
            self.facts[self.fact(one)] = None

    def forget(self, name: str) -> None:
        """A name that has been bound is no name of the question."""
        self.met.pop(name, None)
        self.sorts.pop(name, None)

    def dimension(self, expression: object) -> Dimension:
        """A size: whole numbers and positive whole symbols, added."""
        found = sympy.sympify(expression, strict=True)
        if isinstance(found, sympy.Integer) and found >= 0:
            return Dimension(int(found))
        if isinstance(found, Symbol):
            if found.is_integer is False or found.is_positive is False:
                raise Unread(f"the size {found} has to be a positive whole number")
            if found.name in self.sorts:
                raise Unread(f"{found} stands for a number and for a size: make it a symbol that is integer and positive")
            self._meet(found.name, found)
            return Dimension(0, (found.name,))
        if isinstance(found, sympy.Add):
            total = Dimension(0)
            for part in found.args:
                total += self.dimension(part)
            return total
        raise Unread(f"{found} is no size: whole numbers and symbols may be added")

    # -- names ---------------------------------------------------------------------------------------------------------------

    def _meet(self, name: str, found: Basic) -> None:
        if not name.isidentifier():
            raise Unread(f"{name!r} is no name that symkl reads: write letters, digits and underscores")
        if self.met.setdefault(name, found) != found:
            raise Unread(f"two different things are named {name}")

    def _symbol(self, found: Symbol) -> Term:
        if found.is_integer and found.is_positive:
            return size(self.dimension(found))
        if found.name in self.met and found.name not in self.sorts and self.met[found.name] == found:
            return size(Dimension(0, (found.name,)))  # it was met as a size
        relations = next((means for assumed, means in _ASSUMED if Symbol(found.name, **assumed) == found), None)
        if relations is None or not found.is_commutative:
            known = "positive, nonnegative, negative, nonpositive, nonzero, or integer and positive"
            raise Unread(f"the assumptions on {found} are none that symkl knows: {known}")
        self._meet(found.name, found)
        self.sorts[found.name] = Sort()
        term = symbol(found.name, Sort())
        self.facts |= {Proposition(relation, term, ZERO): None for relation in relations}
        return term

    def _matrix(self, found: MatrixSymbol) -> Term:
        rows, cols = found.shape
        sort = Sort(self.dimension(rows), self.dimension(cols))
        self._meet(found.name, found)
        self.sorts[found.name] = sort
        return symbol(found.name, sort)

    # -- operations ----------------------------------------------------------------------------------------------------------

    def _all(self, found: Basic) -> list[Term]:
        return [self._read(part) for part in found.args]

    def _power(self, found: Basic) -> Term:
        base, exponent = found.args
        return power(self._read(base), self._read(exponent))

    def _entry(self, found: Basic) -> Term:
        of, row, col = found.args
        inside = self._read(of)
        if not (isinstance(row, sympy.Integer) and isinstance(col, sympy.Integer)):
            raise Unread(f"an entry is read at whole numbers: {found}")
        if inside.sort.is_scalar:
            return inside
        places = [number(int(row) + 1)] + ([] if inside.sort.cols == ONE else [number(int(col) + 1)])
        return entry(inside, *places)

    def _shaped(self, make: Callable[[Sort], Term], found: Basic) -> Term:
        rows, cols = found.shape
        return make(Sort(self.dimension(rows), self.dimension(cols)))

    def _blocks(self, found: Basic) -> Term:
        rows, cols = found.blockshape
        return block(rows, cols, *(self._read(part) for part in found.blocks))

    def _explicit(self, found: MatrixBase) -> Term:
        cells = [self._read(part) for part in found]
        return cells[0] if len(cells) == 1 else block(found.rows, found.cols, *cells)

    def _predicate(self, given: AppliedPredicate) -> Proposition:
        inside = [self.term(argument) for argument in given.arguments]
        if given.function == Q.symmetric:
            return Proposition("=", inside[0], transpose(inside[0]))
        if given.function == Q.orthogonal:
            return Proposition("=", mul(transpose(inside[0]), inside[0]), identity(inside[0].sort.rows))
        if given.function == Q.invertible:
            return Proposition("!=", det(inside[0]), ZERO)
        relation = {Q.positive_definite: "succ", Q.positive: ">", Q.nonnegative: ">=", Q.nonzero: "!="}.get(given.function)
        if relation is None:
            raise Unread(f"symkl reads no {given.function} as a condition")
        if relation == "succ" and inside[0].sort.is_scalar:
            relation = ">"
        return Proposition(relation, inside[0], zero(inside[0].sort))


def _rational(reader: Reader, found: Basic) -> Term:
    return number(Fraction(int(found.p), int(found.q)))


def _float(reader: Reader, found: Basic) -> Term:
    raise Unread(f"{found} is no exact number; write a Rational")


#: what is read, the more special before the more general
_READERS: tuple[tuple[type, Callable[[Reader, Basic], Term]], ...] = (
    (sympy.Rational, _rational),
    (sympy.Float, _float),
    (type(S.Pi), lambda reader, found: PI),
    (type(S.Exp1), lambda reader, found: E),
    (Symbol, Reader._symbol),
    (MatrixSymbol, Reader._matrix),
    (sympy.exp, lambda reader, found: exp(reader._read(found.args[0]))),
    (sympy.log, lambda reader, found: log(*reader._all(found))),
    (sympy.Abs, lambda reader, found: absolute(*reader._all(found))),
    (sympy.Identity, lambda reader, found: identity(reader.dimension(found.shape[0]))),
    (sympy.ZeroMatrix, lambda reader, found: reader._shaped(zero, found)),
    (sympy.matrices.expressions.special.OneMatrix, lambda reader, found: reader._shaped(ones, found)),
    (sympy.Inverse, lambda reader, found: inverse(reader._read(found.args[0]))),
    (sympy.MatPow, Reader._power),
    (sympy.Transpose, lambda reader, found: transpose(*reader._all(found))),
    (sympy.Trace, lambda reader, found: trace(*reader._all(found))),
    (sympy.Determinant, lambda reader, found: det(*reader._all(found))),
    (sympy.HadamardProduct, lambda reader, found: hadamard(*reader._all(found))),
    (sympy.BlockMatrix, Reader._blocks),
    (sympy.matrices.expressions.matexpr.MatrixElement, Reader._entry),
    (sympy.Add, lambda reader, found: add(*reader._all(found))),
    (sympy.MatAdd, lambda reader, found: add(*reader._all(found))),
    (sympy.Mul, lambda reader, found: mul(*reader._all(found))),
    (sympy.MatMul, lambda reader, found: mul(*reader._all(found))),
    (sympy.Pow, Reader._power),
)
