"""Functions of normal forms: logarithms, exponentials, powers, determinants and inverses."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from symkl.kernel import grid as grids
from symkl.kernel.arithmetic import prime_powers
from symkl.kernel.facts import Facts
from symkl.kernel.grid import Grid, plain
from symkl.kernel.network import COL, ONE_POLY, ROW, SLOT, Atom, BudgetExceeded, Labels, Monomial, Poly, Rational, add_into, scaled
from symkl.kernel.sort import ONE, Dimension, Sort
from symkl.kernel.term import Term

MOST_POWER = 16
MOST_BITS = 20_000


class Unreduced(Exception):
    """A term has no rule here; ``what`` says which."""

    def __init__(self, what: Term | str) -> None:
        super().__init__(what if isinstance(what, str) else what.op)
        self.what = what


class Functions(Facts):
    """Each function of a normal form is a normal form; what a function does not split stays one atom."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self._cycles: dict[object, Poly] = {}  # det(I + M) by the trace of M

    def function(self, name: str, args: tuple[Poly, ...], sort: Sort | None = None) -> Poly:
        """An opaque function of normal forms; the result's own row and column come first among its slots."""
        inner = tuple(self.relabel(p, {ROW: SLOT * 4, COL: SLOT * 4 - 1}) for p in args) if sort else args
        free = sorted({x for p in inner for m in p for n, _ in m for x in self.free[n]}, reverse=True)
        own = labels_of(sort) if sort else ()
        exposed = [x for x in free if x > SLOT * 4]
        atom = self.opaque("function", inner, exposed, name)
        if own:
            known = self.atoms[atom]
            atom = self.atom(known._replace(kind="function-value", ranges=(*ranges_of(sort or Sort()), *known.ranges)))
        return self.single(atom, (*own, *exposed))

    # -- logarithms, exponentials, powers ----------------------------------------------------------------------------------------

    def exponential(self, poly: Poly) -> Poly:
        """``exp``: a product of e^monomial, so that products of exponentials add; e^(r log a) is a^r."""
        result = ONE_POLY
        for monomial, coefficient in poly.items():
            result = self.multiply(result, self._exponential_of(monomial, coefficient))
        return result

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
        result = self._log_number(Fraction(content))
        unknown: dict[int, Rational] = {}
        for number, exponent in exponents.items():
            split = self._log_component(number, exponent)
            if split is None:
                unknown[number] = exponent
            else:
                result = add_into(dict(result), split)
        if len(unknown) == 1 and rest == ONE_POLY:
            ((number, exponent),) = unknown.items()
            if exponent in (1, -1):
                return add_into(dict(result), scaled(self._log_atom({((number, 1),): 1}), exponent))
        if unknown:
            return add_into(dict(result), self._log_atom(self.multiply({tuple(sorted(unknown.items())): 1}, rest)))
        return add_into(dict(result), self._log_atom(rest)) if rest != ONE_POLY else result

    def _log_number(self, value: Fraction) -> Poly:
        result: Poly = {}
        for prime, exponent in prime_powers(value):
            add_into(result, self._log_atom({(): prime}), exponent)
        return result

    def _log_component(self, number: int, exponent: Rational) -> Poly | None:
        component = self.components[number]
        atom, labels, _ = component[0]
        if len(component) == 1 and self.atoms[atom].kind == "exp":
            return scaled(self.body_at(atom, labels), exponent)
        if len(component) == 1 and self.atoms[atom].kind == "prime":
            return scaled(self._log_atom({(): self.atoms[atom].key}), exponent)
        if self.positive_component(number):
            return scaled(self._log_atom({((number, 1),): 1}), exponent)
        if exponent % 2 == 0 and len(component) == 1 and self.nonzero_component(number):
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
        rest = self.multiply(poly, {tuple(sorted(inverse.items())): 1 / Fraction(content)})
        for number, exponent in denominators.items():
            shared[number] = shared.get(number, 0) - exponent
        return content, {n: e for n, e in shared.items() if e}, _whole(rest)

    def _content(self, poly: Poly) -> Rational:
        numerator, denominator = 0, 1
        for c in poly.values():
            numerator, denominator = gcd(numerator, c.numerator), lcm(denominator, c.denominator)
        content = Fraction(numerator, denominator)
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
            return self._value_atom({}, exponent)
        result = self._number_power(Fraction(content), exponent)
        for number, inner in exponents.items():
            result = self.multiply(result, self._component_power(number, inner, exponent))
        return result if rest == ONE_POLY else self.multiply(result, self._value_atom(rest, exponent))

    def _component_power(self, number: int, inner: Rational, exponent: Rational) -> Poly:
        if exponent.denominator != 1 and not self.positive_component(number):
            return self._value_atom({((number, inner),): 1}, exponent)
        return self.settle({number: inner * exponent})

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
        """``exp(exponent log base)``; a base that is not positive has no symbolic power but an opaque one."""
        if not self.positive(base):
            return self.function("power", (base, exponent))
        return self.exponential(self.multiply(exponent, self.logarithm(base)))

    # -- determinants and inverses -------------------------------------------------------------------------------------------------

    def determinant(self, grid: Grid) -> Poly:
        """``det``: over products of square factors, scalars, diagonals and blocks."""
        if len(grid.rows) > 1:
            return self._block_determinant(grid)
        size, poly = grid.rows[0], grid.whole
        if size == ONE:
            return poly
        if not poly:
            return {}
        word = self.word(poly, size)
        if word is not None:
            scalar, letters = word
            result = self._scalar_determinant(scalar, size)
            for letter in letters:
                result = self.multiply(result, self._letter_determinant(letter))
            return result
        entries = self.diagonal_of(poly, size)
        if entries is not None and self.positive(entries):
            return self.exponential(self.contract(self.logarithm(entries), ROW, size))
        split = self._update(poly, size) if len(poly) == 2 else None
        if split is not None:
            return split
        scale, rest = self._monic(poly)
        if not self.positive(scale):
            return self._det_atom(poly, size)
        return self.multiply(self._scalar_determinant(scale, size), self._det_atom(rest, size))

    def _update(self, poly: Poly, size: Dimension) -> Poly | None:
        """``det(A + M) = det A det(I + A^-1 M)`` for an invertible word A; the last factor is one for all rotations of the word A^-1 M
        (Sylvester's identity, Petersen and Pedersen, The Matrix Cookbook, (24)), and 1 + v'u for ``u v'``."""
        for monomial, coefficient in sorted(poly.items(), key=lambda t: self._letters({t[0]: t[1]}, size)):
            base: Poly = {monomial: coefficient}
            word = self.word(base, size)
            if word is None or word[1] and not self.nonzero(self.determinant(plain(base, size, size))) or not self.positive(word[0]):
                continue
            other = {m: c for m, c in poly.items() if m != monomial}
            ratio = self.matmul(self._cell_inverse(base, size), other, size)
            whole = self.determinant(plain(base, size, size))
            factor = self._unit_determinant(ratio, size)
            if factor is None:
                return None
            if self.positive(whole) and self.definite(poly, size) and len(factor) == 1:
                self.declare_positive(factor)
            return self.multiply(whole, factor)
        return None

    def _letters(self, term: Poly, size: Dimension) -> tuple[int, list[tuple[int, Labels]]]:
        word = self.word(term, size)
        return (10_000, []) if word is None else (len(word[1]), word[1])

    def _unit_determinant(self, ratio: Poly, size: Dimension) -> Poly | None:
        """``det(I + M)`` for a single product M."""
        if len(ratio) != 1:
            return None
        trace = self.contract(self.contract(self.multiply(ratio, grids.identity(self, size)), COL, size), ROW, size)
        ((monomial, _),) = ratio.items()
        if not any({ROW, COL} <= self.free[n] for n, _ in monomial):
            return add_into(dict(trace), ONE_POLY)
        key = tuple(sorted(trace.items()))
        if key not in self._cycles:
            self._cycles[key] = self._new_cycle(ratio, size)
        return self._cycles[key]

    def _new_cycle(self, ratio: Poly, size: Dimension) -> Poly:
        """The determinant under a key not seen; by ``det(I + M) = det M det(I + M^-1)`` where the inverse word is known."""
        word = self.word(ratio, size)
        if word is not None and all(self.nonzero(self._letter_determinant(letter)) for letter in word[1]):
            inverse = self._cell_inverse(ratio, size)
            trace = self.contract(self.contract(self.multiply(inverse, grids.identity(self, size)), COL, size), ROW, size)
            known = self._cycles.get(tuple(sorted(trace.items())))
            if known is not None:
                return self.multiply(self.determinant(plain(ratio, size, size)), known)
        return self._det_atom(add_into(dict(ratio), grids.identity(self, size)), size)

    def _block_determinant(self, grid: Grid) -> Poly:
        first, rest = grid.rows[:1], grid.rows[1:]
        corner = Grid(first, first, (grid.cells[0][:1],))
        b = Grid(first, rest, (grid.cells[0][1:],))
        c = Grid(rest, first, tuple(row[:1] for row in grid.cells[1:]))
        d = Grid(rest, rest, tuple(row[1:] for row in grid.cells[1:]))
        schur = grids.add(self, d, grids.matmul(self, grids.matmul(self, c, self.inverse(corner)), b), -1)
        return self.multiply(self.determinant(corner), self.determinant(schur))

    def _scalar_determinant(self, scalar: Poly, size: Dimension) -> Poly:
        if scalar == ONE_POLY:
            return ONE_POLY
        if not size.names:
            return self.power(scalar, size.constant)
        return self.symbolic_power(scalar, self.size(size))

    def _letter_determinant(self, letter: tuple[int, Labels]) -> Poly:
        atom, labels = letter
        size = self.atoms[atom].ranges[-1]
        if self.atoms[atom].kind == "inverse":
            return self.power(self.determinant(plain(self.body_at(atom, labels), size, size)), -1)
        if self.atoms[atom].kind == "root":
            half = Fraction(1 if self.atoms[atom].key[0] else -1, 2)
            return self.power(self.determinant(plain(self.body_at(atom, labels), size, size)), half)
        return self._det_atom(self.single(atom, labels), size)

    def _det_atom(self, poly: Poly, size: Dimension) -> Poly:
        poly = min((poly, self.transpose(poly)), key=lambda p: sorted(p.items()))
        free = self._families(poly)
        return self.single(self.opaque("det", (poly,), free, size), tuple(free))

    def _families(self, poly: Poly) -> list[int]:
        labels = {x for m in poly for n, _ in m for x in self.free[n]} - {ROW, COL}
        return sorted(labels, reverse=True)

    def inverse(self, grid: Grid) -> Grid:
        """The inverse of a square value."""
        if len(grid.rows) > 1 and all(size == ONE for size in grid.rows) and len(grid.rows) <= 3:
            return self._adjugate(grid)
        return grids.inverse(self, grid, self._cell_inverse)

    def _adjugate(self, grid: Grid) -> Grid:
        size = range(len(grid.rows))
        cells = grid.cells

        def minor(rows: list[int], cols: list[int]) -> Poly:
            if not rows:
                return ONE_POLY
            value: Poly = {}
            for k, col in enumerate(cols):
                inner = minor(rows[1:], cols[:k] + cols[k + 1 :])
                add_into(value, self.multiply(cells[rows[0]][col], inner), -1 if k % 2 else 1)
            return value

        whole = self.power(minor(list(size), list(size)), -1)
        lines = []
        for i in size:
            line = []
            for j in size:
                value = minor([r for r in size if r != j], [c for c in size if c != i])
                line.append(self.multiply(scaled(value, -1 if (i + j) % 2 else 1), whole))
            lines.append(tuple(line))
        return Grid(grid.rows, grid.cols, tuple(lines))

    def root(self, poly: Poly, size: Dimension, positive: bool) -> Poly:
        """The symmetric root of a positive definite matrix, or the root of its inverse."""
        entries = self.diagonal_of(poly, size)
        if entries is not None:
            return self.multiply(self.power(entries, Fraction(1 if positive else -1, 2)), grids.identity(self, size))
        scale, rest = self._monic(poly)
        if not self.positive(scale):
            scale, rest = ONE_POLY, poly
        free = [*self._families(rest), ROW, COL]
        atom = self.opaque("root", (rest,), free, positive, True)
        return self.multiply(self.power(scale, Fraction(1 if positive else -1, 2)), self.single(atom, tuple(free)))

    def _cell_inverse(self, poly: Poly, size: Dimension) -> Poly:
        if size == ONE:
            return self.power(poly, -1)
        if not poly:
            raise Unreduced("the inverse of zero")
        word = self.word(poly, size)
        if word is not None:
            scalar, letters = word
            result = grids.identity(self, size)
            for letter in reversed(letters):
                result = self.matmul(result, self._letter_inverse(letter), size)
            return self.multiply(self.power(scalar, -1), result)
        entries = self.diagonal_of(poly, size)
        if entries is not None:
            return self.multiply(self.power(entries, -1), grids.identity(self, size))
        scale, rest = self._monic(poly)
        return self.multiply(self.power(scale, -1), self._inverse_atom(rest))

    def _monic(self, poly: Poly) -> tuple[Poly, Poly]:
        """``scale, rest`` with ``poly = scale * rest``: the scalar of the greatest word, where it is known not to be 0."""
        word = self.greatest_word(poly, (ROW, COL)) or (next(iter(poly)), next(iter(poly.values())))
        monomial, coefficient = word
        scalar = tuple((n, e) for n, e in monomial if not self.free[n] & {ROW, COL})
        if not all(self.nonzero_component(n) for n, _ in scalar):
            scalar = ()
        if coefficient < 0 and self.definite(poly, self.range_of(ROW, (poly,))):
            coefficient = -coefficient
        scale: Poly = {scalar: coefficient}
        return scale, self.multiply(poly, self.power(scale, -1))

    def inverse_of_body(self, atom: int) -> Poly:
        """The inverse of an atom's matrix, by slot labels."""
        slots = [SLOT - i for i in range(len(self.atoms[atom].ranges))]
        names = {slots[-2]: ROW, slots[-1]: COL}
        inverse = self._cell_inverse(self.relabel(self.atoms[atom].body[0], names), self.atoms[atom].ranges[-1])
        return self.relabel(inverse, {ROW: slots[-2], COL: slots[-1]})

    def _letter_inverse(self, letter: tuple[int, Labels]) -> Poly:
        atom, labels = letter
        if self.atoms[atom].kind == "inverse":
            return self.body_at(atom, labels)
        if self.atoms[atom].kind == "root":
            return self.root(self.body_at(atom, labels), self.atoms[atom].ranges[-1], not self.atoms[atom].key[0])
        if atom in self.orthogonal:
            return self.single(atom, labels[::-1])
        return self._inverse_atom(self.single(atom, labels))

    def _inverse_atom(self, poly: Poly) -> Poly:
        flipped = self.transpose(poly)
        free = [*self._families(poly), ROW, COL]
        if flipped != poly and sorted(flipped.items()) < sorted(poly.items()):
            return self.transpose(self.single(self.opaque("inverse", (flipped,), free), tuple(free)))
        return self.single(self.opaque("inverse", (poly,), free, None, flipped == poly), tuple(free))


def ranges_of(sort: Sort) -> tuple[Dimension, ...]:
    """The ranges of a symbol's slots: family indices, rows, columns; sizes of 1 have none."""
    return tuple(d for d in (*sort.over, sort.rows, sort.cols) if d != ONE)


def labels_of(sort: Sort) -> Labels:
    """The free labels at a symbol's slots."""
    over = tuple(SLOT * 2 - i for i in range(len(sort.over)))
    return over + ((ROW,) if sort.rows != ONE else ()) + ((COL,) if sort.cols != ONE else ())


def _whole(poly: Poly) -> Poly:
    return {m: c.numerator if c.denominator == 1 else c for m, c in poly.items()}
