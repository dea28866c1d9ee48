"""What a line of one worksheet is worth in another: the equations that it proves; and what is to be said of those that nothing was made of."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.statements import EXACT, Sheet, Statement, Step, Theorem
from symkl.judge.claim import judge_claim
from symkl.judge.engines import Engines
from symkl.judge.relevance import to_the_point
from symkl.judge.sheet import judge
from symkl.judge.telling import proposition
from symkl.prove.citable import Uncitable, theorem
from symkl.prove.theorems import found_missing
from symkl.report import Diagnostic, DocumentFinding
from symkl.worksheet.document import Reference


class NotProved(Exception):
    """The line is no premise for anybody; the text says what it is."""


def name_of(reference: Reference) -> str:
    """How a cited line is listed among the laws."""
    return f"cited: {reference.sheet} ({reference.label})"


def theorems_of(statement: Statement, sheet: Sheet, reference: Reference, engines: Engines) -> tuple[Theorem, ...]:
    """The equations of a line that its own sheet's judges prove, the line judged by itself; `NotProved` or `Uncitable` where there is none."""
    (finding,) = judge(sheet._replace(statements=(statement,)), engines).statements
    if finding.verdict != "proved":
        reason = next((f" ({s.reason})" for s in finding.steps if s.reason), "") if finding.verdict == "undecided" else ""
        raise NotProved(finding.verdict + reason)
    steps = [step for step in statement.steps if _is_equation(step)]
    if not steps:
        raise Uncitable("it states no equation between two values")
    names = [name_of(reference) + (f", equation {n}" if len(steps) > 1 else "") for n, _ in enumerate(steps, 1)]
    made = [(_theorem(step, statement, name, to_the_point(engines))) for step, name in zip(steps, names, strict=True)]
    kept = tuple(one for one in made if isinstance(one, Theorem))
    if kept:
        return kept
    raise next(one for one in made if isinstance(one, Uncitable))


def _is_equation(step: Step) -> bool:
    """Whether the step is one equation of values, read in one way, that supposes nothing and leaves nothing out."""
    plain = step.relation == "=" and step.role == "claim" and not (step.premise or step.conditions or step.said or step.reason)
    sides = (step.anchor, step.right)
    return plain and all(len(side.terms) == 1 and not side.constant and side.rounding == EXACT for side in sides)


def _theorem(step: Step, statement: Statement, name: str, engines: Engines) -> Theorem | Uncitable:
    left, right = step.anchor.term, step.right.term
    claim = judge_claim(step, statement.context, engines)
    if claim.status != "proved" or claim.contradicted or claim.outcome is None or left is None or right is None or claim.outcome.witnesses:
        return Uncitable("it is not proved by itself")
    try:
        return theorem(name, left, right, claim.outcome.conditions, statement.context)
    except Uncitable as reason:
        return reason


def of_no_use(sheet: Sheet, finding: DocumentFinding) -> tuple[Diagnostic, ...]:
    """What is said of cited equations that no line was proved by, each once."""
    told: dict[Reference, Diagnostic] = {}
    used: set[str] = set()
    for statement, found in zip(sheet.statements, finding.statements, strict=True):
        used.update(law for step in found.steps for law in step.laws)
        for step in statement.steps:
            for reference, diagnostic in _doubts(step, statement):
                if reference not in told or told[reference].severity == "note":
                    told[reference] = diagnostic
    return tuple(d for reference, d in told.items() if not any(law.startswith(name_of(reference)) for law in used))


def _doubts(step: Step, statement: Statement) -> Iterator[tuple[Reference, Diagnostic]]:
    for reference in step.cited:
        theorems = [t for t in step.theorems if t.name.startswith(name_of(reference))]
        sides = (step.anchor.term, step.right.term)
        if not theorems or sides[0] is None or sides[1] is None:
            continue
        missing = next((m for m in (found_missing(t, sides[0], sides[1], statement.context) for t in theorems) if m is not None), None)
        if missing is None:
            message = f"What {reference.sheet} ({reference.label}) states does not stand in {statement.label}: nothing was made of it."
            yield reference, Diagnostic("citation-not-used", message, reference.span, "note")
            continue
        told = proposition(missing, statement.context.latex)
        message = f"{reference.sheet} ({reference.label}) supposes ${told}$, which is not so here: nothing was made of it."
        suggestion = f"Declare ${told}$ in a given block, if it was meant."
        yield reference, Diagnostic("citation-condition", message, reference.span, "warning", suggestion)
