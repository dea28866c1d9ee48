"""What follows from several equations that are linear in as many numbers: by Cramer's rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SCALAR, SortError
from symkl.kernel.term import ZERO, Term, at, block, derivative, det, mul, neg, sub, symbol
from symkl.prove.outcome import Outcome
from symkl.prove.session import bare, normalizer

MOST_UNKNOWNS = 3
MOST_CHOICES = 24
UNPROVED = Outcome(False, "no-derivation")


def prove_by_system(premise: tuple[Proposition, ...], name: Term, value: Term, context: Context) -> Outcome:
    """``u = B`` from as many equations as there are unknowns: ``J u + b = 0`` with det J not zero.

    Derivatives of one function by several numbers say which these are; of other equations any numbers may be that stand in them, next to u.
    """
    if not 1 < len(premise) <= MOST_UNKNOWNS or name.op != "symbol" or any(p.relation != "=" or not p.left.sort.is_scalar for p in premise):
        return UNPROVED
    try:
        rows = [bare(sub(p.left, p.right), context) for p in premise]
        net, found = normalizer(context), bare(value, context)
        for unknowns in islice(_unknowns(premise, rows, name, found, context), MOST_CHOICES):
            outcome = _by_cramer(net, rows, list(unknowns), unknowns.index(name), found)
            if outcome.proved:
                return outcome
        return UNPROVED
    except (Unreduced, SortError) as gap:
        return Outcome(False, f"no-law: {gap}")
    except BudgetExceeded:
        return Outcome(False, "budget")


def _unknowns(premise: tuple[Proposition, ...], rows: list[Term], name: Term, value: Term, context: Context) -> Iterator[tuple[Term, ...]]:
    """The numbers that the equations may be solved for, the name among them."""
    varied = tuple(p.left.args[1] for p in premise if p.left.op == "derivative")
    if varied:
        plain = len(set(varied)) == len(premise) and name in varied and all(u.op == "symbol" and u.sort.is_scalar for u in varied)
        yield from (varied,) if plain else ()
        return
    free = set().union(*(row.free for row in rows)) - value.free - {name.data} - set(context.definitions)
    others = [symbol(n) for n in sorted(free) if context.symbols.get(n) == SCALAR]
    for chosen in combinations(others, len(premise) - 1):
        yield (name, *chosen)


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
