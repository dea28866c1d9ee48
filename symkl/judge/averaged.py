r"""How far an expectation without brackets reaches: ``c = \mathbb{E} a(x)^T b(x)`` is no ``\mathbb{E}[a(x)]^T b(x)`` where c is free of x."""

from __future__ import annotations

from symkl.elaborate.statements import Side, Step
from symkl.kernel.context import Context
from symkl.kernel.term import Term, subterms


def without_strays(step: Step, context: Context) -> Step:
    """The step without those readings of a side that leave outside of an expectation what the other side is free of.

    Such a reading equates a value with one that is random; where another one does not, it is that which was meant.
    """
    if step.relation != "=" or step.role != "claim" or len(step.anchor.terms) == len(step.right.terms) == 1:
        return step
    anchor, right = _without(step.anchor, step.right, context), _without(step.right, step.anchor, context)
    left = anchor if step.left.span == step.anchor.span else step.left
    return step._replace(anchor=anchor, right=right, left=left)


def _without(side: Side, other: Side, context: Context) -> Side:
    averaged = frozenset().union(*map(_averaged, side.terms))
    if len(side.terms) < 2 or not averaged:
        return side
    elsewhere = frozenset().union(*(_depends_on(term, context) for term in other.terms))
    kept = tuple(term for term in side.terms if not (averaged - elsewhere) & term.free)
    return side._replace(terms=kept) if kept else side


def _averaged(term: Term) -> frozenset[str]:
    return frozenset(name for part in subterms(term) if part.op == "expectation" for name in part.binds)


def _depends_on(term: Term, context: Context) -> frozenset[str]:
    """The names that stand free in a term, definitions unfolded."""
    reached: set[str] = set()
    waiting = list(term.free)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            definition = context.definitions.get(name.removesuffix("()"))
            waiting += () if definition is None else definition.body.free - {parameter for parameter, _ in definition.parameters}
    return frozenset(reached)
