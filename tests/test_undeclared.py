"""A name that nothing declares: the declaration that its notation suggests, names that are spelled almost so, and never a number in silence."""

from __future__ import annotations

from difflib import SequenceMatcher
from random import Random

import pytest

from symkl.elaborate.proposals import shared_signs
from symkl.source import Source
from symkl.verify import read_sheet


def suggestion(given: str, display: str, code: str = "undeclared-name") -> str:
    sheet = read_sheet(Source("sheet.md", f":::{{given}}\n{given}\n:::\n\n$$ {display} \\tag{{1}} $$\n"))
    told = [side.diagnostic for step in sheet.statements[0].steps for side in (step.left, step.right) if side.diagnostic is not None]
    assert told and told[0].code == code, told
    return told[0].suggestion or ""


@pytest.mark.parametrize(
    ("given", "display", "wanted"),
    [
        (r"$x \in \mathbb{R}$", r"\mathbf{y}^T \mathbf{y} = x", r"$\mathbf{y} \in \mathbb{R}^d$"),
        (r"$x \in \mathbb{R}$", r"\boldsymbol{\Sigma} = x", r"\in \mathbb{R}^{d \times d}$"),
        (r"$x \in \mathbb{R}$", r"\Sigma = x", r"$\Sigma \in \mathbb{R}^{d \times d}$"),
        (r"$x \in \mathbb{R}$", "y = x", r"$y \in \mathbb{R}$"),
        (r"$N \in \mathbb{N}$", r"\sum_{i=1}^N y_i = 1", r"$y_1, \dots, y_N \in \mathbb{R}$"),
        (r"$x \in \mathbb{R}$", r"\log p(x) = x", r"$p(x) = \mathcal{N}(x \mid \mu, \Sigma)$"),
        (r"$x, z \in \mathbb{R}$", r"\log q(z \mid x) = x", r"$q(z \mid x) = \mathcal{N}(z \mid \mu, \Sigma)$"),
        (r"$x \in \mathbb{R}$", "g(x) = x", r"$g \colon \mathbb{R} \to \mathbb{R}$"),
        (r"$x \in \mathbb{R}$", r"\mathbb{E}_q[x] = x", r"$q(x) = \mathcal{N}(x \mid \mu, \Sigma)$"),
    ],
)
def test_what_the_notation_suggests(given: str, display: str, wanted: str) -> None:
    assert wanted in suggestion(given, display)


@pytest.mark.parametrize(
    ("given", "display", "near"),
    [
        (r"$X \in \mathbb{R}$", "x = X", "did you mean $X$?"),
        (r"$\mu_1 \in \mathbb{R}$", r"\mu_2 = \mu_1", r"did you mean $\mu_1$?"),
        (r"$\bar{\alpha}_t > 0$", r"\bar{\alpha}_s = \bar{\alpha}_t", r"did you mean $\bar{\alpha}_t$?"),
        (r"$W_{new} \in \mathbb{R}$", r"W_{neu} = W_{new}", "did you mean $W_{new}$?"),
    ],
)  # fmt: skip
def test_names_that_are_spelled_almost_so(given: str, display: str, near: str) -> None:
    assert suggestion(given, display).startswith(near)


@pytest.mark.parametrize(
    ("given", "display", "near"),
    [
        (r"$\Sigma \succ 0$", r"\log \det \Sgima = 0", r"\Sigma"),
        (r"$x \in \mathbb{R}$", r"\fracc{x}{2} = x", r"\frac"),
        (r"$x, \lambda \in \mathbb{R}$", r"x = \lambada", r"\lambda"),
        (r"$x \in \mathbb{R}$", r"\twice{x} = x + x", None),
    ],
)  # fmt: skip
def test_commands_that_are_spelled_almost_so(given: str, display: str, near: str | None) -> None:
    advice = suggestion(given, display, "unknown-command")
    assert advice.startswith(f"did you mean {near}?") if near else "did you mean" not in advice


def test_nothing_is_near_to_a_name_of_its_own() -> None:
    assert "did you mean" not in suggestion(r"$\theta \in \mathbb{R}$", r"w = \theta")


def test_names_are_as_close_as_difflib_says() -> None:
    chosen = Random(7)
    for _ in range(3000):
        one, other = ("".join(chosen.choices("ab_cq1", k=chosen.randrange(9))) for _ in range(2))
        blocks = SequenceMatcher(None, one, other).get_matching_blocks()
        assert shared_signs(one, other) == sum(block.size for block in blocks), (one, other)
