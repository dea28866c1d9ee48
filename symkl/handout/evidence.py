"""What stands under an equation: each step's verdict, folded under it why, and for a wrong one the counterexample worked."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.handout.latex import with_short_marks
from symkl.handout.node import Node, mathematics, text, words
from symkl.record import NamedTuple
from symkl.render.answer import missing
from symkl.render.proofs import stages, title, told_arguments
from symkl.report import Argument, Counterexample, Diagnostic, StatementFinding, StepFinding, Worked

_RELATIONS = {
    "!=": r"\neq", "<=": r"\leq", ">=": r"\geq", "succ": r"\succ", "succeq": r"\succeq", "prec": r"\prec", "preceq": r"\preceq",
    "proportional": r"\propto", "constant": r"\overset{c}{=}",
    "approximate": r"\approx", "law": r"\sim", "implies": r"\implies",
}  # fmt: skip
LONGEST_MARK = 40  # characters that are underlined in one piece
_SUMMARY = {"definition": "taken as a definition, not checked", "condition": "a condition that is set, not a claim"}


class Edition(NamedTuple):
    """Who the handout is for: what stands in a solution is ``shown`` or not; ``laws`` and SymPy's word are told or not; how much ``detail``."""

    name: str
    shown: bool
    laws: bool
    detail: str


EDITIONS = {"student": Edition("student", False, False, "brief"), "teacher": Edition("teacher", True, True, "normal")}


def evidence(statement: StatementFinding, edition: Edition, named: bool = False, told: tuple[Diagnostic, ...] = ()) -> tuple[Node, ...]:
    """One fold a step; ``named``: each says of which statement it is. What is ``told`` of places in it stands with the first step left open."""
    if statement.verdict == "skipped":
        said = f": {statement.skip_reason}" if statement.skip_reason else ""
        return (Node("evidence", "skipped", (Node("paragraph", "", (text(f"not checked{said}"),)),)),)
    several = len(statement.steps) > 1
    corrected = statement.correction is not None and statement.correction.verdict == "proved"
    name = f"({statement.label}) " if named else ""
    unsettled = next((step for step in statement.steps if step.verdict in ("unreadable", "undecided")), None)
    return tuple(_step(step, edition, several, corrected, name, told if step is unsettled else ()) for step in statement.steps)


def of_correction(statement: StatementFinding, edition: Edition) -> tuple[Node, ...]:
    """What stands under an erratum: the correction's proof, and what is to be said if it does not hold."""
    steps = statement.correction.steps if statement.correction is not None else ()
    stale = (Node("fact", "does not hold", (text(statement.stale),)),) if statement.stale else ()
    return (*(_step(step, edition, len(steps) > 1, False) for step in steps), *stale)


def relation(step: StepFinding) -> str:
    """A step's relation in LaTeX."""
    return _RELATIONS.get(step.relation, step.relation)


def _step(
    step: StepFinding, edition: Edition, several: bool, corrected: bool, name: str = "", told: tuple[Diagnostic, ...] = ()
) -> Node:
    shown = (text("  "), mathematics(f"{relation(step)} {step.right}")) if several else ()
    summary = Node("paragraph", "", (Node("verdict", step.verdict, (text(name + _summary(step)),)), *shown))
    why = tuple(Node("fact", diagnostic.severity, (text(_said(diagnostic)),)) for diagnostic in told)
    return Node("evidence", step.verdict, (summary, *why, *_body(step, edition, corrected)))


def _said(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.message} ({diagnostic.suggestion})" if diagnostic.suggestion else diagnostic.message


def _summary(step: StepFinding) -> str:
    reason = f" ({step.reason})" if step.reason else ""
    if step.verdict == "refuted":
        return f"refuted: {missing(step)}"
    if step.verdict == "carried":
        return f"carried from {' and '.join(step.carried_from)}{reason}: it follows from what is printed there"
    return _SUMMARY.get(step.verdict, step.verdict + reason)


def _body(step: StepFinding, edition: Edition, corrected: bool) -> Iterator[Node]:
    if step.difference is not None:
        yield Node("fact", "left side less right side", (mathematics(step.difference),))
    if step.counterexample is not None:
        yield from worked(step.counterexample)
    for argument in told_arguments(step, corrected or not edition.laws and step.verdict == "carried"):
        if not edition.laws and argument.kind == "carried":
            continue
        yield from _argument(argument, step, edition.detail)
    if step.conditions:
        yield Node("fact", "where", _listed(step.conditions))
    for note in step.notes:
        yield Node("fact", "note", words(note))
    for suggestion in step.suggestions:
        yield Node("fact", "did you mean", (mathematics(f"{relation(step)} {suggestion}"),))
    if edition.laws:
        yield from _sources(step)


def _sources(step: StepFinding) -> Iterator[Node]:
    if step.laws:
        yield Node("fact", "laws", (text(", ".join(step.laws)),))
    if step.sympy.verdict is not None:
        at = " and ".join(map(str, step.sympy.dimensions))
        difference = f": simplify(left − right) = {step.sympy.difference}" if step.sympy.difference is not None else ""
        yield Node("fact", "SymPy", (text(f"{step.sympy.verdict}{f' at d = {at}' if at else ''}{difference}"),))


def worked(model: Counterexample) -> Iterator[Node]:
    """As a teacher would: the numbers, the formula with the numbers put in, and two values that differ."""
    given = [f"{name} = {size}" for name, size in model.dimensions] + [f"{name} = {value(rows)}" for name, rows in model.values]
    if given:
        yield Node("paragraph", "", (text("Try it with "), *_listed(tuple(given)), text(":")))
    sides = model.worked or Worked("", "", "", "")
    for name, parts in (("Left", (sides.left, sides.left_put_in, model.left)), ("Right", (sides.right, sides.right_put_in, model.right))):
        yield Node("fact", f"{name} side", (mathematics(" = ".join(part for part in parts if part)),))
    if model.other is not None:
        yield Node("fact", "and at", _listed(tuple(f"{name} = {value(rows)}" for name, rows in model.other)))
    if model.kind == "values":
        yield Node("paragraph", "", (mathematics(model.left), text(" and "), mathematics(model.right), text(" are not equal.")))


def value(rows: tuple[tuple[str, ...], ...]) -> str:
    """A number or a matrix in LaTeX."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"


def _listed(formulas: tuple[str, ...]) -> tuple[Node, ...]:
    found: list[Node] = []
    for at, formula in enumerate(formulas):
        found += ([text(", ")] if at else []) + [mathematics(formula)]
    return tuple(found)


def _argument(argument: Argument, step: StepFinding, detail: str) -> Iterator[Node]:
    said = title(argument, step)
    if said:
        yield Node("paragraph", "", words(said))
    lines = []
    for stage in stages(argument, detail):
        where = (text(", where "), *_listed(stage.conditions)) if stage.conditions and stage.hint else ()
        lines.append(Node("step", with_short_marks(stage.marked, stage.latex, LONGEST_MARK), (*words(stage.hint), *where)))
    yield Node("proof", "", tuple(lines))
