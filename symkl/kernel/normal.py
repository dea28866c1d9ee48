"""The normal form: what a term is, as polynomials of index networks. Equal normal forms mean equal values, for every dimension.

Nothing here searches. An operator that has no rule becomes an opaque atom of its normalised arguments; two such atoms are one only where
their arguments are equal. What holds only under a condition (``log ab = log a + log b``) is used only where `facts` discharges it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symkl.kernel import grid as grids
from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import MOST_POWER, Unreduced, labels_of, ranges_of
from symkl.kernel.grid import Grid, plain
from symkl.kernel.places import Places
from symkl.kernel.poly import COL, ONE_POLY, Atom, Poly, Rational, add_into, is_whole_power, plus, scaled
from symkl.kernel.probability import Environment
from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import Term, alpha_key, log, subterms, sum_between


class Normalizer(Places):
    """Normal forms within one context (whose definitions are unfolded before)."""

    def __init__(self, context: Context, budget: int = 400_000) -> None:
        super().__init__(budget)
        self.context = context
        self._known: dict[object, Grid] = {}
        self._equal: set[tuple[Term, Term]] = set()  # pairs that were found equal
        self.settled: dict[Proposition, bool] = {}  # conditions asked before
        self.accepted: set[object] = set()  # instances of laws that the replay has accepted in this context
        self.originals: dict[object, Term] = {}  # what opaque atoms were made of, for reading back
        self.learn(context)
        for fact in context.facts:
            if fact.relation == "=" and any(t.op == "arbitrary" or t.op == "symbol" and t.sort.kind == "law" for t in subterms(fact.left)):
                self.declare_moment(self.poly(fact.left), self.poly(fact.right))
                self._known.clear()
                self._joined.clear()

    # -- entry -------------------------------------------------------------------------------------------------------------

    def normal(self, term: Term, environment: Environment | None = None) -> Grid:
        """The normal form of a value."""
        env = environment or {}
        key = (term, tuple(sorted((n, env[n]) for n in term.free if n in env))) if env else term
        known = self._known.get(key)
        if known is None:
            self.spend()
            known = self._known[key] = RULES.get(term.op, Normalizer._opaque)(self, term, env)
        return known

    def poly(self, term: Term, environment: Environment | None = None) -> Poly:
        """The normal form of a term without blocks."""
        return self.normal(term, environment).whole

    def equal(self, left: Term, right: Term) -> bool:
        """Whether both have one normal form (denominators cleared)."""
        if (left, right) not in self._equal and self._agree(left, right):
            self._equal.add((left, right))
        return (left, right) in self._equal

    def _agree(self, left: Term, right: Term) -> bool:
        one, other = self.normal(left), self.normal(right)
        if self.vanishes(grids.add(self, one, other, -1)):
            return True
        return left.sort.is_scalar and self._equal_logarithms(one.whole, other.whole)

    def _equal_logarithms(self, one: Poly, other: Poly) -> bool:
        """Two positive products are equal if their logarithms are."""
        if len(one) != 1 or len(other) != 1 or not any(self.kinds[n] == "exp" for m in one for n, _ in m):
            return False
        if not self.positive(one) or not self.positive(other):
            return False
        return self.vanishes_cleared(plus(self.logarithm(one), self.logarithm(other), -1))

    def vanishes(self, grid: Grid) -> bool:
        """Whether every block is shown to be zero."""
        return all(self.vanishes_cleared(cell) for row in grid.cells for cell in row)

    # -- leaves --------------------------------------------------------------------------------------------------------------

    def _on_number(self, term: Term, env: Environment) -> Grid:
        value = term.data
        return plain({(): value.numerator if value.denominator == 1 else value} if value else {})

    def _on_constant(self, term: Term, env: Environment) -> Grid:
        return plain(self.exponential(ONE_POLY) if term.data == "e" else self.single(self.atom(Atom("constant", term.data))))

    def _on_dimension(self, term: Term, env: Environment) -> Grid:
        return plain(self.size(term.data))

    def _on_symbol(self, term: Term, env: Environment) -> Grid:
        if term.data in self.identified and term.data not in env:
            return self.normal(self.identified[term.data], env)
        atom = env[term.data] if term.data in env else self.symbol(term.data, term.sort)
        return plain(self.single(atom, labels_of(term.sort)), term.sort.rows, term.sort.cols)

    def _on_identity(self, term: Term, env: Environment) -> Grid:
        return plain(grids.identity(self, term.sort.rows), term.sort.rows, term.sort.rows)

    def _on_zero(self, term: Term, env: Environment) -> Grid:
        return plain({}, term.sort.rows, term.sort.cols)

    def _on_ones(self, term: Term, env: Environment) -> Grid:
        return plain(ONE_POLY, term.sort.rows, term.sort.cols)

    # -- algebra -------------------------------------------------------------------------------------------------------------

    def _on_add(self, term: Term, env: Environment) -> Grid:
        result = self.normal(term.args[0], env)
        for arg in term.args[1:]:
            result = grids.add(self, result, self.normal(arg, env))
        return result

    def _on_mul(self, term: Term, env: Environment) -> Grid:
        result = self.normal(term.args[0], env)
        sort = term.args[0].sort
        for arg in term.args[1:]:
            value = self.normal(arg, env)
            if sort.is_scalar or arg.sort.is_scalar:
                scalar, other = (result, value) if sort.is_scalar else (value, result)
                result = grids.scale(self, other, scalar.whole)
                sort = arg.sort if sort.is_scalar else sort
            else:
                result = grids.matmul(self, result, value)
                sort = Sort(sort.rows, arg.sort.cols)
        return result

    def _on_power(self, term: Term, env: Environment) -> Grid:
        base, exponent = self.normal(term.args[0], env), self.poly(term.args[1], env)
        number = self._constant(exponent)
        if term.sort.is_scalar:
            if number is None:
                return plain(self.symbolic_power(base.whole, exponent))
            return plain(self._of_power(term.args[0], number, env) or self.power(base.whole, number))
        if number is not None and number.denominator == 2 and -MOST_POWER < number < MOST_POWER:
            return self._root_power(base, number, term.sort.rows, term)
        if number is None or number.denominator != 1 or not -MOST_POWER <= number <= MOST_POWER:
            return self._opaque(term, env)
        if number < 0:
            base = self._inverse_of(term.args[0], env)
        size = term.sort.rows
        result = base if number else plain(grids.identity(self, size), size, size)
        for _ in range(abs(int(number)) - 1):
            result = grids.matmul(self, result, base)
        return result

    def _of_power(self, base: Term, exponent: Rational, env: Environment) -> Poly | None:
        """A broken power of what is written as a power of a value whose sign is known."""
        if exponent.denominator == 1 or base.op != "power" or base.args[1].op != "number":
            return None
        return self._of_signed(self.poly(base.args[0], env), base.args[1].data, exponent)

    def _of_signed(self, inner: Poly, outer: Rational, exponent: Rational) -> Poly | None:
        """``(x^m)^e``: x^(m e) where x > 0, (-x)^(m e) where x < 0 and m is even; where m e is whole x may be 0 as well."""
        signed = self.nonnegative if is_whole_power(outer, exponent) else self.positive
        if signed(inner):
            return self.power(inner, outer * exponent)
        opposite = scaled(inner, -1)
        return self.power(opposite, outer * exponent) if outer % 2 == 0 and signed(opposite) else None

    @staticmethod
    def _constant(poly: Poly) -> Rational | None:
        """The number that a polynomial is, or None."""
        value: Rational = poly.get((), 0)
        return None if any(poly) else value

    def _root_power(self, base: Grid, exponent: Rational, size: Dimension, term: Term) -> Grid:
        """A half-integer power of a positive definite matrix: its root times a whole power."""
        whole = exponent.numerator // 2 if exponent > 0 else -(-exponent.numerator // 2)
        result = plain(self.root(base.whole, size, exponent > 0), size, size)
        if not self.definite(base.whole, size):
            raise Unreduced(term)
        for _ in range(abs(whole)):
            result = grids.matmul(self, result, base if whole > 0 else self.inverse(base))
        return result

    def _inverse_of(self, term: Term, env: Environment) -> Grid:
        """The inverse of a term's value; of an inverse, what it is the inverse of."""
        if term.op == "power" and term.args[1].op == "number" and term.args[1].data == -1:
            return self.normal(term.args[0], env)
        return self.inverse(self.normal(term, env))

    def _on_transpose(self, term: Term, env: Environment) -> Grid:
        return grids.transpose(self, self.normal(term.args[0], env))

    def _on_trace(self, term: Term, env: Environment) -> Grid:
        return plain(grids.trace(self, self.normal(term.args[0], env)))

    def _on_hadamard(self, term: Term, env: Environment) -> Grid:
        cells = [self.poly(a, env) for a in term.args]
        result = cells[0]
        for cell in cells[1:]:
            result = self.multiply(result, cell)
        return plain(result, term.sort.rows, term.sort.cols)

    def _on_diag(self, term: Term, env: Environment) -> Grid:
        size = term.sort.rows
        return plain(self.multiply(self.poly(term.args[0], env), grids.identity(self, size)), size, size)

    def _on_diagonal(self, term: Term, env: Environment) -> Grid:
        size = term.sort.rows
        masked = self.multiply(self.poly(term.args[0], env), grids.identity(self, size))
        return plain(self.contract(masked, COL, size), size)

    def _on_map(self, term: Term, env: Environment) -> Grid:
        body = self.poly(term.args[0], env)
        if term.data in ("reciprocal", "sqrt"):
            value = self.power(body, -1 if term.data == "reciprocal" else Fraction(1, 2))
        elif term.data in ("log", "exp"):
            value = self.logarithm(body) if term.data == "log" else self.exponential(body)
        else:
            value = self.function(term.data, (body,))
        return plain(value, term.sort.rows, term.sort.cols)

    def _on_block(self, term: Term, env: Environment) -> Grid:
        rows, cols = term.data
        parts = [self.normal(a, env) for a in term.args]
        cells: list[tuple[Poly, ...]] = []
        for r in range(rows):
            line = parts[r * cols : (r + 1) * cols]
            height = max((p.rows for p in line), key=len)
            line = [grids.split(self, p, height, p.cols) for p in line]
            cells += [tuple(c for p in line for c in p.cells[i]) for i in range(len(height))]
        heights = tuple(h for r in range(rows) for h in max((p.rows for p in parts[r * cols : (r + 1) * cols]), key=len))
        return Grid(heights, tuple(w for p in parts[:cols] for w in p.cols), tuple(cells))

    # -- products over an index --------------------------------------------------------------------------------------------

    def _on_product(self, term: Term, env: Environment) -> Grid:
        ((name, over),) = term.data
        label = self._fresh_label()
        body = self.poly(term.args[0], {**env, name: label})
        self._depth -= 1
        if not self.positive(body):
            return self._opaque(term, env)
        return plain(self.exponential(self.contract(self.logarithm(body), label, over)))

    def _on_product_between(self, term: Term, env: Environment) -> Grid:
        ((name, over),), (lower, upper, factor) = term.data, term.args
        known = self.positive(self.poly(factor, {**env, name: self._fresh_label()}))
        self._depth -= 1
        if not known:
            return self._opaque(term, env)
        return plain(self.exponential(self.poly(sum_between(name, over, lower, upper, log(factor)), env)))

    # -- functions -----------------------------------------------------------------------------------------------------------

    def _on_log(self, term: Term, env: Environment) -> Grid:
        argument = term.args[0]
        if argument.op != "mul":
            return plain(self.logarithm(self.poly(argument, env)))
        factors = [self.poly(f, env) for f in argument.args] if all(f.sort.is_scalar for f in argument.args) else []
        result: Poly = {}
        rest = ONE_POLY if factors else self.poly(argument, env)
        for factor in factors:  # what is printed as a product of positive factors is one, though it is expanded elsewhere
            if self.positive(factor):
                add_into(result, self.logarithm(factor))
            else:
                rest = self.multiply(rest, factor)
        return plain(add_into(result, self.logarithm(rest)))

    def _on_exp(self, term: Term, env: Environment) -> Grid:
        return plain(self.exponential(self.poly(term.args[0], env)))

    def _on_abs(self, term: Term, env: Environment) -> Grid:
        inner = self.poly(term.args[0], env)
        return plain(self._of_signed(inner, 2, Fraction(1, 2)) or self.power(self.power(inner, 2), Fraction(1, 2)))

    def _on_det(self, term: Term, env: Environment) -> Grid:
        return plain(self.determinant(self.normal(term.args[0], env)))

    def _on_function(self, term: Term, env: Environment) -> Grid:
        if term.data == "gamma":
            return plain(self.gamma(self.poly(term.args[0], env)))
        value = self.function(term.data, tuple(self.poly(a, env) for a in term.args), term.sort)
        return plain(value, term.sort.rows, term.sort.cols)

    # -- calculus ------------------------------------------------------------------------------------------------------------


    # -- probability -----------------------------------------------------------------------------------------------------------


    # -- what has no rule ------------------------------------------------------------------------------------------------------------

    def _opaque(self, term: Term, env: Environment) -> Grid:
        """One atom for the term as it is written (up to bound names); its bound surroundings must not occur in it."""
        if any(name in env for name in term.free):
            raise Unreduced(term)
        depends = frozenset(self.symbol(t.data, t.sort) for t in subterms(term) if t.op == "symbol")
        self.originals[alpha_key(term)] = term
        atom = self.atom(Atom("term", alpha_key(term), ranges_of(term.sort), depends=depends))
        return plain(self.single(atom, labels_of(term.sort)), term.sort.rows, term.sort.cols)


#: operator -> its rule
RULES: dict[str, Callable[[Normalizer, Term, Environment], Grid]] = {
    name[4:].replace("_", "-"): getattr(Normalizer, name) for name in dir(Normalizer) if name.startswith("_on_")
}
