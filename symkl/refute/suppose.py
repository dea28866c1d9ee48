"""Contexts in which what a step supposes holds: as it stands, and at the special places where wrong conclusions show."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term, number, subterms, zero

MOST_NAMES = 4  # that are set to 0 in turn
_BORDERS = {">=": "=", "<=": "="}


def supposing(context: Context, facts: tuple[Proposition, ...], special: bool) -> Iterator[Context]:
    """The context with the facts; if asked, then with more facts that make these special: on the border of what is allowed, with all names 0,
    or one 0, 1 or -1. A model of any of them is a model of the first."""
    yield context.with_facts(*facts) if facts else context
    if not facts or not special:
        return
    border = tuple(fact._replace(relation=_BORDERS.get(fact.relation, fact.relation)) for fact in facts)
    if border != facts:
        yield context.with_facts(*border)
    names = _names(context, facts)
    yield context.with_facts(*(Proposition("=", name, zero(name.sort)) for name in names), *facts)
    for name in names:
        for value in (zero(name.sort), number(1), number(-1)) if name.sort.is_scalar else (zero(name.sort),):
            yield context.with_facts(Proposition("=", name, value), *facts)


def _names(context: Context, facts: tuple[Proposition, ...]) -> list[Term]:
    """The free names of the facts that are values and stand for nothing else."""
    found = dict.fromkeys(t for fact in facts for side in fact[1:] for t in subterms(side) if t.op == "symbol" and t.data in side.free)
    return [t for t in found if t.sort.kind == "value" and not t.sort.over and t.data not in context.definitions][:MOST_NAMES]
