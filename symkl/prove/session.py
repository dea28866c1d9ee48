"""One normalizer for each context and each set of assumptions, kept while a sheet is judged."""

from __future__ import annotations

from collections import OrderedDict

from symkl.kernel.context import Context, Proposition
from symkl.kernel.normal import Normalizer
from symkl.kernel.term import Term, zero
from symkl.prove.unfold import unfolded

MOST_KEPT = 16
BUDGET = 400_000  # work allowed for one question
_kept: OrderedDict[object, tuple[Context, Normalizer]] = OrderedDict()


def bare(term: Term, context: Context) -> Term:
    """The term without defined names and without operators that laws define."""
    return unfolded(term, context)[-1].term


def bare_fact(fact: Proposition, context: Context) -> Proposition:
    """The proposition with both sides unfolded."""
    return Proposition(fact.relation, bare(fact.left, context), bare(fact.right, context))


def _covariance(fact: Proposition) -> Proposition:
    """A declared covariance is symmetric positive semidefinite."""
    return Proposition(">=" if fact.right.sort.is_scalar else "succeq", fact.right, zero(fact.right.sort))


def normalizer(context: Context, assumed: tuple[Proposition, ...] = ()) -> Normalizer:
    """The normalizer that knows the context's facts and what is assumed besides."""
    key = (id(context), assumed)
    found = _kept.get(key)
    if found is None:
        facts = tuple(bare_fact(f, context) for f in (*context.facts, *assumed) if f.relation != "free-of")
        facts += tuple(_covariance(f) for f in context.facts if f.left.op == "variance" and f.relation == "=" and f.right.op == "symbol")
        found = _kept[key] = (context, Normalizer(context._replace(facts=facts)))
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    found[1].budget = BUDGET
    found[1].depth = 0
    return found[1]
