"""Conditions that the kernel's closed list of rules does not settle, shown as inequalities are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symkl.kernel.context import Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded, Poly, scaled
from symkl.kernel.sort import SortError
from symkl.kernel.term import ZERO, Term
from symkl.prove.bounds import Bounds
from symkl.prove.session import at_most
from symkl.prove.tangents import Reasons
from symkl.record import NamedTuple

BUDGET = 20_000  # work for one condition
MOST_FACTORS = 4


class Shown(NamedTuple):
    """Facts from which the kernel settles a condition, and the principles that they rest on."""

    facts: tuple[Proposition, ...]
    reasons: Reasons


def shown(condition: Proposition, net: Normalizer) -> Shown | None:
    """A condition on a number, with what is defined unfolded; None where it is not shown."""
    return _within_budget(_number, condition, net)


def factors_shown(condition: Proposition, net: Normalizer) -> Shown | None:
    """That the scalar factors of a matrix are positive, on which its definiteness may rest; None where one of them is not shown to be."""
    return _within_budget(_factors_of, condition, net)


def _within_budget(show: Callable[[Proposition, Normalizer], Shown | None], condition: Proposition, net: Normalizer) -> Shown | None:
    try:
        with at_most(BUDGET, net):
            return show(condition, net)
    except (Unreduced, SortError, BudgetExceeded):
        return None


def _number(condition: Proposition, net: Normalizer) -> Shown | None:
    if not condition.left.sort.is_scalar or condition.relation not in (">", ">=", "<", "<=", "!="):
        return None
    difference = net.difference(condition)
    for relation, poly in ((">", difference), ("<", scaled(difference, -1))):
        if condition.relation == "!=" or condition.relation[0] == relation:
            reasons = _reasons(poly, condition.relation[-1] != "=" or condition.relation == "!=", net)
            if reasons is not None:
                kept = relation if condition.relation == "!=" or _reasons(poly, True, net) is not None else condition.relation
                return Shown((condition._replace(relation=kept),), reasons)
    return None


def _reasons(poly: Poly, strict: bool, net: Normalizer) -> Reasons | None:
    return Bounds(net).at_least_zero(poly, strict)


def _factors_of(condition: Proposition, net: Normalizer) -> Shown | None:
    """c and d in ``c A + d B``."""
    open_ = [f for f in dict.fromkeys(_factors(condition.left)) if not net.positive(net.poly(f))]
    if not open_ or len(open_) > MOST_FACTORS:
        return None
    found = [_number(Proposition(">", factor, ZERO), net) for factor in open_]
    parts = [part for part in found if part is not None]
    if len(parts) < len(found):
        return None
    return Shown(tuple(f for part in parts for f in part.facts), tuple(dict.fromkeys(r for part in parts for r in part.reasons)))


def _factors(term: Term) -> Iterator[Term]:
    """The scalar factors of a matrix, through sums and products."""
    for part in term.args if term.op in ("add", "mul") else ():
        if part.sort.is_scalar:
            yield part
        else:
            yield from _factors(part)
