"""What given blocks say in words: no line is proved or refuted against it."""

from __future__ import annotations

import pytest

from symkl.elaborate.prose import prose_of
from symkl.elaborate.sheet import elaborate
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.worksheet.document import Given
from symkl.worksheet.read import read
from tests.elaborating import given

MATRICES = r"$A, B \in \mathbb{R}^{d \times d}$"
DRAWN = r"$p(x) = \mathcal{N}(x \mid 0, 1)$, $p(y) = \mathcal{N}(y \mid 0, 1)$"
NUMBERS = r"$x, y, m \in \mathbb{R}$"


def verdicts(block: str, *displays: str) -> list[str]:
    return [f.verdict for f in judge(given(block, *displays), standard_engines(fast=True)).statements]


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (MATRICES + ", which commute.", "A B = B A"),
        (MATRICES + ", where $A$ is lower triangular.", r"A = A^T"),
        (r"$L \in \mathbb{R}^{d \times d}$ is the Cholesky factor of $\Sigma \succ 0$, $\Sigma \in \mathbb{R}^{d \times d}$", r"L L^T = \Sigma"),
        (r"a non-zero $a \in \mathbb{R}$, an integer $n \in \mathbb{R}$", r"(-1)^{2n} = 1"),
        (r"$x \in \mathbb{R}^d$, $x \sim p$, with mean $\mu \in \mathbb{R}^d$", r"\mathbb{E}_p[x] = \mu"),
        (r"$x \in \mathbb{R}$, $x \sim p$, has zero mean and unit variance.", r"\mathbb{E}_p[x^2] = 1"),
        (r"centred data $x_1, \dots, x_N \in \mathbb{R}$", r"\sum_{i=1}^N x_i = 0"),
        (r"$w_1, \dots, w_K > 0$ sum to one", r"\sum_{k=1}^K w_k = 1"),
        (r"Let $A \in \mathbb{R}^{d \times d}$ and let $b \in \mathbb{R}$ be its determinant", r"b = \det A"),
        (r"- $A \in \mathbb{R}^{d \times d}$" + "\n" + r"- A is symmetric", "A = A^T"),
    ],
)  # fmt: skip
def test_words_are_no_ground_for_a_refutation_against_them(block: str, line: str) -> None:
    assert verdicts(block, line) == ["undecided"]


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (f"{NUMBERS}; {DRAWN}. They are correlated.", r"\operatorname{Var}[x + y] = 2"),
        (f"{NUMBERS}; {DRAWN}; $x$ and $y$ are not independent.", r"\operatorname{Var}[x + y] = 2"),
        (f"{NUMBERS}; {DRAWN}, where $x$ and $y$ are dependent.", r"\mathbb{E}[x y] = 0"),
        (f"{NUMBERS}; a truncated normal variable $x$: $p(x) = \\mathcal{{N}}(x \\mid 0, 1)$", r"\mathbb{E}[x] = 0"),
        (f"{NUMBERS}; $p(x) = \\mathcal{{N}}(x \\mid 0, 1)$ truncated to positive values", r"\mathbb{E}[x] = 0"),
        (f"{NUMBERS} are complex numbers", "(x + y)^2 - x^2 = 2 x y + y^2"),
        (f"{NUMBERS}; logarithms are taken to base 2.", r"\log e = 1"),
        (f"{NUMBERS}. The entropy is measured in bits. $p(x) = \\mathcal{{N}}(x \\mid 0, 1)$", r"H[p] = \frac{1}{2} \log(2 \pi e)"),
        (MATRICES + r". We do not assume $A = A^T$.", "A = A^T"),
        (MATRICES + r". In general $A B = B A$ does not hold.", "A B = B A"),
        (f"{NUMBERS}; either $x > 0$ or $y > 0$", r"\sqrt{x^2} = x"),
        (f"{NUMBERS}; $x > 0$ if $y = 1$", r"\sqrt{x^2} = x"),
        (f"{NUMBERS}; $m > 0$ unless $y > 0$", r"|m| = m"),
    ],
)  # fmt: skip
def test_words_that_say_otherwise_leave_nothing_decided(block: str, line: str) -> None:
    assert verdicts(block, line) == ["undecided"]


@pytest.mark.parametrize(
    "block",
    [
        r"$x, m \in \mathbb{R}$, $t > 0$, $p(x) = \mathcal{N}(x \mid m, t)$ with precision $t$",
        r"$x, m \in \mathbb{R}$; the precision $t > 0$. Then $p(x) = \mathcal{N}(x \mid m, t)$",
        r"$x, m \in \mathbb{R}$, $t > 0$; we write normal laws with the precision as second argument; $p(x) = \mathcal{N}(x \mid m, t)$",
        r"$x, m \in \mathbb{R}$, $t > 0$; $p(x) = \mathcal{N}(x \mid m, t)$, parameterised by its mean and its precision",
        r"$x, m \in \mathbb{R}$, $t > 0$; the precisions are $t$ and $t^2$; $p(x) = \mathcal{N}(x \mid m, 2 t)$",
        r"$x, m \in \mathbb{R}$, $t > 0$; $p(x) = \mathcal{N}(x \mid m, 4 t)$ where $t$ is the standard deviation of the noise",
        r"$x, m \in \mathbb{R}$, $t > 0$; $p(x) = \mathcal{N}(x \mid m, t)$ has the (root mean square) width $t$",
        "\n" r"$x, m \in \mathbb{R}$, $t > 0$; $p(x) = \mathcal{N}(x \mid m, t)$, t is the inverse variance",
    ],
)
@pytest.mark.parametrize("fence", [":::{given}", "::: given", "::: {.given}"])
def test_a_covariance_that_words_call_something_else(block: str, fence: str) -> None:
    text = f"{fence}\n{block}\n:::\n\n$$ \\operatorname{{Var}}_p[x] = t $$\n\n$$ \\operatorname{{Var}}_p[x] = t^2 $$\n"
    sheet = read(Source("sheet.md", text))
    assert [f.verdict for f in judge(elaborate(sheet), standard_engines(fast=True)).statements] == ["undecided", "undecided"]


@pytest.mark.parametrize(
    ("block", "true", "false"),
    [
        (r"A symmetric positive definite covariance $\Sigma \succ 0$, $\Sigma \in \mathbb{R}^{d \times d}$", r"\Sigma^T = \Sigma", r"\Sigma^{-1} = \Sigma"),
        (r"$x, \mu \in \mathbb{R}^d$; noise with mean $\mu$ and covariance $\Sigma$, $p(x) = \mathcal{N}(x \mid \mu, \Sigma)$", r"\mathbb{E}_p[x] = \mu", r"\mathbb{E}_p[x] = 2 \mu"),
        (r"$x, \mu \in \mathbb{R}$ with standard deviation $\sigma > 0$: $p(x) = \mathcal{N}(x \mid \mu, \sigma^2)$", r"\operatorname{Var}_p[x] = \sigma^2", r"\operatorname{Var}_p[x] = \sigma"),
        (r"$x \in \mathbb{R}$; precision $\beta > 0$; $p(x) = \mathcal{N}(x \mid 0, \beta^{-1})$", r"\mathbb{E}_p[x^2] = \frac{1}{\beta}", r"\mathbb{E}_p[x^2] = \beta"),
        (r"$x \in \mathbb{R}^d$, $x \sim p$, with mean $\mu$: $\mathbb{E}_p[x] = \mu$. Nothing else is known.", r"\mathbb{E}_p[2 x] = 2 \mu", r"\mathbb{E}_p[x] = 2 \mu"),
        (r"independent $x, y \in \mathbb{R}$; $p(x) = \mathcal{N}(x \mid 0, 1)$, $p(y) = \mathcal{N}(y \mid 0, 1)$", r"\operatorname{Var}[x + y] = 2", r"\operatorname{Var}[x + y] = 1"),
        (r"positive numbers $a, b > 0$", r"\log(a b) = \log a + \log b", r"\log(a + b) = \log a + \log b"),
        (r"i.i.d. observations $x_1, \dots, x_N \in \mathbb{R}$, not all known in advance", r"\sum_{i=1}^N 2 x_i = 2 \sum_{i=1}^N x_i", r"\sum_{i=1}^N 2 x_i = \sum_{i=1}^N x_i"),
        (r"The log standard deviation $r \in \mathbb{R}$; $x \in \mathbb{R}$; $p(x) = \mathcal{N}(x \mid 0, e^{2 r})$", r"\operatorname{Var}_p[x] = e^{2 r}", r"\operatorname{Var}_p[x] = e^r"),
    ],
)  # fmt: skip
def test_words_that_formulas_repeat_change_nothing(block: str, true: str, false: str) -> None:
    assert verdicts(block, true, false) == ["proved", "refuted"]


def test_what_words_say_can_be_met_by_a_counterexample() -> None:
    assert verdicts(MATRICES + ", where $A$ is symmetric", "A B = B A") == ["refuted"]


def test_sentences_end_at_full_stops_and_items() -> None:
    text = ":::{given}\nLet $a$ be i.i.d. noise; $b$, e.g. one. Then\n\n- $c$\n- $d$ is zero-mean\n:::\n"
    found = next(i for i in read(Source("sheet.md", text)).items if isinstance(i, Given))
    told = " ".join(t.text or "$" for t in prose_of(found, Source("sheet.md", text)).tokens)
    assert told.strip(". ") == "let $ be iid noise . $ , eg one . then . . $ . $ is zero mean".strip(". ") or told.count("$") == 4


def test_no_line_decides_that_the_names_of_a_given_block_are_numbers() -> None:
    block = r"$p(x) = \mathcal{N}(x \mid \mu, \Sigma)$, $q(x) = \mathcal{N}(x \mid m, S)$"
    lines = (r"\mathbb{E}_p[x^T x] = \mu^T \mu + \operatorname{tr} \Sigma", r"\operatorname{tr} \Sigma = \det \Sigma", r"m = \mu + 1")
    assert verdicts(block, *lines) == ["proved", "refuted", "undecided"]


ARBITRARY = r"$x \in \mathbb{R}$, $x \sim p$"


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (ARBITRARY + ", uniform on the unit interval.", r"\mathbb{E}_p[x] = \frac{1}{2}"),
        (ARBITRARY + ", where $p$ is an exponential density.", r"\operatorname{Var}_p[x] = \mathbb{E}_p[x]^2"),
        (ARBITRARY + ". The density $p$ is Gaussian.", r"\mathbb{E}_p[(x - \mathbb{E}_p[x])^3] = 0"),
        (ARBITRARY + ". The mean of $x$ is zero.", r"\mathbb{E}_p[x] = 0"),
        (ARBITRARY + r". The mean of $x$ is $m \in \mathbb{R}$.", r"\mathbb{E}_p[x] = m"),
        (ARBITRARY + r", with mean 3.", r"\mathbb{E}_p[x] = 3"),
        (ARBITRARY + r", $\mathbb{E}_p[x] = 0$, and variance 3.", r"\mathbb{E}_p[x^2] = 3"),
        (ARBITRARY + r"; its distribution is symmetric about $a \in \mathbb{R}$", r"\mathbb{E}_p[x] = a"),
        (r"$x, y \in \mathbb{R}$, $(x, y) \sim p$; $x$ and $y$ are independent.", r"\operatorname{Cov}_p[x, y] = 0"),
        (r"$x, y \in \mathbb{R}$, $(x, y) \sim p$; the two are uncorrelated.", r"\operatorname{Cov}_p[x, y] = 0"),
        (r"$x, y \in \mathbb{R}$, $(x, y) \sim p$; conditionally on $y$, the mean of $x$ does not depend on $y$.", r"\mathbb{E}_p[x y] = \mathbb{E}_p[x] \mathbb{E}_p[y]"),
        (r"$f \colon \mathbb{R} \to \mathbb{R}$ is even, $x \in \mathbb{R}$", "f(-x) = f(x)"),
        (r"a linear function $f \colon \mathbb{R} \to \mathbb{R}$, $x \in \mathbb{R}$", "f(2 x) = 2 f(x)"),
        (r"a constant function $f \colon \mathbb{R} \to \mathbb{R}$, $f(0) = 1$; $x \in \mathbb{R}$", "f(x) = 1"),
        (r"$a, b \in \mathbb{R}$, and $b$ is the square of $a$.", "b = a^2"),
        (r"$a, b \in \mathbb{R}$, where $a$ exceeds $b$.", r"a \geq b"),
        (r"$a, b \in \mathbb{R}$ add up to one.", "a + b = 1"),
        (r"$a, b \in \mathbb{R}$ agree.", "a = b"),
        (r"$a, b \in \mathbb{R}$, of which the sum is one.", "a + b = 1"),
        (r"$x \in \mathbb{R}^d$ lies on the unit sphere.", "x^T x = 1"),
        (r"$A \in \mathbb{R}^{n \times n}$ is its own inverse.", "A A = I"),
        (r"$A \in \mathbb{R}^{n \times n}$ has determinant one.", r"\det A = 1"),
        (r"$A \in \mathbb{R}^{n \times n}$ with ones on the diagonal", r"\operatorname{tr} A = n"),
        (r"$P \in \mathbb{R}^{n \times n}$ projects onto a line", "P P = P"),
        (r"$x, y \in \mathbb{R}^n$ are perpendicular", "x^T y = 0"),
        (r"$w_1, \dots, w_K > 0$ are the weights of a convex combination", r"\sum_k w_k = 1"),
        (r"$w_1, \dots, w_K > 0$ form a probability vector", r"\sum_k w_k = 1"),
        (r"$x_1, \dots, x_N \in \mathbb{R}$ have been standardised", r"\sum_i x_i = 0"),
    ],
)  # fmt: skip
def test_no_refutation_against_what_a_reader_is_told(block: str, line: str) -> None:
    assert verdicts(block, line) == ["undecided"]


def test_a_square_that_is_mentioned_is_no_name_of_its_own() -> None:
    block = r"A Gaussian with mean $\mu$ and variance $\sigma^2$: $p(x) = \mathcal{N}(x \mid \mu, \sigma^2)$."
    assert verdicts(block, r"\mathbb{E}_p[x^2] = \mu^2 + \sigma^2", r"\frac{\partial}{\partial \sigma} \sigma^2 = 2 \sigma") == ["proved", "proved"]


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        (r"$x_1, \dots, x_N \in \mathbb{R}^d$, $X \in \mathbb{R}^{N \times d}$, $m \in \mathbb{R}^d$. Its rows are the $x_i^T$.", r"\sum_{i=1}^N x_i x_i^T = X^T X"),
        (r"The observations $x_1, \dots, x_N \in \mathbb{R}^d$ are the rows of the matrix $X \in \mathbb{R}^{N \times d}$.", r"\sum_{i=1}^N x_i x_i^T = X^T X"),
        (r"$y_1, \dots, y_N \in \mathbb{R}$, $t \in \mathbb{R}^N$ collects the $y_i$.", r"\sum_{i=1}^N y_i^2 = t^T t"),
        (r"$u, v \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times 2}$ whose columns are $u$ and $v$.", r"W W^T = u u^T + v v^T"),
        (r"$u, v \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times 2}$ with columns $u$ and $v$.", r"W W^T = u u^T + v v^T"),
    ],
)
def test_what_a_matrix_is_said_to_be_made_of_is_not_refuted(declared: str, line: str) -> None:
    (step,) = judge(given(declared, line), standard_engines(fast=True)).statements[0].steps
    assert step.verdict == "undecided" and (step.reason or "").startswith("said-in-words")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Suppose the expectations below exist.", "proved"),
        ("Assume that all integrals exist and are finite.", "proved"),
        ("Assume that the expectations exist and are equal.", "undecided"),
        ("Assume that the expectations exist under another law.", "undecided"),
        ("Assume that all expectations exist, of the truncated variable.", "undecided"),
    ],
)
def test_that_what_is_printed_exists_changes_nothing(said: str, expected: str) -> None:
    block = r"$x \in \mathbb{R}$, $x \sim \mathcal{N}(0, 1)$, $f \colon \mathbb{R} \to \mathbb{R}$"
    text = f":::{{given}}\n{block}\n:::\n\n{said}\n\n$$ \\mathbb{{E}}[x f(x)] = \\mathbb{{E}}[f'(x)] $$\n"
    assert judge(elaborate(read(Source("sheet.md", text))), standard_engines(fast=True)).statements[0].verdict == expected
