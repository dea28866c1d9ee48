"""The first question: does a step hold from the definitions? Every reading of it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from symkl.elaborate.statements import Side, Step
from symkl.judge.averaged import without_strays
from symkl.judge.decimals import TO_THE_DIGITS, is_further_off, is_rounded, with_remainder
from symkl.judge.engines import Engines
from symkl.judge.layouts import in_the_other_layout
from symkl.judge.nets import UNSOUND
from symkl.judge.premises import doubt
from symkl.judge.shapes import shapes_differ
from symkl.judge.varying import in_other_variables
from symkl.judge.words import in_words
from symkl.kernel.context import Context
from symkl.kernel.term import Term
from symkl.prove.outcome import Outcome
from symkl.record import NamedTuple
from symkl.report import Counterexample

MOST_READINGS = 8


class Claim(NamedTuple):
    """An answer with its evidence: that of the preferred reading."""

    status: str  # proved, refuted, undecided
    reason: str | None = None
    outcome: Outcome | None = None
    counterexample: Counterexample | None = None
    contradicted: bool = False  # proved, and a model speaks against it
    exact: Step | None = None  # proved to the printed digits: the step that was proved in its place


def judge_claim(step: Step, context: Context, engines: Engines) -> Claim:
    """Whether anchor R right holds in every reading; readings that differ leave it undecided."""
    step = without_strays(step, context)
    readings = tuple(readings_of(step))
    if len(readings) > MOST_READINGS:
        return Claim("undecided", "ambiguous-reading")
    claims = [_doubted(judge_reading(one, context, engines), one, context, engines) for one in readings]
    first = claims[0]
    if len({c.status for c in claims}) != 1:
        return Claim("undecided", "ambiguous-reading", first.outcome)
    return _supposing(next((c for c in claims if c.contradicted), first), step, context, engines)


def _supposing(claim: Claim, step: Step, context: Context, engines: Engines) -> Claim:
    """The claim; undecided where what the step supposes cannot hold."""
    if claim.contradicted or claim.reason == "shapes":
        return claim
    kind = None if claim.counterexample is None else claim.counterexample.kind
    reason = doubt(step, claim.status, kind, claim.outcome, context, engines)
    return claim if reason is None else Claim("undecided", reason)


def _doubted(claim: Claim, step: Step, context: Context, engines: Engines) -> Claim:
    return claim._replace(contradicted=True) if claim.status == "proved" and engines.contradicts(claim.exact or step, context) else claim


def judge_reading(step: Step, context: Context, engines: Engines) -> Claim:
    """One reading: proved, else refuted, else undecided with the prover's reason."""
    unfitting = misfit(step)
    if unfitting is not None:
        return Claim("refuted", "shapes", None, unfitting)
    outcome = engines.prove(step, context)
    if outcome.proved:
        return Claim("proved", None, outcome)
    if outcome.reason == UNSOUND:
        return Claim("undecided", UNSOUND, outcome)
    if is_rounded(step) and step.relation == "=" and step.role == "claim":
        return _rounded(step, outcome, context, engines)
    counterexample = engines.refute(step, context)
    if counterexample is None:
        return Claim("undecided", in_words(step, context) or outcome.reason or "no-derivation", outcome)
    if counterexample.kind == "undefined" and not _domain_is_declared(outcome, context):
        return Claim("undecided", _missing_condition(outcome), outcome, counterexample)
    turned = in_the_other_layout(step)
    if turned is not None and engines.prove(turned, context).proved:
        return Claim("undecided", "ambiguous-layout", outcome)
    if any(engines.prove(other, context).proved for other in in_other_variables(step)):
        return Claim("undecided", "up-to-what", outcome)
    return Claim("refuted", None, outcome, counterexample)


def _rounded(step: Step, outcome: Outcome, context: Context, engines: Engines) -> Claim:
    """A step with rounded numbers that is not exactly so: whether it is so to the printed digits."""
    found = with_remainder(step, outcome, context, engines)
    if found is not None:
        return Claim("proved", None, found[1]._replace(notes=(*found[1].notes, TO_THE_DIGITS)), exact=found[0])
    counterexample = engines.refute(step, context) if is_further_off(step, context, engines) else None
    if counterexample is None or counterexample.kind != "values":
        return Claim("undecided", "approximation", outcome)
    return Claim("refuted", None, outcome, counterexample)


def _domain_is_declared(outcome: Outcome, context: Context) -> bool:
    """Whether the givens say of each name in a missing condition where it lies: then the step fails where they let it lie."""
    if not outcome.conditions or outcome.reason is None or not outcome.reason.startswith("missing-condition"):
        return False
    told = {side.data for f in context.facts if f.relation in (">", ">=", "<", "<=", "!=") for side in (f.left, f.right) if side.op == "symbol"}
    free = outcome.conditions[-1].left.free
    return bool(free) and free <= told


def misfit(step: Step) -> Counterexample | None:
    """Sides of an equation whose shapes differ. An arrow's right side is compared by whoever knows its unknown."""
    left, right = step.anchor.term, step.right.term
    if left is None or right is None or step.relation != "=" or step.role != "claim":
        return None
    return shapes_differ(left.sort, right.sort)


def _missing_condition(outcome: Outcome) -> str:
    """The right side has no value where the left side has one: something that it needs is not declared."""
    named = outcome.reason is not None and outcome.reason.startswith("missing-condition")
    return outcome.reason if named and outcome.reason else "missing-condition"


def readings_of(step: Step) -> Iterator[Step]:
    """The step in each reading of its anchor and right side, the preferred one first."""
    for anchor, right in product(step.anchor.terms, step.right.terms):
        yield with_terms(step, anchor, right)


def with_terms(step: Step, anchor: Term, right: Term) -> Step:
    """The step with one reading of each side; its left side goes with the anchor where they are one."""
    left = only(step.left, anchor) if step.left.span == step.anchor.span else step.left
    return step._replace(anchor=only(step.anchor, anchor), right=only(step.right, right), left=left)


def only(side: Side, term: Term) -> Side:
    """The side in this reading."""
    return side if side.terms == (term,) else side._replace(terms=(term,))
