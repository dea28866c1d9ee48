"""What must not be misread: names in two roles, shadowing, readings that differ, and what is said instead of a guess."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symkl.kernel import term as t
from symkl.kernel.context import Context
from symkl.kernel.sort import SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import symbol
from symkl.prove import prove_equal
from tests.elaborating import codes, given, left, sheet, sides, step

RD = vector(dimension("d"))
GAUSS = r"$x, m \in \mathbb{R}$, $s > 0$; $p(x) = \mathcal{N}(x \mid m, s^2)$; "


def test_a_name_before_a_bracket_is_a_factor_unless_it_is_declared_as_more() -> None:
    block = r"$m_1, \theta_1 \in \mathbb{R}$"
    assert left(block, r"m_1(1 + \theta_1^2)") == t.mul(symbol("m_1"), t.add(t.UNIT, t.power(symbol("\\theta_1"), t.TWO)))


def test_a_density_and_a_dimension_of_one_letter() -> None:
    block = r"$x \in \mathbb{R}^p$; $p(x) = \mathcal{N}(x \mid 0, I)$"
    space = vector(dimension("p"))
    assert left(block, r"p(x)") == t.pdf(symbol("p(x)", law(space)), symbol("x", space))
    assert left(block, r"\frac{p}{2}") == t.mul(t.size(dimension("p")), t.inverse(t.TWO))


def test_a_declared_name_wins_over_what_is_built_in() -> None:
    block = r"$\pi_1, e, \pi \in \mathbb{R}$; $w \in \mathbb{R}$; $E(w) = w^2$"
    assert left(block, r"\pi e") == t.mul(symbol("\\pi"), symbol("e"))
    assert left(block, "E(w)") == t.function("E", SCALAR, symbol("w"))


def test_built_in_where_nothing_is_declared() -> None:
    assert left("$x \\in \\mathbb{R}$", r"\pi e^{x}") == t.mul(t.PI, t.exp(symbol("x")))


def test_fonts_are_ignored_where_one_variant_is_declared() -> None:
    assert left(r"$\mathbf{x} \in \mathbb{R}$", r"x + \boldsymbol{x}") == t.add(symbol("x"), symbol("x"))


def test_two_declared_fonts_are_two_names() -> None:
    term = left(r"$\mathbf{x} \in \mathbb{R}$, $x \in \mathbb{R}$", r"x - \mathbf{x}")
    assert term.args[0] != term.args[1].args[1]


def test_an_inner_scope_shadows() -> None:
    text = (
        "# A\n\n:::{given}\n$x \\in \\mathbb{R}$\n:::\n\n$$ x = x \\tag{1} $$\n\n## B\n\n:::{given}\n$x \\in \\mathbb{R}^d$\n:::\n\n"
        "$$ x = x \\tag{2} $$\n\n# C\n\n$$ x = x \\tag{3} $$\n"
    )
    found = {s.label: s.steps[0] for s in sheet(text).statements}
    assert found["1"].left.term == symbol("x")
    assert found["2"].left.term == symbol("x@2", RD)
    assert found["3"].reason == "undeclared-name"


@pytest.mark.parametrize("formula", ["x + y", "f(x)", r"\hat x", r"x_1", r"\Sigma", "x'", r"\mathbb{E}_q[x]", "C x", "I(x)", r"\pi(x)", r"2 \pi(x, m)"])
def test_an_undeclared_name_is_said(formula: str) -> None:
    found = given(GAUSS, f"{formula} = 1")
    first = found.statements[0].steps[0]
    assert not first.left.terms and first.reason is not None
    assert first.left.diagnostic is not None and first.left.diagnostic.code == "undeclared-name"


def test_a_suggestion_for_a_misspelled_name() -> None:
    diagnostic = step(r"$\theta \in \mathbb{R}$", r"\vartheta = 1").left.diagnostic
    assert diagnostic is not None and diagnostic.suggestion is not None and "\\theta" in diagnostic.suggestion


def test_products_nest_only_where_they_must() -> None:
    block = r"$A \in \mathbb{R}^{n \times n}$, $x, y \in \mathbb{R}^d$"
    a, x, y = symbol("A", Sort(dimension("n"), dimension("n"))), symbol("x", RD), symbol("y", RD)
    assert left(block, "A x^T y") == t.mul(a, t.mul(t.transpose(x), y))
    assert left(block, "x^T y A") == t.mul(t.transpose(x), y, a)


@pytest.mark.parametrize("formula", ["A x", "x^T y + A", "x y", r"\log A", r"\operatorname{tr} x", "x + A"])
def test_shapes_that_do_not_fit(formula: str) -> None:
    first = step(r"$A \in \mathbb{R}^{n \times n}$, $x, y \in \mathbb{R}^d$", f"1 = {formula}")
    assert first.reason is None and not first.right.terms
    assert first.right.diagnostic is not None and first.right.diagnostic.code == "shapes"


def test_the_square_of_a_vector() -> None:
    x = symbol("x", RD)
    assert left(r"$x \in \mathbb{R}^d$", "x^2") == t.mul(t.transpose(x), x)


def test_bars_norms_and_brackets_in_brackets() -> None:
    block = r"$A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^d$, $s \in \mathbb{R}$"
    a, x = symbol("A", Sort(dimension("n"), dimension("n"))), symbol("x", RD)
    assert left(block, "|A|") == t.det(a)
    assert left(block, r"\log(|A|)") == t.log(t.det(a))
    assert left(block, "|s|") == t.absolute(symbol("s"))
    assert left(block, r"\|x\|^2") == t.mul(t.transpose(x), x)
    assert left(block, r"\|x\|_2") == t.sqrt(t.mul(t.transpose(x), x))
    assert left(block, r"\|A\|_F^2") == t.trace(t.mul(t.transpose(a), a))


@pytest.mark.parametrize(
    ("formula", "count"),
    [(r"\operatorname{tr}(A)^2", 2), (r"\mathbb{E}_p[x]^2", 2), (r"\log a\, b", 2), (r"\log 2\pi", 1), (r"\log 2 a b", 1), (r"\log(a) b", 1)],
)
def test_readings_that_precedence_alone_would_choose_between(formula: str, count: int) -> None:
    block = GAUSS + r"$A \in \mathbb{R}^{n \times n}$; $a, b > 0$"
    assert len(step(block, f"{formula} = 1").left.terms) == count


def test_an_expectation_sees_through_what_depends_on_its_variable() -> None:
    term = left(GAUSS + r"$y = 2 x$; $f(m) = m x$", r"\mathbb{E}_p[y + f(3)]")
    assert "y" not in term.free and "f()" not in term.free
    assert term.args[1] == t.add(t.mul(t.TWO, symbol("x")), t.mul(t.number(3), symbol("x")))


def test_an_optimum_sees_through_a_law() -> None:
    term = left(GAUSS + r"$q(x) = \mathcal{N}(x \mid 0, 1)$", r"\operatorname{argmin}_m \mathrm{KL}(q \| p)")
    assert term.args[0].args[1] == t.gaussian(symbol("m"), t.power(symbol("s"), t.TWO))


def test_an_expectation_over_a_vector_of_named_entries() -> None:
    block = r"$z = (z_1, z_2)^T$; $p(z) = \mathcal{N}(z \mid 0, I)$"
    z = symbol("z", vector(dimension(2)))
    assert left(block, r"\mathbb{E}_p[z_1 + z^T z]").args[1] == t.add(t.entry(z, t.number(1)), t.mul(t.transpose(z), z))


def test_a_near_name_is_not_defined_by_a_plain_equation() -> None:
    found = given(r"$\Sigma \in \mathbb{R}$", r"\sigma = 3", r"\sigma = 4")
    assert found.statements[0].steps[0].reason == "undeclared-name"


def test_a_new_name_that_is_used_below_is_defined() -> None:
    found = given(r"$a \in \mathbb{R}$", r"k = 2 a", r"k + a = 3 a")
    assert [s.steps[0].role for s in found.statements] == ["definition", "claim"]


def test_a_starred_name_from_nothing() -> None:
    found = given(r"$a \in \mathbb{R}$", r"w^* = 2 a", r"w^* = 3 a")
    assert all(s.steps[0].role == "claim" and s.steps[0].reason is not None for s in found.statements)


def test_a_closing_nought_is_a_condition_only_behind_a_derivative() -> None:
    block = r"$a \in \mathbb{R}$"
    assert step(block, "2 a = 0").role == "claim"
    assert [s.role for s in given(block, r"\frac{\partial a^2}{\partial a} = 2 a = 0").statements[0].steps] == ["claim", "condition"]
    assert [s.role for s in given(block, r"2 a \overset{!}{=} 0").statements[0].steps] == ["condition"]
    assert [s.role for s in given(block, r"0 = \frac{\partial a^2}{\partial a} = 2 a").statements[0].steps] == ["claim", "condition"]


def test_a_missing_arrow() -> None:
    found = given(r"$a, b \in \mathbb{R}$", r"\frac{\partial (a - b)^2}{\partial a} = 0", r"a = b", r"a = b")
    assert [s.steps[0].role for s in found.statements] == ["condition", "solution", "claim"]


def test_an_implication_has_the_line_above_as_its_premise() -> None:
    found = given(r"$a, b \in \mathbb{R}$", r"a = b \implies a^2 = b^2")
    first, second = found.statements[0].steps
    assert (first.role, second.role) == ("hypothesis", "implication")
    assert second.premise[0].left == symbol("a") and second.premise[0].right == symbol("b")


def test_proportional_in_the_variables_before_the_bar() -> None:
    first = step(GAUSS, r"p(x) \propto \exp(-x^2)")
    assert first.relation == "proportional" and first.variables == ("x",)
    assert step(GAUSS, r"m \propto s").reason == "up-to-what"


def test_a_constant_in_words() -> None:
    first = step(GAUSS, r"\log p(x) = -x^2 + \text{const}")
    assert first.relation == "constant" and first.variables == ("x",) and first.right.constant


def test_two_densities_of_a_name_are_a_diagnostic() -> None:
    assert "ambiguous-expectation" in codes(given(GAUSS + r"$q(x) = \mathcal{N}(x \mid 0, 1)$", r"\mathbb{E}[x] = m"))


def test_a_density_elsewhere_is_its_value_there() -> None:
    assert left(GAUSS, "p(2 m)") == t.pdf(symbol("p(x)", law(SCALAR)), t.mul(t.TWO, symbol("m")))
    assert left(GAUSS + r"$x_0 \in \mathbb{R}$", "p(x_0)") == t.pdf(symbol("p(x)", law(SCALAR)), symbol("x_0"))


def test_the_density_of_another_variable_is_not_that_of_the_declared_one() -> None:
    assert step(GAUSS + r"$y = 2 x$", "p(y) = 1").reason == "undeclared-name"


def test_a_density_that_depends_on_a_variable_says_so_behind_its_bar() -> None:
    block = r"$w, y \in \mathbb{R}$; $p(w) = \mathcal{N}(w \mid 0, 1)$; $p(y) = \mathcal{N}(y \mid w, 1)$"
    assert "missing-bar" in codes(given(block, "1 = 1"))


def test_a_sum_never_captures_a_declared_value() -> None:
    block = r"$k \in \mathbb{R}$, $a_1, \dots, a_N \in \mathbb{R}$; $b = 2 k$"
    assert "b" in left(block, r"\sum_k a_k b").free
    assert left(block, r"\sum_k a_k b").data[0][0] != "k"


def test_decimals_are_rounded_where_they_are_added_and_seem_so() -> None:
    block = "$a \\in \\mathbb{R}$"
    roundings = {line: step(block, line).right.rounding for line in ("a = 0.25", "a = 0.69", "a = a + 0.25", "a = a - 0.69", "a = 0.69 a", "a = 3")}
    assert [r.slack for r in roundings.values()] == [Fraction(1, 200), Fraction(1, 200), 0, Fraction(1, 200), 0, 0]
    assert [r.inside for r in roundings.values()] == [False, False, False, False, True, False]


def test_an_entry_is_no_transpose_and_a_power_no_index() -> None:
    block = r"$x_1, \dots, x_N \in \mathbb{R}^d$"
    x = symbol("x", Sort(dimension("d"), dimension(1), (dimension("N"),)))
    first = t.member(x, t.index("i", dimension("N")))
    assert left(block, "x_i^T x_i") == t.mul(t.transpose(first), first)


def test_the_letter_of_a_sum_is_bound_in_it_only() -> None:
    block = r"$a_1, \dots, a_N \in \mathbb{R}$; $k \in \{1, \dots, N\}$"
    l_side, r_side = sides(block, r"\sum_{k=1}^N a_k = a_k")
    assert "k" not in l_side.free and "k" in r_side.free


def test_conditions_beside_a_statement() -> None:
    first = step(r"$a \in \mathbb{R}$", r"a^2 > 0 \quad \text{for } a \neq 0")
    assert [c.relation for c in first.conditions] == ["!="]


def test_duplicate_labels() -> None:
    found = given(r"$a \in \mathbb{R}$", r"a = a \tag{1}", r"a = a \tag{1}")
    assert [s.label for s in found.statements] == ["1", "1#2"]


def test_a_law_in_front_of_an_arrow_holds_for_its_statement() -> None:
    found = given(r"$X, \mu \in \mathbb{R}$", r"X \sim \mathcal{N}(\mu, 1) \quad \Rightarrow \quad \mathbb{E}[X] = \mu", r"\mathbb{E}[X] = \mu")
    assert found.statements[0].steps[1].reason is None and found.statements[0].steps[1].left.terms
    assert found.statements[1].steps[0].reason is not None


def test_an_erratum_about_something_else() -> None:
    text = ":::{given}\n$a \\in \\mathbb{R}$\n:::\n\n$$ a = 1 \\tag{1} $$\n\n:::{erratum} 1\n$$ 2 a = 2 $$\n:::\n"
    assert "erratum-about-something-else" in codes(sheet(text))


def test_a_sum_over_a_name_that_is_no_family() -> None:
    assert step(r"$N \in \mathbb{N}$, $x_n \in \mathbb{R}$", r"\sum_{n=1}^N x_n = 1").reason == "index-of-no-family"


def test_members_drawn_independently_are_one_normal_vector() -> None:
    term = left(r"$x_1, \dots, x_N \in \mathbb{R}$; $x_n \sim \mathcal{N}(\mu, \sigma^2)$", r"\mathbb{E}\left[\sum_n x_n\right]")
    assert term.op == "expectation" and term.data == (("x", vector(dimension("N"))),)


def test_a_density_of_every_member() -> None:
    block = (
        r"$x_1, \dots, x_N \in \mathbb{R}^d$, $y_1, \dots, y_N \in \mathbb{R}$, $w \in \mathbb{R}^d$; "
        r"$p(y_n \mid x_n, w) = \mathcal{N}(y_n \mid w^T x_n, 1)$"
    )
    term = left(block, r"\prod_{i=1}^N p(y_i \mid x_i, w)")
    i = t.index("i", dimension("N"))
    member = t.member(symbol("x", Sort(dimension("d"), dimension(1), (dimension("N"),))), i)
    own = t.mul(t.transpose(symbol("w", vector(dimension("d")))), member)
    assert term.args[0].args[1] == t.entry(symbol("y", vector(dimension("N"))), i)
    assert prove_equal(term.args[0].args[0].args[0], own, Context({}, {}, (), {})).proved


def test_a_bit_is_an_index_less_one() -> None:
    term = left(r"$0 < \mu < 1$; $x \in \{0, 1\}$; $p(x \mid \mu) = \mu^x (1 - \mu)^{1 - x}$", r"\mathbb{E}[x]")
    bit = t.sub(t.index("x", dimension(2)), t.UNIT)
    assert term == t.summation("x", dimension(2), t.mul(t.pdf(t.function("p(x|\\mu)", law(SCALAR), symbol("\\mu")), bit), bit))


@pytest.mark.parametrize("printed", [r"(x, \mu)^2", r"s(x, \mu)", r"\frac{(x, \mu)^2}{s}", r"(x - \mu)(x, \mu)"])
def test_a_list_is_no_factor(printed: str) -> None:
    told = step(r"$x, \mu \in \mathbb{R}$, $s > 0$", f"{printed} = 1").left.diagnostic
    assert told is not None and told.code == "unsupported" and told.suggestion == r"(x - \mu)"


@pytest.mark.parametrize(("block", "name"), [(r"$s > 0$, $\Sigma = s I$", "\\Sigma"), (r"$\Sigma \in \mathbb{R}^{d \times d}$, $\Sigma = I$", "\\Sigma@2")])
def test_a_value_given_under_a_heading_is_a_value_of_the_outer_name(block: str, name: str) -> None:
    """What a density above is made of takes the value; it is another name, which the density does not know, only where its sort is declared anew."""
    above = ":::{given}\n$d \\in \\mathbb{N}$; $x, \\mu \\in \\mathbb{R}^d$; $p(x) = \\mathcal{N}(x \\mid \\mu, \\Sigma)$\n:::\n\n"
    found = sheet(f"# A\n\n{above}## B\n\n:::{{given}}\n{block}\n:::\n\n$$ |\\Sigma| = 1 $$\n").statements[-1].steps[0]
    assert found.left.terms[0].args[0].data == name


def test_a_standard_deviation_said_in_words() -> None:
    block = r"$x, m \in \mathbb{R}$, $s > 0$; $x \sim \mathcal{N}(m, s)$"
    variance = left(block + ", where $s$ is the standard deviation", r"\mathcal{N}(x \mid m, s)").args[0].args[1]
    assert variance == t.power(symbol("s"), t.TWO)
    assert left(block + ", where $s$ is the variance", r"\mathcal{N}(x \mid m, s)").args[0].args[1] == symbol("s")
    family = left(r"$x_1, \dots, x_n, m \in \mathbb{R}$; $s_1, \dots, s_n > 0$ are standard deviations; $x_i \sim \mathcal{N}(m, s_i)$", r"\mathcal{N}(m \mid 0, s_2)")
    assert family.args[0].args[1] == t.power(t.entry(symbol("s", vector(dimension("n"))), t.TWO), t.TWO)
    assert left(block + r": variance $s$, standard deviation $\sqrt{s}$", r"\mathcal{N}(x \mid m, s)").args[0].args[1] == symbol("s")


@pytest.mark.parametrize(
    "words", ["where $k$ is the precision", "with std $k > 0$", "where $k > 0$ denotes the standard deviation of $x$", "of s.d. $k$", "and inverse variance $k$", "where k is its width"]
)
def test_words_that_say_that_a_name_is_no_variance(words: str) -> None:
    block = r"$x, m \in \mathbb{R}$, $k > 0$; $x \sim \mathcal{N}(m, k)$ "
    assert "variance-or-deviation" in codes(given(block + words, "x = 1"))
    assert "variance-or-deviation" not in codes(given(block + words.replace("$k", "$m").replace(" k ", " m "), "x = 1"))


def test_even_powers_of_a_name_of_which_only_the_square_is_declared() -> None:
    block = r"$\sigma^2 > 0$"
    variance = symbol("\\sigma^2")
    assert left(block, r"\sigma^4") == t.power(variance, t.number(2))
    assert left(block, r"\sigma^{-2}") == t.power(variance, t.number(-1))
    assert step(block, r"\sigma^3 = 1").left.diagnostic is not None


def test_mutual_information_is_that_of_the_joint_density() -> None:
    block = r"$x \in \mathbb{R}^n$, $z \in \mathbb{R}^m$; $(x, z) \sim p$; $z \sim r$; $s \in \mathbb{R}$"
    meant = left(block, r"\mathbb{E}_{p(x, z)}\left[\log \frac{p(x, z)}{p(x) p(z)}\right]")
    assert left(block, "I(x; z)") == left(block, r"\mathrm{I}[x; z]") == meant
    assert step(block, "I(s) = s").left.diagnostic is not None
    assert "ambiguous-density" in codes(given(block + r"; $s \sim u$", "I(x; s) = 0"))


def test_an_equation_in_a_colour_is_read() -> None:
    assert step(r"$x \in \mathbb{R}$", r"\color{red}{x = 2 x}") .relation == "="


def test_a_function_in_its_own_brackets_may_be_a_value_in_front_of_them() -> None:
    readings = step(r"$a \in \mathbb{R}$, $\sigma(a) = \frac{1}{1 + e^{-a}}$", r"\frac{d\sigma}{da} = \sigma(1 - \sigma)").right.terms
    assert len(readings) == 2


def test_a_prime_at_a_defined_value_is_the_derivative_there() -> None:
    block = r"$a, b \in \mathbb{R}$, $w = a + b$, $f \colon \mathbb{R} \to \mathbb{R}$"
    found = left(block, "f'(w)")
    assert found is not None and found.op == "at" and found.args[1] == symbol("w")


def test_a_condition_on_the_square_of_what_is_declared_is_no_second_name() -> None:
    block = r"$s > 0$, $s^2 < 1$"
    assert left(block, "s^2 = 1") == t.power(symbol("s"), t.TWO)


def test_a_number_beside_an_outer_family_of_its_letter() -> None:
    text = "# A\n\n:::{given}\n$x_1, \\dots, x_N > 0$\n:::\n\n## B\n\n:::{given}\n$x > 0$\n:::\n\n$$ x_1 = x \\tag{1} $$\n"
    first, second = sheet(text).statements[0].steps[0][2:4]
    assert first.term is not None and first.term.op == "entry"
    assert second.term is not None and second.term.op == "symbol" and second.term.sort == SCALAR


def test_a_formula_may_be_said_to_have_its_size() -> None:
    block = r"$W, X \in \mathbb{R}^{n \times k}$; $W^T X \in \mathbb{R}^{k \times k}$"
    assert codes(given(block, "W^T X = 0")) == set()
    assert "unsupported-declaration" in codes(given(block.replace(r"{k \times k}", r"{n \times k}"), "W^T X = 0"))
