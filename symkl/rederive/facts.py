"""What the givens say of names: which symbols are positive, which matrices symmetric, and what is left over as propositions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term, subterms

FLIPPED = {"<": ">", "<=": ">="}
SIGNS = {">": "positive", ">=": "nonnegative", "!=": "nonzero"}


class Facts(NamedTuple):
    """``marks``: name -> "positive", "nonnegative", "nonzero", "symmetric", "definite" (symmetric positive definite), "semidefinite"."""

    marks: dict[str, frozenset[str]]
    conditions: tuple[Proposition, ...]  # all that a point must meet and that marks do not say
    equations: tuple[Proposition, ...]


def read_facts(context: Context) -> Facts:
    """Sort the facts of a context by what they are good for here."""
    marks: dict[str, set[str]] = defaultdict(set)
    conditions: list[Proposition] = []
    equations: list[Proposition] = []
    for fact in context.facts:
        name, mark = _mark(fact)
        if name is not None and name not in context.definitions:
            marks[name].add(mark)
        elif fact.relation == "=":
            equations.append(fact)
        elif fact.relation != "free-of":
            conditions.append(fact)
    for name in _covariances(context):
        marks[name].add("definite")
    return Facts({n: frozenset(m) for n, m in marks.items()}, tuple(conditions), tuple(equations))


def _mark(fact: Proposition) -> tuple[str | None, str]:
    relation, left, right = fact
    if relation in FLIPPED:
        relation, left, right = FLIPPED[relation], right, left
    name = _name_of(left)
    if name is None:
        return None, ""
    if relation in SIGNS and right.op == "number" and (right.data == 0 or (relation == ">" and right.data > 0)):
        return (name, SIGNS[relation]) if right.data == 0 else (None, "")
    if relation in ("succ", "succeq") and right.op in ("zero", "number"):
        return name, "definite" if relation == "succ" else "semidefinite"
    if relation == "=" and right.op == "transpose" and right.args[0] == left:
        return name, "symmetric"
    return None, ""


def _name_of(term: Term) -> str | None:
    """The name of a symbol, or of a family of which every member is meant."""
    if term.op == "symbol":
        return str(term.data)
    if term.op in ("member", "entry") and term.args[0].op == "symbol" and all(a.op == "index" for a in term.args[1:]):
        return str(term.args[0].data)
    return None


def _covariances(context: Context) -> Iterator[str]:
    """Names that stand as the covariance of a declared normal law."""
    for definition in context.definitions.values():
        for term in subterms(definition.body):
            if term.op == "gaussian" and term.args[1].op == "symbol" and term.args[1].data not in context.definitions:
                yield str(term.args[1].data)
