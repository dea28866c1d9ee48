"""What of a context a step hangs on: the judges are shown that and no more, so that what they answer hangs on nothing else.

A step hangs on all that is given where it stands, for a given name may be restricted through any other, and on the definitions by earlier
statements that its names lead to. Other statements' definitions restrict nothing: whatever the givens' names stand for, they have their value.
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.statements import Step
from symkl.judge.engines import Engines
from symkl.kernel.context import Context
from symkl.kernel.kept import remembering
from symkl.kernel.term import Term, bound_in

_GIVEN = "given"


class Relevance:
    """The parts of contexts, each made once: the judges know a context by its identity."""

    def __init__(self) -> None:
        self._parts: dict[tuple[int, frozenset[str]], tuple[Context, Context]] = {}
        self._known: dict[object, Context] = {}

    def of(self, step: Step, context: Context) -> Context:
        """The part that a step hangs on."""
        stated = frozenset(_reached(step, context)) if any(d.origin != _GIVEN for d in context.definitions.values()) else frozenset()
        known = self._parts.get((id(context), stated))
        if known is None:
            made = _part(context, stated)
            known = self._parts[id(context), stated] = (context, self._known.setdefault(_content(made), made))
        return known[1]


def to_the_point(engines: Engines) -> Engines:
    """The same judges, shown only what a step hangs on."""
    relevance, sympy = Relevance(), engines.sympy
    return engines._replace(
        prove=lambda step, context: engines.prove(step, relevance.of(step, context)),
        refute=lambda step, context: engines.refute(step, relevance.of(step, context)),
        contradicts=lambda step, context: engines.contradicts(step, relevance.of(step, context)),
        sympy=None if sympy is None else lambda step, context: sympy(step, relevance.of(step, context)),
    )


@remembering(1 << 13)
def names_in(term: Term) -> frozenset[str]:
    """The names in a term that may be defined, free and bound."""
    return bound_in(term).union(name.removesuffix("()") for name in term.free)


def _terms(step: Step) -> Iterator[Term]:
    for side in (step.anchor, step.left, step.right):
        yield from side.terms
    for fact in (*step.premise, *step.conditions):
        yield from (fact.left, fact.right)
    if step.unknown is not None:
        yield step.unknown


def _reached(step: Step, context: Context) -> set[str]:
    """The names defined by statements that the step's names, and those of the givens, lead to."""
    given = (side for fact in context.facts for side in (fact.left, fact.right))
    waiting = set(step.variables).union(*map(names_in, (*_terms(step), *given)))
    waiting.update(*(names_in(d.body) for d in context.definitions.values() if d.origin == _GIVEN))
    found: set[str] = set()
    while waiting:
        definition = context.definitions.get(waiting.pop())
        if definition is not None and definition.origin != _GIVEN and definition.name not in found:
            found.add(definition.name)
            waiting |= names_in(definition.body)
    return found


def _part(context: Context, stated: frozenset[str]) -> Context:
    left_out = {name for name, d in context.definitions.items() if d.origin != _GIVEN and name not in stated}
    if not left_out:
        return context
    return context._replace(
        symbols={name: sort for name, sort in context.symbols.items() if name not in left_out},
        definitions={name: d for name, d in context.definitions.items() if name not in left_out},
        latex={name: latex for name, latex in context.latex.items() if name.removesuffix("()") not in left_out},
    )


def _content(part: Context) -> object:
    return (tuple(part.symbols.items()), tuple(part.definitions.items()), part.facts, tuple(part.latex.items()), *part[4:])
