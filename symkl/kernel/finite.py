"""Sums and products over a fixed small number of members, written out one by one."""

from __future__ import annotations

from math import prod

from symkl.kernel.builders import add, mul, number
from symkl.kernel.substitution import substitute
from symkl.kernel.tree import Term

MOST_MEMBERS = 8
MOST_WRITTEN = 64  # members of sums within sums

BETWEEN = frozenset(("sum-between", "product-between"))
RANGED = frozenset(("sum", "product")) | BETWEEN


def written_out(term: Term, room: int = MOST_WRITTEN) -> Term:
    """The term with ``f(1) + .. + f(n)`` for every sum of f over n members (a product likewise), where n is a small number."""
    if not term.operators & RANGED:
        return term
    places = _places(term)
    if places is None or not 0 < len(places) <= min(room, MOST_MEMBERS):
        return term.rebuild(tuple(written_out(a, room) for a in term.args))
    ((name, _),) = term.data
    body = written_out(term.args[-1], room // len(places))
    parts = [_at_numbers(substitute(body, {name: number(i)})) for i in places]
    return mul(*parts) if term.op in ("product", "product-between") else add(*parts)


def _places(term: Term) -> range | None:
    """The members over which a term is summed or multiplied, where these are fixed."""
    if term.op not in RANGED or term.data[0][1].names:
        return None
    if term.op not in BETWEEN:
        return range(1, term.data[0][1].constant + 1)
    lower, upper, _ = term.args
    if any(bound.op != "number" or bound.data.denominator != 1 for bound in (lower, upper)):
        return None
    inside = lower.data >= 1 and upper.data <= term.data[0][1].constant
    return range(int(lower.data), int(upper.data) + 1) if inside else None


def _at_numbers(term: Term) -> Term:
    """The term with sums of numbers added up, and with densities at numbers written as what they are there."""
    if not term.operators & {"add", "mul", "pdf"}:
        return term
    args = tuple(_at_numbers(a) for a in term.args)
    if term.op in ("add", "mul") and all(a.op == "number" for a in args):
        return number(sum(a.data for a in args) if term.op == "add" else prod(a.data for a in args))
    if term.op == "pdf" and args[0].op == "density" and all(a.op == "number" for a in args[1:]):
        return substitute(args[0].args[0], {n: a for (n, _), a in zip(args[0].data, args[1:], strict=True)})
    return term.rebuild(args) if args != term.args else term
