"""The logic of statements: arrows, conditions, quantifiers, "or", negations, each true one beside false twins.

Every line of ``statements/*.txt`` says what a statement is, worked out by hand, and the statement itself, on a sheet of its own with the
names of `GIVEN`: ``true`` ones are never refuted, ``false`` ones never proved or taken, of ``vacuous`` ones (what they suppose cannot be)
nothing is decided, and ``unclear`` ones (no meaning for a checker) are left open. A question mark says that it may stay undecided.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import StatementFinding
from symkl.source import Source
from symkl.summary import BUG_CODES
from symkl.verify import read_sheet

GIVEN = r"""$x, y, z, a, b, c, k \in \mathbb{R}$; $s, t > 0$; $n \in \mathbb{N}$; $A, B \in \mathbb{R}^{d\times d}$, $\Sigma \succ 0$,
$\Sigma \in \mathbb{R}^{d\times d}$, $u, v \in \mathbb{R}^d$, $p(w) = \mathcal{N}(w \mid a, s)$, $q(w) = \mathcal{N}(w \mid b, t)$,
$f(x) = x^2 + 1$, $g(x) = x^3$"""
FOLDER = Path(__file__).with_name("statements")
OPEN = ("undecided", "unreadable", "none")


def lines() -> list[tuple[str, str]]:
    """What is said of each statement, and the statement."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            said, bar, latex = line.partition(" | ")
            if bar and not line.startswith("#"):
                found.append((said, latex))
    return found


LINES = lines()


def judged(latex: str, fast: bool = True) -> tuple[StatementFinding, ...]:
    return judged_sheet(f"$$ {latex} $$\n", fast)


def judged_sheet(displays: str, fast: bool = True) -> tuple[StatementFinding, ...]:
    """The findings on displays below the names of `GIVEN`."""
    text = f":::{{given}}\n{GIVEN}\n:::\n\n{displays}"
    finding = judge(read_sheet(Source("statement.md", text)), standard_engines(fast))
    assert not [d.message for d in finding.diagnostics if d.code in BUG_CODES]
    return finding.statements


@pytest.mark.parametrize(("said", "latex"), LINES, ids=[latex for _, latex in LINES])
def test_what_is_said_of_a_statement(said: str, latex: str) -> None:
    findings = judged(latex)
    verdict = findings[-1].verdict if findings else "none"
    reasons = {step.reason for finding in findings for step in finding.steps}
    truth, may_be_open = said.rstrip("?"), said.endswith("?")
    decided = {"true": ("proved",), "false": ("refuted",), "vacuous": ("undecided",), "unclear": OPEN}[truth]
    allowed = {"true": ("proved", "condition", *OPEN), "false": ("refuted", *OPEN), "vacuous": OPEN, "unclear": OPEN}[truth]
    assert verdict in (allowed if may_be_open else decided), (verdict, reasons)
    assert may_be_open or truth != "vacuous" or "vacuous" in reasons
    assert verdict not in ("undecided", "unreadable") or reasons - {None}, "what is not decided says why"


def test_there_are_true_and_false_ones_and_most_are_decided() -> None:
    truths = [said.rstrip("?") for said, _ in LINES]
    assert len(LINES) > 500 and min(truths.count("true"), truths.count("false")) > 150
    assert sum(said.endswith("?") for said, _ in LINES) < len(LINES) / 4


@pytest.mark.nightly
@pytest.mark.parametrize("latex", [latex for said, latex in LINES if said in ("true", "false")])
def test_sympy_does_not_contradict(latex: str) -> None:
    """SymPy is asked too; a contradiction is a bug of symkl."""
    judged(latex, fast=False)
