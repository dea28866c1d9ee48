"""``symkl trust FILE``: what its verdicts rest on."""

from __future__ import annotations

from symkl.arguments import Arguments
from symkl.commands.proofread import options_of
from symkl.render.page import Page
from symkl.render.settings import Settings
from symkl.render.steps import mathematics
from symkl.report import Diagnostic, DocumentFinding
from symkl.verify import models_of_givens, verify_file


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """Laws used, conditions assumed, definitions taken, the model of the givens."""
    options = options_of(parsed)._replace(fast=True)
    document = verify_file(parsed.sheet, options)
    page = Page(settings)
    page.line((document.path, "strong"))
    for diagnostic in document.diagnostics:
        if diagnostic.severity == "error":
            page.paragraph(diagnostic.message, 2, 4, f"error: {_at(diagnostic, document)}")
    _list(page, "Laws used", _laws(document))
    _list(page, "Conditions assumed", {mathematics(page, c): labels for c, labels in _conditions(document).items()})
    _list(page, "Taken as definitions", {s.label: "" for s in document.statements if s.verdict == "definition"})
    models = models_of_givens(parsed.sheet, options)
    for model in models:
        title = "A model of the givens" + (f", for {', '.join(model.labels)}" if len(models) > 1 else "")
        _list(page, title, {f"{mathematics(page, name.split('@')[0])} = {mathematics(page, value)}": "" for name, value in model.values})
    return page.text(), 0 if document.statements else 5


def _at(diagnostic: Diagnostic, document: DocumentFinding) -> str:
    """Where in the worksheet's files it is; nothing where that is the companion."""
    return "" if diagnostic.path is not None else "{}:{}:{}: ".format(*document.place(diagnostic.span.start))


def _laws(document: DocumentFinding) -> dict[str, str]:
    return _where([(law, s.label) for s in document.statements for step in s.steps for law in step.laws])


def _conditions(document: DocumentFinding) -> dict[str, str]:
    return _where([(c, s.label) for s in document.statements for step in s.steps for c in step.conditions])


def _where(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """What -> the labels where it is used."""
    found: dict[str, dict[str, None]] = {}
    for what, label in pairs:
        found.setdefault(what, {})[label] = None
    return {what: ", ".join(labels) for what, labels in sorted(found.items())}


def _list(page: Page, title: str, entries: dict[str, str]) -> None:
    page.blank()
    page.paragraph(title, style="strong")
    for entry, labels in entries.items():
        page.paragraph(f"{entry}{'   (' + labels + ')' if labels else ''}", 2, 4)
    if not entries:
        page.paragraph("none", 2, 4)
