"""Explanations: every worksheet of the library, every level of detail; what the kernel does not accept is never told."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from symkl.cli import run
from symkl.judge.evidence import Wishes
from symkl.kernel.term import Term, add, alpha_equal, number
from symkl.prove import arguments, telling
from symkl.prove.moves import MOVES, Move
from symkl.prove.outcome import Replayed
from symkl.prove.session import bare, normalizer
from symkl.render.explain import explain_statement
from symkl.render.page import Page
from symkl.render.proofs import DETAILS, stages
from symkl.render.settings import Settings
from symkl.report import Argument, DocumentFinding
from symkl.verify import Options, verify_file
from tests.sources import on_sources

ROOT = Path(__file__).parent.parent
SHEETS = sorted(p for p in (ROOT / "derivations").rglob("*.md") if not p.name.endswith(".given.md") and "$$" in p.read_text(encoding="utf-8"))
WORKSHEET = ROOT / "derivations" / "worksheet-12.md"


@cache
def explained(path: Path) -> tuple[DocumentFinding, tuple[tuple[Replayed, tuple[telling.Told, ...]], ...]]:
    """The sheet judged with its derivations, and every derivation as the kernel and as the reader has it."""
    seen = []
    real = telling.told

    def recording(derivation: Replayed) -> tuple[telling.Told, ...]:
        seen.append((derivation, real(derivation)))
        return seen[-1][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arguments, "told", recording)
        found = verify_file(str(path), Options(fast=True, wishes=Wishes(derivations=True)))
    return found, tuple(seen)


def equal(left: Term, right: Term, derivation: Replayed) -> bool:
    net = normalizer(derivation.context, derivation.assumed)
    return alpha_equal(left, right) or net.equal(bare(left, derivation.context), bare(right, derivation.context))


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
def test_every_line_that_is_told_equals_the_one_before_it(path: Path) -> None:
    found, derivations = explained(path)
    assert derivations
    for derivation, lines in derivations:
        assert lines[0].term == derivation.lines[0].term
        assert alpha_equal(lines[-1].term, derivation.lines[-1].term)
        for before, after in zip(lines, lines[1:], strict=False):
            assert equal(before.term, after.term, derivation), f"{found.path}: {after.name}"


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
@pytest.mark.parametrize("detail", DETAILS)
def test_every_explanation_breaks_at_80_columns(path: Path, detail: str) -> None:
    page = Page(Settings(80))
    for statement in explained(path)[0].statements:
        explain_statement(page, statement, detail)
    text = page.text()
    assert max(map(len, text.splitlines())) <= 80
    assert "\\" not in text, "a command that is not known to the terminal's writer"


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
def test_every_proved_equation_is_explained(path: Path) -> None:
    for statement in explained(path)[0].statements:
        for step in statement.steps:
            if step.verdict == "proved":
                assert step.arguments or step.notes, f"{statement.label}: {step.left}"


def test_brief_groups_the_lines_and_full_has_them_all() -> None:
    told = [a for s in explained(WORKSHEET)[0].statements for step in s.steps for a in step.arguments]
    for argument in told:
        brief, normal, full = (stages(argument, detail) for detail in DETAILS)
        assert len(brief) <= len(normal) <= len(full) == len(argument.lines)
        lines = {line.latex for line in argument.lines}
        assert {stage.latex for stage in (*brief, *normal)} <= lines
        assert brief[0].latex == full[0].latex
        assert brief[-1].latex == full[-1].latex
    assert sum(len(stages(a, "brief")) for a in told) < sum(len(stages(a, "full")) for a in told) / 2


def test_an_argument_without_lines_has_no_stages() -> None:
    assert stages(Argument("claim", ()), "full") == ()


def wrong_move(term: Term, net: object) -> Term:
    return add(term, number(1)) if term.sort.is_scalar else term


@on_sources
def test_a_move_that_is_wrong_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    derivations = explained(WORKSHEET)[1]
    monkeypatch.setattr(telling, "MOVES", (Move("linearity", "planted", wrong_move), *MOVES))
    assert len(derivations) > 30
    for derivation, _ in derivations:
        assert "planted" not in {line.words for line in telling.told(derivation)}


@on_sources
def test_the_kernel_is_asked_about_the_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the check of single lines is taken away, the replay of all of them refuses what is wrong and tells one collected line."""
    derivations = explained(WORKSHEET)[1]
    monkeypatch.setattr(telling, "MOVES", (Move("linearity", "planted", wrong_move),))
    monkeypatch.setattr(telling, "_equal", lambda left, right, net: True)
    for derivation, _ in derivations:
        assert "planted" not in {line.words for line in telling.told(derivation)}


def test_what_a_line_is_applied_to_is_marked_without_colour(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(WORKSHEET), "1.1", "--color", "never"]) == 0
    shown = capsys.readouterr().out
    assert "⟦log(N(z | μ₂, Σ₂))⟧" in shown
    assert "=  { write out q(z), where Σ₂ ≻ 0 }" in shown
    assert run(["explain", str(WORKSHEET), "1.1", "--detail", "full"]) == 0
    assert "[normal-log-density; Bishop, PRML (2.43)]" in " ".join(capsys.readouterr().out.split())


def test_a_wrong_line_is_explained_by_its_correction_and_a_worked_counterexample(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(WORKSHEET), "1.2"]) == 0
    shown = capsys.readouterr().out
    assert "refuted: ½ log det Σ₁ is missing" in shown
    assert "Try it: d = 1, μ₁ = 0, Σ₁ = 4." in shown
    assert "These two are not equal." in shown
    assert "The line as it should read:" in shown


def test_numbers_are_put_in_after_a_derivative_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "slope.md"
    sheet.write_text(":::{given}\n$x, a \\in \\mathbb{R}$, $f(x) = a x^2$\n:::\n$$ \\frac{d f(x)}{d x} = a x \\tag{1} $$\n", encoding="utf-8")
    assert run(["explain", str(sheet), "1"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Try it: x = 1, a = 1." in shown and "∂1" not in shown and "(∂(1))" not in shown
    assert "right a x = 1 · 1 = 1" in shown


def test_a_carried_line_shows_its_value_and_what_it_follows_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(WORKSHEET), "1.8", "--detail", "brief"]) == 0
    shown = capsys.readouterr().out
    assert "carried from 1.2 and 1.5" in shown
    for words in ("What it is, from the definitions:", "What is printed instead:", "It follows from what is printed in 1.2 and 1.5:"):
        assert words in shown


def test_a_solution_is_explained_by_its_condition(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(WORKSHEET), "2.15"]) == 0
    shown = capsys.readouterr().out
    assert "The condition, worked out:" in shown
    assert "So this is its only solution:" in " ".join(shown.split())
    assert "(−1 − θ₁²) (s₁² − 1/(1 + θ₁²))" in shown


def test_a_label_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(WORKSHEET), "9.9"]) == 2
    assert "has no statement 9.9; it has 1.1, 1.2" in capsys.readouterr().out


def test_what_is_said_to_be_free_of_the_variable_is_so() -> None:
    """``argmin f = argmax log p``: the objectives have no difference that is free of w, so none is told."""
    for path in SHEETS:
        for statement in explained(path)[0].statements:
            for argument in (a for step in statement.steps for a in step.arguments if a.kind == "objective"):
                variable, difference = argument.subjects
                assert variable not in difference, f"{path.name} {statement.label}"


def test_an_optimum_is_explained_by_its_gradient(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(ROOT / "derivations" / "regression" / "least-squares.md"), "3"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "The gradient, worked out:" in shown
    assert "It is Xᵀ X, which is definite, times what w exceeds (Xᵀ X)⁻¹ Xᵀ y by." in shown
    assert "is free of w" not in shown


def test_a_name_that_a_square_defines_is_printed_without_the_square(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.md"
    sheet.write_text(
        ":::{given}\n$a > 0$, $\\sigma_N^2 = a + 1$, $z \\in \\mathbb{R}$, $p(z) = \\mathcal{N}(z \\mid 0, \\sigma_N^2)$.\n:::\n\n"
        "$$ \\mathbb{E}_p[z^2] = \\sigma_N^2 \\tag{1} $$\n",
        encoding="utf-8",
    )
    ((step,),) = [s.steps for s in explained(sheet)[0].statements]
    lines = [line.latex for argument in step.arguments for line in argument.lines]
    assert any("\\sigma_N^2" in line for line in lines)
    assert not any("^2^2" in line for line in lines)
