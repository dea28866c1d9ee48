"""Index networks: products of tensors whose indices are summed, in a canonical form, and polynomials of them.

A node is ``(atom, labels, exponent)``: a tensor atom with an index at each of its slots. Labels >= 0 are summed over their whole range,
labels < 0 are free: ROW, COL, and one for each named index. Vectors and matrices make paths ``u' W v`` and cycles ``tr W``; what occurs
more than twice (``diag``, elementwise products, sums over data) is nothing special. A connected network, its bound labels numbered in
the least order, is a *component*; a monomial is a product of components with exponents, a polynomial a sum of monomials. Transposes,
cyclic traces, symmetric matrices and renamed indices therefore need no rule: they are the same network.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

from symkl.kernel.canonical import Canonical, connected
from symkl.kernel.poly import (  # fmt: skip
    COL,
    ROW,
    SLOT,
    Atom,
    BudgetExceeded,
    Chain,
    Component,
    Labels,
    Monomial,
    Node,
    Poly,
    Rational,
    add_into,
    scaled,
    times,
    whole,
)
from symkl.kernel.sort import Dimension

#: kinds of atoms whose powers reduce
REDUCIBLE = frozenset(("prime", "value", "sign", "identity", "inclusion"))
PARTIAL = frozenset(("value", "log", "inverse"))  # kinds of atoms that are not defined wherever what they are made of is 0


class Networks(Canonical):
    """The atoms and components met in one context, and the arithmetic of polynomials of them."""

    def __init__(self, budget: int = 400_000) -> None:
        self.atoms: list[Atom] = []
        self.components: list[Component] = []
        self.free: list[frozenset[int]] = []
        self.kinds: list[str] = []  # of a component that is one atom under free labels the atom's kind, of any other nothing
        self.reducible: set[int] = set()  # components whose powers may be more than powers
        self.identities: set[int] = set()  # components that are an identity under free labels
        self.budget = budget
        self.depth = 0  # of relations being applied
        self._atom_ids: dict[Any, int] = {}
        self._component_ids: dict[Component, int] = {}
        self._labels: dict[str, int] = {}
        self._joined: dict[tuple[Node, ...], Poly] = {}
        self._chains: dict[tuple[int, tuple[int, int]], Chain | None] = {}  # the words in components

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
            if any(map(self._is_nowhere, component)):
                raise BudgetExceeded("a value that is nowhere defined")
            number = self._component_ids[component] = len(self.components)
            self.components.append(component)
            self.free.append(frozenset(label for _, labels, _ in component for label in labels if label < 0))
            alone = len(component) == 1 and all(label < 0 for label in component[0][1])
            self.kinds.append(self.atoms[component[0][0]].kind if alone else "")
            if self.kinds[-1] in REDUCIBLE:
                self.reducible.add(number)
            if self.kinds[-1] == "identity":
                self.identities.add(number)
        return number

    def _is_nowhere(self, node: Node) -> bool:
        """Whether this is a power, logarithm or inverse of a sum that is 0 at these labels, as in ``1 / (x_i - x_j)`` where j is i."""
        if self.atoms[node[0]].kind not in PARTIAL or len(set(node[1])) == len(node[1]):
            return False
        return not self.body_at(node[0], tuple(x if x < 0 else -2000 - x for x in node[1]))

    def spend(self, work: int = 1) -> None:
        """Count work; raises `BudgetExceeded` once it is used up."""
        self.budget -= work
        if self.budget < 0:
            raise BudgetExceeded

    # -- polynomials ---------------------------------------------------------------------------------------------------------

    def multiply(self, left: Poly, right: Poly) -> Poly:
        """The product; free labels are shared, nothing is summed."""
        for one, other in ((left, right), (right, left)):
            if len(one) == 1 and () in one:
                return other if one[()] == 1 else scaled(other, one[()])
        self.spend(len(left) * len(right))
        if len(left) == len(right) == 1:
            ((m, a),), ((n, b),) = left.items(), right.items()
            coefficient, product = times(a, b), self.merge(m, n)
            return product if coefficient == 1 else scaled(product, coefficient)
        total: Poly = {}
        for m, a in left.items():
            for n, b in right.items():
                add_into(total, self.merge(m, n), times(a, b))
        return total

    def merge(self, left: Monomial, right: Monomial) -> Poly:
        """The product of two monomials."""
        apart = not self.identities or not self._renames(left, right) and not self._renames(right, left)
        if not left or not right or apart and left[-1][0] < right[0][0]:
            return {left + right: 1}
        exponents = dict(left)
        for number, exponent in right:
            if number in exponents:
                exponents[number] = whole(exponents[number] + exponent)
                apart = False
            else:
                exponents[number] = exponent
        if apart:
            return {tuple(sorted(exponents.items())): 1}
        return self.settle(exponents)

    def _renames(self, left: Monomial, right: Monomial) -> bool:
        """Whether an identity under free labels stands left of what has the label that it takes away."""
        renamed = [min(self.free[n]) for n, _ in left if n in self.identities]
        return bool(renamed) and any(label in self.free[n] for label in renamed for n, _ in right)

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
            if all(self.free[n].isdisjoint(touched) for n, _ in monomial):
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
        for part in connected(merged):
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
