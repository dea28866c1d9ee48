"""Names every logarithm, root, exponential and opaque value of an expression, so that what is left is rational.

``log`` of a product of positive factors is the sum of their logarithms; where a factor's sign is not known, that is true of the
logarithms of absolute values only, and the factor is kept as a *doubt* (`Normaliser.doubts`). Nothing is forced.
"""

from __future__ import annotations

from sympy import Abs, Add, Expr, Integer, Mul, Pow, Rational, Symbol, exp, factorint, log, pi
from sympy.core.numbers import NumberSymbol
from sympy.core.symbol import Dummy
from sympy.polys.rings import PolyElement

from symkl.rederive.errors import NotRederived, TooLarge
from symkl.rederive.fractions import Fraction, Fractions, reduced, signed_primitive

#: exponentials of c*m are powers of exp(m/EXPONENT_STEP), where c times this is a whole number
EXPONENT_STEP = 2
#: what common factors are looked for in, and what is factored, in terms
MOST_CANCELLED = 500
MOST_FACTORED = 500
MOST_TERMS_BY_ADDITION = 8


class Factored:
    """A rational number times powers of irreducible polynomials with positive leading coefficients."""

    __slots__ = ("content", "factors")

    def __init__(self, content: Rational, factors: tuple[tuple[Expr, int], ...]) -> None:
        self.content = content
        self.factors = factors


class Normaliser:
    """One for each set of components: everything named once, with one meaning."""

    def __init__(self) -> None:
        self.meaning: dict[Symbol, Expr] = {}
        self.positive: set[Expr] = set()  # polynomials that the givens make positive
        self._named: dict[Expr, Symbol] = {}
        self._roots: dict[Symbol, tuple[int, Expr]] = {}
        self._memo: dict[Expr, Expr] = {}
        self._doubt: dict[Expr, Expr] = {}
        self._orientations: dict[Expr, int] = {}

    # -- zero ----------------------------------------------------------------------------------------------------------------

    def is_zero(self, expression: Expr) -> bool:
        """Whether the expression vanishes identically; False says nothing."""
        return not self.fraction(expression)[1].top

    def canonical(self, expression: Expr) -> Expr:
        """Numerator over denominator without common factors, the names put back: equal for equal rational functions."""
        if not expression.args:
            return expression
        _, fraction = self.fraction(expression)
        top, below = lowest_terms(fraction)
        return self.spelled_out(top.as_expr() / below.as_expr())

    def spelled_out(self, expression: Expr) -> Expr:
        """The expression with the meanings of the names in it."""
        while True:
            there = {s: self.meaning[s] for s in expression.free_symbols if s in self.meaning}
            if not there:
                return expression
            expression = expression.xreplace(there)

    def doubts(self, expression: Expr) -> set[Expr]:
        """What would have to be positive for the logarithms and roots in the expression to be what they were taken for."""
        self.rational(expression)
        return {self._doubt[a] for a in expression.atoms(log, Pow) if a in self._doubt}

    def fraction(self, expression: Expr) -> tuple[Fractions, Fraction]:
        """The expression as a fraction in its symbols and the names given here, roots reduced."""
        rational = self.rational(expression)
        symbols = set(rational.free_symbols)
        for root in [s for s in symbols if s in self._roots]:
            symbols |= self._roots[root][1].free_symbols
        fractions = Fractions(frozenset(symbols))
        return fractions, self._without_root_powers(fractions, reduced(fractions.of(rational)))

    def _without_root_powers(self, fractions: Fractions, fraction: Fraction) -> Fraction:
        top = fraction.top
        for place, symbol in enumerate(fractions.ring.symbols):
            if symbol not in self._roots or not top:
                continue
            order, of = self._roots[symbol]
            value, total = fractions.of(of).top, fractions.ring.zero
            for monomial, coefficient in top.terms():
                turns, left = divmod(monomial[place], order)
                term = fractions.ring({monomial[:place] + (left,) + monomial[place + 1 :]: coefficient})
                total = total + (fractions.times(term, value**turns) if turns else term)
            top = total
        return Fraction(top, fraction.below, fraction.over)

    # -- naming --------------------------------------------------------------------------------------------------------------

    def rational(self, expression: Expr) -> Expr:
        """The expression with everything that is not rational named."""
        if isinstance(expression, (Symbol, Rational)):
            return expression
        found = self._memo.get(expression)
        if found is None:
            found = self._memo[expression] = self._rename(expression)
        return found

    def _rename(self, expression: Expr) -> Expr:
        if isinstance(expression, (Add, Mul)):
            args = [self.rational(a) for a in expression.args]
            return expression if all(a is b for a, b in zip(args, expression.args, strict=True)) else expression.func(*args)
        if isinstance(expression, log):
            return self._logarithm(expression)
        if isinstance(expression, exp):
            return self._exponential(expression.exp)
        if isinstance(expression, Pow):
            return self._power(expression)
        if isinstance(expression, Abs):
            return self._power(Pow(expression.args[0] ** 2, Rational(1, 2), evaluate=False))
        if isinstance(expression, NumberSymbol):
            return self._exponential(Integer(1)) if expression is not pi else self._name(expression, "pi", True)
        return self._name(expression.func(*(self.canonical(a) for a in expression.args)), "value", False)

    def _name(self, meaning: Expr, spelt: str, positive: bool) -> Symbol:
        if meaning not in self._named:
            self._named[meaning] = Dummy(spelt, **({"positive": True} if positive else {"real": True}))
            self.meaning[self._named[meaning]] = meaning
        return self._named[meaning]

    def _power(self, expression: Pow) -> Expr:
        base, exponent = expression.args
        if exponent.is_Integer:
            return self.rational(base) ** exponent
        if not exponent.is_Rational:
            return self._exponential(exponent * log(base))
        parts = self.factored(base)
        self._note_doubt(expression, parts)
        known, rest = self._oriented(parts)
        result = Mul(*(self._rational_power(f, k * exponent) for f, k in known))
        odd = Mul(*(f for f, k in rest if k % 2), -1 if self._negative(parts) else 1).expand()
        for factor, power in rest:
            result = result * self._absolute_power(factor, (power - power % 2) * exponent)
        return result * (self._rational_power(odd, exponent) if odd != 1 else 1)

    def _rational_power(self, base: Expr, exponent: Rational) -> Expr:
        """A power of what is positive."""
        whole, order = exponent.p // exponent.q, exponent.q
        if order == 1:
            return base**exponent
        root = self._name(self.spelled_out(base) ** Rational(1, order), "root", True)
        self._roots.setdefault(root, (order, base))
        return base**whole * root ** (exponent.p - whole * order)

    def _absolute_power(self, base: Expr, exponent: Rational) -> Expr:
        """A power of the absolute value: of the value itself where it is even."""
        if exponent.q == 1 and exponent.p % 2 == 0:
            return base**exponent
        size = self._name(Abs(self.spelled_out(base)), "size", True)
        self._roots.setdefault(size, (2, base**2))
        return self._rational_power(size, exponent)

    def _logarithm(self, expression: log) -> Expr:
        parts = self.factored(expression.args[0])
        self._note_doubt(expression, parts)
        known, rest = self._oriented(parts)
        return Add(*(k * self._log_of(f) for f, k in known + rest))

    def _log_of(self, factor: Expr) -> Expr:
        meaning = self.meaning.get(factor)
        if isinstance(meaning, exp):
            return self.rational(meaning.exp)
        if isinstance(meaning, Pow):
            return self._log_of(self._roots[factor][1]) / self._roots[factor][0]
        return self._name(log(self.spelled_out(factor)), "log", False)

    def _oriented(self, parts: Factored) -> tuple[list[tuple[Expr, int]], list[tuple[Expr, int]]]:
        """Primes and factors with the sign that makes them positive, where that is known; and the factors where it is not."""
        content = abs(parts.content)
        known = [(Integer(p), k) for p, k in factorint(content.p).items()] + [(Integer(p), -k) for p, k in factorint(content.q).items()]
        rest = []
        for factor, power in parts.factors:
            sign = self.orientation(factor)
            if sign:
                known.append((factor if sign > 0 else (-factor).expand(), power))
            else:
                rest.append((factor, power))
        return known, rest

    def _negative(self, parts: Factored) -> bool:
        """Whether the number in front, signs of known factors taken in, is negative."""
        flips = sum(k for f, k in parts.factors if self.orientation(f) < 0)
        return bool((parts.content < 0) != (flips % 2 == 1))

    def _exponential(self, exponent: Expr) -> Expr:
        fractions, fraction = self.fraction(exponent)
        top, below = lowest_terms(fraction)
        content, below = signed_primitive(below)
        result = Integer(1)
        for monomial, coefficient in top.terms():
            times = Rational(int(coefficient), int(content))
            part = fractions.ring({monomial: fractions.ring.domain.one}).as_expr() / below.as_expr()
            result = result * self._exponential_of(times, part)
        return result

    def _exponential_of(self, times: Rational, part: Expr) -> Expr:
        meaning = self.meaning.get(part)
        if isinstance(meaning, log):
            return self._power(Pow(meaning.args[0], times, evaluate=False)) if times.q != 1 else self.rational(meaning.args[0]) ** times
        step = EXPONENT_STEP if (times * EXPONENT_STEP).is_Integer else times.q
        return self._name(exp(self.spelled_out(part) / step), "exp", True) ** (times * step)

    # -- factors and signs -----------------------------------------------------------------------------------------------------

    def factored(self, expression: Expr) -> Factored:
        """Irreducible factors of a value, those of its denominator with negative powers."""
        fractions, fraction = self.fraction(expression)
        if not fraction.top:
            raise NotRederived("the logarithm of zero")
        content, primitive = signed_primitive(fraction.top)
        powers: dict[Expr, int] = {}
        for part, times in [(primitive, 1)] + [(f, -k) for f, k in fraction.below.items()]:
            for factor, power in _irreducible(part):
                powers[factor] = powers.get(factor, 0) + power * times
        return Factored(Rational(int(content), fraction.over), tuple((f, k) for f, k in powers.items() if k))

    def assume_positive(self, expression: Expr) -> None:
        """Take from the givens that a value is positive."""
        parts = self.factored(expression)
        rest = [f for f, k in self._oriented(parts)[1] if k % 2]
        if rest:
            self.positive.add(Mul(*rest, -1 if self._negative(parts) else 1).expand())
            self._orientations.clear()

    def orientation(self, factor: Expr) -> int:
        """1 where a polynomial is known to be positive (or zero), -1 where its negative is, else 0."""
        if factor not in self._orientations:
            self._orientations[factor] = 1 if self._is_positive(factor) else -1 if self._is_positive((-factor).expand()) else 0
        return self._orientations[factor]

    def _is_positive(self, factor: Expr, depth: int = 2) -> bool:
        if factor.is_positive or factor in self.positive:
            return True
        fractions = Fractions(frozenset(factor.free_symbols))
        fine = [bool(s.is_nonnegative) for s in fractions.ring.symbols]
        terms = fractions.of(factor).top.terms()
        if all(c > 0 and all(good or k % 2 == 0 for good, k in zip(fine, m, strict=True)) for m, c in terms):
            return True
        if depth == 0 or len(terms) > MOST_TERMS_BY_ADDITION:
            return False
        smaller = [p for p in self.positive if not p.free_symbols.isdisjoint(factor.free_symbols) and p.is_Add]
        return any(self._is_positive((factor - p).expand(), depth - 1) for p in smaller[:MOST_TERMS_BY_ADDITION])

    def sign(self, expression: Expr) -> int | None:
        """1 or -1 where the factors' signs are known, 0 for zero, else None."""
        if self.is_zero(expression):
            return 0
        parts = self.factored(expression)
        if any(k % 2 for _, k in self._oriented(parts)[1]):
            return None
        return -1 if self._negative(parts) else 1

    def nowhere_zero(self, expression: Expr) -> bool:
        """Whether every factor is known to be positive or negative, and not only never on the other side of zero."""
        return all(self._is_strict(f) or self._is_strict((-f).expand()) for f, _ in self.factored(expression).factors)

    def _is_strict(self, factor: Expr) -> bool:
        if factor.is_positive or factor in self.positive:
            return True
        if not self._is_positive(factor):
            return False
        if any(term.is_positive for term in factor.as_ordered_terms()):
            return True
        return any(self._is_positive((factor - p).expand(), 0) for p in self.positive if not p.free_symbols.isdisjoint(factor.free_symbols))

    def _note_doubt(self, expression: Expr, parts: Factored) -> None:
        odd = [f for f, k in self._oriented(parts)[1] if k % 2]
        if self._negative(parts) or odd:
            product = Mul(*odd, -1 if self._negative(parts) else 1).expand()
            if product not in self.positive:
                self._doubt[expression] = self.spelled_out(product)


def lowest_terms(fraction: Fraction) -> tuple[PolyElement, PolyElement]:
    """Numerator and denominator without common factors."""
    below = fraction.denominator()
    if len(fraction.top) + len(below) > MOST_CANCELLED:
        raise TooLarge("a fraction is too large to cancel")
    top, below = fraction.top.cancel(below)
    return top, below


def _irreducible(part: PolyElement) -> list[tuple[Expr, int]]:
    if part.is_ground:
        return []
    if len(part) > MOST_FACTORED:
        raise TooLarge("a polynomial is too large to factor")
    found = []
    for factor, power in part.factor_list()[1]:
        found.append((signed_primitive(factor)[1].as_expr(), power))
    return found
