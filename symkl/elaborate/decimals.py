"""Decimal numbers: how far from what is meant the printed digits may lie."""

from __future__ import annotations

from fractions import Fraction

from symkl.elaborate.nodes import strip, walk
from symkl.elaborate.statements import Rounding
from symkl.latex.syntax import Node


def rounding_of(side: Node) -> Rounding:
    """How a side is rounded. A number that stands alone is rounded if it has a decimal point at all, else if it looks so."""
    alone = strip(side)
    if alone.kind == "number":
        return Rounding(_half_a_unit(alone.text))
    if alone.kind == "sum" and len(alone.parts) == 1 and alone.parts[0] is not None and strip(alone.parts[0]).kind == "number":
        return Rounding(_half_a_unit(strip(alone.parts[0]).text))
    added = [strip(p) for p in alone.parts if p is not None] if alone.kind == "sum" else []
    rounded = [n for n in added if n.kind == "number" and looks_rounded(n.text)]
    everywhere = sum(n.kind == "number" and looks_rounded(n.text) for n in walk(side))
    return Rounding(sum((_half_a_unit(n.text) for n in rounded), Fraction(0)), everywhere > len(rounded))


def looks_rounded(digits: str) -> bool:
    """Whether a number is no multiple of a twentieth or an eighth, which people mean as they stand."""
    if "." not in digits or len(digits.split(".")[1]) < 2:
        return False
    value = Fraction(digits)
    return (value * 20).denominator != 1 and (value * 8).denominator != 1


def _half_a_unit(digits: str) -> Fraction:
    places = len(digits.split(".")[1]) if "." in digits else 0
    return Fraction(1, 2 * 10**places) if places else Fraction(0)
