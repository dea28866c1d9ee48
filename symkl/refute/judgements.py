"""What is asked of a model: whether the sides of a step disagree in it, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symkl.kernel.term import Term
from symkl.record import NamedTuple
from symkl.refute import matrix
from symkl.refute.calculus import gradient, is_unbounded
from symkl.refute.elementary import power
from symkl.refute.environment import Evaluator, symbol_name
from symkl.refute.facts import difference, fact_holds, holds
from symkl.refute.integrals import expand
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluator
from symkl.refute.number import Scalar, Undefined
from symkl.refute.probability import as_law, average, indeterminates, stacked
from symkl.refute.rational import ratio
from symkl.refute.signs import sign
from symkl.refute.values import Family, Labelled, Mixture, Model, Normal, Value, Written, as_matrix, as_scalar, of_sort

OPTIMA = ("argmin", "argmax")
LAWS = (Family, Normal, Mixture, Labelled, Written)  # and families: what is no single value


class Disagreement(NamedTuple):
    """The two sides' values where they disagree (None: no value); ``other`` is the second point of a pair."""

    kind: str
    left: Value | None
    right: Value | None
    other: Model | None = None


class Question(NamedTuple):
    """``ask`` answers None where it finds no disagreement."""

    terms: tuple[Term, ...]
    ask: Callable[[Evaluator], Disagreement | None]


def relation_question(relation: str, left: Term, right: Term) -> Question:
    """Whether ``left relation right`` fails."""

    def ask(at: Evaluator) -> Disagreement | None:
        optimum, point = _unfolded(left, at), _unfolded(right, at)
        if relation == "=" and optimum.op in OPTIMA:
            return _optima_differ(at, optimum, point)
        if relation == "=" and optimum.op in ("minimum", "maximum") and (beaten := _beaten(at, optimum, right)) is not None:
            return beaten
        one = at.evaluate(left, {})
        try:
            other = at.evaluate(right, {})
        except Undefined:
            return Disagreement("undefined", one, None)
        if left.sort.kind == "law":
            return _laws_differ(at, one, other) if relation == "=" else None
        return Disagreement("values", one, other) if holds(relation, one, other) is False else None

    return Question((left, right), ask)


def _beaten(at: Evaluator, optimum: Term, right: Term) -> Disagreement | None:
    """A value of the objective that is better than what is claimed to be the best one: at the values that the variables have in the model."""
    if any(n not in at.model.values for n, _ in optimum.data):
        return None
    here, claimed = at.evaluate(optimum.args[0], {}), at.evaluate(right, {})
    better = sign(as_scalar(here) + as_scalar(claimed) * -1)
    return Disagreement("not-a-solution", claimed, here) if better == (-1 if optimum.op == "minimum" else 1) else None


def _unfolded(term: Term, at: Evaluator) -> Term:
    """A name's definition, as long as it is one of a single name."""
    for _ in at.context.definitions:
        definition = at.context.definitions.get(term.data) if term.op == "symbol" else None
        if definition is None or definition.parameters:
            break
        term = definition.body
    return term


def _optima_differ(at: Evaluator, left: Term, right: Term) -> Disagreement | None:
    """By their points; by one's point, where the other has none or its objective's gradient there is not 0."""
    if right.op not in OPTIMA:
        return _not_stationary(at, left, at.evaluate(right, {}))
    one, two = _point(at, left), _point(at, right)
    if one is not None and two is not None:
        return Disagreement("values", one, two) if holds("=", one, two) is False else None
    for point, other in ((one, right), (two, left)):
        if point is not None:
            return Disagreement("not-a-solution", point, None) if is_unbounded(at, other) else _not_stationary(at, other, point)
    return None


def _point(at: Evaluator, optimum: Term) -> Value | None:
    try:
        return at.evaluate(optimum, {})
    except NotEvaluable:
        return None


def _not_stationary(at: Evaluator, optimum: Term, point: Value) -> Disagreement | None:
    """A point inside the domain where the objective's gradient is not 0 is no optimum."""
    name, sort = optimum.data[0]
    names = {n for n, _ in optimum.data}
    closed = (f for f in at.context.facts if f.relation not in (">", "<", "!=", "succ", "free-of"))
    if any(names & (f.left.free | f.right.free) for f in closed):
        raise NotEvaluable("an optimum that may lie at the border of its domain")
    definite = any(f.relation == "succ" and symbol_name(f.left) == name for f in at.context.facts)
    beside = at.bind({}, _beside(at, optimum, point))
    slope = gradient(at, optimum.args[0], name, sort, as_matrix(point), definite, beside)
    flat = matrix.filled(len(slope), len(slope[0]))
    if holds("=", slope, flat) is False:
        return Disagreement("not-a-solution", of_sort(slope, sort), of_sort(flat, sort))
    return _better(at, optimum, point) if len(names) == 1 else None


def _beside(at: Evaluator, optimum: Term, point: Value) -> dict[str, Value]:
    """The values of the other variables: where the objective, quadratic in them, is best; else as they are claimed in the same line."""
    (name, _), *others = optimum.data
    found: dict[str, Value] = {}
    for place, variable in enumerate(others):
        single = Term(optimum.op, optimum.args[:1], (variable, *(v for v in others if v != variable)), variable[1])
        try:
            found[variable[0]] = at.evaluate(single, at.bind({}, {name: point}))
        except NotEvaluable:
            if len(optimum.args) <= place + 1:
                raise
            found[variable[0]] = at.evaluate(optimum.args[place + 1], {})
    return found


def _better(at: Evaluator, optimum: Term, point: Value) -> Disagreement | None:
    """A point of the domain where the objective is better than at this one, or is as good: then this one is not the only optimum."""
    ((name, _),) = optimum.data
    best = as_scalar(at.evaluate(optimum.args[0], at.bind({}, {name: point})))
    for other in _around(point):
        there = evaluator(at.model._replace(values={**at.model.values, name: other}), at.context)
        try:
            if not all(fact_holds(there, fact) for fact in at.context.facts if fact.relation != "free-of"):
                continue
            gain = sign(as_scalar(at.evaluate(optimum.args[0], at.bind({}, {name: other}))) + best * -1)
        except Undefined:
            continue
        if gain == 0 or gain == (-1 if optimum.op == "argmin" else 1):
            return Disagreement("another-solution" if gain == 0 else "not-a-solution", point, other)
    return None


def _around(point: Value) -> Iterator[Value]:
    """Points near and far: shifted in every entry, turned over, and the origin."""
    entries = as_matrix(point)
    square = len(entries) == len(entries[0]) > 1
    for shift in (1, -1, ratio(1, 2), ratio(-1, 2), 3, -3, 10, -10):
        moved = tuple(tuple(x + (shift if i == j or not square else 0) for j, x in enumerate(row)) for i, row in enumerate(entries))
        yield moved if isinstance(point, tuple) else moved[0][0]
    for factor in (-1, 0):
        turned = matrix.scaled(entries, factor)
        if sign(_size(entries, turned)) not in (0, None):
            yield turned if isinstance(point, tuple) else turned[0][0]


def _size(one: Matrix, other: Matrix) -> Scalar:
    """The sum of squares of the entries' differences."""
    total: Scalar = 0
    for x, y in _entries(one, other):
        total = total + (x + y * -1) * (x + y * -1)
    return total


def _laws_differ(at: Evaluator, left: Value, right: Value) -> Disagreement | None:
    """By their means, or by their second moments."""
    one, other = as_law(left), as_law(right)
    for body in (stacked, lambda points: matrix.times(stacked(points), matrix.transposed(stacked(points)))):
        a, b = average(at, one, body), average(at, other, body)
        if holds("=", a, b) is False:
            return Disagreement("values", a, b)
    return None


def pair_question(relation: str, left: Term, right: Term, names: tuple[str, ...]) -> Question:
    """Whether the difference ("constant") or the ratio ("proportional") of the sides depends on the names."""

    def ask(at: Evaluator) -> Disagreement | None:
        one, other = (as_matrix(at.evaluate(side, {})) for side in (left, right))
        if relation == "proportional" and any(sign(x * y) == -1 for x, y in _entries(one, other)):
            return Disagreement("values", of_sort(one, left.sort), of_sort(other, right.sort))
        for second in _moved(at, left, right, names):
            again, last = (as_matrix(second.evaluate(side, {})) for side in (left, right))
            if _varies(relation, one, other, again, last):
                return Disagreement("pair", of_sort(one, left.sort), of_sort(other, right.sort), second.model)
        return None

    return Question((left, right), ask)


def _varies(relation: str, one: Matrix, other: Matrix, again: Matrix, last: Matrix) -> bool:
    if relation == "constant":
        return holds("=", difference(one, other), difference(again, last)) is False
    crossed = [(x, y, z, w) for x, y in _entries(one, other) for z, w in _entries(again, last)]
    return any(sign(x * w + z * y * -1) in (-1, 1) for x, y, z, w in crossed)


def _entries(left: Matrix, right: Matrix) -> Iterator[tuple[Scalar, Scalar]]:
    difference(left, right)
    return ((x, y) for r, s in zip(left, right, strict=True) for x, y in zip(r, s, strict=True))


def _moved(at: Evaluator, left: Term, right: Term, names: tuple[str, ...]) -> Iterator[Evaluator]:
    """Admissible models that differ in the names' values only."""
    reach = frozenset(names).union(*(at.reach(at.context.definitions[n].body) for n in names if n in at.context.definitions))
    moving = sorted(n for n in reach.intersection(at.model.values) if n in at.reach(left) | at.reach(right) | set(names))
    for step in range(4):
        values = {**at.model.values, **{n: _stepped(at.model.values[n], step) for n in moving}}
        second = evaluator(at.model._replace(values=values), at.context)
        if moving and all(fact_holds(second, fact) for fact in at.context.facts):
            yield second


def levelled(at: Evaluator) -> Iterator[Evaluator]:
    """Admissible models in which every name that no fact is about is 0, or 1, in every entry."""
    said = frozenset().union(*(f.left.free | f.right.free for f in at.context.facts))
    for entry in (0, 1):
        level = {n: _filled(v, entry) for n, v in at.model.values.items() if n not in said and not isinstance(v, LAWS)}
        second = evaluator(at.model._replace(values={**at.model.values, **level}), at.context)
        if all(fact_holds(second, fact) for fact in at.context.facts):
            yield second


def _filled(value: Value, entry: int) -> Value:
    entries = as_matrix(value)
    return tuple(tuple(entry for _ in row) for row in entries) if isinstance(value, tuple) else entry


def _stepped(value: Value, step: int) -> Value:
    """Another value near one: shifted, scaled, or both."""
    if isinstance(value, Family):
        return Family({k: _stepped(v, step) for k, v in value.members.items()})
    if isinstance(value, (Normal, Mixture, Labelled, Written)):
        raise NotEvaluable("a law that is to vary")
    factor = (1, 4, ratio(1, 4), 1)[step]
    shift = (1, 0, 0, -2)[step]
    entries = as_matrix(value)
    square = len(entries) == len(entries[0]) > 1
    moved = tuple(
        tuple(x * factor + (shift * (i + 1) * (i == j) if square else shift * (i + j + 1)) for j, x in enumerate(row))
        for i, row in enumerate(entries)
    )
    return moved if isinstance(value, tuple) else moved[0][0]


def absorbed_question(left: Term, right: Term, constant: str, variables: tuple[str, ...]) -> Question:
    """Whether no value of a constant that is free of the variables makes the sides equal: the only one for the first point fails at a second."""

    def ask(at: Evaluator) -> Disagreement | None:
        value = _only_value(at, left, right, constant)
        if value is None:
            return None
        first = evaluator(at.model._replace(values={**at.model.values, constant: value}), at.context)
        one, other = first.evaluate(left, {}), first.evaluate(right, {})
        for second in _moved(first, left, right, variables):
            if holds("=", second.evaluate(left, {}), second.evaluate(right, {})) is False:
                return Disagreement("pair", one, other, second.model)
        return None

    return Question((left, right), ask)


def _only_value(at: Evaluator, left: Term, right: Term, name: str) -> Scalar | None:
    """The only number that makes scalar sides equal, where they are linear in it."""
    (variable,), (point,) = indeterminates(at, ((1, 1),))
    environment = at.bind({}, {name: point[0][0]})
    at.depth += 1
    try:
        part = expand(as_scalar(at.evaluate(left, environment)) - as_scalar(at.evaluate(right, environment)), (variable,))
    finally:
        at.depth -= 1
    slope = part.get((1,), 0)
    if any(d > 1 for (d,) in part) or sign(slope) not in (-1, 1):
        return None
    return part.get((0,), 0) * power(slope, -1) * -1
