"""Matrices and vectors of a fixed small size, written out in their entries."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.kept import remembering
from symkl.kernel.sort import ONE
from symkl.kernel.term import ZERO, Term, block, det, entry, number, substitute, subterms
from symkl.prove.session import bare

MOST = 3  # rows and columns


def written_out(left: Term, right: Term, context: Context) -> tuple[Term, Term, Context] | None:
    """Both sides, and what is known, with ``A`` in R^{2 x 2} as the block matrix of its entries; None where no such name occurs."""
    sides = bare(left, context), bare(right, context)
    values = {s.data: _opened(s) for side in sides for s in _small(side) if s.data in side.free}
    if not values:
        return None
    bound = {n for side in sides for s in subterms(side) for n in (*s.binds, *(s.args[1].free if s.op == "derivative" else ()))}
    if not bound.isdisjoint(values):
        return None
    facts = [_fact(f, values) for f in context.facts if f.relation in ("!=", ">", "<", ">=", "<=")]
    facts += [
        p
        for f in context.facts
        if f.relation == "succ" and f.right.op == "zero" and f.left.op == "symbol" and f.left.data in values
        for p in _minors(f.left, values)
    ]
    return substitute(sides[0], values), substitute(sides[1], values), context.with_facts(*facts)


@remembering(1 << 12)
def _small(term: Term) -> tuple[Term, ...]:
    """The names of a fixed small size in a term, each once, in the order of occurrence."""
    if not term.args:
        return (term,) if term.op == "symbol" and _is_small(term) else ()
    return tuple(dict.fromkeys(s for arg in term.args for s in _small(arg)))


def _is_small(term: Term) -> bool:
    sort = term.sort
    sizes = (sort.rows, sort.cols)
    return sort.kind == "value" and not sort.over and not sort.is_scalar and all(not s.names and s.constant <= MOST for s in sizes)


def _opened(matrix: Term) -> Term:
    rows, cols = matrix.sort.rows, matrix.sort.cols
    if cols == ONE:
        return block(rows.constant, 1, *(entry(matrix, number(i + 1)) for i in range(rows.constant)))
    places = [(i + 1, j + 1) for i in range(rows.constant) for j in range(cols.constant)]
    return block(rows.constant, cols.constant, *(entry(matrix, number(i), number(j)) for i, j in places))


def _fact(fact: Proposition, values: dict[str, Term]) -> Proposition:
    return Proposition(fact.relation, substitute(fact.left, values), substitute(fact.right, values))


def _minors(matrix: Term, values: dict[str, Term]) -> tuple[Proposition, ...]:
    """What is positive of a positive definite matrix: its diagonal and its determinant."""
    whole = values[matrix.data]
    diagonal = [whole.args[i * (whole.data[1] + 1)] for i in range(whole.data[0])]
    return tuple(Proposition(">", value, ZERO) for value in (*diagonal, det(whole)))
