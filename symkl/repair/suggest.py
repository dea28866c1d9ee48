"""Did you mean: right sides one edit away, or a repaired reading, each proved before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from symkl.elaborate.statements import Step
from symkl.kernel.context import Context
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, add
from symkl.latex import printer
from symkl.repair.edits import edits

MOST_TRIED = 24
Proves = Callable[[Step, Context], bool]


def for_wrong(step: Step, context: Context, difference: Term | None, proves: Proves) -> tuple[str, ...]:
    """A right side that makes a refuted equation true: one edit away where there is one, else with the difference added."""
    right = step.right.term
    if right is None or step.relation != "=" or step.role != "claim":
        return ()
    for candidate in islice(edits(right), MOST_TRIED):
        if proves(_with_right(step, candidate), context):
            return (printer.latex(candidate, context.latex),)
    added = _added(right, difference)
    if added is None or not proves(_with_right(step, added), context):
        return ()
    return (printer.latex(added, context.latex),)


def for_unreadable(step: Step, context: Context, proves: Proves) -> tuple[str, ...]:
    """Of the reader's repairs of a side, those that make the step true."""
    if step.anchor.term is None:
        return ()
    return tuple(latex for latex, term in step.right.repairs if proves(_with_right(step, term), context))


def _with_right(step: Step, term: Term) -> Step:
    return replace(step, right=replace(step.right, terms=(term,)))


def _added(right: Term, difference: Term | None) -> Term | None:
    if difference is None:
        return None
    try:
        return add(*(right.args if right.op == "add" else (right,)), difference)
    except SortError:
        return None
