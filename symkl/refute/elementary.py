"""Powers, logarithms and exponentials of exact numbers; through nilpotents by their Taylor series."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import gcd, lcm

from symkl.refute.interval import NotEvaluable
from symkl.refute.number import (
    ONE,
    POSITIVE,
    Generator,
    Monomial,
    Number,
    Rational,
    Scalar,
    Undefined,
    collect,
    generator,
    generator_of,
    monomial,
    repeated,
    split,
    sum_of,
)
from symkl.refute.rational import ratio
from symkl.refute.signs import require_sign

LARGEST_BITS = 1 << 16  # of a power of a rational number
LARGEST_POWER = 64  # whole powers that are multiplied out


@lru_cache(maxsize=1 << 10)
def factorise(number: int) -> tuple[tuple[int, int], ...]:
    """Factors with exponents: primes up to 1000, and what is left of the number."""
    factors, prime = [], 2
    while prime * prime <= number and prime < 1000:
        count = 0
        while number % prime == 0:
            number, count = number // prime, count + 1
        if count:
            factors.append((prime, count))
        prime += 1 if prime == 2 else 2
    return (*factors, (number, 1)) if number > 1 else tuple(factors)


def _factors(value: Rational) -> list[tuple[int, int]]:
    """The factors of a positive rational number, with whole exponents."""
    return [*factorise(value.numerator), *((p, -k) for p, k in factorise(value.denominator))]


def _series(ratio: Scalar, coefficients: Iterable[Rational]) -> Scalar:
    """The Taylor sum of ``c_k ratio^k`` for a nilpotent ratio."""
    total: Scalar = 0
    term: Scalar = 1
    for c in coefficients:
        if term == 0:
            return total
        total, term = total + term * c, term * ratio
    raise NotEvaluable("a derivative of too high an order")


def _binomials(exponent: Rational) -> Iterable[Rational]:
    c: Rational = 1
    for k in range(LARGEST_POWER):
        yield c
        c = c * (exponent - k) * ratio(1, k + 1)


def _factorials(start: Rational = 1) -> Iterable[Rational]:
    c = start
    for k in range(1, LARGEST_POWER):
        yield c
        c = c * ratio(1, k)


def power(base: Scalar, exponent: Rational) -> Scalar:
    """``base^exponent``; `Undefined` for 0 to a negative power and for roots of negative numbers."""
    if not -LARGEST_POWER <= exponent <= LARGEST_POWER:
        raise NotEvaluable("a power too high to be multiplied out")
    whole = exponent.denominator == 1
    if not isinstance(base, Number):
        return _rational_power(base, exponent, whole)
    if whole and exponent >= 0:
        return repeated(base, int(exponent))
    standard, nil = split(base)
    if nil == 0:
        return _monomial_power(base, exponent, whole) if len(base.terms) == 1 else _sum_power(base, exponent, whole)
    if standard == 0:
        raise NotEvaluable("a derivative where the function has none")
    return power(standard, exponent) * _series(nil * power(standard, -1), _binomials(exponent))


def _rational_power(base: Rational, exponent: Rational, whole: bool) -> Scalar:
    if base == 0 and exponent < 0:
        raise Undefined("a division by 0")
    if whole and max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(int(exponent)) > LARGEST_BITS:
        raise NotEvaluable("a power with too many digits")
    if whole:
        return _whole_power(base, int(exponent))
    if base == 0:
        raise NotEvaluable("a root of 0, of which no derivative could be told")
    if base < 0:
        raise Undefined("a root of a negative number")
    value: Scalar = 1
    for prime, count in _factors(base):
        value = value * monomial({generator_of("root", prime): count * exponent})
    return value


def _whole_power(base: Rational, exponent: int) -> Rational:
    above, below = base.numerator, base.denominator
    if exponent < 0:
        above, below, exponent = (below, above, -exponent) if above > 0 else (-below, -above, -exponent)
    return ratio(above**exponent, below**exponent)


def _monomial_power(base: Number, exponent: Rational, whole: bool) -> Scalar:
    ((factors, c),) = base.terms.items()
    if whole or (c > 0 and all(g.kind in POSITIVE for g, _ in factors)):
        return monomial({g: e * exponent for g, e in factors}) * _rational_power(c, exponent, whole)
    return _sum_power(base, exponent, whole)


def _sum_power(base: Number, exponent: Rational, whole: bool) -> Scalar:
    """A power of a sum as a generator of its own, once its sign is known to allow it."""
    content = _content(base)
    rest = base * _whole_power(content, -1)
    if not whole:
        require_sign(base, (1,), "a root of a negative number")
    elif not any(g.variables for g in base.generators):
        require_sign(base, (-1, 1), "a division by 0")
    return Number({frozenset(((generator_of("base", rest), exponent),)): 1}) * _rational_power(content, exponent, whole)


def _content(value: Number) -> Rational:
    """The positive rational number by which the coefficients are whole and coprime."""
    numerators, denominators = zip(*((c.numerator, c.denominator) for c in value.terms.values()), strict=True)
    return ratio(gcd(*numerators), lcm(*denominators))


def log(value: Scalar) -> Scalar:
    """The natural logarithm of a positive number."""
    if not isinstance(value, Number):
        if value <= 0:
            raise Undefined("the logarithm of a number that is not positive")
        return collect((frozenset(((generator_of("log", p), 1),)), k) for p, k in _factors(value))
    standard, nil = split(value)
    if nil != 0:
        coefficients = (ratio((-1) ** (k + 1), k) if k else 0 for k in range(LARGEST_POWER))
        return log(standard) + _series(nil * power(standard, -1), coefficients)
    factors, c = next(iter(value.terms.items()))
    if len(value.terms) == 1 and c > 0 and all(g.kind in POSITIVE for g, _ in factors):
        return sum_of([log(c), *(_log_generator(g) * e for g, e in factors)])
    require_sign(value, (1,), "the logarithm of a number that is not positive")
    content = _content(value)
    return log(content) + generator("log", value * _whole_power(content, -1))


def _log_generator(of: Generator) -> Scalar:
    if of.kind == "exp":
        return collect(((of.of, 1),))
    return generator("log", of.of if of.kind == "root" else of)


def exp(value: Scalar) -> Scalar:
    """``e^value``, a product of powers of e, of rational numbers and of exponentials of single monomials."""
    standard, nil = split(value)
    if nil != 0:
        return exp(standard) * _series(nil, _factorials())
    result: Scalar = 1
    powers: dict[Generator, Rational] = {}
    terms: dict[Monomial, Rational] = value.terms if isinstance(value, Number) else {ONE: value}
    for inside, c in terms.items():
        only = next((g for g, e in inside if g.kind == "log" and e == 1 and len(inside) == 1), None)
        if only is not None:
            result = result * power(Number({frozenset(((only.of, 1),)): 1}) if isinstance(only.of, Generator) else only.of, c)
        elif c:
            powers[generator_of("exp", inside)] = c
    return result * monomial(powers)
