"""Expectations of expressions, from the density itself; what has no closed form is a free symbol that keeps its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Dummy, Expr, Function, Integer, Mul, Symbol, exp, preorder_traversal
from sympy.core.function import AppliedUndef

from symkl.rederive.decompose import Decomposition
from symkl.rederive.errors import NotRederived
from symkl.rederive.grids import plus, quadratic, times
from symkl.rederive.laws import HALF, Gaussian, Law, read_exponent, read_gaussian
from symkl.rederive.moments import Monomial, moment

if TYPE_CHECKING:
    from symkl.rederive.components import Components


class Opaque(NamedTuple):
    """What a free symbol or function stands for: the expectation of ``body`` under ``law``, as a function of ``parameters``."""

    law: Law
    variables: tuple[Symbol, ...]
    body: Expr
    parameters: tuple[Symbol, ...]


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
    """The free symbol for an expectation that has no closed form, or a function of what it depends on: one for one law and body."""
    body = Mul(*(v**k for v, k in zip(variables, monomial, strict=True)), rest)
    own = canonical_variables(of, "x", law.count)
    body = body.xreplace(dict(zip(variables, own, strict=True)))
    density, body, arguments = parametrised(of, (law.log_density(own), body if rest == 1 else of.normaliser.canonical(body)), own)
    key = ("opaque", density, body)
    if key not in of.cache:
        parameters = canonical_variables(of, "p", len(arguments))
        made = Law(law.count, lambda points: density.xreplace(dict(zip(own, points, strict=True))), name=law.name)
        spelt = of.names.symbol(f"E_{law.name}_{len(of.opaque) + 1}", ())
        of.cache[key] = Function(spelt.name, real=True) if arguments else spelt
        of.opaque[of.cache[key]] = Opaque(made, own, body, parameters)
    return of.cache[key](*arguments) if arguments else of.cache[key]


def parametrised(of: Components, expressions: tuple[Expr, Expr], variables: Sequence[Symbol]) -> tuple[Expr, Expr, list[Symbol]]:
    """The expressions with their free symbols but the variables put in canonical form, and these symbols in order of appearance."""
    arguments: list[Symbol] = []
    for expression in expressions:
        for node in preorder_traversal(expression):
            if isinstance(node, Symbol) and node not in arguments and node not in variables:
                arguments.append(node)
    changes = dict(zip(arguments, canonical_variables(of, "p", len(arguments)), strict=True))
    one, two = (e.xreplace(changes) for e in expressions)
    return one, two, arguments


def canonical_variables(of: Components, letter: str, count: int) -> tuple[Symbol, ...]:
    """The same symbols each time: those of laws' variables, and those of parameters."""
    key = ("canonical", letter)
    known = of.cache.setdefault(key, [])
    while len(known) < count:
        known.append(Dummy(f"{letter}_{len(known) + 1}", real=True))
    return tuple(known[:count])


def put(of: Components, expression: Expr, values: dict[Symbol, Expr]) -> Expr:
    """The expression with values for symbols."""
    return expression.xreplace(values) if values else expression


def differentiate(of: Components, expression: Expr, by: Symbol) -> Expr:
    """The derivative, under the sign of expectation where one has no closed form."""
    if by not in expression.free_symbols:
        return Integer(0)
    applied = [a for a in expression.atoms(AppliedUndef) if a.func in of.opaque and by in a.free_symbols]
    if not applied:
        return expression.diff(by)
    stand_ins = {a: Dummy("E", real=True) for a in applied}
    outer = expression.xreplace(stand_ins)
    terms = [outer.diff(by)]
    for value, stand_in in stand_ins.items():
        terms.append(outer.diff(stand_in) * _inside(of, value, by))
    return Add(*terms).xreplace({s: a for a, s in stand_ins.items()})


def _inside(of: Components, value: Expr, by: Symbol) -> Expr:
    """The derivative of an expectation by what its body depends on."""
    meaning = of.opaque[value.func]
    values = dict(zip(meaning.parameters, value.args, strict=True))
    density = meaning.law.log_density(meaning.variables)
    terms = []
    for parameter, argument in values.items():
        slope = differentiate(of, argument, by)
        if slope == 0:
            continue
        if parameter in density.free_symbols:
            raise NotRederived("a derivative by a parameter of a law that has no closed form")
        inner = expectation(of, meaning.law, meaning.variables, differentiate(of, meaning.body, parameter))
        terms.append(slope * inner.xreplace(values))
    return Add(*terms)
