"""What is told: plain data from the judges to the renderers. Everything here pickles and compares."""

from __future__ import annotations

from symkl.record import NamedTuple
from symkl.source import Source, Span


class Diagnostic(NamedTuple):
    """Something to say about a place of the worksheet."""

    code: str  # "unclosed-bracket", "undeclared-name", ..
    message: str
    span: Span
    severity: str = "error"  # "error", "warning" or "note"
    suggestion: str | None = None  # the one next action
    labels: tuple[tuple[Span, str], ...] = ()  # secondary places
    path: str | None = None  # the file, where it is not the worksheet itself (a companion)
    elsewhere: tuple[tuple[str, Span, str], ...] = ()  # secondary places in other files
    known: bool = False  # a baseline has it


class Worked(NamedTuple):
    """The two sides that a counterexample gives values of, as printed and with its numbers in the places of the names (empty where that
    changes nothing). The left one is the anchor: what the left side was from the start of its chain."""

    left: str
    left_put_in: str
    right: str
    right_put_in: str


class Counterexample(NamedTuple):
    """One exact model in which the step fails. Names and values are LaTeX; matrices are lists of rows."""

    kind: str  # "values", "pair", "undefined", "not-a-solution", "another-solution"
    dimensions: tuple[tuple[str, int], ...]
    values: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    left: str
    right: str
    other: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] | None = None
    worked: Worked | None = None  # where explanations are wished


class Line(NamedTuple):
    """One line of a derivation as it is told: the term in LaTeX, and the law or move that made it from the line before."""

    latex: str
    law: str
    note: str = ""
    kind: str = "law"  # "start", "law", "definition" or "move"
    marked: str = ""  # the same LaTeX with what the next line's law or move is applied to underlined; empty where that is all of it
    backwards: bool = False  # undone on the right side: the law read from right to left
    conditions: tuple[str, ...] = ()  # LaTeX; what this line is the first to need
    source: str = ""  # of the law


class Argument(NamedTuple):
    """An equation that a verdict rests on, with its derivation, every line of which the kernel has replayed.

    ``kind``: "claim" (the step itself), "condition" or "gradient" (worked out), "only" and "only-vector" (it is a factor times the unknown
    less the value; subjects: factor, unknown, value), "solves" (unknown and value: put in), "difference" (left - right), "objective"
    (variable, difference: one objective less the other), "value" (what the left side of a refuted step is; subject: the difference),
    "printed" (what was printed instead) or "carried" (from the sides printed before it). ``subjects`` are formulas in LaTeX.
    """

    kind: str
    lines: tuple[Line, ...]
    subjects: tuple[str, ...] = ()


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
    arguments: tuple[Argument, ...] = ()  # told where it is wished


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
    known: bool = False  # a baseline has it


class DocumentFinding(NamedTuple):
    """One worksheet, judged."""

    path: str
    text: str
    statements: tuple[StatementFinding, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    companions: tuple[tuple[str, str], ...] = ()  # path and text of the other files that diagnostics point into
    lasting: bool = True  # False where a clock, a lack of memory or a failure had a say, so that another run may find more
    mended: tuple[str, ...] = ()  # labels with an erratum that holds in other files of the same worksheet
    pieces: tuple[tuple[int, int, str, int], ...] = ()  # of a text put together from files: text[start:end] is that file's from there on
    cited: tuple[tuple[str, str], ...] = ()  # path and text of the worksheets that it cites, and of their companions

    def place(self, offset: int) -> tuple[str, int, int]:
        """The file that an offset of the text lies in, with the 1-based line and column there."""
        path, text, at = self.path, self.text, offset
        for start, end, file, begin in self.pieces:
            if start <= offset and (offset < end or end == self.pieces[-1][1]):
                path, text, at = file, dict(self.companions)[file], begin + min(offset, end) - start
        place = Source(path, text).place(at)
        return path, place.line, place.column

    @property
    def first_wrong(self) -> str | None:
        """The label of the first refuted statement, expected or not; None without one."""
        return next((s.label for s in self.statements if s.verdict == "refuted"), None)


class ModelOfGivens(NamedTuple):
    """Names and values in LaTeX that meet all that is declared for the statements with these labels; no values where none were found."""

    labels: tuple[str, ...]
    values: tuple[tuple[str, str], ...]


class Baseline(NamedTuple):
    """What a list of known findings says of a run: how many of them it has, and which are mended."""

    path: str
    known: int
    mended: tuple[str, ...]  # path and label of each


class Report(NamedTuple):
    """All worksheets of one run."""

    documents: tuple[DocumentFinding, ...]
    judges: tuple[str, ...] = ("kernel", "refuter", "sympy")
    baseline: Baseline | None = None

    @property
    def lasting(self) -> bool:
        """Whether another run would find the same."""
        return all(document.lasting for document in self.documents)
