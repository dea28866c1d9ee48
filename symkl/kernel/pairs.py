"""Relations between neighbouring atoms: parts of one partition, orthonormal columns, roots, probabilities."""

from __future__ import annotations

from symkl.kernel.poly import SLOT, Atom, Labels, Node, Poly, Rational
from symkl.kernel.words import Words, slots_of


class Pairs(Words):
    """Relations between two neighbouring atoms."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self.orthogonal: dict[int, int] = {}  # atoms Q with Q'Q = I, and at which slot the product is summed
        self.of_families: set[int] = set()  # functions of all members of a family at once
        self.parts: dict[str, int] = {}  # how many variables the law of a density atom has

    def _parts(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """Two parts of one partition joined along the whole: the identity of the part, or zero."""
        ends: dict[int, tuple[int, Node]] = {}
        for at, node in enumerate(nodes):
            atom, labels, exponent = node
            if self.atoms[atom].kind != "inclusion" or labels[-1] < 0 or degree[labels[-1]] > 2 or exponent != 1:
                continue
            if degree[labels[-1]] == 1:
                alone = len(labels) > 1 and labels[0] >= 0 and degree[labels[0]] == 1
                rest = self._replaced(nodes, {at}, [(1, [])])
                return self.multiply(rest, self.size(self.atoms[atom].ranges[0])) if alone else rest
            if labels[-1] not in ends:
                ends[labels[-1]] = (at, node)
                continue
            first, (other, others, _) = ends[labels[-1]]
            (key, place), (other_key, other_place) = self.atoms[atom].key, self.atoms[other].key
            if key != other_key:
                continue
            if place != other_place:
                return {}
            delta: list[Node] = [(self.identity(self.atoms[atom].ranges[0]), (labels[0], others[0]), 1)] if len(labels) > 1 else []
            return self._replaced(nodes, {at, first}, [(1, delta)])
        return None

    def _probabilities(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """The probabilities of a discrete variable, summed over all its values, are 1."""
        for at, (atom, labels, exponent) in enumerate(nodes):
            known = self.atoms[atom]
            if known.kind != "function" or self.parts.get(known.key[0]) != 1 or exponent != 1:
                continue
            point = known.body[-1]
            for slot, label in enumerate(labels):
                position = self.atom(Atom("position", None, (known.ranges[slot],)))
                if label < 0 or degree[label] != 1 or point != self.single(position, (SLOT - slot,)):
                    continue
                if not any(SLOT - slot in self.free[n] for p in known.body[:-1] for m in p for n, _ in m):
                    kept = [n for n in self.presence(atom, labels) if n[1][0] != label]
                    return self._replaced(nodes, {at}, [(1, kept)])
        return None

    def _roots(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """Neighbouring roots of one matrix P: R R = P, R' R' = P^-1, R R' = I, R P^-1 = R', R' P = R (R' the root of the inverse)."""
        for at, (atom, xs, exponent) in enumerate(nodes):
            if self.atoms[atom].kind != "root" or exponent != 1:
                continue
            for other, (b, ys, e) in enumerate(nodes):
                shared = set(xs[-2:]) & set(ys[-2:]) if other != at and len(ys) >= 2 and e == 1 else set()
                label = next((x for x in shared if x >= 0 and degree[x] == 2), None)
                if label is None:
                    continue
                value = self._root_times(atom, b, xs[:-2] == ys[:-2], ys)
                if value is None:
                    continue
                ends = [x for x in xs[-2:] if x != label] + [y for y in ys[-2:] if y != label]
                names = dict(zip(slots_of(len(xs)), (*xs[:-2], *ends), strict=True))
                start = max(0, self._start(nodes))
                terms: list[tuple[Rational, list[Node]]] = []
                for monomial, c in value.items():
                    more, _ = self.nodes(monomial, start)
                    terms.append((c, [(a, tuple(names.get(x, x) for x in zs), f) for a, zs, f in more]))
                return self._replaced(nodes, {at, other}, terms)
        return None

    def _root_times(self, root: int, other: int, same: bool, labels: Labels) -> Poly | None:
        """The product of a root with its neighbour, by slot labels; None where no relation is known."""
        known, near = self.atoms[root], self.atoms[other]
        slots = slots_of(len(known.ranges))
        if not same:
            return None
        if near.kind == "root" and near.body == known.body:
            if near.key[0] != known.key[0]:
                return self.single(self.identity(known.ranges[-1]), slots[-2:])
            return known.body[0] if known.key[0] else self.inverse_of_body(root)
        if near.kind == "inverse" and near.body == known.body and known.key[0]:
            return self.single(self.atom(known._replace(key=(False, known.key[1]))), slots)
        letter = next(iter(known.body[0]))
        if not known.key[0] and len(known.body[0]) == 1 and letter == next(iter(self.single(other, slots)), None):
            return self.single(self.atom(known._replace(key=(True, known.key[1]))), slots)
        return None

    def inverse_of_body(self, atom: int) -> Poly:
        """The inverse of an atom's matrix, by slot labels (see `Functions`)."""
        raise NotImplementedError

    def _orthonormal(self, nodes: list[Node], degree: dict[int, int]) -> Poly | None:
        """``Q'Q = I``, and ``QQ' = I`` where Q is square."""
        for at, (atom, xs, exponent) in enumerate(nodes):
            if atom not in self.orthogonal or exponent not in (1, 2):
                continue
            square = self.atoms[atom].ranges[0] == self.atoms[atom].ranges[1]
            for slot in (0, 1) if square else (self.orthogonal[atom],):
                if exponent == 2 and xs[slot] >= 0 and degree[xs[slot]] == 2 and xs[0] != xs[1]:  # a column's squares add up to 1
                    ones = self.atom(Atom("ones", None, (self.atoms[atom].ranges[1 - slot],)))
                    kept: list[Node] = [(ones, (xs[1 - slot],), 1)] if xs[1 - slot] >= 0 else []
                    return self._replaced(nodes, {at}, [(1, kept)])
                if exponent == 2:
                    continue
                for other in range(at + 1, len(nodes)):
                    b, ys, e = nodes[other]
                    if b == atom and e == 1 and xs[slot] == ys[slot] >= 0 and degree[xs[slot]] == 2:
                        delta = (self.identity(self.atoms[atom].ranges[1 - slot]), (xs[1 - slot], ys[1 - slot]), 1)
                        return self._replaced(nodes, {at, other}, [(1, [delta])])
        return None
