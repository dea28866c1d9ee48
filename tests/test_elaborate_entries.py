"""Entries by subscripts that nobody declares, the Kronecker delta, bounds said of several names, derivatives by what is defined."""

from __future__ import annotations

from symkl.kernel import term as t
from symkl.kernel.context import Proposition
from symkl.kernel.sort import dimension
from tests.elaborating import codes, given, left, statement, step

N = dimension("n")
BLOCK = r"$n \in \mathbb{N}$; $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$"


def test_subscripts_of_a_matrix_are_entries() -> None:
    assert left(BLOCK, "A_{ij}") == left(BLOCK, "(A)_{ij}")
    assert step(BLOCK, r"x^T A x = \sum_{i,j} A_{ij} x_i x_j").right.terms[0].op == "sum"
    assert left(BLOCK, r"\sum_i x_i").data[0][1] == N


def test_a_subscript_that_does_not_fit_is_an_undeclared_name() -> None:
    for display in ("A x = x_k", "x_t = x"):
        sheet = given(BLOCK + r"; $N \in \mathbb{N}$; $p(x) = \mathcal{N}(x \mid 0, I)$", display)
        assert sheet.statements[0].steps[0].reason == "undeclared-name", display
        assert "shapes" not in codes(sheet)


def test_the_kronecker_delta_is_an_entry_of_the_identity() -> None:
    first = step(BLOCK, r"\frac{\partial x_i}{\partial x_j} = \delta_{ij}")
    assert first.right.terms[0] == t.entry(t.identity(N), t.index("i", N), t.index("j", N))


def test_bounds_of_several_names() -> None:
    facts = given(r"$0 < a, b < 1$", "1 = 1").statements[0].context.facts
    assert {Proposition("<", t.symbol(n), t.UNIT) for n in "ab"} | {Proposition(">", t.symbol(n), t.ZERO) for n in "ab"} <= {*facts} | {
        Proposition(">", f.right, f.left) for f in facts if f.relation == "<"
    }


def test_a_derivative_by_what_is_defined_is_taken_before_its_value_is_put_in() -> None:
    block = r"$x, e \in \mathbb{R}^n$; $y = 2 x + e$; $p(y \mid x) = \mathcal{N}(y; 2 x, I)$"
    assert left(block, r"\nabla_y \log p(y \mid x)").op == "at"
    assert "unsupported" in codes(given(r"$x \in \mathbb{R}$; $y = 2 x$; $L = y^2 + x$", r"\frac{\partial L}{\partial y} = 2 y"))


def test_an_energy_of_two_arguments() -> None:
    assert left(r"$a, b \in \mathbb{R}$; $E(a, b) = (a - b)^2$", "E(a, b)").op == "function"


def test_powers_of_a_column_in_front_of_the_identity_stand_on_the_diagonal() -> None:
    block = r"$s, z \in \mathbb{R}^n$"
    assert left(block, r"s^2 I") == left(block, r"\operatorname{diag}(s \odot s) I")


def test_a_gradient_without_its_variable_is_by_the_only_argument() -> None:
    block = r"$w \in \mathbb{R}^n$; $f(w) = w^T w$; $p(w) = \mathcal{N}(w \mid 0, I)$"
    assert left(block, r"\nabla f(w)") == left(block, r"\nabla_w f(w)")
    assert left(block, r"\nabla \log p(w)") == left(block, r"\nabla_w \log p(w)")


def test_spaces() -> None:
    context = given(r"$e \in \mathbb{R}^T$; $S_1, \dots, S_K \succ 0$, all in $\mathbb{R}^{n \times n}$", "1 = 1").statements[0].context
    assert context.symbols["e"].rows == dimension("T")
    assert context.symbols["S"].rows == context.symbols["S"].cols != t.ONE


def test_a_parameter_behind_the_bar_declares_itself() -> None:
    assert left(r"$z \in \mathbb{R}$; $q(z \mid x) = \mathcal{N}(z; 0, 1)$", r"\log q(z \mid x)").op == "log"


def test_one_of_several_subscripts_runs() -> None:
    block = r"$a_{1,1}, \dots, a_{1,d} > 0$; $a_{2,1}, \dots, a_{2,d} > 0$; $a_1 = (a_{1,1}, \dots, a_{1,d})^T$"
    assert left(block, r"\sum_{i=1}^d a_{2,i}") != left(block, r"\sum_{i=1}^d a_{1,i}")
    assert left(block, "a_1").sort == t.Sort(dimension("d"), t.ONE)


def test_a_minus_above_a_name_belongs_to_it_where_that_is_declared() -> None:
    block = r"$P, G \in \mathbb{R}^{n \times n}$; $P^- = P + I$"
    assert left(block, r"G P^-G^\top") == left(block, r"G (P^{-}) G^\top")
    assert "unbraced-argument" in codes(given(block, r"G^-1 = P^{-1}"))


def test_a_row_of_proportions_keeps_its_variables() -> None:
    block = r"$w \in \mathbb{R}^n$; $p(w) = \mathcal{N}(w \mid 0, I)$"
    sheet = given(block, r"p(w) \propto 2 \exp(-w^T w / 2) \propto \exp(-w^T w / 2)")
    assert [s.variables for s in sheet.statements[0].steps] == [("w",), ("w",)]


def test_two_digits_behind_a_small_matrix_are_two_places() -> None:
    block = r"$A \in \mathbb{R}^{2 \times 2}$, $B \in \mathbb{R}^{n \times n}$"
    assert left(block, "A_{12}") == left(block, "A_{1,2}") == left(block, "(A)_{12}")
    assert step(block, r"B_{12} = 1").reason == "undeclared-name"


def test_a_condition_on_an_entry_declares_no_name() -> None:
    """``\\sigma_j > 0`` of a declared column speaks of its entries where some sum runs over j or j is a letter for a place; else it is a name."""
    block = r"$\boldsymbol\sigma \in \mathbb{R}^J$, $\sigma_j > 0$"
    sum_of = statement(block, r"\sum_{j=1}^J \log \sigma_j^2 = 2 \sum_{j=1}^J \log \sigma_j")
    assert len(sum_of.context.symbols) == 1
    alone = statement(block, r"\log \sigma_j^2 = 2 \log \sigma_j")
    assert len(alone.context.symbols) == 1
    named = statement(block.replace("_j", "_y"), r"\log \sigma_y^2 = 2 \log \sigma_y")
    assert len(named.context.symbols) == 2


def test_an_h_of_declared_values_is_a_function_and_no_entropy() -> None:
    block = r"$q, p \in \mathbb{R}^d$, $M \in \mathbb{R}^{d \times d}$, $M \succ 0$; $H(q, p) = \frac{1}{2} p^T M^{-1} p + q^T q$"
    assert left(block, "H(q, p)").op == left(block, "H(q, -p)").op == "function"
    assert left(r"$x \in \mathbb{R}$, $p(x) = \mathcal{N}(x \mid 0, 1)$", "H(p)").op == "entropy"
