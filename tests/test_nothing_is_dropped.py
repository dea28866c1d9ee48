"""What is printed at a name, an operator or a bracket counts: with a mark added to it, a formula means something else or is not read."""

from __future__ import annotations

import pytest

from tests.elaborating import given

BLOCK = (
    r"$x, y, \mu \in \mathbb{R}^n$, $A, B, S \in \mathbb{R}^{n \times n}$, $A, S \succ 0$, $a, b, c \in \mathbb{R}$, $s, u > 0$, "
    r"$w_1, \dots, w_N \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid \mu, A)$, $q(x) = \mathcal{N}(x \mid y, S)$, "
    r"$f \colon \mathbb{R} \to \mathbb{R}$, $r(a \mid b) = \mathcal{N}(a \mid b, 1)$, $L(a) = a^2$"
)
#: formulas with the place of a mark behind something
BEHIND = (
    r"\log@(s)", r"\ln@|A|", r"\exp@(a)", r"\det@(A)", r"\operatorname{tr}@(A)", r"\operatorname{sigmoid}@(a)", r"\tanh@(a)", r"\Gamma@(s)",
    r"|A|@", r"|a|@", r"\|x\|@", r"\|A\|@", r"(a)@", r"[a]@", r"(a + b)@", r"(x + y)@", r"(A + B)@", r"\langle x, y \rangle@",
    r"\mathbb{E}_{p}@[x]", r"\operatorname{Var}@_p[x]", r"\operatorname{Cov}_p@[x]", r"H@(q)", r"\mathrm{H}@[q]", r"\mathbb{H}@[q]",
    r"D_{KL}@(q \| p)", r"KL@(q \| p)", r"\mathrm{KL}@(q \| p)", r"\mathrm{KL}(q@ \| p)", r"\mathrm{KL}(q \| p@)", r"D@(q \| p)",
    r"\mathcal{N}@(x \mid \mu, A)", r"\mathcal{N}(x \mid \mu@, A)", r"\int p@(x) dx", r"p@(x)", r"q@(x)", r"r(a@ \mid b)", r"f@(a)", r"L@(a)",
    r"\nabla@_x x^T x", r"\nabla_x@ x^T x", r"\frac{d@}{da} a^2", r"\frac{d}{da@} a^2", r"\frac{\partial}{\partial a}@ a^2",
    r"\max@_a (b - a^2)", r"\arg\max@_a (b - a^2)", r"\sum@_{i=1}^N w_i", r"\sum_{i=1}^N@ w_i", r"\prod_{i=1}^N@ w_i", r"w@_1", r"w_1@",
    r"\operatorname{diag}@(x)", r"\mathbf{I}@ x", r"\mathbf{1}@^T x", r"x@", r"A@", r"a@", r"\pi@", r"e@", r"x^T@ y", r"A^{-1}@", r"x \odot@ y",
    r"n@!", r"\binom{n}{2}@", r"\begin{pmatrix} a & b \\ b & c \end{pmatrix}@",
)  # fmt: skip
MARKS = (
    "_7", "_{ab}", "_+", r"_\alpha", "_{JS}", "^7", "^{*}", "^{(3)}", "^+", "'", r"^\dagger", "_{c}", "_*", "^H", "!", r"_\mathrm{old}",
    r"^{\text{new}}", "_{-}", "^{-}", "_{i}", r"^\circ", r"_{\mathcal{X}}", "_s", "^{[k]}",
)  # fmt: skip
#: formulas with the place of an accent, or of a word that is no font
BEFORE = (
    r"@{x}^T y", r"@{a} b", r"@{A} x", r"\log @{s}", r"\operatorname{tr}(@{A})", r"f(@{a})", r"\mathrm{KL}(@{q} \| p)", r"\mathbb{E}_{@{p}}[x^T x]",
    r"\mathbb{E}_p[@{x}^T x]", r"\nabla_{@{x}} x^T x", r"\sum_{i=1}^N @{w}_i", r"\mathcal{N}(@{x} \mid \mu, A)", r"@{\pi} a", r"@{e}^a",
)  # fmt: skip
ACCENTS = (
    r"\hat", r"\dot", r"\ddot", r"\bar", r"\tilde", r"\check", r"\mathcal", r"\mathfrak", r"\Re", r"\Im", r"\neg", r"\partial", r"\Delta", r"\int",
    r"\max", r"\sup", r"\lim", r"\deg", r"\dim", r"\delta", r"\not", r"\pm", r"\mp", r"\ast", r"\star", r"\stackrel{*}", r"\overset{*}",
)  # fmt: skip


def reading(latex: str) -> tuple[str, ...] | None:
    """Every reading of a formula, None where it has none."""
    (step,) = given(BLOCK, f"{latex} = c").statements[0].steps
    return tuple(map(repr, step.anchor.terms)) if step.role == "claim" and step.anchor.terms else None


@pytest.mark.parametrize("formula", BEHIND)
def test_a_mark_behind(formula: str) -> None:
    plain = reading(formula.replace("@", ""))
    assert plain is not None
    assert [mark for mark in MARKS if reading(formula.replace("@", mark)) == plain] == []


@pytest.mark.parametrize("formula", BEFORE)
def test_an_accent(formula: str) -> None:
    plain = reading(formula.replace("@", ""))
    assert plain is not None
    assert [accent for accent in ACCENTS if reading(formula.replace("@", accent)) == plain] == []
