"""Optima: equal objectives up to a factor, points where the gradient vanishes, least and greatest values."""

from __future__ import annotations

from symkl.kernel import grid as grids
from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded, Monomial, Poly, scaled
from symkl.kernel.sort import ONE, SortError
from symkl.kernel.term import ZERO, Term, derivative, substitute, symbol
from symkl.prove.equality import discharged
from symkl.prove.monotone import is_root, slope_sign, two_powers
from symkl.prove.optima import UNPROVED, minus, outside, unconstrained
from symkl.prove.outcome import Outcome
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer


def prove_same_optimum(left: Term, right: Term, context: Context) -> Outcome:
    """``argmin f = argmin g``: the gradients differ by a positive factor that is free of the variable (negative for argmin against argmax)."""
    names, others = left.data, right.data
    if len(names) > 1 and (names[0] != others[0] or set(names) != set(others)) or len(names) != len(others):
        return UNPROVED
    put = {n: symbol(*of) for (n, _), of in zip(others, names, strict=True)} if len(names) == 1 else {}
    f, g = bare(left.args[0], context), bare(substitute(right.args[0], put), context)
    for name, _ in names:
        context = unconstrained(name, context)
    net = normalizer(context)
    sign = 1 if left.op == right.op else -1
    try:
        slopes = [tuple(net.normal(derivative(of, symbol(*variable))) for of in (f, g)) for variable in names]
        for factor in _factors(net, *slopes[0]):
            alike = all(net.vanishes(grids.add(net, of_f, grids.scale(net, of_g, factor), -1)) for of_f, of_g in slopes)
            if alike and net.positive(scaled(factor, sign)) and (len(names) == 1 or not any(net.mentions(factor, net.symbol(*v)) for v in names)):
                note = "the objectives differ by a positive factor and what is free of the variable"
                return Outcome(True, None, None, ("same-optimum",), (), None, (note,))
    except (Unreduced, SortError, BudgetExceeded) as gap:
        return Outcome(False, f"no-law: {gap}")
    return UNPROVED


def _factors(net: Normalizer, f: grids.Grid, g: grids.Grid) -> list[Poly]:
    """Candidates for the ratio of two values: ratios of their first terms that share all that has free labels or the variable."""
    candidates: list[Poly] = [{(): 1}, {(): -1}]
    for row_f, row_g in zip(f.cells, g.cells, strict=False):
        for a, b in zip(row_f, row_g, strict=False):
            for m, c in list(a.items())[:6]:
                for n, e in list(b.items())[:6]:
                    ratio = net.multiply({m: c}, net.power({_without_free(net, n): e}, -1)) if _open(net, m) == _open(net, n) else None
                    if ratio is not None:
                        closed = {tuple(p for p in k if not net.free[p[0]]): v for k, v in ratio.items()}
                        candidates.append(closed)
    return candidates


def _open(net: Normalizer, monomial: Monomial) -> Monomial:
    return tuple(p for p in monomial if net.free[p[0]])


def _without_free(net: Normalizer, monomial: Monomial) -> Monomial:
    return tuple(p for p in monomial if not net.free[p[0]])


def prove_optimum(optimum: Term, value: Term, context: Context) -> Outcome:
    """``argmin f = B``: the gradient vanishes at B and f is strictly convex (concave for argmax)."""
    ((name, sort),) = optimum.data
    variable = symbol(name, sort)
    objective, point = bare(optimum.args[0], context), bare(value, context)
    net = normalizer(unconstrained(name, context))
    try:
        gradient = derivative(objective, variable)
        if not net.vanishes(_at(net, gradient, variable, point)):
            return UNPROVED
        hessian = net.normal(derivative(gradient, variable))
        curvature = hessian.whole if optimum.op == "argmin" else scaled(hessian.whole, -1)
        missing = outside(variable, value, context)
        if net.definite(curvature, sort.rows) and missing is not None:
            return Outcome(False, "missing-condition", None, (), (missing,))
        if net.definite(curvature, sort.rows):
            note = f"{optimum.op}: the gradient vanishes there and the Hessian is definite"
            return Outcome(True, None, None, ("strict-convexity",), (), None, (note,))
        if sort.is_scalar:
            return _turning_point(net, optimum, net.poly(gradient), net.poly(point), value, context)
    except (Unreduced, SortError, BudgetExceeded) as gap:
        return Outcome(False, f"no-law: {gap}")
    return UNPROVED


def _turning_point(net: Normalizer, optimum: Term, slope: Poly, point: Poly, value: Term, context: Context) -> Outcome:
    """The derivative has one sign below the point and the other above it."""
    ((name, sort),) = optimum.data
    variable = symbol(name, sort)
    found = two_powers(net, slope, net.poly(variable))
    above_zero = discharged(Proposition(">", variable, ZERO), net)
    wanted = 1 if optimum.op == "argmin" else -1
    if found is None or slope_sign(net, found, above_zero) != wanted or not is_root(net, found, point):
        return UNPROVED
    missing = outside(variable, value, context)
    if missing is not None:
        return Outcome(False, "missing-condition", None, (), (missing,))
    note = f"{optimum.op}: the derivative changes its sign there, and nowhere else"
    return Outcome(True, None, None, ("change-of-sign",), (), None, (note,))


def _at(net: Normalizer, gradient: Term, variable: Term, point: Term) -> grids.Grid:
    """A gradient at a point: of what it comes to, where the point put into its laws leaves expectations that cannot be worked out."""
    binding = ((variable.data, variable.sort),)
    try:
        return net.normal(Term("at", (gradient, point), binding, gradient.sort))
    except Unreduced as gap:
        try:
            value = Readback(net).grid(net.normal(gradient))
        except (NotReadable, StopIteration):
            raise gap from None
        return net.normal(Term("at", (value, point), binding, gradient.sort))


def prove_extremum(left: Term, right: Term, context: Context) -> Outcome:
    """``min f = v``: f is strictly convex and quadratic, and v is its value where the gradient vanishes (concave for max)."""
    extremum, value = (left, right) if left.op in ("minimum", "maximum") else (right, left)
    if len(extremum.data) > 1:
        return UNPROVED
    ((name, sort),) = extremum.data
    variable = symbol(name, sort)
    objective = bare(extremum.args[0], context)
    net = normalizer(context)
    if value.op in ("minimum", "maximum") or any(name in f.left.free | f.right.free for f in context.facts if f.relation != "free-of"):
        return UNPROVED
    try:
        gradient = derivative(objective, variable)
        curvature = net.normal(derivative(gradient, variable)).whole
        atom, slots = net.symbol(name, sort), (-1,) if sort.rows != ONE else ()
        if net.mentions(curvature, atom) or not net.definite(scaled(curvature, 1 if extremum.op == "minimum" else -1), sort.rows):
            return UNPROVED
        slope = net.replaced(net.normal(gradient).whole, atom, {}, slots)
        inverse = net.inverse(grids.plain(curvature, sort.rows, sort.rows)).whole
        point = scaled(net.matmul(inverse, slope, sort.rows), -1)
        best = net.replaced(net.poly(objective), atom, point, slots)
        if net.vanishes(grids.plain(minus(best, net.poly(bare(value, context))))):
            return Outcome(True, None, None, ("strict-convexity",), (), None, ("the value where the gradient vanishes",))
    except (Unreduced, SortError, BudgetExceeded) as gap:
        return Outcome(False, f"no-law: {gap}")
    return UNPROVED
