"""Values as people would write them: fractions reduced, ``log 2 + log pi`` as one logarithm, ``tr E[xx'] A`` as ``E[x'Ax]``."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import Monomial, Poly, add_into
from symkl.kernel.term import PI, TWO, Term, expectation, fresh, log, mul, symbol, trace, transpose

MOST_DIVISIONS = 60
_LOG_TWO, _LOG_PI = log(TWO), log(PI)


def reduced(net: Normalizer, poly: Poly) -> Poly:
    """The same value over its least denominator, where that is shorter."""
    if len(poly) < 2 or not any(exponent < 0 for monomial in poly for _, exponent in monomial):
        return poly
    numerator, denominators = net.fraction(poly)
    if len(numerator) > MOST_DIVISIONS or any(e.denominator != 1 for e in denominators.values()):
        return poly
    for number_, exponent in sorted(denominators.items()):
        atom, labels, _ = net.components[number_][0]
        while exponent > 0 and (divided := quotient(net, numerator, net.body_at(atom, labels))) is not None:
            numerator, exponent = divided, exponent - 1
        denominators[number_] = exponent
    rest: Monomial = tuple((n, -e) for n, e in sorted(denominators.items()) if e)
    result = net.multiply(numerator, {rest: 1})
    return result if len(result) < len(poly) else poly


def quotient(net: Normalizer, dividend: Poly, divisor: Poly) -> Poly | None:
    """The polynomial that the divisor times gives the dividend, found from the leading terms; None where there is none."""
    numbers = sorted({n for monomial in divisor for n, _ in monomial})

    def degrees(monomial: Monomial) -> tuple[object, ...]:
        exponents = dict(monomial)
        return tuple(exponents.get(n, 0) for n in numbers)

    lead = max(divisor, key=degrees)
    rest = dict(dividend)
    found: Poly = {}
    for _ in range(MOST_DIVISIONS):
        if not rest:
            return found
        top = max(rest, key=lambda m: (degrees(m), m))
        exponents = dict(top)
        for n, e in lead:
            exponents[n] = exponents.get(n, 0) - e
        if any(exponents[n] < 0 for n, _ in lead):
            return None
        factor: Poly = {tuple(sorted((n, e) for n, e in exponents.items() if e)): Fraction(rest[top]) / Fraction(divisor[lead])}
        add_into(found, factor)
        add_into(rest, net.multiply(divisor, factor), -1)
    return None


def joined_logarithms(terms: list[Term]) -> list[Term]:
    """``c log 2 + c log pi`` as ``c log(2 pi)``."""
    result = list(terms)
    for term in terms:
        if _LOG_TWO not in _factors(term):
            continue
        partner = next((t for t in result if _without(t, _LOG_PI) == _without(term, _LOG_TWO)), None)
        if partner is not None:
            result[result.index(term)] = mul(*(_without(term, _LOG_TWO) or ()), log(mul(TWO, PI)))
            result.remove(partner)
    return result


def _factors(term: Term) -> tuple[Term, ...]:
    return term.args if term.op == "mul" else (term,)


def _without(term: Term, factor: Term) -> tuple[Term, ...] | None:
    """The other factors; None where the factor is none of them."""
    factors = _factors(term)
    return tuple(f for f in factors if f != factor) if factors.count(factor) == 1 else None


def traced(product: Term) -> Term:
    """The trace of a product; of one with a second moment in it, the expectation of a quadratic form."""
    factors = _factors(product)
    at = next((i for i, f in enumerate(factors) if f.op == "expectation" and _is_second(f)), None)
    if at is None:
        return trace(product)
    others = (*factors[at + 1 :], *factors[:at])
    ((name, sort),) = factors[at].data
    variable = symbol(fresh(name, frozenset().union(*(f.free for f in others))), sort)
    return expectation(((variable.data, sort),), factors[at].args[0], mul(transpose(variable), *others, variable))


def _is_second(moment: Term) -> bool:
    variable, body = moment.args[1].args[:1], moment.args[1]
    return len(moment.data) == 1 and body.op == "mul" and variable[0].op == "symbol" and body.args == (*variable, transpose(variable[0]))

