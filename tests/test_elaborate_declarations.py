"""Given blocks: the format's table of declarations, row by row."""

from __future__ import annotations

import pytest

from symkl.elaborate.statements import Sheet
from symkl.kernel import term as t
from symkl.kernel.context import Context, Proposition
from symkl.kernel.sort import ONE, SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import Term, symbol
from tests.elaborating import codes, given, left, step

D, N = dimension("d"), dimension("n")
RD = vector(D)
DD = Sort(D, D)


def context(block: str, display: str = "1 = 1") -> Context:
    found: Sheet = given(block, display)
    assert not [d for d in found.diagnostics if d.severity == "error"], found.diagnostics
    return found.statements[0].context


def test_sorts() -> None:
    symbols = context(r"$z \in \mathbb{R}$; $\mathbf{z'}, \mu \in \mathbb{R}^d$; $A \in \mathbb{R}^{n \times d}$; $n, N \in \mathbb{N}$").symbols
    assert symbols["z"] == SCALAR
    assert symbols["\\mu"] == RD
    assert symbols["A"] == Sort(N, D)
    assert "n" not in symbols


def test_a_number_fixes_a_dimension() -> None:
    assert context(r"$v \in \mathbb{R}^3$").symbols["v"] == vector(dimension(3))


def test_an_index_and_a_discrete_variable() -> None:
    assert left(r"$k \in \{1, \dots, K\}$; $x_1, \dots, x_K \in \mathbb{R}^d$", "x_k") == t.member(
        symbol("x", Sort(D, ONE, (dimension("K"),))), t.index("k", dimension("K"))
    )


@pytest.mark.parametrize(
    ("block", "fact"),
    [
        (r"$s > 0$", Proposition(">", symbol("s"), t.ZERO)),
        (r"$\theta \neq 0$", Proposition("!=", symbol("\\theta"), t.ZERO)),
        (r"$N > 1$; $N \in \mathbb{N}$", Proposition(">", t.size(dimension("N")), t.UNIT)),
        (r"$\Sigma \in \mathbb{R}^{d \times d}$, $\Sigma \succ 0$", Proposition("succ", symbol("\\Sigma", DD), t.zero(DD))),
        (r"$\Sigma \in \mathbb{R}^{d \times d}$, $\Sigma \succeq 0$", Proposition("succeq", symbol("\\Sigma", DD), t.zero(DD))),
        (r"$A \in \mathbb{R}^{d \times d}$, $A = A^T$", Proposition("=", symbol("A", DD), t.transpose(symbol("A", DD)))),
        (r"$A \in \mathbb{R}^{d \times d}$, $A^T A = I$", Proposition("=", t.mul(t.transpose(symbol("A", DD)), symbol("A", DD)), t.identity(D))),
        (r"$A \in \mathbb{R}^{d \times d}$, $\det A \neq 0$", Proposition("!=", t.det(symbol("A", DD)), t.ZERO)),
        (r"$a, b, c \in \mathbb{R}$, $ab - c \neq 0$",
         Proposition("!=", t.add(t.mul(symbol("a"), symbol("b")), t.neg(symbol("c"))), t.ZERO)),
    ],
)  # fmt: skip
def test_conditions(block: str, fact: Proposition) -> None:
    assert fact in context(block).facts


def test_a_double_inequality() -> None:
    facts = context(r"$0 < \alpha < 1$").facts
    assert Proposition("<", t.ZERO, symbol("\\alpha")) in facts
    assert Proposition("<", symbol("\\alpha"), t.UNIT) in facts


def test_definitions_of_new_names() -> None:
    found = context(r"$\Sigma \in \mathbb{R}^{d \times d}$, $\Sigma \succ 0$, $\Lambda = \Sigma^{-1}$; $x \in \mathbb{R}$; $f(x) = x^2 + 1$")
    assert found.definitions["\\Lambda"].body == t.power(symbol("\\Sigma", DD), t.MINUS)
    assert found.definitions["f"].parameters == (("x", SCALAR),)
    assert found.definitions["f"].body == t.add(t.power(symbol("x"), t.TWO), t.UNIT)


def test_a_square_defines_its_positive_root() -> None:
    found = context(r"$v \in \mathbb{R}$; $\sigma^2 = \exp(v)$")
    assert found.definitions["\\sigma"].body == t.sqrt(t.exp(symbol("v")))
    assert Proposition(">", symbol("\\sigma"), t.ZERO) in found.facts


def test_a_tuple_is_seen_through() -> None:
    term = left(r"$\theta = (\theta_1, \theta_2)^T$", r"\theta^T \theta")
    column = t.block(2, 1, symbol("\\theta_1"), symbol("\\theta_2"))
    assert term == t.mul(t.transpose(column), column)


def test_a_running_tuple_names_the_entries_of_a_vector() -> None:
    assert left(r"$\mu \in \mathbb{R}^d$, $\mu = (\mu_1, \dots, \mu_d)^T$", r"\mu_j") == t.entry(symbol("\\mu", RD), t.index("j", D))


def test_a_diagonal_matrix() -> None:
    sigma = symbol("\\sigma", RD)
    found = context(r"$\sigma_1, \dots, \sigma_d > 0$; $\Sigma = \operatorname{diag}(\sigma_1^2, \dots, \sigma_d^2)$")
    assert found.definitions["\\Sigma"].body == t.diag(t.hadamard(sigma, sigma))
    assert Proposition(">", t.entry(sigma, t.index("j", D)), t.ZERO) in found.facts


def test_functions() -> None:
    block = r"$x \in \mathbb{R}^d$; $f \colon \mathbb{R}^d \to \mathbb{R}^n$; $\mu(x) \in \mathbb{R}^n$"
    assert left(block, "f(x)") == t.function("f", vector(N), symbol("x", RD))
    assert left(block, r"\mu(x)") == t.function("\\mu", vector(N), symbol("x", RD))


def test_a_density() -> None:
    found = context(r"$z, m \in \mathbb{R}^d$; $p(z) = \mathcal{N}(z \mid m, S)$")
    assert found.definitions["p(z)"].body == t.gaussian(symbol("m", RD), symbol("S", DD))
    assert Proposition("succ", symbol("S", DD), t.zero(DD)) in found.facts


def test_a_variance_that_is_a_name_is_positive() -> None:
    assert Proposition(">", symbol("v"), t.ZERO) in context(r"$z, m, v \in \mathbb{R}$; $p(z) = \mathcal{N}(z \mid m, v)$").facts


def test_a_conditional_density_and_what_follows() -> None:
    block = r"$z \in \mathbb{R}^d$, $A \in \mathbb{R}^{n \times d}$, $x \in \mathbb{R}^n$; $p(z) = \mathcal{N}(z \mid 0, I)$; $p(x \mid z) = \mathcal{N}(x \mid A z, I)$"
    x, z = symbol("x", vector(N)), symbol("z", RD)
    prior = t.pdf(symbol("p(z)", law(RD)), z)
    likelihood = t.pdf(t.function("p(x|z)", law(vector(N)), z), x)
    assert left(block, "p(x | z)") == likelihood
    assert left(block, "p(x, z)") == t.mul(prior, likelihood)
    found = context(block, r"p(z \mid x) = p(x)")
    assert found.definitions["p(z|x)"].body == t.normalised((("z", RD),), t.mul(prior, likelihood))
    assert found.definitions["p(x)"].body == t.density((("x", vector(N)),), t.integral((("z", RD),), t.mul(prior, likelihood)))


def test_a_joint_in_blocks() -> None:
    block = (
        r"$a \in \mathbb{R}^d$, $b \in \mathbb{R}^n$; $p(a, b) = \mathcal{N}\left(\begin{pmatrix} a \\ b \end{pmatrix} \mid "
        r"\begin{pmatrix} m \\ k \end{pmatrix}, \begin{pmatrix} A & B \\ B^T & C \end{pmatrix}\right)$"
    )
    found = context(block, r"p(a \mid b) = p(a)")
    joint = found.definitions["p(a,b)"].body
    assert joint.op == "density" and joint.sort == law(RD, vector(N))
    assert found.symbols["B"] == Sort(D, N)
    assert found.definitions["p(a|b)"].body.op == "normalised"


def test_a_name_of_a_matrix_of_names_is_positive_definite() -> None:
    block = (
        r"$x \in \mathbb{R}^d$, $y \in \mathbb{R}^n$, $B \in \mathbb{R}^{d \times n}$, $v = \begin{pmatrix} x \\ y \end{pmatrix}$, $C = B^T$, "
        r"$S = \begin{pmatrix} A & B \\ C & E \end{pmatrix}$; $p(v) = \mathcal{N}(v \mid 0, S)$"
    )
    assert any(f.relation == "succ" and f.left.free == {"S"} for f in context(block).facts)


def test_a_factorised_density() -> None:
    found = context(r"$z = (z_1, z_2)^T$; $z_1 \sim q_1$, $z_2 \sim q_2$; $q(z) = q_1(z_1) q_2(z_2)$")
    factors = [t.pdf(t.arbitrary(f"q_{i}", law(SCALAR)), symbol(f"z_{i}")) for i in (1, 2)]
    assert found.definitions["q(z)"].body == t.density((("z_1", SCALAR), ("z_2", SCALAR)), t.mul(*factors))


def test_an_arbitrary_density_and_its_moments() -> None:
    found = context(r"$x \in \mathbb{R}^d$, $x \sim p$; $\mathbb{E}_p[x] = \mu$, $\operatorname{Cov}_p[x] = \Sigma$")
    p = t.arbitrary("p", law(RD))
    assert found.symbols["p"] == law(RD)
    assert Proposition("=", t.expectation((("x", RD),), p, symbol("x", RD)), symbol("\\mu", RD)) in found.facts
    assert Proposition("=", t.variance((("x", RD),), p, symbol("x", RD)), symbol("\\Sigma", DD)) in found.facts


def test_moments_and_optima_define() -> None:
    found = context(
        r"$x, y \in \mathbb{R}$; $p(x) = \mathcal{N}(x \mid 0, 1)$, $p(y \mid x) = \mathcal{N}(y \mid x, 1)$; $m = \mathbb{E}_{p(x \mid y)}[x]$; "
        r"$w \in \mathbb{R}$, $L(w) = w^2$, $\hat w = \operatorname{argmin}_w L(w)$"
    )
    assert found.definitions["m"].body == t.expectation((("x", SCALAR),), t.function("p(x|y)", law(SCALAR), symbol("y")), symbol("x"))
    body = found.definitions["\\hat{w}"].body
    assert body.op == "argmin" and body.data == (("w", SCALAR),)


def test_the_default_expectation() -> None:
    block = r"$x \in \mathbb{R}$; $p(x) = \mathcal{N}(x \mid 0, 1)$, $q(x) = \mathcal{N}(x \mid 1, 1)$; "
    assert "ambiguous-expectation" in codes(given(block, r"\mathbb{E}[x] = 0"))
    assert left(block + r"$\mathbb{E} = \mathbb{E}_q$", r"\mathbb{E}[x]").args[0] == symbol("q(x)", law(SCALAR))


def test_families() -> None:
    block = r"$x_1, \dots, x_N \in \mathbb{R}^d$; $\gamma_{1k}, \dots, \gamma_{Nk} > 0$"
    many = dimension("N")
    x, gamma = symbol("x", Sort(D, ONE, (many,))), symbol("\\gamma_{*,k}", vector(many))
    term = left(block, r"\sum_i \gamma_{ik} x_i")
    i = t.index("i", many)
    assert term.op == "sum" and term.data == (("i", many),)
    assert term.args[0].args[1] == t.member(x, i)
    assert term.args[0].args[0].op == "entry" and term.args[0].args[0].args[0].sort == gamma.sort
    assert left(block, "x_2") == t.member(x, t.TWO)


def test_free_of() -> None:
    found = context(r"$\mu \in \mathbb{R}^d$; $c \in \mathbb{R}$; $\partial c / \partial \mu = 0$")
    assert Proposition("free-of", symbol("c"), symbol("\\mu", RD)) in found.facts


def test_an_announced_name_is_defined_by_a_statement() -> None:
    found = given(r"$x \in \mathbb{R}^d$; $q(x) = \mathcal{N}(x \mid 0, I)$; $L(q)$", r"L(q) = \mathbb{E}_q[x^T x]", r"L(q) = d")
    first, second = (s.steps[0] for s in found.statements)
    assert (first.role, second.role) == ("definition", "claim")
    assert second.left.terms == (symbol("L(q)", SCALAR),)
    assert found.statements[1].context.definitions["L(q)"].body.op == "expectation"


def test_sorts_are_found_from_use() -> None:
    first = step(r"$\mathbf{x}, \mu \in \mathbb{R}^d$, $\Sigma \succ 0$", r"\log \mathcal{N}(\mathbf{x} \mid \mu, \Sigma) = - \Sigma")
    assert first.left.term is not None
    gaussian = first.left.term.args[0].args[0]
    assert gaussian.args[1] == symbol("\\Sigma", DD)


def test_what_follows_already_is_a_claim() -> None:
    found = given(
        r"$x, z \in \mathbb{R}$; $p(z) = \mathcal{N}(z \mid 0, 1)$, $p(x \mid z) = \mathcal{N}(x \mid z, 1)$, $p(x) = \mathcal{N}(x \mid 0, 3)$", "1 = 1"
    )
    assert len(found.given_claims) == 1


def test_a_member_is_no_name_of_its_own() -> None:
    block = r"$\Sigma_1, \dots, \Sigma_K \in \mathbb{R}^{d \times d}$, $\Sigma_j \succ 0$"
    family = symbol("\\Sigma", Sort(D, D, (dimension("K"),)))
    assert left(block, r"\operatorname{tr} \Sigma_j") == t.trace(t.member(family, t.index("j", dimension("K"))))


def test_every_member_is_defined_at_once() -> None:
    block = r"$x_1, \dots, x_N \in \mathbb{R}$; $w \in \mathbb{R}$; $r_n = w x_n$"
    x = symbol("x", vector(dimension("N")))
    body: Term = left(block, r"\sum_i r_i")
    assert body == t.summation("i", dimension("N"), t.mul(symbol("w"), t.entry(x, t.index("i", dimension("N")))))
    assert left(block, r"\sum_n r_n").op == "sum"
