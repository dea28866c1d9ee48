"""``--format json``: the contract for other programs, schema ``symkl/1``."""

from __future__ import annotations

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
    return written(whole, settings.ascii, "\n") + "\n"


_ESCAPES = {code: f"\\u{code:04x}" for code in range(32)} | {ord(c): "\\" + e for c, e in zip('"\\\n\r\t\f\b', '"\\nrtfb', strict=True)}


def written(value: object, ascii_only: bool, line: str) -> str:
    """JSON as ``json.dumps(value, indent=1)`` writes it, for what a report holds; the standard module takes longer to load than this to run."""
    if type(value) is str:
        return _string(value, ascii_only)
    deeper = line + " "
    if isinstance(value, dict):
        inside = [f"{_string(key, ascii_only)}: {written(part, ascii_only, deeper)}" for key, part in value.items()]
        return _enclosed("{}", inside, line)
    if isinstance(value, list):
        return _enclosed("[]", [written(part, ascii_only, deeper) for part in value], line)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"a report holds no {type(value).__name__}")


def _string(text: str, ascii_only: bool) -> str:
    shown = text.replace("\\", "\\\\").replace('"', '\\"') if text.isprintable() else text.translate(_ESCAPES)
    return f'"{_in_ascii(shown) if ascii_only and not (shown.isascii() and shown.isprintable()) else shown}"'


def _enclosed(brackets: str, inside: list[str], line: str) -> str:
    return f"{brackets[0]}{line} {f',{line} '.join(inside)}{line}{brackets[1]}" if inside else brackets


def _in_ascii(text: str) -> str:
    units = text.encode("utf-16-be", "surrogatepass")
    pairs = (units[at] << 8 | units[at + 1] for at in range(0, len(units), 2))
    return "".join(chr(unit) if unit < 127 else f"\\u{unit:04x}" for unit in pairs)


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
