"""The second question: does a step hold as printed? By replacement of printed sides, never by deduction from printed equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice, product
from typing import NamedTuple

from symkl.elaborate.statements import Side, Step
from symkl.judge.claim import Claim, judge_reading, only
from symkl.judge.engines import Engines
from symkl.judge.history import History, Printed
from symkl.judge.table import Support
from symkl.kernel.context import Context
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, alpha_key, subterms

MOST_CHOICES = 48  # choices of printed sides tried for one step
MOST_ASKED = 24  # of these, how many are put to the judges
MOST_ASKED_OF_PROVED = 3  # the same for a step whose verdict does not hang on it
MOST_REFUTED = 12  # choices that are put to the refuter
MOST_ANCHORS = 4  # anchors replaced at once


class Answer(NamedTuple):
    """The answer to the question, with its evidence."""

    support: Support
    claim: Claim | None = None  # how the step judged with printed sides came out
    sure: bool = False  # the printed sides used are themselves proved to equal what they stand for


NOTHING = Answer(Support(None))


def judge_follows(step: Step, label: str, claim: Claim, context: Context, history: History, engines: Engines) -> Answer:
    """Inside a chain the printed left side against the right; at its start, printed sides for the anchors that occur in it."""
    before = history.at(step.left.span)
    if before is not None and step.role == "claim":
        return _inside(step, label, before, claim, context, engines)
    if step.left.term is None:
        return NOTHING
    return _start(step, claim, context, history, engines)


def _inside(step: Step, label: str, before: Printed, claim: Claim, context: Context, engines: Engines) -> Answer:
    support = Support(None, (before.label,), before.origins, before.label == label)
    if before.sure and claim.status != "undecided":
        # The printed left side is the anchor, so both questions are one.
        return Answer(support._replace(status=claim.status), claim, sure=True)
    if step.left.span == step.anchor.span:
        return Answer(support._replace(status=claim.status), claim)
    answers = [judge_reading(printed_step(step, left, right), context, engines) for left, right in _readings(step)]
    if len({a.status for a in answers}) != 1:
        return Answer(support._replace(status="undecided"))
    return Answer(support._replace(status=answers[0].status), answers[0], before.sure)


def _readings(step: Step) -> Iterator[tuple[Term, Term]]:
    return islice(product(step.left.terms, step.right.terms), 8)


def printed_step(step: Step, left: Term, right: Term) -> Step:
    """The step from its printed left side."""
    side = only(step.left, left)
    return replace(step, anchor=side, left=side, right=only(step.right, right))


def _start(step: Step, claim: Claim, context: Context, history: History, engines: Engines) -> Answer:
    """Every choice is first put to the prover alone; the refuter is asked only when none was proved."""
    choices = list(islice(_choices(step, context, history, engines), MOST_CHOICES))
    if not choices:
        return NOTHING
    alike = claim.status if claim.status != "undecided" else None  # what sure sides give, which are equal to what they stand for
    asked = [(used, replaced) for used, replaced in choices if alike is None or not _sure(used)]
    if alike == "proved" and len(asked) < len(choices):
        used = next(used for used, _ in choices if _sure(used))
        return Answer(_support("proved", used), claim, True)
    asked_for = MOST_ASKED_OF_PROVED if alike == "proved" else MOST_ASKED
    for used, replaced in asked[:asked_for]:
        outcome = engines.prove(replaced, context)
        if outcome.proved:
            return Answer(_support("proved", used), Claim("proved", None, outcome), _sure(used) and not _captured(step, used, context, engines))
    return Answer(_support(_against(asked, asked_for, context, engines), choices[0][0]))


def _against(asked: list[tuple[tuple[Printed, ...], Step]], asked_for: int, context: Context, engines: Engines) -> str:
    """Refuted, where a model speaks against every choice."""
    if len(asked) > min(asked_for, MOST_REFUTED):
        return "undecided"
    judged = (judge_reading(replaced, context, engines).status == "refuted" for _, replaced in asked)
    return "refuted" if all(judged) else "undecided"


def _captured(step: Step, used: tuple[Printed, ...], context: Context, engines: Engines) -> bool:
    """Whether what was printed of a free name may have been used of a bound one, of which less is known."""
    bound = {name for shape in _shapes(step, context, engines) for term in subterms(shape) for name in term.binds}
    return any(not bound.isdisjoint(p.anchor.free | p.side.free) for p in used)


def _sure(used: tuple[Printed, ...]) -> bool:
    return all(p.sure for p in used)


def _support(status: str, used: tuple[Printed, ...]) -> Support:
    labels = tuple(dict.fromkeys(p.label for p in sorted(used, key=lambda p: p.span)))
    origins = tuple(dict.fromkeys(o for p in sorted(used, key=lambda p: p.span) for o in p.origins))
    return Support(status, labels, origins)


def _choices(step: Step, context: Context, history: History, engines: Engines) -> Iterator[tuple[tuple[Printed, ...], Step]]:
    """Ways to put printed sides in: fewest replaced first, then the nearest above; each way once."""
    if not history.heads:
        return
    found = [(shape, _present(shape, context, history)) for shape in _shapes(step, context, engines)]
    seen = set()
    for number in range(1, MOST_ANCHORS + 1):
        for shape, present in found:
            for chosen in combinations(present, number):
                for used in _nearest(tuple(present[key] for key in chosen)):
                    name = tuple(p.span for p in used)
                    if name in seen:
                        continue
                    seen.add(name)
                    replaced = _put_in(step, shape, dict(zip(chosen, used, strict=True)))
                    if replaced is not None:
                        yield used, replaced


def _nearest(sides: tuple[tuple[Printed, ...], ...]) -> list[tuple[Printed, ...]]:
    """All choices of one side each, the nearest above first."""
    ranked = product(*(tuple(enumerate(options[:6])) for options in sides))
    ordered = sorted(ranked, key=lambda choice: (sum(rank for rank, _ in choice), tuple(rank for rank, _ in choice)))
    return [tuple(p for _, p in choice) for choice in ordered]


def _shapes(step: Step, context: Context, engines: Engines) -> tuple[Term, ...]:
    """The term to look in, as printed and successively unfolded."""
    looked_in = _looked_in(step)
    if looked_in is None:
        return ()
    return tuple(dict.fromkeys((looked_in, *engines.expansions(looked_in, context))))


def _looked_in(step: Step) -> Term | None:
    """An arrow's premise, else the anchor."""
    if step.role in ("solution", "implication"):
        return step.premise[0].left if step.premise else None
    return step.anchor.term


def _present(shape: Term, context: Context, history: History) -> dict[object, tuple[Printed, ...]]:
    """The earlier anchors that occur in a term, with the sides printed for each, in the order of occurrence."""
    present: dict[object, tuple[Printed, ...]] = {}
    for term in subterms(shape):
        if (term.op, term.sort) not in history.heads:
            continue
        key = alpha_key(term)
        sides = history.sides(term, context) if key not in present else ()
        if sides:
            present[key] = sides
    return present


def _put_in(step: Step, shape: Term, used: dict[object, Printed]) -> Step | None:
    """The step with the printed sides in place of the anchors; None where that does not fit."""
    try:
        term = _replaced(shape, used)
    except SortError:
        return None
    if step.role in ("solution", "implication"):
        return replace(step, premise=(step.premise[0]._replace(left=term), *step.premise[1:]))
    side = Side(step.left.latex, step.left.span, (term,))
    return replace(step, anchor=side, left=side, right=step.right)


def _replaced(term: Term, used: dict[object, Printed]) -> Term:
    printed = used.get(alpha_key(term)) if any(p.anchor.op == term.op for p in used.values()) else None
    if printed is not None:
        return printed.side
    return term.rebuild(tuple(_replaced(a, used) for a in term.args)) if term.args else term
