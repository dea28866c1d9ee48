"""Determinants, inverses and roots of matrices in normal form."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel import grid as grids
from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import Grid, plain
from symkl.kernel.poly import COL, ONE_POLY, ROW, SLOT, Atom, Labels, Poly, add_into, plus, scaled
from symkl.kernel.sort import ONE, Dimension
from symkl.kernel.updates import Updates

MOST_PARTS = 9  # terms of an expanded product around an inverse


class Matrices(Updates):
    """What a product, an inverse or a sum of letters splits into."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self._cycles: dict[object, Poly] = {}  # det(I + M) by the trace of M
        self._comparing = False  # a difference of definite matrices is being looked at, one at a time

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
        entries, parts = self.diagonal_of(poly, size), self.cut(poly, size)
        if entries is not None and self.positive(entries):
            return self.exponential(self.contract(self.logarithm(entries), ROW, size))
        if parts is not None and self.positive(parts[1]):
            first, middle, last = parts
            around = self.multiply(self.determinant(plain(first, size, size)), self.determinant(plain(last, size, size)))
            return self.multiply(around, self.exponential(self.contract(self.logarithm(middle), ROW, size)))
        split = self._update(poly, size) if len(poly) == 2 else self.rank_one_determinant(poly, size)
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
            ratio = self.matmul(self.cell_inverse(base, size), other, size)
            whole = self.determinant(plain(base, size, size))
            factor = self.unit_determinant(ratio, size)
            if factor is None:
                return None
            if self.positive(whole) and self.definite(poly, size) and len(factor) == 1:
                self.declare_positive(factor)
            return self.multiply(whole, factor)
        return None

    def _letters(self, term: Poly, size: Dimension) -> tuple[int, list[tuple[int, Labels]]]:
        word = self.word(term, size)
        return (10_000, []) if word is None else (len(word[1]), word[1])

    def unit_determinant(self, ratio: Poly, size: Dimension) -> Poly | None:
        """``det(I + M)`` for a single product M."""
        if len(ratio) != 1:
            return None
        trace = self.contract(self.contract(self.multiply(ratio, grids.identity(self, size)), COL, size), ROW, size)
        ((monomial, _),) = ratio.items()
        if not any({ROW, COL} <= self.free[n] for n, _ in monomial):
            return plus(trace, ONE_POLY)
        key = tuple(sorted(trace.items()))
        if key not in self._cycles:
            self._cycles[key] = self._new_cycle(ratio, size)
        return self._cycles[key]

    def _new_cycle(self, ratio: Poly, size: Dimension) -> Poly:
        """The determinant under a key not seen; by ``det(I + M) = det M det(I + M^-1)`` where the inverse word is known."""
        word = self.word(ratio, size)
        if word is not None and all(self.nonzero(self._letter_determinant(letter)) for letter in word[1]):
            inverse = self.cell_inverse(ratio, size)
            trace = self.contract(self.contract(self.multiply(inverse, grids.identity(self, size)), COL, size), ROW, size)
            known = self._cycles.get(tuple(sorted(trace.items())))
            if known is not None:
                return self.multiply(self.determinant(plain(ratio, size, size)), known)
        rotated = self._rotated(ratio)
        return self._det_atom(plus(ratio, grids.identity(self, size)), size) if rotated is None else rotated

    def _rotated(self, ratio: Poly) -> Poly | None:
        """``det(I + UV) = det(I + VU)`` where I + VU is a single word."""
        ((monomial, coefficient),) = ratio.items()
        inside = [n for n, _ in monomial if self.free[n] & {ROW, COL}]
        chain = self._chain(inside[0], (ROW, COL)) if len(inside) == 1 else None
        outside: Poly = {tuple(p for p in monomial if p[0] not in inside): coefficient}
        for cut in range(1, len(chain or ())):
            assert chain is not None
            label, joint = chain[cut][2], 1 + max(x for _, xs, _, _ in chain for x in xs)
            nodes = []
            for i, (atom, xs, _, _) in enumerate(chain):
                ends = {ROW: joint, COL: joint, label: COL if i < cut else ROW}
                nodes.append((atom, tuple(ends.get(x, x) for x in xs), 1))
            size = self.atoms[chain[cut][0]].ranges[-2:][chain[cut][1][-2:].index(label)]
            whole = plus(self.multiply(outside, self.join(tuple(nodes))), grids.identity(self, size))
            if len(whole) == 1:
                return self.determinant(plain(whole, size, size))
        return None

    def _block_determinant(self, grid: Grid) -> Poly:
        first, rest = grid.rows[:1], grid.rows[1:]
        corner = Grid(first, first, (grid.cells[0][:1],))
        b = Grid(first, rest, (grid.cells[0][1:],))
        c = Grid(rest, first, tuple(row[:1] for row in grid.cells[1:]))
        d = Grid(rest, rest, tuple(row[1:] for row in grid.cells[1:]))
        if len(grid.rows) == 2 and not self.nonzero(self.determinant(corner)) and self.nonzero(self.determinant(d)):
            other = grids.add(self, corner, grids.matmul(self, grids.matmul(self, b, self.inverse(d)), c), -1)
            return self.multiply(self.determinant(d), self.determinant(other))
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
        if atom in self.orthogonal and len(labels) == 2:
            return self.single(self.atom(Atom("sign", atom, depends=frozenset((atom,)))))  # det(Q)^2 = 1
        return self._det_atom(self.single(atom, labels), size)

    def regular(self, atom: int, labels: Labels) -> bool:
        """Whether a letter is square, and its determinant never 0; an inverse is invertible where it is defined."""
        rows, cols = self.atoms[atom].ranges[-2:]
        return rows == cols and (self.atoms[atom].kind == "inverse" or self.nonzero(self._letter_determinant((atom, labels))))

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
        return grids.inverse(self, grid, self.cell_inverse)

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

    def cell_inverse(self, poly: Poly, size: Dimension) -> Poly:
        """The inverse of a square matrix without blocks."""
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
        collapsed = self.rank_one(poly, size) or (self._collapsed(poly, size) if len(poly) == 2 else None) or self.pulled_out(poly, size)
        if collapsed is not None:
            return collapsed
        scale, rest = self._monic(poly)
        return self.multiply(self.power(scale, -1), self._inverse_atom(rest))

    def _collapsed(self, poly: Poly, size: Dimension) -> Poly | None:
        """``(A + U W^-1 V)^-1 = A^-1 - A^-1 U (W + V A^-1 U)^-1 V A^-1`` where W + V A^-1 U is a single word
        (Petersen and Pedersen, The Matrix Cookbook, (157))."""
        for monomial, coefficient in poly.items():
            base: Poly = {monomial: coefficient}
            word = self.word(base, size)
            parts = self._around_inverse({m: c for m, c in poly.items() if m != monomial})
            if word is None or parts is None or word[1] and not self.nonzero(self.determinant(plain(base, size, size))):
                continue
            left, body, right, inner = parts
            base_inverse = self.cell_inverse(base, size)
            before, after = self.matmul(base_inverse, left, size), self.matmul(right, base_inverse, size)
            middle = plus(body, self.matmul(right, before, size))
            if len(middle) == 1 and self.word(middle, inner) is not None:
                update = self.matmul(self.matmul(before, self.cell_inverse(middle, inner), inner), after, inner)
                return plus(base_inverse, update, -1)
        return None

    def definite_difference(self, poly: Poly, size: Dimension, strict: bool = True) -> bool:
        """``A - U W^-1 U'`` with A, W positive definite, W - U' A^-1 U (semi)definite (Horn and Johnson, Matrix Analysis, theorem 7.7.7),
        perhaps with a semidefinite term more."""
        negative = {m: -c for m, c in poly.items() if c < 0}
        base = {m: c for m, c in poly.items() if c > 0}
        if self._comparing or not 1 <= len(negative) <= MOST_PARTS or not base or self.diagonal_of(poly, size):
            return False
        self._comparing = True
        try:
            words = (m for m, c in base.items() if 1 < len(base) <= MOST_PARTS and self.definite({m: c}, size, False))
            fewer = ({n: c for n, c in base.items() if n != m} for m in words)
            return self._schur(negative, base, size, strict) or any(self._schur(negative, rest, size, strict) for rest in fewer)
        finally:
            self._comparing = False

    def _schur(self, negative: Poly, base: Poly, size: Dimension, strict: bool) -> bool:
        parts = self._gathered(negative, size)
        if parts is None or not self.definite(base, size):
            return False
        left, body, inner = parts
        if not self.definite(body, inner):
            return False
        update = self.matmul(self.matmul(self.transpose(left), self.cell_inverse(base, size), size), left, size)
        return self.definite(plus(body, update, -1), inner, strict)

    def _gathered(self, terms: Poly, size: Dimension) -> tuple[Poly, Poly, Dimension] | None:
        """``U W^-1 U'`` with one sum W, perhaps expanded into several terms, as U, W and the size of W."""
        found = [self._around_inverse({m: c}) for m, c in terms.items()]
        squares = [p for p in found if p is not None and self.transpose(p[0]) == p[2]]
        if None in found or not squares:
            return None
        _, body, _, inner = squares[0]
        whole: Poly = {}
        for left, other, _, _ in squares:
            scale = self._multiple_of(body, other)
            if scale is None or not self.positive(scale):
                return None
            add_into(whole, self.multiply(self.power(scale, Fraction(1, 2)), left))
        if len(found) > 1:
            product = self.matmul(self.matmul(whole, self.cell_inverse(body, inner), inner), self.transpose(whole), inner)
            if product != terms:
                return None
        return whole, body, inner

    def _around_inverse(self, term: Poly) -> tuple[Poly, Poly, Poly, Dimension] | None:
        """A single product ``U W^-1 V`` with a sum W, as U, W, V and the size of W."""
        ((monomial, coefficient),) = term.items()
        inside = [n for n, e in monomial if self.free[n] & {ROW, COL} and e == 1]
        chain = self._chain(inside[0], (ROW, COL)) if len(inside) == 1 else None
        for at, (atom, xs, enter, leave) in enumerate(chain or ()):
            assert chain is not None
            known = self.atoms[atom]
            if known.kind != "inverse" or len(known.body[0]) < 2:
                continue
            scalar: Poly = {tuple(p for p in monomial if p[0] not in inside): coefficient}
            none = grids.identity(self, known.ranges[-1])
            left = self.join(tuple((a, tuple(COL if x == enter else x for x in ys), 1) for a, ys, _, _ in chain[:at])) if at else none
            after = tuple((a, tuple(ROW if x == leave else x for x in ys), 1) for a, ys, _, _ in chain[at + 1 :])
            right = self.join(after) if after else none
            body = self.body_at(atom, (*xs[:-2], ROW, COL))
            if xs[-2] != enter:
                body = self.transpose(body)
            if self.nonzero(scalar):
                return left, self.multiply(body, self.power(scalar, -1)), right, known.ranges[-1]
        return None

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
        inverse = self.cell_inverse(self.relabel(self.atoms[atom].body[0], names), self.atoms[atom].ranges[-1])
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
