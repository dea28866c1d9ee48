"""Sums over a few members written out: a move that the kernel replays, and refuses where a member is missing or wrong."""

from __future__ import annotations

import pytest

from symkl.kernel import term as t
from symkl.kernel.check import Line, Move, Unsound, replay
from symkl.kernel.context import Context
from symkl.kernel.finite import MOST_MEMBERS, written_out
from symkl.kernel.normal import Normalizer
from symkl.kernel.sort import dimension

CONTEXT = Context({"a": t.SCALAR}, {}, (), {})
A = t.symbol("a")


def total(size: int | str) -> t.Term:
    """``sum_i i a``."""
    over = dimension(size)
    return t.summation("i", over, t.mul(t.index("i", over), A))


def accepted(after: t.Term) -> bool:
    try:
        replay((Line(total(3), Move("start")), Line(after, Move("members"))), CONTEXT, {}, Normalizer(CONTEXT))
    except Unsound:
        return False
    return True


def test_every_member_is_written_once() -> None:
    assert written_out(total(3)) == t.add(*(t.mul(t.number(i), A) for i in (1, 2, 3)))
    assert accepted(written_out(total(3)))


@pytest.mark.parametrize("members", [(1, 2), (1, 2, 4), (0, 1, 2), (1, 2, 3, 3)])
def test_another_sum_is_refused(members: tuple[int, ...]) -> None:
    assert not accepted(t.add(*(t.mul(t.number(i), A) for i in members)))


def test_sums_of_any_size_and_of_many_members_stay_sums() -> None:
    assert written_out(total("n")) == total("n")
    assert written_out(total(MOST_MEMBERS + 1)) == total(MOST_MEMBERS + 1)


def test_densities_at_numbers_are_what_they_are_there() -> None:
    density = t.density((("z", t.SCALAR),), t.power(A, t.symbol("z")))
    over = dimension(2)
    mass = t.summation("i", over, t.pdf(density, t.sub(t.index("i", over), t.UNIT)))
    assert written_out(mass) == t.add(t.power(A, t.number(0)), t.power(A, t.number(1)))
