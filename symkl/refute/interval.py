"""Certified enclosures of real numbers: intervals with whole endpoints, in units of 2^-bits. Every rounding goes outward."""

from __future__ import annotations

from functools import lru_cache

Interval = tuple[int, int]
LARGEST_EXPONENT = 4096  # of e


class NotEvaluable(Exception):
    """No exact value that this evaluator can find (the message says what is in the way)."""


def times(a: Interval, b: Interval, bits: int) -> Interval:
    """The product of two intervals."""
    products = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    return min(products) >> bits, -(-max(products) >> bits)


def reciprocal(of: Interval, bits: int) -> Interval:
    """One over an interval without 0."""
    if of[0] <= 0 <= of[1]:
        raise NotEvaluable("an enclosure that holds 0 as a denominator")
    return (1 << 2 * bits) // of[1], -(-(1 << 2 * bits) // of[0])


def _coarser(total: int, slack: int, shift: int) -> Interval:
    """The interval ``total`` +- ``slack`` in units that are 2^shift times as large."""
    return (total - slack) >> shift, -(-(total + slack) >> shift)


@lru_cache(maxsize=16)
def pi_interval(bits: int) -> Interval:
    """Machin: pi = 16 arctan(1/5) - 4 arctan(1/239)."""
    guard = bits + 20
    return _coarser(16 * _arc(1, 5, guard, -1) - 4 * _arc(1, 239, guard, -1), 64 * guard, 20)


def _arc(numerator: int, denominator: int, bits: int, sign: int) -> int:
    """arctan (sign -1) or artanh (sign 1) of a quotient in [0, 1/3]: at most ``bits`` terms, each wrong by less than three units."""
    term, total, k = (numerator << bits) // denominator, 0, 0
    while term:
        total += sign**k * (term // (2 * k + 1))
        term, k = term * numerator * numerator // (denominator * denominator), k + 1
    return total


def log_interval(of: Interval, bits: int) -> Interval:
    """The logarithm of a positive interval."""
    if of[0] <= 0:
        raise NotEvaluable("the logarithm of an enclosure that holds 0")
    return _log(of[0], bits)[0], _log(of[1], bits)[1]


@lru_cache(maxsize=1 << 10)
def _log(of: int, bits: int) -> Interval:
    """log(m 2^k) = 2 artanh((m - 1) / (m + 1)) + 2 k artanh(1/3) for 1 <= m < 2."""
    shift = of.bit_length() - 1 - bits
    spare = 20 + abs(shift).bit_length()
    leading = 1 << (bits + shift)
    total = 2 * _arc(of - leading, of + leading, bits + spare, 1) + 2 * shift * _arc(1, 3, bits + spare, 1)
    return _coarser(total, 6 * (bits + spare) * (abs(shift) + 1), spare)


def exp_interval(of: Interval, bits: int) -> Interval:
    """The exponential of an interval."""
    return _exp(of[0], bits)[0], _exp(of[1], bits)[1]


@lru_cache(maxsize=1 << 10)
def _exp(of: int, bits: int) -> Interval:
    """exp(x) = exp(x / 2^k)^(2^k), the inner one by Taylor's series; exp(-x) = 1 / exp(x)."""
    whole = abs(of) >> bits
    if whole > LARGEST_EXPONENT:
        raise NotEvaluable("an exponential too large to enclose")
    halvings = 8 + whole.bit_length()
    spare = halvings + 32 + 3 * whole
    at = _small_exp((abs(of) << spare) >> halvings, bits + spare)
    for _ in range(halvings):
        at = times(at, at, bits + spare)
    at = reciprocal(at, bits + spare) if of < 0 else at
    return at[0] >> spare, -(-at[1] >> spare)


def _small_exp(of: int, bits: int) -> Interval:
    """exp(x) for 0 <= x < 1/256, x known to one unit: each term and the remainder are wrong by less than four units."""
    term = total = 1 << bits
    k = 1
    while term:
        term = (term * of >> bits) // k
        total, k = total + term, k + 1
    return total, total + 4 * k + 16
