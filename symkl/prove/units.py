"""Ones, noughts and nested brackets taken away: what a student does without a word."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.kept import remembering
from symkl.kernel.term import Term, add, mul, number, power, zero

MOST_KEPT = 16_384


@remembering(MOST_KEPT)
def tidied(term: Term) -> Term:
    """An equal term without factors 1, summands 0, sums in sums and products in products."""
    args = tuple(tidied(a) for a in term.args)
    return _tidy(term.rebuild(args) if args != term.args else term)


def _tidy(term: Term) -> Term:
    if term.op == "add":
        return _sum(term)
    if term.op == "mul":
        return _product(term)
    if term.op == "transpose":
        return term.args[0] if term.sort.is_scalar else zero(term.sort) if is_zero(term.args[0]) else term
    if term.op == "power" and term.args[1] == number(1):
        return term.args[0]
    if term.op == "power" and term.args[0] == number(1):
        return number(1)
    return number(0) if term.op == "log" and term.args[0] == number(1) else term


def is_zero(term: Term) -> bool:
    """Whether a term is written as 0."""
    return term.op == "zero" or (term.op == "number" and term.data == 0)


def _sum(term: Term) -> Term:
    flat = [inner for part in term.args for inner in (part.args if part.op == "add" else (part,))]
    rest = [part for part in flat if not is_zero(part)]
    return add(*rest) if rest else zero(term.sort)


def _product(term: Term) -> Term:
    flat = [inner for part in term.args for inner in (part.args if _melts(part) else (part,))]
    if any(is_zero(part) for part in flat):
        return zero(term.sort)
    coefficient = Fraction(1)
    rest: list[Term] = []
    for part in flat:
        if part.op == "number":
            coefficient *= part.data
        elif part in rest and part.op in ("symbol", "member", "entry") and part.sort.is_scalar:
            rest[rest.index(part)] = power(part, number(2))
        else:
            rest.append(part)
    factors = [] if coefficient == 1 and rest else [number(coefficient)]
    return mul(*factors, *rest)


def _melts(part: Term) -> bool:
    """Whether a product can lose its brackets inside another one: an inner product of vectors cannot."""
    return part.op == "mul" and (not part.sort.is_scalar or all(a.sort.is_scalar for a in part.args))
