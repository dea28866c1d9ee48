"""Variables that a formula makes of drawn ones: what is conditioned on them depends on them, and is never read as if they were parameters."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel import term as t
from symkl.kernel.context import Context
from symkl.kernel.sort import SCALAR
from symkl.prove.equality import prove_equal
from symkl.source import Source
from symkl.summary import BUG_CODES
from symkl.verify import read_sheet

SCALARS = r"""$z, e \in \mathbb{R}$, $p(z) = \mathcal{N}(z \mid 0, 1)$, $p(e) = \mathcal{N}(e \mid 0, 1)$,
$y = z + e$, $a = y + 1$, $r = 2 z + e$, $s = z^2$, $c = 3$"""
VECTORS = r"""$W \in \mathbb{R}^{D \times k}$, $\mu, \epsilon \in \mathbb{R}^D$, $z \in \mathbb{R}^k$, $\sigma > 0$,
$p(z, \epsilon) = \mathcal{N}(z \mid 0, I) \, \mathcal{N}(\epsilon \mid 0, \sigma^2 I)$; $x = W z + \mu + \epsilon$; $M = W^T W + \sigma^2 I$"""


def verdict(given: str, latex: str, fast: bool = True) -> str:
    finding = judge(read_sheet(Source("formed.md", f":::{{given}}\n{given}.\n:::\n\n$$ {latex} $$\n")), standard_engines(fast))
    assert not [d.message for d in finding.diagnostics if d.code in BUG_CODES]
    return finding.statements[0].verdict


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathbb{E}[z \mid y] = \frac{y}{2}",
        r"\mathbb{E}[e \mid y] = \frac{y}{2}",
        r"\mathbb{E}[z \mid r] = \frac{2 r}{5}",
        r"\mathbb{E}[\mathbb{E}[z \mid y]] = 0",
        r"\mathbb{E}[y \mid z] = z",
        r"p(y) = \mathcal{N}(y \mid 0, 2)",
        r"p(y \mid z) = \mathcal{N}(y \mid z, 1)",
        r"p(z \mid y) = \mathcal{N}(z \mid \frac{y}{2}, \frac12)",
        r"p(z \mid a) = \mathcal{N}(z \mid \frac{a - 1}{2}, \frac12)",
        r"\operatorname{Var}[z \mid c] = 1",
        r"\operatorname{Var}[z \mid y] = \frac12",
    ],
)
def test_a_sum_with_noise_has_its_law(latex: str) -> None:
    assert verdict(SCALARS, latex) == "proved"


@pytest.mark.parametrize(
    "latex",
    [r"\mathbb{E}[z \mid y] = 0", r"\operatorname{Var}[z \mid y] = 1", r"p(z \mid y) = p(z)", r"p(y) = \mathcal{N}(y \mid 0, 1)"],
)
def test_what_is_conditioned_on_is_no_parameter(latex: str) -> None:
    assert verdict(SCALARS, latex) == "refuted"


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathbb{E}[z \mid s] = 0",
        r"\operatorname{Var}[z \mid s] = 1",
        r"p(z \mid s) = p(z)",
        r"p(y, r) = p(y) p(r)",
        r"\mathbb{E}[z \mid y, r] = 0",
        r"\mathbb{E}[z \mid e, y] = 0",
        r"\mathbb{E}_{p(y)}[y^2] = 0",
    ],
)
def test_of_a_law_that_is_not_read_nothing_is_decided(latex: str) -> None:
    assert verdict(SCALARS, latex) == "undecided"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"p(x) = \mathcal{N}(x \mid \mu, W W^T + \sigma^2 I)", "proved"),
        (r"\mathbb{E}[z \mid x] = W^T (W W^T + \sigma^2 I)^{-1} (x - \mu) = M^{-1} W^T (x - \mu)", "proved"),
        (r"\mathbb{E}[z \mid x] = M^{-1} W^T x", "refuted"),
        (r"\operatorname{Cov}[z \mid x] = M^{-1}", "refuted"),
    ],
)
def test_a_noisy_linear_map(latex: str, expected: str) -> None:
    assert verdict(VECTORS, latex) == expected


def test_sympy_agrees() -> None:
    assert verdict(SCALARS, r"\mathbb{E}[z \mid y] = \frac{y}{2}", fast=False) == "proved"


def test_a_law_that_depends_on_a_name_is_no_law_of_the_bound_one() -> None:
    """``E_{z ~ r}[z]`` where the density of r holds another, free z: the binder binds it in the body alone."""
    z, w = t.symbol("z"), t.symbol("w")
    weight = t.mul(t.pdf(t.gaussian(t.ZERO, t.UNIT), w), t.pdf(t.gaussian(w, t.UNIT), z))
    mean = t.expectation((("z", SCALAR),), t.normalised((("w", SCALAR),), weight), z)
    context = Context({"z": SCALAR}, {}, (), {"z": "z"})
    assert prove_equal(mean, t.div(z, t.TWO), context).proved
    assert not prove_equal(mean, t.ZERO, context).proved
