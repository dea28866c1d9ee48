"""What follows from a premise: by itself, as a multiple of it, or where the premise is taken for granted."""

from __future__ import annotations

from collections.abc import Callable

from symkl.elaborate.statements import Step, is_of_members
from symkl.kernel import grid as grids
from symkl.kernel.context import Context, Proposition
from symkl.kernel.normal import Normalizer
from symkl.kernel.term import ZERO, Term, mul, sub, summation, transpose
from symkl.prove.equality import prepare, prove_equal
from symkl.prove.inequalities import prove_order
from symkl.prove.linear_systems import prove_by_system
from symkl.prove.multipliers import factors_of_members, prove_by_multiplier
from symkl.prove.needed import with_conditions
from symkl.prove.outcome import Outcome
from symkl.prove.session import bare, normalizer

UNPROVED = Outcome(False, "no-derivation")
Strategy = Callable[[Context], Outcome]  # for the conclusion as a claim, in a context
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def prove_implied(step: Step, left: Term, right: Term, context: Context, claimed: Strategy) -> Outcome:
    """The conclusion holds by itself, or is the premise times a nonzero scalar or an invertible matrix, perhaps transposed, or holds
    wherever the premise does. That the premise can hold is not asked here."""
    direct = claimed(context)
    if direct.proved:
        return direct
    multiple = _multiplied(step, left, right, context) if step.relation == "=" else direct
    if multiple.proved:
        return multiple
    system = prove_by_system(step.premise, left, right, context) if step.relation == "=" else direct
    if system.proved:
        return with_conditions(system, step.premise[0].left, right, context)
    facts = tuple(fact for fact in step.premise if not is_of_members(fact))
    summed = _summed(step.premise, left, right, context.with_facts(*facts)) if step.relation == "=" else direct
    if summed.proved:
        return summed
    fixed = prove_by_multiplier(step.premise, left, right, context.with_facts(*facts)) if step.relation == "=" else direct
    if fixed.proved:
        return fixed
    if not facts:
        return direct
    granted = claimed(context.with_facts(*facts))
    if not granted.proved and left.sort.is_scalar and right.sort.is_scalar:
        granted = _otherwise_untrue(Proposition(step.relation, left, right), facts, context)
    whole = _where_defined(granted, facts, left, right, context)
    return whole if whole.proved or whole.reason == "missing-condition" else direct


def _otherwise_untrue(conclusion: Proposition, facts: tuple[Proposition, ...], context: Context) -> Outcome:
    """By contradiction: where the conclusion fails, one of the facts does. An equation follows from both inequalities, too."""
    if conclusion.relation not in OPPOSITE:
        return UNPROVED
    opposite = conclusion._replace(relation=OPPOSITE[conclusion.relation])
    for at, fact in enumerate(facts):
        if fact.relation in OPPOSITE and fact.left.sort.is_scalar and fact.right.sort.is_scalar:
            rest = context.with_facts(opposite, *facts[:at], *facts[at + 1 :])
            if prove_order_or_equal(OPPOSITE[fact.relation], fact.left, fact.right, rest):
                return Outcome(True, None, None, ("contradiction",), (), None, ("where this fails, so does what it follows from",))
    granted = context.with_facts(*facts)
    if conclusion.relation == "=" and all(prove_order(r, conclusion.left, conclusion.right, granted).proved for r in ("<=", ">=")):
        return Outcome(True, None, None, ("signs",), (), None, ("neither side is greater than the other",))
    return UNPROVED


def prove_order_or_equal(relation: str, left: Term, right: Term, context: Context) -> bool:
    """Whether a relation between scalars is proved."""
    return (prove_equal(left, right, context) if relation == "=" else prove_order(relation, left, right, context)).proved


def _where_defined(outcome: Outcome, facts: tuple[Proposition, ...], left: Term, right: Term, context: Context) -> Outcome:
    """A proof from the premise, with what the premise needs; what only the conclusion needs has to follow from that."""
    if not outcome.proved:
        return outcome
    granted = context.with_facts(*facts)
    assumed = tuple(dict.fromkeys(c for fact in facts for side in fact[1:] for c in prepare(side, side, granted).assumed))
    inner = granted.with_facts(*assumed) if assumed else granted
    for side in (left, right):
        missing = prepare(ZERO, side, inner).missing
        if missing is not None and not _otherwise_untrue(missing, (*facts, *assumed), context).proved:
            return Outcome(False, "missing-condition", None, outcome.laws, (*assumed, missing))
    return outcome._replace(conditions=assumed)


def _summed(premise: tuple[Proposition, ...], left: Term, right: Term, context: Context) -> Outcome:
    """An equation about every member, times what is of that member, added up over all of them."""
    for fact in premise:
        if fact.relation != "=" or not is_of_members(fact) or not fact.left.sort.is_scalar or left.sort != fact.left.sort:
            continue
        given = bare(sub(fact.left, fact.right), context)
        for (name, over), factor in factors_of_members(given):
            total = summation(name, over, mul(factor, given))
            for whole in (sub(left, right), sub(right, left)):
                found = prove_equal(total, whole, context)
                if found.proved:
                    return found._replace(laws=(*found.laws, "added-up"), replayed=None, notes=("what holds of every member, added up",))
    return UNPROVED


def _multiplied(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    net = normalizer(context)
    conclusion = bare(sub(left, right), context)
    for premise in step.premise:
        if premise.relation != "=":
            continue
        given = bare(sub(premise.left, premise.right), context)
        if _multiple(net, conclusion, given):
            found = Outcome(True, None, None, ("consequence",), (), None, ("the premise multiplied by what is not zero",))
            return with_conditions(found, given, sub(left, right), context)
    return UNPROVED


def _multiple(net: Normalizer, conclusion: Term, given: Term) -> bool:
    for premise in (given, transpose(given)) if not given.sort.is_scalar else (given,):
        if premise.sort == conclusion.sort and _scalar_multiple(net, net.normal(conclusion), net.normal(premise)):
            return True
    return False


def _scalar_multiple(net: Normalizer, conclusion: grids.Grid, premise: grids.Grid) -> bool:
    a, b = conclusion.whole, premise.whole
    if any(net.vanishes(grids.add(net, conclusion, premise, sign)) for sign in (1, -1)):
        return True
    for m, c in list(a.items())[:4]:
        for n, e in list(b.items())[:4]:
            if tuple(p for p in m if net.free[p[0]]) != tuple(p for p in n if net.free[p[0]]):
                continue
            closed_m = {tuple(p for p in m if not net.free[p[0]]): c}
            closed_n = {tuple(p for p in n if not net.free[p[0]]): e}
            if not net.nonzero(closed_n):
                continue
            factor = net.multiply(closed_m, net.power(closed_n, -1))
            if net.vanishes(grids.add(net, conclusion, grids.scale(net, premise, factor), -1)):
                return True
    return False
