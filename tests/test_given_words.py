"""Prose of given blocks, as data: what may change a meaning leaves its line undecided, and what authors write otherwise changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import DocumentFinding
from tests.elaborating import given

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


def test_the_words_are_said_with_their_place_and_what_they_reach() -> None:
    block = r"$x, y, c \in \mathbb{R}$; $x \sim \mathcal{N}(0, 1)$ and $y \sim \mathcal{N}(0, 1)$ share a seed. A number $c > 0$"
    sheet = given(block, r"\operatorname{Var}[x + y] = 2", r"c + c = 2 c")
    assert [s.verdict for s in judge(sheet, standard_engines(fast=True)).statements] == ["undecided", "proved"]
    (told,) = [d for d in sheet.diagnostics if d.code == "unread-words"]
    assert sheet.text[told.span.start : told.span.end] == "share a seed"
    assert "\u201cshare a seed\u201d" in told.message and "x, y" in told.message and told.suggestion


def test_words_that_only_call_a_value_something_leave_equations_between_values() -> None:
    block = r"Let $t > 0$ be the gizmo of the model, $x \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, t^2)$."
    verdicts = [s.verdict for s in judge(given(block, "t + t = 2 t", r"\operatorname{Var}_p[x] = t^2"), standard_engines(fast=True)).statements]
    assert verdicts == ["proved", "undecided"]


@pytest.mark.parametrize("condition", ["$x > 0$", "$x = y$", "$x + y = 1$"])
def test_a_condition_on_a_variable_changes_its_law(condition: str) -> None:
    block = r"$x, y \in \mathbb{R}$, $x \sim \mathcal{N}(0, 1)$, $y \sim \mathcal{N}(0, 1)$, " + condition
    finding = found(block, r"\operatorname{Var}[x + y] = 2")
    assert [s.verdict for s in finding.statements] == ["undecided"]
    assert "bounded-variable" in {d.code for d in finding.diagnostics}
