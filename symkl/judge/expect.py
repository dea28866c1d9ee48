"""Errata and verdict comments: what they expect of a statement, and whether it came out so."""

from __future__ import annotations

from symkl.elaborate.statements import Statement
from symkl.report import StatementFinding, StepFinding

_MENDABLE = ("refuted", "carried", "unreadable")


def expected_verdict(statement: Statement, verdict: str) -> str | None:
    """The verdict that a comment or an erratum expects; an erratum expects any that a slip can have."""
    if statement.expected is not None:
        return statement.expected
    if statement.correction is None:
        return None
    return verdict if verdict in _MENDABLE else "refuted"


def stale(statement: Statement, verdict: str, correction: StatementFinding | None, pinned: bool | None) -> str | None:
    """Why an erratum or comment does not hold; None where all is as expected. ``pinned``: whether the difference is the one stated."""
    expected = expected_verdict(statement, verdict)
    if expected is not None and expected != verdict:
        return f"it is {verdict}, and {expected} was expected"
    if pinned is False:
        return "the difference is not the one that the comment states"
    if correction is not None and correction.verdict != "proved":
        return f"the correction is {correction.verdict}{_because(correction.steps)}"
    return None


def unmended(statement: Statement, steps: tuple[StepFinding, ...]) -> str | None:
    """An erratum mends one step: what else is wrong under the same label, and is not carried from there, it leaves as it was."""
    others = [s for at, s in enumerate(steps) if at != statement.correction_of and s.verdict in ("refuted", "unreadable", "undecided")]
    if statement.correction is None or not others:
        return None
    return f"it mends one step, and another is {others[0].verdict}: {others[0].relation} {others[0].right}"


def _because(steps: tuple[StepFinding, ...]) -> str:
    reasons = [s.reason for s in steps if s.reason and s.verdict != "proved"]
    return f" ({'; '.join(reasons)})" if reasons else ""
