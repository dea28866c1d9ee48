"""Functions of normal forms: logarithms, exponentials, powers, determinants and inverses."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, gcd, lcm

from symkl.kernel.arithmetic import prime_powers
from symkl.kernel.factors import Factors
from symkl.kernel.poly import (
    ARGUMENT,
    COL,
    INSIDE,
    ONE_POLY,
    ROW,
    SLOT,
    Atom,
    BudgetExceeded,
    Labels,
    Monomial,
    Poly,
    Rational,
    add_into,
    is_whole_power,
    scaled,
    whole,
)
from symkl.kernel.sort import ONE, Dimension, Sort
from symkl.kernel.term import Term

MOST_POWER = 16
MOST_BITS = 20_000
MOST_STEPS = 64


class Unreduced(Exception):
    """A term has no rule here; ``what`` says which."""

    def __init__(self, what: Term | str) -> None:
        super().__init__(what if isinstance(what, str) else what.op)
        self.what = what


class Functions(Factors):
    """Each function of a normal form is a normal form; what a function does not split stays one atom."""

    def function(self, name: str, args: tuple[Poly, ...], sort: Sort | None = None) -> Poly:
        """An opaque function of normal forms; the result's own row and column come first among its slots."""
        inner = tuple(self.relabel(p, ARGUMENT) for p in args) if sort else args
        free = sorted({x for p in inner for m in p for n, _ in m for x in self.free[n]}, reverse=True)
        own = labels_of(sort) if sort else ()
        exposed = [x for x in free if x > INSIDE]
        atom = self.opaque("function", inner, exposed, name)
        if own:
            known = self.atoms[atom]
            mirrored = known.key in self.symmetric_values
            atom = self.atom(known._replace(kind="function-value", ranges=(*ranges_of(sort or Sort()), *known.ranges), symmetric=mirrored))
        if any(SLOT * 3 < x <= SLOT * 2 for x in exposed):
            self.of_families.add(atom)
        return self.single(atom, (*own, *exposed))

    def gamma(self, poly: Poly) -> Poly:
        """``gamma``: by gamma(x + 1) = x gamma(x) the constant part of its argument comes to lie above 0 and not above 1."""
        steps = ceil(Fraction(poly.get((), 0))) - 1 if poly else 0
        if abs(steps) > MOST_STEPS:
            raise BudgetExceeded(f"more than {MOST_STEPS} factors of a factorial")
        least = dict(poly)
        add_into(least, {(): -steps})
        result = self._least_gamma(least)
        for step in range(abs(steps)):
            factor = dict(least)
            add_into(factor, {(): step if steps > 0 else -step - 1})
            result = self.multiply(result, factor if steps > 0 else self.power(factor, -1))
        return result

    def _least_gamma(self, poly: Poly) -> Poly:
        """Abramowitz and Stegun 6.1.8: gamma(1/2) is the root of pi."""
        if poly == ONE_POLY:
            return ONE_POLY
        if poly == {(): Fraction(1, 2)}:
            return self.power(self.single(self.atom(Atom("constant", "pi"))), Fraction(1, 2))
        return self.function("gamma", (poly,))

    # -- logarithms, exponentials, powers ----------------------------------------------------------------------------------------

    def exponential(self, poly: Poly) -> Poly:
        """``exp``: a product of e^monomial, so that products of exponentials add; e^(r log a) is a^r."""
        exponents: dict[int, Rational] = {}
        rest = ONE_POLY
        for monomial, coefficient in poly.items():
            factor = self._exponential_of(monomial, coefficient)
            ((single, scale),) = factor.items() if len(factor) == 1 else (((), 0),)
            if scale == 1:
                for number, exponent in single:
                    exponents[number] = whole(exponents[number] + exponent) if number in exponents else exponent
            else:
                rest = self.multiply(rest, factor)
        return self.multiply(self.settle(exponents), rest)

    def _exponential_of(self, monomial: Monomial, coefficient: Rational) -> Poly:
        if len(monomial) == 1 and monomial[0][1] == 1:
            component = self.components[monomial[0][0]]
            atom, labels, _ = component[0]
            if len(component) == 1 and self.atoms[atom].kind == "log" and all(x < 0 for x in labels):
                return self.power(self.body_at(atom, labels), coefficient)
        atom, labels = self.packed("exp", {monomial: 1})
        return self.single(atom, labels, coefficient)

    def logarithm(self, poly: Poly) -> Poly:
        """``log``: over products and powers of what is positive, else one atom."""
        content, exponents, rest = self._factors(poly)
        if content <= 0:
            return self._log_atom(poly)
        result = dict(self._log_number(content))
        unknown: dict[int, Rational] = {}
        for number, exponent in exponents.items():
            split = self._log_component(number, exponent)
            if split is None:
                unknown[number] = exponent
            else:
                add_into(result, split)
        if len(unknown) == 1 and rest == ONE_POLY:
            ((number, exponent),) = unknown.items()
            if exponent in (1, -1):
                return add_into(result, scaled(self._log_atom({((number, 1),): 1}), exponent))
        parts, rest = self.known_factors(rest)
        for part, times in parts:
            add_into(result, self._log_atom(part), times)
        if unknown:
            return add_into(result, self._log_atom(self.multiply({tuple(sorted(unknown.items())): 1}, rest)))
        return add_into(result, self._log_atom(rest)) if rest != ONE_POLY else result

    def _log_number(self, value: Rational) -> Poly:
        result: Poly = {}
        for prime, exponent in prime_powers(value):
            add_into(result, self._log_atom({(): prime}), exponent)
        return result

    def _log_component(self, number: int, exponent: Rational) -> Poly | None:
        component = self.components[number]
        atom, labels, _ = component[0]
        alone = len(component) == 1 and all(x < 0 for x in labels)  # not a sum of such values over an index
        if alone and self.atoms[atom].kind == "exp":
            return scaled(self.body_at(atom, labels), exponent)
        if alone and self.atoms[atom].kind == "prime":
            return scaled(self._log_atom({(): self.atoms[atom].key}), exponent)
        if alone and self.atoms[atom].kind == "value" and self.positive_component(number):
            return scaled(self.logarithm(self.body_at(atom, labels)), exponent)
        if self.positive_component(number):
            return scaled(self._log_atom({((number, 1),): 1}), exponent)
        if exponent % 2 == 0 and alone and self.nonzero_component(number):
            return scaled(self._log_atom(self.power({((number, 2),): 1}, Fraction(1, 2))), exponent)
        return None

    def _log_atom(self, poly: Poly) -> Poly:
        return self.single(*self.packed("log", poly))

    def _factors(self, poly: Poly) -> tuple[Rational, dict[int, Rational], Poly]:
        """``content * monomial * rest``: the rest is primitive, has no common component and (where it is one) no denominator."""
        poly, denominators = self.fraction(poly)
        if not poly:
            return 0, {}, {}
        content = self._content(poly)
        shared = self._shared(poly)
        inverse = {n: -e for n, e in shared.items()}
        rest = self.multiply(poly, {tuple(sorted(inverse.items())): content if content in (1, -1) else 1 / Fraction(content)})
        for number, exponent in denominators.items():
            shared[number] = shared.get(number, 0) - exponent
        return content, {n: e for n, e in shared.items() if e}, _whole(rest)

    def _content(self, poly: Poly) -> Rational:
        numerator, denominator = 0, 1
        for c in poly.values():
            numerator, denominator = gcd(numerator, c.numerator), lcm(denominator, c.denominator)
        content: Rational = numerator if denominator == 1 else Fraction(numerator, denominator)
        if len(poly) == 1 or all(c < 0 for c in poly.values()):
            content = content if next(iter(poly.values())) > 0 else -content
        return content

    def _shared(self, poly: Poly) -> dict[int, Rational]:
        """The monomial that divides all terms; what is not known to be nonzero is taken out only of a single term."""
        terms = [dict(m) for m in poly]
        if len(terms) == 1:
            return terms[0]
        names = {n for t in terms for n in t if self.nonzero_component(n) and not self.free[n] & {ROW, COL}}
        least = {n: min(t.get(n, 0) for t in terms) for n in names}
        return {n: e for n, e in least.items() if e}

    def power(self, base: Poly, exponent: Rational) -> Poly:
        """``base^exponent``, elementwise in free labels."""
        exponent = exponent.numerator if exponent.denominator == 1 else exponent
        if exponent == 1 or base == ONE_POLY:
            return base
        if exponent.denominator == 1 and 0 <= exponent <= MOST_POWER:
            result = ONE_POLY
            for _ in range(int(exponent)):
                result = self.multiply(result, base)
            return result
        content, exponents, rest = self._factors(base)
        if content == 0:
            if exponent < 0:
                raise Unreduced("a negative power of zero")
            return {}
        result = self._number_power(abs(Fraction(content)), exponent) if abs(content) != 1 else ONE_POLY
        if exponent.denominator == 1:
            sign = -1 if content < 0 and exponent % 2 else 1
            split, together = scaled(self.settle({n: whole(e * exponent) for n, e in exponents.items()}), sign), ONE_POLY
        else:
            split, together = self._signed_factors(1 if content > 0 else -1, exponents, exponent)
        result = self.multiply(result, split)
        parts, rest = self.known_factors(rest)
        for part, times in parts:
            result = self.multiply(result, self._known_power(part, times * exponent))
        if together != ONE_POLY and rest != ONE_POLY and self.positive(rest):
            result, rest = self.multiply(result, self._value_atom(rest, exponent)), ONE_POLY
        rest = self.multiply(together, rest)
        return result if rest == ONE_POLY else self.multiply(result, self._value_atom(rest, exponent))

    def _signed_factors(self, sign: int, exponents: dict[int, Rational], exponent: Rational) -> tuple[Poly, Poly]:
        """The power of the factors that are known to be >= 0, even powers among them, and the product of the others, which have it only together."""
        result, together = ONE_POLY, []
        for number, inner in exponents.items():
            if inner.denominator == 1 and inner % 2 and not self.positive_component(number):
                if self._negative_component(number):
                    sign, result = -sign, self.multiply(result, self._known_power({((number, 1),): -1}, inner * exponent))
                    continue
                if not (is_whole_power(inner, exponent) and self.nonnegative_component(number)):
                    together.append((number, 1))
                    inner -= 1
            if inner:
                result = self.multiply(result, self._component_power(number, inner, exponent))
        return result, {tuple(sorted(together)): sign}

    def _component_power(self, number: int, inner: Rational, exponent: Rational) -> Poly:
        signed = self.nonnegative_component if is_whole_power(inner, exponent) else self.positive_component
        if signed(number):
            return self.settle({number: whole(inner * exponent)})
        if inner.denominator == 1 and inner % 2 == 0:
            return self._known_power({((number, 2),): 1}, inner * exponent * Fraction(1, 2))
        return self._value_atom({((number, inner),): 1}, exponent)

    def _known_power(self, positive: Poly, exponent: Rational) -> Poly:
        atom, labels = self.packed("value", positive)
        return self.settle({self.component(((atom, labels, 1),)): whole(exponent)})

    def _value_atom(self, poly: Poly, exponent: Rational) -> Poly:
        atom, labels = self.packed("value", poly)
        return self.single(atom, labels, exponent)

    def _number_power(self, value: Fraction, exponent: Rational) -> Poly:
        if exponent.denominator == 1:
            whole = int(exponent)
            if abs(whole) * max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
                raise BudgetExceeded
            return {(): value**whole}
        if value < 0:
            return self._value_atom({(): value}, exponent)
        result: Poly = ONE_POLY
        for prime, power in prime_powers(value):
            result = self.multiply(result, self.single(self.atom(Atom("prime", prime)), (), power * exponent))
        return result

    def symbolic_power(self, base: Poly, exponent: Poly) -> Poly:
        """``exp(exponent log base)``; a base of either sign has whole powers, factor by factor, else an opaque one."""
        if self.positive(base):
            return self._positive_power(base, exponent)
        if not base or not all(c.denominator == 1 and all(self._is_natural(n, e) for n, e in m) for m, c in exponent.items()):
            return self.function("power", (base, exponent))
        result = ONE_POLY
        for monomial, times in exponent.items():
            raised = self._natural_power(base, {monomial: 1}) if monomial else base
            result = self.multiply(result, self.power(raised, times))
        return result

    def _positive_power(self, base: Poly, exponent: Poly) -> Poly:
        return self.exponential(self.multiply(exponent, self.logarithm(base)))

    def _is_natural(self, number: int, exponent: Rational) -> bool:
        """Whether a power of a component is a dimension or an index, or a product of such."""
        component = self.components[number]
        natural = len(component) == 1 and self.atoms[component[0][0]].kind in ("dimension", "position") and all(x < 0 for x in component[0][1])
        return natural and exponent.denominator == 1 and exponent > 0

    def _natural_power(self, base: Poly, exponent: Poly) -> Poly:
        """``(a b)^n = a^n b^n`` for a whole number n, whatever the signs; ``((-1)^n)^2 = 1``."""
        content, exponents, rest = self._factors(base)
        result = self.exponential(self.multiply(exponent, self._log_number(-content if content < 0 else content)))
        if content < 0:
            frozen = tuple(sorted(exponent.items()))
            labels = tuple(sorted({x for m in exponent for n, _ in m for x in self.free[n]}, reverse=True))
            signed = self.function("power", ({(): -1}, exponent)) if labels else self.single(self.atom(Atom("sign", frozen, body=(exponent,))))
            result = self.multiply(result, signed)
        for number, inner in exponents.items():
            part: Poly = {((number, 1),): 1}
            known = self.positive_component(number)
            if inner.denominator != 1 and not known:
                return self.function("power", (base, exponent))
            raised = self._positive_power(part, exponent) if known else self.function("power", (part, exponent))
            result = self.multiply(result, self.power(raised, inner))
        return result if rest == ONE_POLY else self.multiply(result, self._rest_power(rest, exponent))

    def _rest_power(self, rest: Poly, exponent: Poly) -> Poly:
        return self._positive_power(rest, exponent) if self.positive(rest) else self.function("power", (rest, exponent))

    # -- determinants and inverses -------------------------------------------------------------------------------------------------


def ranges_of(sort: Sort) -> tuple[Dimension, ...]:
    """The ranges of a symbol's slots: family indices, rows, columns; sizes of 1 have none."""
    return tuple(d for d in (*sort.over, sort.rows, sort.cols) if d != ONE)


def labels_of(sort: Sort) -> Labels:
    """The free labels at a symbol's slots."""
    over = tuple(SLOT * 2 - i for i in range(len(sort.over)))
    return over + ((ROW,) if sort.rows != ONE else ()) + ((COL,) if sort.cols != ONE else ())


def _whole(poly: Poly) -> Poly:
    return {m: c.numerator if c.denominator == 1 else c for m, c in poly.items()}
