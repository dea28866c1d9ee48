"""Helpers of the elaboration tests: a worksheet in a string, read."""

from __future__ import annotations

from pathlib import Path

from symkl.elaborate.sheet import elaborate
from symkl.elaborate.statements import Sheet, Statement, Step
from symkl.kernel.term import Term
from symkl.source import Source
from symkl.worksheet.read import read

SHARED = Path(__file__).resolve().parents[2] / "shared"


def sheet(text: str, companion: str | None = None) -> Sheet:
    """A worksheet's text to statements."""
    return elaborate(read(Source("sheet.md", text), Source("sheet.given.md", companion) if companion is not None else None))


def given(block: str, *displays: str) -> Sheet:
    """Displays under one given block."""
    return sheet(f":::{{given}}\n{block}\n:::\n\n" + "\n\n".join(f"$$ {d} $$" for d in displays) + "\n")


def statement(block: str, display: str) -> Statement:
    """The one statement of a display."""
    found = given(block, display)
    errors = [d.message for d in found.diagnostics if d.severity == "error"]
    assert not errors, errors
    assert len(found.statements) == 1
    return found.statements[0]


def step(block: str, display: str) -> Step:
    """The first step of a display."""
    return statement(block, display).steps[0]


def sides(block: str, display: str) -> tuple[Term, Term]:
    """The terms of the first step, which are read in one way only."""
    first = step(block, display)
    assert first.reason is None, (first.reason, first.left.diagnostic, first.right.diagnostic)
    assert len(first.left.terms) == 1 and len(first.right.terms) == 1, (first.left, first.right)
    return first.left.terms[0], first.right.terms[0]


def left(block: str, formula: str) -> Term:
    """The term of a formula, printed as the left side of a claim."""
    first = step(block, f"{formula} = {formula}")
    assert len(first.left.terms) == 1, first.left
    return first.left.terms[0]


def codes(found: Sheet) -> set[str]:
    """The codes of everything said about a sheet."""
    steps = [p for s in found.statements for p in s.steps]
    said = [*found.diagnostics, *(d for s in found.statements for d in s.diagnostics), *(d for p in steps for d in p.diagnostics)]
    said += [d for p in steps for d in (p.left.diagnostic, p.right.diagnostic) if d is not None]
    return {d.code for d in said}
