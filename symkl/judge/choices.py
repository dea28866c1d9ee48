"""Ways to put printed sides in for the anchors that occur in a step: those of lines that it refers to, fewest replaced first, the nearest above."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product

from symkl.elaborate.statements import IMPLIED, Side, Step
from symkl.judge.engines import Engines
from symkl.judge.history import History, Printed
from symkl.kernel.context import Context
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, alpha_key, bound_in
from symkl.record import NamedTuple

#: a step's left side in its shapes, each with the anchors that occur in it and the sides printed for these
Present = list[tuple[Term, dict[object, tuple[Printed, ...]]]]
#: the same of every part of a term
Occurring = dict[Term, dict[object, tuple[Printed, ...]]]

MOST_ANCHORS = 4  # anchors replaced at once
MOST_PRINTED = 6  # shapes that are made of the sides of right lines
MOST_SIDES = 6  # printed sides of one anchor that are tried


class Choice(NamedTuple):
    """Printed sides, each for the anchor with the key beside it, in one shape of the step's left side."""

    used: tuple[Printed, ...]
    keys: tuple[object, ...]
    shape: Term

    @property
    def sure(self) -> bool:
        """Whether every side used equals what it stands for."""
        return all(p.sure for p in self.used)


def choices_of(step: Step, context: Context, history: History, engines: Engines) -> Iterator[Choice]:
    """All choices, each once."""
    term = looked_in(step)
    if term is None or not history.heads:
        return
    known: Occurring = {}
    found = [(shape, _present(shape, context, history, known)) for shape in _shapes(term, context, history, engines)]
    more = [shape for shape in _printed_shapes(found) if all(shape != other for other, _ in found)]
    found += [(shape, _present(shape, context, history, known)) for shape in more]
    seen = set()
    for choice in chain(_fewest_first(_of_lines(found, step.citations)), _fewest_first(found)):
        name = tuple(p.span for p in choice.used)
        if name not in seen:
            seen.add(name)
            yield choice


def _of_lines(found: Present, labels: tuple[str, ...]) -> Present:
    """Only the sides that the lines with these labels print."""
    if not labels:
        return []
    kept = [(shape, {key: tuple(p for p in sides if p.label in labels) for key, sides in present.items()}) for shape, present in found]
    return [(shape, {key: sides for key, sides in present.items() if sides}) for shape, present in kept]


def _fewest_first(found: Present) -> Iterator[Choice]:
    for number in range(1, MOST_ANCHORS + 1):
        for shape, present in found:
            for keys in combinations(present, number):
                for used in _nearest(tuple(present[key] for key in keys)):
                    yield Choice(used, keys, shape)


def looked_in(step: Step) -> Term | None:
    """Where anchors are looked for: an arrow's premise, else the step's anchor."""
    if step.role in {"solution", *IMPLIED}:
        return step.premise[0].left if step.premise else None
    return step.anchor.term


def put_in(step: Step, choice: Choice) -> Step | None:
    """The step with the printed sides in place of the anchors; None where that does not fit."""
    try:
        term = _replaced(choice.shape, dict(zip(choice.keys, choice.used, strict=True)))
    except SortError:
        return None
    if step.role in {"solution", *IMPLIED}:
        return step._replace(premise=(step.premise[0]._replace(left=term), *step.premise[1:]))
    side = Side(step.left.latex, step.left.span, (term,))
    return step._replace(anchor=side, left=side)


def _shapes(term: Term, context: Context, history: History, engines: Engines) -> tuple[Term, ...]:
    """The term as printed and, where an earlier anchor could come out of it, successively unfolded."""
    within = reach(term, context)
    if not any(free <= within for free in history.names):
        return (term,)
    return tuple(dict.fromkeys((term, *engines.expansions(term, context))))


def _printed_shapes(found: Present) -> tuple[Term, ...]:
    """The shapes with one anchor as a line that is right prints it: further anchors may stand in that."""
    made = [(shape, key, p) for shape, present in found for key, sides in present.items() for p in sides if p.sure and p.side.args]
    try:
        return tuple(dict.fromkeys(_replaced(shape, {key: p}) for shape, key, p in made[:MOST_PRINTED]))
    except SortError:
        return ()


def reach(term: Term, context: Context) -> frozenset[str]:
    """The names that can occur in a term when its definitions are unfolded."""
    reached: set[str] = set()
    waiting = [*term.free, *bound_in(term)]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        definition = context.definitions.get(name.removesuffix("()"))
        if definition is not None:
            waiting += definition.body.free
            waiting += bound_in(definition.body)
    return frozenset(reached)


def _present(term: Term, context: Context, history: History, known: Occurring) -> dict[object, tuple[Printed, ...]]:
    """The earlier anchors that occur in a term, with the sides printed for each, in the order of occurrence; shapes have most parts in common."""
    found = known.get(term)
    if found is None:
        found = {}
        if term.op in history.operators and (term.op, term.free) in history.heads:
            key = alpha_key(term)
            sides = history.sides(key, context)
            if sides:
                found[key] = sides
        for arg in term.args:
            inside = known.get(arg)
            if inside is None and not history.operators.isdisjoint(arg.operators):
                inside = _present(arg, context, history, known)
            if inside:
                for key, sides in inside.items():
                    found.setdefault(key, sides)
        known[term] = found
    return found


def _nearest(sides: tuple[tuple[Printed, ...], ...]) -> list[tuple[Printed, ...]]:
    """All choices of one side each, the nearest above first."""
    ranked = product(*(tuple(enumerate(options[:MOST_SIDES])) for options in sides))
    ordered = sorted(ranked, key=lambda choice: (sum(rank for rank, _ in choice), tuple(rank for rank, _ in choice)))
    return [tuple(p for _, p in choice) for choice in ordered]


def _replaced(term: Term, used: dict[object, Printed]) -> Term:
    printed = used.get(alpha_key(term)) if any(p.anchor.op == term.op for p in used.values()) else None
    if printed is not None:
        return printed.side
    return term.rebuild(tuple(_replaced(a, used) for a in term.args)) if term.args else term
