"""Terms from parts whose shapes may still be unknown: what a construction needs of its parts is learnt from it."""

from __future__ import annotations

from symkl.elaborate.scope import ReadingError
from symkl.elaborate.sorts import Shapes
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, SortError
from symkl.kernel.term import Term
from symkl.source import Span


class Builder:
    """The kernel's constructions after unification of what they compare."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def now(self, term: Term) -> Term:
        """The term with its outermost sort as it is known now (the inner ones are settled at the end)."""
        sort = self.shapes.sort(term.sort)
        return term if sort is term.sort or sort == term.sort else Term(term.op, term.args, term.data, sort)

    def member(self, term: Term) -> Term:
        """The term, which must be one value: all the members of a family at once make no operand, and no wrong shape either."""
        sort = self.shapes.sort(term.sort)
        if sort.kind == "value" and sort.over:
            names = term.data if term.op == "symbol" else "this"
            message = f"{names} stands for a whole family here, each member a value in {sort.element}: it is neither a vector nor a matrix"
            suggestion = "write the index, or declare the matrix that the members make, such as $X = [x_1, \\dots, x_N]$"
            raise ReadingError("unsupported", message, Span(0, 0), suggestion)
        return term

    def zero(self) -> Term:
        """A zero of a shape still to be found."""
        return Term("zero", (), None, self.shapes.unknown())

    def ones(self) -> Term:
        """A column of ones of a length still to be found."""
        return Term("ones", (), None, Sort(self.shapes.fresh(), ONE))

    def identity(self, rows: Dimension | None = None) -> Term:
        """The identity, of a size still to be found unless it is given."""
        if rows == ONE:
            return t.UNIT
        size = rows or self.shapes.fresh()
        return Term("identity", (), None, Sort(size, size))

    def is_scalar(self, term: Term) -> bool:
        """Whether the term is known to be a scalar."""
        return self.shapes.sort(term.sort).is_scalar

    def is_open(self, term: Term) -> bool:
        """Whether part of the shape is still unknown."""
        return self.shapes.is_open(term.sort)

    def is_column(self, term: Term) -> bool:
        """Whether the term is known to be a column, and no number."""
        return self.now(term).sort.is_vector and not self.is_open(term)

    def scalar(self, term: Term, what: str) -> Term:
        """The term, made a scalar where that is open."""
        if not self.shapes.same(term.sort, SCALAR):
            raise SortError(f"{what} needs a scalar, not {self.now(term).sort}")
        return self.now(term)

    def integrand(self, term: Term) -> Term:
        """One value of any shape, a number where that is open: ``\\int x p(x) dx`` of a vector is a vector."""
        self.member(term)
        return self.now(term) if self.is_column(term) or not self.is_open(term) else self.scalar(term, "an integral")

    def square(self, term: Term, what: str) -> Term:
        """The term, made square where that is open."""
        self.member(term)
        if term.sort.kind != "value" or not self.shapes.unify(term.sort.rows, term.sort.cols):
            raise SortError(f"{what} needs a square matrix, not {self.now(term).sort}")
        return self.now(term)

    def alike(self, left: Term, right: Term, what: str) -> tuple[Term, Term]:
        """Both terms, made of one shape."""
        if not self.shapes.same(left.sort, right.sort):
            raise SortError(f"{what}: {self.now(left).sort} and {self.now(right).sort}")
        return self.now(left), self.now(right)

    def add(self, terms: list[Term]) -> Term:
        """A sum; all terms get one shape."""
        for other in terms[1:]:
            self.alike(terms[0], other, "a sum of different shapes")
        return t.add(*map(self.now, terms))

    def mul(self, factors: list[Term]) -> Term:
        """A product, nested only where multiplication from the left does not fit."""
        factors = [self.now(f) for f in factors]
        before = dict(self.shapes.known)
        if self._fold(factors):
            return t.mul(*(factors if self.shapes.known == before else map(self.now, factors)))
        self.shapes.known = before
        nested = self._nest(factors)
        if nested is None:
            shapes = " and ".join(str(self.now(f).sort) for f in factors if not self.is_scalar(f))
            raise SortError(f"{shapes} cannot be multiplied")
        return nested

    def _fold(self, factors: list[Term]) -> Sort | None:
        total = SCALAR
        for factor in factors:
            sort = self.shapes.sort(factor.sort)
            if sort.kind != "value":
                raise SortError(f"a product needs values, not a {sort}")
            if sort.over:
                self.member(factor)
            if total.is_scalar:
                total = sort
            elif not sort.is_scalar:
                if not self.shapes.unify(total.cols, sort.rows):
                    return None
                total = self.shapes.sort(Sort(total.rows, sort.cols))
        return total

    def _nest(self, factors: list[Term]) -> Term | None:
        """Some consecutive factors that make a scalar are taken together, the shortest run first."""
        for length in range(2, len(factors)):
            for start in range(1, len(factors) - length + 1):
                run = factors[start : start + length]
                before = dict(self.shapes.known)
                if self.is_scalar(run[0]) or self.is_scalar(run[-1]) or self._fold(run) != SCALAR:
                    self.shapes.known = before
                    continue
                try:
                    return self.mul([*factors[:start], t.mul(*map(self.now, run)), *factors[start + length :]])
                except SortError:
                    self.shapes.known = before
        return None

    def neg(self, term: Term) -> Term:
        """The negative."""
        if term.op == "number":
            return t.number(-term.data)
        return t.mul(t.MINUS, self.now(term))

    def transpose(self, term: Term) -> Term:
        """The transpose; a scalar is its own."""
        term = self.member(self.now(term))
        return term if term.sort.is_scalar else t.transpose(term)

    def dot(self, left: Term, right: Term) -> Term:
        """``left^T right``, a scalar; of two matrices the Frobenius product ``tr(left^T right)``."""
        left, right = self.alike(self.member(left), self.member(right), "an inner product of different shapes")
        if left.sort.is_scalar:
            return t.mul(left, right)
        inner = t.mul(t.transpose(left), right)
        return inner if left.sort.cols == ONE else t.trace(inner)

    def trace(self, term: Term) -> Term:
        """The trace; a scalar is its own."""
        term = self.square(term, "a trace")
        return term if term.sort.is_scalar else t.trace(term)

    def det(self, term: Term) -> Term:
        """The determinant; a scalar is its own."""
        term = self.square(term, "a determinant")
        return term if term.sort.is_scalar else t.det(term)

    def bars(self, term: Term) -> Term:
        """``|A|``: the determinant of a matrix, the absolute value of a scalar; of a column, which has neither, its length."""
        term = self.now(term)
        if self.is_column(term):
            return t.sqrt(self.dot(term, term))
        return t.absolute(term) if term.sort.is_scalar else self.det(term)

    def squared_norm(self, term: Term) -> Term:
        """``||v||^2``; of a matrix the square of the Frobenius norm."""
        term = self.member(self.now(term))
        if term.sort.is_scalar:
            return t.power(term, t.TWO)
        return self.dot(term, term)

    def power(self, base: Term, exponent: Term) -> Term:
        """A power of a scalar or of a square matrix."""
        exponent = self.scalar(exponent, "an exponent")
        base = self.now(base)
        return t.power(base if base.sort.is_scalar else self.square(base, "a power"), exponent)

    def divide(self, left: Term, right: Term) -> Term:
        """A quotient by a scalar."""
        right = self.scalar(right, "a denominator")
        if left.op == right.op == "number" and right.data:
            return t.number(left.data / right.data)
        return self.mul([left, t.inverse(right)]) if left != t.UNIT else t.inverse(right)

    def gaussian(self, mean: Term, covariance: Term) -> Term:
        """A normal law; mean and covariance teach each other their sizes."""
        self.share_covariance(mean, covariance)
        if not self.shapes.unify(mean.sort.cols, ONE) or not self.shapes.same(
            covariance.sort, Sort(mean.sort.rows, mean.sort.rows)
        ):
            shapes = f"{self.now(mean).sort} and {self.now(covariance).sort}"
            raise SortError(f"a normal law needs a mean in R^n and a covariance in R^(n x n), not {shapes}")
        return t.gaussian(self.now(mean), self.now(covariance))

    def share_blocks(self, left: Term, right: Term) -> None:
        """Two columns of blocks, one below the other, have blocks of the same sizes."""
        if left.op == right.op == "block" and left.data == right.data:
            for one, other in zip(left.args, right.args, strict=True):
                self.shapes.same(one.sort, other.sort)

    def share_covariance(self, mean: Term, covariance: Term) -> None:
        """The blocks of a covariance are as large as those of the mean."""
        if mean.op == covariance.op == "block" and covariance.data == (mean.data[0], mean.data[0]):
            for place, part in enumerate(covariance.args):
                row, column = divmod(place, mean.data[0])
                self.shapes.unify(part.sort.rows, mean.args[row].sort.rows)
                self.shapes.unify(part.sort.cols, mean.args[column].sort.rows)

    def pdf(self, law: Term, points: list[Term]) -> Term:
        """The density of a law at points, which get the sorts of its variables."""
        law = self.now(law)
        if len(points) != len(law.sort.parts) or not all(map(self.shapes.same, (p.sort for p in points), law.sort.parts)):
            raise SortError(f"a density of a {law.sort} cannot be taken at {', '.join(str(self.now(p).sort) for p in points)}")
        return t.pdf(self.now(law), *map(self.now, points))

    def block(self, rows: int, cols: int, parts: list[Term]) -> Term:
        """A block matrix; blocks beside and above each other teach each other their sizes."""
        grid = [parts[r * cols : (r + 1) * cols] for r in range(rows)]
        for row in grid:
            for part in row[1:]:
                self._share(row[0].sort.rows, part.sort.rows, "blocks of one row need equally many rows")
        for column in zip(*grid, strict=True):
            for part in column[1:]:
                self._share(column[0].sort.cols, part.sort.cols, "blocks of one column need equally many columns")
        return t.block(rows, cols, *map(self.now, parts))

    def _share(self, left: Dimension, right: Dimension, what: str) -> None:
        if not self.shapes.unify(left, right):
            raise SortError(f"{what}: {self.shapes.dimension(left)} and {self.shapes.dimension(right)}")
