"""The sign of an exact number, by certified enclosures of rising precision."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.kept import remembering
from symkl.refute.interval import Interval, NotEvaluable, exp_interval, log_interval, pi_interval, reciprocal, times
from symkl.refute.number import POSITIVE, Generator, Number, Rational, Scalar, Undefined, collect, split

PRECISIONS = (64, 192, 640)  # bits of the enclosures that are tried before a sign is given up



def sign(value: Scalar) -> int | None:
    """-1, 0 or 1; None if no enclosure decides."""
    standard, _ = split(value)
    if not isinstance(standard, Number):
        return (standard > 0) - (standard < 0)
    if all(g.kind in POSITIVE for factors in standard.terms for g, _ in factors):
        above = [c > 0 for c in standard.terms.values()]
        if all(above) or not any(above):
            return 1 if above[0] else -1
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


@remembering(1 << 12)
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
