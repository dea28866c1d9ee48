"""``--format junit``: a test suite for each worksheet, a test case for each statement."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from symkl.render.problems import Problem, problems
from symkl.render.properties import properties_of
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report, StatementFinding
from symkl.source import Source

Case = tuple[str, str]  # how it came out ("", "failure", "error", "skipped"), and its XML


def render(report: Report, settings: Settings) -> str:
    """Failures are what no erratum, comment or baseline accounts for; errors are diagnostics outside statements."""
    suites = [_suite(document, report) for document in report.documents]
    total = _counted([case for cases in suites for case in cases])
    named = zip((document.path for document in report.documents), suites, strict=True)
    bodies = [_element("testsuite", {"name": name} | _counted(cases), [xml for _, xml in cases]) for name, cases in named]
    whole = '<?xml version="1.0" encoding="utf-8"?>\n' + _element("testsuites", {"name": "symkl"} | total, bodies) + "\n"
    return whole.encode("ascii", "xmlcharrefreplace").decode("ascii") if settings.ascii else whole


def _suite(document: DocumentFinding, report: Report) -> list[Case]:
    found = [p for p in problems(report._replace(documents=(document,))) if not p.settled]
    source = Source(document.path, document.text)
    cases = [_statement(s, document, source, [p for p in found if p.label == s.label]) for s in document.statements]
    return cases + [_outside(problem, document) for problem in found if problem.label is None and problem.level == "error"]


def _counted(cases: list[Case]) -> dict[str, str]:
    outcomes = [outcome for outcome, _ in cases]
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": str(len(cases))} | {name: str(outcomes.count(outcome)) for name, outcome in counted.items()}


def _statement(statement: StatementFinding, document: DocumentFinding, source: Source, found: list[Problem]) -> Case:
    attributes = {"name": statement.label, "classname": document.path, "file": document.path, "line": str(source.place(statement.span.start).line)}
    properties = [_element("property", {"name": name, "value": value}, []) for name, value in properties_of(statement, document)]
    inside = [_element("properties", {}, properties)]
    against = [p for p in found if p.level == "error" or p.rule in ("undecided", "carried")]
    if statement.verdict == "skipped":
        return "skipped", _element("testcase", attributes, [*inside, _element("skipped", {"message": statement.skip_reason or ""}, [])])
    if not against:
        return "", _element("testcase", attributes, inside)
    said = "\n".join(f"{p.path}:{p.start.line}:{p.start.column}: {line}" for p in against for line in (p.message, *p.details))
    failure = _element("failure", {"type": against[0].rule, "message": against[0].message}, [_text(said)])
    return "failure", _element("testcase", attributes, [*inside, failure])


def _outside(problem: Problem, document: DocumentFinding) -> Case:
    line = str(problem.start.line)
    attributes = {"name": f"{problem.rule} in line {line}", "classname": document.path, "file": problem.path, "line": line}
    error = _element("error", {"type": problem.rule, "message": problem.message}, [_text("\n".join((problem.message, *problem.details)))])
    return "error", _element("testcase", attributes, [error])


def _element(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    start = f"<{name}" + "".join(f" {key}={quoteattr(_legal(value))}" for key, value in attributes.items())
    if not inside:
        return f"{start}/>"
    if not inside[0].startswith("<"):
        return f"{start}>{''.join(inside)}</{name}>"
    return f"{start}>\n" + "\n".join(inside) + f"\n</{name}>"


def _text(text: str) -> str:
    return escape(_legal(text)) or " "


def _legal(text: str) -> str:
    """The text with what XML cannot hold replaced."""
    if text.isprintable():
        return text
    return "".join(c if c >= " " and c not in "\ufffe\uffff" or c in "\t\n" else "\ufffd" for c in text)
