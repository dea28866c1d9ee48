"""The canonical form of a network: two networks are one if and only if they are written the same (up to a bound on ties)."""

from __future__ import annotations

from typing import Any

from symkl.kernel.poly import ONE_POLY, Atom, Component, Labels, Node, Poly, Rational, swapped
from symkl.kernel.sort import Dimension


class Canonical:
    """Equal nodes merged, identities removed, bound labels numbered in the least order."""

    atoms: list[Atom]
    depth: int

    def spend(self, work: int = 1) -> None:
        """See `Networks`."""
        raise NotImplementedError

    def multiply(self, left: Poly, right: Poly) -> Poly:
        """See `Networks`."""
        raise NotImplementedError

    def size(self, of: Dimension) -> Poly:
        """See `Networks`."""
        raise NotImplementedError

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
            idempotent = self.atoms[atom].kind in ("identity", "inclusion", "step")
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


def connected(nodes: list[Node]) -> list[list[Node]]:
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
