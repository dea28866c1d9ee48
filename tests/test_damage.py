"""Damage as it is found in real sheets: unreadable with a place, or read exactly as it was meant; never proved or refuted on a guess."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symkl.actions import with_action
from symkl.judge.evidence import Wishes
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import DocumentFinding
from symkl.source import Source
from symkl.verify import read_sheet

KINDS: dict[str, list[list[str]]] = json.loads(Path(__file__).with_name("damage.json").read_text("utf-8"))
#: kinds that leave no doubt: another way to write the same signs, so that they are read as what was meant
EXACT = ("Unicode signs", "token by token, as from a scanner", "bare names of functions")
#: of the others, what is read all the same: fullwidth signs are the same signs
READ = ("(x + y)（x - y） = x^2 - y^2", "x ＋ y ＝ y ＋ x")
GIVEN = r""":::{given}
$x, y, \mu, m, \beta \in \mathbb{R}$; $a, b, s, w, a_t > 0$; $u, v \in \mathbb{R}^d$; $\Sigma \succ 0$, $\Sigma \in \mathbb{R}^{d \times d}$; $u' = u^T$;
$p(z) = \mathcal{N}(z \mid m, w)$, $q(z) = \mathcal{N}(z \mid 0, 1)$.
:::

"""
LAYOUTS = {"dollars": "$$ {} \\tag{{1}} $$\n", "equation": "\\begin{{equation}}\n{}\n\\label{{1}}\n\\end{{equation}}\n"}
CASES = [(kind, layout, printed, meant) for kind, cases in KINDS.items() for printed, meant in cases for layout in LAYOUTS]


def judged(layout: str, latex: str) -> DocumentFinding:
    sheet = read_sheet(Source("sheet.md", GIVEN + LAYOUTS[layout].format(latex)))
    return judge(sheet, standard_engines(True), Wishes(brackets=True))


def test_there_are_enough_cases_of_each_kind() -> None:
    assert len(KINDS) >= 17 and all(len(cases) >= 5 for cases in KINDS.values())


@pytest.mark.parametrize(("kind", "layout", "printed", "meant"), CASES)
def test_damage_is_never_judged_on_a_guess(kind: str, layout: str, printed: str, meant: str) -> None:
    found, intended = judged(layout, printed), judged(layout, meant)
    (sound,) = intended.statements
    assert sound.verdict == "proved" and not [d for d in intended.diagnostics if d.severity == "error"], "what was meant is a true line"
    (statement,) = found.statements  # damage never makes a display disappear
    if kind in EXACT or printed in READ:
        assert (statement.verdict, statement.reading) == (sound.verdict, sound.reading)
        return
    assert statement.verdict in ("unreadable", "undecided")
    errors = [d for d in found.diagnostics if d.severity == "error"]
    assert errors and all(statement.span.start <= d.span.start <= d.span.end <= statement.span.end for d in errors), "the place is told"
    assert all(with_action(d).suggestion for d in errors), "and what to do"


def test_repairs_are_suggested_and_not_taken() -> None:
    """Where one more sign makes the line true, it is offered: the line stays unreadable."""
    (statement,) = judged("dollars", r"(x + y)^2 = x^2 + 2 x y \\ y^2").statements
    assert statement.verdict == "unreadable" and any("+ y^2" in s for step in statement.steps for s in step.suggestions)
    (bracket,) = judged("dollars", r"-\frac{1}{2}(a + b = -\frac{1}{2} a - \frac{1}{2} b").statements
    assert bracket.verdict == "unreadable"
