"""Worksheet 12 in both of its forms: the verdict of every line, what each wrong one lacks, and where it was carried from."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from symkl.elaborate.sheet import elaborate
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import DocumentFinding, StatementFinding, StepFinding
from symkl.source import Source
from symkl.worksheet.read import read

ROOT = Path(__file__).parent.parent
OURS = ROOT / "derivations" / "worksheet-12.md"
SCANNED = ROOT.parent / "shared" / "worksheet-12-as-printed.md"
COMPANION = ROOT / "derivations" / "worksheet-12-as-printed.given.md"

scanned = pytest.param(
    "scanned", marks=pytest.mark.skipif(not SCANNED.exists(), reason="the scanned sheet is not part of the project and is not beside it")
)
both = pytest.mark.parametrize("form", ["ours", scanned])


@dataclass(frozen=True)
class Expected:
    """What a line must come out as."""

    verdict: str
    difference: str | None = None  # LaTeX
    carried_from: tuple[str, ...] = ()


_LACKS_1, _LACKS_2 = r"\frac{1}{2} \log \det \Sigma_1", r"\frac{1}{2} \log \det \Sigma_2"
PROVED = Expected("proved")
EXPECTED = {
    "1.1": PROVED,
    "1.2": Expected("refuted", _LACKS_1),
    "1.3": Expected("carried", _LACKS_1, ("1.2",)),
    "1.4": Expected("carried", _LACKS_1, ("1.2",)),
    "1.5": Expected("refuted", _LACKS_2),
    "1.6": Expected("carried", _LACKS_2, ("1.5",)),
    "1.7": Expected("carried", _LACKS_2, ("1.5",)),
    "1.8": Expected("carried", rf"{_LACKS_1} - {_LACKS_2}", ("1.2", "1.5")),
    **dict.fromkeys(("1.9", "1.10", "1.11", "1.12", "2.1", "2.2", "2.3"), PROVED),
    "2.4": Expected("definition"),
    **dict.fromkeys(("2.5", "2.6", "2.7"), PROVED),
    "2.8": Expected("unreadable"),
    "2.9": PROVED,
    "2.10": Expected("refuted", "1"),
    **dict.fromkeys(("2.12", "2.13", "2.14", "2.15"), PROVED),
}


@cache
def judged(form: str, fast: bool = True) -> DocumentFinding:
    path = OURS if form == "ours" else SCANNED
    companions = [] if form == "ours" else [Source(COMPANION.name, COMPANION.read_text())]
    document = read(Source(path.name, path.read_text()), *companions)
    return judge(elaborate(document), standard_engines(fast))


def statement(form: str, label: str) -> StatementFinding:
    return next(s for s in judged(form).statements if label in s.labels)


def last(form: str, label: str) -> StepFinding:
    return statement(form, label).steps[-1]


@both
@pytest.mark.parametrize("label", EXPECTED)
def test_every_numbered_line_has_its_verdict(form: str, label: str) -> None:
    found = statement(form, label)
    expected = EXPECTED[label]
    assert found.verdict == expected.verdict
    wrong = [s for s in found.steps if s.verdict in ("refuted", "carried")]
    assert [s.difference for s in wrong] == ([expected.difference] if expected.difference else [])
    assert [s.carried_from for s in wrong] == ([expected.carried_from] if expected.difference else [])
    assert all(s.counterexample is not None for s in wrong)


@both
def test_the_sum_over_two_numbers_is_one_statement(form: str) -> None:
    assert statement(form, "2.11").labels == ("2.10", "2.11")


@both
def test_all_that_is_wrong_is_corrected_and_the_corrections_are_proved(form: str) -> None:
    found = judged(form)
    assert found.first_wrong == "1.2"
    assert [d.code for d in found.diagnostics if d.severity == "error"] == ["unclosed-bracket"]
    assert all(s.stale is None for s in found.statements)
    wrong = [s for s in found.statements if s.verdict in ("refuted", "unreadable")]
    assert all(s.expected == s.verdict for s in wrong)
    corrected = {s.label: s.correction.verdict for s in found.statements if s.correction is not None}
    assert corrected == dict.fromkeys(("1.2", "1.5", "2.8", "2.10"), "proved")


@both
def test_what_closes_a_derivative_is_a_condition(form: str) -> None:
    for label in ("1.11", "2.12", "2.14"):
        assert [s.verdict for s in statement(form, label).steps] == ["proved", "condition"]


@both
def test_the_constants_are_found_and_what_they_rest_on_is_listed(form: str) -> None:
    first = last(form, "1.10")
    assert first.notes == ("c = −½ d log(2 π) − ½ Eₚ[xᵀ x]",)
    assert first.conditions == (r"\mathbb{E}_p[\mathbf{x}^T \mathbf{x}] \text{ finite}",)
    second = last(form, "2.3")
    exponent = "−(θ₁² x²)/(2 (θ₁² + θ₂² + 1)) − (θ₂² x²)/(2 (θ₁² + θ₂² + 1))"
    assert second.notes == (f"c = (√(θ₁² + θ₂² + 1) exp({exponent}))/(2 π)",)
    assert not second.conditions


@both
def test_the_lost_bracket_is_closed_where_the_line_is_then_true(form: str) -> None:
    first, second = statement(form, "2.8").steps
    assert (first.verdict, first.reason, second.verdict) == ("unreadable", "unclosed-bracket", "proved")
    assert first.suggestions[0].startswith(r"-\frac{1}{2}(log(2\pi)) - log(s_{1})")


@both
def test_the_stationary_points_are_told_as_what_they_are(form: str) -> None:
    assert any("a maximum: the Hessian is negative definite" in note for note in last(form, "1.12").notes)
    alone, jointly = last(form, "2.13").notes
    assert alone == "a maximum, the other names held fixed: the second derivative is negative"
    assert jointly == r"jointly in $\mathbf{m}$ a maximum: the Hessian is negative definite"
    assert last(form, "2.15").notes[0] == "a maximum, the other names held fixed: the second derivative is negative"


def test_the_handout_proves_what_its_prose_asserts() -> None:
    unnumbered = [s for s in judged("ours").statements if s.label.startswith("L")]
    assert len(unnumbered) == 13
    assert {s.verdict for s in unnumbered} == {"proved"}


def test_the_handout_prints_the_equations_of_the_scanned_sheet() -> None:
    if not SCANNED.exists():
        pytest.skip("the scanned sheet is not part of the project and is not beside it")
    ours, theirs = judged("ours"), judged("scanned")
    printed = {s.label: [(step.left, step.relation, step.right) for step in s.steps] for s in ours.statements}
    for found in theirs.statements:
        assert printed[found.label] == [(step.left, step.relation, step.right) for step in found.steps]


@both
def test_sympy_agrees_on_every_line_that_can_be_read(form: str) -> None:
    asked = [s for f in judged(form, fast=False).statements for s in f.steps if s.verdict in ("proved", "refuted", "carried")]
    assert {s.sympy.verdict for s in asked} == {"agrees"}
    assert all(s.sympy.difference for s in asked if s.verdict != "proved")


@both
@pytest.mark.parametrize("shape", ["full", "json"])
def test_the_output_is_the_same_byte_for_byte(form: str, shape: str) -> None:
    given = [] if form == "ours" else ["--given", str(COMPANION)]
    sheet = OURS if form == "ours" else SCANNED
    command = [sys.executable, "-m", "symkl", "check", str(sheet), *given, "--fast", "--format", shape]
    runs = [subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False) for seed in "17"]
    assert runs[0].returncode == 0
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout) > 5_000
