"""Sums in which the index itself is counted: with what sums of its powers are."""

from __future__ import annotations

from symkl.kernel.context import Context
from symkl.kernel.sort import Dimension
from symkl.kernel.term import Term, subterms
from symkl.prove.session import bare
from symkl.theory.power_sums import power_sums

_SUMS = frozenset(("sum", "sum-between"))
_PLACES = frozenset(("entry", "member", "unit"))  # operators that take an index as a place, and not as a number


def with_totals(left: Term, right: Term, context: Context) -> Context | None:
    """The context that knows the sums of powers over the ranges in which an index is counted; None where there is none."""
    ranges = dict.fromkeys(over for side in (left, right) for over in _counted(bare(side, context)))
    return context.with_facts(*(fact for over in ranges for fact in power_sums(over))) if ranges else None


def _counted(term: Term) -> list[Dimension]:
    found = []
    for one in subterms(term):
        if one.op in _SUMS:
            ((name, over),) = one.data
            found += [over] if over.names and name in _numbers(one.args[-1]) else []
    return found


def _numbers(term: Term) -> frozenset[str]:
    """The indices that stand as numbers."""
    if term.op == "index":
        return frozenset((term.data[0],))
    args = term.args[:1] if term.op in _PLACES else term.args
    return frozenset().union(*(_numbers(a) for a in args if "index" in a.operators))
