"""What a proof by another way than equal normal forms has to say of where both sides are defined."""

from __future__ import annotations

from symkl.kernel.context import Context
from symkl.kernel.term import Term
from symkl.prove.equality import prepare
from symkl.prove.outcome import Outcome


def with_conditions(outcome: Outcome, left: Term, right: Term, context: Context) -> Outcome:
    """A proof by another way than equal normal forms, with what the left side needs; what only the right side needs has to follow."""
    if not outcome.proved:
        return outcome
    ready = prepare(left, right, context)
    if ready.missing is not None:
        return Outcome(False, "missing-condition", None, outcome.laws, (*ready.assumed, ready.missing))
    return outcome._replace(conditions=tuple(dict.fromkeys((*outcome.conditions, *ready.assumed))))
