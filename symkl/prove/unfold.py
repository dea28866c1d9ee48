"""Unfolding: definitions and laws applied until none is left, each a line of the derivation."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.check import Line, Move
from symkl.kernel.context import Context
from symkl.kernel.law import instantiate, referred, unfold
from symkl.kernel.term import Term, replace_at
from symkl.prove.match import match
from symkl.theory.registry import laws_at

MOST_LINES = 200


def unfolded(term: Term, context: Context) -> tuple[Line, ...]:
    """The derivation from the term to one without defined names and without operators that a law defines."""
    lines = [Line(term, Move("start"))]
    while len(lines) < MOST_LINES:
        following = _next(lines[-1].term, context)
        if following is None:
            break
        lines.append(following)
    return tuple(lines)


def _next(term: Term, context: Context) -> Line | None:
    for path, subterm in _places(term, ()):
        for law in laws_at(subterm.op):
            by = match(law.left, subterm, law.right)
            if by is not None:
                return Line(replace_at(term, path, instantiate(law.right, by)), Move("law", law.name, path, by))
    definition = referred(term, context)
    if definition is not None:
        return Line(unfold(term, definition), Move("definition", definition.name))
    return None


def _places(term: Term, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Term]]:
    yield path, term
    for i, arg in enumerate(term.args):
        yield from _places(arg, (*path, i))
