"""Rational numbers that are no whole numbers: `Fraction` with quicker arithmetic, whose whole results are plain integers.

Every result equals what `Fraction` gives, and mixing the two is allowed; only `/` is not to be used on what may have become an integer.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from math import gcd

_new = object.__new__


class Quick(Fraction):
    """A fraction in lowest terms; make one with `ratio`."""

    __slots__ = ("_known_hash",)
    _numerator: int
    _denominator: int
    _known_hash: int

    def __add__(self, other: int | Fraction) -> int | Fraction:  # type: ignore[override]
        below = self._denominator
        if isinstance(other, int):
            return _made(self._numerator + other * below, below)
        if not isinstance(other, Fraction):
            return NotImplemented
        above, under = (other._numerator, other._denominator) if type(other) is Quick else (other.numerator, other.denominator)
        if under == below:
            return ratio(self._numerator + above, below)
        return ratio(self._numerator * under + above * below, below * under)

    __radd__ = __add__  # type: ignore[assignment]

    def __mul__(self, other: int | Fraction) -> int | Fraction:  # type: ignore[override]
        if isinstance(other, int):
            above, below = self._numerator * other, self._denominator
        elif type(other) is Quick:
            above, below = self._numerator * other._numerator, self._denominator * other._denominator
        elif isinstance(other, Fraction):
            above, below = self._numerator * other.numerator, self._denominator * other.denominator
        else:
            return NotImplemented
        return ratio(above, below)

    __rmul__ = __mul__  # type: ignore[assignment]

    def __neg__(self) -> Fraction:
        return _made(-self._numerator, self._denominator)

    def __sub__(self, other: int | Fraction) -> int | Fraction:  # type: ignore[override]
        return self + -other if isinstance(other, (int, Fraction)) else NotImplemented

    def __rsub__(self, other: int | Fraction) -> int | Fraction:  # type: ignore[override, misc]
        return -self + other if isinstance(other, (int, Fraction)) else NotImplemented

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return False
        if type(other) is Quick:
            return self._numerator == other._numerator and self._denominator == other._denominator
        return Fraction.__eq__(self, other)

    def __bool__(self) -> bool:
        return True  # 0 is a whole number

    def __lt__(self, other: int | Fraction) -> bool:  # type: ignore[override]
        return self._numerator < other * self._denominator if isinstance(other, int) else Fraction.__lt__(self, other)

    # Never equal to a whole number, so that "at most" is "less".
    def __le__(self, other: int | Fraction) -> bool:  # type: ignore[override]
        return self._numerator < other * self._denominator if isinstance(other, int) else Fraction.__le__(self, other)

    def __gt__(self, other: int | Fraction) -> bool:  # type: ignore[override]
        return self._numerator > other * self._denominator if isinstance(other, int) else Fraction.__gt__(self, other)

    def __ge__(self, other: int | Fraction) -> bool:  # type: ignore[override]
        return self._numerator > other * self._denominator if isinstance(other, int) else Fraction.__ge__(self, other)

    def __hash__(self) -> int:  # type: ignore[override]
        try:
            return self._known_hash
        except AttributeError:
            self._known_hash = Fraction.__hash__(self)
            return self._known_hash

    @property
    def numerator(self) -> int:
        """What stands above the bar."""
        return self._numerator

    @property
    def denominator(self) -> int:
        """What stands below the bar: at least 2."""
        return self._denominator


def _made(above: int, below: int) -> Quick:
    """A fraction that is known to be in lowest terms and no whole number."""
    found: Quick = _new(Quick)
    found._numerator, found._denominator = above, below
    return found


def ratio(above: int, below: int) -> int | Quick:
    """``above / below`` for a positive ``below``."""
    common = gcd(above, below)
    if common == below:
        return above // below
    found: Quick = _new(Quick)
    found._numerator, found._denominator = above // common, below // common
    return found


if "symkl_entry" in sys.modules:  # the library of compiled modules: the same in C
    ratio = sys.modules["symkl_entry"].arithmetic(Quick, ratio)


def quick(value: int | Fraction) -> int | Quick:
    """The same number, with the quicker arithmetic."""
    return value if type(value) is int else ratio(value.numerator, value.denominator)
