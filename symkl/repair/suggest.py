"""Did you mean: right sides one edit away, or a repaired reading, each proved before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain, islice

from symkl.elaborate.statements import Step
from symkl.kernel.context import Context
from symkl.kernel.term import Term, add, alpha_key, subterms, zero
from symkl.latex import printer
from symkl.repair.edits import edits, split, times
from symkl.repair.nearby import nearby

MOST_PROVED = 8  # edits of unknown gain that are put to the prover
MOST_ASKED = 120  # terms near the printed one that are tried against a model
Proves = Callable[[Step, Context], bool]


def for_wrong(step: Step, context: Context, difference: Term | None, proves: Proves, contradicts: Proves) -> tuple[str, ...]:
    """A right side that makes a refuted step true: one edit away where there is one, else with the difference added."""
    right = step.right.term
    if right is None or step.role != "claim":
        return ()
    likely = chain(_edited(step, right, context, difference, proves), _added(right, difference)) if step.relation == "=" else ()
    for candidate in chain(likely, _consistent(step, right, context, contradicts)):
        if _is_readable(step, candidate, context) and proves(_with_right(step, candidate), context):
            return (_printed(step, candidate, context),)
    return ()


def _is_readable(step: Step, candidate: Term, context: Context) -> bool:
    """Whether the variables that are averaged over in it are declared, or stand so in what is printed."""
    known = context.symbols.keys() | {name for side in (step.anchor.term, step.right.term) if side is not None for name in _averaged_over(side)}
    return _averaged_over(candidate) <= known


def _averaged_over(term: Term) -> set[str]:
    return {name for part in subterms(term) if part.op in ("expectation", "integral") for name, _ in part.data}


def _printed(step: Step, term: Term, context: Context) -> str:
    """The candidate as it would stand on the page: mean and covariance beside one another as the normal law that they were printed as."""
    if term.op == "block" and term.data == (1, 2) and "matrix" not in step.right.latex:
        mean, covariance = (printer.latex(part, context.latex) for part in term.args)
        return f"\\mathcal{{N}}({mean}, {covariance})"
    return printer.latex(term, context.latex)


def _consistent(step: Step, right: Term, context: Context, contradicts: Proves) -> Iterator[Term]:
    """Terms near the right side against which no model speaks."""
    left = step.anchor.term
    if left is None or step.relation not in ("=", "proportional", "constant"):
        return
    for candidate in islice(nearby(right, left.sort, left), MOST_ASKED):
        if not contradicts(_with_right(step, candidate), context):
            yield candidate


def _edited(step: Step, right: Term, context: Context, difference: Term | None, proves: Proves) -> Iterator[Term]:
    """Edits worth a proof: of names that the difference has, with it as their gain where that is known."""
    if difference is None:
        return
    unknown = 0
    for edit in edits(right):
        hidden = _functions(edit.edited) - difference.free
        if (edit.gain is None or hidden) and edit.edited.free <= difference.free | hidden:
            unknown += 1
            if unknown <= MOST_PROVED:
                yield edit.term
        elif _alike(edit.gain, difference) and edit.gain is not None and proves(_equation(step, edit.gain, difference), context):
            yield edit.term


def _functions(term: Term) -> frozenset[str]:
    """Its declared functions, which a difference has unfolded."""
    return frozenset(name for name in term.free if name.endswith("()"))


def _alike(gain: Term | None, difference: Term) -> bool:
    """Whether a gain is worth comparing with the difference."""
    return gain is not None and gain.sort == difference.sort and gain.free == difference.free


def _equation(step: Step, left: Term, right: Term) -> Step:
    """``left = right`` as a question beside the step."""
    side = step.right._replace(terms=(left,))
    return Step("=", "claim", side, side._replace(terms=(right,)), side, step.span)


def for_unreadable(step: Step, context: Context, proves: Proves) -> tuple[str, ...]:
    """Of the reader's repairs of a side, those that make the step true."""
    if step.anchor.term is None:
        return ()
    return tuple(latex for latex, term in step.right.repairs if proves(_with_right(step, term), context))


def _with_right(step: Step, term: Term) -> Step:
    return step._replace(right=step.right._replace(terms=(term,)))


def _added(right: Term, difference: Term | None) -> Iterator[Term]:
    """The right side with the difference added to it and like summands joined, where that is at most one summand longer."""
    if difference is None or difference.sort != right.sort:
        return
    if right.op == difference.op == "block" and [a.sort for a in right.args] == [a.sort for a in difference.args]:
        entries = [next(_added(one, other), None) for one, other in zip(right.args, difference.args, strict=True)]
        if None not in entries:
            yield Term("block", tuple(e for e in entries if e is not None), right.data, right.sort)
        return
    found: dict[object, tuple[Term, Fraction]] = {}
    for summand in (*_summands(right), *(s for s in _summands(difference) if s.op != "zero" and s.data != 0)):
        core, coefficient = split(summand)
        found[alpha_key(core)] = (core, found.get(alpha_key(core), (core, Fraction(0)))[1] + coefficient)
    left = [times(coefficient, core) for core, coefficient in found.values() if coefficient]
    if len(left) <= len(tuple(_summands(right))) + 1:
        yield add(*left) if left else zero(right.sort)


def _summands(term: Term) -> Iterator[Term]:
    if term.op != "add":
        yield term
        return
    for part in term.args:
        yield from _summands(part)
