"""Derivatives of normal forms, and values put in for an atom."""

from __future__ import annotations

from symkl.kernel import grid as grids
from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import Grid, plain, total
from symkl.kernel.matrices import Matrices
from symkl.kernel.poly import COL, ROW, SLOT, Atom, Labels, Node, Poly, Rational, add_into

Pieces = list[tuple[Rational, list[Node]]]


class Calculus(Matrices):
    """Differentials node by node, with the chain rule through every atom that is made of others."""

    def pieces(self, poly: Poly, names: dict[int, int], start: int) -> Pieces:
        """A polynomial as lists of nodes with free labels renamed (also to bound ones); its own bound labels start at ``start``."""
        found: Pieces = []
        for monomial, coefficient in poly.items():
            nodes, _ = self.nodes(monomial, start)
            found.append((coefficient, [(a, tuple(names.get(x, x) for x in xs), e) for a, xs, e in nodes]))
        return found

    def free_copy(self, atom: int) -> int:
        """The atom to differentiate by: of a symmetric or orthogonal matrix a copy with free entries, with the same definiteness."""
        known = self.atoms[atom]
        if not known.symmetric and atom not in self.orthogonal:
            return atom
        copy = self.atom(Atom("free copy", (known.kind, known.key), known.ranges))
        entry = self.single(copy, (*(SLOT * 2 - i for i in range(len(known.ranges) - 2)), ROW, COL))
        original = self.single(atom, (*(SLOT * 2 - i for i in range(len(known.ranges) - 2)), ROW, COL))
        for strict in (True, False) if known.symmetric else ():
            if self.definite(original, known.ranges[-1], strict):
                self.declare_definite(entry, strict)
                break
        return copy

    def differentiate(self, poly: Poly, by: int, labels: Labels) -> Poly:
        """The derivative by an atom's entry at ``labels``."""
        result: Poly = {}
        for monomial, coefficient in poly.items():
            dependent = tuple((n, e) for n, e in monomial if any(by in self.reach(a) for a, _, _ in self.components[n]))
            constant = tuple((n, e) for n, e in monomial if (n, e) not in dependent)
            for number, exponent in dependent:
                others = tuple((n, e - 1 if n == number else e) for n, e in dependent if n != number or e != 1)
                rest = self.multiply({constant: coefficient}, self.settle(dict(others)))
                inner = self._of_component(number, by, labels)
                add_into(result, self.multiply(rest, inner), exponent)
            self.spend()
        return result

    def _of_component(self, number: int, by: int, labels: Labels) -> Poly:
        nodes, start = self.nodes(((number, 1),))
        result: Poly = {}
        for at, (atom, xs, exponent) in enumerate(nodes):
            if by not in self.reach(atom):
                continue
            rest = nodes[:at] + ([(atom, xs, exponent - 1)] if exponent != 1 else []) + nodes[at + 1 :] + self.presence(atom, xs)
            for coefficient, more in self._of_node(atom, xs, by, labels, start):
                add_into(result, self.join(tuple(rest + more)), coefficient * exponent)
        return result

    def _of_node(self, atom: int, xs: Labels, by: int, labels: Labels, start: int) -> Pieces:
        """The derivative of one node, as sums of nodes."""
        kind, ranges = self.atoms[atom].kind, self.atoms[atom].ranges
        if atom == by:
            return [(1, [(self.identity(r), (x, y), 1) for r, x, y in zip(ranges, labels, xs, strict=True)])]
        if kind not in ("inverse", "det", "log", "value", "exp"):
            raise Unreduced(f"the derivative of a {kind}")
        holes = tuple(SLOT * 6 - i for i in range(len(xs) + (2 if kind == "det" else 0)))
        names = dict(zip(holes, xs, strict=False))
        if kind == "det":
            return self._of_determinant(atom, xs, by, labels, start)
        if kind == "inverse":
            inner = self.differentiate(self.body_at(atom, holes), by, labels)
            names |= {holes[-2]: start, holes[-1]: start + 1}
            outer = [(atom, (*xs[:-1], start), 1), (atom, (*xs[:-2], start + 1, xs[-1]), 1)]
            return [(-c, [*outer, *nodes]) for c, nodes in self.pieces(inner, names, start + 2)]
        body = self.body_at(atom, holes)
        inner = self.differentiate(body, by, labels)
        if kind == "log":
            inner = self.multiply(inner, self.power(body, -1))
        return [(c, [*nodes, *([(atom, xs, 1)] if kind == "exp" else [])]) for c, nodes in self.pieces(inner, names, start)]

    def _of_determinant(self, atom: int, xs: Labels, by: int, labels: Labels, start: int) -> Pieces:
        families = tuple(SLOT * 6 - i for i in range(len(xs)))
        body = self.relabel(self.atoms[atom].body[0], {SLOT - i: x for i, x in enumerate(families)})
        size = self.range_of(ROW, (body,))
        moved = self.relabel(body, {ROW: SLOT * 6 - 50, COL: SLOT * 6 - 51})
        inner = self.differentiate(moved, by, labels)
        inverse = self.relabel(self.inverse(plain(body, size, size)).whole, {ROW: SLOT * 6 - 51, COL: SLOT * 6 - 50})
        product = self.contract(self.contract(self.multiply(inner, inverse), SLOT * 6 - 50, size), SLOT * 6 - 51, size)
        return [(c, [(atom, xs, 1), *nodes]) for c, nodes in self.pieces(product, dict(zip(families, xs, strict=True)), start)]

    # -- substitution --------------------------------------------------------------------------------------------------------

    def replaced(self, poly: Poly, atom: int, value: Poly, slots: Labels) -> Poly:
        """The polynomial with a value in place of an atom; ``slots`` are the value's labels in the order of the atom's slots."""
        result: Poly = {}
        for monomial, coefficient in poly.items():
            dependent = tuple((n, e) for n, e in monomial if any(atom in self.reach(a) for a, _, _ in self.components[n]))
            term: Poly = {tuple((n, e) for n, e in monomial if (n, e) not in dependent): coefficient}
            for number, exponent in dependent:
                term = self.multiply(term, self.power(self._component_replaced(number, atom, value, slots), exponent))
            add_into(result, term)
        return result

    def _component_replaced(self, number: int, atom: int, value: Poly, slots: Labels) -> Poly:
        nodes, start = self.nodes(((number, 1),))
        kept = [n for n in nodes if atom not in self.reach(n[0])]
        kept += [p for a, xs, _ in nodes if atom in self.reach(a) for p in self.presence(a, xs)]
        terms: Pieces = [(1, kept)]
        for a, xs, exponent in nodes:
            if atom not in self.reach(a):
                continue
            holes = tuple(SLOT * 6 - i for i in range(len(xs)))
            new = self.power(self._node_replaced(a, holes, atom, value, slots), exponent)
            grown: Pieces = []
            for coefficient, before in terms:
                begin = max([start, *(x + 1 for _, labels, _ in before for x in labels)])
                more = self.pieces(new, dict(zip(holes, xs, strict=True)), begin)
                grown += [(coefficient * c, before + piece) for c, piece in more]
            terms = grown
        result: Poly = {}
        for coefficient, all_nodes in terms:
            add_into(result, self.join(tuple(all_nodes)), coefficient)
        return result

    def _node_replaced(self, node: int, holes: Labels, atom: int, value: Poly, slots: Labels) -> Poly:
        known = self.atoms[node]
        if node == atom:
            return self.relabel(value, dict(zip(slots, holes, strict=True)))
        bodies = [self.replaced(self.body_at(node, holes, i), atom, value, slots) for i in range(len(known.body))]
        if known.kind == "log":
            return self.logarithm(bodies[0])
        if known.kind == "exp":
            return self.exponential(bodies[0])
        if known.kind == "value":
            return bodies[0]
        if known.kind == "inverse":
            moved = self.relabel(bodies[0], {holes[-2]: ROW, holes[-1]: COL})
            size = known.ranges[-1]
            return self.relabel(self.inverse(plain(moved, size, size)).whole, {ROW: holes[-2], COL: holes[-1]})
        if known.kind == "det":
            size = known.key[0]
            return self.determinant(plain(bodies[0], size, size))
        if known.kind == "moment":
            return self.moment_replaced(node, holes, atom, value, slots)
        raise Unreduced(f"a value put into a {known.kind}")

    def moment_replaced(self, node: int, holes: Labels, atom: int, value: Poly, slots: Labels) -> Poly:
        """See `Moments`."""
        raise NotImplementedError

    def assembled(self, grid: Grid) -> Poly:
        """A value in blocks as one polynomial, by inclusions of its parts."""
        if len(grid.rows) == len(grid.cols) == 1:
            return grid.whole
        result: Poly = {}
        for i, row in enumerate(grid.cells):
            for j, cell in enumerate(row):
                if len(grid.rows) > 1 and cell:
                    place = grids.inclusion(self, grid.rows, i, grid.rows[i], total(grid.rows), (COL, ROW))
                    cell = self.matmul(place, cell, grid.rows[i])
                if len(grid.cols) > 1 and cell:
                    place = grids.inclusion(self, grid.cols, j, grid.cols[j], total(grid.cols), (ROW, COL))
                    cell = self.matmul(cell, place, grid.cols[j])
                add_into(result, cell)
        return result
