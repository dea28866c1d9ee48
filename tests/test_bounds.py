"""Inequalities that the prover finds by squares, roots, logarithms and determinants, against exact models; faults planted in its rules."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from symkl.kernel import term as t
from symkl.kernel.context import Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded, Poly
from symkl.kernel.sort import SortError
from symkl.prove.bounds import Bounds
from tests.sources import on_sources
from tests.test_planted import CONTEXT, A, D, P, Q, S, a, b, fails, models, p, q, u, v, w

_I = t.identity(D)
PARTS = (
    *(t.UNIT, a, b, p, q, w, t.power(a, t.TWO), t.power(b, t.TWO), t.mul(a, b), t.mul(a, q), t.div(a, p), t.div(p, q), t.inverse(p)),
    *(t.power(p, t.HALF), t.mul(p, q), t.power(p, t.TWO), t.power(q, t.TWO), t.mul(t.power(p, t.HALF), t.power(q, t.HALF)), t.div(q, p)),
    *(t.log(p), t.log(q), t.log(t.add(p, q)), t.log(t.add(t.UNIT, t.power(a, t.TWO))), t.mul(p, t.log(q)), t.log(t.div(p, q))),
    *(t.log(t.det(x)) for x in (S, P, t.add(S, Q), t.add(S, P), t.add(_I, S))),
    *(t.det(x) for x in (S, P, t.add(S, P))),
    *(t.trace(S), t.trace(P), t.trace(t.mul(S, t.inverse(P))), t.trace(t.inverse(S)), t.size(D)),
    *(t.mul(t.transpose(x), m, y) for x, y in ((u, u), (v, v), (u, v)) for m in (_I, S, t.inverse(S))),
    t.power(t.mul(t.transpose(u), v), t.TWO),
    t.mul(t.transpose(u), u, t.transpose(v), v),
    t.mul(t.transpose(u), t.transpose(A), A, u),
)


@cache
def claims(seed: int = 5, count: int = 1_200) -> tuple[Proposition, ...]:
    """Small combinations of such parts, said to be >= 0 or > 0."""
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        terms = [t.mul(t.number(dice.choice((-2, -1, -1, 1, 1, 2))), dice.choice(PARTS)) for _ in range(dice.choice((2, 2, 3, 3, 4)))]
        found.append(Proposition(dice.choice((">=", ">=", ">")), t.add(*terms), t.ZERO))
    return tuple(dict.fromkeys(found))


def said_yes(net: Normalizer, claim: Proposition) -> bool:
    try:
        return Bounds(net).at_least_zero(net.poly(claim.left), claim.relation == ">") is not None
    except (Unreduced, SortError, BudgetExceeded):
        return False


def false_claims(seed: int = 5, most: int = 1) -> list[Proposition]:
    net, found = Normalizer(CONTEXT), list[Proposition]()
    for claim in claims(seed):
        net.budget = 400_000
        if said_yes(net, claim) and any(fails(claim, model) for model in models()):
            found.append(claim)
            if len(found) >= most:
                break
    return found


def test_what_is_said_to_be_at_least_zero_is() -> None:
    assert false_claims() == []


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 120))
def test_what_is_said_to_be_at_least_zero_is_for_more(seed: int) -> None:
    assert false_claims(seed) == []


def test_something_is_said_beyond_the_signs_of_terms() -> None:
    net = Normalizer(CONTEXT)
    names: set[str] = set()
    for claim in claims():
        net.budget = 400_000
        try:
            names |= set(Bounds(net).at_least_zero(net.poly(claim.left), claim.relation == ">") or ())
        except (Unreduced, SortError, BudgetExceeded):
            continue
    assert names >= {"completing-the-square", "monotone-logarithm", "monotone-determinant", "tangent-of-the-logarithm"}


def _without_the_square(self: Bounds, poly: Poly, atom: int, old: Callable[..., Poly | None] = Bounds._least_value) -> Poly | None:
    found = old(self, poly, atom)
    return None if found is None else self.net.replaced(poly, atom, {}, (-1,) if self.net.atoms[atom].ranges else ())


FAULTS: dict[str, tuple[type, str, Any]] = {
    "a square adds nothing": (Bounds, "_least_value", _without_the_square),
    "every quartic form is a gap of Cauchy and Schwarz": (Bounds, "_is_gap", lambda self, poly, x, y, m, size: True),
    "every factor of a logarithm is one": (Bounds, "_ratio", staticmethod(lambda poly, other: 1)),
    "any two matrices compare": (
        Bounds, "_determinants", lambda self, poly, strict, depth: ("monotone-determinant",) if None not in self._compared(poly) else None,
    ),
    "denominators are positive": (Normalizer, "positive_component", lambda self, number: True),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
@on_sources
def test_a_fault_in_a_rule_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, rule, fault = FAULTS[name]
    monkeypatch.setattr(room, rule, fault)
    assert false_claims()
