"""Equations between vectors or matrices that the givens declare, as rules for products: ``A v = c v``, ``X' r = 0``, ``P P = P``.

The longest product in such an equation is what it replaces, wherever it is part of a longer one, by what the others make of it. As with
equations between scalars that is done where values are compared, never inside a derivative.
"""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.equations import MOST_EQUATIONS, MOST_REDUCTIONS, Equations
from symkl.kernel.poly import Component, Labels, Monomial, Node, Poly, add_into, scaled

Placed = tuple[dict[int, int], tuple[int, ...]]  # the labels that a product's labels stand for, and the nodes that it takes


class Products(Equations):
    """Reduction by what products are declared to be."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self.products: list[tuple[Component, Poly]] = []

    def declare_product(self, poly: Poly) -> None:
        """Take in that a vector or a matrix is 0: what the longest product, sum over a family or letter alone in it is made of by the others."""
        words = [m for m in poly if len(m) == 1 and m[0][1] == 1 and self._is_replaceable(m, poly)]
        if words and len(self.products) < MOST_EQUATIONS:
            longest = max(words, key=lambda m: (len(self.components[m[0][0]]), m))
            rest = {m: c for m, c in poly.items() if m != longest}
            self.products.append((self.components[longest[0][0]], scaled(rest, -1 / Fraction(poly[longest]))))

    def _is_replaceable(self, monomial: Monomial, poly: Poly) -> bool:
        """Whether a monomial is a product or a sum over a family, or a name that stands nowhere else in the polynomial."""
        component = self.components[monomial[0][0]]
        if any(e != 1 for _, _, e in component) or len(component) > 1 or any(x >= 0 for x in component[0][1]):
            return all(e == 1 for _, _, e in component)
        own = component[0][0]
        others = (node[0] for m in poly if m != monomial for n, _ in m for node in self.components[n])
        return self.atoms[own].kind == "symbol" and not any(own in self.reach(atom) for atom in others)

    def by_products(self, poly: Poly) -> Poly:
        """The polynomial with declared products replaced, as often as they occur."""
        for _ in range(MOST_REDUCTIONS if self.products else 0):
            found = next(((m, value) for m in poly if (value := self._by_product(m)) is not None), None)
            if found is None:
                break
            poly = dict(poly)
            add_into(poly, found[1], poly.pop(found[0]))
        return poly

    def _by_product(self, monomial: Monomial) -> Poly | None:
        """What a monomial is by the first declared product in it."""
        nodes, start = self.nodes(monomial)
        degree: dict[int, int] = {}
        for _, labels, exponent in nodes:
            for label in labels:
                degree[label] = degree.get(label, 0) + (1 if exponent == 1 else 2)
        for product, value in self.products:
            placed = self._placed(nodes, degree, product, {}, ())
            if placed is not None:
                names, used = placed
                outside = {name for label, name in names.items() if label < 0 <= name}
                # labels that are summed stay counted where the value does not vary by them
                counted = [p for at in used for p in self.presence(*nodes[at][:2]) if p[1][0] in outside]
                whole = [(c, self.nodes(m, start)[0]) for m, c in value.items()]
                terms = [(c, [*counted, *((a, tuple(names.get(x, x) for x in xs), e) for a, xs, e in more)]) for c, more in whole]
                return self._replaced(nodes, set(used), terms)
        return None

    def _placed(self, nodes: list[Node], degree: dict[int, int], product: Component, names: dict[int, int], used: tuple[int, ...]) -> Placed | None:
        """Where a product is part of another one: its summed labels are summed there, and stand nowhere else."""
        if len(used) == len(product):
            inside = {x: sum(xs.count(x) for _, xs, _ in product) for _, xs, _ in product for x in xs if x >= 0}
            apart = len({names[x] for x in inside}) == len(inside)
            return (names, used) if apart and all(names[x] >= 0 and degree[names[x]] == count for x, count in inside.items()) else None
        atom, labels, _ = product[len(used)]
        for at, (other, xs, exponent) in enumerate(nodes):
            if at in used or other != atom or exponent != 1:
                continue
            for order in (xs, (*xs[:-2], xs[-1], xs[-2])) if self.atoms[atom].symmetric else (xs,):
                more = _with_labels(names, labels, order)
                found = None if more is None else self._placed(nodes, degree, product, more, (*used, at))
                if found is not None:
                    return found
        return None


def _with_labels(names: dict[int, int], labels: Labels, stand_for: Labels) -> dict[int, int] | None:
    """The names with those of one node more; None where a label would stand for two."""
    more = dict(names)
    for label, name in zip(labels, stand_for, strict=True):
        if more.setdefault(label, name) != name:
            return None
    return more
