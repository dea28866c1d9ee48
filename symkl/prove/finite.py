"""Expectations under a law of which only moments are known: that they are finite is assumed, and listed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.law import referred, unfold
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import COL, ROW, BudgetExceeded
from symkl.kernel.sort import ONE, SortError
from symkl.kernel.term import ZERO, Term, alpha_key
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import bare, normalizer

#: operators that stand for an expectation
TAKEN = frozenset(("expectation", "variance", "covariance", "kl", "entropy", "cross-entropy"))


def assumed_finite(terms: tuple[Term, ...], context: Context) -> tuple[Proposition, ...]:
    """That every moment which occurs in the terms is finite, each once; a first moment is where a second one is."""
    found: dict[object, Term] = {}
    for term in terms:
        for printed in _printed(term, context):
            for moment in _moments(printed, context):
                found.setdefault(alpha_key(moment), moment)
    moments = tuple(found.values())
    second = {m.args[0] for m in moments if m.op == "expectation" and m.args[1].op in ("mul", "power")}
    kept = (m for m in moments if not (m.op == "expectation" and m.args[1].op == "symbol" and m.args[0] in second))
    return tuple(Proposition("finite", m, ZERO) for m in kept)


def _printed(term: Term, context: Context) -> Iterator[Term]:
    """The outermost expectations in a term, as it has them; those of a definition, where a defined name hides them."""
    if term.op in TAKEN:
        yield term
    elif term.operators & TAKEN:
        for arg in term.args:
            yield from _printed(arg, context)
    elif (definition := referred(term, context)) is not None:
        yield from _printed(unfold(term, definition), context)


def _moments(printed: Term, context: Context) -> tuple[Term, ...]:
    """What linearity splits an expectation under an arbitrary law into; itself, where a part of that has no short form."""
    term = bare(printed, context)
    open_laws = [t for t in _expectations(term) if t.args[0].op in ("arbitrary", "symbol")]
    if not open_laws:
        return ()
    net = normalizer(context)
    try:
        grids = [net.normal(t) for t in open_laws]
        numbers = {n for grid in grids for row in grid.cells for cell in row for monomial in cell for n, _ in monomial}
        return tuple(sorted((moment for n in numbers for moment in _moments_of(n, net)), key=repr))  # numbers hang on what was asked before
    except (Unreduced, SortError, BudgetExceeded, NotReadable):
        return (printed,)


@lru_cache(maxsize=1 << 12)
def _expectations(term: Term) -> tuple[Term, ...]:
    """The expectations in a term, from the outside in."""
    if "expectation" not in term.operators:
        return ()
    inside = tuple(part for arg in term.args for part in _expectations(arg))
    return (term, *inside) if term.op == "expectation" else inside


def _moments_of(number: int, net: Normalizer) -> Iterator[Term]:
    component = net.components[number]
    moments = [node[0] for node in component if net.atoms[node[0]].kind == "moment"]
    if len(component) == 1 and moments:
        yield Readback(net).poly({((number, 1),): 1})
        return
    for atom in moments:
        ranges = net.atoms[atom].ranges
        if len(ranges) > 2:
            raise NotReadable("a moment of higher order")
        rows, cols = (*ranges, ONE, ONE)[:2]
        yield Readback(net).poly(net.single(atom, (ROW, COL)[: len(ranges)]), rows, cols)
