"""Arbitrary laws with the moments that a context declares of them."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term
from symkl.refute import matrix
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluate
from symkl.refute.values import Mixture, Model, Normal, Shape, as_matrix


def fit_moments(model: Model, context: Context, facts: tuple[Proposition, ...]) -> Model:
    """The model with normal laws that have the declared means and covariances."""
    for fact in facts:
        term = fact.left
        if fact.relation == "=" and term.op in ("expectation", "variance", "covariance") and term.args[0].op in ("symbol", "arbitrary"):
            law = model.values.get(term.args[0].data)
            if isinstance(law, (Normal, Mixture)):
                value = as_matrix(evaluate(fact.right, model, context))
                model = model._replace(values={**model.values, term.args[0].data: _fitted(_normal(law), term, value)})
    return model


def _normal(law: Normal | Mixture) -> Normal:
    return law if isinstance(law, Normal) else law.parts[0]


def _fitted(law: Normal, term: Term, value: Matrix) -> Normal:
    """The law with the moment that the term speaks of, where it is that of variables themselves."""
    names = [name for name, _ in term.data]
    places = [_places(names.index(body.data), law.shapes) for body in term.args[1:] if body.op == "symbol" and body.data in names]
    if len(places) != len(term.args) - 1:
        return law
    if term.op == "expectation":
        mean = tuple(value[places[0].index(i)] if i in places[0] else row for i, row in enumerate(law.mean))
        return law._replace(mean=mean)
    covariance = _with_block(law.covariance, places[0], places[-1], value)
    if not matrix.is_semidefinite(covariance):
        raise NotEvaluable("declared covariances that are not those of any law in this model")
    return law._replace(covariance=covariance)


def _places(part: int, shapes: tuple[Shape, ...]) -> range:
    before = sum(r * c for r, c in shapes[:part])
    return range(before, before + shapes[part][0] * shapes[part][1])


def _with_block(of: Matrix, rows: range, cols: range, value: Matrix) -> Matrix:
    def at(i: int, j: int) -> object:
        if i in rows and j in cols:
            return value[i - rows.start][j - cols.start]
        return value[j - rows.start][i - cols.start] if j in rows and i in cols else of[i][j]

    return tuple(tuple(at(i, j) for j in range(len(of))) for i in range(len(of)))  # type: ignore[misc]
