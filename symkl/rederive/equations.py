"""The givens in components: what points must meet, and equations, each solved for a symbol that stands in it linearly."""

from __future__ import annotations

import operator
from collections.abc import Sequence

from sympy import Add, Expr, Integer, Symbol

from symkl.kernel.context import Proposition
from symkl.rederive.components import Components, flat
from symkl.rederive.errors import NotRederived
from symkl.rederive.expectations import put
from symkl.rederive.fractions import symbol_key
from symkl.rederive.grids import Grid, determinant, minus

ORDERED = {">": 1, "<": -1}
COMPARED = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "!=": operator.ne}


def settle(of: Components, residuals: Sequence[Expr], solved: dict[Symbol, Expr]) -> list[Expr]:
    """Solves what can be solved of ``residuals = 0`` into ``solved`` and returns what could not be."""
    left_over: list[Expr] = []
    for residual in residuals:
        residual = put(of, residual, solved)
        if of.normaliser.is_zero(residual):
            continue
        solution = _linear_symbol(of, residual)
        if solution is None:
            left_over.append(residual)
            continue
        symbol, value = solution
        for other, known in list(solved.items()):
            solved[other] = put(of, known, {symbol: value})
        solved[symbol] = value
    return left_over


def _linear_symbol(of: Components, residual: Expr) -> tuple[Symbol, Expr] | None:
    """A symbol with a coefficient that is a number (opaque expectations first), and what it must then be."""
    candidates = sorted(residual.free_symbols, key=lambda s: (s not in of.opaque, *symbol_key(s)))
    for symbol in candidates:
        signed = symbol.is_positive or symbol.is_nonnegative
        coefficient = of.normaliser.canonical(residual.diff(symbol))
        if coefficient.is_Rational and coefficient != 0 and not (signed and symbol not in of.opaque and len(candidates) > 4):
            value = Add(symbol, -residual / coefficient).expand() if residual.is_Add else symbol - residual / coefficient
            value = of.normaliser.canonical(value)
            if symbol not in value.free_symbols:
                return symbol, value
    return None


def admissible(of: Components) -> bool:
    """Whether no fact about dimensions alone is broken at this dimension."""
    if "admissible" not in of.cache:
        about = [f for f in of.facts.conditions if not f.left.free and not f.right.free and f.relation in COMPARED]
        of.cache["admissible"] = all(COMPARED[f.relation](of.scalar(f.left, {}), of.scalar(f.right, {})) for f in about)
    return bool(of.cache["admissible"])


def settle_givens(of: Components) -> None:
    """Put in what the equations of the givens fix; what they leave open keeps every point from being called admissible."""
    residuals: list[Expr] = []
    for fact in of.facts.equations:
        try:
            for scope in of.positions(fact.left, fact.right):
                pairs = zip(flat([of.grid(fact.left, scope)]), flat([of.grid(fact.right, scope)]), strict=True)
                residuals.extend(a - b for a, b in pairs)
        except (NotRederived, ValueError):
            of.open_equations.append(fact)
    for fact in of.facts.conditions:
        if fact.relation in ORDERED:
            assume_order(of, fact)
        if fact.relation in ("succ", "succeq") and not fact.left.sort.is_scalar:
            try:
                grid = of.grid(fact.left, {})
            except NotRederived:
                of.open_equations.append(fact)
                continue
            residuals.extend(grid[i][j] - grid[j][i] for i in range(len(grid)) for j in range(i))
    of.open_equations.extend(settle(of, residuals, of.solved))


def assume_order(of: Components, fact: Proposition) -> None:
    """An inequality of the givens, as what is positive by it."""
    sign = ORDERED[fact.relation]
    try:
        for scope in of.positions(fact.left, fact.right):
            of.normaliser.assume_positive(sign * (of.scalar(fact.left, scope) - of.scalar(fact.right, scope)))
    except NotRederived:
        return


def conditions(of: Components) -> list[tuple[str, Grid, Grid]]:
    """The facts that symbols do not carry themselves, in components."""
    if "conditions" not in of.cache:
        of.cache["conditions"] = [c for f in of.facts.conditions for c in _condition(of, f)]
    return list(of.cache["conditions"])


def _condition(of: Components, fact: Proposition) -> list[tuple[str, Grid, Grid]]:
    """A fact in components; positive definite: the leading minors are positive."""
    if fact.relation not in ("succ", "succeq"):
        scopes = of.positions(fact.left, fact.right)
        return [(fact.relation, of.grid(fact.left, scope), of.grid(fact.right, scope)) for scope in scopes]
    grid = minus(of.grid(fact.left, {}), of.grid(fact.right, {}))
    nothing = ((Integer(0),),)
    return [(">", ((determinant(tuple(r[:k] for r in grid[:k])),),), nothing) for k in range(1, len(grid) + 1)]
