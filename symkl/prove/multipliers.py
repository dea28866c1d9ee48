"""Members from an equation about every one of them in which a multiplier stands that an equation on all of them fixes."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.statements import is_of_members
from symkl.kernel.context import Context, Proposition
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import Poly
from symkl.kernel.sort import ONE, SCALAR, Dimension
from symkl.kernel.term import UNIT, ZERO, Term, add, derivative, mul, sub, subterms, summation, symbol
from symkl.prove.optima import prove_solution
from symkl.prove.outcome import GAPS, Outcome
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer

MOST_MEMBERS = 3
UNPROVED = Outcome(False, "no-derivation")


def factors_of_members(term: Term) -> Iterator[tuple[tuple[str, Dimension], Term]]:
    """The one free index of a term, and what a member's equation may be multiplied with: one, or a member that stands in it."""
    indices = tuple(dict.fromkeys(t.data for t in subterms(term) if t.op == "index" and t.data[0] in term.free))
    if len(indices) == 1:
        yield indices[0], UNIT
        members = (t for t in subterms(term) if t.op in ("member", "entry") and t.sort.is_scalar and t.args[0].op == "symbol")
        yield from ((indices[0], t) for t in list(dict.fromkeys(members))[:MOST_MEMBERS])


def prove_by_multiplier(premise: tuple[Proposition, ...], unknown: Term, value: Term, context: Context) -> Outcome:
    """``u_k = B_k`` from ``E_k = 0`` for every k, linear in a multiplier m, where the sum of all ``w_k E_k`` fixes m: m is put into ``w_k E_k``."""
    if unknown.op not in ("member", "entry") or unknown.args[0].op != "symbol":
        return UNPROVED
    family, found = unknown.args[0].data, bare(value, context)
    for fact in premise:
        if fact.relation == "=" and fact.left.sort.is_scalar and is_of_members(fact):
            given = bare(sub(fact.left, fact.right), context)
            for name in sorted(given.free - found.free - {family}):
                if context.symbols.get(name) == SCALAR and name not in context.definitions:
                    outcome = _without(symbol(name), given, unknown, value, context)
                    if outcome.proved:
                        return outcome
    return UNPROVED


def _without(multiplier: Term, given: Term, unknown: Term, value: Term, context: Context) -> Outcome:
    """The solution of what is left of an equation without the multiplier."""
    net = normalizer(context)
    for (index, over), factor in factors_of_members(given):
        weighted = mul(factor, given)
        try:
            whole = summation(index, over, weighted)
            total, slope = (net.reduced(net.poly(term), 1) for term in (whole, derivative(whole, multiplier)))
            of_total, of_slope = (_free_of_all(net, poly, (multiplier, unknown.args[0]), at) for poly, at in ((total, multiplier), (slope, None)))
        except (*GAPS, NotReadable, StopIteration):
            continue
        if of_total is None or of_slope is None or not net.nonzero(slope):
            continue
        own = derivative(weighted, multiplier)
        left = sub(mul(weighted, of_slope), mul(add(of_total, mul(multiplier, of_slope)), own))
        outcome = prove_solution(Proposition("=", left, ZERO), unknown, value, context)
        if outcome.proved:
            return outcome._replace(laws=("added-up", *outcome.laws), notes=("the multiplier is what the sum over all members makes it",))
    return UNPROVED


def _free_of_all(net: Normalizer, poly: Poly, names: tuple[Term, ...], at: Term | None) -> Term | None:
    """A polynomial that speaks of none of these names, where one of them is 0, as a term."""
    if at is not None:
        poly = {m: c for m, c in poly.items() if not net.mentions({m: c}, net.symbol(at.data, at.sort))}
    if any(net.mentions(poly, net.symbol(name.data, name.sort)) for name in names):
        return None
    return Readback(net).poly(poly, ONE, ONE)
