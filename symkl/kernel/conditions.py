"""What makes a term defined, as propositions on its parts."""

from __future__ import annotations

from functools import lru_cache

from symkl.kernel.context import Proposition
from symkl.kernel.term import ONE, ZERO, Term, alpha_key, det, zero


@lru_cache(maxsize=4096)
def conditions_of(term: Term) -> tuple[Proposition, ...]:
    """What must hold for every part of the term to be defined, from the inside out, each once."""
    if not term.operators & PARTIAL:
        return ()
    found: dict[object, Proposition] = {}
    for arg in term.args:
        for condition in conditions_of(arg):
            found.setdefault((condition.relation, alpha_key(condition.left)), condition)
    own = _own(term)
    if own is not None and not _evident(own):
        found.setdefault((own.relation, alpha_key(own.left)), own)
    return tuple(found.values())


#: operators that are not defined everywhere
PARTIAL = frozenset(("log", "power", "gaussian"))


def _own(term: Term) -> Proposition | None:
    if term.op == "log":
        return Proposition(">", term.args[0], ZERO)
    if term.op == "map" and term.data in ("log", "reciprocal", "sqrt"):
        return None
    if term.op == "gaussian":
        covariance = term.args[1]
        return Proposition(">" if covariance.sort.rows == ONE else "succ", covariance, zero(covariance.sort))
    if term.op == "power":
        return _of_power(*term.args)
    return None


def _of_power(base: Term, exponent: Term) -> Proposition | None:
    if exponent.op == "dimension":
        return None
    if exponent.op != "number":
        return Proposition(">", base, ZERO) if base.sort.is_scalar and base.op not in ("number", "constant") else None
    value = exponent.data
    if not base.sort.is_scalar:
        return Proposition("!=", det(base), ZERO) if value < 0 and value.denominator == 1 else None
    if value.denominator == 1:
        return Proposition("!=", base, ZERO) if value < 0 else None
    return Proposition(">" if value < 0 else ">=", base, ZERO)


def _evident(condition: Proposition) -> bool:
    left = condition.left
    if left.op == "number":
        return bool(left.data > 0)
    return left.op in ("constant", "dimension", "exp", "pdf")
