"""Explanations for a terminal: calculational proofs, one named law or move a line, what it is applied to between ⟦ and ⟧."""

from __future__ import annotations

from symkl.render.answer import missing
from symkl.render.page import Page
from symkl.render.plain import TIE
from symkl.render.proofs import stages, title, told_arguments
from symkl.render.steps import RELATIONS, SIGNS, mathematics, words
from symkl.report import Argument, Counterexample, StatementFinding, StepFinding, Worked


def explain_statement(page: Page, statement: StatementFinding, detail: str) -> None:
    """Every step of a statement, and its correction where there is one."""
    page.line((f"{SIGNS[statement.verdict]} {statement.label}  ", "strong"), (statement.verdict, statement.verdict))
    corrected = statement.correction is not None and statement.correction.verdict == "proved"
    for step in statement.steps:
        page.blank()
        _step(page, step, detail, corrected)
    if statement.correction is not None:
        page.blank()
        page.paragraph("The line as it should read:", 2, style="strong")
        for step in statement.correction.steps:
            page.blank()
            _step(page, step, detail, False)


def _step(page: Page, step: StepFinding, detail: str, corrected: bool) -> None:
    relation = RELATIONS.get(step.relation, step.relation)
    page.paragraph(f"{mathematics(page, step.left)} {relation} {mathematics(page, step.right)}", 2, 4, style="strong")
    page.paragraph(f"{SIGNS[step.verdict]} {_verdict(step)}", 2, 4, style=step.verdict)
    if step.counterexample is not None:
        counterexample(page, step.counterexample)
    for argument in told_arguments(step, corrected):
        page.blank()
        _argument(page, argument, step, detail)
    for note in step.notes:
        page.entry("note", words(page, note), 4)
    if step.conditions:
        page.entry("where", ", ".join(mathematics(page, c) for c in step.conditions), 4)
    for suggestion in step.suggestions:
        page.entry("did you mean", f"{relation} {mathematics(page, suggestion)}", 4)


def _verdict(step: StepFinding) -> str:
    reason = f" ({step.reason})" if step.reason else ""
    if step.verdict == "carried":
        return f"carried from {' and '.join(step.carried_from)}{reason}"
    if step.verdict == "refuted":
        return f"refuted: {missing(step)}"
    return step.verdict + reason


def counterexample(page: Page, model: Counterexample) -> None:
    """The formula with the model's values put in, and the two numbers that differ."""
    given = [f"{name} = {number}" for name, number in model.dimensions]
    given += [f"{mathematics(page, name)} = {_value(page, rows)}" for name, rows in model.values]
    page.blank()
    page.paragraph(f"Try it: {', '.join(given).replace(TIE, ' ')}." if given else "It fails as it stands.", 4, 2)
    sides = model.worked or Worked("", "", "", "")
    for name, formulas in (("left", (sides.left, sides.left_put_in, model.left)), ("right", (sides.right, sides.right_put_in, model.right))):
        page.paragraph(" = ".join(mathematics(page, one) for one in formulas if one), 4, 8, f"{name:<5}  ")
    if model.other is not None:
        others = ", ".join(f"{mathematics(page, name)} = {_value(page, rows)}" for name, rows in model.other)
        page.paragraph(f"and at {others}", 4, 8)
    if model.kind == "values":
        page.paragraph("These two are not equal.", 4)


def _value(page: Page, rows: tuple[tuple[str, ...], ...]) -> str:
    text = "; ".join(", ".join(mathematics(page, entry) for entry in row) for row in rows)
    return text if len(rows) == 1 and len(rows[0]) == 1 else f"[{text}]"


def _argument(page: Page, argument: Argument, step: StepFinding, detail: str) -> None:
    said = title(argument, step)
    if said:
        page.paragraph(words(page, said), 4)
    for stage in stages(argument, detail):
        if stage.hint:
            where = f", where {', '.join(mathematics(page, c) for c in stage.conditions)}" if stage.conditions else ""
            page.paragraph(f"{words(page, stage.hint)}{where}{TIE}}}", 4, 5, "=  { ", "quiet")
        page.paragraph(mathematics(page, stage.marked or stage.latex), 7, 3)
