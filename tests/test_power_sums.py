"""Sums of powers: each equation holds for the first whole numbers, counted one by one, and no other polynomial beside it does."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symkl.kernel.context import Context
from symkl.kernel.sort import dimension
from symkl.kernel.term import Term, add, index, number, power, size, summation
from symkl.prove.equality import prove_equal
from symkl.theory.power_sums import power_sums

EMPTY = Context({}, {}, (), {})


def counted(exponent: int, last: int) -> Term:
    return number(Fraction(sum(i**exponent for i in range(1, last + 1))))


@pytest.mark.parametrize("last", range(1, 9))
def test_the_equations_hold_for_numbers(last: int) -> None:
    for exponent, fact in enumerate(power_sums(dimension(last)), 1):
        assert prove_equal(fact.left, counted(exponent, last), EMPTY).proved
        assert prove_equal(fact.right, counted(exponent, last), EMPTY).proved


@pytest.mark.parametrize("exponent", [1, 2, 3])
def test_a_sum_is_proved_by_its_equation_and_nothing_else_is(exponent: int) -> None:
    n = dimension("n")
    total = summation("j", n, power(index("j", n), number(exponent)))
    known = power_sums(n)[exponent - 1].right
    assert prove_equal(total, known, EMPTY).proved
    assert not prove_equal(total, add(known, size(n)), EMPTY).proved
    assert not prove_equal(total, power_sums(n)[exponent % 3].right, EMPTY).proved
