"""Optima over several variables: one after the other is put at its best value for the rest, until one variable is left."""

from __future__ import annotations

from itertools import permutations

from symkl.kernel import grid as grids
from symkl.kernel.context import Context
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import COL, ROW, BudgetExceeded, Poly, scaled
from symkl.kernel.sort import ONE, Sort, SortError
from symkl.kernel.term import Term, derivative, mul, optimum, substitute, symbol
from symkl.prove.equality import prove_equal
from symkl.prove.matrix_optima import prove_best
from symkl.prove.monotone import root_of, two_powers
from symkl.prove.optima import UNPROVED, unconstrained
from symkl.prove.outcome import Outcome
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer

MOST_VARIABLES = 4
Variable = tuple[str, Sort]


def prove_joint(whole: Term, value: Term, context: Context) -> Outcome:
    """``argmin_{x, y} f`` has its x at the value: f at the best y for each x is least there; or x is best there whatever y is, and the rest
    has an optimum. Each of these is the only optimum in its variables, so that the point is the only one of all."""
    first, *others = whole.data
    objective = bare(whole.args[0], context)
    claimed = dict(zip((n for n, _ in others), whole.args[1:], strict=False))
    if len(whole.data) > MOST_VARIABLES or {n for n, _ in whole.data} & bare(value, context).free:
        return UNPROVED
    for order in permutations(others):
        left = _put_in(whole.op, objective, order, claimed, context)
        outcome = UNPROVED if left is None else prove_best(optimum(whole.op, (first,), left), value, context)
        if outcome.proved:
            return _told(outcome)
    outcome = prove_best(optimum(whole.op, (first,), objective), value, context)
    if outcome.proved:
        rest = substitute(objective, {first[0]: bare(value, context)})
        if any(_put_in(whole.op, rest, order, claimed, context) is not None for order in permutations(others)):
            return _told(outcome)
    return UNPROVED


def _told(outcome: Outcome) -> Outcome:
    return outcome._replace(notes=(*outcome.notes, "the other variables at their best values"))


def _put_in(op: str, objective: Term, order: tuple[Variable, ...], claimed: dict[str, Term], context: Context) -> Term | None:
    """The objective with the variables at their best values, in turn; None where one of them is not found."""
    for name, sort in order:
        best = best_value(optimum(op, ((name, sort),), objective), claimed.get(name), context)
        if best is None:
            return None
        objective = substitute(objective, {name: bare(best, context)})
    return objective


def best_value(single: Term, claimed: Term | None, context: Context) -> Term | None:
    """Where the objective has its only optimum, as the other variables are: as it is claimed, or where its derivative vanishes."""
    ((name, _),) = single.data
    for value in (claimed, stationary_value(single, context)):
        if value is not None and name not in bare(value, context).free and prove_best(single, value, context).proved:
            return value
    return None


def stationary_value(single: Term, context: Context) -> Term | None:
    """A point where the gradient vanishes, in a variable in which it becomes linear: by itself, as a power, or between two factors of X."""
    ((name, sort),) = single.data
    net, variable = normalizer(unconstrained(name, context)), symbol(name, sort)
    try:
        gradient = derivative(bare(single.args[0], context), variable)
        if sort.is_scalar:
            return _root(net, net.poly(gradient), variable)
        if sort.cols == ONE:
            return _of_linear(net, gradient, variable)
        return _of_matrix(net, mul(variable, gradient, variable), variable)
    except (Unreduced, SortError, BudgetExceeded, NotReadable, StopIteration):
        return None


def _root(net: Normalizer, slope: Poly, variable: Term) -> Term | None:
    """``a w^j + b w^k = 0``."""
    found = two_powers(net, slope, net.poly(variable))
    return None if found is None else root_of(net, found)


def _of_linear(net: Normalizer, gradient: Term, variable: Term) -> Term | None:
    """``K u + b = 0``."""
    size = variable.sort.rows
    slope, atom = net.normal(derivative(gradient, variable)).whole, net.symbol(variable.data, variable.sort)
    if net.mentions(slope, atom):
        return None
    rest = net.replaced(net.normal(gradient).whole, atom, {}, (ROW,))
    return Readback(net).poly(scaled(net.matmul(net.inverse(grids.plain(slope, size, size)).whole, rest, size), -1), size, ONE)


def _of_matrix(net: Normalizer, equation: Term, variable: Term) -> Term | None:
    """``c X + B = 0``."""
    atom, size = net.symbol(variable.data, variable.sort), variable.sort.rows
    poly, entry = net.normal(equation).whole, net.single(net.symbol(variable.data, variable.sort), (ROW, COL))
    linear: Poly = {m: c for m, c in poly.items() if net.mentions({m: c}, atom)}
    ((single,),) = entry
    factor: Poly = {tuple(p for p in m if p != single): c for m, c in linear.items()}
    if not factor or net.mentions(factor, atom) or not net.vanishes(grids.plain(_minus(net.multiply(factor, entry), linear))):
        return None
    rest: Poly = {m: c for m, c in poly.items() if m not in linear}
    return Readback(net).poly(net.multiply(scaled(rest, -1), net.power(factor, -1)), size, size)


def _minus(left: Poly, right: Poly) -> Poly:
    found = dict(left)
    for monomial, coefficient in right.items():
        found[monomial] = found.get(monomial, 0) - coefficient
    return {m: c for m, c in found.items() if c}


def prove_best_value(left: Term, right: Term, context: Context) -> Outcome:
    """``min f = v`` over any number of variables: each is put at its best value, and v is what is left."""
    extremum, value = (left, right) if left.op in ("minimum", "maximum") else (right, left)
    if value.op in ("minimum", "maximum") or len(extremum.data) > MOST_VARIABLES:
        return UNPROVED
    objective, op = bare(extremum.args[0], context), "argmin" if extremum.op == "minimum" else "argmax"
    for order in permutations(extremum.data):
        best = _put_in(op, objective, order, {}, context)
        if best is not None:
            outcome = prove_equal(best, value, context)
            if outcome.proved:
                return outcome._replace(replayed=None, laws=("strict-convexity",), notes=("the value where every variable is at its best",))
    return UNPROVED
