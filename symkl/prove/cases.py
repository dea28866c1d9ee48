"""Equations in an index that takes a fixed small number of values: shown value by value."""

from __future__ import annotations

from collections.abc import Callable

from symkl.kernel.context import Context
from symkl.kernel.finite import MOST_MEMBERS
from symkl.kernel.term import Term, number, substitute, subterms
from symkl.prove.outcome import Outcome
from symkl.prove.session import bare

Strategy = Callable[[Term, Term, Context], Outcome]


def by_cases(left: Term, right: Term, context: Context, strategy: Strategy) -> Outcome | None:
    """The equation for each value of one free index; None where none has a fixed small number of them, or one value is not shown."""
    left, right = bare(left, context), bare(right, context)
    indexed = [side for side in (left, right) if "index" in side.operators]
    sizes = {t.data[0]: t.data[1] for side in indexed for t in subterms(side) if t.op == "index" and t.data[0] in side.free}
    free = [(name, over.constant) for name, over in sorted(sizes.items()) if not over.names and over.constant <= MOST_MEMBERS]
    if not free or any(free[0][0] in side.free for f in context.facts for side in (f.left, f.right)):
        return None
    name, size = free[0]
    outcomes = []
    for value in range(1, size + 1):
        case = strategy(substitute(left, {name: number(value)}), substitute(right, {name: number(value)}), context)
        if not case.proved:
            return None
        outcomes.append(case)
    laws = tuple(dict.fromkeys(law for o in outcomes for law in o.laws))
    conditions = tuple(dict.fromkeys(c for o in outcomes for c in o.conditions))
    return Outcome(True, None, None, laws, conditions, None, (f"shown for each of the {size} values of {name}",))
