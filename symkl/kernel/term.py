"""Terms: everything that other rooms build them with. Probability and calculus here, values in `builders`, the tree in `tree`."""

from __future__ import annotations

from collections.abc import Callable

from symkl.kernel.builders import (  # fmt: skip
    HALF,
    MINUS,
    PI,
    TWO,
    UNIT,
    ZERO,
    E,
    absolute,
    add,
    block,
    det,
    diag,
    diagonal,
    div,
    elementwise,
    entry,
    exp,
    function,
    hadamard,
    identity,
    index,
    inverse,
    log,
    member,
    mul,
    neg,
    number,
    ones,
    power,
    product,
    product_between,
    require_scalar,
    require_value,
    size,
    sqrt,
    sub,
    sum_between,
    summation,
    symbol,
    trace,
    transpose,
    unit,
    zero,
)
from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, SortError, dimension, law
from symkl.kernel.substitution import fresh, substitute
from symkl.kernel.tree import BINDERS, OPERATORS, REBUILD, Binding, Term, alpha_equal, alpha_key, bound_in, replace_at, subterm_at, subterms

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
    return Term("density", (require_scalar(body, "a density"),), variables, law(*(s for _, s in variables)))


def normalised(variables: Binding, body: Term) -> Term:
    """The law whose density is proportional to ``body``."""
    return Term("normalised", (require_scalar(body, "a density"),), variables, law(*(s for _, s in variables)))


def pdf(of: Term, *points: Term) -> Term:
    """The density of a law at points."""
    if tuple(p.sort for p in points) != _law(of, "a density").sort.parts:
        raise SortError(f"a density of a {of.sort} cannot be taken at {', '.join(str(p.sort) for p in points)}")
    return Term("pdf", (of, *points), None, SCALAR)


def _binding(op: str, variables: Binding, of: Term, *bodies: Term) -> None:
    if tuple(s for _, s in variables) != _law(of, op).sort.parts:
        raise SortError(f"{op} over a {of.sort} cannot bind {variables}")
    for body in bodies:
        require_value(body, op)


def expectation(variables: Binding, of: Term, body: Term) -> Term:
    """``E_law[body]``, the variables bound in the body; of every entry where the body is no scalar."""
    _binding("an expectation", variables, of, body)
    return Term("expectation", (of, body), variables, body.sort)


def variance(variables: Binding, of: Term, body: Term) -> Term:
    """``Var[f]`` of a scalar, ``Cov[f]`` of a vector."""
    _binding("a variance", variables, of, body)
    return Term("variance", (of, body), variables, Sort(body.sort.rows, body.sort.rows))


def covariance(variables: Binding, of: Term, left: Term, right: Term) -> Term:
    """``Cov[f, g]`` of columns of n and m entries, n x m."""
    _binding("a covariance", variables, of, left, right)
    return Term("covariance", (of, left, right), variables, Sort(left.sort.rows, right.sort.rows))


def kl(p: Term, q: Term) -> Term:
    """``KL(p || q)``."""
    if _law(p, "KL").sort != _law(q, "KL").sort:
        raise SortError(f"KL needs two laws on one space, not a {p.sort} and a {q.sort}")
    return Term("kl", (p, q), None, SCALAR)


def entropy(p: Term) -> Term:
    """``H[p]`` of a law, in nats."""
    return Term("entropy", (_law(p, "an entropy"),), None, SCALAR)


def cross_entropy(p: Term, q: Term) -> Term:
    """``-E_p[log q]`` of two laws, in nats."""
    return Term("cross-entropy", (_law(p, "a cross-entropy"), _law(q, "a cross-entropy")), None, SCALAR)


def integral(variables: Binding, body: Term) -> Term:
    """The integral of ``body`` over the variables' whole spaces."""
    return Term("integral", (require_value(body, "an integral"),), variables, body.sort)


# -- calculus --------------------------------------------------------------------------------------------------------------


def derivative(body: Term, by: Term, convention: str = "free") -> Term:
    """The derivative in numerator layout for vectors (rows: body, columns: by), of a scalar in the shape of ``by``.

    ``convention`` says whether the entries of a matrix ``by`` are "free" or those of a "symmetric" one.
    """
    if by.op not in ("symbol", "member", "entry", "power", "function"):
        raise SortError(f"a derivative by {by.op} is not a derivative by a variable")
    if require_value(body, "a derivative").sort.is_scalar:
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


def optimum(op: str, variables: Binding, objective: Term, *beside: Term) -> Term:
    """``argmin``, ``argmax`` (the unique point) or ``minimum``, ``maximum`` (the value).

    Of several variables the point is that of the first one; ``beside`` is what is claimed of the others, which says nothing of this one.
    """
    sort = variables[0][1] if op.startswith("arg") else SCALAR
    return Term(op, (require_scalar(objective, op), *beside), variables, sort)


# -- rebuilding ------------------------------------------------------------------------------------------------------------

_SIMPLE: dict[str, Callable[..., Term]] = {
    "add": add, "mul": mul, "power": power, "transpose": transpose, "trace": trace, "det": det, "log": log, "exp": exp,
    "abs": absolute, "hadamard": hadamard, "diag": diag, "diagonal": diagonal, "entry": entry, "member": member,
    "gaussian": gaussian, "pdf": pdf, "kl": kl, "entropy": entropy, "cross-entropy": cross_entropy,
}  # fmt: skip
_BINDING: dict[str, Callable[..., Term]] = {
    "density": density, "normalised": normalised, "expectation": expectation, "variance": variance,
    "covariance": covariance, "integral": integral, "at": at,
}  # fmt: skip

REBUILD |= {
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
    "product-between": lambda t, args: product_between(*t.data[0], *args),
    "sum-between": lambda t, args: sum_between(*t.data[0], *args),
    "derivative": lambda t, args: derivative(args[0], args[1], t.data),
}

__all__ = ["BINDERS", "E", "HALF", "MINUS", "ONE", "OPERATORS", "PI", "SCALAR", "TWO", "UNIT", "ZERO", "Binding", "Dimension", "Sort", "SortError",
           "Term", "absolute", "add", "alpha_equal", "alpha_key", "arbitrary", "at", "block", "bound_in", "covariance", "cross_entropy", "density",
           "derivative", "det", "diag", "diagonal", "dimension", "div", "elementwise", "entropy", "entry", "exp", "expectation", "fresh",
           "function", "gaussian", "hadamard", "identity", "index", "integral", "inverse", "kl", "law", "log", "member", "mul", "neg",
           "normalised", "number", "ones", "optimum", "pdf", "power", "product", "product_between", "replace_at", "size", "sqrt", "sub", "substitute",
           "subterm_at", "subterms", "sum_between", "summation", "symbol", "trace", "transpose", "unit", "variance", "zero"]  # fmt: skip
