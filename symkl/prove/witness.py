"""Constants that the givens leave open (``c`` free of mu): the first statement that fixes one shows its value."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.context import Context, Definition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded, Poly, add_into, plus, scaled
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, log, substitute, symbol, zero
from symkl.prove.equality import prove_equal
from symkl.prove.outcome import Outcome
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer


def prove_with_constant(left: Term, right: Term, context: Context, failed: Outcome) -> Outcome:
    """The equation with the value that it forces on one open constant, provided that value is free of all that it must be free of."""
    for name, free_of in open_constants(context).items():
        if name not in left.free | right.free:
            continue
        value = next((v for one, other in _forms(left, right, free_of, context) for v in [_forced(one, other, name, free_of, context)] if v), None)
        if value is None:
            continue
        solved = context._replace(definitions={**context.definitions, name: Definition(name, (), value, "witness")})
        outcome = prove_equal(left, right, solved)
        if outcome.proved:
            return outcome._replace(difference=None, witnesses=((name, value),))
    return failed


def _forms(left: Term, right: Term, free_of: tuple[Term, ...], context: Context) -> Iterator[tuple[Term, Term]]:
    """Equations that the constant's value may be read off: as printed, between logarithms, and where what it is free of is 0, which
    shows its value although more may have to be reduced before the rest is seen to cancel."""
    pairs = [(left, right), *([(log(left), log(right))] if "exp" in (left.op, right.op) else [])]
    yield from pairs
    at = {v.data: zero(v.sort) for v in free_of if v.op == "symbol" and v.data not in context.definitions}
    bound = frozenset().union(*(f.left.free | f.right.free for f in context.facts if f.relation != "free-of"))
    if at and len(at) == len(free_of) and bound.isdisjoint(at):
        yield from ((substitute(one, at), substitute(other, at)) for one, other in pairs)


def open_constants(context: Context) -> dict[str, tuple[Term, ...]]:
    """The constants without a value yet, each with what it is free of."""
    found: dict[str, tuple[Term, ...]] = {}
    for fact in context.facts:
        if fact.relation == "free-of" and fact.left.op == "symbol" and fact.left.data not in context.definitions:
            found[fact.left.data] = (*found.get(fact.left.data, ()), fact.right)
    return found


def _forced(left: Term, right: Term, name: str, free_of: tuple[Term, ...], context: Context) -> Term | None:
    """The value of the constant by which left = right, if the equation is linear in it."""
    net = normalizer(context)
    others = tuple(symbol(n, context.symbols[n]) for n in open_constants(context) if n != name)
    try:
        difference = plus(net.poly(bare(left, context)), net.poly(bare(right, context)), -1)
        atom = net.symbol(name, context.symbols[name])
        value = _solved(net, difference, atom)
        # Another open constant may depend on what this one must be free of.
        if value is None or any(_mentions(net, value, variable, context) for variable in (*free_of, *others)):
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
