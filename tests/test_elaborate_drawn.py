"""Laws that variables are drawn from, their conditionals and columns; definitions by a power; members defined at several letters."""

from __future__ import annotations

from symkl.kernel import term as t
from symkl.kernel.sort import dimension, vector
from tests.elaborating import codes, given, left, step

N = dimension("n")
MODEL = r"$z \in \mathbb{R}^k$, $x \in \mathbb{R}^d$, $A \in \mathbb{R}^{d \times k}$; $z \sim \mathcal{N}(0, I)$; $x \mid z \sim \mathcal{N}(A z, I)$"


def test_p_is_the_letter_of_what_is_drawn() -> None:
    assert left(MODEL, "p(x)").op == "pdf"
    assert left(MODEL, r"p(z \mid x)").op == "pdf"
    assert left(MODEL, r"\mathbb{E}[z \mid x]").op == "expectation"


def test_a_declared_letter_is_not_the_density_of_what_is_drawn() -> None:
    assert left(r"$p \in \mathbb{R}$; $z \sim \mathcal{N}(0, 1)$; $z \in \mathbb{R}$", "p(z)").op == "mul"


def test_a_law_behind_a_bar_is_claimed_of_what_has_one() -> None:
    claim = step(MODEL, r"z \mid x \sim \mathcal{N}(A^T x, I)")
    assert (claim.relation, claim.role) == ("=", "claim")
    assert step(MODEL, r"x \sim \mathcal{N}(0, A A^T + I)").role == "claim"


def test_a_law_that_hides_what_it_depends_on() -> None:
    sheet = given(MODEL.replace(r"x \mid z", "x"), "1 = 1")
    assert "missing-bar" in codes(sheet)


def test_a_column_is_drawn_at_once() -> None:
    block = r"$a \in \mathbb{R}^m$, $b \in \mathbb{R}^n$; $\begin{bmatrix} a \\ b \end{bmatrix} \sim \mathcal{N}\left(0, \begin{bmatrix} S & C \\ C^T & T \end{bmatrix}\right)$"
    assert left(block, r"\mathbb{E}[a \mid b]").sort == vector(dimension("m"))
    assert left(block, "C").sort == t.Sort(dimension("m"), dimension("n"))


def test_a_power_defines_its_base() -> None:
    block = r"$A \in \mathbb{R}^{n \times n}$, $A \succ 0$; $S_N^{-1} = A + I$; $a > 0$; $\frac{1}{s^2} = a + 1$"
    context = given(block, "1 = 1").statements[0].context
    assert context.definitions["S_N"].body == t.inverse(t.add(t.symbol("A", t.Sort(N, N)), t.identity(N)))
    assert context.definitions["s"].body.op == "power"


def test_members_at_several_letters() -> None:
    block = r"$x_1, \dots, x_N \in \mathbb{R}$; $m_1, \dots, m_K \in \mathbb{R}$; $r_{nk} = x_n m_k^2$"
    assert step(block, r"\sum_{k=1}^K r_{ik} = x_i \sum_{k=1}^K m_k^2").left.terms[0].op == "sum"
    assert left(block, "r_{ij}") == left(block, "x_i m_j^2")


def test_what_is_said_of_a_name_and_not_understood_leaves_it_half_known() -> None:
    sheet = given(r"$x, y \in \mathbb{R}$; $z = x$; $x = \operatorname{vec}(y, z)$", "x = 2 y", "z = y", "y = y")
    assert [s.steps[0].reason for s in sheet.statements] == ["given-unread", "given-unread", None]


def test_what_is_added_behind_an_argmin_belongs_to_its_objective() -> None:
    block = r"$w, a \in \mathbb{R}^d$, $\lambda > 0$"
    assert left(block, r"\arg\min_w (w - a)^T (w - a) + \lambda w^T w").op == "argmin"


def test_the_entropy_of_a_variable_is_that_of_its_marginal() -> None:
    block = r"$x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$; $(x, y) \sim p$"
    assert left(block, "H[x]") == left(block, "H[p(x)]")
    assert left(block, r"H[x \mid y]") == left(block, r"-\mathbb{E}_{p(x, y)}[\log p(x \mid y)]")
    assert left(block, r"\mathrm{KL}(p(x, y) \| p(x) p(y))").op == "kl"


def test_a_law_of_what_is_defined_is_neither_taken_nor_read_over() -> None:
    block = r"$z \in \mathbb{R}^k$; $z \sim \mathcal{N}(0, I)$; $A \in \mathbb{R}^{d \times k}$; $x = A z$"
    first = given(block, r"x \sim \mathcal{N}(0, A A^T)").statements[0].steps[0]
    bent = given(block + "; $y = z^T z$", r"y \sim \mathcal{N}(0, 1)").statements[0].steps[0]
    assert bent.role == "claim" and not bent.right.terms
    assert first.role == "claim" and first.left.terms != first.right.terms  # its mean and covariance against those of the law
    twice = given(block + r"; $x \sim \mathcal{N}(0, I)$", r"\mathbb{E}[x x^T] = I")
    assert twice.statements[0].steps[0].reason == "given-unread"


def test_a_law_above_that_depends_on_what_is_drawn_below() -> None:
    sheet = given(r"$w, y \in \mathbb{R}$; $y \sim \mathcal{N}(w, 1)$; $w \sim \mathcal{N}(0, 1)$", r"\operatorname{Var}[y] = 1")
    assert "missing-bar" in codes(sheet)
    assert sheet.statements[0].steps[0].reason is not None
