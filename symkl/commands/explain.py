"""``symkl explain SHEET LABEL``: the derivation of a statement, as the kernel replayed it. ``symkl explain CODE``: the page of a
diagnostic, or of the reason why a step is not decided."""

from __future__ import annotations

import os

from symkl.actions import NEXT
from symkl.arguments import Arguments
from symkl.commands.proofread import options_of
from symkl.judge.evidence import Wishes
from symkl.render.explain import explain_statement
from symkl.render.formats.full import show_diagnostic, within
from symkl.render.page import Page
from symkl.render.pages import near, pages, show
from symkl.render.reasons import reason_of
from symkl.render.settings import Settings
from symkl.report import DocumentFinding
from symkl.verify import findings_of

_NOT_FOUND = 2


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """Every step under this label."""
    if parsed.label is None:
        return _page(parsed.sheet, settings)
    label = parsed.label
    documents = findings_of(parsed.sheet, options_of(parsed)._replace(fast=True, wishes=Wishes(derivations=True)))
    found = [(s, document) for document in documents for s in document.statements if label in (s.label, *s.labels)]
    if not found:
        return _unknown(parsed.sheet, documents, label), _NOT_FOUND
    page = Page(settings)
    for statement, document in found:
        explain_statement(page, statement, parsed.detail)
        for diagnostic in within(statement, document):
            page.blank()
            show_diagnostic(page, diagnostic, document)
    return page.text(), 0


def _page(code: str, settings: Settings) -> tuple[str, int]:
    """The page of a diagnostic or a reason, of which what stands behind its colon may be there too; a statement's label may have been forgotten."""
    entry = pages().get(reason_of(code))
    if entry is None and os.path.exists(code):
        return f"Which statement of {code}? symkl explain SHEET LABEL; symkl explain CODE explains a diagnostic or a reason.\n", _NOT_FOUND
    if entry is None:
        meant = f" Did you mean {' or '.join(near(code))}?" if near(code) else ""
        return f"There is no diagnostic or reason {code}.{meant}\n", _NOT_FOUND
    page = Page(settings)
    show(page, entry, NEXT.get(entry.code))
    return page.text(), 0


def _unknown(sheet: str, documents: tuple[DocumentFinding, ...], label: str) -> str:
    known = ", ".join(s.label for document in documents for s in document.statements)
    if not known:
        return "".join(f"{d.path}: {told.message}\n" for d in documents for told in d.diagnostics) or f"{sheet} has no statement\n"
    return f"{sheet} has no statement {label}; it has {known}\n"
