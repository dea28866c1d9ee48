"""Exact real numbers: sparse polynomials over the rationals in generators.

A generator is a constant (pi, log 2, the square root of 2, a power of e, the inverse of a sum), a variable that an expectation or an
integral is taken over, or a nilpotent that carries a derivative. Equal polynomials are equal numbers; unequal ones are told apart only
by certified enclosures with whole-number endpoints, so a verdict never rests on a float or on the choice of generators.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import floor, gcd, lcm
from typing import Any, TypeAlias

from symkl.refute.interval import Interval, NotEvaluable, exp_interval, log_interval, pi_interval, reciprocal, times

Rational: TypeAlias = int | Fraction
Scalar: TypeAlias = "int | Fraction | Number"

POSITIVE = ("pi", "root", "exp")  # the generators that are positive wherever they stand
PRECISIONS = (64, 192, 640)  # bits of the enclosures that are tried before a sign is given up
LARGEST_POWER = 64  # whole powers that are multiplied out


class Undefined(Exception):
    """The term has no value at all here: a division by 0, the logarithm of a number that is not positive, .."""


class Generator:
    """kind: "pi", "root" (of a whole number), "log" (of a prime, a generator or a number), "exp" (of a monomial), "base" (a sum, for
    its powers), "variable" (place), "nil" (level, place): products of two of one level are 0."""

    __slots__ = ("kind", "of", "variables", "_hash")

    def __init__(self, kind: str, of: Any) -> None:
        self.kind = kind
        self.of = of
        self._hash = hash((kind, of))
        inside = of.generators if isinstance(of, Number) else (g for g, _ in of) if kind == "exp" else ()
        own = (self,) if kind == "variable" else ()
        self.variables: frozenset[Generator] = frozenset(own).union(*(g.variables for g in inside))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Generator) and self._hash == other._hash and self.kind == other.kind and self.of == other.of)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Generator, (self.kind, self.of))

    def __repr__(self) -> str:
        return f"{self.kind}({self.of})"


Monomial = frozenset[tuple[Generator, Rational]]
ONE: Monomial = frozenset()


class Number:
    """A sum of rational multiples of monomials that is no rational number."""

    __slots__ = ("terms", "_hash")

    def __init__(self, terms: dict[Monomial, Rational]) -> None:
        self.terms = terms
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self.terms == other.terms

    def __reduce__(self) -> tuple[Any, ...]:
        return (Number, (self.terms,))

    def __repr__(self) -> str:
        return f"Number({self.terms})"

    @property
    def generators(self) -> frozenset[Generator]:
        """All generators of all monomials."""
        return frozenset(g for m in self.terms for g, _ in m)

    def __add__(self, other: Scalar) -> Scalar:
        return collect((*self.terms.items(), *other.terms.items()) if isinstance(other, Number) else (*self.terms.items(), (ONE, other)))

    def __mul__(self, other: Scalar) -> Scalar:
        if not isinstance(other, Number):
            return Number({m: c * other for m, c in self.terms.items()}) if other else 0
        return collect((m, a * b * c) for s, a in self.terms.items() for t, b in other.terms.items() for m, c in _product(s, t))

    def __neg__(self) -> Scalar:
        return self * -1

    def __sub__(self, other: Scalar) -> Scalar:
        return self + other * -1

    def __rsub__(self, other: Rational) -> Scalar:
        return self * -1 + other

    __radd__ = __add__
    __rmul__ = __mul__


def collect(terms: Iterable[tuple[Monomial, Rational]]) -> Scalar:
    """The sum of rational multiples of monomials."""
    total: dict[Monomial, Rational] = {}
    for monomial, coefficient in terms:
        total[monomial] = total.get(monomial, 0) + coefficient
    total = {m: c for m, c in total.items() if c}
    if not total:
        return 0
    return total[ONE] if len(total) == 1 and ONE in total else Number(total)


@lru_cache(maxsize=1 << 14)
def _product(left: Monomial, right: Monomial) -> tuple[tuple[Monomial, Rational], ...]:
    """The product of two monomials, as a sum of monomials."""
    levels = {g.of[0] for g, _ in left if g.kind == "nil"}
    if levels and any(g.kind == "nil" and g.of[0] in levels for g, _ in right):
        return ()
    powers = dict(left)
    for generator, exponent in right:
        powers[generator] = powers.get(generator, 0) + exponent
    value = monomial(powers)
    return tuple(value.terms.items()) if isinstance(value, Number) else ((ONE, value),)


def monomial(powers: dict[Generator, Rational]) -> Scalar:
    """A product of powers: whole powers of roots are taken out, positive ones of sums are multiplied out."""
    outside: Scalar = 1
    inside: dict[Generator, Rational] = {}
    for generator, exponent in powers.items():
        whole = floor(exponent) if generator.kind == "root" or (generator.kind == "base" and exponent >= 1) else 0
        if whole:
            outside = outside * power(generator.of, whole)
        if exponent != whole:
            inside[generator] = exponent - whole
    return Number({frozenset(inside.items()): 1}) * outside if inside else outside


def generator(kind: str, of: Any) -> Number:
    """The number that a generator stands for."""
    return Number({frozenset(((Generator(kind, of), 1),)): 1})


PI = generator("pi", None)


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


def split(value: Scalar) -> tuple[Scalar, Scalar]:
    """The part without nilpotents, and the rest."""
    if not isinstance(value, Number):
        return value, 0
    nil = {m for m in value.terms if any(g.kind == "nil" for g, _ in m)}
    if not nil:
        return value, 0
    return collect((m, c) for m, c in value.terms.items() if m not in nil), collect((m, value.terms[m]) for m in nil)


def coefficient(value: Scalar, of: Generator) -> Scalar:
    """The coefficient of the first power of a generator."""
    if not isinstance(value, Number):
        return 0
    return collect((m - {(of, 1)}, c) for m, c in value.terms.items() if (of, 1) in m)


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
        c = c * Fraction(exponent - k) / (k + 1)


def _factorials(start: Rational = 1) -> Iterable[Rational]:
    c = Fraction(start)
    for k in range(1, LARGEST_POWER):
        yield c
        c /= k


def power(base: Scalar, exponent: Rational) -> Scalar:
    """``base^exponent``; `Undefined` for 0 to a negative power and for roots of negative numbers."""
    if not -LARGEST_POWER <= exponent <= LARGEST_POWER:
        raise NotEvaluable("a power too high to be multiplied out")
    whole = Fraction(exponent).denominator == 1
    if not isinstance(base, Number):
        return _rational_power(Fraction(base), exponent, whole)
    if whole and exponent >= 0:
        return _repeated(base, int(exponent))
    standard, nil = split(base)
    if nil == 0:
        return _monomial_power(base, exponent, whole) if len(base.terms) == 1 else _sum_power(base, exponent, whole)
    if standard == 0:
        raise NotEvaluable("a derivative where the function has none")
    return power(standard, exponent) * _series(nil * power(standard, -1), _binomials(exponent))


def _rational_power(base: Fraction, exponent: Rational, whole: bool) -> Scalar:
    if base == 0 and exponent < 0:
        raise Undefined("a division by 0")
    if base == 0 or whole:
        return Fraction(base ** int(exponent)) if whole else 0
    if base < 0:
        raise Undefined("a root of a negative number")
    value: Scalar = 1
    for prime, count in _factors(base):
        value = value * monomial({Generator("root", prime): count * exponent})
    return value


def _monomial_power(base: Number, exponent: Rational, whole: bool) -> Scalar:
    ((factors, c),) = base.terms.items()
    if whole or (c > 0 and all(g.kind in POSITIVE for g, _ in factors)):
        return monomial({g: e * exponent for g, e in factors}) * _rational_power(Fraction(c), exponent, whole)
    return _sum_power(base, exponent, whole)


def _sum_power(base: Number, exponent: Rational, whole: bool) -> Scalar:
    """A power of a sum as a generator of its own, once its sign is known to allow it."""
    content = _content(base)
    rest = base * (1 / content)
    if not whole:
        require_sign(base, (1,), "a root of a negative number")
    elif not any(g.variables for g in base.generators):
        require_sign(base, (-1, 1), "a division by 0")
    return Number({frozenset(((Generator("base", rest), exponent),)): 1}) * _rational_power(content, exponent, whole)


def _repeated(base: Scalar, exponent: int) -> Scalar:
    value: Scalar = 1
    for _ in range(exponent):
        value = value * base
    return value


def _content(value: Number) -> Fraction:
    """The positive rational number by which the coefficients are whole and coprime."""
    numerators, denominators = zip(*((c.numerator, c.denominator) for c in value.terms.values()), strict=True)
    return Fraction(gcd(*numerators), lcm(*denominators))


def log(value: Scalar) -> Scalar:
    """The natural logarithm of a positive number."""
    if not isinstance(value, Number):
        if value <= 0:
            raise Undefined("the logarithm of a number that is not positive")
        return collect((frozenset(((Generator("log", p), 1),)), k) for p, k in _factors(value))
    standard, nil = split(value)
    if nil != 0:
        coefficients = (Fraction((-1) ** (k + 1), k) if k else 0 for k in range(LARGEST_POWER))
        return log(standard) + _series(nil * power(standard, -1), coefficients)
    factors, c = next(iter(value.terms.items()))
    if len(value.terms) == 1 and c > 0 and all(g.kind in POSITIVE for g, _ in factors):
        return sum_of([log(c), *(_log_generator(g) * e for g, e in factors)])
    require_sign(value, (1,), "the logarithm of a number that is not positive")
    content = _content(value)
    return log(content) + generator("log", value * (1 / content))


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
            powers[Generator("exp", inside)] = c
    return result * monomial(powers)


def sum_of(values: Iterable[Scalar]) -> Scalar:
    """The sum of any number of numbers."""
    total: Scalar = 0
    for value in values:
        total = total + value
    return total


# -- signs, by certified enclosures ------------------------------------------------------------------------------------------


def sign(value: Scalar) -> int | None:
    """-1, 0 or 1; None if no enclosure decides."""
    standard, _ = split(value)
    if not isinstance(standard, Number):
        return (standard > 0) - (standard < 0)
    for bits in PRECISIONS:
        low, high = enclosure(standard, bits)
        if low > 0 or high < 0:
            return 1 if low > 0 else -1
    return None


def require_sign(value: Scalar, allowed: tuple[int, ...], otherwise: str) -> None:
    """That the sign is certainly one of those allowed; `Undefined` if it is certainly not."""
    found = sign(value)
    if found is None:
        raise NotEvaluable("a number that cannot be told from 0")
    if found not in allowed:
        raise Undefined(otherwise)


def enclosure(value: Scalar, bits: int) -> Interval:
    """An interval that certainly holds the number."""
    if not isinstance(value, Number):
        scaled = value.numerator << bits
        return scaled // value.denominator, -(-scaled // value.denominator)
    low = high = 0
    for factors, c in value.terms.items():
        at = enclosure(c, bits)
        for g, e in factors:
            at = times(at, _power_enclosure(g, e, bits), bits)
        low, high = low + at[0], high + at[1]
    return low, high


@lru_cache(maxsize=1 << 12)
def _power_enclosure(of: Generator, exponent: Rational, bits: int) -> Interval:
    if of.kind == "exp":
        return exp_interval(enclosure(collect(((of.of, exponent),)), bits), bits)
    at = _generator_enclosure(of, bits)
    if Fraction(exponent).denominator != 1:
        return exp_interval(times(log_interval(at, bits), enclosure(exponent, bits), bits), bits)
    result = (1 << bits, 1 << bits)
    for _ in range(abs(int(exponent))):
        result = times(result, at, bits)
    return result if exponent > 0 else reciprocal(result, bits)


def _generator_enclosure(of: Generator, bits: int) -> Interval:
    if of.kind == "pi":
        return pi_interval(bits)
    if of.kind in ("root", "base"):
        return enclosure(of.of, bits)
    if of.kind == "log":
        return log_interval(_generator_enclosure(of.of, bits) if isinstance(of.of, Generator) else enclosure(of.of, bits), bits)
    raise NotEvaluable("a value that still depends on a variable")
