"""Models in which a fact fails, with one value changed so that it holds."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.context import Context, Proposition
from symkl.refute import matrix
from symkl.refute.environment import Evaluator
from symkl.refute.facts import fact_holds
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluator
from symkl.refute.number import Undefined
from symkl.refute.rational import ratio
from symkl.refute.solve import Place, places, value_at, with_value
from symkl.refute.values import Model, Value, as_matrix

MOST_TRIED = 40  # changes, for one fact
MOST_FOR_A_SLOPE = 8  # where the fact is an equation with a derivative, which a chance value seldom meets
FACTORS = (4, -1, ratio(1, 4), ratio(1, 16), 16)


def mended(model: Model, context: Context, facts: tuple[Proposition, ...]) -> Evaluator:
    """An evaluator in a model where all facts hold, as far as one change a fact brings it about; `NotEvaluable` where none does."""
    held: list[Proposition] = []
    at = evaluator(model, context)
    for fact in facts:
        if not holds_in(at, fact):
            at = _changed(at, fact, held)
        held.append(fact)
    return at


def holds_in(at: Evaluator, fact: Proposition) -> bool:
    """Whether a fact certainly holds."""
    at.work = 0
    try:
        return fact_holds(at, fact)
    except (NotEvaluable, Undefined):
        return False


def _changed(before: Evaluator, fact: Proposition, held: list[Proposition]) -> Evaluator:
    """The evaluator with one value changed so that the fact holds, and those that held still do."""
    among = tuple(places(before.model, before.reach(fact.left) | before.reach(fact.right)))
    slope = fact.relation == "=" and "derivative" in fact.left.operators | fact.right.operators
    for tried, model in enumerate(_candidates(before.model, among)):
        if tried == (MOST_FOR_A_SLOPE if slope else MOST_TRIED):
            break
        at = evaluator(model, before.context)
        at.inherit(before)
        if holds_in(at, fact) and all(holds_in(at, other) for other in held):
            return at
    raise NotEvaluable("a fact that no change of one value makes true")


def _candidates(model: Model, among: tuple[Place, ...]) -> Iterator[Model]:
    """Two values exchanged, one value scaled, or one value replaced by a special one."""
    for i, one in enumerate(among):
        for other in among[i + 1 :]:
            first, second = value_at(model, one), value_at(model, other)
            if _shape(first) == _shape(second):
                yield with_value(with_value(model, one, second), other, first)
    for factor in FACTORS:
        for place in among:
            value = value_at(model, place)
            yield with_value(model, place, _like(value, matrix.scaled(as_matrix(value), factor)))
    for place in among:
        value = value_at(model, place)
        for special in _special(*_shape(value)):
            yield with_value(model, place, _like(value, special))


def _shape(value: Value) -> tuple[int, int]:
    entries = as_matrix(value)
    return len(entries), len(entries[0])


def _like(old: Value, value: Matrix) -> Value:
    return value if isinstance(old, tuple) else value[0][0]


def _special(rows: int, cols: int) -> Iterator[Matrix]:
    """The first unit vector, the identity, the projection on the first axis, and nothing at all."""
    yield tuple(tuple(int(i == j) for j in range(cols)) for i in range(rows))
    yield tuple(tuple(int(i == j == 0) for j in range(cols)) for i in range(rows))
    yield matrix.filled(rows, cols, 1)
    yield matrix.filled(rows, cols, 0)
