"""What is told: plain data from the judges to the renderers. Everything here pickles and compares."""

from __future__ import annotations

from symkl.record import NamedTuple
from symkl.source import Span


class Diagnostic(NamedTuple):
    """Something to say about a place of the worksheet."""

    code: str  # "unclosed-bracket", "undeclared-name", ..
    message: str
    span: Span
    severity: str = "error"  # "error", "warning" or "note"
    suggestion: str | None = None  # the one next action
    labels: tuple[tuple[Span, str], ...] = ()  # secondary places
    path: str | None = None  # the file, where it is not the worksheet itself (a companion)


class Counterexample(NamedTuple):
    """One exact model in which the step fails. Names and values are LaTeX; matrices are lists of rows."""

    kind: str  # "values", "pair", "undefined", "not-a-solution", "another-solution"
    dimensions: tuple[tuple[str, int], ...]
    values: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    left: str
    right: str
    other: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] | None = None


class Line(NamedTuple):
    """One line of a derivation as it is told: the term in LaTeX, and the law or move that made it from the line before."""

    latex: str
    law: str
    note: str = ""


class SympyEvidence(NamedTuple):
    """What SymPy says of a step in explicit components."""

    verdict: str | None  # "agrees", "disagrees", "unknown" or None (not asked)
    dimensions: tuple[int, ...] = ()
    difference: str | None = None


class StepFinding(NamedTuple):
    """The verdict on one relation of a statement."""

    relation: str
    left: str  # LaTeX as printed
    right: str
    span: Span
    verdict: str  # proved refuted carried undecided unreadable definition condition
    claim: str | None = None
    follows: str | None = None
    reason: str | None = None
    difference: str | None = None  # LaTeX
    difference_text: str | None = None  # the same for a terminal
    counterexample: Counterexample | None = None
    carried_from: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()  # LaTeX
    notes: tuple[str, ...] = ()  # witnesses ("c = ..."), kind of extremum, layout used
    sympy: SympyEvidence = SympyEvidence(None)
    derivation: tuple[Line, ...] = ()


class StatementFinding(NamedTuple):
    """The verdict on one statement."""

    label: str
    labels: tuple[str, ...]
    span: Span
    verdict: str  # as a step's, or "skipped"
    steps: tuple[StepFinding, ...]
    reading: str = ""
    expected: str | None = None
    stale: str | None = None  # why an erratum or comment on it did not hold
    correction: StatementFinding | None = None  # the erratum's line, judged
    skip_reason: str | None = None


class DocumentFinding(NamedTuple):
    """One worksheet, judged."""

    path: str
    text: str
    statements: tuple[StatementFinding, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    companions: tuple[tuple[str, str], ...] = ()  # path and text of the other files that diagnostics point into

    @property
    def first_wrong(self) -> str | None:
        """The label of the first refuted statement, expected or not; None without one."""
        return next((s.label for s in self.statements if s.verdict == "refuted"), None)


class Report(NamedTuple):
    """All worksheets of one run."""

    documents: tuple[DocumentFinding, ...]
    judges: tuple[str, ...] = ("kernel", "refuter", "sympy")
