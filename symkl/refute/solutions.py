"""Whether a printed solution solves its condition, and whether it is the only one."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from symkl.kernel.context import Proposition
from symkl.kernel.term import Term, subterms
from symkl.refute import matrix
from symkl.refute.elementary import power
from symkl.refute.environment import Evaluator, symbol_name
from symkl.refute.facts import difference, fact_holds, holds
from symkl.refute.integrals import expand
from symkl.refute.interval import NotEvaluable
from symkl.refute.judgements import Disagreement, Question
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluator
from symkl.refute.number import Number, Scalar
from symkl.refute.probability import indeterminates, parted, stacked
from symkl.refute.signs import sign
from symkl.refute.values import Environment, Family, Value, as_matrix, as_scalar, whole


def solution_question(premise: Proposition, unknown: Term, right: Term, alone: bool = True) -> Question:
    """Whether the right side does not satisfy the premise when it is put in for the unknown, or (if asked) is not alone in doing so."""

    def ask(at: Evaluator) -> Disagreement | None:
        if not _indices(premise.left) <= _indices(unknown):
            raise NotEvaluable("a premise about every member, which one value has to solve for all of them, if any does")
        if unknown.op == "block":
            return _entries_fail(at, premise, unknown, right)
        base, point = _put_in(at, unknown, right)
        environment = at.bind({}, {base: point})
        one, other = at.evaluate(premise.left, environment), at.evaluate(premise.right, environment)
        if holds(premise.relation, one, other) is False:
            return Disagreement("not-a-solution", one, other)
        asked = alone and (unknown.args[0] if unknown.op == "power" else unknown).op == "symbol"
        return _another(at, premise, unknown, base, point) if asked and difference(one, other) == _zeros(one) else None

    return Question((premise.left, premise.right, unknown, right), ask)


def _indices(term: Term) -> frozenset[str]:
    """The indices that stand free in a term."""
    return frozenset(part.data[0] for part in subterms(term) if part.op == "index") & term.free


def _entries_fail(at: Evaluator, premise: Proposition, unknown: Term, right: Term) -> Disagreement | None:
    """Whether the entries of a tuple, as the right side has them, do not satisfy the premise."""
    names = [entry.data for entry in unknown.args if entry.op == "symbol" and entry.sort.is_scalar]
    entries = [x for row in as_matrix(at.evaluate(right, {})) for x in row]
    if len(names) != len(unknown.args) or len(entries) != len(names) or not at.reach(right).isdisjoint(names):
        raise NotEvaluable("an unknown that is no tuple of variables, or stands on both sides")
    environment = at.bind({}, dict(zip(names, entries, strict=True)))
    one, other = at.evaluate(premise.left, environment), at.evaluate(premise.right, environment)
    return Disagreement("not-a-solution", one, other) if holds(premise.relation, one, other) is False else None


def _zeros(like: Value) -> Matrix:
    entries = as_matrix(like)
    return matrix.filled(len(entries), len(entries[0]))


def _put_in(at: Evaluator, unknown: Term, right: Term) -> tuple[str, Value]:
    """The name whose value the right side fixes, and that value; a root where a power is solved for, all members where it is any of a family."""
    base = unknown.args[0] if unknown.op == "power" else unknown
    name = symbol_name(base)
    if name is None or name in at.reach(right) or name in at.context.definitions:
        raise NotEvaluable("an unknown that is no variable, or stands on both sides")
    if base.op == "symbol":
        return name, _solved(at, unknown, right, {})
    family, places = at.look_up(name, {}), base.args[1:]
    indices = {place.data[0]: place.data[1] for place in places if place.op == "index"}
    if base.args[0].op != "symbol" or any(place.op not in ("index", "number") for place in places):
        raise NotEvaluable("an unknown that is no member of a family")
    for values in product(*map(at.model.range, indices.values())):
        inner = at.bind({}, dict(zip(indices, values, strict=True)))
        at_places = tuple(whole(at.evaluate(place, inner)) for place in places)
        family = replaced(family, at_places, _solved(at, unknown, right, inner))
    return name, family


def _solved(at: Evaluator, unknown: Term, right: Term, environment: Environment) -> Value:
    """The unknown's value: the right side's, or its root."""
    value = at.evaluate(right, environment)
    if unknown.op != "power":
        return value
    degree = as_scalar(at.evaluate(unknown.args[1], environment))
    if isinstance(degree, Number) or degree == 0:
        raise NotEvaluable("a power that is no number")
    return power(as_scalar(value), Fraction(1) / degree)


def replaced(of: Value, places: tuple[int, ...], by: Value) -> Value:
    """A family with another member, or a vector or matrix with another entry."""
    if isinstance(of, Family) and places in of.members:
        return Family({**of.members, places: by})
    entries = as_matrix(of)
    row, col = (*places, 1)[:2]
    if not (1 <= row <= len(entries) and 1 <= col <= len(entries[0])):
        raise NotEvaluable("an entry beyond the dimension of the model")
    return tuple(tuple(as_scalar(by) if (i, j) == (row, col) else x for j, x in enumerate(r, 1)) for i, r in enumerate(entries, 1))


def _another(at: Evaluator, premise: Proposition, unknown: Term, base: str, point: Value) -> Disagreement | None:
    """A second solution, where the premise is a polynomial of degree 1 (any unknown) or 2 (a number) in the unknown."""
    entries = as_matrix(point)
    shape = ((len(entries), len(entries[0])),)
    variables, points = indeterminates(at, shape)
    at.depth += 1
    try:
        environment = at.bind({}, {base: points[0] if isinstance(point, tuple) else points[0][0][0]})
        residual = difference(at.evaluate(premise.left, environment), at.evaluate(premise.right, environment))
    finally:
        at.depth -= 1
    parts = [expand(x, variables) for row in residual for x in row]
    second = _second_root(parts, entries) if len(variables) == 1 else _along_kernel(parts, stacked((entries,)))
    if second is None:
        return None
    value = parted(second, shape)[0]
    second_value: Value = value if isinstance(point, tuple) else value[0][0]
    there = evaluator(at.model._replace(values={**at.model.values, base: second_value}), at.context)
    admissible = all(fact_holds(there, fact) for fact in at.context.facts) and _holds_at(there, premise, {})
    return Disagreement("another-solution", point, second_value) if admissible and unknown.op != "power" else None


def _holds_at(at: Evaluator, premise: Proposition, environment: Environment) -> bool:
    return holds(premise.relation, at.evaluate(premise.left, environment), at.evaluate(premise.right, environment)) is True


def _second_root(parts: list[dict[tuple[int, ...], Scalar]], point: Matrix) -> Matrix | None:
    """Of ``a x^2 + b x + c``: ``-b/a - x``; of an equation that does not speak of x: ``x + 1``."""
    (part,) = parts
    if max((d for (d,) in part), default=0) == 0:
        return ((point[0][0] + 1,),)
    a, b = part.get((2,), 0), part.get((1,), 0)
    if max(d for (d,) in part) != 2 or isinstance(a, Number):
        return None
    other = b * (Fraction(-1) / a) - point[0][0]
    return ((other,),) if sign(other - point[0][0]) in (-1, 1) else None


def _along_kernel(parts: list[dict[tuple[int, ...], Scalar]], point: Matrix) -> Matrix | None:
    """The point moved along a direction that a linear system does not see."""
    size = len(point)
    if any(sum(degrees) > 1 for part in parts for degrees in part):
        return None
    units = [tuple(int(i == j) for j in range(size)) for i in range(size)]
    kernel = matrix.kernel(tuple(tuple(part.get(u, 0) for u in units) for part in parts))
    return None if kernel is None else matrix.plus(point, kernel)
