"""What a report amounts to: its counts, which statements came out as expected, and the exit status."""

from __future__ import annotations

from symkl.report import Diagnostic, DocumentFinding, Report, StatementFinding

VERDICTS = ("proved", "definition", "condition", "refuted", "carried", "unreadable", "undecided", "skipped")
#: Diagnostics about the input or the configuration as such: nothing was judged there.
INPUT_CODES = frozenset({"no-such-file", "not-a-file", "not-utf-8", "nul-byte", "nul-character", "too-large", "cannot-read", "unknown-setting"})
#: Diagnostics that name a bug of symkl: two judges contradict each other, one failed, or the kernel refused the prover.
BUG_CODES = frozenset({"judges-contradict", "internal-error", "unsound"})


def came_out_as_expected(statement: StatementFinding, document: DocumentFinding) -> bool:
    """Whether an erratum or comment expected this verdict, or errata excuse all that it was carried from."""
    if statement.stale is not None:
        return False
    return statement.expected == statement.verdict or _excused(statement, document)


def settled(statement: StatementFinding, document: DocumentFinding) -> bool:
    """Whether this verdict is nothing new: expected in the sheet, or known to the baseline."""
    return statement.known or came_out_as_expected(statement, document)


def _excused(statement: StatementFinding, document: DocumentFinding) -> bool:
    origins = {label for step in statement.steps for label in step.carried_from}
    if statement.verdict != "carried" or statement.expected is not None or not origins:
        return False
    own = (s for s in document.statements if s.correction is not None and s.stale is None)
    mended = {*document.mended, *(name for s in own for name in s.labels or (s.label,))}
    return origins <= mended


def counts(report: Report) -> dict[str, int]:
    """How many statements have each verdict, how many of them were expected, and how many errata and comments did not hold."""
    total = dict.fromkeys((*VERDICTS, "expected", "stale"), 0)
    for document in report.documents:
        for statement in document.statements:
            total[statement.verdict] += 1
            total["expected"] += came_out_as_expected(statement, document)
            total["stale"] += statement.stale is not None
    return total


def open_errors(document: DocumentFinding) -> tuple[Diagnostic, ...]:
    """The errors that are not known and that no settled or skipped statement accounts for."""
    spans = [s.span for s in document.statements if s.verdict == "skipped" or settled(s, document)]
    return tuple(
        d
        for d in document.diagnostics
        if d.severity == "error" and not d.known and (d.path is not None or not any(s.start <= d.span.start < s.end for s in spans))
    )


def exit_status(report: Report) -> int:
    """101 a bug of symkl, 2 input, 1 wrong or stale, 3 open, 5 nothing to check, 0 all as it should be: the first that holds."""
    errors = {d.code for document in report.documents for d in open_errors(document)}
    open_verdicts = {s.verdict for d in report.documents for s in d.statements if not settled(s, d)}
    stale = any(s.stale is not None and not s.known for d in report.documents for s in d.statements)
    if any(d.code in BUG_CODES for document in report.documents for d in document.diagnostics):
        return 101
    if errors & INPUT_CODES:
        return 2
    if stale or open_verdicts & {"refuted", "carried"} or "inconsistent-given" in errors:
        return 1
    if errors or open_verdicts & {"undecided", "unreadable"}:
        return 3
    return 0 if any(d.statements for d in report.documents) else 5
