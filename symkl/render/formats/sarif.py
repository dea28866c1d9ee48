"""``--format sarif``: SARIF 2.1.0, for code scanning and editors."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import quote

from symkl import __version__
from symkl.render.problems import RULES, Problem, problems
from symkl.render.settings import Settings
from symkl.report import Report
from symkl.summary import INPUT_CODES, exit_status

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_NO_RUN = (2, 101)  # exit statuses of a run that did not do what it was asked


def render(report: Report, settings: Settings) -> str:
    """One run: every problem a result, what is settled suppressed; what could not be read stands with the invocation."""
    found = [p._replace(path=settings.from_root(p.path)) for p in problems(report)]
    results = [p for p in found if p.rule not in INPUT_CODES]
    unread = [p for p in found if p.rule in INPUT_CODES]
    rules = sorted({p.rule for p in results})
    run = {
        "tool": {"driver": {"name": "symkl", "version": __version__, "rules": [_rule(rule, results) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, unread)],
        "results": [_result(p, rules, found) for p in results],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=settings.ascii, indent=1) + "\n"


def _rule(name: str, results: list[Problem]) -> dict[str, Any]:
    level, meaning = RULES.get(name) or next((p.level, p.message) for p in results if p.rule == name)
    told = meaning if name in RULES else name.replace("-", " ").capitalize() + "."
    return {"id": name, "shortDescription": {"text": told}, "defaultConfiguration": {"level": level}}


def _invocation(report: Report, unread: list[Problem]) -> dict[str, Any]:
    return {"executionSuccessful": exit_status(report) not in _NO_RUN, "toolExecutionNotifications": [_notification(p) for p in unread]}


def _notification(problem: Problem) -> dict[str, Any]:
    return {"descriptor": {"id": problem.rule}, "level": problem.level, "message": {"text": problem.message}, "locations": [_location(problem)]}


def _result(problem: Problem, rules: list[str], found: list[Problem]) -> dict[str, Any]:
    related = [p for p in found if p.path == problem.path and p.label in problem.origins and p.rule == "refuted"]
    result = {
        "ruleId": problem.rule,
        "ruleIndex": rules.index(problem.rule),
        "level": problem.level,
        "message": {"text": "\n".join((problem.message, *problem.details))},
        "locations": [_location(problem)],
        "partialFingerprints": {"printed/v1": _printed(problem)},
    }
    if related:
        result["relatedLocations"] = [_location(p) | {"id": number, "message": {"text": p.message}} for number, p in enumerate(related, 1)]
    return result | {"suppressions": _suppressions(problem)}


def _printed(problem: Problem) -> str:
    """What makes it the same result in another commit, wherever it stands: both sides as printed, or the text that it is about."""
    left = "" if problem.step is None else problem.step.left
    return " ".join(f"{left} {problem.text}".split())


def _suppressions(problem: Problem) -> list[dict[str, str]]:
    """An erratum or comment in the sheet, or a baseline; none for what counts."""
    if not problem.settled:
        return []
    kind, by = ("inSource", "expected by the sheet") if problem.settled == "expected" else ("external", "known to the baseline")
    return [{"kind": kind, "status": "accepted", "justification": by}]


def _location(problem: Problem) -> dict[str, Any]:
    region = {"startLine": problem.start.line, "startColumn": problem.start.column, "endLine": problem.end.line, "endColumn": problem.end.column}
    snippet = {"snippet": {"text": problem.text}} if problem.text else {}
    place = {"physicalLocation": {"artifactLocation": {"uri": _uri(problem.path)}, "region": region | snippet}}
    return place if problem.label is None else place | {"logicalLocations": [{"name": problem.label, "kind": "statement"}]}


def _uri(path: str) -> str:
    """Relative to where the run started, else from the file system's root."""
    spelled = quote(path.replace(os.sep, "/"), safe="/")
    return f"file://{spelled}" if os.path.isabs(path) else spelled
