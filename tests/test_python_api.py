"""``import symkl``: laws that densities obey, equations that must not pass, and what is refused rather than guessed."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sympy
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st
from sympy import (
    BlockMatrix,
    Determinant,
    Eq,
    Identity,
    Matrix,
    MatrixSymbol,
    Ne,
    Q,
    Rational,
    Symbol,
    Trace,
    eye,
    log,
    pi,
    symbols,
)

import symkl
import symkl.verify
from symkl import Normal, NoValue, Unread, elbo, prove, stationary_points
from symkl.python.proving import question
from symkl.python.reading import Reader
from symkl.python.values import value
from symkl.testing import assert_proved

d, n = symbols("d n", integer=True, positive=True)
x, y, m = symbols("x y m")
s, t = symbols("s t", positive=True)
MU, NU, Z = (MatrixSymbol(name, d, 1) for name in ("mu", "nu", "z"))
SIGMA, TAU, A = (MatrixSymbol(name, d, d) for name in ("Sigma", "Tau", "A"))
P, R = Normal(MU, SIGMA), Normal(NU, TAU)
DEFINITE = (Q.positive_definite(SIGMA), Q.positive_definite(TAU))


@pytest.mark.parametrize("name", ["python.normal", "python.proving", "python.stationary", "testing"])
def test_docstrings(name: str) -> None:
    result = doctest.testmod(import_module(f"symkl.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_page() -> None:
    page = Path(__file__).parent.parent / "docs" / "python.md"
    result = doctest.testfile(str(page), module_relative=False)
    assert result.attempted > 10
    assert result.failed == 0


def test_importing_loads_nothing() -> None:
    code = "import sys, symkl; print('sympy' in sys.modules, 'symkl.python' in sys.modules, sorted(symkl.__all__) == dir(symkl)); symkl.none"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    assert done.stdout == "False False True\n"
    assert "module 'symkl' has no attribute 'none'" in done.stderr


def test_the_room_of_that_name_does_not_hide_the_function() -> None:
    assert symkl.verify  # which has imported the room
    assert symkl.prove is prove
    assert symkl.prove(x + x, 2 * x, fast=True)


# -- densities ----------------------------------------------------------------------------------------------------------------


def definite(rows: list[list[int]]) -> Matrix:
    """L L' with a positive diagonal: positive definite."""
    lower = Matrix(len(rows), len(rows), lambda i, j: rows[i][j] if j < i else abs(rows[i][i]) + 1 if i == j else 0)
    return lower * lower.T


numbers = st.integers(-3, 3)
squares = st.integers(1, 3).flatmap(lambda size: st.tuples(*[st.lists(st.lists(numbers, min_size=size, max_size=size), min_size=size, max_size=size)] * 2,
                                                           *[st.lists(numbers, min_size=size, max_size=size)] * 2))  # fmt: skip


@settings(max_examples=25, deadline=None)
@given_(squares)
def test_explicit_divergences_are_the_textbook_s(drawn: Any) -> None:
    """The Matrix Cookbook's formula, in SymPy's own matrix algebra."""
    one, other, first, second = definite(drawn[0]), definite(drawn[1]), Matrix(drawn[2]), Matrix(drawn[3])
    away = second - first
    expected = (log(other.det()) - log(one.det()) - one.rows + (other.inv() * one).trace() + (away.T * other.inv() * away)[0]) / 2
    p, q = Normal(first, one), Normal(second, other)
    assert sympy.simplify(p.kl(q) - expected) == 0
    assert sympy.simplify(p.entropy() - log((2 * pi * sympy.E) ** one.rows * one.det()) / 2) == 0
    assert sympy.simplify(elbo(q.logpdf, p) + p.kl(q)) == 0


def test_expected_log_densities_in_any_dimension() -> None:
    assert prove(P.expect(P.logpdf), -P.entropy(), given=DEFINITE)
    assert prove(elbo(R.logpdf, P), -P.kl(R), given=DEFINITE)
    assert prove(P.kl(P), 0, given=DEFINITE[0])
    assert prove(P.expect(lambda z: (z - MU) * (z - MU).T), SIGMA, given=DEFINITE)
    assert not prove(P.kl(R), R.kl(P), given=DEFINITE)


def test_moments_are_the_integrals() -> None:
    density = sympy.exp(Normal(m, s).logpdf(x))
    for body in (x, x**2, x**3 - x, (x - m) ** 4, x**5):
        integral = sympy.integrate(sympy.expand(body.subs(x, x + m)) * density.subs(x, x + m).simplify(), (x, -sympy.oo, sympy.oo))
        assert sympy.simplify(Normal(m, s).expect(lambda z, body=body: body.subs(x, z)) - integral) == 0


def test_components_agree_with_matrices() -> None:
    mean, covariance = Matrix([1, -2]), Matrix([[2, 1], [1, 3]])
    B = MatrixSymbol("B", 2, 2)
    letters = {MatrixSymbol("mu", 2, 1): mean, MatrixSymbol("Sigma", 2, 2): covariance, B: Matrix([[1, 2], [0, 5]])}
    whole = Normal(MatrixSymbol("mu", 2, 1), MatrixSymbol("Sigma", 2, 2)).expect(lambda z: Trace(z.T * B * z) ** 2).subs(letters).doit()
    assert whole == Normal(mean, covariance).expect(lambda z: (z.T * letters[B] * z)[0] ** 2)


def test_one_expectation_inside_another_captures_nothing() -> None:
    inner = Normal(0, 1).expect(lambda z: Normal(z, s).expect(lambda w: w * z))
    assert inner == 1
    assert P.expect(lambda z: Normal(z, TAU).expect(lambda w: Trace(w.T * z))) == P.expect(lambda z: Trace(z.T * z))


def test_a_joint_is_its_marginal_times_its_conditional() -> None:
    covariance = Matrix([[4, 1, 2], [1, 3, 0], [2, 0, 5]])
    joint, point = Normal(Matrix([x, 1, y]), covariance), Matrix(symbols("a b c"))
    rest = joint.conditional({1: point[1]})
    split = joint.marginal(1).logpdf(point[1:2, :]) + rest.logpdf(Matrix([point[0], point[2]]))
    assert sympy.simplify(sympy.expand_log(joint.logpdf(point) - split)) == 0


def test_blocks_are_those_of_explicit_matrices() -> None:
    a, b = MatrixSymbol("a", 1, 1), MatrixSymbol("b", 2, 1)
    parts = {name: MatrixSymbol(name, *shape) for name, shape in (("S", (1, 1)), ("C", (1, 2)), ("T", (2, 2)))}
    value = MatrixSymbol("v", 2, 1)
    blocks = Normal(BlockMatrix([[a], [b]]), BlockMatrix([[parts["S"], parts["C"]], [parts["C"].T, parts["T"]]])).conditional({1: value})
    covariance = Matrix([[4, 1, 2], [1, 3, 0], [2, 0, 5]])
    letters = {a: Matrix([1]), b: Matrix([2, 3]), value: Matrix([x, y]), parts["S"]: covariance[:1, :1], parts["C"]: covariance[:1, 1:], parts["T"]: covariance[1:, 1:]}
    explicit = Normal(Matrix([1, 2, 3]), covariance).conditional({1: x, 2: y})
    assert sympy.simplify(blocks.mean.subs(letters).doit() - explicit.mean) == sympy.zeros(1)
    assert blocks.covariance.subs(letters).doit() == explicit.covariance


@pytest.mark.parametrize(
    ("mean", "covariance"),
    [(MU, s), (Matrix([1, 2]), Matrix([[1, 2], [2, 1]])), (MU, MatrixSymbol("S", d, n)), (m, Identity(d)), (m, 0.5), (MU, Matrix([[1]]))],
)
def test_what_is_no_law(mean: object, covariance: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        Normal(mean, covariance)


def test_laws_on_different_spaces_have_no_divergence() -> None:
    with pytest.raises(Unread, match="two laws on one space"):
        P.kl(Normal(x, s))


def test_moments_in_any_dimension_are_those_of_components() -> None:
    """The fourth moment and the moments of one component, against explicit matrices."""
    mean, covariance = Matrix([1, -2]), Matrix([[2, 1], [1, 3]])
    letters = {MatrixSymbol("mu", 2, 1): mean, MatrixSymbol("Sigma", 2, 2): covariance}
    for body in (lambda z: Trace(z.T * z) ** 2, lambda z: z[0, 0] ** 3 * z[1, 0], lambda z: z[1, 0] * Trace(z.T * z)):
        whole = Normal(*letters).expect(body).subs(letters).doit()
        explicit = Normal(mean, covariance).expect(lambda z, body=body: body(z) if not isinstance(body(z), Trace) else (z.T * z)[0])
        assert whole == explicit


def test_results_print_and_substitute() -> None:
    found = P.kl(R)
    assert r"\operatorname{tr}\left(T^{-1} \Sigma \right)" in sympy.latex(Normal(MU, SIGMA).kl(Normal(NU, MatrixSymbol("T", d, d))))
    at_two = found.subs(d, 2).subs({MatrixSymbol(name, 2, 2): eye(2) for name in ("Sigma", "Tau")})
    assert at_two.subs({MatrixSymbol("mu", 2, 1): Matrix([1, 0]), MatrixSymbol("nu", 2, 1): Matrix([0, 0])}).doit() == Rational(1, 2)
    assert P._repr_latex_() == r"$\mathcal{N}\left(\mu, \Sigma\right)$"


# -- equations ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "given", "status"),
    [
        (Trace(SIGMA * TAU), Trace(TAU * SIGMA), (), "proved"),
        (Trace(SIGMA * TAU * A), Trace(TAU * SIGMA * A), (), "refuted"),
        (log(Determinant(SIGMA * TAU)), log(Determinant(SIGMA)) + log(Determinant(TAU)), DEFINITE, "proved"),
        (A.T, A, (), "refuted"),
        (A.T, A, Q.symmetric(A), "proved"),
        (A.T * A, Identity(d), Q.orthogonal(A), "proved"),
        (log(x**2), 2 * log(x), (), "undecided"),
        (log(x**2), 2 * log(x), x > 0, "proved"),
        (log(x**2), 2 * log(x), Ne(x, 0), "refuted"),
        (log(s**2), 2 * log(s), (), "proved"),
        (x, y, Eq(x, y), "proved"),
        (Trace(Identity(d)), d, (), "proved"),
        (d * log(2), log(2), (), "refuted"),
        (2 * x, x, (), "refuted"),
        (sympy.Float(0.5) * 0 + x, x, (), "proved"),  # SymPy itself makes that x
    ],
)
def test_statuses(left: object, right: object, given: object, status: str) -> None:
    verdict = prove(left, right, given=given)
    assert verdict.status == status, str(verdict)
    assert bool(verdict) is (status == "proved")


def test_a_condition_that_nothing_meets_proves_nothing() -> None:
    assert prove(x, x + 1, given=(x > 0, x < 0)).status == "undecided"


z_complex, k, even = Symbol("z", real=False), Symbol("k", integer=True), Symbol("e", even=True)


@pytest.mark.parametrize(
    "what",
    [x + 0.5, sympy.sin(x), sympy.Sum(x, (x, 1, 3)), z_complex, k, even, Symbol("w", commutative=False), Symbol("a b"), "x", None, x > 0,
     sympy.I * x, sympy.oo, Symbol("d") + Trace(MatrixSymbol("B", Symbol("d"), Symbol("d"))) * 0 + Symbol("d", real=True)],
)  # fmt: skip
def test_what_has_no_certain_meaning_is_refused(what: object) -> None:
    with pytest.raises((Unread, TypeError)):
        prove(what, x)


def test_one_name_is_one_thing() -> None:
    for left, right in ((Symbol("a"), Symbol("a", positive=True)), (Symbol("A"), Trace(A)), (Symbol("q"), Trace(Identity(Symbol("q"))))):
        with pytest.raises(Unread):
            prove(left, right)


def test_latex() -> None:
    assert prove(r"\operatorname{tr}(A B)", r"\operatorname{tr}(B A)", given=r"A, B \in \mathbb{R}^{d \times d}")
    verdict = prove(r"(x + y)^2", "x^2 + y^2", given=r"$x, y \in \mathbb{R}$")
    assert (verdict.status, verdict.step.difference) == ("refuted", "2 x y")
    assert prove("x", "w", given=r"$x \in \mathbb{R}$").reason == "undeclared-name"
    for wrong in (("x", "y = x"), ("x", "x $$\n\n$$ x = x"), ("x", "x \\\\ x = x")):
        with pytest.raises(ValueError, match="one equation"):
            prove(*wrong, given=r"$x, y \in \mathbb{R}$")
    with pytest.raises(TypeError):
        prove("x", x)
    with pytest.raises(TypeError):
        prove("x", "x", given=x > 0)


def test_verdicts_print_and_render() -> None:
    verdict = prove((x + y) ** 2, x**2 + y**2)
    assert "counterexample at x = 1, y = 1:" in str(verdict)
    assert repr(verdict) == "<refuted: (x + y)² = x² + y²>"
    assert verdict._repr_markdown_().split("\n\n")[:3] == ["**✗ refuted**", "$$\\left(x + y\\right)^{2} = x^{2} + y^{2}$$", "left − right: $2 x y$"]
    assert (verdict.counterexample is not None, verdict.laws, verdict.reading) == (True, (), "(x + y)² = x² + y²")


def test_assertions_fail_with_the_report() -> None:
    assert_proved(Trace(SIGMA * TAU), Trace(TAU * SIGMA))
    with pytest.raises(AssertionError, match="counterexample at x = 1, y = 1"):
        assert_proved((x + y) ** 2, x**2 + y**2)
    with pytest.raises(AssertionError, match="undecided"):
        assert_proved(log(x**2), 2 * log(x))


# -- stationary points ----------------------------------------------------------------------------------------------------------


def test_stationary_points_of_scalars() -> None:
    assert stationary_points((x - m) ** 2 / s, x) == [m]
    assert set(stationary_points(x**3 - 3 * x, x)) == {1, -1}
    assert stationary_points(-n * log(s) / 2 - y**2 / (2 * s), s) == [y**2 / n]
    assert stationary_points((x - 1) ** 2 + (y - x) ** 2, (x, y)) == [(1, 1)]
    trace = Trace(A.T * A)
    assert stationary_points(-n * log(s) / 2 - trace / (2 * s), s, given=trace > 0) == [trace / n]
    with pytest.raises(NoValue):
        stationary_points(-n * log(s) / 2 - trace / (2 * s), s)  # it may be zero, and s may not
    with pytest.raises(Unread):
        stationary_points(x**2, x, given=Ne(m, 0))


def test_stationary_points_of_vectors() -> None:
    given = (Q.positive_definite(SIGMA), Q.positive_definite(TAU))
    objective = -Trace((Z - MU).T * SIGMA.I * (Z - MU)) / 2 - Trace((Z - NU).T * TAU.I * (Z - NU)) / 2
    (point,) = stationary_points(objective, Z, given=given)
    assert prove(point, (SIGMA.I + TAU.I).I * (SIGMA.I * MU + TAU.I * NU), given=given)


@pytest.mark.parametrize(
    ("objective", "variable"),
    [
        (Trace(Z.T * A * Z), Z),  # A may be singular: no one point
        (Trace(Z.T * Z) ** 2, Z),
        (log(Determinant(A)), A),
        (log(Determinant(s * A)), s),  # SymPy's own derivative is silent about these
        (x**5 - x - 1, x),
    ],
)
def test_what_is_not_solved_is_not_answered(objective: object, variable: object) -> None:
    with pytest.raises(NoValue):
        stationary_points(objective, variable)


def test_a_wrong_point_is_not_proved_to_be_stationary() -> None:
    """The question that `stationary_points` puts to the judges, with a planted answer."""
    from symkl.judge.sheet import judge
    from symkl.judge.standard import standard_engines
    from symkl.kernel.context import Proposition
    from symkl.kernel.term import derivative, zero

    reader = Reader()
    unknown, objective = reader.term(Z), reader.term(Trace((Z - MU).T * (Z - MU)))
    condition = Proposition("=", derivative(objective, unknown), zero(unknown.sort))
    for point, verdict in ((MU, "proved"), (2 * MU, "refuted")):
        sheet = question(reader, ("z", unknown), ("B", reader.term(point)), "solution", (condition,))
        assert judge(sheet, standard_engines(fast=True)).statements[0].verdict == verdict


# -- there and back -------------------------------------------------------------------------------------------------------------

NUMERIC = {MatrixSymbol("B", 2, 2): Matrix([[1, 2], [-1, 3]]), MatrixSymbol("C", 2, 2): Matrix([[2, 1], [1, 4]]), MatrixSymbol("v", 2, 1): Matrix([1, -2])}
B2, C2, V2 = NUMERIC
SCALARS = {x: Rational(2, 3), s: Rational(5, 2)}
matrices = st.recursive(
    st.sampled_from([B2, C2, B2.I, C2.I]),
    lambda inner: st.one_of(st.builds(lambda a, b: a + b, inner, inner), st.builds(lambda a, b: a * b, inner, inner), st.builds(lambda a: a.T, inner),
                            st.builds(lambda a: 3 * a - x * C2, inner)),
    max_leaves=5,
)  # fmt: skip
scalars = st.one_of(
    st.builds(Trace, matrices), st.builds(lambda a: Trace(V2.T * a * V2), matrices), st.builds(lambda a: Trace(a) / s + x**2, matrices),
    st.builds(lambda a: a[0, 1] * Trace(a), matrices), st.just(log(Determinant(C2)) * x),
    st.builds(lambda a: Trace(a * a.T), matrices), st.builds(lambda a: (a * V2)[1, 0] ** 2, matrices), st.builds(lambda a: Trace(a) ** 2, matrices),
)  # fmt: skip


def at_numbers(expression: Any) -> Any:
    """Exact: matrices and scalars put in, the identity too (SymPy does not add it to a matrix of numbers)."""
    found = expression.subs(NUMERIC | SCALARS | {sympy.Identity(2): sympy.eye(2)}).doit()
    return sympy.simplify(found.as_explicit() if hasattr(found, "as_explicit") else found)


@settings(max_examples=60, deadline=None)
@given_(st.one_of(matrices, scalars))
def test_what_is_read_and_written_again_is_the_same(expression: Any) -> None:
    reader = Reader()
    term = reader.term(expression)
    reader.give(Q.positive_definite(C2))
    try:
        written = value(term, reader)
    except NoValue:
        return  # a value without a short form is none, not another one
    difference = at_numbers(written) - at_numbers(expression)
    assert sympy.simplify(difference) in (0, sympy.zeros(2))


@settings(max_examples=25, deadline=None)
@given_(scalars, scalars)
def test_nothing_is_proved_that_differs_at_numbers_nor_refuted_that_is_the_same(one: Any, other: Any) -> None:
    given = (Q.positive_definite(C2), Q.invertible(B2))
    assert prove(one, one, given=given, fast=True).status != "refuted"
    assert prove(one, one + Trace(B2) - Trace(B2.T), given=given, fast=True).status != "refuted"
    if prove(one, other, given=given, fast=True):
        assert at_numbers(one - other) == 0
