"""Index networks: products of tensors whose indices are summed, in a canonical form, and polynomials of them.

A node is ``(atom, labels, exponent)``: a tensor atom with an index at each of its slots. Labels >= 0 are summed over their whole range,
labels < 0 are free: ROW, COL, and one for each named index. Vectors and matrices make paths ``u' W v`` and cycles ``tr W``; what occurs
more than twice (``diag``, elementwise products, sums over data) is nothing special. A connected network, its bound labels numbered in
the least order, is a *component*; a monomial is a product of components with exponents, a polynomial a sum of monomials. Transposes,
cyclic traces, symmetric matrices and renamed indices therefore need no rule: they are the same network.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import Any, NamedTuple

from symkl.kernel.sort import Dimension

Rational = int | Fraction
Labels = tuple[int, ...]
Node = tuple[int, Labels, Rational]
Component = tuple[Node, ...]
Monomial = tuple[tuple[int, Rational], ...]
Poly = dict[Monomial, Rational]

ROW, COL = -1, -2
ONE_POLY: Poly = {(): 1}
ZERO_POLY: Poly = {}


class BudgetExceeded(Exception):
    """The work allowed for one question is used up; the answer is "undecided"."""


class Atom(NamedTuple):
    """An irreducible tensor; its last two slots interchange where it is symmetric.

    ``body`` is what it is made of: polynomials whose slot labels are SLOT, SLOT - 1, ..; ``depends`` lists the atoms in it.
    """

    kind: str
    key: Any
    ranges: tuple[Dimension, ...] = ()
    symmetric: bool = False
    body: tuple[Poly, ...] = ()
    depends: frozenset[int] = frozenset()


SLOT = -1_000_000


def add_into(total: Poly, other: Poly, scale: Rational = 1) -> Poly:
    """Add ``scale * other`` to ``total`` in place."""
    for monomial, coefficient in other.items():
        value = total.get(monomial, 0) + coefficient * scale
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def scaled(poly: Poly, by: Rational) -> Poly:
    """``by * poly``."""
    return {m: c * by for m, c in poly.items()} if by else {}


class Networks:
    """The atoms and components met in one context, and the arithmetic of polynomials of them."""

    def __init__(self, budget: int = 400_000) -> None:
        self.atoms: list[Atom] = []
        self.components: list[Component] = []
        self.free: list[frozenset[int]] = []
        self.budget = budget
        self._atom_ids: dict[Any, int] = {}
        self._component_ids: dict[Component, int] = {}
        self._labels: dict[str, int] = {}
        self._joined: dict[tuple[Node, ...], Poly] = {}

    # -- registry ----------------------------------------------------------------------------------------------------------

    def atom(self, atom: Atom) -> int:
        """The number of an atom, registered at its first use."""
        key = (atom.kind, atom.key, atom.ranges)
        if key not in self._atom_ids:
            self._atom_ids[key] = len(self.atoms)
            self.atoms.append(atom)
        return self._atom_ids[key]

    def identity(self, over: Dimension) -> int:
        """The atom of an identity matrix."""
        return self.atom(Atom("identity", None, (over, over), True))

    def presence(self, atom: int, labels: Labels) -> list[Node]:
        """Nodes that keep an atom's summed labels counted when what replaces the atom does not mention them."""
        return [(self.atom(Atom("ones", None, (r,))), (x,), 1) for r, x in zip(self.atoms[atom].ranges, labels, strict=True) if x >= 0]

    def label(self, name: str) -> int:
        """The free label of a named index."""
        return self._labels.setdefault(name, -3 - len(self._labels))

    def component(self, component: Component) -> int:
        """The number of a component, registered at its first use."""
        number = self._component_ids.get(component)
        if number is None:
            number = self._component_ids[component] = len(self.components)
            self.components.append(component)
            self.free.append(frozenset(label for _, labels, _ in component for label in labels if label < 0))
        return number

    def spend(self, work: int = 1) -> None:
        """Count work; raises `BudgetExceeded` once it is used up."""
        self.budget -= work
        if self.budget < 0:
            raise BudgetExceeded

    # -- polynomials ---------------------------------------------------------------------------------------------------------

    def multiply(self, left: Poly, right: Poly) -> Poly:
        """The product; free labels are shared, nothing is summed."""
        if left == ONE_POLY or right == ONE_POLY:
            return right if left == ONE_POLY else left
        total: Poly = {}
        self.spend(len(left) * len(right))
        for m, a in left.items():
            for n, b in right.items():
                add_into(total, self.merge(m, n), a * b)
        return total

    def merge(self, left: Monomial, right: Monomial) -> Poly:
        """The product of two monomials."""
        exponents = dict(left)
        whole = True
        for number, exponent in right:
            if number in exponents:
                exponents[number] += exponent
                whole = False
            else:
                exponents[number] = exponent
        if whole:
            return {tuple(sorted(exponents.items())): 1}
        return self.settle(exponents)

    def settle(self, exponents: dict[int, Rational]) -> Poly:
        """A product of components, with what became reducible by it reduced (see `Normalizer.settle`)."""
        return {tuple(sorted((n, e) for n, e in exponents.items() if e)): 1}

    def single(self, atom: int, labels: Labels = (), exponent: Rational = 1) -> Poly:
        """One node as a polynomial."""
        return self.join(((atom, labels, exponent),))

    def nodes(self, monomial: Monomial, start: int = 0) -> tuple[list[Node], int]:
        """All nodes of a monomial, its bound labels numbered from ``start`` on."""
        nodes: list[Node] = []
        for number, exponent in monomial:
            start = self._unfold(number, exponent, nodes, start)
        return nodes, start

    def _unfold(self, number: int, exponent: Rational, nodes: list[Node], start: int) -> int:
        component = self.components[number]
        if len(component) == 1 and all(label < 0 for label in component[0][1]):
            atom, labels, inner = component[0]
            nodes.append((atom, labels, inner * exponent))
            return start
        if exponent != int(exponent) or exponent < 0:
            atom, slots = self.packed("value", {((number, 1),): 1})
            nodes.append((atom, slots, exponent))
            return start
        for _ in range(int(exponent)):
            most = 0
            for atom, labels, inner in component:
                nodes.append((atom, tuple(label + start if label >= 0 else label for label in labels), inner))
                most = max(most, *(label + 1 for label in labels), 0)
            start += most
        return start

    def opaque(self, kind: str, body: tuple[Poly, ...], free: list[int], key: Any = None, symmetric: bool = False) -> int:
        """An atom made of polynomials; the ``free`` labels become its slots."""
        renaming = {label: SLOT - i for i, label in enumerate(free)}
        body = tuple(self.relabel(p, renaming) for p in body)
        ranges = tuple(self.range_of(label, body) for label in renaming.values())
        depends = frozenset(atom for p in body for m in p for n, _ in m for node in self.components[n] for atom in self.reach(node[0]))
        frozen = tuple(tuple(sorted(p.items())) for p in body)
        return self.atom(Atom(kind, (key, frozen), ranges, symmetric, body, depends))

    def packed(self, kind: str, poly: Poly, key: Any = None) -> tuple[int, Labels]:
        """The scalar opaque atom of a polynomial and the labels at its slots, in the order that makes its body least."""
        free = sorted({x for m in poly for n, _ in m for x in self.free[n]}, reverse=True)
        best = tuple(free)
        if 1 < len(free) <= 3:
            best = min(permutations(free), key=lambda order: sorted(self.relabel(poly, {x: SLOT - i for i, x in enumerate(order)}).items()))
        return self.opaque(kind, (poly,), list(best), key), best

    def reach(self, atom: int) -> frozenset[int]:
        """The atom and all that it is made of."""
        return self.atoms[atom].depends | {atom}

    def range_of(self, label: int, polys: tuple[Poly, ...]) -> Dimension:
        """The range of a label that occurs in the polynomials."""
        for poly in polys:
            for monomial in poly:
                for number, _ in monomial:
                    for atom, labels, _ in self.components[number]:
                        if label in labels:
                            return self.atoms[atom].ranges[labels.index(label)]
        raise KeyError(label)

    def body_at(self, atom: int, labels: Labels, which: int = 0) -> Poly:
        """An opaque atom's polynomial with labels at its slots."""
        return self.relabel(self.atoms[atom].body[which], {SLOT - i: label for i, label in enumerate(labels)})

    def placed(self, atom: int, labels: Labels, start: int, which: int = 0) -> list[tuple[Rational, list[Node]]]:
        """An opaque atom's polynomial as lists of nodes, any labels at its slots, its own bound labels from ``start`` on."""
        names = {SLOT - i: label for i, label in enumerate(labels)}
        terms = []
        for monomial, coefficient in self.atoms[atom].body[which].items():
            nodes, _ = self.nodes(monomial, start)
            terms.append((coefficient, [(a, tuple(names.get(x, x) for x in xs), e) for a, xs, e in nodes]))
        return terms

    def relabel(self, poly: Poly, renaming: dict[int, int]) -> Poly:
        """The polynomial with free labels renamed (to free labels)."""
        touched = {k: v for k, v in renaming.items() if k != v}
        if not touched:
            return poly
        total: Poly = {}
        for monomial, coefficient in poly.items():
            if not any(self.free[n] & touched.keys() for n, _ in monomial):
                add_into(total, {monomial: coefficient})
                continue
            nodes, _ = self.nodes(monomial)
            moved = tuple((a, tuple(touched.get(label, label) for label in labels), e) for a, labels, e in nodes)
            add_into(total, self.join(moved), coefficient)
        return total

    def contract(self, poly: Poly, label: int, over: Dimension) -> Poly:
        """The sum of the polynomial over all values of a free label."""
        total: Poly = {}
        for monomial, coefficient in poly.items():
            inside = tuple((n, e) for n, e in monomial if label in self.free[n])
            outside = tuple((n, e) for n, e in monomial if label not in self.free[n])
            if not inside:
                add_into(total, self.multiply({monomial: coefficient}, self.size(over)))
                continue
            nodes, bound = self.nodes(inside)
            summed = tuple((a, tuple(bound if x == label else x for x in labels), e) for a, labels, e in nodes)
            add_into(total, self.multiply({outside: coefficient}, self.join(summed)))
        return total

    def matmul(self, left: Poly, right: Poly, inner: Dimension) -> Poly:
        """The matrix product: COL of the left with ROW of the right, over ``inner`` (1: nothing to sum)."""
        if inner == (1, ()):
            return self.multiply(left, right)
        middle = SLOT + 1
        return self.contract(self.multiply(self.relabel(left, {COL: middle}), self.relabel(right, {ROW: middle})), middle, inner)

    def transpose(self, poly: Poly) -> Poly:
        """Rows and columns interchanged."""
        return self.relabel(poly, {ROW: COL, COL: ROW})

    def size(self, of: Dimension) -> Poly:
        """A dimension as a polynomial."""
        total: Poly = {(): of.constant} if of.constant else {}
        for name in of.names:
            add_into(total, self.single(self.atom(Atom("dimension", name))))
        return total

    # -- canonical form ------------------------------------------------------------------------------------------------------

    def join(self, nodes: tuple[Node, ...]) -> Poly:
        """The product of nodes, summed over all their labels >= 0, in canonical form."""
        known = self._joined.get(nodes)
        if known is None:
            self.spend(len(nodes))
            known = self._joined[nodes] = self._join(nodes)
        return known

    def _join(self, nodes: tuple[Node, ...]) -> Poly:
        merged, factor = self._eliminate(nodes)
        reduced = self.reduce(merged)
        if reduced is not None:
            return self.multiply(factor, reduced)
        exponents: dict[int, Rational] = {}
        for part in _connected(merged):
            if len(part) == 1 and all(label < 0 for label in part[0][1]):
                atom, labels, exponent = part[0]
                number = self.component(((atom, labels, 1),))
            else:
                number, exponent = self.component(self._canonical(part)), 1
            exponents[number] = exponents.get(number, 0) + exponent
        return self.multiply(factor, self.settle(exponents))

    def reduce(self, nodes: list[Node]) -> Poly | None:
        """A relation between atoms that applies to the nodes (see `Normalizer.reduce`), else None."""
        return None

    def _eliminate(self, nodes: tuple[Node, ...]) -> tuple[list[Node], Poly]:
        """Merge equal nodes and remove identities; the factor counts the labels that are left without a node."""
        ranges = {x: self.atoms[a].ranges[i] for a, labels, _ in nodes for i, x in enumerate(labels) if x >= 0}
        merged = self._merged([n for n in nodes if self.atoms[n[0]].kind != "ones"])
        while True:
            found = next(((a, xs) for a, xs, _ in merged if self.atoms[a].kind == "identity" and self._movable(a, xs, merged)), None)
            if found is None:
                break
            (atom, (left, right)) = found
            rest = [n for n in merged if n[:2] != found]
            keep = []
            if left != right:
                old, new = (left, right) if left >= 0 else (right, left) if right >= 0 else (min(left, right), max(left, right))
                rest = [(a, tuple(new if x == old else x for x in xs), e) for a, xs, e in rest]
                if old >= 0:
                    ranges.pop(old, None)
                else:
                    keep = [(atom, (new, old), 1)]
            merged = self._merged([*rest, *keep])
        factor = ONE_POLY
        present = {x for _, labels, _ in merged for x in labels}
        for label in sorted(ranges.keys() - present):
            factor = self.multiply(factor, self.size(ranges[label]))
        return merged, factor

    def _movable(self, atom: int, labels: Labels, nodes: list[Node]) -> bool:
        left, right = labels
        if left == right or left >= 0 or right >= 0:
            return True
        old = min(left, right)
        return any(old in xs for a, xs, _ in nodes if (a, xs) != (atom, labels))

    def _merged(self, nodes: Any) -> list[Node]:
        exponents: dict[tuple[int, Labels], Rational] = {}
        for atom, labels, exponent in nodes:
            if self.atoms[atom].symmetric and labels[-2] < labels[-1]:
                labels = swapped(labels)
            idempotent = self.atoms[atom].kind in ("identity", "inclusion")
            exponents[atom, labels] = 1 if idempotent else exponents.get((atom, labels), 0) + exponent
        return [(a, labels, e) for (a, labels), e in exponents.items() if e]

    def _canonical(self, part: list[Node]) -> Component:
        """The nodes with bound labels numbered so that their sequence is least."""
        colours = [(a, e, tuple(min(x, 0) for x in xs)) for a, xs, e in part]
        count: dict[Any, int] = {}
        for colour in colours:
            count[colour] = count.get(colour, 0) + 1
        first = min(count, key=lambda c: (count[c], c))
        best: Component | None = None
        for at, colour in enumerate(colours):
            if colour != first:
                continue
            for labels in self._orders(part[at]):
                for found in self._walk(part, colours, [at], labels):
                    best = found if best is None or found < best else best
        assert best is not None
        return best

    def _orders(self, node: Node) -> list[Labels]:
        labels = node[1]
        if self.atoms[node[0]].symmetric and labels[-1] != labels[-2] and min(labels[-2:]) >= 0:
            return [labels, swapped(labels)]
        return [labels]

    def _walk(self, part: list[Node], colours: list[Any], order: list[int], first: Labels) -> list[Component]:
        """All least numberings that start with one node; more than one only where equal nodes are tied."""
        number: dict[int, int] = {}
        for label in first:
            if label >= 0:
                number.setdefault(label, len(number))
        states = [(order, number)]
        for _ in range(len(part) - 1):
            grown: list[tuple[list[int], dict[int, int]]] = []
            for taken, numbers in states:
                options = [(self._rank(part[i], colours[i], numbers), i) for i in range(len(part)) if i not in taken]
                least = min(options)[0]
                for rank, i in options:
                    if rank == least and len(grown) < 64:
                        more = dict(numbers)
                        for label in self._oriented(part[i], numbers):
                            if label >= 0:
                                more.setdefault(label, len(more))
                        grown.append((taken + [i], more))
            self.spend(len(grown))
            states = grown
        return [tuple(self._encode(part[i], numbers) for i in taken) for taken, numbers in states]

    def _oriented(self, node: Node, numbers: dict[int, int]) -> Labels:
        atom, labels, _ = node
        if self.atoms[atom].symmetric and self._seen(labels[-1], numbers) < self._seen(labels[-2], numbers):
            return swapped(labels)
        return labels

    @staticmethod
    def _seen(label: int, numbers: dict[int, int]) -> int:
        return label if label < 0 else numbers.get(label, 1_000_000)

    def _rank(self, node: Node, colour: Any, numbers: dict[int, int]) -> Any:
        seen = [self._seen(x, numbers) for x in self._oriented(node, numbers)]
        return (min((s for s in seen if s >= 0), default=1_000_000), colour[0], colour[1], seen)

    def _encode(self, node: Node, numbers: dict[int, int]) -> Node:
        labels = tuple(numbers.get(x, x) for x in self._oriented(node, numbers))
        if self.atoms[node[0]].symmetric and labels[-2] > labels[-1] >= 0:
            labels = swapped(labels)
        return (node[0], labels, node[2])


def swapped(labels: Labels) -> Labels:
    """The labels with the last two interchanged: row and column of a symmetric atom."""
    return (*labels[:-2], labels[-1], labels[-2])


def _connected(nodes: list[Node]) -> list[list[Node]]:
    """The nodes in groups that share bound labels."""
    groups: list[tuple[set[int], list[Node]]] = []
    for node in nodes:
        bound = {x for x in node[1] if x >= 0}
        members = [node]
        rest = []
        for labels, group in groups:
            if labels & bound:
                bound |= labels
                members = group + members
            else:
                rest.append((labels, group))
        groups = [*rest, (bound, members)]
    return [group for _, group in groups]
