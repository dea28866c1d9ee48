"""An expression as a sum over what depends on given variables: coefficient times monomial times opaque rest."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, Integer, Mul, Pow, Symbol, exp, log

from symkl.rederive.errors import NotRederived

Part = tuple[tuple[int, ...], Expr]
Parts = dict[Part, Expr]

MOST_PARTS = 4_000


class Decomposition:
    """Splits expressions along the same variables."""

    def __init__(self, variables: Sequence[Symbol]) -> None:
        self.variables = tuple(variables)
        self._place = {v: i for i, v in enumerate(variables)}
        self._known = frozenset(variables)
        self._none = (0,) * len(self.variables)
        self._memo: dict[Expr, Parts] = {}

    def of(self, expression: Expr) -> Parts:
        """``expression`` is the sum of coefficient * monomial * rest; the coefficients are free of the variables."""
        found = self._memo.get(expression)
        if found is None:
            found = self._memo[expression] = self._make(expression)
            if len(found) > MOST_PARTS:
                raise NotRederived("an integrand grew beyond its bound")
        return found

    def _make(self, expression: Expr) -> Parts:
        if self._known.isdisjoint(expression.free_symbols):
            return {(self._none, Integer(1)): expression}
        if isinstance(expression, Symbol):
            at = self._place[expression]
            return {(self._none[:at] + (1,) + self._none[at + 1 :], Integer(1)): Integer(1)}
        if isinstance(expression, Add):
            return gathered([self.of(a) for a in expression.args])
        if isinstance(expression, Mul):
            return self._product(expression)
        if isinstance(expression, Pow) and expression.exp.is_Integer and 0 < expression.exp <= 12:
            return self._power(expression.base, int(expression.exp))
        if isinstance(expression, (log, exp)):
            return self._transcendental(expression)
        return {(self._none, expression): Integer(1)}

    def _product(self, expression: Mul) -> Parts:
        result: Parts = {(self._none, Integer(1)): Integer(1)}
        for factor in expression.args:
            result = multiplied(result, self.of(factor))
        return result

    def _power(self, base: Expr, exponent: int) -> Parts:
        inner = result = self.of(base)
        if len(inner) == 1 and next(iter(inner))[1] != 1:
            return {(self._none, base**exponent): Integer(1)}
        for _ in range(exponent - 1):
            result = multiplied(result, inner)
        return result

    def _transcendental(self, expression: Expr) -> Parts:
        """The logarithm of an exponential is its exponent; everything else that depends on the variables stays as it is."""
        argument = expression.args[0]
        if isinstance(expression, log) and isinstance(argument, exp):
            return self.of(argument.args[0])
        if isinstance(expression, exp):
            free = Add(*(a for a in Add.make_args(argument) if self._known.isdisjoint(a.free_symbols)))
            if free != 0:
                return {(self._none, exp(argument - free)): exp(free)}
        return {(self._none, expression): Integer(1)}

    def polynomial(self, expression: Expr) -> dict[tuple[int, ...], Expr]:
        """Monomial to coefficient; `NotRederived` where the expression is no polynomial in the variables."""
        parts = self.of(expression)
        if any(rest != 1 for _, rest in parts):
            raise NotRederived("not a polynomial in the variable")
        return {monomial: c for (monomial, _), c in parts.items()}


def gathered(many: Sequence[Parts]) -> Parts:
    """The sum of decompositions."""
    lists: dict[Part, list[Expr]] = {}
    for parts in many:
        for part, coefficient in parts.items():
            lists.setdefault(part, []).append(coefficient)
    return {part: Add(*cs) if len(cs) > 1 else cs[0] for part, cs in lists.items()}


def multiplied(left: Parts, right: Parts) -> Parts:
    """The product of decompositions."""
    if len(left) * len(right) > 20 * MOST_PARTS:
        raise NotRederived("an integrand grew beyond its bound")
    lists: dict[Part, list[Expr]] = {}
    for (m, f), c in left.items():
        for (n, g), e in right.items():
            part = (tuple(map(int.__add__, m, n)), f if g == 1 else g if f == 1 else f * g)
            lists.setdefault(part, []).append(c * e)
    return {part: Add(*cs) if len(cs) > 1 else cs[0] for part, cs in lists.items()}
