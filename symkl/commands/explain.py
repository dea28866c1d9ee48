"""``symkl explain SHEET LABEL``: the derivation of a statement, as the kernel replayed it."""

from __future__ import annotations

from symkl.arguments import Arguments
from symkl.judge.evidence import Wishes
from symkl.render.page import Page
from symkl.render.settings import Settings
from symkl.render.steps import RELATIONS, SIGNS, mathematics
from symkl.report import DocumentFinding, Line, StatementFinding, StepFinding
from symkl.verify import Options, verify_file

_NOT_FOUND = 2


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """Every step under this label, one law or move a line."""
    document, label = verify_file(parsed.sheet, Options(parsed.given, fast=True, wishes=Wishes(derivations=True))), parsed.label or ""
    found = [s for s in document.statements if label in (s.label, *s.labels)]
    if not found:
        return _unknown(document, label), _NOT_FOUND
    page = Page(settings)
    for statement in found:
        _statement(page, statement)
    return page.text(), 0


def _unknown(document: DocumentFinding, label: str) -> str:
    if not document.statements:
        return "".join(f"{document.path}: {d.message}\n" for d in document.diagnostics) or f"{document.path} has no statement\n"
    known = ", ".join(s.label for s in document.statements)
    return f"{document.path} has no statement {label}; it has {known}\n"


def _statement(page: Page, statement: StatementFinding) -> None:
    page.line((f"{SIGNS[statement.verdict]} {statement.label}  ", "strong"), (statement.verdict, statement.verdict))
    for step in statement.steps:
        page.blank()
        _step(page, step)


def _step(page: Page, step: StepFinding) -> None:
    relation = RELATIONS.get(step.relation, step.relation)
    page.paragraph(f"{mathematics(page, step.left)} {relation} {mathematics(page, step.right)}", 2, 4, style="strong")
    for line in step.derivation:
        _line(page, line)
    reason = f" ({step.reason})" if step.reason else ""
    page.paragraph(f"{SIGNS[step.verdict]} {step.verdict}{reason}", 4, 2, style=step.verdict)
    if step.conditions:
        page.entry("where", ", ".join(mathematics(page, c) for c in step.conditions), 4)


def _line(page: Page, line: Line) -> None:
    page.paragraph(mathematics(page, line.latex), 4, 4)
    note = f" ({line.note})" if line.note else ""
    page.paragraph(f"{line.law}{note}", 9, 3, "by ", "quiet")
