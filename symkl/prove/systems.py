"""Conditions that stand together: one of them settles the unknown, and the others do not speak against it."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import ZERO, Term, at, sub, zero
from symkl.prove.equality import prove_equal
from symkl.prove.optima import prove_solution, root_of
from symkl.prove.outcome import Outcome
from symkl.prove.session import bare


def prove_system(premises: tuple[Proposition, ...], unknown: Term, value: Term, context: Context) -> tuple[Outcome, Proposition]:
    """That the value, and nothing else in the unknown's domain, solves one of the premises and so all of them; and which one that is.

    A derivative by another name is a condition on that name: what it says of the unknown is met once that name is solved for.
    """
    first = prove_solution(premises[0], unknown, value, context)
    if len(premises) == 1:
        return first, premises[0]
    for premise in premises:
        outcome = first if premise is premises[0] else prove_solution(premise, unknown, value, context)
        if outcome.proved and all(_agrees(other, unknown, value, context) for other in premises if other is not premise):
            return outcome, premise
    return Outcome(False, "no-derivation"), premises[0]


def _agrees(premise: Proposition, unknown: Term, value: Term, context: Context) -> bool:
    """Whether a condition holds where the unknown has the value, or is one on another name."""
    name, point = root_of(unknown, value)
    if premise.relation != "=" or name.op != "symbol":
        return False
    left, right = bare(premise.left, context), bare(premise.right, context)
    if name.data not in left.free | right.free or _is_on_another(premise, name):
        return True
    there = at(((name.data, name.sort),), sub(left, right), bare(point, context))
    return prove_equal(there, zero(there.sort), context).proved


def _is_on_another(premise: Proposition, name: Term) -> bool:
    """``dL/dv = 0`` for another name v, as it is defined."""
    return premise.left.op == "derivative" and name.data not in premise.left.args[1].free and premise.right in (ZERO, zero(premise.right.sort))
