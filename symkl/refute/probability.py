"""Values of the operators of probability: laws, densities, expectations and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symkl.kernel.term import Binding, Term
from symkl.refute import matrix
from symkl.refute.elementary import exp, log, power
from symkl.refute.environment import Evaluator, Operation
from symkl.refute.functions import AFFINE, polynomial
from symkl.refute.integrals import Variables, expected, integral
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.number import PI, Number, Scalar, Undefined, generator_of, split, sum_of
from symkl.refute.rational import ratio
from symkl.refute.values import (
    Environment,
    Labelled,
    Law,
    Mixture,
    Normal,
    Shape,
    Value,
    Written,
    as_matrix,
    as_scalar,
    entries_of,
    of_sort,
    stacked_value,
    unstacked,
    whole,
)

HALF, MINUS_HALF = ratio(1, 2), ratio(-1, 2)
Body = Callable[[tuple[Matrix, ...]], Matrix]


def as_law(value: Value) -> Law:
    """A law."""
    if not isinstance(value, (Normal, Mixture, Labelled, Written)):
        raise NotEvaluable("a value where a law is needed")
    return value


def _gaussian(at: Evaluator, term: Term, environment: Environment) -> Value:
    mean, covariance = (as_matrix(at.evaluate(a, environment)) for a in term.args)
    standard = tuple(tuple(split(x)[0] for x in row) for row in covariance)
    numeric = not any(g.variables for row in standard for x in row if isinstance(x, Number) for g in x.generators)
    if numeric and not matrix.is_semidefinite(standard):
        if all(isinstance(x, (int, Fraction)) for row in standard for x in row):
            raise Undefined("a normal law whose covariance is not positive semidefinite")
        raise NotEvaluable("a covariance that cannot be told to be positive semidefinite")
    return Normal(mean, covariance, ((len(mean), 1),))


def _arbitrary(at: Evaluator, term: Term, environment: Environment) -> Value:
    """The model's law; one with parameters is normal, its mean affine in them."""
    law = at.look_up(term.data, environment)
    if not term.args:
        return law
    entries = entries_of(tuple(at.evaluate(a, environment) for a in term.args))
    if isinstance(law, Labelled):
        return turned(law, sum(int(x) for x in entries if isinstance(x, (int, Fraction))), entries)
    if not isinstance(law, Normal):
        raise NotEvaluable("an arbitrary conditional law that is not normal")
    return _shifted(law, entries)


def _shifted(law: Normal, entries: list[Scalar]) -> Normal:
    return law._replace(mean=matrix.plus(law.mean, polynomial(AFFINE, entries, len(law.mean), 1)))


def turned(law: Labelled, by: int, entries: list[Scalar]) -> Labelled:
    """Another law for other labels behind the bar: the probabilities change places, the means move."""
    weights = list(law.weights.values())
    by %= len(weights)
    return law._replace(
        weights=dict(zip(law.weights, weights[by:] + weights[:by], strict=True)),
        parts={label: _shifted(part, entries) for label, part in law.parts.items()},
    )


def _written(at: Evaluator, term: Term, environment: Environment) -> Value:
    return Written(term, environment, shapes_of(at, term.data))


def shapes_of(at: Evaluator, variables: Binding) -> tuple[Shape, ...]:
    """The variables' rows and columns in this model."""
    return tuple(at.model.shape(sort) for _, sort in variables)


def stacked(points: tuple[Matrix, ...]) -> Matrix:
    """All entries of the points as one column."""
    return tuple((x,) for point in points for row in point for x in row)


def parted(column: Matrix, shapes: tuple[Shape, ...]) -> tuple[Matrix, ...]:
    """The points of which `stacked` makes the column."""
    entries = iter(row[0] for row in column)
    return tuple(tuple(tuple(next(entries) for _ in range(cols)) for _ in range(rows)) for rows, cols in shapes)


def indeterminates(at: Evaluator, shapes: tuple[Shape, ...]) -> tuple[Variables, tuple[Matrix, ...]]:
    """Variables of their own for every entry of values of these shapes."""
    variables = tuple(generator_of("variable", (at.depth, k)) for k in range(sum(r * c for r, c in shapes)))
    return variables, parted(tuple((Number({frozenset(((v, 1),)): 1}),) for v in variables), shapes)


def bound(at: Evaluator, variables: Binding, points: tuple[Matrix, ...], environment: Environment, hides: bool = True) -> Environment:
    """The environment with points for the variables."""
    return at.bind(environment, {name: unstacked(p, sort, at.model) for (name, sort), p in zip(variables, points, strict=True)}, hides)


def within(at: Evaluator, term: Term, environment: Environment) -> Matrix:
    """The value of a binder's body, its variables kept apart from those of binders inside."""
    at.depth += 1
    try:
        return as_matrix(at.evaluate(term, environment))
    finally:
        at.depth -= 1


def density_of(at: Evaluator, law: Law, points: tuple[Matrix, ...]) -> Scalar:
    """The value of a law's density (a discrete law's probability) at points."""
    if isinstance(law, Normal):
        return _bell(at, law, stacked(points))
    if isinstance(law, Mixture):
        return sum_of(w * _bell(at, part, stacked(points)) for w, part in zip(law.weights, law.parts, strict=True))
    if isinstance(law, Labelled):
        return _labelled(at, law, points)
    value = within(at, law.term.args[0], bound(at, law.term.data, points, law.environment))[0][0]
    return value if law.term.op == "density" else value * power(_mass(at, law), -1)


def _labelled(at: Evaluator, law: Labelled, points: tuple[Matrix, ...]) -> Scalar:
    """The label's probability times the density of the rest given the label."""
    label = tuple(whole(p) for p, is_label in zip(points, law.labels, strict=True) if is_label)
    rest = tuple(p for p, is_label in zip(points, law.labels, strict=True) if not is_label)
    if label not in law.weights:
        raise NotEvaluable("a label that the law does not know")
    return law.weights[label] * _bell(at, law.parts[label], stacked(rest)) if rest else law.weights[label]


def _mass(at: Evaluator, law: Written) -> Scalar:
    at.unrestricted(name for name, _ in law.term.data)
    at.depth += 1
    try:
        variables, points = indeterminates(at, law.shapes)
        return integral(within(at, law.term.args[0], bound(at, law.term.data, points, law.environment))[0][0], variables)
    finally:
        at.depth -= 1


def _bell(at: Evaluator, law: Normal, point: Matrix) -> Scalar:
    form, height = _form_and_height(at, law, point)
    return height * exp(form * MINUS_HALF)


def _form_and_height(at: Evaluator, law: Normal, point: Matrix) -> tuple[Scalar, Scalar]:
    """The squared distance from the mean, measured by the precision, and the density at the mean."""
    precision, height = at.once(law, _precision_and_height)
    away = matrix.plus(point, matrix.scaled(law.mean, -1))
    return matrix.times(matrix.transposed(away), matrix.times(precision, away))[0][0], height


def log_density_of(at: Evaluator, law: Law, points: tuple[Matrix, ...]) -> Scalar:
    """The logarithm of a law's density at points."""
    if not isinstance(law, Normal):
        return log(density_of(at, law, points))
    form, height = _form_and_height(at, law, stacked(points))
    return log(height) + form * MINUS_HALF


def _precision_and_height(law: Normal) -> tuple[Matrix, Scalar]:
    spread = power(matrix.determinant(law.covariance), MINUS_HALF)
    return matrix.inverse(law.covariance), power(PI * 2, ratio(-len(law.mean), 2)) * spread


def average(at: Evaluator, law: Law, body: Body) -> Matrix:
    """The expectation, entry by entry, of what ``body`` makes of the law's variables."""
    if isinstance(law, Labelled):
        return _weighted(tuple(law.weights.values()), tuple(_given_label(at, law, label, body) for label in law.weights))
    if isinstance(law, Mixture):
        return _weighted(law.weights, tuple(average(at, part, body) for part in law.parts))
    variables, points = indeterminates(at, law.shapes)
    value = body(points)
    if isinstance(law, Written):
        at.unrestricted(name for name, _ in law.term.data)
        weight = density_of(at, law, points)
        return tuple(tuple(integral(x * weight, variables) for x in row) for row in value)
    if not matrix.is_symmetric(law.covariance):
        raise NotEvaluable("moments of a covariance whose entries vary independently")
    return tuple(tuple(expected(x, variables, law.mean, law.covariance, lambda: density_of(at, law, points)) for x in row) for row in value)


def _given_label(at: Evaluator, law: Labelled, label: tuple[int, ...], body: Body) -> Matrix:
    def with_label(rest: tuple[Matrix, ...]) -> Matrix:
        labels, others = iter(label), iter(rest)
        return body(tuple(matrix.scalar(next(labels)) if is_label else next(others) for is_label in law.labels))

    return average(at, law.parts[label], with_label) if law.parts else with_label(())


def _weighted(weights: tuple[Scalar, ...], values: tuple[Matrix, ...]) -> Matrix:
    total = matrix.scaled(values[0], weights[0])
    for weight, value in zip(weights[1:], values[1:], strict=True):
        total = matrix.plus(total, matrix.scaled(value, weight))
    return total


def _body(at: Evaluator, term: Term, variables: Binding, environment: Environment) -> Body:
    return lambda points: within(at, term, bound(at, variables, points, environment))


def _law(at: Evaluator, term: Term, environment: Environment) -> Law:
    return as_law(at.evaluate(term, environment))


def _pdf(at: Evaluator, term: Term, environment: Environment) -> Value:
    points = tuple(stacked_value(at.evaluate(p, environment)) for p in term.args[1:])
    return density_of(at, _law(at, term.args[0], environment), points)


def _expectation(at: Evaluator, term: Term, environment: Environment) -> Value:
    return of_sort(average(at, _law(at, term.args[0], environment), _body(at, term.args[1], term.data, environment)), term.sort)


def _covariance(at: Evaluator, term: Term, environment: Environment) -> Value:
    """E[f g^T] - E[f] E[g]^T; the variance is that of f with itself."""
    law = _law(at, term.args[0], environment)
    left, right = (_body(at, term.args[i], term.data, environment) for i in (1, -1))
    mixed = average(at, law, lambda points: matrix.times(left(points), matrix.transposed(right(points))))
    means = matrix.times(average(at, law, left), matrix.transposed(average(at, law, right)))
    return of_sort(matrix.plus(mixed, matrix.scaled(means, -1)), term.sort)


def _symmetrised(law: Law) -> Law:
    """A normal law as a function of its covariance's symmetric part: what is averaged below is symmetric in it."""
    if not isinstance(law, Normal) or matrix.is_symmetric(law.covariance):
        return law
    both = matrix.plus(law.covariance, matrix.transposed(law.covariance))
    return law._replace(covariance=matrix.scaled(both, HALF))


def _average_log(at: Evaluator, law: Law, of: Law) -> Scalar:
    return average(at, _symmetrised(law), lambda points: ((log_density_of(at, of, points),),))[0][0]


def _kl(at: Evaluator, term: Term, environment: Environment) -> Value:
    p, q = (_law(at, a, environment) for a in term.args)
    return _average_log(at, p, p) - _average_log(at, p, q)


def _entropy(at: Evaluator, term: Term, environment: Environment) -> Value:
    p = _law(at, term.args[0], environment)
    return _average_log(at, p, p) * -1


def _cross_entropy(at: Evaluator, term: Term, environment: Environment) -> Value:
    p, q = (_law(at, a, environment) for a in term.args)
    return _average_log(at, p, q) * -1


def _integrate(at: Evaluator, term: Term, environment: Environment) -> Value:
    at.unrestricted(name for name, _ in term.data)
    variables, points = indeterminates(at, shapes_of(at, term.data))
    body = within(at, term.args[0], bound(at, term.data, points, environment))
    return of_sort(tuple(tuple(integral(x, variables) for x in row) for row in body), term.sort)


def _logarithm(at: Evaluator, term: Term, environment: Environment) -> Value:
    """The logarithm; that of a density without its exponential."""
    inside = term.args[0]
    if inside.op == "pdf":
        points = tuple(stacked_value(at.evaluate(p, environment)) for p in inside.args[1:])
        return log_density_of(at, _law(at, inside.args[0], environment), points)
    return log(as_scalar(at.evaluate(inside, environment)))


PROBABILITY: dict[str, Operation] = {
    "gaussian": _gaussian, "arbitrary": _arbitrary, "density": _written, "normalised": _written, "pdf": _pdf, "expectation": _expectation,
    "variance": _covariance, "covariance": _covariance, "kl": _kl, "entropy": _entropy, "cross-entropy": _cross_entropy, "log": _logarithm,
    "integral": _integrate,
}  # fmt: skip
