"""The simplest counterexample: values are replaced one by one, in a fixed order, as long as the disagreement stays."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symkl.refute import matrix
from symkl.refute.environment import Evaluator
from symkl.refute.facts import fact_holds
from symkl.refute.interval import NotEvaluable
from symkl.refute.judgements import Disagreement, Question
from symkl.refute.laws import fit_moments
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluator
from symkl.refute.number import Undefined
from symkl.refute.rational import ratio
from symkl.refute.roles import names_of
from symkl.refute.solve import Place, value_at, with_value
from symkl.refute.telling import occurring
from symkl.refute.values import Family, Value, as_matrix

ATTEMPTS = 24
SIMPLE = (0, 1, 2, -1, ratio(1, 2), 4)


def simplest(question: Question, at: Evaluator, found: Disagreement) -> tuple[Evaluator, Disagreement]:
    """A model with simpler values in which the question is answered with the same kind of disagreement."""
    left = ATTEMPTS
    indices = names_of(at.context, question.terms).indices
    for name in occurring(question, at):
        places = sorted(value.members) if isinstance(value := at.model.values[name], Family) else [None]
        for place in places:
            value = value_at(at.model, (name, place))
            for simple in _earlier(value) if name in indices else _simpler(value):
                if left == 0:
                    return at, found
                left -= 1
                tried = _tried(question, at, (name, place), simple, found.kind)
                if tried is not None:
                    at, found = tried
                    break
    return at, found


def _tried(question: Question, before: Evaluator, place: Place, simple: Value, kind: str) -> tuple[Evaluator, Disagreement] | None:
    key = (place, simple)
    if key not in before.simpler:
        before.simpler[key] = _admissible(before, place, simple)
    at = before.simpler[key]
    if at is None:
        return None
    at.work = 0
    try:
        found = question.ask(at)
    except (NotEvaluable, Undefined):
        return None
    return (at, found) if found is not None and found.kind == kind else None


def _admissible(before: Evaluator, place: Place, simple: Value) -> Evaluator | None:
    """The evaluator with one value replaced, which is kept for the next question; None where a fact fails."""
    context = before.context
    try:
        at = evaluator(fit_moments(with_value(before.model, place, simple), context, context.facts), context)
        at.inherit(before)
        return at if all(fact_holds(at, fact) for fact in context.facts) else None
    except (NotEvaluable, Undefined):
        return None


def _simpler(value: Value) -> Iterator[Value]:
    """Simpler values of the same shape, the simplest first; none for laws."""
    if isinstance(value, (int, Fraction)):
        yield from SIMPLE[: SIMPLE.index(value)] if value in SIMPLE else SIMPLE
        return
    try:
        entries = as_matrix(value)
    except NotEvaluable:
        return
    yield from (m for m in _simple_matrices(entries) if m != entries)


def _earlier(place: Value) -> Iterator[Value]:
    """The places before one that an index has: they lie in its range as well."""
    return iter(range(1, int(place)) if isinstance(place, (int, Fraction)) else ())


def _simple_matrices(entries: Matrix) -> Iterator[Matrix]:
    rows, cols = len(entries), len(entries[0])
    yield matrix.filled(rows, cols)
    if rows == cols:
        yield matrix.identity(rows)
        yield matrix.scaled(matrix.identity(rows), 4)
    else:
        yield tuple(tuple(int(i == j == 0) for j in range(cols)) for i in range(rows))
        yield matrix.filled(rows, cols, 1)
