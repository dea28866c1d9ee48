"""Derivatives by a matrix: rows for rows or rows for columns, but one of the two in all of a sheet."""

from __future__ import annotations

from symkl.elaborate.statements import Sheet, Statement, Step
from symkl.kernel.sort import ONE
from symkl.kernel.term import Term, subterms

AMBIGUOUS = "ambiguous-layout"


def in_one_layout(sheet: Sheet) -> Sheet:
    """The sheet; a derivative by a matrix that was turned to fit its other side, beside one that fits as it is, is undecided.

    Each for itself could be meant in its own layout. Of the same derivative both would come out proved, and a transpose
    that was forgotten, or two factors that were swapped, would never be seen.
    """
    if not any(_is_turned(step) for statement in sheet.statements for step in _steps(statement)):
        return sheet
    if not any(_is_straight(step) for statement in sheet.statements for step in _steps(statement)):
        return sheet
    return sheet._replace(statements=tuple(map(_undecided, sheet.statements)))


def _steps(statement: Statement) -> tuple[Step, ...]:
    corrected = statement.correction
    return statement.steps if corrected is None else (*statement.steps, *corrected.steps)


def _undecided(statement: Statement) -> Statement:
    corrected = statement.correction
    steps = tuple(step._replace(reason=step.reason or AMBIGUOUS) if _is_turned(step) else step for step in statement.steps)
    return statement._replace(steps=steps, correction=None if corrected is None else _undecided(corrected))


def _is_turned(step: Step) -> bool:
    return any(d.code == "layout" for d in step.diagnostics) and any(_is_by_matrix(s) for s in _inside(step))


def _is_straight(step: Step) -> bool:
    """Whether a derivative by a matrix fits the other side as it is, and would not if it were turned."""
    return not any(d.code == "layout" for d in step.diagnostics) and any(_is_by_matrix(s) and not s.sort.is_square for s in _inside(step))


def _inside(step: Step) -> list[Term]:
    return [s for side in (step.anchor, step.left) if side.term is not None for s in subterms(side.term)]


def _is_by_matrix(term: Term) -> bool:
    return term.op == "derivative" and term.args[0].sort.is_scalar and ONE not in (term.args[1].sort.rows, term.args[1].sort.cols)
