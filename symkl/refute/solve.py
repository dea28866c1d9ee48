"""Values that satisfy equations, where these are linear in a value: one step of Newton's method is then exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import MINUS
from symkl.kernel.term import power as raised
from symkl.record import NamedTuple
from symkl.refute import matrix
from symkl.refute.elementary import power
from symkl.refute.environment import Evaluator
from symkl.refute.facts import difference, instances
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluator
from symkl.refute.number import Number, Rational, Scalar, Undefined, coefficient, collect, generator_of, split
from symkl.refute.values import Environment, Family, Labelled, Mixture, Model, Normal, Value, Written, as_matrix

UNKNOWN = generator_of("unknown", 0)
Place = tuple[str, tuple[int, ...] | None]  # a name, and a family's member
Entry = tuple[Place, int, int]  # a row and a column of what stands at a place


class Instance(NamedTuple):
    """An equation for one choice of its free indices."""

    equation: Proposition
    environment: Environment


#: what solves equations for the values at as many places
Method = Callable[[Model, Context, Sequence[Instance], Sequence[Place]], Model]
#: the places that were solved for, each by which equation
Found = dict[Place, Instance]


def solve_equations(model: Model, context: Context, equations: tuple[Proposition, ...], together: bool = False) -> Model:
    """A model in which the equations hold, as far as one value of each can be solved for; ``together``: first all values of one are scaled alike.

    Where solving one undoes another, the values that were found are taken as the unknowns of a linear system.
    """
    found: Found = {}
    scaled = set[Entry]()
    for equation in equations:
        for environment in instances(evaluator(model, context), equation):
            one = Instance(equation, environment)
            if not _holds(model, context, one):
                solved = (_scaled(model, context, one, found, scaled) if together else None) or _solved(model, context, one, found)
                if solved is None:
                    break
                model = solved
    if len(found) > 1 and not all(_holds(model, context, one) for one in found.values()):
        return _tried(_newton, model, context, tuple(found.values()), tuple(found)) or model
    return model


def _holds(model: Model, context: Context, one: Instance) -> bool:
    return all_zero(_residual(evaluator(model, context), one))


def all_zero(value: Matrix) -> bool:
    """Whether all entries are 0 as they are written."""
    return all(x == 0 for row in value for x in row)


def _residual(at: Evaluator, one: Instance) -> Matrix:
    return difference(at.evaluate(one.equation.left, one.environment), at.evaluate(one.equation.right, one.environment))


def _reached(model: Model, context: Context, one: Instance) -> tuple[Place, ...]:
    at = evaluator(model, context)
    return tuple(places(model, at.reach(one.equation.left) | at.reach(one.equation.right)))


def _solved(model: Model, context: Context, one: Instance, found: Found) -> Model | None:
    """With one value that is not solved for yet changed so that the equation holds; None where it is not linear in any."""
    for place in _reached(model, context, one):
        if place not in found:
            for method in (_as_said, _newton, _by_powers):
                changed = _tried(method, model, context, (one,), (place,))
                if changed is not None:
                    found[place] = one
                    return changed
    return None


def _scaled(model: Model, context: Context, one: Instance, found: Found, scaled: set[Entry]) -> Model | None:
    """All values that an equation between numbers speaks of, times the one positive factor with which it holds."""
    among = _reached(model, context, one)
    if not one.equation.left.sort.is_scalar or not among or not found.keys().isdisjoint(among):
        return None
    if one.environment and any(_is_matrix(value_at(model, place)) for place in among):
        return _scaled_in_part(model, context, one, [p for p in among if p[0] in context.symbols], scaled)
    changed = _tried(_by_a_factor, model, context, (one,), among)
    found.update(dict.fromkeys(among if changed is not None else (), one))
    return changed


def _scaled_in_part(model: Model, context: Context, one: Instance, among: Sequence[Place], scaled: set[Entry]) -> Model | None:
    """The same for one row of a matrix, which is all that an equation with a free index may speak of: the entries on which it hangs are scaled."""
    try:
        before = _residual(evaluator(model, context), one)
        entries = {e for place in among for e in _entries(model, place) if _residual(evaluator(_at_entry(model, e, None), context), one) != before}
        if not entries or not scaled.isdisjoint(entries):
            return None
        scaled |= entries
        open_ = model
        for entry in entries:
            open_ = _at_entry(open_, entry, Number({frozenset(((UNKNOWN, 1),)): 1}))
        factor = _root_and_degree(open_, context, one)[0]
        for entry in entries:
            model = _at_entry(model, entry, factor)
        return model if _holds(model, context, one) else None
    except (NotEvaluable, Undefined):
        return None


def _is_matrix(value: Value) -> bool:
    return isinstance(value, tuple) and len(value) > 1


def _entries(model: Model, place: Place) -> Iterator[Entry]:
    rows = as_matrix(value_at(model, place))
    return ((place, i, j) for i, row in enumerate(rows) for j in range(len(row)))


def _at_entry(model: Model, entry: Entry, factor: Scalar | None) -> Model:
    """The model with one entry of a value times a factor, or greater by 1."""
    place, row, column = entry
    old = value_at(model, place)
    rows = as_matrix(old)
    value = rows[row][column] * factor if factor is not None else rows[row][column] + 1
    changed = tuple(tuple(value if (i, j) == (row, column) else x for j, x in enumerate(line)) for i, line in enumerate(rows))
    return with_value(model, place, _like(old, changed))


def _by_a_factor(model: Model, context: Context, ones: Sequence[Instance], among: Sequence[Place]) -> Model:
    open_ = _times(model, among, Number({frozenset(((UNKNOWN, 1),)): 1}))
    return _times(model, among, _root_and_degree(open_, context, ones[0])[0])


def _times(model: Model, among: Sequence[Place], factor: Scalar) -> Model:
    old = [value_at(model, place) for place in among]
    return _put(model, among, old, [matrix.scaled(as_matrix(value), factor) for value in old])


def _tried(method: Method, model: Model, context: Context, ones: Sequence[Instance], among: Sequence[Place]) -> Model | None:
    try:
        changed = method(model, context, ones, among)
        return changed if all(_holds(changed, context, one) for one in ones) else None
    except (NotEvaluable, Undefined):
        return None


def _as_said(model: Model, context: Context, ones: Sequence[Instance], among: Sequence[Place]) -> Model:
    """The other side's value, where one side is nothing but the name, or that value's inverse, where it is the name's inverse."""
    ((_, left, right), environment), place = ones[0], among[0]
    at = evaluator(model, context)
    for side, other in ((left, right), (right, left)):
        inverted = side.op == "power" and side.args[1] == MINUS
        name, value = (side.args[0], raised(other, MINUS)) if inverted else (side, other)
        if name.op == "symbol" and name.data == place[0] and place[1] is None and place[0] not in at.reach(value):
            return with_value(model, place, at.evaluate(value, environment))
    raise NotEvaluable("an equation that does not say what a name is")


def _by_powers(model: Model, context: Context, ones: Sequence[Instance], among: Sequence[Place]) -> Model:
    """A root of ``a x^k + b x^l``, of an equation between numbers in a number: the positive one, or the other one of a value below 0."""
    one, place = ones[0], among[0]
    old = value_at(model, place)
    if isinstance(old, tuple) or not one.equation.left.sort.is_scalar:
        raise NotEvaluable("an equation that is none between numbers")
    open_ = with_value(model, place, Number({frozenset(((UNKNOWN, 1),)): 1}))
    root, degree = _root_and_degree(open_, context, one)
    below = isinstance(old, Rational) and old < 0 and degree % 2 == 0
    return with_value(model, place, root * -1 if below else root)


def _root_and_degree(model: Model, context: Context, one: Instance) -> tuple[Scalar, Rational]:
    """The positive root, and the degree, of an equation of two powers of the variable that stands in a model."""
    residual = _residual(evaluator(model, context), one)[0][0]
    parts: dict[Rational, Scalar] = {}
    for monomial, c in residual.terms.items() if isinstance(residual, Number) else ():
        powers = dict(monomial)
        degree = powers.pop(UNKNOWN, Fraction(0))
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


def _newton(model: Model, context: Context, ones: Sequence[Instance], among: Sequence[Place]) -> Model:
    """The values minus the inverse derivative times the residuals."""
    old = [value_at(model, place) for place in among]
    entries = [as_matrix(value) for value in old]
    if any(len(rows) > 1 and len(rows[0]) > 1 for rows in entries):
        raise NotEvaluable("a matrix to be solved for")
    flat = tuple(generator_of("nil", (-1, at)) for at in range(sum(len(rows) * len(rows[0]) for rows in entries)))
    moved = iter(flat)
    opened = [tuple(tuple(x + Number({frozenset(((next(moved), 1),)): 1}) for x in row) for row in rows) for rows in entries]
    residual = [x for one in ones for row in _residual(evaluator(_put(model, among, old, opened), context), one) for x in row]
    if len(residual) != len(flat):
        raise NotEvaluable("as many equations as values are needed")
    slope = tuple(tuple(coefficient(x, g) for g in flat) for x in residual)
    changes = iter(row[0] for row in matrix.times(matrix.inverse(slope), tuple((split(x)[0],) for x in residual)))
    return _put(model, among, old, [tuple(tuple(x - next(changes) for x in row) for row in rows) for rows in entries])


def _put(model: Model, among: Sequence[Place], old: Sequence[Value], new: Sequence[Matrix]) -> Model:
    for place, before, value in zip(among, old, new, strict=True):
        model = with_value(model, place, _like(before, value))
    return model


def _like(old: Value, value: Matrix) -> Value:
    return value if isinstance(old, tuple) else value[0][0]
