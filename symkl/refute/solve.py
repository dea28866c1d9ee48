"""Values that satisfy equations, where these are linear in a value: one step of Newton's method is then exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import MINUS
from symkl.kernel.term import power as raised
from symkl.refute import matrix
from symkl.refute.elementary import power
from symkl.refute.environment import Evaluator
from symkl.refute.facts import difference, instances
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluator
from symkl.refute.number import Number, Rational, Scalar, Undefined, coefficient, collect, generator_of, split
from symkl.refute.values import Environment, Family, Labelled, Mixture, Model, Normal, Value, Written, as_matrix

Method = Callable[[Model, Context, Proposition, "Place", Environment], Model]
VARIABLE = generator_of("variable", (-1, 0))
Place = tuple[str, tuple[int, ...] | None]  # a name, and a family's member


def solve_equations(model: Model, context: Context, equations: tuple[Proposition, ...], together: bool = False) -> Model:
    """A model in which the equations hold, as far as one value of each can be solved for; ``together``: all values of one are scaled alike."""
    touched: set[Place] = set()
    for equation in equations:
        at = evaluator(model, context)
        for environment in instances(at, equation):
            if not all_zero(_residual(evaluator(model, context), equation, environment)):
                try:
                    model = (_scaled if together else _solved)(model, context, equation, touched, environment)
                except NotEvaluable:
                    break
    return model


def all_zero(value: Matrix) -> bool:
    """Whether all entries are 0 as they are written."""
    return all(x == 0 for row in value for x in row)


def _residual(at: Evaluator, equation: Proposition, environment: Environment) -> Matrix:
    return difference(at.evaluate(equation.left, environment), at.evaluate(equation.right, environment))


def _solved(model: Model, context: Context, equation: Proposition, touched: set[Place], environment: Environment) -> Model:
    reach = evaluator(model, context).reach(equation.left) | evaluator(model, context).reach(equation.right)
    for place in places(model, reach):
        if place in touched:
            continue
        for method in (_as_said, _newton, _by_powers):
            changed = _tried(method, model, context, equation, place, environment)
            if changed is not None:
                touched.add(place)
                return changed
    raise NotEvaluable("an equation that is not linear in any value")


def _scaled(model: Model, context: Context, equation: Proposition, touched: set[Place], environment: Environment) -> Model:
    """All values that an equation between numbers speaks of, times the one positive factor with which it holds."""
    reach = evaluator(model, context).reach(equation.left) | evaluator(model, context).reach(equation.right)
    among = tuple(places(model, reach))
    if not equation.left.sort.is_scalar or len(among) == 0 or touched & set(among):
        raise NotEvaluable("an equation that is none between numbers")
    open_ = _times(model, among, Number({frozenset(((VARIABLE, 1),)): 1}))
    changed = _times(model, among, _root_and_degree(open_, context, equation, environment)[0])
    if not all_zero(_residual(evaluator(changed, context), equation, environment)):
        raise NotEvaluable("an equation that no common factor satisfies")
    touched |= set(among)
    return changed


def _times(model: Model, among: tuple[Place, ...], factor: Scalar) -> Model:
    for place in among:
        old = value_at(model, place)
        model = with_value(model, place, _like(old, matrix.scaled(as_matrix(old), factor)))
    return model


def _tried(method: Method, model: Model, context: Context, equation: Proposition, place: Place, environment: Environment) -> Model | None:
    try:
        changed = method(model, context, equation, place, environment)
        return changed if all_zero(_residual(evaluator(changed, context), equation, environment)) else None
    except (NotEvaluable, Undefined):
        return None


def _as_said(model: Model, context: Context, equation: Proposition, place: Place, environment: Environment) -> Model:
    """The other side's value, where one side is nothing but the name, or that value's inverse, where it is the name's inverse."""
    at = evaluator(model, context)
    for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
        inverted = side.op == "power" and side.args[1] == MINUS
        name, value = (side.args[0], raised(other, MINUS)) if inverted else (side, other)
        if name.op == "symbol" and name.data == place[0] and place[1] is None and place[0] not in at.reach(value):
            return with_value(model, place, at.evaluate(value, environment))
    raise NotEvaluable("an equation that does not say what a name is")


def _by_powers(model: Model, context: Context, equation: Proposition, place: Place, environment: Environment) -> Model:
    """A root of ``a x^k + b x^l``, of an equation between numbers in a number: the positive one, or the other one of a value below 0."""
    old = value_at(model, place)
    if isinstance(old, tuple) or not equation.left.sort.is_scalar:
        raise NotEvaluable("an equation that is none between numbers")
    open_ = with_value(model, place, Number({frozenset(((VARIABLE, 1),)): 1}))
    root, degree = _root_and_degree(open_, context, equation, environment)
    below = isinstance(old, Rational) and old < 0 and degree % 2 == 0
    return with_value(model, place, root * -1 if below else root)


def _root_and_degree(model: Model, context: Context, equation: Proposition, environment: Environment) -> tuple[Scalar, Rational]:
    """The positive root, and the degree, of an equation of two powers of the variable that stands in a model."""
    residual = _residual(evaluator(model, context), equation, environment)[0][0]
    parts: dict[Rational, Scalar] = {}
    for monomial, c in residual.terms.items() if isinstance(residual, Number) else ():
        powers = dict(monomial)
        degree = powers.pop(VARIABLE, Fraction(0))
        parts[degree] = parts.get(degree, 0) + collect(((frozenset(powers.items()), c),))
    if len(parts) != 2:
        raise NotEvaluable("an equation that is no equation of two powers")
    (low, a), (high, b) = sorted(parts.items())
    return power(a * power(b, -1) * -1, Fraction(1) / (high - low)), high - low


def places(model: Model, reach: frozenset[str]) -> Iterator[Place]:
    """What may be changed: last named first, since what depends on others usually stands behind them."""
    for name in sorted(reach.intersection(model.values), reverse=True):
        value = model.values[name]
        if isinstance(value, Family):
            yield from ((name, at) for at in sorted(value.members, reverse=True))
        elif not isinstance(value, (Normal, Mixture, Labelled, Written)):
            yield name, None


def value_at(model: Model, place: Place) -> Value:
    """The value that stands at a place."""
    name, member = place
    value = model.values[name]
    return value.members[member] if isinstance(value, Family) and member is not None else value


def with_value(model: Model, place: Place, value: Value) -> Model:
    """The model with another value at a place."""
    name, member = place
    family = model.values[name]
    if isinstance(family, Family) and member is not None:
        value = Family({**family.members, member: value})
    return model._replace(values={**model.values, name: value})


def _newton(model: Model, context: Context, equation: Proposition, place: Place, environment: Environment) -> Model:
    """The value minus the inverse derivative times the residual."""
    old = value_at(model, place)
    entries = as_matrix(old)
    if len(entries[0]) > 1 and len(entries) > 1:
        raise NotEvaluable("a matrix to be solved for")
    steps = tuple(tuple(generator_of("nil", (-1, i + j)) for j in range(len(entries[0]))) for i in range(len(entries)))
    delta = tuple(tuple(Number({frozenset(((g, 1),)): 1}) for g in row) for row in steps)
    moved = matrix.plus(entries, delta)
    at = evaluator(with_value(model, place, _like(old, moved)), context)
    residual = [x for row in _residual(at, equation, environment) for x in row]
    flat = [g for row in steps for g in row]
    if len(residual) != len(flat):
        raise NotEvaluable("an equation with more entries than the value")
    slope = tuple(tuple(coefficient(x, g) for g in flat) for x in residual)
    step = matrix.times(matrix.inverse(slope), tuple((split(x)[0],) for x in residual))
    changes = iter(row[0] for row in step)
    solved = tuple(tuple(x - next(changes) for x in row) for row in entries)
    return with_value(model, place, _like(old, solved))


def _like(old: Value, value: Matrix) -> Value:
    return value if isinstance(old, tuple) else value[0][0]
