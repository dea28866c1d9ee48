"""Constants that the givens leave open (``c`` free of mu): the first statement that fixes one shows its value."""

from __future__ import annotations

from symkl.kernel.context import Context, Definition
from symkl.kernel.functions import Unreduced
from symkl.kernel.network import BudgetExceeded, Poly, add_into, scaled
from symkl.kernel.normal import Normalizer
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.prove.equality import prove_equal
from symkl.prove.outcome import Outcome
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer


def prove_with_constant(left: Term, right: Term, context: Context, failed: Outcome) -> Outcome:
    """The equation with the value that it forces on one open constant, provided that value is free of what it must be free of."""
    for fact in context.facts:
        if fact.relation != "free-of" or fact.left.op != "symbol" or fact.left.data in context.definitions:
            continue
        name = fact.left.data
        if name not in left.free | right.free:
            continue
        value = _forced(left, right, name, fact.right, context)
        if value is None:
            continue
        solved = context._replace(definitions={**context.definitions, name: Definition(name, (), value, "witness")})
        outcome = prove_equal(left, right, solved)
        if outcome.proved:
            return Outcome(True, None, None, outcome.laws, outcome.conditions, outcome.lines, outcome.notes, ((name, value),))
    return failed


def _forced(left: Term, right: Term, name: str, free_of: Term, context: Context) -> Term | None:
    """The value of the constant by which left = right, if the equation is linear in it."""
    net = normalizer(context)
    try:
        difference = add_into(dict(net.poly(bare(left, context))), net.poly(bare(right, context)), -1)
        atom = net.symbol(name, context.symbols[name])
        value = _solved(net, difference, atom)
        if value is None or _mentions(net, value, free_of, context):
            return None
        return Readback(net).poly(value)
    except (Unreduced, SortError, BudgetExceeded, NotReadable):
        return None


def _solved(net: Normalizer, poly: Poly, atom: int) -> Poly | None:
    """``c = -B / A`` of ``A c + B``."""
    component = next(iter(net.single(atom)))[0][0]
    factor: Poly = {}
    rest: Poly = {}
    for monomial, coefficient in poly.items():
        exponent = dict(monomial).get(component, 0)
        others = tuple(p for p in monomial if p[0] != component)
        if exponent not in (0, 1) or any(atom in net.reach(a) for n, _ in others for a, _, _ in net.components[n]):
            return None
        add_into(factor if exponent else rest, {others: coefficient})
    return net.multiply(scaled(rest, -1), net.power(factor, -1)) if factor else None


def _mentions(net: Normalizer, poly: Poly, variable: Term, context: Context) -> bool:
    names = bare(variable, context).free | variable.free if variable.op == "symbol" else variable.free
    atoms = {i for i, known in enumerate(net.atoms) if known.kind == "symbol" and known.key in names}
    return any(net.reach(a) & atoms for m in poly for n, _ in m for a, _, _ in net.components[n])
