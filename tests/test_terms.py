"""Equal terms are one object, however many others come and go; bound names are the only ones that may be renamed."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.kernel import tree
from symkl.kernel.term import Term, add, alpha_equal, index, mul, number, summation, symbol
from tests.random_terms import SCALARS, N, scalars


def rebuilt(term: Term) -> Term:
    """The term made anew from its parts, the inner ones first."""
    return Term(term.op, tuple(rebuilt(a) for a in term.args), term.data, term.sort)


@settings(max_examples=60, deadline=None)
@given(scalars(3), st.integers(0, 3))
def test_equal_terms_are_one_object(term: Term, protocol: int) -> None:
    assert rebuilt(term) is term
    assert pickle.loads(pickle.dumps(term, protocol)) is term


def test_terms_that_are_held_stay_the_only_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_limit", [len(tree._kept) + 50])
    held = [mul(symbol(f"held{n}"), number(n)) for n in range(20)]
    for n in range(2 * tree.MOST_KEPT):
        add(symbol(f"passing{n}"), number(n))
    assert all(mul(symbol(f"held{n}"), number(n)) is term for n, term in enumerate(held))


def test_terms_that_nobody_holds_are_let_go() -> None:
    for n in range(3 * tree.MOST_KEPT):
        add(symbol(f"gone{n}"), number(n))
    tree._let_go()
    assert not any(term.op == "symbol" and term.data.startswith("gone") for term in tree._kept.values())


def test_where_all_are_held_more_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MOST_KEPT", 100)
    monkeypatch.setattr(tree, "_limit", [100])
    held = [symbol(f"held{n}") for n in range(1000)]
    assert all(symbol(f"held{n}") is term for n, term in enumerate(held))
    assert tree._limit[0] >= 1000


@settings(max_examples=60, deadline=None)
@given(scalars(2), st.sampled_from(SCALARS))
def test_only_bound_names_are_renamed(body: Term, other: Term) -> None:
    one, two = (summation(name, N, mul(body, index(name, N))) for name in ("i", "j"))
    if not {"i", "j"} & body.free:
        assert alpha_equal(one, two)
    assert not alpha_equal(add(one, symbol("i")), add(two, symbol("j")))
    assert alpha_equal(add(body, other), add(body, symbol("new"))) is False
