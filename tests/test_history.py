"""The law of history: what is said of a line hangs on its sheet alone, not on what was judged before it, in which order, or in which process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from symkl.elaborate.statements import Step
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel.context import Context
from symkl.prove.outcome import Outcome
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import Options, findings_of, read_sheet

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"
LIBRARY = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "derivations").glob("*/*.md"))
IDENTITIES = [f"tests/identities/{name}.md" for name in ("information_measures", "softmax_in_use", "minimisers", "bounds", "traces_determinants_inverses", "diffusion", "open_laws")]
SHEETS = [*IDENTITIES, *LIBRARY[::5]] + sorted(str(path) for path in SAMPLES.glob("*.md") if not path.name.endswith(".given.md"))[::8]
FAST = Options(fast=True)


def found(path: str) -> tuple[DocumentFinding, ...]:
    return findings_of(str(ROOT / path), FAST)


@pytest.fixture(scope="module")
def in_order() -> dict[str, tuple[DocumentFinding, ...]]:
    return {path: found(path) for path in SHEETS}


@pytest.mark.parametrize("order", [sorted, lambda paths: sorted(paths, reverse=True), lambda paths: random.Random(3).sample(paths, len(paths))])
def test_a_sheet_is_judged_alike_whatever_was_judged_before(
    order: Callable[[list[str]], list[str]], in_order: dict[str, tuple[DocumentFinding, ...]]
) -> None:
    for path in order(SHEETS):
        assert found(path) == in_order[path], path


def reported(paths: list[str], seed: str, *options: str) -> str:
    """The JSON report of a process of its own."""
    command = [sys.executable, "-m", "symkl", "check", *paths, "--no-cache", "--format", "json", *options]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, timeout=300, check=False)
    assert run.returncode in (0, 1, 3), run.stderr
    return run.stdout


def test_processes_that_hash_differently_report_the_same_byte_for_byte() -> None:
    first, *others = (reported(SHEETS, seed, "--fast") for seed in ("0", "29"))
    assert len(first) > 100_000
    assert all(other == first for other in others)


def test_with_sympy_they_report_the_same_as_well() -> None:
    sheets = LIBRARY[::20]
    first, other = (reported(sheets, seed) for seed in ("0", "7"))
    assert first == other


def told(outcome: Outcome) -> tuple[object, ...]:
    """All that a proof says, the derivation and the difference included."""
    lines = None if outcome.replayed is None else outcome.replayed.lines
    return (outcome.left_minus_right(), lines, *outcome._replace(difference=None, replayed=None))


class Asked:
    """The judges, and all that they were asked and answered."""

    def __init__(self) -> None:
        self.questions: list[tuple[str, Step, Context, object]] = []
        engines = standard_engines(True)
        self.engines = engines._replace(
            prove=lambda step, context: self._kept("prove", step, context, engines.prove(step, context)),
            refute=lambda step, context: self._kept("refute", step, context, engines.refute(step, context)),
            contradicts=lambda step, context: self._kept("contradicts", step, context, engines.contradicts(step, context)),
        )

    def _kept(self, kind: str, step: Step, context: Context, answer: object) -> object:
        self.questions.append((kind, step, context, told(answer) if isinstance(answer, Outcome) else answer))
        return answer


@pytest.mark.parametrize("path", [*IDENTITIES, *LIBRARY[::8]])
def test_a_question_that_is_asked_alone_is_answered_alike(path: str) -> None:
    """Every question of a sheet once more in a context made anew, in another order: nothing that was kept of any context serves it."""
    asked = Asked()
    judge(read_sheet(Source(path, (ROOT / path).read_text(encoding="utf-8"))), asked.engines)
    engines = standard_engines(True)
    assert asked.questions
    for kind, step, context, before in random.Random(path).sample(asked.questions, min(len(asked.questions), 200)):
        answer = getattr(engines, kind)(step, Context(*context))
        assert (told(answer) if isinstance(answer, Outcome) else answer) == before, (kind, step.left.latex, step.right.latex)
