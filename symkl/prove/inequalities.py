"""Inequalities: signs of normal forms, and Gibbs' inequality for divergences."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.law import referred, unfold
from symkl.kernel.poly import plus, scaled
from symkl.kernel.term import UNIT, ZERO, Binding, Term, density, div, integral, kl, mul, pdf, sub, subterms, summation, symbol
from symkl.prove.bounds import Bounds
from symkl.prove.convexity import NOTES, convexity
from symkl.prove.equality import prepare, prove_equal
from symkl.prove.equations import solved
from symkl.prove.outcome import Outcome
from symkl.prove.session import bare, normalizer
from symkl.prove.shifts import shifted

MOST_LAWS = 6
GIBBS = "gibbs"
_TURNED = {"prec": "succ", "preceq": "succeq"}


def prove_order(relation: str, left: Term, right: Term, context: Context) -> Outcome:
    """``left relation right`` for an order relation or ``!=``; where that is not shown, with the values that conditions give to names."""
    outcome = _prove_order(relation, left, right, context)
    values = None if outcome.proved else solved(left, right, context)
    again = outcome if values is None else prove_order(relation, left, right, values)
    if again.proved:
        return again
    distances = shifted(left, right, context)
    again = outcome if distances is None else _prove_order(relation, left, right, distances)
    return again if again.proved else outcome


def _prove_order(relation: str, left: Term, right: Term, context: Context) -> Outcome:
    ready = prepare(left, right, context)
    if ready.missing is not None:
        return Outcome(False, "missing-condition", None, (), ready.assumed + (ready.missing,))
    claim = Proposition(relation, ready.left[-1].term, ready.right[-1].term)
    if relation in _TURNED:
        claim = Proposition(_TURNED[relation], claim.right, claim.left)
    greater, less = (left, right) if relation == ">=" else (right, left)
    if relation in (">=", "<=") and _is_divergence(greater, less, context):
        return _by_gibbs(ready.assumed)
    if ready.net.holds(claim):
        return Outcome(True, None, None, ("signs",), ready.assumed, None, ("a sum of terms that are known not to be negative",))
    if relation in ("<", "<=", ">", ">=") and claim.left.sort.is_scalar:
        sign = 1 if relation[0] == ">" else -1
        difference = plus(ready.net.poly(claim.left), ready.net.poly(claim.right), -1)
        reasons = Bounds(ready.net).at_least_zero(scaled(difference, sign), relation in ("<", ">"))
        if reasons is not None:
            return Outcome(True, None, None, reasons, ready.assumed, None, ("terms that are not negative, and a rest that is not",))
    if relation in (">=", "<="):
        principle = convexity(greater, less, context)
        if principle is not None:
            return Outcome(True, None, None, (principle,), ready.assumed, None, (NOTES[principle],))
        if _differ_by_divergence(greater, less, context):
            return _by_gibbs(ready.assumed)
    return Outcome(False, "no-derivation")


def _by_gibbs(assumed: tuple[Proposition, ...]) -> Outcome:
    return Outcome(True, None, None, (GIBBS,), assumed, None, ("the difference is a Kullback-Leibler divergence, which is never negative",))


def _is_divergence(greater: Term, less: Term, context: Context) -> bool:
    """``E_q[log q/r] >= 0`` as printed: KL itself, or a sum or integral of ``a log(a/r)`` where a and r add up to 1."""
    if less != ZERO:
        return False
    if greater.op in ("symbol", "function") and (definition := referred(greater, context)) is not None:
        return _is_divergence(unfold(greater, definition), less, context)
    if greater.op == "kl":
        return True
    if greater.op not in ("sum", "integral") or greater.args[0].op != "mul":
        return False
    logs = [f for f in greater.args[0].args if f.op == "log"]
    others = [f for f in greater.args[0].args if f.op != "log"]
    if len(logs) != 1 or not others:
        return False
    weight = mul(*others)
    net = normalizer(context)
    if not net.nonnegative(net.poly(bare(weight, context))):
        return False
    return _whole(greater, weight, context) and _whole(greater, div(weight, logs[0].args[0]), context)


def _whole(binder: Term, body: Term, context: Context) -> bool:
    total = summation(binder.data[0][0], binder.data[0][1], body) if binder.op == "sum" else integral(binder.data, body)
    return prove_equal(total, UNIT, context).proved


def _differ_by_divergence(greater: Term, less: Term, context: Context) -> bool:
    """The difference is KL(a || b) for two of the laws that occur or are defined."""
    laws: dict[Term, None] = {}
    for term in (greater, less, bare(greater, context), bare(less, context)):
        laws |= dict.fromkeys(t for t in subterms(term) if t.sort.kind == "law")
    for definition in context.definitions.values():
        if definition.body.sort.kind == "law":
            laws |= {_reference(definition.name, definition.parameters, definition.body): None}
    named = list(laws)[:MOST_LAWS]
    named += _products(named)
    difference = sub(greater, less)
    return any(a != b and a.sort == b.sort and prove_equal(difference, kl(a, b), context).proved for a in named for b in named)


def _products(laws: list[Term]) -> list[Term]:
    """Of each joint law of two variables, the products of laws of one of them each."""
    found = []
    for joint in laws:
        sorts = joint.sort.parts
        if len(sorts) != 2:
            continue
        binding = (("u", sorts[0]), ("v", sorts[1]))
        first, second = (symbol(*b) for b in binding)
        for one in laws:
            for other in laws:
                if one.sort.parts == sorts[:1] and other.sort.parts == sorts[1:] and not (one.free | other.free) & {"u", "v"}:
                    found.append(density(binding, mul(pdf(one, first), pdf(other, second))))
    return found[:MOST_LAWS]


def _reference(name: str, parameters: Binding, body: Term) -> Term:
    if not parameters:
        return Term("symbol", (), name, body.sort)
    return Term("function", tuple(Term("symbol", (), n, s) for n, s in parameters), name, body.sort)
