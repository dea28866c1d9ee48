"""Readings of a term in which printed anchors can be found: definitions unfolded one by one, expectations split term by term."""

from __future__ import annotations

from symkl.kernel.conditions import conditions_of
from symkl.kernel.context import Context, Proposition
from symkl.kernel.kept import remembering
from symkl.kernel.term import Term, add, log, mul, substitute
from symkl.prove.unfold import unfolded

_SPREAD = ("expectation", "sum", "integral", "derivative")


def expansions(term: Term, context: Context) -> tuple[Term, ...]:
    """The term as printed and after each unfolding, each also with expectations distributed over sums, factors taken out and logs split."""
    found: dict[Term, None] = {}
    for line in unfolded(term, context):
        found.setdefault(line.term, None)
        found.setdefault(distributed(line.term), None)
    return tuple(found)


def denominators(term: Term) -> tuple[Proposition, ...]:
    """That what the term divides by is not zero."""
    return tuple(c for c in conditions_of(term) if c.relation == "!=")


@remembering(4096)
def distributed(term: Term) -> Term:
    """Linear operators applied term by term: E[a f + g] becomes a E[f] + E[g]."""
    args = tuple(distributed(a) for a in term.args)
    term = term.rebuild(args)
    if term.op == "pdf" and term.args[0].op == "density":
        return substitute(term.args[0].args[0], {n: p for (n, _), p in zip(term.args[0].data, term.args[1:], strict=True)})
    if term.op == "log":
        return _logarithm(term.args[0])
    if term.op not in _SPREAD:
        return term
    at = 1 if term.op == "expectation" else 0
    body = args[at]
    if body.op == "add":
        return add(*(distributed(_with(term, at, part)) for part in body.args))
    if body.op == "mul":
        outside = [f for f in body.args if f.sort.is_scalar and not _bound_in(term, f)]
        inside = [f for f in body.args if f not in outside]
        if outside and inside and term.op != "derivative":
            return mul(*outside, distributed(_with(term, at, mul(*inside))))
    if term.op == "expectation" and not _bound_in(term, body):
        return body
    return term


def _logarithm(term: Term) -> Term:
    """The logarithm of a product as a sum, of a power as a multiple: only to look for anchors in."""
    if term.op == "mul" and all(f.sort.is_scalar for f in term.args):
        return add(*(_logarithm(f) for f in term.args))
    if term.op == "power" and term.args[1].op == "number":
        return mul(term.args[1], _logarithm(term.args[0]))
    return log(term)


def _with(term: Term, at: int, body: Term) -> Term:
    return term.rebuild(tuple(body if i == at else a for i, a in enumerate(term.args)))


def _bound_in(term: Term, part: Term) -> bool:
    return bool(set(term.binds) & part.free)
