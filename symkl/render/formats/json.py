"""``--format json``: the contract for other programs, schema ``symkl/1``."""

from __future__ import annotations

from json import dumps
from typing import Any

from symkl import __version__
from symkl.render.excerpt import source_of
from symkl.render.settings import Settings
from symkl.report import Counterexample, Diagnostic, DocumentFinding, Report, StatementFinding, StepFinding
from symkl.source import Source
from symkl.summary import counts

Values = tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def render(report: Report, settings: Settings) -> str:
    """The report as one JSON object."""
    documents = [_document(d) for d in report.documents]
    whole = {"schema": "symkl/1", "version": __version__, "documents": documents, "summary": counts(report)}
    return dumps(whole, indent=1, ensure_ascii=settings.ascii) + "\n"


def _document(document: DocumentFinding) -> dict[str, Any]:
    source = Source(document.path, document.text)
    return {
        "path": document.path,
        "first_wrong": document.first_wrong,
        "statements": [_statement(s, source) for s in document.statements],
        "diagnostics": [_diagnostic(d, document) for d in document.diagnostics],
    }


def _statement(statement: StatementFinding, source: Source) -> dict[str, Any]:
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
    }


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


def _diagnostic(diagnostic: Diagnostic, document: DocumentFinding) -> dict[str, Any]:
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
    return entry if diagnostic.path is None else entry | {"path": diagnostic.path}
