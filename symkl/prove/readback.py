"""From normal forms back to terms that people read: paths become ``u' W v``, cycles traces, the rest sums over named indices."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.canonical import connected
from symkl.kernel.grid import Grid
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import COL, ROW, SLOT, Monomial, Node, Poly, Rational, add_into
from symkl.kernel.sort import ONE, Dimension, Sort
from symkl.kernel.term import (
    HALF,
    Term,
    add,
    block,
    diag,
    entry,
    exp,
    index,
    mul,
    number,
    ones,
    power,
    sqrt,
    summation,
    transpose,
    zero,
)  # fmt: skip
from symkl.prove.atoms import Atoms, NotReadable
from symkl.prove.tidy import joined_logarithms, reduced, traced

NAMES = "ijklmn"
NAMED = SLOT * 9  # the labels of sums that are written with an index


class Readback(Atoms):
    """Terms for the normal forms of one normalizer."""

    def __init__(self, normalizer: Normalizer) -> None:
        self.net = normalizer
        self.drawn = {}
        self.names: dict[int, Term] = {
            label: index(name, ONE) for name, label in normalizer._labels.items()
        }

    def grid(self, grid: Grid) -> Term:
        """A value, in blocks where it has some."""
        met = {label for row in grid.cells for cell in row for m in cell for n, _ in m for label in self.net.free[n]}
        self.names = {label: name for label, name in self.names.items() if label in met}
        cells = [self.poly(c, r, w) for row, r in zip(grid.cells, grid.rows, strict=True) for c, w in zip(row, grid.cols, strict=True)]
        return cells[0] if len(cells) == 1 else block(len(grid.rows), len(grid.cols), *cells)

    def poly(self, poly: Poly, rows: Dimension = ONE, cols: Dimension = ONE) -> Term:
        """A polynomial of the given shape."""
        sort = Sort(rows, cols)
        poly = reduced(self.net, poly)
        terms = [self._monomial(m, c, sort) for m, c in poly.items()]
        terms.sort(key=_summand)
        return add(*joined_logarithms(terms)) if terms else zero(sort)

    def _monomial(self, monomial: Monomial, coefficient: Rational, sort: Sort) -> Term:
        scalars: list[Term] = []
        rows: list[Term] = []
        cols: list[Term] = []
        whole: list[Term] = []
        exponents: Poly = {}
        for number_, exponent in monomial:
            free = self.net.free[number_]
            part = self._component(number_, exponent)
            if not isinstance(part, Term):
                add_into(exponents, part, exponent)
                continue
            target = whole if {ROW, COL} <= free else rows if ROW in free else cols if COL in free else scalars
            target.append(part)
        if exponents:
            scalars.append(exp(self.poly(exponents)))
        if len(rows) > 1 or len(cols) > 1 or len(whole) > 1 or whole and (rows or cols):
            return self._elementwise(coefficient, scalars, rows, cols, whole, sort)
        for parts in (rows, cols, whole):
            parts.sort(key=repr)
        scalars.sort(key=_place)
        value = whole or rows + cols
        if not value and not sort.is_scalar:
            value = [ones(sort)]
        factors = ([] if coefficient == 1 and (scalars or value) else [number(Fraction(coefficient))]) + scalars + value
        return mul(*factors)

    def _elementwise(self, coefficient: Rational, scalars: list[Term], rows: list[Term], cols: list[Term], whole: list[Term], sort: Sort) -> Term:
        if cols or len(whole) > 1:
            if len(whole) == 1 and whole[0].op == "identity" and len(rows) == 1 and not cols:
                return mul(number(Fraction(coefficient)), *scalars, diag(rows[0]))
            raise NotReadable("an elementwise product of matrices")
        if whole and whole[0].op == "identity":
            vector = rows[0] if len(rows) == 1 else Term("hadamard", tuple(rows), None, rows[0].sort)
            return mul(number(Fraction(coefficient)), *scalars, diag(vector))
        if whole:
            raise NotReadable("an elementwise product with a matrix")
        return mul(number(Fraction(coefficient)), *scalars, Term("hadamard", tuple(rows), None, rows[0].sort))

    # -- components ----------------------------------------------------------------------------------------------------------

    def _component(self, number_: int, exponent: Rational) -> Term | Poly:
        """A component's power as a term, or what an exponential is raised to."""
        component = self.net.components[number_]
        atom, labels, _ = component[0]
        if len(component) == 1 and self.net.atoms[atom].kind == "exp" and all(x < 0 for x in labels):
            raised = self._symbolic_power(self.net.body_at(atom, labels), exponent)
            return self.net.body_at(atom, labels) if raised is None else raised
        nodes = list(component)
        if len(nodes) == 1 and len(labels) == 1 and labels[0] >= 0 and nodes[0][2] == 2 and not self._families(atom):
            vector = self._single((atom, (ROW,), 1))
            base = mul(transpose(vector), vector)
        else:
            base = self._network(nodes)
        if exponent == 1:
            return base
        if not base.sort.is_scalar:
            if exponent.denominator == 1 and exponent > 1 and base.sort.cols == ONE:
                return Term("hadamard", (base,) * int(exponent), None, base.sort)
            raise NotReadable("an elementwise power")
        if exponent == HALF.data:
            return sqrt(base)
        return power(base, number(Fraction(exponent)))

    def _symbolic_power(self, body: Poly, exponent: Rational) -> Term | None:
        """``e^(d log a)`` as ``a^d``."""
        ((monomial, coefficient),) = body.items()
        logs = [n for n, e in monomial if e == 1 and self.net.atoms[self.net.components[n][0][0]].kind == "log" and not self.net.components[n][0][1]]
        if len(logs) != 1 or len(self.net.components[logs[0]]) != 1:
            return None
        rest: Poly = {tuple(pair for pair in monomial if pair[0] != logs[0]): coefficient * exponent}
        base = self.net.body_at(self.net.components[logs[0]][0][0], ())
        return power(self.poly(base), self.poly(rest))

    def _network(self, nodes: list[Node]) -> Term:
        """A connected network: indices that sums must name first, then paths and cycles."""
        degree: dict[int, int] = {}
        named: set[int] = set()
        for atom, labels, exponent in nodes:
            families = self._families(atom)
            for i, label in enumerate(labels):
                degree[label] = degree.get(label, 0) + (1 if exponent == 1 else 9)
                if label >= 0 and (i < families or len(labels) - families > 2):
                    named.add(label)
        named |= {x for x, count in degree.items() if x >= 0 and count != 2}
        return self._summed(nodes, sorted(named))


    def _summed(self, nodes: list[Node], named: list[int]) -> Term:
        ranges = {x: self.net.atoms[a].ranges[i] for a, xs, _ in nodes for i, x in enumerate(xs)}
        own: dict[int, int] = {}
        for label in named:
            own[label] = NAMED - len(self.names)
            self.names[own[label]] = index(self._unused(), ranges[label])
        moved = [(a, tuple(own.get(x, x) for x in xs), e) for a, xs, e in nodes]
        factors = [self._part(part) for part in connected(moved)]
        body = factors[0] if len(factors) == 1 else self._product(factors)
        for label in reversed(named):
            name = self.names.pop(own[label])
            body = summation(name.data[0], name.data[1], body)
        return body

    def _unused(self) -> str:
        """A name that no index has yet."""
        taken = {t.data[0] for t in self.names.values()}
        endings = ("", *(f"_{k}" for k in range(len(taken) + 1)))
        return next(name for name in (n + ending for ending in endings for n in NAMES) if name not in taken)

    def _product(self, factors: list[Term]) -> Term:
        scalars = sorted((f for f in factors if f.sort.is_scalar), key=repr)
        others = [f for f in factors if not f.sort.is_scalar]
        if len(others) == 2 and others[0].sort.cols == ONE and others[1].sort.rows == ONE:
            return mul(*scalars, *others)
        if len(others) == 2 and others[1].sort.cols == ONE and others[0].sort.rows == ONE:
            return mul(*scalars, others[1], others[0])
        if len(others) > 1:
            raise NotReadable("an elementwise product")
        return mul(*scalars, *others)

    def _part(self, nodes: list[Node]) -> Term:
        """One path or cycle whose remaining bound labels each join two slots."""
        if len(nodes) == 1 and not [x for x in nodes[0][1] if x >= 0]:
            return self._single(nodes[0])
        start = self._start(nodes)
        words = [w for w in (self._walk(nodes, *s) for s in start) if w is not None]
        if not words:
            raise NotReadable("a network that is no product of matrices")
        return min(words, key=lambda w: (sum(t.op == "transpose" and t.args[0].sort.cols != ONE for t in w.args), repr(w)))

    def _start(self, nodes: list[Node]) -> list[tuple[int, int]]:
        """Where to begin: at ROW, else at a vector, else anywhere in a cycle: (node, label entered by)."""
        ends = [(i, x) for i, (_, xs, _) in enumerate(nodes) for x in xs if x == ROW]
        ends = ends or [(i, x) for i, (_, xs, _) in enumerate(nodes) for x in xs if x == COL]
        vectors = [(i, -9) for i, (a, xs, _) in enumerate(nodes) if len([x for x in xs[self._families(a) :] if x >= COL]) == 1]
        return ends or vectors or [(i, xs[side]) for i, (_, xs, _) in enumerate(nodes) for side in (-2, -1)]

    def _walk(self, nodes: list[Node], at: int, enter: int) -> Term | None:
        left = list(range(len(nodes)))
        factors: list[Term] = []
        begin = enter
        while True:
            left.remove(at)
            _, xs, exponent = nodes[at]
            inner = [x for x in xs[self._families(nodes[at][0]) :] if x >= COL]
            if exponent != 1:
                return None
            if len(inner) not in (1, 2):
                return None
            if len(inner) == 1:
                term, leave = self._single((nodes[at][0], tuple(ROW if x == inner[0] else x for x in xs), 1)), inner[0]
                first = not factors and enter == -9
                factors.append(transpose(term) if first else term)
                if not first or not left:
                    break
            else:
                row, col = inner
                flipped = enter == col and row != col
                leave = row if flipped else col
                matrix = self._single((nodes[at][0], (*xs[:-2], ROW, COL), 1))
                factors.append(transpose(matrix) if flipped and not self.net.atoms[nodes[at][0]].symmetric else matrix)
            if leave < 0 or (leave == begin and not left):
                break
            following = [i for i in left if leave in nodes[i][1]]
            if not following:
                break
            at, enter = following[0], leave
        if left:
            return None
        product = mul(*factors)
        return traced(product) if begin >= 0 and not product.sort.is_scalar else _entry_of(factors) or product

    # -- atoms -----------------------------------------------------------------------------------------------------------------


def _entry_of(factors: list[Term]) -> Term | None:
    """``x' e_k`` is the k-th entry of x, ``e_i' A e_j`` an entry of A."""
    if not 2 <= len(factors) <= 3 or not all(f.op in ("symbol", "unit", "member") for f in map(_upright, factors)):
        return None
    first, *middle, last = factors[0], *factors[1:-1], factors[-1]
    units = [f.args[0] for f in (_upright(first), last) if f.op == "unit"]
    if middle:
        return entry(middle[0], *units) if len(units) == 2 and middle[0].op != "unit" else None
    vector = last if _upright(first).op == "unit" else _upright(first)
    return entry(vector, *units) if len(units) == 1 and vector.sort.cols == ONE else None


def _upright(factor: Term) -> Term:
    return factor.args[0] if factor.op == "transpose" else factor


def _place(scalar: Term) -> tuple[bool, bool, str, str]:
    """Names before sums of other things, in the order of the alphabet, so that it does not matter what was computed first."""
    base = scalar.args[0] if scalar.op == "power" else scalar
    return scalar.op in ("exp", "add"), base.op != "symbol", str(base.data) if base.op == "symbol" else "", repr(scalar)


def _summand(term: Term) -> tuple[bool, bool, str]:
    """What is added before what is taken away, and numbers last; in the order of how they are written, for the same reason."""
    scaled = term.op == "mul" and term.args[0].op == "number"
    rest = term.args[1:] if scaled else (term,)
    return scaled and term.args[0].data < 0, term.op == "number", repr(rest)


__all__ = ["NotReadable", "Readback"]
