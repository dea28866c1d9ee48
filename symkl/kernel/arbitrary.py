"""Expectations under a law of which nothing but some moments is known: atoms, linear in what stands in them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symkl.kernel.functions import ranges_of
from symkl.kernel.poly import COL, ROW, SLOT, Atom, Labels, Monomial, Poly, add_into, plus, scaled
from symkl.kernel.slopes import Slopes
from symkl.kernel.sort import Dimension, Sort
from symkl.record import NamedTuple

INDEX = SLOT * 12  # the labels of indices in the key of a law


class Unknown(NamedTuple):
    """A law of which only declared moments are known; ``key`` identifies it, ``reach`` are the atoms that it depends on."""

    variables: list[int]
    key: Any
    reach: frozenset[int]


class Arbitrary(Slopes):
    """Variables of laws, and moments that are atoms."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self.known_moments: dict[int, Poly] = {}
        self._moments: dict[Any, Poly] = {}
        self._integrals: dict[Any, Poly] = {}
        self._open = 0  # indices of sums that are being integrated term by term

    def variable(self, sort: Sort, taken: set[int], of: Any = None) -> int:
        """An atom for a bound variable, apart from those around it; the variables ``of`` one law are the same everywhere."""
        return self._variable(ranges_of(sort), taken, of)

    def _variable(self, ranges: tuple[Dimension, ...], taken: set[int], of: Any) -> int:
        depth = 0
        while self.atom(Atom("variable", (of, depth), ranges)) in taken:
            depth += 1
        return self.atom(Atom("variable", (of, depth), ranges))

    def parted(self, monomial: Monomial, variables: list[int]) -> tuple[Monomial, Monomial]:
        """The components with and without the variables."""
        inside = tuple((n, e) for n, e in monomial if any(self.touches(a, variables) for a, _, _ in self.components[n]))
        return inside, tuple(pair for pair in monomial if pair not in inside)

    def touches(self, atom: int, variables: list[int]) -> bool:
        """Whether an atom is one of the variables or made of one."""
        return atom in variables or any(v in self.atoms[atom].depends for v in variables)

    def _unknown_by_name(self, monomial: Monomial, weight: Unknown) -> Poly:
        """E over an arbitrary law inside another one: its variables are called as they are outside, where that captures nothing."""
        own = self._names(weight.variables, set())
        if own == weight.variables:
            return self._unknown(monomial, weight)
        around = {x for n, _ in monomial for a, _, _ in self.components[n] for x in self.reach(a)} | weight.reach
        own = self._names(weight.variables, around - set(weight.variables))
        moved: Poly = {monomial: 1}
        for before, after in zip(weight.variables, own, strict=True):
            if before != after:
                moved = self.replaced(moved, before, self.single(after, self._slots(after)), self._slots(after))
        result: Poly = {}
        for inner, count in moved.items():
            add_into(result, self._unknown(inner, weight._replace(variables=own)), count)
        return result

    def _names(self, variables: list[int], taken: set[int]) -> list[int]:
        """The first free name of each variable, in order."""
        found: list[int] = []
        for v in variables:
            found.append(self._variable(self.atoms[v].ranges, taken | set(found), self.atoms[v].key[0]))
        return found

    def _unknown(self, monomial: Monomial, weight: Unknown) -> Poly:
        """E over an arbitrary law: a tensor whose slots are those of the nodes that hold the variable."""
        nodes, start = self.nodes(monomial)
        inside = sorted((n for n in nodes if self.touches(n[0], weight.variables)), key=lambda n: (n[0], n[2], n[1]))
        outside = [n for n in nodes if not self.touches(n[0], weight.variables)]
        spread = [(a, xs, 1) for a, xs, e in inside for _ in range(int(e))] if all(e.denominator == 1 and e > 0 for _, _, e in inside) else inside
        indices = self.indices_of(weight)
        key = self.rekeyed(weight.key, {x: INDEX - i for i, x in enumerate(indices)})
        labels = (*indices, *(x for _, xs, _ in spread for x in xs))
        own = tuple(self.range_of(x, tuple(map(dict, weight.key[1]))) for x in indices)
        ranges = (*own, *(r for a, _, _ in spread for r in self.atoms[a].ranges))
        template = tuple((a, e) for a, _, e in spread)
        twice = len(spread) == 2 and template[0] == template[1] and len(labels) == 2 + len(indices)
        symmetric = twice or bool(spread) and self.atoms[spread[-1][0]].symmetric
        depends = weight.reach | frozenset(a for n, _, _ in spread for a in self.reach(n)) - frozenset(weight.variables)
        atom = self.atom(Atom("moment", (key, template), ranges, symmetric, (), depends))
        if atom not in self.known_moments:
            return self.join((*outside, (atom, labels, 1)))
        slots = {SLOT - i: x for i, x in enumerate(labels)}
        outside = outside + self.presence(atom, labels)
        result: Poly = {}
        for c, piece in self.pieces(self.known_moments[atom], slots, start):
            add_into(result, self.join(tuple(outside + piece)), c)
        return result

    def indices_of(self, weight: Unknown) -> Labels:
        """The indices in a law's parameters (those of whole families aside), each a slot of its moments: those of ``q(z | x_n)`` depend on n."""
        polys = () if isinstance(weight.key, str) else weight.key[1]
        free = {x for p in polys for m, _ in p for n, _ in m for x in self.free[n]}
        return tuple(sorted((x for x in free if x not in (ROW, COL) and not SLOT * 3 < x <= SLOT * 2), reverse=True))

    def rekeyed(self, key: Any, names: dict[int, int]) -> Any:
        """A law's key with indices renamed."""
        if isinstance(key, str) or not names:
            return key
        name, polys, *rest = key
        return (name, tuple(tuple(sorted(self.relabel(dict(p), names).items())) for p in polys), *rest)

    def declare_moment(self, left: Poly, right: Poly) -> bool:
        """Solve ``left = right`` for the one moment atom that stands alone in a term; whether that was possible."""
        for monomial, coefficient in left.items():
            if len(monomial) != 1 or monomial[0][1] != 1 or len(self.components[monomial[0][0]]) != 1:
                continue
            atom, labels, _ = self.components[monomial[0][0]][0]
            others: Poly = {m: c for m, c in left.items() if m != monomial}
            if self.atoms[atom].kind != "moment" or len(set(labels)) != len(labels) or self.mentions(others, atom):
                continue
            value = scaled(plus(right, others, -1), 1 / Fraction(coefficient))
            self.known_moments[atom] = self.relabel(value, {x: SLOT - i for i, x in enumerate(labels)})
            return True
        return False

    def mentions(self, poly: Poly, atom: int) -> bool:
        """Whether an atom occurs in the polynomial, inside other atoms too."""
        return any(atom in self.reach(a) for m in poly for n, _ in m for a, _, _ in self.components[n])

    def _slots(self, atom: int) -> Labels:
        return (ROW, COL)[: len(self.atoms[atom].ranges)]
