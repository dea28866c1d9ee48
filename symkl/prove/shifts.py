"""Names that are bounded on one side, as their bound and a distance from it: ``x > c`` says that x is c + h with h > 0."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.term import ZERO, Term, add, neg, subterms, symbol
from symkl.prove.equations import varied_names
from symkl.prove.session import bare

_BELOW = {">": "<", ">=": "<="}


def shifted(left: Term, right: Term, context: Context) -> Context | None:
    """The context in which names that are bounded by something else than 0 are that and a distance; None where there is none.

    Every model of the facts is one of these, with the distance that it has. Names that a binder in the sides varies stay as they are.
    """
    varied = varied_names(left, context) | varied_names(right, context)
    made, distances = context, []
    for fact in context.facts:
        found = next(_readings(fact), None)
        if found is None or found[0].data in made.definitions or varied & ({found[0].data} | bare(found[1], made).free):
            continue
        name, bound, sign = found
        if name.data in bare(bound, made).free or name.data not in left.free | right.free:
            continue
        distance = symbol(f"{name.data}@distance", name.sort)
        body = add(bound, distance if sign > 0 else neg(distance))
        made = made._replace(
            symbols={**made.symbols, distance.data: name.sort},
            definitions={**made.definitions, name.data: Definition(name.data, (), body, "condition")},
        )
        distances.append((fact, Proposition(">" if fact.relation in ("<", ">") else ">=", distance, ZERO)))
    if not distances:
        return None
    used = [fact for fact, _ in distances]
    return made._replace(facts=(*(f for f in context.facts if f not in used), *(d for _, d in distances)))


def _readings(fact: Proposition) -> Iterator[tuple[Term, Term, int]]:
    """A free name, what bounds it, and 1 where it lies above that, -1 where it lies below."""
    if fact.relation not in ("<", "<=", ">", ">="):
        return
    above = fact.relation in _BELOW
    for name, bound, sign in ((fact.left, fact.right, 1 if above else -1), (fact.right, fact.left, -1 if above else 1)):
        plain = name.op == "symbol" and name.sort.is_scalar and not name.sort.over
        if plain and bound != ZERO and not any(t.op == "index" for t in subterms(bound)):
            yield name, bound, sign
