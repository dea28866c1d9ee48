"""What follows from several equations that are linear in as many numbers: by Cramer's rule."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SortError
from symkl.kernel.term import ZERO, Term, at, block, derivative, det, mul, neg, sub
from symkl.prove.outcome import Outcome
from symkl.prove.session import bare, normalizer

MOST_UNKNOWNS = 3
UNPROVED = Outcome(False, "no-derivation")


def prove_by_system(premise: tuple[Proposition, ...], name: Term, value: Term, context: Context) -> Outcome:
    """``u = B`` from the derivatives of one function by u and other numbers, all of them zero: ``J u + b = 0`` with det J not zero."""
    unknowns = [p.left.args[1] for p in premise if p.left.op == "derivative"]
    if not 1 < len(premise) <= MOST_UNKNOWNS or len(set(unknowns)) != len(premise) or name not in unknowns:
        return UNPROVED
    if any(u.op != "symbol" or not u.sort.is_scalar for u in unknowns) or any(p.relation != "=" for p in premise):
        return UNPROVED
    try:
        rows = [bare(sub(p.left, p.right), context) for p in premise]
        return _by_cramer(normalizer(context), rows, unknowns, unknowns.index(name), bare(value, context))
    except (Unreduced, SortError) as gap:
        return Outcome(False, f"no-law: {gap}")
    except BudgetExceeded:
        return Outcome(False, "budget")


def _by_cramer(net: Normalizer, rows: list[Term], unknowns: list[Term], place: int, value: Term) -> Outcome:
    if value.free & {u.data for u in unknowns}:
        return UNPROVED
    size, names = len(rows), tuple((u.data, u.sort) for u in unknowns)
    slopes = [[derivative(row, u) for u in unknowns] for row in rows]
    atoms = [net.symbol(u.data, u.sort) for u in unknowns]
    if any(net.mentions(net.poly(slope), atom) for row in slopes for slope in row for atom in atoms):
        return UNPROVED
    rest = [neg(at(names, row, *(ZERO for _ in unknowns))) for row in rows]
    whole = det(block(size, size, *(s for row in slopes for s in row)))
    numerator = det(block(size, size, *(rest[i] if j == place else s for i, row in enumerate(slopes) for j, s in enumerate(row))))
    if not net.nonzero(net.poly(whole)) or not net.equal(mul(whole, value), numerator):
        return UNPROVED
    return Outcome(True, None, None, ("stationary-point",), (), None, ("the only solution of the conditions together, which are linear",))
