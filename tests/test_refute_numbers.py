"""Exact numbers: ring laws, powers and logarithms, and enclosures that hold what they must."""

from __future__ import annotations

import math
from fractions import Fraction as F

from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.refute import matrix
from symkl.refute.elementary import exp, log, power
from symkl.refute.integrals import Variables, expected, integral
from symkl.refute.interval import exp_interval, log_interval, pi_interval
from symkl.refute.number import PI, Number, Scalar, coefficient, generator, generator_of
from symkl.refute.printing import latex
from symkl.refute.rational import quick
from symkl.refute.signs import enclosure, sign

rationals = st.fractions(min_value=-9, max_value=9, max_denominator=12)
positives = st.fractions(min_value=F(1, 20), max_value=20, max_denominator=20)
atoms = st.sampled_from([PI, log(2), log(3), power(2, F(1, 2)), power(3, F(1, 3)), exp(1), exp(F(1, 2)), log(PI), power(PI, F(-1, 2))])
numbers: st.SearchStrategy[Scalar] = st.recursive(
    st.one_of(rationals, atoms), lambda inner: st.builds(lambda a, b, plus: a + b if plus else a * b, inner, inner, st.booleans()), max_leaves=4
)


@given(numbers, numbers, numbers)
@settings(max_examples=150, deadline=None)
def test_ring_laws(a: Scalar, b: Scalar, c: Scalar) -> None:
    assert a + b == b + a and a * b == b * a
    assert (a + b) + c == a + (b + c) and (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert a - a == 0 and a * 1 == a and a * 0 == 0


@given(positives, positives, rationals)
@settings(max_examples=150, deadline=None)
def test_powers_and_logarithms(a: F, b: F, c: F) -> None:
    assert log(a * b) == log(a) + log(b)
    assert log(power(a, c)) == log(a) * c
    assert exp(log(a) * c) == power(a, c)
    assert power(a, c) * power(a, -c) == 1
    assert power(a * b, F(1, 2)) == power(a, F(1, 2)) * power(b, F(1, 2))
    assert power(power(a, F(1, 2)), 2) == a


def close(value: Scalar, to: float) -> bool:
    low, high = enclosure(value, 80)
    return low <= high and abs(F(low + high, 2 << 80) - F(to)) <= F(abs(to)) / 10**9 + F(1, 10**9) and high - low <= (1 << 40) + (max(abs(low), abs(high)) >> 36)


@given(positives, rationals)
@settings(max_examples=100, deadline=None)
def test_enclosures_agree_with_floats(a: F, c: F) -> None:
    assert close(log(a), math.log(a)) and close(exp(c), math.exp(c)) and close(power(a, c), float(a) ** float(c))
    assert close(log(power(a, F(1, 2)) + 1), math.log(math.sqrt(a) + 1))
    assert close(power(exp(c) + a, -1), 1 / (math.exp(c) + float(a)))
    assert close(exp(PI * c), math.exp(math.pi * float(c))) if abs(c) < 5 else True


@given(numbers)
@settings(max_examples=100, deadline=None)
def test_finer_enclosures_lie_in_coarser_ones_up_to_their_rounding(a: Scalar) -> None:
    low, high = enclosure(a, 64)
    finer_low, finer_high = enclosure(a, 200)
    assert finer_low <= high << 136 and low << 136 <= finer_high


@given(st.integers(1, 2**70), st.integers(-(2**68), 2**68))
@settings(max_examples=200, deadline=None)
def test_interval_functions_are_inverse_to_each_other(positive: int, any_number: int) -> None:
    low, high = exp_interval(log_interval((positive, positive), 64), 64)
    assert low <= positive <= high
    back = log_interval(exp_interval((any_number, any_number), 64), 64) if any_number > -(2**68) // 8 else (any_number, any_number)
    assert back[0] <= any_number <= back[1]


def test_pi() -> None:
    low, high = pi_interval(200)
    assert low < high < low + 4 and low <= int(F("3.14159265358979323846264338327950288419716939937510582097494459") * 2**200) <= high


def test_signs() -> None:
    assert sign(power(2, F(1, 2)) + power(3, F(1, 2)) - PI) == 1
    assert sign(F(355, 113) - PI) == 1 and sign(F(333, 106) - PI) == -1
    assert sign(log(2) * 3 - log(8)) == 0
    assert sign(power(power(2, F(1, 2)) + 1, -1) - power(2, F(1, 2)) + 1) is None
    almost = power(2, F(1, 2)) - F(int(math.isqrt(2 * 10**60)), 10**30)
    assert sign(almost) == 1


def nil(place: int, level: int = 0) -> Number:
    return generator("nil", (level, place))


def test_nilpotents_carry_derivatives() -> None:
    step = nil(0)
    assert coefficient(power(F(3) + step, 5), generator_of("nil", (0, 0))) == 5 * 81
    assert coefficient(log(F(3) + step), generator_of("nil", (0, 0))) == F(1, 3)
    assert coefficient(exp(step + 2), generator_of("nil", (0, 0))) == exp(2)
    assert coefficient(power(F(4) + step, F(1, 2)), generator_of("nil", (0, 0))) == F(1, 4)
    assert step * nil(1) == 0 and step * nil(0, 1) != 0
    twice = power(F(2) + step + nil(0, 1), 3)
    assert coefficient(coefficient(twice, generator_of("nil", (0, 0))), generator_of("nil", (1, 0))) == 12


VARIABLES: Variables = (generator_of("variable", (0, 0)), generator_of("variable", (0, 1)))
z1, z2 = (Number({frozenset(((v, 1),)): 1}) for v in VARIABLES)
definite = st.tuples(st.integers(1, 3), st.integers(-2, 2), st.integers(1, 3)).map(lambda t: ((t[0] ** 2, t[0] * t[1]), (t[0] * t[1], t[1] ** 2 + t[2] ** 2)))


def bell(mean: matrix.Matrix, covariance: matrix.Matrix) -> Scalar:
    away = matrix.plus(((z1,), (z2,)), matrix.scaled(mean, -1))
    form = matrix.times(matrix.transposed(away), matrix.times(matrix.inverse(covariance), away))[0][0]
    return power(PI * 2, -1) * power(matrix.determinant(covariance), F(-1, 2)) * exp(form * F(-1, 2))


@given(definite, st.integers(-2, 2), st.integers(-2, 2), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_moments_agree_with_integrals(covariance: matrix.Matrix, a: int, b: int, j: int, k: int) -> None:
    mean: matrix.Matrix = ((a,), (b,))
    body = power(z1, j) * power(z2, k) + z1
    assert expected(body, VARIABLES, mean, covariance, lambda: bell(mean, covariance)) == integral(body * bell(mean, covariance), VARIABLES)


@given(definite, definite)
@settings(max_examples=40, deadline=None)
def test_matrices(a: matrix.Matrix, b: matrix.Matrix) -> None:
    assert matrix.times(a, matrix.inverse(a)) == matrix.identity(2)
    assert matrix.determinant(matrix.times(a, b)) == matrix.determinant(a) * matrix.determinant(b)
    assert matrix.is_definite(matrix.plus(a, b)) and not matrix.is_definite(matrix.plus(a, matrix.scaled(a, -1)))
    assert matrix.is_semidefinite(matrix.plus(a, matrix.scaled(a, -1)))


def test_larger_matrices() -> None:
    a = ((2, 1, 0, 1), (1, 3, 1, 0), (0, 1, 4, 1), (1, 0, 1, 5))
    assert matrix.times(a, matrix.inverse(a)) == matrix.identity(4)
    assert matrix.determinant(a) == 86 or matrix.determinant(a) > 0
    found = matrix.kernel(((1, 2, 3), (2, 4, 6)))
    assert found is not None and matrix.times(((1, 2, 3), (2, 4, 6)), found) == ((0,), (0,)) and any(row[0] != 0 for row in found)
    assert matrix.kernel(((1, 2), (3, 4))) is None


def test_printing() -> None:
    assert latex(F(-3, 4)) == r"-\frac{3}{4}"
    assert latex(log(F(9, 2)) * F(1, 2) - 1) == r"-\frac{1}{2} \log 2 + \log 3 - 1"
    assert latex(power(PI * 2, F(-1, 2))) == r"\frac{1}{2} \pi^{-\frac{1}{2}} \sqrt{2}"
    assert latex(exp(F(1, 2)) * -2) == r"-2 e^{\frac{1}{2}}"
    assert latex(power(power(2, F(1, 2)) + 1, -1)) == r"\left(\sqrt{2} + 1\right)^{-1}"


@given(rationals, rationals)
def test_the_quicker_rational_numbers_are_fractions(left: F, right: F) -> None:
    """Arithmetic, order, truth and hash, with each other and with plain fractions and integers."""
    a, b = quick(left), quick(right)
    for one, other in ((a, b), (a, right), (left, b)):
        assert (one + other, one - other, one * other, -one) == (left + right, left - right, left * right, -left)
        assert (one < other, one <= other, one > other, one >= other, one == other) == (
            left < right, left <= right, left > right, left >= right, left == right
        )  # fmt: skip
    assert (hash(a), bool(a), abs(a), a.numerator, a.denominator) == (hash(left), bool(left), abs(left), left.numerator, left.denominator)
