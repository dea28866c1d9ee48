"""What makes a term defined, as propositions on its parts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod

from symkl.kernel.context import Proposition
from symkl.kernel.kept import remembering
from symkl.kernel.term import ONE, ZERO, Term, alpha_key, at, det, entry, fresh, index, substitute, zero


@remembering(4096)
def conditions_of(term: Term) -> tuple[Proposition, ...]:
    """What must hold for every part of the term to be defined, from the inside out, each once."""
    if not term.operators & PARTIAL:
        return ()
    found: dict[object, Proposition] = {}
    for arg in term.args:
        for condition in conditions_of(arg):
            of = _put_in(condition.left, term) if term.op == "at" and arg is term.args[0] else condition.left
            found.setdefault((condition.relation, alpha_key(of)), condition._replace(left=of))
    for own in _smooth(*term.args) if term.op == "derivative" else (_own(term),):
        if own is not None and not _evident(own):
            found.setdefault((own.relation, alpha_key(own.left)), own)
    return tuple(found.values())


def _put_in(of: Term, place: Term) -> Term:
    """What a condition is on where the values of a point are put in."""
    if "derivative" in of.operators:
        return at(place.data, of, *place.args[1:])
    return substitute(of, {name: value for (name, _), value in zip(place.data, place.args[1:], strict=True)})


#: operators that are not defined everywhere
PARTIAL = frozenset(("log", "power", "gaussian", "function", "derivative", "map"))
_OF_ENTRIES = {"log": ">", "sqrt": ">=", "reciprocal": "!="}  # what an entry has to be to 0


def _own(term: Term) -> Proposition | None:
    if term.op == "log":
        return Proposition(">", term.args[0], ZERO)
    if term.op == "map" and term.data in _OF_ENTRIES:
        return Proposition(_OF_ENTRIES[term.data], _any_entry(term.args[0]), ZERO)
    if term.op == "gaussian":
        covariance = term.args[1]
        return Proposition(">" if covariance.sort.rows == ONE else "succ", covariance, zero(covariance.sort))
    if term.op == "function" and term.data == "gamma":
        return Proposition(">", term.args[0], ZERO)
    if term.op == "power":
        return _of_power(*term.args)
    return None


def _any_entry(of: Term) -> Term:
    """An entry of a vector or matrix, at indices that stand nowhere else in it."""
    sizes = (of.sort.rows,) if of.sort.cols == ONE else (of.sort.rows, of.sort.cols)
    return entry(of, *(index(fresh(letter, of.free), size) for letter, size in zip("jk", sizes, strict=False)))


def _smooth(part: Term, *by: Term) -> Iterator[Proposition]:
    """What keeps roots and absolute values in a derivative off 0, where they have a vertical tangent or a kink; ``|u|^k`` has none for k > 1."""
    if all(b.free.isdisjoint(part.free) for b in by):
        return
    power = part.args[1].data if part.op == "power" and part.args[1].op == "number" else 1
    kinked = part.args[0] if power > 1 and part.args[0].op == "abs" else part
    for arg in kinked.args:
        yield from _smooth(arg, *by)
    if part.op == "abs":
        yield Proposition("!=", part.args[0], ZERO)
    elif 0 < power < 1 and part.sort.is_scalar:
        yield Proposition(">", part.args[0], ZERO)


def _of_power(base: Term, exponent: Term) -> Proposition | None:
    if exponent.op != "number" and _is_whole(exponent):
        return None if _is_natural(exponent) or not base.sort.is_scalar else Proposition("!=", base, ZERO)
    if exponent.op != "number":
        return Proposition(">", base, ZERO) if base.sort.is_scalar and base.op not in ("number", "constant") else None
    value = exponent.data
    if not base.sort.is_scalar:
        return Proposition("!=", det(base), ZERO) if value < 0 and value.denominator == 1 else None
    if value.denominator == 1:
        return Proposition("!=", base, ZERO) if value < 0 else None
    return Proposition(">" if value < 0 else ">=", base, ZERO)


def _is_whole(exponent: Term) -> bool:
    """Whether an exponent is made of dimensions, indices and whole numbers by sums and products."""
    if exponent.op in ("add", "mul"):
        return all(_is_whole(a) for a in exponent.args)
    return exponent.op in ("dimension", "index") or exponent.op == "number" and exponent.data.denominator == 1


def _is_natural(exponent: Term) -> bool:
    """Whether such an exponent is never negative, dimensions and indices being at least 1."""
    least = _least(exponent)
    return least is not None and least >= 0


def _least(exponent: Term) -> Fraction | None:
    """The value where every dimension and index is 1, if it is least there."""
    if exponent.op in ("dimension", "index"):
        return Fraction(exponent.data.constant + len(exponent.data.names) if exponent.op == "dimension" else 1)
    if exponent.op == "number":
        return Fraction(exponent.data)
    parts = [_least(a) for a in exponent.args]
    if any(p is None or exponent.op == "mul" and p < 0 for p in parts):
        return None
    known = [p for p in parts if p is not None]
    return sum(known, Fraction(0)) if exponent.op == "add" else Fraction(prod(known))


def _evident(condition: Proposition) -> bool:
    return _is_positive(condition.left)


def _is_positive(term: Term) -> bool:
    """Whether a term is positive wherever it is defined."""
    if term.op == "mul":
        return all(map(_is_positive, term.args))
    if term.op == "number":
        return bool(term.data > 0)
    return term.op in ("constant", "dimension", "exp", "pdf") or term.op == "function" and term.data == "gamma"
