"""What a sheet says in words: a counterexample has to respect it, or the step stays undecided."""

from __future__ import annotations

from collections.abc import Callable

from symkl.elaborate.statements import Step
from symkl.judge.choices import reach
from symkl.kernel.context import WHOLE, Context, Said
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import symbol
from symkl.latex import printer
from symkl.report import Counterexample

IN_WORDS = "said-in-words"  # the reason
Refute = Callable[[Step, Context], Counterexample | None]


def respecting_words(refute: Refute) -> Refute:
    """A refuter that gives no counterexample against what the sheet says in words of a name in the step."""

    def refuted(step: Step, context: Context) -> Counterexample | None:
        found = refute(step, context)
        said = said_of(step, context) if found is not None else ()
        if found is None or not said:
            return found
        if not all(s.formulas for s in said):
            return None
        return refute(step, context.with_facts(*(f for s in said for f in s.formulas)))

    return refuted


def said_of(step: Step, context: Context) -> tuple[Said, ...]:
    """What is said in words beside a step, and of the names in it, those in their definitions included."""
    if not context.said:
        return step.said
    terms = [t for t in (step.anchor.term, step.right.term) if t is not None] + [t for p in step.premise for t in (p.left, p.right)]
    reached = frozenset().union(*(reach(t, context) for t in terms))
    return (*step.said, *(s for s in context.said if _is_of(s, reached)))


def _is_of(said: Said, reached: frozenset[str]) -> bool:
    """Whether a saying is of names in a step, and its formulas of no others."""
    return (said.name in reached or said.name + "()" in reached) and all(f.right.free <= reached for f in said.formulas)


def in_words(step: Step, context: Context) -> str | None:
    """The reason of a step that is undecided although words of the sheet might decide it."""
    told = dict.fromkeys(_told(s, context) for s in said_of(step, context) if s.words != WHOLE)
    return f"{IN_WORDS}: {', '.join(told)}" if told else None


def _told(said: Said, context: Context) -> str:
    if not said.name:
        return said.words
    return f"{printer.text(symbol(said.name, context.symbols.get(said.name, SCALAR)), context.latex)} ({said.words})"

