"""Whether a proposition holds in a model, exactly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from symkl.kernel.context import Proposition
from symkl.kernel.term import Term, subterms
from symkl.refute import matrix
from symkl.refute.environment import Evaluator, symbol_name
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.number import Number
from symkl.refute.signs import sign
from symkl.refute.values import Environment, Labelled, Mixture, Normal, Value, Written, as_matrix

_HOLDS: dict[str, tuple[int, ...]] = {"=": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


def difference(left: Value, right: Value) -> Matrix:
    """Left minus right of two values of one shape."""
    a, b = as_matrix(left), as_matrix(right)
    if (len(a), len(a[0])) != (len(b), len(b[0])):
        raise NotEvaluable("sides of different shapes in this model")
    return matrix.plus(a, matrix.scaled(b, -1))


def holds(relation: str, left: Value, right: Value) -> bool | None:
    """Whether two values stand in a relation; None if no enclosure decides it."""
    if relation in ("prec", "preceq"):
        return holds(relation.replace("prec", "succ"), right, left)
    away = difference(left, right)
    if relation in ("succ", "succeq"):
        certain = matrix.is_definite(away) if relation == "succ" else matrix.is_semidefinite(away)
        return certain or (None if any(isinstance(x, Number) for row in away for x in row) else False)
    signs = [sign(x) for row in away for x in row]
    if relation == "!=":
        return True if any(s in (-1, 1) for s in signs) else None if None in signs else False
    if any(s is not None and s not in _HOLDS[relation] for s in signs):
        return False
    return None if None in signs else True


def instances(at: Evaluator, fact: Proposition) -> Iterator[Environment]:
    """Local values for the free indices of a fact, which is meant for all of them."""
    free = fact.left.free | fact.right.free
    ranges: dict[str, range] = {}
    for part in (t for side in (fact.left, fact.right) for t in subterms(side) if t.op == "index" and t.data[0] in free):
        ranges[part.data[0]] = max(ranges.get(part.data[0], range(0)), at.model.range(part.data[1]), key=len)
    for places in product(*ranges.values()):
        yield at.bind({}, dict(zip(ranges, places, strict=True)))


def fact_holds(at: Evaluator, fact: Proposition) -> bool:
    """Whether a fact certainly holds in the evaluator's model, for all values of its free indices."""
    return all(_instance_holds(at, fact, environment) for environment in instances(at, fact))


def _instance_holds(at: Evaluator, fact: Proposition, environment: Environment) -> bool:
    if fact.relation == "free-of":
        return True
    left, right = at.evaluate(fact.left, environment), at.evaluate(fact.right, environment)
    if isinstance(left, (Normal, Mixture, Labelled, Written)):
        raise NotEvaluable("a fact about laws")
    return holds(fact.relation, left, right) is True


def symbol_of(term: Term) -> str | None:
    """The name of a symbol or (with a trailing ``()``) of a function, also where the term is a member or an entry of it."""
    while term.op in ("member", "entry"):
        term = term.args[0]
    return f"{term.data}()" if term.op == "function" else symbol_name(term)
