"""The second judge's evaluator: what a term is worth in one exact model. It knows no normal form and no law of the theory."""

from __future__ import annotations

from symkl.kernel.context import Context
from symkl.kernel.term import Term
from symkl.refute.algebra import ALGEBRA
from symkl.refute.calculus import CALCULUS
from symkl.refute.environment import Evaluator
from symkl.refute.probability import PROBABILITY
from symkl.refute.values import Model, Value

OPERATIONS = {**ALGEBRA, **PROBABILITY, **CALCULUS}


def evaluator(model: Model, context: Context) -> Evaluator:
    """An evaluator that remembers what it has evaluated in this model."""
    return Evaluator(model, context, OPERATIONS)


def evaluate(term: Term, model: Model, context: Context) -> Value:
    """The exact value of a term.

    `NotEvaluable` where this evaluator finds none, `Undefined` where there is none: a division by 0, the logarithm of a number that
    is not positive, the inverse of a singular matrix.
    """
    return evaluator(model, context).evaluate(term, {})
