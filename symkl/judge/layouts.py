"""Square Jacobians: by rows or by columns, and nothing in their shape says which."""

from __future__ import annotations

from symkl.elaborate.statements import Side, Step
from symkl.kernel.sort import ONE
from symkl.kernel.term import Term, subterms, transpose


def in_the_other_layout(step: Step) -> Step | None:
    """The step with every square Jacobian transposed; None where it has none. Other shapes are read as they fit."""
    if not any(_is_square_jacobian(s) for side in (step.anchor, step.right) if side.term is not None for s in subterms(side.term)):
        return None
    return step._replace(left=_turned(step.left), anchor=_turned(step.anchor), right=_turned(step.right))


def _turned(side: Side) -> Side:
    return side._replace(terms=tuple(map(_transposed, side.terms)))


def _transposed(term: Term) -> Term:
    inside = tuple(map(_transposed, term.args))
    term = term if inside == term.args else term.rebuild(inside)
    return transpose(term) if _is_square_jacobian(term) else term


def _is_square_jacobian(term: Term) -> bool:
    return term.op == "derivative" and term.sort.is_square and term.args[0].sort.is_vector and term.args[1].sort.cols == ONE
