"""Expectations of expressions, from the density itself; what has no closed form is a free symbol that keeps its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Dummy, Expr, Mul, Symbol, exp

from symkl.rederive.decompose import Decomposition
from symkl.rederive.errors import NotRederived
from symkl.rederive.grids import plus, quadratic, times
from symkl.rederive.laws import HALF, Gaussian, Law, read_exponent, read_gaussian
from symkl.rederive.moments import Monomial, moment

if TYPE_CHECKING:
    from symkl.rederive.components import Components


class Opaque(NamedTuple):
    """What a free symbol stands for: the expectation of ``body`` in ``variables`` under ``law``."""

    law: Law
    variables: tuple[Symbol, ...]
    body: Expr


def gaussian_of(of: Components, law: Law) -> Gaussian | None:
    """The mean and covariance of a law whose density is a Gaussian one; None for another."""
    key = ("gaussian", law)
    if key not in of.cache:
        try:
            of.cache[key] = read_gaussian(law, of.normaliser)
        except NotRederived:
            of.cache[key] = None
    found = of.cache[key]
    return found if isinstance(found, Gaussian) else None


def expectation(of: Components, law: Law, variables: Sequence[Symbol], body: Expr) -> Expr:
    """``E_law[body]``: linear in the body, then each term by the heat operator, by factors, or as a free symbol."""
    if law.count != len(variables):
        raise NotRederived("an expectation over a law of another size")
    parts = Decomposition(variables).of(body)
    gaussian = gaussian_of(of, law)
    if gaussian is None and law.factors is not None:
        return _by_factors(of, law, variables, body)
    terms = []
    for (monomial, rest), coefficient in parts.items():
        if rest == 1 and not any(monomial):
            terms.append(coefficient)
        elif gaussian is None:
            terms.append(coefficient * opaque(of, law, variables, monomial, rest))
        else:
            terms.append(coefficient * _gaussian_term(of, law, gaussian, variables, monomial, rest))
    return Add(*terms)


def _gaussian_term(of: Components, law: Law, gaussian: Gaussian, variables: Sequence[Symbol], monomial: Monomial, rest: Expr) -> Expr:
    if rest == 1:
        key = ("moment", law, monomial)
        if key not in of.cache:
            of.cache[key] = moment(monomial, gaussian)
        return of.cache[key]
    if isinstance(rest, exp):
        tilted = _tilted(gaussian, variables, rest.args[0])
        if tilted is not None:
            return exp(tilted[0]) * moment(monomial, tilted[1])
    return opaque(of, law, variables, monomial, rest)


def _tilted(gaussian: Gaussian, variables: Sequence[Symbol], argument: Expr) -> tuple[Expr, Gaussian] | None:
    """``exp(b^T z)`` times a Gaussian is a constant times the Gaussian with its mean moved by the covariance times b."""
    try:
        exponent = read_exponent(argument, variables)
    except NotRederived:
        return None
    if any(e != 0 for row in exponent.curvature for e in row):
        return None
    moved = plus(gaussian.mean, times(gaussian.covariance, exponent.slope))
    level = exponent.constant + times(tuple(zip(*exponent.slope, strict=True)), gaussian.mean)[0][0]
    level = level + HALF * quadratic(exponent.slope, gaussian.covariance, exponent.slope)
    return level, Gaussian(moved, gaussian.covariance)


def _by_factors(of: Components, law: Law, variables: Sequence[Symbol], body: Expr) -> Expr:
    """One factor after the other, from the one that depends on the others to the one that depends on none."""
    assert law.factors is not None
    for places, factor in reversed(law.factors(variables)):
        body = expectation(of, factor, [variables[i] for i in places], body)
    return body


def opaque(of: Components, law: Law, variables: Sequence[Symbol], monomial: Monomial, rest: Expr) -> Expr:
    """The free symbol for an expectation that has no closed form: one and the same for one law and body."""
    body = Mul(*(v**k for v, k in zip(variables, monomial, strict=True)), rest)
    canonical = canonical_variables(of, len(variables))
    body = body.xreplace(dict(zip(variables, canonical, strict=True)))
    body = body if rest == 1 else of.normaliser.canonical(body)
    key = ("opaque", law.log_density(canonical), body)
    if key not in of.cache:
        symbol = of.names.symbol(f"E_{law.name}_{len(of.opaque) + 1}", ())
        of.cache[key] = symbol
        of.opaque[symbol] = Opaque(law, canonical, body)
    return of.cache[key]


def canonical_variables(of: Components, count: int) -> tuple[Symbol, ...]:
    """The same variables for every law with this many components."""
    key = ("variables", count)
    if key not in of.cache:
        of.cache[key] = tuple(Dummy(f"x_{i + 1}", real=True) for i in range(count))
    found = of.cache[key]
    assert isinstance(found, tuple)
    return found


def put(of: Components, expression: Expr, values: dict[Symbol, Expr]) -> Expr:
    """The expression with values for symbols, in the bodies of opaque expectations too."""
    changed = dict(values)
    for symbol in expression.free_symbols:
        meaning = of.opaque.get(symbol)
        if meaning is None:
            continue
        density = meaning.law.log_density(meaning.variables)
        if not (density.free_symbols | meaning.body.free_symbols).isdisjoint(values):
            if not density.free_symbols.isdisjoint(values):
                raise NotRederived("a value put into a law that has no closed form")
            changed[symbol] = expectation(of, meaning.law, meaning.variables, meaning.body.xreplace(values))
    return expression.xreplace(changed)


def differentiate(of: Components, expression: Expr, by: Symbol) -> Expr:
    """The derivative, under the sign of expectation where one has no closed form."""
    terms = [expression.diff(by)]
    for symbol in expression.free_symbols:
        meaning = of.opaque.get(symbol)
        if meaning is None:
            continue
        if by in meaning.law.log_density(meaning.variables).free_symbols:
            raise NotRederived("a derivative by a parameter of a law that has no closed form")
        inner = differentiate(of, meaning.body, by)
        if inner != 0:
            terms.append(expression.diff(symbol) * expectation(of, meaning.law, meaning.variables, inner))
    return Add(*terms)


