"""A report as the plain objects of the schema ``symkl/1``."""

from __future__ import annotations

from symkl.render.excerpt import source_of
from symkl.report import Counterexample, Diagnostic, DocumentFinding, Report, StatementFinding, StepFinding
from symkl.source import Source
from symkl.summary import counts

TYPE_CHECKING = False  # `typing` takes long to load
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "symkl/1"
Values = tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def summary_entry(report: Report) -> dict[str, Any]:
    """The counts; what a baseline says of them only where there is one."""
    found = report.baseline
    return counts(report) | ({} if found is None else {"known": found.known, "mended": list(found.mended)})


def document_entry(document: DocumentFinding) -> dict[str, Any]:
    """One worksheet."""
    source = Source(document.path, document.text)
    return {
        "path": document.path,
        "first_wrong": document.first_wrong,
        "statements": [statement_entry(s, source) for s in document.statements],
        "diagnostics": [diagnostic_entry(d, document) for d in document.diagnostics],
    }


def statement_entry(statement: StatementFinding, source: Source) -> dict[str, Any]:
    """One statement with its steps."""
    line, column = source.place(statement.span.start)
    return {
        "label": statement.label,
        "labels": list(statement.labels),
        "line": line,
        "column": column,
        "end_line": source.place(max(statement.span.start, statement.span.end - 1)).line,
        "verdict": statement.verdict,
        "expected": statement.expected,
        "reading": statement.reading,
        "steps": [_step(s, source) for s in statement.steps],
    } | ({"known": True} if statement.known else {})


def _step(step: StepFinding, source: Source) -> dict[str, Any]:
    line, column = source.place(step.span.start)
    return {
        "relation": step.relation,
        "left": step.left,
        "right": step.right,
        "line": line,
        "column": column,
        "verdict": step.verdict,
        "claim": step.claim,
        "follows": step.follows,
        "reason": step.reason,
        "difference": step.difference,
        "counterexample": None if step.counterexample is None else _counterexample(step.counterexample),
        "carried_from": list(step.carried_from),
        "suggestions": list(step.suggestions),
        "laws": list(step.laws),
        "conditions": list(step.conditions),
        "sympy": {"verdict": step.sympy.verdict, "d": list(step.sympy.dimensions), "difference": step.sympy.difference},
    }


def _counterexample(model: Counterexample) -> dict[str, Any]:
    sizes = dict(model.dimensions)
    return {
        "kind": model.kind,
        "d": sizes.get("d", next(iter(sizes.values()), None)),
        "dimensions": sizes,
        "values": _values(model.values),
        "other": None if model.other is None else _values(model.other),
        "left": model.left,
        "right": model.right,
    }


def _values(values: Values) -> dict[str, list[list[str]]]:
    return {name: [list(row) for row in rows] for name, rows in values}


def diagnostic_entry(diagnostic: Diagnostic, document: DocumentFinding) -> dict[str, Any]:
    """One diagnostic; with its path where it points into another file than the worksheet."""
    source = source_of(diagnostic, document)
    line, column = source.place(diagnostic.span.start)
    entry = {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "line": line,
        "column": column,
        "suggestion": diagnostic.suggestion,
    }
    known = {"known": True} if diagnostic.known else {}
    return entry | known | ({} if diagnostic.path is None else {"path": diagnostic.path})
