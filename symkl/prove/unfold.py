"""Unfolding: definitions and laws applied until none is left, each a line of the derivation."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache

from symkl.kernel.check import Line, Move
from symkl.kernel.context import Context
from symkl.kernel.kept import while_judging
from symkl.kernel.law import Law, Substitution, instantiate, referred, unfold
from symkl.kernel.term import Term, replace_at
from symkl.prove.match import is_like, match
from symkl.theory.registry import heads, laws_at

MOST_LINES = 200
MOST_CONTEXTS = 64
MOST_IRREDUCIBLE = 20_000
_irreducible: set[Term] = while_judging(set())  # terms in which no law applies
_known: OrderedDict[int, tuple[Context, dict[Term, tuple[Line, ...]]]] = while_judging(OrderedDict())


def unfolded(term: Term, context: Context) -> tuple[Line, ...]:
    """The derivation from the term to one without defined names and without operators that a law defines."""
    known = _known.get(id(context))
    if known is None:
        known = _known[id(context)] = (context, {})
        if len(_known) > MOST_CONTEXTS:
            _known.popitem(last=False)
    lines = known[1].get(term)
    if lines is None:
        lines = known[1][term] = _unfolded(term, context)
    return lines


def _unfolded(term: Term, context: Context) -> tuple[Line, ...]:
    lines = [Line(term, Move("start"))]
    while len(lines) < MOST_LINES:
        following = _next(lines[-1].term, context)
        if following is None:
            break
        lines.append(following)
    return tuple(lines)


def _next(term: Term, context: Context) -> Line | None:
    found = _redex(term, ())
    if found is not None:
        path, law, by, made = found
        return Line(replace_at(term, path, made), Move("law", law.name, path, by))
    definition = referred(term, context)
    if definition is not None:
        return Line(unfold(term, definition), Move("definition", definition.name))
    return None


@lru_cache(maxsize=1 << 12)
def _laws_like(operator: str, inside: tuple[str, ...]) -> tuple[Law, ...]:
    """The laws that may apply to a term with this operator and these in its arguments."""
    return tuple(law for law in laws_at(operator) if is_like(law.left, inside))


def _redex(term: Term, path: tuple[int, ...]) -> tuple[tuple[int, ...], Law, Substitution, Term] | None:
    """The outermost place where a law applies, and what it makes of it."""
    if term in _irreducible or term.operators.isdisjoint(heads()):
        return None
    if term.op in heads():
        for law in _laws_like(term.op, tuple([arg.op for arg in term.args])):
            by = match(law.left, term, law.right)
            made = None if by is None else instantiate(law.right, by)
            if by is not None and made is not None and made.free <= term.free:
                return path, law, by, made
    if term.op in ("density", "normalised"):
        return None  # the kernel reads densities as they are written
    for i, arg in enumerate(term.args):
        found = _redex(arg, (*path, i))
        if found is not None:
            return found
    if len(_irreducible) > MOST_IRREDUCIBLE:
        _irreducible.clear()
    _irreducible.add(term)
    return None
