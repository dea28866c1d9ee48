"""From the judges' answers to what is told of a step: terms become text here and nowhere later."""

from __future__ import annotations

from symkl.elaborate.statements import Side, Step, is_of_members
from symkl.judge.claim import Claim
from symkl.judge.table import Ruling
from symkl.judge.telling import argued, proposition, told_arguments, with_values
from symkl.judge.words import IN_WORDS, said_of
from symkl.kernel.context import WHOLE, Context, Proposition
from symkl.kernel.term import Term, symbol
from symkl.latex import printer
from symkl.prove.outcome import Outcome
from symkl.record import NamedTuple
from symkl.report import Counterexample, StepFinding, SympyEvidence, Worked
from symkl.source import Span

_TEXT = {
    "=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "succ": "≻", "succeq": "⪰", "prec": "≺", "preceq": "⪯",
    "proportional": "∝", "constant": "=",
    "approximate": "≈", "law": "∼", "implies": "⟹",
}  # fmt: skip


class Wishes(NamedTuple):
    """What of the evidence is told: readings in full brackets, the lines of derivations."""

    brackets: bool = False
    derivations: bool = False


def unjudged(step: Step, verdict: str, reason: str | None) -> StepFinding:
    """A finding that no judge was asked about."""
    return StepFinding(step.relation, step.left.latex, step.right.latex, where(step), verdict, reason=reason)


def where(step: Step) -> Span:
    """Where the step stands: from its relation to the end of its right side."""
    return Span(step.span.start, max(step.span.end, step.right.span.end))


def judged(
    step: Step, claim: Claim, follows: str | None, ruling: Ruling, difference: Term | None, sympy: SympyEvidence, context: Context, wishes: Wishes
) -> StepFinding:
    """A finding with all its evidence."""
    outcome = claim.outcome or Outcome(False)
    wrong = ruling.verdict in ("refuted", "carried")
    names = context.latex
    return StepFinding(
        step.relation,
        step.left.latex,
        step.right.latex,
        where(step),
        ruling.verdict,
        claim.status,
        follows,
        _reason(ruling, outcome, names),
        difference=None if difference is None else printer.latex(difference, names),
        difference_text=None if difference is None else printer.text(difference, names),
        counterexample=_worked(claim, step, names, wishes) if wrong else None,
        carried_from=ruling.carried_from,
        laws=outcome.laws,
        conditions=tuple(dict.fromkeys(proposition(c, names) for c in (*_supposed(step, ruling), *outcome.conditions))),
        notes=(
            *_direction(step), *_witnesses(outcome, names), *outcome.notes, *_constants(step),
            *_readings(step, ruling, context), *_as_formulas(step, ruling, context),
        ),
        sympy=sympy,
        arguments=told_arguments(argued(step, outcome, claim.status, context), names) if wishes.derivations else (),
    )


def _worked(claim: Claim, step: Step, names: dict[str, str], wishes: Wishes) -> Counterexample | None:
    """The model, with both sides of the claim that it refutes where an explanation is wished."""
    model, left, right = claim.counterexample, step.anchor.term, step.right.term
    if model is None or not wishes.derivations or left is None or right is None or model.kind != "values" or claim.status != "refuted":
        return model
    put_in = with_values(model, left, right, names) or ("", "")
    return model._replace(worked=Worked(step.anchor.latex, put_in[0], step.right.latex, put_in[1]))


def _reason(ruling: Ruling, outcome: Outcome, names: dict[str, str]) -> str | None:
    """The reason, with the condition that is missing."""
    if ruling.reason != "missing-condition" or not outcome.conditions:
        return ruling.reason
    missing = outcome.conditions[-1]
    relation = _TEXT.get(missing.relation, missing.relation)
    return f"missing-condition: {printer.text(missing.left, names)} {relation} {printer.text(missing.right, names)}"


def _supposed(step: Step, ruling: Ruling) -> tuple[Proposition, ...]:
    """What is printed beside a line as its condition: a proof holds only there."""
    return tuple(c for c in step.conditions if not is_of_members(c)) if ruling.verdict == "proved" else ()


def _witnesses(outcome: Outcome, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{printer.text(symbol(name, value.sort), names)} = {printer.text(value, names)}" for name, value in outcome.witnesses)


def _direction(step: Step) -> tuple[str, ...]:
    return ("the other way round: from what stands behind the arrow",) if step.role == "converse" else ()


def _constants(step: Step) -> tuple[str, ...]:
    if step.relation not in ("proportional", "constant"):
        return ()
    return (f"in {', '.join(step.variables)}",) if step.variables else ()


def _readings(step: Step, ruling: Ruling, context: Context) -> tuple[str, ...]:
    """Both readings, where that is what left the step undecided."""
    if ruling.reason != "ambiguous-reading":
        return ()
    sides = [s for s in (step.anchor, step.right) if len(s.terms) > 1]
    return tuple(f"reading {n}: {printer.reading(term, context.latex)}" for side in sides for n, term in enumerate(side.terms, 1))


def _as_formulas(step: Step, ruling: Ruling, context: Context) -> tuple[str, ...]:
    """How what is said in words would be said in formulas, where that is what left the step undecided."""
    if ruling.reason is None or not ruling.reason.startswith(IN_WORDS):
        return ()
    formulas = dict.fromkeys(f for said in said_of(step, context) if said.words != WHOLE for f in said.formulas)
    return tuple(f"declare ${proposition(f, context.latex)}$ to have it used" for f in formulas)


def side_reading(side: Side, context: Context, brackets: bool) -> str:
    """How a side was read; a question mark for an unreadable one."""
    if side.term is None:
        return "?"
    text = _read(side.term, context, brackets)
    return f"{text} + const" if side.constant else text


def _read(term: Term, context: Context, brackets: bool) -> str:
    return printer.reading(term, context.latex) if brackets else printer.text(term, context.latex)


def statement_reading(steps: tuple[Step, ...], context: Context, brackets: bool) -> str:
    """All sides of a statement with their relations; parts of it that are chains of their own are parted by semicolons."""
    parts: list[str] = []
    for at, step in enumerate(steps):
        joined = at > 0 and steps[at - 1].right.span == step.left.span
        if not joined:
            parts.append(("; " if parts else "") + side_reading(step.left, context, brackets))
        parts.append(f" {_TEXT.get(step.relation, step.relation)} {side_reading(step.right, context, brackets)}")
    return "".join(parts)
