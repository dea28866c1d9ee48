"""Functions of numbers: the known ones, exactly, and concrete polynomials for those of which nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial

from symkl.refute.elementary import exp, log, power
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.number import PI, Number, Scalar, sum_of
from symkl.refute.rational import ratio
from symkl.refute.signs import sign

#: what an opaque function of a model is: `general` may take any value, `positive` ones are above 0, `fraction` ones between 0 and 1.
GENERAL, POSITIVE, FRACTION, SHIFTED, AFFINE = 0, 1, 2, 3, 4
_KINDS, _VARIANTS = 5, 7
_COEFFICIENTS = (2, -1, 3, 1, -2, 4, -3, 5)


def absolute(value: Scalar) -> Scalar:
    """|x|, where the sign is certain."""
    found = sign(value)
    if found is None or (found == 0 and value != 0):
        raise NotEvaluable("the sign of a number that cannot be told from 0, or a derivative at 0")
    return value * found


def sigmoid(value: Scalar) -> Scalar:
    """1 / (1 + e^-x)."""
    return power(exp(value * -1) + 1, -1)


def tanh(value: Scalar) -> Scalar:
    """2 sigmoid(2x) - 1."""
    return sigmoid(value * 2) * 2 - 1


def softplus(value: Scalar) -> Scalar:
    """log(1 + e^x)."""
    return log(exp(value) + 1)


def gamma(value: Scalar) -> Scalar:
    """At positive whole numbers and halves."""
    if isinstance(value, Number) or value <= 0 or value > 40 or (value * 2).denominator != 1:
        raise NotEvaluable("the gamma function at this number")
    if value.denominator == 1:
        return factorial(int(value) - 1)
    whole = int(value - ratio(1, 2))
    return power(PI, ratio(1, 2)) * ratio(factorial(2 * whole), 4**whole * factorial(whole))


def greater(one: Scalar, other: Scalar) -> Scalar:
    """The greater of two numbers, where it is certain which one that is."""
    return (one + other + absolute(one + other * -1)) * ratio(1, 2)


def lesser(one: Scalar, other: Scalar) -> Scalar:
    """The lesser of two numbers, where it is certain which one that is."""
    return one + other + greater(one, other) * -1


KNOWN: dict[str, Callable[..., Scalar]] = {
    "log": log,
    "exp": exp,
    "abs": absolute,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "tanh": tanh,
    "gamma": gamma,
    "reciprocal": lambda x: power(x, -1),
    "sqrt": lambda x: power(x, ratio(1, 2)),
    "square": lambda x: x * x,
    "max": greater,
    "min": lesser,
}


def apply(name: str, *values: Scalar) -> Scalar:
    """A known function at numbers."""
    if name not in KNOWN:
        raise NotEvaluable(f"the function {name}")
    return KNOWN[name](*values)


def another(kind: int, place: int) -> int:
    """A function of the same kind, another one for every place up to a few."""
    return kind + _KINDS * (place % _VARIANTS)


def polynomial(kind: int, arguments: Sequence[Scalar], rows: int, cols: int) -> Matrix:
    """The value of an opaque function: its entries are polynomials of its arguments' entries, the same at every place of use."""
    if kind % _KINDS == FRACTION:
        return tuple(tuple(ratio(1 + (i + j) % 2, 3 + kind // _KINDS) for j in range(cols)) for i in range(rows))
    if kind % _KINDS == POSITIVE and rows == cols and rows > 1:
        return tuple(tuple(_entry(kind, arguments, i) if i == j else 0 for j in range(cols)) for i in range(rows))
    return tuple(tuple(_entry(kind, arguments, i + rows * j) for j in range(cols)) for i in range(rows))


def _entry(kind: int, arguments: Sequence[Scalar], place: int) -> Scalar:
    variant, kind = divmod(kind, _KINDS)
    linear = sum_of(x * _COEFFICIENTS[(place + k + kind + variant) % len(_COEFFICIENTS)] for k, x in enumerate(arguments))
    if kind == POSITIVE:
        return linear * linear + 1 + place + variant
    curved = arguments[place % len(arguments)] if arguments and kind != AFFINE else 0
    return curved * curved + linear + (1 + place - kind - 2 * variant)
