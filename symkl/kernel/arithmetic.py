"""Whole numbers: prime factors, bounded."""

from __future__ import annotations

from fractions import Fraction

MOST_TRIAL = 10_000


def prime_powers(value: int | Fraction) -> list[tuple[int, int]]:
    """The primes of a positive rational with their exponents; a large factor without small primes counts as one."""
    return _factor(value.numerator, 1) + _factor(value.denominator, -1)


def _factor(number: int, sign: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    divisor = 2
    while number > 1 and divisor <= MOST_TRIAL and divisor * divisor <= number:
        exponent = 0
        while number % divisor == 0:
            number //= divisor
            exponent += 1
        if exponent:
            found.append((divisor, sign * exponent))
        divisor += 1
    return found + ([(number, sign)] if number > 1 else [])
