"""Equations ``a w^j + b w^k = 0`` for a number u, where w is u itself, an exponential or the logarithm of it: their root, and the sign around it."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import Poly, Rational, plus, scaled
from symkl.kernel.term import Term, div, exp, log, mul, number, power
from symkl.prove.readback import Readback
from symkl.record import NamedTuple


class TwoPowers(NamedTuple):
    """``leading w^low (w^degree - root)``, times what is positive if ``is_signed``; w is ``exp(rate u)``, ``log u``, or u where there is no rate."""

    low: Rational
    degree: Rational
    leading: Poly
    root: Poly
    rate: Poly | None
    is_signed: bool
    is_logarithm: bool = False


def powers_of(net: Normalizer, poly: Poly, unknown: Poly) -> dict[Rational, Poly] | None:
    """The polynomial by powers of a name or entry, denominators cleared; None where the name occurs otherwise."""
    ((single,),) = unknown
    return _by_powers(net, net.fraction(poly)[0], single[0], net.components[single[0]][0][0])


def _by_powers(net: Normalizer, poly: Poly, number_: int, atom: int) -> dict[Rational, Poly] | None:
    by_power: dict[Rational, Poly] = {}
    for monomial, coefficient in poly.items():
        exponent: Rational = 0
        rest = []
        for component, e in monomial:
            if component == number_:
                exponent = e
            elif any(atom in net.reach(a) for a, _, _ in net.components[component]):
                return None
            else:
                rest.append((component, e))
        group = by_power.setdefault(exponent, {})
        group[tuple(rest)] = group.get(tuple(rest), 0) + coefficient
    return by_power


def two_powers(net: Normalizer, poly: Poly, unknown: Poly) -> TwoPowers | None:
    """The polynomial as two powers of the unknown, or of one exponential of it; None where it is not of that form."""
    ((single,),) = unknown
    atom = net.components[single[0]][0][0]
    numerator, denominators = net.fraction(poly)
    signed = all(e % 2 == 0 or net.positive_component(n) for n, e in denominators.items())
    logarithm = net.logarithm(unknown)
    logs = [m[0][0] for m in logarithm if len(logarithm) == 1 and len(m) == 1 and logarithm[m] == m[0][1] == 1]
    for component in (single[0], *logs, *_exponentials(net, numerator, atom)):
        by_power = _by_powers(net, numerator, component, atom)
        if by_power is not None and len(by_power) == 1 and component == single[0] and min(by_power) > 0:
            by_power[0] = {}  # a power of u alone
        if by_power is None or len(by_power) != 2:
            continue
        rate = None if component in {single[0], *logs} else _rate(net, component, single[0])
        (low, constant), (high, leading) = sorted(by_power.items())
        if (component in {single[0], *logs} or rate is not None) and net.nonzero(leading):
            root = net.multiply(scaled(constant, -1), net.power(leading, -1))
            return TwoPowers(low, high - low, leading, root, rate, signed, component in logs)
    return None


def _exponentials(net: Normalizer, poly: Poly, atom: int) -> list[int]:
    """The exponentials that speak of an atom."""
    return sorted({n for m in poly for n, _ in m if net.kinds[n] == "exp" and any(atom in net.reach(a) for a, _, _ in net.components[n])})


def _rate(net: Normalizer, component: int, unknown: int) -> Poly | None:
    """``a`` of ``exp(a u)``, free of u and of a known sign."""
    node, labels, _ = net.components[component][0]
    ((monomial, coefficient),) = net.body_at(node, labels).items()
    if dict(monomial).get(unknown) != 1:
        return None
    rate: Poly = {tuple(p for p in monomial if p[0] != unknown): coefficient}
    return rate if net.positive(rate) or net.positive(scaled(rate, -1)) else None


def is_root(net: Normalizer, found: TwoPowers, value: Poly) -> bool:
    """Whether ``w^degree`` is the root at a value of u."""
    if found.is_logarithm:
        return found.degree == 1 and found.low == 0 and net.is_zero(plus(net.logarithm(value), found.root, -1))
    at = value if found.rate is None else net.exponential(net.multiply(found.rate, value))
    return net.is_zero(plus(net.power(at, found.degree), found.root, -1)) or _same_logarithm(net, found, value)


def _same_logarithm(net: Normalizer, found: TwoPowers, value: Poly) -> bool:
    if found.rate is None or not net.positive(found.root):
        return False
    logarithm = scaled(net.multiply(found.rate, value), found.degree)
    return net.is_zero(plus(net.logarithm(found.root), logarithm, -1))


def slope_sign(net: Normalizer, found: TwoPowers, positive: bool) -> int:
    """1 if the polynomial grows through its only root, -1 if it falls, 0 where neither is known. ``positive``: u > 0 by declaration."""
    rising = 1 if net.positive(found.leading) else -1 if net.positive(scaled(found.leading, -1)) else 0
    if not found.is_signed or not rising:
        return 0
    if found.is_logarithm:
        return rising if found.degree == 1 and found.low == 0 else 0
    if found.rate is not None:
        return (rising if net.positive(found.rate) else -rising) if net.positive(found.root) else 0
    if positive:
        return rising if net.positive(found.root) else 0
    return rising if found.low == 0 and Fraction(found.degree).denominator == 1 and found.degree % 2 == 1 else 0


def root_of(net: Normalizer, found: TwoPowers) -> Term:
    """The value of u as a term."""
    root, degree = Readback(net).poly(found.root), number(Fraction(found.degree))
    if found.is_logarithm:
        return exp(root)
    if found.rate is not None:
        return div(log(root), mul(degree, Readback(net).poly(found.rate)))
    return root if found.degree == 1 else power(root, number(1 / Fraction(found.degree)))
