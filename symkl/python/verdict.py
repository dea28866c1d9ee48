"""What `prove` answers: it prints in a terminal and renders in a notebook."""

from __future__ import annotations

from html import escape

from sympy import Basic

from symkl.record import NamedTuple
from symkl.render.formats.full import of_document
from symkl.render.settings import Settings
from symkl.render.steps import SIGNS
from symkl.report import Counterexample, DocumentFinding, StepFinding


class Verdict(NamedTuple):
    """Whether an equation holds, and why. It counts as true where it is proved, and only there: undecided is not refuted.

    ``status`` is "proved", "refuted", "undecided" or "unreadable"; ``difference`` is left - right of a refuted equation, for equations
    of SymPy's objects where it has a short form.
    """

    status: str
    document: DocumentFinding
    difference: Basic | None = None

    def __bool__(self) -> bool:
        return self.status == "proved"

    @property
    def step(self) -> StepFinding:
        """The finding with all of its evidence."""
        return self.document.statements[0].steps[0]

    @property
    def reason(self) -> str | None:
        """Why it is undecided."""
        return self.step.reason

    @property
    def counterexample(self) -> Counterexample | None:
        """Exact values at which both sides differ."""
        return self.step.counterexample

    @property
    def laws(self) -> tuple[str, ...]:
        """The laws that the proof uses."""
        return self.step.laws

    @property
    def conditions(self) -> tuple[str, ...]:
        """What is assumed for the left side to be defined, in LaTeX."""
        return self.step.conditions

    @property
    def reading(self) -> str:
        """How the equation was read."""
        return self.document.statements[0].reading

    def __str__(self) -> str:
        lines = of_document(self.document, Settings(80)).strip("\n").split("\n")
        return "\n".join(lines[2:])  # without the name of the sheet, which is none

    def __repr__(self) -> str:
        return f"<{self.status}: {self.reading}>"

    def _repr_markdown_(self) -> str:
        """For notebooks: the equation, the verdict and the evidence in mathematics."""
        step = self.step
        lines = [f"**{SIGNS[self.status]} {self.status}**" + (f" ({escape(step.reason)})" if step.reason else ""), f"$${step.left} = {step.right}$$"]
        if step.difference and self.status == "refuted":
            lines.append(f"left − right: ${step.difference}$")
        if step.counterexample is not None:
            lines.append(_markdown(step.counterexample))
        if step.laws:
            lines.append(f"laws: {escape(', '.join(step.laws))}")
        if step.conditions:
            lines.append(f"where {', '.join(f'${condition}$' for condition in step.conditions)}")
        lines += [f"{d.severity}: {escape(d.message)}" for d in self.document.diagnostics if d.severity != "note"]
        return "\n\n".join(lines)


def _markdown(model: Counterexample) -> str:
    at = [f"${name} = {number}$" for name, number in model.dimensions]
    at += [f"${name} = {_matrix(rows)}$" for name, rows in model.values]
    return f"counterexample{' at ' if at else ''}{', '.join(at)}: left $= {model.left}$, right $= {model.right}$"


def _matrix(rows: tuple[tuple[str, ...], ...]) -> str:
    inside = r" \\ ".join(" & ".join(row) for row in rows)
    return inside if len(rows) == 1 and len(rows[0]) == 1 else rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"
