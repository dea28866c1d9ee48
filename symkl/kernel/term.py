"""Terms: what a printed formula says, as a sorted tree. Nothing is simplified here.

One class serves every operator; ``OPERATORS`` lists them with the arguments that each binder binds in. Build terms with the
functions below: they infer the sort and raise `SortError` where shapes do not fit. Vectors are columns (n x 1), scalars 1 x 1;
in ``mul`` a scalar may stand anywhere, the other factors multiply from left to right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, SortError, dimension, law

Binding = tuple[tuple[str, Sort], ...]

#: operator -> positions of the arguments in which the names of ``data`` are bound; None: no binder.
OPERATORS: dict[str, tuple[int, ...] | None] = {
    "number": None,  # data: Fraction
    "constant": None,  # data: "pi" or "e"
    "symbol": None,  # data: the name, unique within its context
    "index": None,  # data: (name, Dimension): an index that runs from 1 to the dimension
    "dimension": None,  # data: Dimension, as a number
    "identity": None,
    "zero": None,
    "ones": None,
    "unit": None,  # args: i; the i-th unit vector
    "add": None,
    "mul": None,
    "power": None,  # args: base, exponent; of a matrix: whole exponents and 1/2, -1/2 (symmetric root)
    "transpose": None,
    "trace": None,
    "det": None,
    "log": None,
    "exp": None,
    "abs": None,
    "hadamard": None,  # elementwise product
    "diag": None,  # vector -> diagonal matrix
    "diagonal": None,  # matrix -> vector of its diagonal
    "entry": None,  # args: vector, i or matrix, i, j
    "member": None,  # args: family, i, ..
    "block": None,  # data: (rows, cols) of the grid; args row by row
    "map": None,  # data: "log", "exp", ..: elementwise on a vector or matrix
    "function": None,  # data: name; args: arguments; declared, or known: sigmoid, softplus, gamma, tanh, erf
    "sum": (0,),  # data: ((index name, its Dimension as a Sort-less range),); args: body
    "product": (0,),
    "sum-between": (2,),  # args: lower, upper, body; data: as in sum, with the range of the index
    "gaussian": None,  # args: mean, covariance -> law
    "arbitrary": None,  # data: name; args: parameters -> law of which only declared moments are known
    "density": (0,),  # data: variables; args: body -> the law whose density is body
    "normalised": (0,),  # data: variables; args: body >= 0 -> the law whose density is proportional to body
    "pdf": None,  # args: law, points..: the density's value (a probability, for a discrete variable)
    "expectation": (1,),  # data: variables; args: law, body
    "variance": (1,),  # as expectation: E[(f - E f)(f - E f)^T]
    "covariance": (1, 2),  # args: law, f, g: E[(f - E f)(g - E g)^T]
    "kl": None,  # args: law, law
    "entropy": None,  # args: law
    "cross-entropy": None,  # args: law, law: -E_p log q
    "integral": (0,),  # data: variables, over their whole spaces; args: body
    "derivative": None,  # args: body, by (a symbol, member, entry, or power(symbol, 2)); data: "free" or "symmetric"
    "at": (0,),  # data: variables; args: body, values..: body with the values put in
    "argmin": (0,),  # data: variable; args: objective
    "argmax": (0,),
    "minimum": (0,),
    "maximum": (0,),
}


class Term:
    """An immutable tree. Equality is structural; see `alpha_equal` for equality up to bound names."""

    __slots__ = ("op", "args", "data", "sort", "_hash", "_free", "_operators", "_alpha")

    def __init__(self, op: str, args: tuple[Term, ...], data: Any, sort: Sort) -> None:
        self.op = op
        self.args = args
        self.data = data
        self.sort = sort
        self._hash = hash((op, args, data, sort))
        self._free: frozenset[str] | None = None
        self._operators: frozenset[str] | None = None
        self._alpha: Any = None

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Term) or self._hash != other._hash:
            return False
        return self.op == other.op and self.data == other.data and self.sort == other.sort and self.args == other.args

    def __reduce__(self) -> tuple[Any, ...]:
        return (Term, (self.op, self.args, self.data, self.sort))

    def __repr__(self) -> str:
        from_data = "" if self.data is None else f"[{self.data}]"
        inside = ", ".join(map(repr, self.args))
        return f"{self.op}{from_data}({inside})" if self.args else f"{self.op}{from_data}"

    @property
    def binds(self) -> tuple[str, ...]:
        """The names this node binds."""
        return () if OPERATORS[self.op] is None else tuple(name for name, _ in self.data)

    @property
    def free(self) -> frozenset[str]:
        """The free names: symbols, indices and (with a trailing ``()``) functions and arbitrary laws."""
        if self._free is None:
            self._free = _free_names(self)
        return self._free

    @property
    def operators(self) -> frozenset[str]:
        """All operators in the term."""
        if self._operators is None:
            self._operators = frozenset((self.op,)).union(*(a.operators for a in self.args))
        return self._operators

    def rebuild(self, args: tuple[Term, ...]) -> Term:
        """The same operator on other arguments, its sort inferred anew."""
        return self if args == self.args else REBUILD[self.op](self, args)


def _free_names(term: Term) -> frozenset[str]:
    if term.op == "symbol":
        return frozenset((term.data,))
    if term.op == "index":
        return frozenset((term.data[0],))
    own = frozenset((term.data + "()",)) if term.op in ("function", "arbitrary") else frozenset()
    where = OPERATORS[term.op]
    if where is None:
        return own.union(*(a.free for a in term.args))
    bound = frozenset(term.binds)
    return own.union(*(a.free - bound if i in where else a.free for i, a in enumerate(term.args)))


def subterms(term: Term) -> Iterator[Term]:
    """The term and everything in it, from the outside in."""
    stack = [term]
    while stack:
        at = stack.pop()
        yield at
        stack.extend(reversed(at.args))


# -- construction ----------------------------------------------------------------------------------------------------------


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
    return Term("identity", (), None, Sort(rows, rows)) if rows != ONE else UNIT


def zero(sort: Sort) -> Term:
    return ZERO if sort.is_scalar else Term("zero", (), None, sort)


def ones(sort: Sort) -> Term:
    return UNIT if sort.is_scalar else Term("ones", (), None, sort)


def unit(at: Term, rows: Dimension) -> Term:
    return Term("unit", (at,), None, Sort(rows, ONE))


def _value(term: Term, what: str) -> Term:
    if term.sort.kind != "value" or term.sort.over:
        raise SortError(f"{what} needs a value, not a {term.sort}")
    return term


def _scalar(term: Term, what: str) -> Term:
    if not term.sort.is_scalar:
        raise SortError(f"{what} needs a scalar, not {term.sort}")
    return term


def _square(term: Term, what: str) -> Term:
    if not _value(term, what).sort.is_square:
        raise SortError(f"{what} needs a square matrix, not {term.sort}")
    return term


def add(*terms: Term) -> Term:
    """A sum of values of one shape."""
    if len(terms) == 1:
        return terms[0]
    for t in terms:
        _value(t, "a sum")
        if t.sort != terms[0].sort:
            raise SortError(f"{terms[0].sort} and {t.sort} cannot be added")
    return Term("add", terms, None, terms[0].sort)


def mul(*factors: Term) -> Term:
    """A product from left to right; scalars stand anywhere."""
    if len(factors) == 1:
        return factors[0]
    sort = SCALAR
    for f in factors:
        _value(f, "a product")
        if sort.is_scalar:
            sort = f.sort
        elif not f.sort.is_scalar:
            if sort.cols != f.sort.rows:
                raise SortError(f"{sort} and {f.sort} cannot be multiplied")
            sort = Sort(sort.rows, f.sort.cols)
    return Term("mul", factors, None, sort)


def neg(term: Term) -> Term:
    return mul(MINUS, term)


def sub(left: Term, right: Term) -> Term:
    return add(left, neg(right))


def power(base: Term, exponent: Term) -> Term:
    """``base^exponent``: scalars; a square matrix to a whole number or to 1/2, -1/2."""
    _scalar(exponent, "an exponent")
    if not base.sort.is_scalar:
        _square(base, "a power")
    return Term("power", (base, exponent), None, base.sort)


def inverse(term: Term) -> Term:
    return power(term, MINUS)


def div(left: Term, right: Term) -> Term:
    return mul(left, inverse(_scalar(right, "a denominator")))


def sqrt(term: Term) -> Term:
    return power(term, HALF)


def transpose(term: Term) -> Term:
    return Term("transpose", (_value(term, "a transpose"),), None, term.sort.transposed)


def trace(term: Term) -> Term:
    return Term("trace", (_square(term, "a trace"),), None, SCALAR)


def det(term: Term) -> Term:
    return Term("det", (_square(term, "a determinant"),), None, SCALAR)


def log(term: Term) -> Term:
    return Term("log", (_scalar(term, "log"),), None, SCALAR)


def exp(term: Term) -> Term:
    return Term("exp", (_scalar(term, "exp"),), None, SCALAR)


def absolute(term: Term) -> Term:
    return Term("abs", (_scalar(term, "an absolute value"),), None, SCALAR)


def hadamard(*factors: Term) -> Term:
    """The elementwise product of values of one shape."""
    if any(f.sort != factors[0].sort for f in factors):
        raise SortError("an elementwise product needs equal shapes: " + ", ".join(str(f.sort) for f in factors))
    return Term("hadamard", factors, None, factors[0].sort)


def elementwise(function: str, term: Term) -> Term:
    """A scalar function of every entry: "log", "exp", "power" is written with `hadamard`, "reciprocal", .."""
    return Term("map", (_value(term, function),), function, term.sort)


def diag(term: Term) -> Term:
    """The diagonal matrix of a vector's entries."""
    if term.sort.cols != ONE:
        raise SortError(f"diag needs a vector, not {term.sort}")
    return Term("diag", (_value(term, "diag"),), None, Sort(term.sort.rows, term.sort.rows))


def diagonal(term: Term) -> Term:
    """The vector of a square matrix's diagonal entries."""
    return Term("diagonal", (_square(term, "diag"),), None, Sort(term.sort.rows, ONE))


def entry(of: Term, *at: Term) -> Term:
    """``v_i`` or ``A_ij``; positions are index terms or whole numbers."""
    if len(at) != (1 if of.sort.cols == ONE else 2):
        raise SortError(f"an entry of {of.sort} has {1 if of.sort.cols == ONE else 2} positions, not {len(at)}")
    return Term("entry", (_value(of, "an entry"), *at), None, SCALAR)


def member(family: Term, *at: Term) -> Term:
    """``x_i`` of a family."""
    if len(at) != len(family.sort.over):
        raise SortError(f"a member of {family.sort} has {len(family.sort.over)} indices, not {len(at)}")
    return Term("member", (family, *at), None, family.sort.element)


def block(rows: int, cols: int, *parts: Term) -> Term:
    """A matrix of ``rows x cols`` blocks, given row by row."""
    grid = [parts[r * cols : (r + 1) * cols] for r in range(rows)]
    for row in grid:
        if any(_value(p, "a block").sort.rows != row[0].sort.rows for p in row):
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
    return Term("sum", (_value(body, "a sum"),), ((name, over),), body.sort)


def product(name: str, over: Dimension, body: Term) -> Term:
    return Term("product", (_scalar(body, "a product"),), ((name, over),), SCALAR)


def sum_between(name: str, over: Dimension, lower: Term, upper: Term, body: Term) -> Term:
    """A sum whose bounds are not the index's whole range."""
    return Term("sum-between", (lower, upper, _value(body, "a sum")), ((name, over),), body.sort)


# -- probability -----------------------------------------------------------------------------------------------------------


def _law(term: Term, what: str) -> Term:
    if term.sort.kind != "law":
        raise SortError(f"{what} needs a probability law, not {term.sort}")
    return term


def gaussian(mean: Term, covariance: Term) -> Term:
    """The normal law with this mean (n x 1) and covariance (n x n)."""
    if mean.sort.cols != ONE or covariance.sort != Sort(mean.sort.rows, mean.sort.rows):
        raise SortError(f"a normal law needs a mean in R^n and a covariance in R^(n x n), not {mean.sort} and {covariance.sort}")
    return Term("gaussian", (mean, covariance), None, law(mean.sort))


def arbitrary(name: str, sort: Sort, *parameters: Term) -> Term:
    """A law of which nothing is known but what is declared of its moments."""
    return Term("arbitrary", parameters, name, sort)


def density(variables: Binding, body: Term) -> Term:
    """The law whose density is ``body``."""
    return Term("density", (_scalar(body, "a density"),), variables, law(*(s for _, s in variables)))


def normalised(variables: Binding, body: Term) -> Term:
    """The law whose density is proportional to ``body``."""
    return Term("normalised", (_scalar(body, "a density"),), variables, law(*(s for _, s in variables)))


def pdf(of: Term, *points: Term) -> Term:
    """The density of a law at points."""
    if tuple(p.sort for p in points) != _law(of, "a density").sort.parts:
        raise SortError(f"a density of a {of.sort} cannot be taken at {', '.join(str(p.sort) for p in points)}")
    return Term("pdf", (of, *points), None, SCALAR)


def _binding(op: str, variables: Binding, of: Term, *bodies: Term) -> None:
    if tuple(s for _, s in variables) != _law(of, op).sort.parts:
        raise SortError(f"{op} over a {of.sort} cannot bind {variables}")
    for body in bodies:
        _value(body, op)


def expectation(variables: Binding, of: Term, body: Term) -> Term:
    """``E_law[body]``, the variables bound in the body; of every entry where the body is no scalar."""
    _binding("an expectation", variables, of, body)
    return Term("expectation", (of, body), variables, body.sort)


def variance(variables: Binding, of: Term, body: Term) -> Term:
    """``Var[f]`` of a scalar, ``Cov[f]`` of a vector."""
    _binding("a variance", variables, of, body)
    return Term("variance", (of, body), variables, Sort(body.sort.rows, body.sort.rows))


def covariance(variables: Binding, of: Term, left: Term, right: Term) -> Term:
    _binding("a covariance", variables, of, left, right)
    return Term("covariance", (of, left, right), variables, Sort(left.sort.rows, right.sort.rows))


def kl(p: Term, q: Term) -> Term:
    """``KL(p || q)``."""
    if _law(p, "KL").sort != _law(q, "KL").sort:
        raise SortError(f"KL needs two laws on one space, not a {p.sort} and a {q.sort}")
    return Term("kl", (p, q), None, SCALAR)


def entropy(p: Term) -> Term:
    return Term("entropy", (_law(p, "an entropy"),), None, SCALAR)


def cross_entropy(p: Term, q: Term) -> Term:
    return Term("cross-entropy", (_law(p, "a cross-entropy"), _law(q, "a cross-entropy")), None, SCALAR)


def integral(variables: Binding, body: Term) -> Term:
    """The integral of ``body`` over the variables' whole spaces."""
    return Term("integral", (_value(body, "an integral"),), variables, body.sort)


# -- calculus --------------------------------------------------------------------------------------------------------------


def derivative(body: Term, by: Term, convention: str = "free") -> Term:
    """The derivative in numerator layout for vectors (rows: body, columns: by), of a scalar in the shape of ``by``.

    ``convention`` says whether the entries of a matrix ``by`` are "free" or those of a "symmetric" one.
    """
    if by.op not in ("symbol", "member", "entry", "power", "function"):
        raise SortError(f"a derivative by {by.op} is not a derivative by a variable")
    if _value(body, "a derivative").sort.is_scalar:
        sort = by.sort
    elif by.sort.is_scalar:
        sort = body.sort
    elif body.sort.cols == ONE and by.sort.cols == ONE:
        sort = Sort(body.sort.rows, by.sort.rows)
    else:
        raise SortError(f"the derivative of {body.sort} by {by.sort} is no matrix")
    return Term("derivative", (body, by), convention, sort)


def at(variables: Binding, body: Term, *values: Term) -> Term:
    """``body`` with the values put in for the variables."""
    return Term("at", (body, *values), variables, body.sort)


def optimum(op: str, variables: Binding, objective: Term) -> Term:
    """``argmin``, ``argmax`` (the unique point) or ``minimum``, ``maximum`` (the value)."""
    sort = variables[0][1] if op.startswith("arg") else SCALAR
    return Term(op, (_scalar(objective, op),), variables, sort)


# -- rebuilding, substitution, equality up to bound names --------------------------------------------------------------------

_SIMPLE: dict[str, Callable[..., Term]] = {
    "add": add, "mul": mul, "power": power, "transpose": transpose, "trace": trace, "det": det, "log": log, "exp": exp,
    "abs": absolute, "hadamard": hadamard, "diag": diag, "diagonal": diagonal, "entry": entry, "member": member,
    "gaussian": gaussian, "pdf": pdf, "kl": kl, "entropy": entropy, "cross-entropy": cross_entropy,
}  # fmt: skip
_BINDING: dict[str, Callable[..., Term]] = {
    "density": density, "normalised": normalised, "expectation": expectation, "variance": variance,
    "covariance": covariance, "integral": integral, "at": at,
}  # fmt: skip

REBUILD: dict[str, Callable[[Term, tuple[Term, ...]], Term]] = {
    **{op: (lambda t, args, make=make: make(*args)) for op, make in _SIMPLE.items()},  # type: ignore[misc]
    **{op: (lambda t, args, make=make: make(t.data, *args)) for op, make in _BINDING.items()},  # type: ignore[misc]
    **{op: lambda t, args: optimum(t.op, t.data, *args) for op in ("argmin", "argmax", "minimum", "maximum")},
    "unit": lambda t, args: unit(args[0], t.sort.rows),
    "block": lambda t, args: block(*t.data, *args),
    "map": lambda t, args: elementwise(t.data, *args),
    "function": lambda t, args: function(t.data, t.sort, *args),
    "arbitrary": lambda t, args: arbitrary(t.data, t.sort, *args),
    "sum": lambda t, args: summation(*t.data[0], *args),
    "product": lambda t, args: product(*t.data[0], *args),
    "sum-between": lambda t, args: sum_between(*t.data[0], *args),
    "derivative": lambda t, args: derivative(args[0], args[1], t.data),
}


def fresh(name: str, taken: frozenset[str] | set[str]) -> str:
    """``name`` with as many primes as keep it apart from the names taken."""
    while name in taken:
        name += "'"
    return name


def substitute(term: Term, values: dict[str, Term]) -> Term:
    """The term with values for free names, capture avoided. ``name()`` replaces a function by its `Abstraction`-free value."""
    values = {n: v for n, v in values.items() if n in term.free}
    if not values:
        return term
    if term.op in ("symbol", "index"):
        return values[term.data if term.op == "symbol" else term.data[0]]
    where = OPERATORS[term.op]
    if where is None:
        return term.rebuild(tuple(substitute(a, values) for a in term.args))
    inner = {n: v for n, v in values.items() if n not in term.binds}
    captured = frozenset().union(*(v.free for v in inner.values())) if inner else frozenset()
    if captured & set(term.binds):
        term = rename_bound(term, captured)
    return term.rebuild(tuple(substitute(a, inner if i in where else values) for i, a in enumerate(term.args)))


def rename_bound(term: Term, taken: frozenset[str]) -> Term:
    """The same binder with bound names that avoid ``taken``."""
    where = OPERATORS[term.op] or ()
    avoid = set(taken) | set().union(*(term.args[i].free for i in where))
    data, renaming = [], {}
    for name, kind in term.data:
        new = fresh(name, avoid) if name in taken else name
        avoid.add(new)
        data.append((new, kind))
        if new != name:
            renaming[name] = index(new, kind) if isinstance(kind, Dimension) else symbol(new, kind)
    args = tuple(substitute(a, renaming) if i in where else a for i, a in enumerate(term.args))
    return Term(term.op, args, tuple(data), term.sort)


def alpha_key(term: Term, bound: tuple[str, ...] = ()) -> Any:
    """A key that is equal for terms that are equal up to renaming of bound names."""
    if bound:
        return _alpha_key(term, bound if term.free.intersection(bound) else ())
    if term._alpha is None:
        term._alpha = _alpha_key(term, ())
    return term._alpha


def _alpha_key(term: Term, bound: tuple[str, ...]) -> Any:
    if term.op in ("symbol", "index"):
        name = term.data if term.op == "symbol" else term.data[0]
        if name in bound:
            return (term.op, len(bound) - 1 - bound[::-1].index(name), term.sort)
        return (term.op, term.data, term.sort)
    where = OPERATORS[term.op]
    if where is None:
        return (term.op, term.data, term.sort, *(alpha_key(a, bound) for a in term.args))
    inner = bound + term.binds
    kinds = tuple(kind for _, kind in term.data)
    return (term.op, kinds, *(alpha_key(a, inner if i in where else bound) for i, a in enumerate(term.args)))


def alpha_equal(left: Term, right: Term) -> bool:
    """Equality up to renaming of bound names only."""
    return left == right or (left.free == right.free and alpha_key(left) == alpha_key(right))


def replace_at(term: Term, path: tuple[int, ...], new: Term) -> Term:
    """The term with the subterm at ``path`` (argument positions from the root) replaced."""
    if not path:
        return new
    args = list(term.args)
    args[path[0]] = replace_at(args[path[0]], path[1:], new)
    return term.rebuild(tuple(args))


def subterm_at(term: Term, path: tuple[int, ...]) -> Term:
    """The subterm at ``path``."""
    for step in path:
        term = term.args[step]
    return term


__all__ = ["E", "HALF", "MINUS", "ONE", "OPERATORS", "PI", "SCALAR", "TWO", "UNIT", "ZERO", "Binding", "Dimension", "Sort", "SortError",
           "Term", "absolute", "add", "alpha_equal", "alpha_key", "arbitrary", "at", "block", "covariance", "cross_entropy", "density",
           "derivative", "det", "diag", "diagonal", "dimension", "div", "elementwise", "entropy", "entry", "exp", "expectation", "fresh",
           "function", "gaussian", "hadamard", "identity", "index", "integral", "inverse", "kl", "law", "log", "member", "mul", "neg",
           "normalised", "number", "ones", "optimum", "pdf", "power", "product", "replace_at", "size", "sqrt", "sub", "substitute",
           "subterm_at", "subterms", "sum_between", "summation", "symbol", "trace", "transpose", "unit", "variance", "zero"]  # fmt: skip
