"""Derivatives of functions of which nothing else is known: ``f(u(x))`` by x is the slope of f at u(x) times the derivative of u.

A slope is an atom: its slots are those of the function's value, the indices of its arguments, and one for each derivative, sorted by the
argument that it is by. Mixed derivatives are taken in any order, so that the function has to be smooth; the prover lists that.
"""

from __future__ import annotations

from symkl.kernel.calculus import Calculus, Pieces
from symkl.kernel.functions import Unreduced
from symkl.kernel.poly import INSIDE, SLOT, Atom, Labels, Poly

CALLED = ("function", "function-value", "slope")
ROUGH = ("power", "gamma")  # functions that are not smooth wherever their arguments lie
Orders = tuple[tuple[int, int], ...]  # arguments by which a slope is taken, each with its number of slots


class Slopes(Calculus):
    """The chain rule through opaque functions."""

    def name_of(self, atom: int) -> str:
        """The function that an atom is a value or a slope of."""
        known = self.atoms[atom]
        return str(known.key[0][0] if known.kind == "slope" else known.key[0]) if known.kind in CALLED else ""

    def _slopes_of(self, known: Atom) -> Orders:
        return known.key[0][1] if known.kind == "slope" else ()

    def _of_node(self, atom: int, xs: Labels, by: int, labels: Labels, start: int) -> Pieces:
        if atom == by or self.atoms[atom].kind not in CALLED:
            return super()._of_node(atom, xs, by, labels, start)
        known = self.atoms[atom]
        if self.name_of(atom) in ROUGH or atom in self.of_families:
            raise Unreduced(f"the derivative of a {self.name_of(atom)}")
        own, indices = self._shape(known)
        holes = tuple(SLOT * 6 - i for i in range(indices))
        names = dict(zip(holes, xs[own : own + indices], strict=True))
        result: Pieces = []
        for place in range(len(known.body)):
            inner = self.differentiate(self.body_at(atom, holes, place), by, labels)
            inside = self._inside(known.body[place])
            if inner and len(inside) > 1 and self.atoms[by].kind == "free copy":
                raise Unreduced("the derivative of a function of a symmetric matrix")
            new = tuple(start + i for i in range(len(inside)))
            pieces = self.pieces(inner, {**names, **dict(zip(inside, new, strict=True))}, start + len(inside))
            if pieces:
                slope, slots = self._slope(known, place, xs, new)
                result += [(c, [*nodes, (slope, slots, 1)]) for c, nodes in pieces]
        return result

    def _inside(self, body: Poly) -> Labels:
        """The labels of an argument's row and column, as far as it has them."""
        free = {x for m in body for n, _ in m for x in self.free[n]}
        return tuple(x for x in (INSIDE, INSIDE - 1) if x in free)

    def _shape(self, known: Atom) -> tuple[int, int]:
        """How many slots are those of the value, and how many are indices of the arguments."""
        indices = len({x for p in known.body for m in p for n, _ in m for x in self.free[n] if x > INSIDE})
        return len(known.ranges) - indices - sum(rank for _, rank in self._slopes_of(known)), indices

    def _slope(self, known: Atom, place: int, xs: Labels, new: Labels) -> tuple[int, Labels]:
        """The atom of one more derivative, and the labels at its slots."""
        orders = self._slopes_of(known)
        before = [o for o in orders if o[0] <= place]
        at = len(xs) - sum(rank for p, rank in orders if p > place)
        ranges = (*known.ranges[:at], *(self.range_of(x, (known.body[place],)) for x in self._inside(known.body[place])), *known.ranges[at:])
        after: Orders = (*before, (place, len(new)), *orders[len(before) :])
        name = known.key[0][0] if known.kind == "slope" else known.key[0]
        twice = len(after) > 1 and after[-1] == after[-2] and after[-1][1] == 1
        mirrored = twice or known.symmetric and not new
        made = known._replace(kind="slope", key=((name, after), known.key[1]), ranges=ranges, symmetric=mirrored)
        return self.atom(made), (*xs[:at], *new, *xs[at:])

    def _node_replaced(self, node: int, holes: Labels, atom: int, value: Poly, slots: Labels) -> Poly:
        known = self.atoms[node]
        if node == atom or known.kind not in CALLED:
            return super()._node_replaced(node, holes, atom, value, slots)
        own, indices = self._shape(known)
        outside = holes[own : own + indices]
        bodies = tuple(self.replaced(self.body_at(node, outside, i), atom, value, slots) for i in range(len(known.body)))
        met = {x for p in bodies for m in p for n, _ in m for x in self.free[n]}
        kept = [x for x in outside if x in met]
        made = self.atoms[self.opaque("function", bodies, kept, known.key[0])]
        ranges = (*known.ranges[:own], *made.ranges, *known.ranges[own + indices :])
        new = self.atom(made._replace(kind=known.kind, ranges=ranges, symmetric=known.symmetric and own < 2))
        if node in self.of_families:
            self.of_families.add(new)
        return self.single(new, (*holes[:own], *kept, *holes[own + indices :]))
