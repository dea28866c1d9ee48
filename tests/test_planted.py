"""Faults planted in the trusted part must be caught: in derivations by the replay, in condition rules by random exact models."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction as F
from functools import cache
from typing import Any

import pytest

from symkl.kernel import term as t
from symkl.kernel.check import Line, Move, Unsound, replay
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.definiteness import Definiteness
from symkl.kernel.functions import Unreduced
from symkl.kernel.matrices import Matrices
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.signs import Signs
from symkl.kernel.sort import SCALAR, Sort, SortError, dimension, law, vector
from symkl.kernel.term import Term
from symkl.prove.equality import derivation, prepare
from symkl.theory.registry import laws
from tests import exact
from tests.exact import Evaluation, Matrix, Model, Undefined, Unsupported
from tests.sources import on_sources

D = dimension("d")
V, M = vector(D), Sort(D, D)
a, b, p, q, r, w = (t.symbol(name) for name in "abpqrw")
u, v, m1, m2 = (t.symbol(name, V) for name in ("u", "v", "m1", "m2"))
A, B, S, P, Q = (t.symbol(name, M) for name in ("A", "B", "S", "P", "Q"))
FACTS = (
    Proposition(">", p, t.ZERO),
    Proposition("<", t.ZERO, q),
    Proposition("<", q, t.UNIT),
    Proposition(">=", r, t.ZERO),
    Proposition("!=", w, t.ZERO),
    Proposition("succ", S, t.zero(M)),
    Proposition("succ", P, t.zero(M)),
    Proposition("succeq", Q, t.zero(M)),
)
CONTEXT = Context({x.data: x.sort for x in (a, b, p, q, r, w, u, v, m1, m2, A, B, S, P, Q)}, {}, FACTS, {})

# -- conditions: whatever the rules say yes to holds in every model ------------------------------------------------------------------

REALS = (F(0), F(1), F(-1), F(2), F(-3), F(1, 2))


@cache
def models() -> tuple[Model, ...]:
    """Admissible models, the degenerate ones included: noughts, equal vectors, singular matrices."""
    dice = random.Random(3)
    return tuple(_model(dice, size, kind) for size in (1, 2, 3) for kind in range(8))


def _model(dice: random.Random, size: int, kind: int) -> Model:
    def real() -> F:
        return F(0) if kind == 0 else F(1) if kind == 1 else dice.choice(REALS)

    def rows(height: int, width: int) -> Matrix:
        return exact.matrix([[real() for _ in range(width)] for _ in range(height)])

    def definite(strict: bool) -> Matrix:
        low = [[F(dice.randint(-2, 2)) if j < i else F(0) for j in range(size)] for i in range(size)]
        for i in range(size):
            low[i][i] = dice.choice((F(1), F(2), F(1, 2), F(1, 4))) if strict or dice.random() < 0.5 else F(0)
        return exact.times(exact.matrix(low), exact.transposed(exact.matrix(low))) if size > 1 else exact.matrix([[low[0][0] ** 2]])

    values = {x.data: rows(1, 1) for x in (a, b)} | {x.data: rows(size, 1) for x in (u, v, m1, m2)} | {x.data: rows(size, size) for x in (A, B)}
    if kind == 2:
        values["v"], values["B"], values["b"] = values["u"], values["A"], values["a"]
    positive = [F(1), F(2), F(1, 3), F(7)]
    values |= {"p": exact.matrix([[dice.choice(positive)]]), "q": exact.matrix([[dice.choice((F(1, 2), F(1, 100), F(99, 100)))]])}
    values |= {"r": exact.matrix([[dice.choice((F(0), F(0), F(3)))]]), "w": exact.matrix([[dice.choice((F(-1), F(2), F(-1, 2)))]])}
    return Model({"d": size}, {**values, "S": definite(True), "P": definite(True), "Q": definite(kind > 4)}, {})


def scalars(dice: random.Random, depth: int) -> Term:
    """Scalars of the kinds that conditions are about."""
    leaf = dice.choice((a, b, p, q, r, w, t.number(dice.choice((-2, -1, 1, 2))), t.size(D), t.sub(t.UNIT, q), t.sub(q, t.UNIT), t.sub(a, b)))
    if depth == 0:
        return leaf
    inner, vec, mat = scalars(dice, depth - 1), vectors(dice, depth - 1), matrices(dice, depth - 1)
    return dice.choice(
        (
            leaf,
            t.power(inner, t.TWO),
            t.add(inner, scalars(dice, depth - 1)),
            t.mul(inner, scalars(dice, depth - 1)),
            t.div(inner, dice.choice((p, q, w, t.add(t.UNIT, t.power(a, t.TWO))))),
            t.mul(t.transpose(vec), vec),
            t.mul(t.transpose(vec), mat, vec),
            t.mul(t.transpose(vec), mat, vectors(dice, 0)),
            t.trace(mat),
            t.det(mat),
            t.exp(dice.choice((t.number(-1), t.number(2)))),
            t.sub(inner, t.number(1)),
            t.power(inner, t.number(dice.choice((3, 4, -1, -2)))),
            t.power(dice.choice((p, q, r)), t.HALF),
            t.absolute(inner),
            t.log(dice.choice((p, q, t.TWO))),
        )
    )


def vectors(dice: random.Random, depth: int) -> Term:
    leaf = dice.choice((u, v, m1, t.sub(u, v)))
    if depth == 0:
        return leaf
    return dice.choice((leaf, t.mul(matrices(dice, depth - 1), leaf), t.mul(scalars(dice, 0), leaf), t.add(leaf, vectors(dice, depth - 1))))


def matrices(dice: random.Random, depth: int) -> Term:
    leaf = dice.choice((S, P, Q, t.identity(D), A, S, P, Q))
    if depth == 0:
        return leaf
    inner, vec = matrices(dice, depth - 1), vectors(dice, depth - 1)
    return dice.choice(
        (
            leaf,
            t.inverse(dice.choice((S, P, t.add(S, Q)))),
            t.add(inner, matrices(dice, depth - 1)),
            t.sub(inner, matrices(dice, 0)),
            t.mul(t.transpose(dice.choice((A, B))), inner, dice.choice((A, B))),
            t.mul(t.transpose(A), A),
            t.mul(vec, t.transpose(vec)),
            t.mul(scalars(dice, depth - 1), inner),
            t.mul(S, inner),
            t.mul(inner, leaf, inner),
            t.transpose(inner),
        )
    )


@cache
def propositions(seed: int = 11, count: int = 4_000) -> tuple[Proposition, ...]:
    dice = random.Random(seed)
    found: list[Proposition] = []
    while len(found) < count:
        try:
            if dice.random() < 0.3:
                found.append(Proposition(dice.choice(("succ", "succeq")), matrices(dice, 2), t.zero(M)))
            else:
                found.append(Proposition(dice.choice((">", ">=", "!=", "<", "<=")), scalars(dice, dice.choice((1, 2, 2, 3))), t.ZERO))
        except (SortError, ZeroDivisionError):
            continue
    return tuple(dict.fromkeys(found))


def said_yes(net: Normalizer, claim: Proposition) -> bool:
    try:
        return net.holds(claim)
    except (Unreduced, SortError, BudgetExceeded):
        return False


def fails(claim: Proposition, model: Model) -> bool:
    """Whether the claim is false in the model; where its left side has no value nothing is claimed."""
    at = Evaluation(CONTEXT, model)
    try:
        value = at.value(claim.left)
        if claim.relation in ("succ", "succeq"):
            return not _semidefinite(value, strict=claim.relation == "succ")
        number = exact.approximate(value[0][0]) if value[0][0].terms else 0
    except (Undefined, Unsupported):
        return False
    holds: dict[str, Callable[[Any], bool]] = {
        ">": lambda x: x > 0, ">=": lambda x: x >= 0, "<": lambda x: x < 0, "<=": lambda x: x <= 0, "!=": lambda x: x != 0,
    }  # fmt: skip
    return not holds[claim.relation](number)


def _semidefinite(value: Matrix, strict: bool) -> bool:
    if value != exact.transposed(value):
        return False
    if strict:
        return exact.is_definite(value)
    size = len(value)
    for mask in range(1, 1 << size):
        chosen = [i for i in range(size) if mask >> i & 1]
        if exact.determinant(tuple(tuple(value[i][j] for j in chosen) for i in chosen)).rational < 0:
            return False
    return True


def false_conditions(most: int = 1, seed: int = 11) -> list[tuple[Proposition, Model]]:
    """Claims to which the rules say yes, with a model in which they are false."""
    net, found = Normalizer(CONTEXT), list[tuple[Proposition, Model]]()
    for claim in propositions(seed):
        if said_yes(net, claim):
            found += [(claim, model) for model in models() if fails(claim, model)][:1]
            if len(found) >= most:
                break
    return found


def test_what_the_rules_say_yes_to_holds() -> None:
    assert false_conditions() == []


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(30))
def test_what_the_rules_say_yes_to_holds_for_more(seed: int) -> None:
    assert false_conditions(seed=seed) == []


def test_the_rules_say_yes_often_enough_for_that_to_mean_something() -> None:
    net = Normalizer(CONTEXT)
    yes = [claim for claim in propositions() if said_yes(net, claim)]
    assert len(yes) >= 150
    assert {claim.relation for claim in yes} == {">", ">=", "!=", "<", "<=", "succ", "succeq"}


def _always(*_: object, **__: object) -> bool:
    return True


FAULTS: dict[str, tuple[type, str, Any]] = {
    "every factor is nonnegative": (Signs, "_factor_sign", _always),
    "every component is positive": (Signs, "_is_positive_component", _always),
    "every component is nowhere 0": (Signs, "nonzero_component", _always),
    "every component is nonnegative": (Signs, "nonnegative_component", _always),
    "what is declared loses its sign": (Signs, "_declared", lambda self, poly, known, signed=True, old=Signs._declared: old(self, poly, known, False)),
    "a sum of squares is positive": (Signs, "_sum", lambda self, poly, strict, old=Signs._sum: old(self, poly, False)),
    "what is declared nonnegative is positive": (
        Signs, "positive", lambda self, poly, old=Signs.positive: old(self, poly) or self._declared(poly, self._nonnegative),
    ),
    "every matrix is invertible": (Definiteness, "invertible", _always),
    "every trace is positive": (Signs, "_definite_trace", _always),
    "every absolute value is positive": (Signs, "_square", _always),
    "every form is nonnegative": (Signs, "_quadratic", _always),
    "every matrix is definite": (Definiteness, "_definite_word", lambda self, inside, size: True),
    "every chain is a congruence": (Definiteness, "_definite_chain", lambda self, chain: chain is not None),
    "every letter is definite": (Definiteness, "_definite_letter", lambda self, atom, family: True),
    "semidefinite is definite": (Definiteness, "definite", lambda self, poly, size, strict=True, old=Definiteness.definite: old(self, poly, size, False)),
    "weights in a sum of matrices are not asked": (
        Definiteness, "_definite_sum", lambda self, groups, size, strict: all(self._definite_word(list(g), size) is not None for g in groups),
    ),
    "every difference of matrices is definite": (Matrices, "definite_difference", _always),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
@on_sources
def test_a_fault_in_a_condition_rule_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room, rule, fault = FAULTS[name]
    monkeypatch.setattr(room, rule, fault)
    assert false_conditions()


# -- derivations: one altered line is refused ----------------------------------------------------------------------------------------

X = (("x", V),)
ONE_LAW, OTHER_LAW = t.gaussian(m1, S), t.gaussian(m2, P)
DEFINED = CONTEXT._replace(
    symbols={**CONTEXT.symbols, "f": law(V), "g": law(V), "c": SCALAR},
    definitions={
        "f": Definition("f", (), ONE_LAW, "given"),
        "g": Definition("g", (), OTHER_LAW, "given"),
        "c": Definition("c", (), t.add(p, a), "given"),
    },
)
f, g, c = t.symbol("f", law(V)), t.symbol("g", law(V)), t.symbol("c")
_point = t.symbol("x", V)


def _expected_log(under: Term, of: Term) -> Term:
    return t.expectation(X, under, t.log(t.pdf(of, _point)))


EQUATIONS = {
    "divergence": (t.kl(f, g), t.sub(_expected_log(f, f), _expected_log(f, g))),
    "entropy": (t.entropy(f), t.neg(_expected_log(f, f))),
    "cross-entropy": (t.cross_entropy(f, g), t.sub(t.kl(f, g), _expected_log(f, f))),
    "square": (t.power(c, t.TWO), t.add(t.power(p, t.TWO), t.mul(t.TWO, a, p), t.power(a, t.TWO))),
    "variance": (t.variance(X, f, _point), t.sub(t.expectation(X, f, t.mul(_point, t.transpose(_point))), t.mul(m1, t.transpose(m1)))),
}


def lines_of(name: str) -> tuple[Line, ...]:
    return derivation(prepare(*EQUATIONS[name], DEFINED))


def accepted(lines: tuple[Line, ...]) -> bool:
    """Whether the kernel accepts them, asked afresh."""
    net = Normalizer(DEFINED)
    try:
        replay(lines, DEFINED, laws(), net)
    except (Unsound, SortError, IndexError, Unreduced, KeyError):
        return False
    return True


def altered(lines: tuple[Line, ...]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Every derivation with one altered line: its term, or its move's name, path, substitution, kind or direction."""
    for at in range(1, len(lines)):
        line = lines[at]

        def put(what: str, made: Line, at: int = at) -> tuple[str, tuple[Line, ...]]:
            return f"line {at}: {what}", (*lines[:at], made, *lines[at + 1 :])

        term, move = line.term, line.move
        if term.sort.kind == "value":
            yield put("sign", Line(t.neg(term), move))
            yield put("factor", Line(t.mul(t.TWO, term), move))
        for path, new in _swaps(term):
            yield put(f"symbol at {path}", Line(t.replace_at(term, path, new), move))
        if move.kind == "law":
            for other in laws():
                if other != move.name:
                    yield put(f"law {other}", Line(term, move._replace(name=other)))
            yield put("path", Line(term, move._replace(path=(*move.path, 0))))
            if move.path:
                yield put("path cut", Line(term, move._replace(path=move.path[:-1])))
            yield put("direction", Line(term, move._replace(backwards=not move.backwards)))
            for meta, value in move.substitution.terms:
                if value in (f, g) or value in (ONE_LAW, OTHER_LAW):
                    swapped = {f: g, g: f, ONE_LAW: OTHER_LAW, OTHER_LAW: ONE_LAW}[value]
                    terms = tuple((n, swapped if n == meta else x) for n, x in move.substitution.terms)
                    yield put(f"substitution of {meta}", Line(term, move._replace(substitution=move.substitution._replace(terms=terms))))
        if move.kind == "definition":
            yield put("definition", Line(term, move._replace(name={"f": "g", "g": "c", "c": "f"}.get(move.name, "f"))))
        yield put("kind", Line(term, Move("wish", move.name, move.path, move.substitution, move.backwards)))


def _swaps(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    pairs = {m1: m2, m2: m1, S: P, P: S, p: a, a: p, f: g, g: f, c: p}
    if term in pairs:
        yield path, pairs[term]
    for i, arg in enumerate(term.args):
        yield from _swaps(arg, (*path, i))


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_derivation_is_accepted(name: str) -> None:
    assert accepted(lines_of(name))


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_derivation_with_one_altered_line_is_refused(name: str) -> None:
    tried = 0
    for what, lines in altered(lines_of(name)):
        tried += 1
        assert not accepted(lines), what
    assert tried >= 10


@pytest.mark.parametrize("name", ["divergence", "entropy"])
def test_an_unsound_law_is_not_in_the_registry_that_the_replay_is_given(name: str) -> None:
    """A registry without the law, or with its right side changed, does not justify the lines."""
    net = Normalizer(DEFINED)
    lines = lines_of(name)
    used = next(line.move.name for line in lines if line.move.kind == "law")
    for registry in ({n: kept for n, kept in laws().items() if n != used}, {**laws(), used: laws()[used]._replace(right=t.neg(laws()[used].right))}):
        with pytest.raises(Unsound):
            replay(lines, DEFINED, registry, net)
