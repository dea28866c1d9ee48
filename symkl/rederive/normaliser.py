"""Names every logarithm, root, exponential and opaque value of an expression, so that what is left is rational.

``log`` of a product of positive factors is the sum of their logarithms; where a factor's sign is not known, that is true of the
logarithms of absolute values only, and the factor is kept as a *doubt* (`Normaliser.doubts`). Nothing is forced.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, exp, factorint, log, pi
from sympy.core.numbers import NumberSymbol
from sympy.core.symbol import Dummy

from symkl.rederive.errors import NotRederived
from symkl.rederive.fractions import Fraction, Fractions, reduced, signed_primitive

#: exponentials of c*m are powers of exp(m/EXPONENT_STEP), where c times this is a whole number
EXPONENT_STEP = 12


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
        self.relations: list[Expr] = []  # expressions that the givens make zero and that solve for no symbol
        self._named: dict[Expr, Symbol] = {}
        self._roots: dict[Symbol, tuple[int, Expr]] = {}
        self._memo: dict[Expr, Expr] = {}
        self._doubt: dict[Expr, Expr] = {}

    # -- zero ----------------------------------------------------------------------------------------------------------------

    def is_zero(self, expression: Expr) -> bool:
        """Whether the expression vanishes identically; False says nothing."""
        return not self.fraction(expression)[1].top

    def canonical(self, expression: Expr) -> Expr:
        """Numerator over denominator without common factors, the names put back: equal for equal rational functions."""
        if not expression.args:
            return expression
        _, fraction = self.fraction(expression)
        below = fraction.top.ring.one
        for factor, power in fraction.below.items():
            below = below * factor**power
        top, below = fraction.top.cancel(below)
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
                total = total + (term * value**turns if turns else term)
            top = total
        return Fraction(top, fraction.below)

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
        return Mul(*(self._rational_power(f, k * exponent) for f, k in self._positive_parts(parts)))

    def _rational_power(self, base: Expr, exponent: Rational) -> Expr:
        whole, order = divmod(exponent.p, exponent.q)[0], exponent.q
        if order == 1:
            return base**exponent
        root = self._name(self.spelled_out(base) ** Rational(1, order), "root", True)
        self._roots.setdefault(root, (order, base))
        return base**whole * root ** (exponent.p - whole * order)

    def _logarithm(self, expression: log) -> Expr:
        parts = self.factored(expression.args[0])
        self._note_doubt(expression, parts)
        return Add(*(k * self._log_of(f) for f, k in self._positive_parts(parts)))

    def _log_of(self, factor: Expr) -> Expr:
        meaning = self.meaning.get(factor)
        if isinstance(meaning, exp):
            return self.rational(meaning.exp)
        if isinstance(meaning, Pow):
            return self._log_of(self._roots[factor][1]) / self._roots[factor][0]
        return self._name(log(self.spelled_out(factor)), "log", False)

    def _positive_parts(self, parts: Factored) -> list[tuple[Expr, int]]:
        content = abs(parts.content)
        primes = [(Integer(p), k) for p, k in factorint(content.p).items()] + [(Integer(p), -k) for p, k in factorint(content.q).items()]
        return primes + list(parts.factors)

    def _exponential(self, exponent: Expr) -> Expr:
        fractions, fraction = self.fraction(exponent)
        below = fractions.ring.one
        for factor, power in fraction.below.items():
            below = below * factor**power
        top, below = fraction.top.cancel(below)
        content, below = signed_primitive(below)
        result = Integer(1)
        for monomial, coefficient in top.terms():
            times = Rational(coefficient.numerator, coefficient.denominator) / Rational(content.numerator, content.denominator)
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
        return Factored(Rational(content.numerator, content.denominator), tuple((f, k) for f, k in powers.items() if k))

    def assume_positive(self, expression: Expr) -> None:
        """Take from the givens that a value is positive; a product of factors only where all but one are known to be."""
        parts = self.factored(expression)
        odd = [f for f, k in parts.factors if k % 2 and not self.is_positive(f)]
        if parts.content > 0 and odd:
            self.positive.add(Mul(*odd).expand() if len(odd) > 1 else odd[0])

    def is_positive(self, factor: Expr) -> bool:
        """Whether a polynomial is known to be positive where it is not zero."""
        if factor.is_positive or factor in self.positive:
            return True
        fractions = Fractions(frozenset(factor.free_symbols))
        odd_fine = [bool(s.is_nonnegative) for s in fractions.ring.symbols]
        terms = fractions.of(factor).top.terms()
        return all(c > 0 and all(fine or k % 2 == 0 for fine, k in zip(odd_fine, m, strict=True)) for m, c in terms)

    def sign(self, expression: Expr) -> int | None:
        """1 or -1 where the factors' signs are known, 0 for zero, else None."""
        if self.is_zero(expression):
            return 0
        parts = self.factored(expression)
        if any(k % 2 and not self.is_positive(f) for f, k in parts.factors):
            return None
        return 1 if parts.content > 0 else -1

    def _note_doubt(self, expression: Expr, parts: Factored) -> None:
        odd = [f for f, k in parts.factors if k % 2 and not self.is_positive(f)]
        if parts.content < 0 or odd:
            product = Mul(1 if parts.content > 0 else -1, *odd).expand()
            if product not in self.positive:
                self._doubt[expression] = self.spelled_out(product)


def _irreducible(part: object) -> list[tuple[Expr, int]]:
    if part.is_ground:  # type: ignore[attr-defined]
        return []
    found = []
    for factor, power in part.factor_list()[1]:  # type: ignore[attr-defined]
        found.append((signed_primitive(factor)[1].as_expr(), power))
    return found
