"""One admissible instance of an arbitrary law: the normal one with the moments that the givens declare, else with drawn ones."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Integer, Rational, Symbol
from sympy.core.function import AppliedUndef

from symkl.rederive.components import Components
from symkl.rederive.decompose import Decomposition
from symkl.rederive.errors import NotRederived
from symkl.rederive.expectations import Opaque
from symkl.rederive.grids import Grid, column, determinant, from_function
from symkl.rederive.laws import Gaussian
from symkl.rederive.moments import moment


def moments_at(of: Components, symbols: list[Symbol], point: dict[Symbol, Rational], draw: Callable[[int], Grid]) -> dict[Symbol, Expr]:
    """Values for expectations of polynomials under arbitrary laws without parameters, all from one normal instance a law.

    ``draw`` gives a column of numbers for a negative size and a positive definite matrix for a positive one.
    """
    values: dict[Symbol, Expr] = {}
    instances: dict[Expr, Gaussian | None] = {}
    for symbol in symbols:
        meaning = of.opaque[symbol]
        density = meaning.law.log_density(meaning.variables)
        if not isinstance(density, AppliedUndef) or density.args != meaning.variables:
            continue
        if density not in instances:
            instances[density] = _instance(of, density, meaning, point, draw)
        instance = instances[density]
        if instance is not None:
            try:
                polynomial = Decomposition(meaning.variables).polynomial(meaning.body)
            except NotRederived:
                continue
            values[symbol] = sum((c * moment(m, instance) for m, c in polynomial.items()), Integer(0)).xreplace(point)
    return {s: v for s, v in values.items() if v.is_Rational}


def _instance(of: Components, density: Expr, meaning: Opaque, point: dict[Symbol, Rational], draw: Callable[[int], Grid]) -> Gaussian | None:
    """The normal law with the declared first and second moments at a point; None where they fit no such law."""
    size = len(meaning.variables)
    declared = _declared(of, density, point)
    if any(sum(monomial) > 2 for monomial in declared):
        return None
    drawn_mean, drawn = draw(-size), draw(size)
    mean = [declared.get(tuple(int(k == i) for k in range(size)), drawn_mean[i][0]) for i in range(size)]

    def covariance(i: int, j: int) -> Expr:
        second = declared.get(tuple(int(k == i) + int(k == j) for k in range(size)))
        return drawn[i][j] if second is None else second - mean[i] * mean[j]

    grid = from_function(size, size, covariance)
    minors = [determinant(tuple(row[:k] for row in grid[:k])) for k in range(1, size + 1)]
    return Gaussian(column(mean), grid) if all(m.is_Rational and m > 0 for m in minors) else None


def _declared(of: Components, density: Expr, point: dict[Symbol, Rational]) -> dict[tuple[int, ...], Expr]:
    """The moments of this law that equations of the givens fix, by monomial."""
    found: dict[tuple[int, ...], Expr] = {}
    for symbol, value in of.solved.items():
        meaning = of.opaque.get(symbol)
        if meaning is not None and meaning.law.log_density(meaning.variables) == density:
            parts = Decomposition(meaning.variables).of(meaning.body)
            if len(parts) == 1:
                (monomial, rest), coefficient = next(iter(parts.items()))
                if rest == 1 and coefficient == 1:
                    found[monomial] = value.xreplace(point)
    return found
