"""``--format full``: the whole report for a person at a terminal."""

from __future__ import annotations

from symkl.render.answer import answer, expectations
from symkl.render.excerpt import excerpt, source_of
from symkl.render.glyphs import to_ascii
from symkl.render.page import Page
from symkl.render.reasons import reason_of
from symkl.render.settings import Settings
from symkl.render.steps import SIGNS, explain_step, mathematics
from symkl.report import Diagnostic, DocumentFinding, Report, StatementFinding
from symkl.source import Source
from symkl.summary import came_out_as_expected, counts


def render(report: Report, settings: Settings) -> str:
    """The answer, every statement with its evidence, the counts."""
    page = Page(settings)
    page.paragraph(answer(report, settings.ascii), style="strong")
    if expected := expectations(report):
        page.paragraph(expected)
    for document in report.documents:
        _document(page, document)
    if any(d.statements for d in report.documents):
        page.blank()
        page.paragraph(_totals(report))
    _more(page, report)
    return page.text()


def of_document(document: DocumentFinding, settings: Settings) -> str:
    """One document's part of the report."""
    page = Page(settings)
    _document(page, document)
    return page.text()


def _document(page: Page, document: DocumentFinding) -> None:
    source = Source(document.path, document.text)
    page.blank()
    page.line((document.path, "strong"))
    told = {id(d) for s in document.statements for d in within(s, document)}
    for diagnostic in document.diagnostics:
        if id(diagnostic) not in told:
            page.blank()
            show_diagnostic(page, diagnostic, document)
    for statement in document.statements:
        page.blank()
        _statement(page, statement, document, source)


def within(statement: StatementFinding, document: DocumentFinding) -> list[Diagnostic]:
    """What is told of places in a statement."""
    here = range(statement.span.start, statement.span.end)
    return [d for d in document.diagnostics if d.path is None and d.span.start in here]


def _statement(page: Page, statement: StatementFinding, document: DocumentFinding, source: Source) -> None:
    _heading(page, statement, document, source)
    if page.settings.show_reading and statement.reading:
        page.entry("read as", statement.reading)
    if statement.skip_reason:
        page.entry("skipped", statement.skip_reason)
    before = None
    for step in statement.steps:
        explain_step(page, step, source, shows_left=before is None or before.right != step.left)
        before = step
    for diagnostic in within(statement, document):
        show_diagnostic(page, diagnostic, document, indent=4)
    if statement.stale:
        page.entry("does not hold", statement.stale, style="refuted")
    if statement.correction is not None:
        _correction(page, statement.correction)


def _heading(page: Page, statement: StatementFinding, document: DocumentFinding, source: Source) -> None:
    labels = " and ".join(statement.labels) or statement.label
    verdict = statement.verdict + (", as expected" if came_out_as_expected(statement, document) else ", known" if statement.known else "")
    sign = SIGNS[statement.verdict]
    left = f"{to_ascii(sign) if page.settings.ascii else sign} {labels}  "
    place = f"line {source.place(statement.span.start).line}"
    gap = " " * max(2, page.settings.width - len(left) - len(verdict) - len(place))
    page.line((left, "strong"), (verdict, statement.verdict), (gap, ""), (place, "quiet"))


def _correction(page: Page, correction: StatementFinding) -> None:
    for step in correction.steps:
        laws = f" ({', '.join(step.laws)})" if step.laws else ""
        reason = f": {step.reason}" if step.reason else ""
        page.entry("corrected", f"{step.relation} {mathematics(page, step.right)}")
        page.entry("", f"{SIGNS[step.verdict]} {step.verdict}{reason}{laws}", style=step.verdict)


def show_diagnostic(page: Page, diagnostic: Diagnostic, document: DocumentFinding, indent: int = 2) -> None:
    """What is told, the place in the author's own line, and one next action."""
    source = source_of(diagnostic, document)
    line, column = source.place(min(diagnostic.span.start, len(source.text)))
    style = "strong" if diagnostic.severity == "error" else ""
    page.paragraph(f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}", indent, 2, style=style)
    if diagnostic.path is not None:
        page.line((f"{' ' * indent}{source.path}, line {line}, column {column}", "quiet"))
    if source.text:
        show_place(page, source, diagnostic, indent + 2)
    for path, span, label in diagnostic.elsewhere:
        other = Source(path, dict(((document.path, document.text), *document.companions)).get(path, ""))
        page.line((f"{' ' * indent}{path}, line {other.place(span.start).line}", "quiet"))
        show_place(page, other, Diagnostic("", "", span, labels=()), indent + 2, label)
    if diagnostic.suggestion:
        page.paragraph(diagnostic.suggestion, indent, 6, "help: ")


def show_place(page: Page, source: Source, diagnostic: Diagnostic, indent: int, what: str = "") -> None:
    """The author's line with carets, and the secondary places with what they are."""
    for span, label in ((diagnostic.span, what), *diagnostic.labels):
        width = page.settings.width - indent - 8
        shown = excerpt(source, span, width, page.settings.ascii)
        page.line((f"{' ' * indent}{shown.number:>5} │ ", "quiet"), (shown.text, ""))
        for marks in _labelled(shown.marks, label, width):
            page.line((f"{' ' * indent}{'':>5} │ ", "quiet"), (marks, "unreadable"))


def _labelled(marks: str, label: str, width: int) -> tuple[str, ...]:
    """The marks and what they say: behind them where there is room, else on a line of its own."""
    if not label or len(marks) + 1 + len(label) <= width:
        return (f"{marks} {label}".rstrip(),)
    start = len(marks) - len(marks.lstrip())
    return marks, " " * max(0, min(start, width - len(label))) + label


def _more(page: Page, report: Report) -> None:
    """Where more is told of the errors, and of why steps are not decided."""
    codes = {d.code for document in report.documents for d in document.diagnostics if d.severity == "error"}
    steps = (step for document in report.documents for statement in document.statements for step in statement.steps)
    codes |= {reason_of(step.reason) for step in steps if step.reason is not None}
    if codes:
        page.paragraph(f"symkl explain CODE tells more of an error or a reason: {', '.join(sorted(codes))}.")


def _totals(report: Report) -> str:
    total = counts(report)
    shown = [f"{number} {verdict}" for verdict, number in total.items() if number and verdict not in ("expected", "stale")]
    asked = "" if "sympy" in report.judges else " SymPy was not asked (--fast)."
    return ", ".join(shown) + "." + asked
