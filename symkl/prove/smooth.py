"""Arbitrary functions and densities that are differentiated, or averaged over a normal law: that they are smooth is assumed, and listed."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import ZERO, Term, pdf, subterms, symbol
from symkl.prove.session import bare

#: operators without which a term speaks of no arbitrary function or density
_ARBITRARY = frozenset(("function", "pdf", "arbitrary"))
#: those that take a derivative, or an integral over the names that they bind
_TAKEN = frozenset(("derivative", "expectation", "integral", "normalised"))


def assumed_smooth(terms: tuple[Term, ...], context: Context) -> tuple[Proposition, ...]:
    """That every such function is smooth and of moderate growth, and every such density in its parameters, each once."""
    found: dict[str, Term] = {}
    for term in terms:
        for smooth in _smooth_in(bare(term, context), context):
            found.setdefault(smooth.data if smooth.op == "function" else smooth.args[0].data, smooth)
    return tuple(Proposition("smooth", term, ZERO) for term in found.values())


def _smooth_in(term: Term, context: Context) -> Iterator[Term]:
    if term.operators.isdisjoint(_TAKEN) or term.operators.isdisjoint(_ARBITRARY):
        return
    for part in subterms(term):
        if part.op == "derivative":
            yield from _varying(part.args[0], part.args[1].free, context)
        elif part.op in _TAKEN and part.args[0].op not in ("arbitrary", "symbol"):
            yield from (f for f in _varying(part.args[-1], frozenset(part.binds), context) if f.op == "function")


def _varying(body: Term, names: frozenset[str], context: Context) -> Iterator[Term]:
    """The values of arbitrary functions and densities that vary with the names."""
    if body.operators.isdisjoint(_ARBITRARY):
        return
    for part in subterms(body):
        if part.op == "function" and part.data in context.symbols and part.data not in context.definitions:
            if part.free & names:
                yield part
        elif part.op == "pdf" and part.args[0].op in ("arbitrary", "symbol") and part.free & names:
            yield part
        elif part.op == "expectation" and part.args[0].op == "arbitrary" and part.args[0].free & names:
            yield pdf(part.args[0], *(symbol(n, s) for n, s in part.data))
        elif part.op == "expectation" and part.args[0].free & names:
            yield from (f for f in _varying(part.args[1], frozenset(part.binds), context) if f.op == "function")

