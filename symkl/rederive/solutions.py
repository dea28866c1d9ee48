"""Solutions of stationarity conditions, and optima of one objective against those of another."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Symbol

from symkl.kernel.context import Proposition
from symkl.kernel.term import Term
from symkl.rederive.calculus import opened, require_kind
from symkl.rederive.components import Components, Scope, flat
from symkl.rederive.difference import Outcome, entry_pairs, judged
from symkl.rederive.errors import NotRederived
from symkl.rederive.expectations import differentiate, put
from symkl.rederive.probability import is_exponential
from symkl.rederive.stationary import stationary_points


def solves(of: Components, premise: Sequence[Proposition], unknown: Term, right: Term) -> Outcome:
    """The right side put in for the unknown makes every condition zero, and solving the conditions gives nothing else."""
    for scope in of.positions(*(t for p in premise for t in (p.left, p.right)), right):
        outcome = _solves_at(of, premise, unknown, right, scope)
        if outcome.state != "zero":
            return outcome
    return outcome


def _solves_at(of: Components, premise: Sequence[Proposition], unknown: Term, right: Term, scope: Scope) -> Outcome:
    base = unknown.args[0] if unknown.op == "power" else unknown
    inner, symbols, _, shape = opened(of, base, scope, symmetric=True)
    symbols = list(dict.fromkeys(symbols))
    conditions = [put(of, a - b, of.solved) for p in premise if p.relation == "=" for a, b in entry_pairs(of, p.left, p.right, inner)]
    claimed = flat([of.value(right, inner)])
    if unknown.op != "power" and len(flat([shape])) != len(symbols):
        claimed = [c for i, c in enumerate(claimed) if flat([shape])[i] not in flat([shape])[:i]]
    if any(s in c.free_symbols for s in symbols for c in claimed):
        raise NotRederived("a solution in which the unknown occurs")
    points = stationary_points(conditions, symbols, of.normaliser)
    if unknown.op == "power":
        exponent = of.scalar(unknown.args[1], scope)
        points = _distinct(of, [[root**exponent for root in point] for point in points])
    if len(points) != 1:
        raise NotRederived("not exactly one solution was found")
    return judged(of, [(found, put(of, said, of.solved)) for found, said in zip(points[0], claimed, strict=True)])


def _distinct(of: Components, points: list[list[Expr]]) -> list[list[Expr]]:
    """The points without repetitions."""
    kept: list[list[Expr]] = []
    for point in points:
        if not any(all(of.normaliser.is_zero(a - b) for a, b in zip(point, other, strict=True)) for other in kept):
            kept.append(point)
    return kept


def same_optima(of: Components, left: Term, right: Term) -> Outcome:
    """Objectives whose difference, or the logarithm of whose ratio, is free of the variable; else equal stationary points."""
    with of.binding(left.data, {}) as (scope, variables):
        values = [scope[name] for name, _ in left.data]
        other = {**scope, **{name: v for (name, _), v in zip(right.data, values, strict=True)}}
        left_slope = _gradient(of, left.args[0], scope, variables)
        right_slope = _gradient(of, right.args[0], other, variables)
        sign = 1 if left.op == right.op else -1
        pairs = [(a, sign * b) for a, b in zip(left_slope, right_slope, strict=True)]
        if judged(of, pairs).state == "zero":
            return Outcome(of.size, "zero")
        if is_exponential(of, left.args[0]) and is_exponential(of, right.args[0]):
            one, two = of.log_value(left.args[0], scope), of.log_value(right.args[0], other)
            if judged(of, [(differentiate(of, one, v), sign * differentiate(of, two, v)) for v in variables]).state == "zero":
                return Outcome(of.size, "zero")
        return _same_points(of, left_slope, right_slope, variables, (left.op, right.op))
    raise NotRederived("optima that are not compared")


def differ_by_what_is_free(of: Components, left: Term, right: Term) -> bool:
    """Whether the objectives (of one kind of optimum, in one variable) have the same derivative."""
    with of.binding(left.data, {}) as (scope, variables):
        slopes = [_gradient(of, t.args[0], scope, variables) for t in (left, right)]
        sign = 1 if left.op == right.op else -1
        return judged(of, [(a, sign * b) for a, b in zip(*slopes, strict=True)]).state == "zero"


def _same_points(
    of: Components, left: Sequence[Expr], right: Sequence[Expr], variables: Sequence[Symbol], kinds: tuple[str, str]
) -> Outcome:
    """The only stationary point of each, where both are optima of their kind."""
    found = []
    for slope, kind in ((left, kinds[0]), (right, kinds[1])):
        points = stationary_points(slope, variables, of.normaliser)
        if len(points) != 1:
            raise NotRederived("an optimum that is not the only stationary point")
        require_kind(of, slope, variables, points[0], kind)
        found.append(points[0])
    return judged(of, list(zip(found[0], found[1], strict=True)))


def _gradient(of: Components, objective: Term, scope: Scope, variables: Sequence[Symbol]) -> list[Expr]:
    value = put(of, of.scalar(objective, scope), of.solved)
    return [differentiate(of, value, v) for v in variables]
