"""Equations that the givens or a premise set: each is solved for a symbol that stands in it linearly, and put in."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, Symbol

from symkl.rederive.components import Components
from symkl.rederive.expectations import put
from symkl.rederive.fractions import symbol_key


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
