"""The difference of two terms in components: zero, certainly not zero, or unknown."""

from __future__ import annotations

from typing import NamedTuple

from sympy import Expr, Integer, Symbol, simplify

from symkl.kernel.context import Context
from symkl.kernel.term import Term
from symkl.rederive import algebra, calculus, probability
from symkl.rederive.components import Components, Scope, Value, flat
from symkl.rederive.equations import admissible, settle_givens
from symkl.rederive.errors import NotRederived, TooLarge
from symkl.rederive.expectations import put
from symkl.rederive.grids import NIL, scalar, transposed
from symkl.rederive.laws import Law
from symkl.rederive.points import certainly_not_zero, nowhere_negative

OPERATIONS = (algebra, calculus, probability)  # importing them registers what they handle

LARGEST_TO_SIMPLIFY = 120
KEPT = 24


FAILURES = (NotRederived, RecursionError, ValueError, ArithmeticError, NotImplementedError)


class Outcome(NamedTuple):
    """What became of one question at one dimension: "zero", "nonzero" (the expression is not, at an exact point), "unknown" or "bound"."""

    size: int
    state: str
    expression: Expr | None = None
    reason: str = ""


def failed(size: int, error: Exception) -> Outcome:
    """An answer that was not found; "bound" where it was a matter of size only."""
    return Outcome(size, "bound" if isinstance(error, TooLarge) else "unknown", None, str(error))


_components: list[Components] = []


def components_for(context: Context, size: int) -> Components:
    """The components of a context at one dimension, kept from one question to the next."""
    for known in _components:
        if known.size == size and known.serves(context):
            return known
    made = Components(context, size)
    settle_givens(made)
    _components.append(made)
    del _components[:-KEPT]
    return made


def entry_pairs(of: Components, left: Term, right: Term, scope: Scope) -> list[tuple[Expr, Expr]]:
    """Left and right entry by entry; of laws their log-densities."""
    if left.sort.kind == "law":
        one, two = of.law(left, scope), of.law(right, scope)
        variables = of.variables(one.count)
        return [(one.log_density(variables), two.log_density(variables))]
    one_value, two_value = fitting(of.value(left, scope), of.value(right, scope))
    return list(zip(flat([one_value]), flat([two_value]), strict=True))


def fitting(left: Value, right: Value) -> tuple[Value, Value]:
    """Two values of one shape, a gradient's row turned into a column where the other side is one."""
    if isinstance(left, (int, Law)) or isinstance(right, (int, Law)):
        left, right = (scalar(Integer(v)) if isinstance(v, int) else v for v in (left, right))
    if len(flat([left])) != len(flat([right])):
        raise NotRederived("sides of different shapes")
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) != len(right) and not hasattr(left, "members"):
        right = transposed(right)
    return left, right


def difference_at(of: Components, left: Term, right: Term, solved: dict[Symbol, Expr] | None = None) -> Outcome:
    """Left minus right at one dimension."""
    try:
        if not admissible(of):
            return Outcome(of.size, "unknown", None, "this dimension is not admissible")
        if left.sort.is_scalar and (probability.is_exponential(of, left) or probability.is_exponential(of, right)):
            values = [(of.log_value(left, scope), of.log_value(right, scope)) for scope in of.positions(left, right)]
            logarithms = judged(of, [(put(of, a, solved or of.solved), put(of, b, solved or of.solved)) for a, b in values])
            if logarithms.state in ("zero", "nonzero"):
                return logarithms._replace(expression=None)
        pairs = [pair for scope in of.positions(left, right) for pair in entry_pairs(of, left, right, scope)]
        return judged(of, [(put(of, a, solved or of.solved), put(of, b, solved or of.solved)) for a, b in pairs])
    except FAILURES as error:
        return failed(of.size, error)


def judged(of: Components, pairs: list[tuple[Expr, Expr]]) -> Outcome:
    """All differences zero, or one certainly not."""
    differences = [left - right for left, right in pairs]
    for difference in differences:
        if certainly_not_zero(of, difference, 1):
            return Outcome(of.size, "nonzero", _shortened(of, difference))
    for (left, right), difference in zip(pairs, differences, strict=True):
        if not vanishes(of, difference):
            certain = certainly_not_zero(of, difference)
            return Outcome(of.size, *(("nonzero", _shortened(of, difference)) if certain else ("unknown", None, "not brought to zero")))
        if not _doubts_settled(of, left, right):
            return Outcome(of.size, "unknown", None, "a logarithm or root of a value whose sign is not known")
    return Outcome(of.size, "zero", NIL)


def _shortened(of: Components, difference: Expr) -> Expr:
    """The difference over one denominator, where that is within bounds."""
    try:
        return of.normaliser.canonical(difference)
    except NotRederived:
        return difference


def vanishes(of: Components, difference: Expr) -> bool:
    """Whether a difference is brought to zero: by its numerator over one polynomial ring, else by `simplify` where it is small."""
    if of.normaliser.is_zero(difference):
        return True
    if certainly_not_zero(of, difference) or difference.count_ops() > LARGEST_TO_SIMPLIFY:
        return False
    return bool(simplify(difference) == 0)


def _doubts_settled(of: Components, left: Expr, right: Expr) -> bool:
    """What only the right side takes for positive must be so wherever the left side is defined."""
    return all(nowhere_negative(of, doubt) for doubt in of.normaliser.doubts(right) - of.normaliser.doubts(left))
