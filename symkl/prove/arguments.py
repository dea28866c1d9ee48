"""What a verdict rests on, told as equations that the kernel replays: the derivation itself, or the equations that a claim of another kind
was reduced to, and of a refuted claim the value that its left side has."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symkl.elaborate.statements import Step
from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, add, at, derivative, log, mul, number, power, sub, substitute, symbol, zero
from symkl.prove.equality import prove_equal
from symkl.prove.moves import is_averaged, read_back
from symkl.prove.outcome import Outcome
from symkl.prove.session import answer, bare, normalizer
from symkl.prove.telling import Told, told
from symkl.record import NamedTuple


class Argument(NamedTuple):
    """One equation with its derivation. ``kind``: "claim", "condition", "gradient", "only", "only-vector", "solves", "difference", "objective",
    "value", "printed" or "carried"; ``subjects`` are the
    terms that the words for it speak of."""

    kind: str
    lines: tuple[Told, ...]
    subjects: tuple[Term, ...] = ()


def arguments(step: Step, outcome: Outcome | None, status: str, context: Context) -> tuple[Argument, ...]:
    """Everything that can be told of a judged claim; empty where nothing is."""
    if step.conditions:
        context = context.with_facts(*step.conditions)
    try:
        return answer(lambda: tuple(_found(step, outcome or Outcome(False), status, context)))
    except (Unreduced, SortError, BudgetExceeded):
        return ()


def carried(outcome: Outcome | None) -> tuple[Argument, ...]:
    """How a step follows from the sides printed before it."""
    derivation = None if outcome is None else outcome.replayed
    return () if derivation is None else (Argument("carried", answer(lambda: told(derivation))),)


def _found(step: Step, outcome: Outcome, status: str, context: Context) -> Iterator[Argument]:
    left, right = step.anchor.term, step.right.term
    if left is None or right is None:
        return
    if outcome.replayed is not None:
        yield Argument("claim", told(outcome.replayed))
    elif status == "proved" and "stationary-point" in outcome.laws and step.premise and step.unknown is not None:
        yield from _solution(step.premise[0], step.unknown, right, context)
    elif status == "proved" and step.relation in ("proportional", "constant"):
        sides = (log(left), log(right)) if step.relation == "proportional" else (left, right)
        yield from _difference(*sides, context)
    elif status == "proved" and "same-optimum" in outcome.laws:
        yield from _objectives(left, right, context)
    elif status == "proved" and "strict-convexity" in outcome.laws:
        yield from _optimum(left, right, context)
    elif status == "proved" and step.relation not in ("=", "implies"):
        yield from _difference(left, right, context)
    elif status == "refuted" and step.relation == "=" and (difference := outcome.left_minus_right()) is not None:
        yield from _value(left, right, difference, context)


def _shown(kind: str, left: Term, right: Term, context: Context, *subjects: Term) -> Iterator[Argument]:
    """The equation's derivation, where the kernel has one."""
    outcome = prove_equal(left, right, context)
    if outcome.replayed is not None:
        yield Argument(kind, told(outcome.replayed), subjects)


def _value(left: Term, right: Term, difference: Term, context: Context) -> Iterator[Argument]:
    """What the left side of a wrong equation is, and what was printed instead."""
    net = normalizer(context)
    values = [read_back(bare(side, context), net) for side in (left, right)]
    if values[0] is None or values[1] is None:
        yield from _shown("value", left, add(right, difference), context, difference)
        return
    yield from _shown("value", left, values[0], context, difference)
    yield from _shown("printed", right, values[1], context)


def _solution(premise: Proposition, unknown: Term, value: Term, context: Context) -> Iterator[Argument]:
    """The condition worked out, and that it is a factor times what the unknown exceeds the value by: ``A(x) = K (x - B)``."""
    whole = premise.left if premise.right.op == "zero" or premise.right == number(0) else sub(premise.left, premise.right)
    found = read_back(bare(whole, context), normalizer(context))
    if found is not None and is_averaged(bare(whole, context)):
        yield from _shown("condition", whole, found, context)
    equation = found if found is not None else whole
    name = unknown.args[0] if unknown.op == "power" else unknown
    if name.op != "symbol":
        return
    linear = tuple(_linear(equation, name, unknown, value, context))
    yield from linear
    if not linear and unknown.op == "symbol":
        put_in = at(((name.data, name.sort),), equation, value)
        yield from _shown("solves", put_in, zero(put_in.sort), context, name, value)


def _linear(equation: Term, name: Term, unknown: Term, value: Term, context: Context) -> Iterator[Argument]:
    """``A(x) = K (x - B)``, the condition cleared of the unknown below a bar where that takes it."""
    net = normalizer(context)
    exponent = unknown.args[1].data if unknown.op == "power" else Fraction(1)
    for cleared in (equation, mul(name, equation)) if name.sort.is_scalar else (equation,):
        if not (name.sort.is_scalar or cleared.sort == name.sort):
            return
        slope = derivative(cleared, name)
        if exponent != 1:
            slope = mul(number(1 / exponent), power(name, number(1 - exponent)), slope)
        factor = read_back(slope, net)
        if factor is not None and not factor.free & name.free:
            kind = "only" if name.sort.is_scalar else "only-vector"
            shown = tuple(_shown(kind, cleared, mul(factor, sub(unknown, value)), context, factor, unknown, value))
            if shown:
                yield from shown
                return


def _difference(left: Term, right: Term, context: Context) -> Iterator[Argument]:
    """What the left side exceeds the right one by."""
    whole = sub(left, right)
    found = read_back(bare(whole, context), normalizer(context))
    if found is not None:
        yield from _shown("difference", whole, found, context, found)


def _named(term: Term, context: Context) -> Term:
    """What a name without parameters stands for."""
    while term.op == "symbol" and term.data in context.definitions:
        term = context.definitions[term.data].body
    return term


def _optimum(left: Term, right: Term, context: Context) -> Iterator[Argument]:
    """The gradient, and where it vanishes."""
    sides = (_named(left, context), right), (_named(right, context), left)
    for optimum, value in sides:
        if optimum.op in ("argmin", "argmax") and len(optimum.data) == 1:
            ((name, sort),) = optimum.data
            variable = symbol(name, sort)
            gradient = Proposition("=", derivative(optimum.args[0], variable), zero(sort))
            for found in _solution(gradient, variable, value, context):
                yield found._replace(kind="gradient") if found.kind == "condition" else found
            return


def _objectives(left: Term, right: Term, context: Context) -> Iterator[Argument]:
    """What one objective exceeds the other by, where that is free of the variable."""
    first, second = _named(left, context), _named(right, context)
    if first.op != second.op or first.op not in ("argmin", "argmax") or len(first.data) > 1 or len(second.data) > 1:
        return
    ((name, sort),), ((other, _),) = first.data, second.data
    objective = substitute(second.args[0], {other: symbol(name, sort)})
    for found in _difference(first.args[0], objective, context):
        if any(name in subject.free for subject in found.subjects):
            return
        yield found._replace(kind="objective", subjects=(symbol(name, sort), *found.subjects))
