"""``symkl laws``: every law that a proof may use, with its conditions and source."""

from __future__ import annotations

from symkl.arguments import Arguments
from symkl.kernel.context import Proposition
from symkl.kernel.law import Law
from symkl.latex import printer
from symkl.render.page import Page
from symkl.render.settings import Settings
from symkl.theory.principles import PRINCIPLES
from symkl.theory.registry import laws

_RELATIONS = {"!=": "≠", "<=": "≤", ">=": "≥", "succ": "≻", "succeq": "⪰", "free-of": "is free of"}


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """All laws in the order of their names."""
    page = Page(settings)
    for name, law in sorted(laws().items()):
        _law(page, name, law)
    for principle in PRINCIPLES:
        page.line((principle.name, "strong"), ("  principle", "quiet"))
        page.paragraph(principle.statement, 4, 4)
        page.entry("source", principle.source)
        page.blank()
    page.paragraph(f"{len(laws())} laws, {len(PRINCIPLES)} principles.")
    return page.text(), 0


def _law(page: Page, name: str, law: Law) -> None:
    page.line((name, "strong"), (f"  {law.move}", "quiet"))
    page.paragraph(f"{_shown(printer.text(law.left, {}))} = {_shown(printer.text(law.right, {}))}", 4, 4)
    if law.conditions:
        page.entry("where", ", ".join(_condition(c) for c in law.conditions))
    page.entry("source", law.source)
    page.blank()


def _condition(fact: Proposition) -> str:
    relation = _RELATIONS.get(fact.relation, fact.relation)
    return _shown(f"{printer.text(fact.left, {})} {relation} {printer.text(fact.right, {})}")


def _shown(text: str) -> str:
    """Metavariables without their mark."""
    return text.replace("?", "")
