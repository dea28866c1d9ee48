"""Rounded numbers: an equation with them holds to the printed digits, or does not."""

from __future__ import annotations

from fractions import Fraction

from symkl.elaborate.statements import EXACT, Side, Step
from symkl.judge.engines import Engines
from symkl.kernel.context import Context
from symkl.kernel.term import Term, absolute, add, number, sub
from symkl.prove.outcome import Outcome

TO_THE_DIGITS = "to the printed digits"


def is_rounded(step: Step) -> bool:
    """Whether rounded numbers stand in the two sides that are compared."""
    return step.anchor.rounding != EXACT or step.right.rounding != EXACT


def with_remainder(step: Step, outcome: Outcome, context: Context, engines: Engines) -> tuple[Step, Outcome] | None:
    """The step with what its rounded numbers leave out added to its right side, and its proof, if that is a number smaller than they allow.

    A closed number is either within the bound in every model or in none: a model that refutes that it is greater decides.
    """
    left, right, rest = step.anchor.term, step.right.term, outcome.left_minus_right()
    slack = _slack(step)
    if not slack or left is None or right is None or rest is None or rest.free or not rest.sort.is_scalar:
        return None
    exact = step._replace(right=step.right._replace(terms=(add(right, rest),), rounding=EXACT), anchor=step.anchor._replace(rounding=EXACT))
    if engines.refute(_compared(step, ">", absolute(rest), slack), context) is None:
        return None
    proof = engines.prove(exact, context)
    return (exact, proof) if proof.proved else None


def is_further_off(step: Step, context: Context, engines: Engines) -> bool:
    """Whether the sides differ somewhere by more than the rounded numbers allow."""
    left, right, slack = step.anchor.term, step.right.term, _slack(step)
    if left is None or right is None or not left.sort.is_scalar or step.anchor.rounding.inside or step.right.rounding.inside:
        return False
    return engines.refute(_compared(step, "<=", absolute(sub(left, right)), slack), context) is not None


def _slack(step: Step) -> Fraction:
    inside = step.anchor.rounding.inside or step.right.rounding.inside
    return Fraction(0) if inside else step.anchor.rounding.slack + step.right.rounding.slack


def _compared(step: Step, relation: str, value: Term, bound: Fraction) -> Step:
    left, right = (Side(step.right.latex, step.right.span, (t,)) for t in (value, number(bound)))
    return step._replace(relation=relation, role="claim", anchor=left, left=left, right=right)
