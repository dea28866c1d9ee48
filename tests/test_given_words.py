"""Prose of given blocks, as data: what may change a meaning leaves its line undecided, and what authors write otherwise changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import DocumentFinding
from tests.elaborating import given, sheet

HERE = Path(__file__).parent / "reading"


def cases(name: str) -> list[tuple[str, str]]:
    return [(one["given"], one["line"]) for one in map(json.loads, (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())]


def found(block: str, line: str) -> DocumentFinding:
    return judge(given(block, line), standard_engines(fast=True))


@pytest.mark.parametrize(("block", "line"), cases("words-changing"))
def test_words_that_may_change_a_meaning_leave_the_line_undecided(block: str, line: str) -> None:
    assert [s.verdict for s in found(block, line).statements] == ["undecided"]


@pytest.mark.parametrize(("block", "line"), cases("words-harmless"))
def test_words_that_say_what_formulas_say_change_nothing(block: str, line: str) -> None:
    finding = found(block, line)
    assert [s.verdict for s in finding.statements] == ["proved"], [d.message for d in finding.diagnostics]


@pytest.mark.parametrize(("block", "line"), cases("words-declaring"))
def test_a_sentence_that_is_understood_whole_declares(block: str, line: str) -> None:
    finding = found(block, line)
    assert [s.verdict for s in finding.statements] == ["proved"], [d.message for d in finding.diagnostics]


@pytest.mark.parametrize(("block", "line"), cases("words-not-declaring"))
def test_a_sentence_that_says_less_or_something_else_proves_nothing(block: str, line: str) -> None:
    assert [s.verdict for s in found(block, line).statements] in (["undecided"], ["refuted"])


def test_the_words_are_said_with_their_place_and_what_they_reach() -> None:
    block = r"$x, y, c \in \mathbb{R}$; $x \sim \mathcal{N}(0, 1)$ and $y \sim \mathcal{N}(0, 1)$ share a seed. A number $c > 0$"
    read = given(block, r"\operatorname{Var}[x + y] = 2", r"c + c = 2 c")
    assert [s.verdict for s in judge(read, standard_engines(fast=True)).statements] == ["undecided", "proved"]
    (told,) = [d for d in read.diagnostics if d.code == "unread-words"]
    assert read.text[told.span.start : told.span.end] == "share a seed"
    assert "\u201cshare a seed\u201d" in told.message and "x, y" in told.message and told.suggestion


@pytest.mark.parametrize(
    "block",
    [
        r"Let $t > 0$ be the gizmo of the model, $x \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, t^2)$.",
        r"A microphone: $t > 0$, $x \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, t^2)$.",
        r"$t > 0$ and gizmos $x \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, t^2)$.",
    ],
)
def test_words_that_only_call_a_value_something_change_nothing(block: str) -> None:
    verdicts = [s.verdict for s in judge(given(block, "t + t = 2 t", r"\operatorname{Var}_p[x] = t^2"), standard_engines(fast=True)).statements]
    assert verdicts == ["proved", "proved"]


def test_words_behind_a_law_leave_moments_undecided_and_equations_between_values_not() -> None:
    block = r"$t > 0$, $x \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, t^2)$ and, gizmoed, $m = t + 1$."
    verdicts = [s.verdict for s in judge(given(block, "m - t = 1", r"\operatorname{Var}_p[x] = t^2"), standard_engines(fast=True)).statements]
    assert verdicts == ["proved", "undecided"]


@pytest.mark.parametrize("condition", ["$x > 0$", "$x = y$", "$x + y = 1$"])
def test_a_condition_on_a_variable_changes_its_law(condition: str) -> None:
    block = r"$x, y \in \mathbb{R}$, $x \sim \mathcal{N}(0, 1)$, $y \sim \mathcal{N}(0, 1)$, " + condition
    finding = found(block, r"\operatorname{Var}[x + y] = 2")
    assert [s.verdict for s in finding.statements] == ["undecided"]
    assert "bounded-variable" in {d.code for d in finding.diagnostics}


PAIR = r"$x, y \in \mathbb{R}$, $x \sim \mathcal{N}(0, 1)$, $y \sim \mathcal{N}(0, 1)$"
DRAWN = r"$x \in \mathbb{R}$, $t > 0$, $x \sim \mathcal{N}(0, t)$"
SUM, SPREAD = r"\operatorname{Var}[x + y] = 2", r"\operatorname{Var}[x] = t"


def between(block: str, words: str, line: str) -> list[str]:
    text = f"# One\n\n:::{{given}}\n{block}\n:::\n\n$$ {line} $$\n\n{words}\n\n$$ {line} $$\n\n# Two\n\n:::{{given}}\n{block}\n:::\n\n$$ {line} $$\n"
    return [s.verdict for s in judge(sheet(text), standard_engines(fast=True)).statements]


@pytest.mark.parametrize(
    ("block", "words", "line"),
    [
        (PAIR, "From now on, $x$ and $y$ are correlated.", SUM),
        (PAIR, "Assume now that $x$ and $y$ share a cause.", SUM),
        (PAIR, "In this part $y = x$.", SUM),
        (PAIR, "Suppose that both variables are clipped at 3.", SUM),
        (PAIR, "From now on let $x$ have unit variance.", SUM),
        (PAIR, "Let $x$ be twice $y$.", SUM),
        (PAIR, r"Henceforth $x \sim \mathcal{N}(0, 4)$.", SUM),
        (PAIR, "From here on they are paired.", SUM),
        (DRAWN, "Assume that logarithms are to base 2 and variances are half as large.", SPREAD),
        (DRAWN, "Redefine $t = 2$.", SPREAD),
    ],
)
def test_a_sentence_that_opens_an_assumption_holds_for_the_lines_behind_it(block: str, words: str, line: str) -> None:
    assert between(block, words, line) == ["proved", "undecided", "proved"]


@pytest.mark.parametrize("words", ["In this part $t$ is the precision.", "Here $t$ is the standard deviation."])
def test_a_variance_is_called_nothing_else_between_the_lines(words: str) -> None:
    assert between(DRAWN, words, SPREAD)[1] == "undecided"


@pytest.mark.parametrize(
    ("block", "words", "line"),
    [
        (PAIR, "We now compute the variance of the sum.", SUM),
        (PAIR, "Let us look at the sum.", SUM),
        (PAIR, "Since $x$ and $y$ are independent, their variances add up.", SUM),
        (PAIR, "Assume that $x$ and $y$ are independent standard normal variables.", SUM),
        (PAIR, r"Let $x \sim \mathcal{N}(0, 1)$. Then", SUM),
        (PAIR, "In this section we derive the variance of $x + y$.", SUM),
        (PAIR, "Denote the sum by $s$.", SUM),
        (PAIR, "Suppose we want the variance of $x + y$.", SUM),
        (PAIR, "This is a striking coincidence, and paired samples would not show it.", SUM),
        (DRAWN, "Here $t$ is the variance.", SPREAD),
        (DRAWN, r"The standard deviation is $\sqrt{t}$.", SPREAD),
        (DRAWN, "Let $t$ be the variance of the noise $x$.", SPREAD),
    ],
)
def test_what_is_told_between_the_lines_changes_nothing(block: str, words: str, line: str) -> None:
    assert between(block, words, line) == ["proved", "proved", "proved"]


@pytest.mark.parametrize("quality", ["symmetric", "invertible", "nonsingular", "diagonal", "symmetric positive definite", "(invertible)"])
def test_a_quality_right_behind_its_formula_is_what_a_counterexample_has_to_respect(quality: str) -> None:
    block = rf"$A \in \mathbb{{R}}^{{n \times n}}$ {quality}, and $x \in \mathbb{{R}}^n$."
    assert [s.verdict for s in found(block, r"x^T A x = 2 x^T A x").statements] == ["refuted"]


@pytest.mark.parametrize("quality", ["symmetric", "symmetric positive definite", "diagonal"])
def test_a_quality_right_behind_its_formula_is_taken_for_granted(quality: str) -> None:
    block = rf"$A, B \in \mathbb{{R}}^{{n \times n}}$ {quality}."
    assert [s.verdict for s in found(block, r"A^T B = A B").statements] == ["proved"]


def test_a_quality_between_two_formulas_is_not_lost_on_the_one_before() -> None:
    assert [s.verdict for s in found(r"Let $A$ symmetric $n \times n$, $A \in \mathbb{R}^{n \times n}$", "A = A^T").statements] == ["undecided"]
