"""Normal laws in SymPy's objects, of a symbolic or of a fixed dimension."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count

import sympy
from sympy import Basic, BlockMatrix, Expr, ImmutableMatrix, MatrixSymbol, Symbol
from sympy.matrices import MatrixBase, MatrixExpr

from symkl.kernel import term as terms
from symkl.kernel.context import Proposition
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, gaussian, zero
from symkl.python.moments import expected
from symkl.python.reading import Reader, Unread
from symkl.python.values import value

Body = Callable[[Basic], object]
_numbers = count()


class Normal:
    r"""The normal law N(mean, covariance); the covariance is taken to be symmetric positive definite.

    ``mean`` is n x 1 and ``covariance`` n x n, both matrix expressions (n may be a symbol) or both explicit matrices; or both are
    scalars, the second the variance. Results in symbolic dimension are matrix expressions, with traces where a scalar is a product
    of matrices; those of explicit matrices are explicit. Bishop, PRML, 2.3; Petersen and Pedersen, The Matrix Cookbook, 8.

    >>> from sympy import MatrixSymbol, symbols
    >>> d = symbols("d", integer=True, positive=True)
    >>> p = Normal(MatrixSymbol("mu", d, 1), MatrixSymbol("Sigma", d, d))
    >>> p.entropy()
    d/2 + d*log(2*pi)/2 + log(Determinant(Sigma))/2
    """

    def __init__(self, mean: object, covariance: object) -> None:
        self.mean, self.covariance = _value(mean), _value(covariance)
        if isinstance(self.covariance, MatrixBase) and not isinstance(self.mean, MatrixBase):
            raise ValueError("an explicit covariance needs an explicit mean")
        if isinstance(self.covariance, MatrixBase) and self.covariance.is_positive_definite is False:
            raise ValueError("the covariance is not positive definite")
        reader = Reader()
        try:
            gaussian(reader.term(self.mean), reader.term(self.covariance))
        except SortError as error:
            raise Unread(str(error)) from error

    def __repr__(self) -> str:
        return f"Normal({self.mean}, {self.covariance})"

    def _repr_latex_(self) -> str:
        return rf"$\mathcal{{N}}\left({sympy.latex(self.mean)}, {sympy.latex(self.covariance)}\right)$"

    @property
    def dimension(self) -> Expr:
        """The number of components."""
        return self.mean.shape[0] if _is_matrix(self.mean) else sympy.Integer(1)

    def logpdf(self, x: object) -> Expr:
        """The log-density at ``x`` (n x 1, or a scalar). PRML 2.43.

        >>> from sympy import symbols
        >>> m, x = symbols("m x")
        >>> s = symbols("s", positive=True)
        >>> Normal(m, s**2).logpdf(x)
        -log(2*pi*s**2)/2 - (-m + x)**2/(2*s**2)
        """
        point = _value(x)
        if not _is_matrix(self.mean):
            return -sympy.log(2 * sympy.pi * self.covariance) / 2 - (point - self.mean) ** 2 / (2 * self.covariance)
        level = -self.dimension * sympy.log(2 * sympy.pi) / 2
        if isinstance(self.mean, MatrixBase) and isinstance(point, MatrixBase):
            away = point - self.mean
            return level - sympy.log(self.covariance.det()) / 2 - (away.T * self.covariance.inv() * away)[0, 0] / 2
        away = point - self.mean
        return level - sympy.log(sympy.Determinant(self.covariance)) / 2 - sympy.Trace(away.T * _inverse(self.covariance) * away) / 2

    def entropy(self) -> Expr:
        """The differential entropy in nats. PRML 1.110 and exercise 2.15.

        >>> from sympy import Matrix
        >>> Normal(Matrix([0, 0]), Matrix([[2, 0], [0, 3]])).entropy()
        log(6)/2 + 1 + log(2*pi)
        """
        return _Question().ask(lambda question: terms.entropy(question.law(self)))

    def kl(self, other: Normal) -> Expr:
        """The divergence KL(self || other), in nats. Kingma and Welling 2014, appendix B.

        >>> from sympy import symbols
        >>> m = symbols("m")
        >>> s = symbols("s", positive=True)
        >>> Normal(m, s).kl(Normal(0, 1))
        m**2/2 + s/2 - log(s)/2 - 1/2
        """
        return _Question().ask(lambda question: terms.kl(question.law(self), question.law(other)))

    def expect(self, body: Body) -> Basic:
        """The expectation of ``body(z)`` for z of this law: a polynomial in z, a log-density, an exponential; scalar or matrix.

        >>> from sympy import MatrixSymbol, Trace, symbols
        >>> d = symbols("d", integer=True, positive=True)
        >>> A = MatrixSymbol("A", d, d)
        >>> Normal(MatrixSymbol("mu", d, 1), MatrixSymbol("Sigma", d, d)).expect(lambda z: Trace(z.T * A * z))
        Trace(A*Sigma) + Trace(mu.T*A*mu)
        """
        if isinstance(body, Basic | MatrixBase):
            raise TypeError("expect needs a function of z, such as lambda z: z**2")
        if isinstance(self.mean, MatrixBase):
            return self._expected(body)
        return _Question().ask(lambda question: question.expectation(self, body))

    def _expected(self, body: Body) -> Basic:
        """The expectation in components."""
        names = tuple(_fresh() for _ in self.mean)
        found = _value(body(ImmutableMatrix(names))).doit()
        parts = [expected(part, names, self.mean, self.covariance) for part in (found if isinstance(found, MatrixBase) else [found])]
        return ImmutableMatrix(*found.shape, parts) if isinstance(found, MatrixBase) else parts[0]

    def marginal(self, *parts: int) -> Normal:
        """The law of these parts, counted from 0: blocks of a ``BlockMatrix``, components of an explicit matrix. PRML 2.98.

        >>> from sympy import Matrix
        >>> Normal(Matrix([1, 2]), Matrix([[3, 1], [1, 4]])).marginal(1)
        Normal(Matrix([[2]]), Matrix([[4]]))
        """
        return Normal(_put(self._mean_of(parts)), _put(self._covariance_of(parts, parts)))

    def conditional(self, given: Mapping[int, object]) -> Normal:
        """The law of the other parts where the given ones have these values. PRML 2.81 and 2.82.

        >>> from sympy import Matrix, symbols
        >>> b = symbols("b")
        >>> Normal(Matrix([1, 2]), Matrix([[3, 1], [1, 4]])).conditional({1: b})
        Normal(Matrix([[b/4 + 1/2]]), Matrix([[11/4]]))
        """
        known = tuple(given)
        rest = tuple(part for part in range(len(self._means())) if part not in given)
        if not rest or not known:
            raise ValueError("some parts have to be given, and some left")
        cross, inner = _put(self._covariance_of(rest, known)), _put(self._covariance_of(known, known))
        gain = cross * _inverse(inner)
        away = _put([[_value(given[part])] for part in known]) - _put(self._mean_of(known))
        mean = _put(self._mean_of(rest)) + gain * away
        covariance = _put(self._covariance_of(rest, rest)) - gain * _put(self._covariance_of(known, rest))
        return Normal(_done(mean), _done(covariance))

    def _means(self) -> list[Basic]:
        if isinstance(self.mean, MatrixBase):
            return list(self.mean)
        if isinstance(self.mean, BlockMatrix) and isinstance(self.covariance, BlockMatrix):
            return [self.mean.blocks[row, 0] for row in range(self.mean.blockshape[0])]
        raise ValueError("parts are those of a BlockMatrix or of an explicit matrix")

    def _mean_of(self, parts: tuple[int, ...]) -> list[list[Basic]]:
        means = self._means()
        return [[means[part]] for part in parts]

    def _covariance_of(self, rows: tuple[int, ...], cols: tuple[int, ...]) -> list[list[Basic]]:
        grid = self.covariance if isinstance(self.covariance, MatrixBase) else self.covariance.blocks
        return [[grid[row, col] for col in cols] for row in rows]


class _Question:
    """One question to the kernel: what it reads, and the explicit matrices that stand behind its letters."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.explicit: dict[Basic, Basic] = {}

    def ask(self, make: Callable[[_Question], Term]) -> Basic:
        """The value of a term, explicit matrices put in."""
        try:
            term = make(self)
        except SortError as error:
            raise Unread(str(error)) from error
        found = value(term, self.reader)
        return found.subs(self.explicit).doit() if self.explicit else found

    def law(self, law: Normal) -> Term:
        """The law as a term; its covariance is given to be positive definite."""
        mean, covariance = law.mean, law.covariance
        if isinstance(covariance, MatrixBase):
            number = len(self.explicit)
            letters = MatrixSymbol(f"symkl_mean_{number}", *mean.shape), MatrixSymbol(f"symkl_covariance_{number}", *covariance.shape)
            if mean.shape[0] > 1:
                self.explicit |= dict(zip(letters, (mean, covariance), strict=True))
                mean, covariance = letters
        terms_ = self.reader.term(mean), self.reader.term(covariance)
        relation = ">" if terms_[1].sort.is_scalar else "succ"
        self.reader.facts[Proposition(relation, terms_[1], zero(terms_[1].sort))] = None
        return gaussian(*terms_)

    def expectation(self, law: Normal, body: Body) -> Term:
        """The expectation of a body over a fresh variable."""
        of = self.law(law)
        variable = _fresh(law.dimension if _is_matrix(law.mean) else None)
        term = self.reader.term(body(variable))
        name = str(variable.name)
        sort = of.sort.parts[0]
        self.reader.forget(name)
        return terms.expectation(((name, sort),), of, term)


def _fresh(dimension: Expr | None = None) -> Basic:
    """A variable of a name that no other expectation has, so that none inside another captures it: a scalar, or a vector of this dimension."""
    name = f"symkl_z_{next(_numbers)}"
    return Symbol(name) if dimension is None else MatrixSymbol(name, dimension, 1)


def elbo(log_joint: Body, q: Normal) -> Expr:
    """The evidence lower bound E_q[log_joint(z)] + H[q]: for log p(x, z) as a function of z. PRML 10.3; Kingma and Welling 2014, 2.2.

    >>> from sympy import symbols
    >>> m = symbols("m")
    >>> s = symbols("s", positive=True)
    >>> elbo(Normal(0, 1).logpdf, Normal(m, s)) + Normal(m, s).kl(Normal(0, 1))
    0
    """
    return q.expect(log_joint) + q.entropy()


def _value(found: object) -> Basic:
    """A SymPy object that does not change."""
    return ImmutableMatrix(found) if isinstance(found, MatrixBase) else sympy.sympify(found, strict=True)


def _is_matrix(found: Basic) -> bool:
    return isinstance(found, MatrixBase | MatrixExpr)


def _put(grid: list[list[Basic]]) -> Basic:
    """Parts put together: explicit where they are, else in blocks."""
    cells = list(_flat(grid))
    if len(cells) == 1 and _is_matrix(cells[0]):
        return cells[0]
    return BlockMatrix(grid) if any(isinstance(cell, MatrixExpr) for cell in cells) else ImmutableMatrix(grid)


def _flat(grid: list[list[Basic]]) -> Iterator[Basic]:
    for row in grid:
        yield from row


def _inverse(found: Basic) -> Basic:
    return found.inv() if isinstance(found, MatrixBase) else sympy.Inverse(found)


def _done(found: Basic) -> Basic:
    return found.applyfunc(sympy.expand) if isinstance(found, MatrixBase) else found
