"""``--format concise``: one line a statement, one line a diagnostic; ``path:line:column`` first, so that editors can jump there."""

from __future__ import annotations

from symkl.render.answer import answer, expectations, missing
from symkl.render.excerpt import source_of
from symkl.render.glyphs import to_ascii
from symkl.render.settings import Settings
from symkl.report import Diagnostic, DocumentFinding, Report, StatementFinding, StepFinding
from symkl.source import Source
from symkl.summary import came_out_as_expected


def render(report: Report, settings: Settings) -> str:
    """The answer, then a line for each statement and diagnostic."""
    lines = [answer(report, settings.ascii), expectations(report)]
    for document in report.documents:
        lines += _document(document)
    text = "\n".join(line for line in lines if line) + "\n"
    return to_ascii(text) if settings.ascii else text


def _document(document: DocumentFinding) -> list[str]:
    source = Source(document.path, document.text)
    told = [(s.span.start, _statement(s, document, source)) for s in document.statements]
    told += [(d.span.start, _diagnostic(d, document)) for d in document.diagnostics if d.severity != "note"]
    return [line for _, line in sorted(told, key=lambda entry: entry[0])]


def _statement(statement: StatementFinding, document: DocumentFinding, source: Source) -> str:
    line, column = source.place(statement.span.start)
    expected = " (expected)" if came_out_as_expected(statement, document) else " (known)" if statement.known else ""
    stale = f"; stale: {statement.stale}" if statement.stale else ""
    why = "; ".join(filter(None, dict.fromkeys(_why(s) for s in statement.steps if s.verdict == statement.verdict)))
    detail = statement.skip_reason or why
    return f"{source.path}:{line}:{column}: {statement.label} {statement.verdict}{expected}{': ' + detail if detail else ''}{stale}"


def _why(step: StepFinding) -> str:
    if step.verdict == "refuted":
        return missing(step)
    if step.verdict == "carried":
        return f"from {' and '.join(step.carried_from)}, {missing(step)}"
    return step.reason or "" if step.verdict in ("undecided", "unreadable") else ""


def _diagnostic(diagnostic: Diagnostic, document: DocumentFinding) -> str:
    source = source_of(diagnostic, document)
    line, column = source.place(diagnostic.span.start)
    hint = f" ({diagnostic.suggestion})" if diagnostic.suggestion else ""
    return f"{source.path}:{line}:{column}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}{hint}"
