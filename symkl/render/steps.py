"""One step for the full report: as it reads, its verdict, and the evidence for it."""

from __future__ import annotations

from symkl.render.excerpt import excerpt
from symkl.render.page import Page
from symkl.render.plain import TIE, plain, tied
from symkl.report import Counterexample, StepFinding
from symkl.source import Source

SIGNS = {"proved": "✓", "definition": "≔", "condition": "°", "refuted": "✗", "carried": "↳", "unreadable": "⊘", "undecided": "?", "skipped": "–"}
RELATIONS = {
    "=": "=", "!=": "≠", "<=": "≤", ">=": "≥", "succ": "≻", "succeq": "⪰", "prec": "≺", "preceq": "⪯",
    "proportional": "∝", "constant": "= (up to a constant)",
    "approximate": "≈", "law": "∼", "implies": "⟹",
}  # fmt: skip

#: laws of steps that claim no equality of two values, but what solves a condition or where an optimum is
SOLVED = frozenset(("stationary-point", "same-optimum", "strict-convexity", "determinant-and-trace", "consequence"))


def mathematics(page: Page, latex: str) -> str:
    """A formula for this page, to be broken outside its brackets where it can be."""
    return tied(plain(latex, page.settings.ascii), page.settings.width // 2)


def words(page: Page, text: str) -> str:
    """Words with formulas between dollar signs."""
    parts = text.split("$")
    return "".join(mathematics(page, part) if at % 2 else part for at, part in enumerate(parts))


def explain_step(page: Page, step: StepFinding, source: Source, shows_left: bool) -> None:
    """The step's sides, then its verdict and evidence."""
    if shows_left and step.left:
        page.paragraph(mathematics(page, step.left), 2, 4)
    relation = RELATIONS.get(step.relation, step.relation)
    page.paragraph(mathematics(page, step.right), 4, len(relation) + 1, f"{relation} ")
    page.paragraph(_verdict(step), 6, 2, style=step.verdict)
    if step.verdict in ("refuted", "carried"):
        _wrong(page, step, source)
    _evidence(page, step)


def _verdict(step: StepFinding) -> str:
    text = f"{SIGNS[step.verdict]} {step.verdict}"
    if step.verdict == "carried":
        text += f" from {' and '.join(step.carried_from)}: it follows from what is printed there"
    elif step.verdict == "definition":
        text += ": taken, not checked"
    elif step.verdict == "refuted" and step.follows == "refuted":
        text += ": it does not follow from what is printed before it either"
    return text + (f" ({step.reason})" if step.reason else "")


def _wrong(page: Page, step: StepFinding, source: Source) -> None:
    if step.verdict == "refuted":
        shown = excerpt(source, step.span, page.settings.width - 14, page.settings.ascii)
        page.line((f"      {shown.number:>5} │ ", "quiet"), (shown.text, ""))
        page.line((f"      {'':>5} │ ", "quiet"), (shown.marks, "refuted"))
    if step.difference:
        text = step.difference_text if step.difference_text and not page.settings.ascii else mathematics(page, step.difference)
        page.entry("difference", f"{text}   (left − right)", 6)
    if step.counterexample is not None:
        _counterexample(page, step.counterexample)


def _counterexample(page: Page, model: Counterexample) -> None:
    given = [f"{name} = {number}" for name, number in model.dimensions]
    given += [f"{mathematics(page, name)} = {_value(page, rows)}" for name, rows in model.values]
    page.entry("counterexample", f"at {', '.join(given).replace(TIE, ' ')}:" if given else "", 6)
    for side, value in (("left", model.left), ("right", model.right)):
        page.paragraph(mathematics(page, value), 21, 8, f"{side:<5} = ")
    if model.other is not None:
        others = ", ".join(f"{mathematics(page, name)} = {_value(page, rows)}" for name, rows in model.other)
        page.entry("", f"and at {others}", 6)


def _value(page: Page, rows: tuple[tuple[str, ...], ...]) -> str:
    text = "; ".join(", ".join(mathematics(page, entry) for entry in row) for row in rows)
    return text if len(rows) == 1 and len(rows[0]) == 1 else f"[{text}]"


def _evidence(page: Page, step: StepFinding) -> None:
    if step.laws:
        page.entry("laws", ", ".join(law.replace(" ", TIE) for law in step.laws), 6)
    if step.conditions:
        page.entry("where", ", ".join(mathematics(page, c) for c in step.conditions), 6)
    for note in step.notes:
        page.entry("note", words(page, note), 6)
    if step.sympy.verdict is not None:
        page.entry("SymPy", _sympy(step), 6)
    for suggestion in step.suggestions:
        page.entry("did you mean", f"{RELATIONS.get(step.relation, step.relation)} {mathematics(page, suggestion)}", 6)


def _sympy(step: StepFinding) -> str:
    at = " and ".join(map(str, step.sympy.dimensions))
    where = f" at d = {at}" if at else ""
    difference = step.sympy.difference
    if difference is None and step.sympy.verdict == "agrees" and step.relation == "=" and SOLVED.isdisjoint(step.laws):
        difference = "0"
    if difference is not None:
        return f"{step.sympy.verdict}: simplify(left − right) = {difference}{where}"
    return f"{step.sympy.verdict}{where}"
