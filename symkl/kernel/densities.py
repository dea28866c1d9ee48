"""Expectations under a density that is written out. Variables that no factor ties to each other are integrated apart (Fubini's theorem)."""

from __future__ import annotations

from symkl.kernel.functions import Unreduced
from symkl.kernel.moments import Density
from symkl.kernel.poly import Monomial, Poly, add_into
from symkl.kernel.sort import ONE
from symkl.kernel.stein import Stein
from symkl.record import NamedTuple


class Group(NamedTuple):
    """Variables with the factors of the density that speak of them, and one over the integral of these."""

    variables: tuple[int, ...]
    factors: Monomial
    scale: Poly


class Densities(Stein):
    """Integrals of polynomials times densities."""

    def under_density(self, poly: Poly, weight: Density) -> Poly:
        """The integral of the polynomial times the density."""
        groups, whole = self._groups(weight)
        if len(groups) < 2:
            return self._jointly(poly, weight)
        known: dict[Monomial, Poly] = {}
        result: Poly = {}
        for monomial, coefficient in poly.items():
            add_into(result, self._by_groups(monomial, groups, known), coefficient)
        return self.multiply(result, whole)

    def _jointly(self, poly: Poly, weight: Density) -> Poly:
        """Variable by variable."""
        result = self._over(self.multiply(poly, weight.body), weight.variables)
        return self.multiply(result, self.power(self._over(weight.body, weight.variables), -1)) if weight.scale else result

    def _over(self, poly: Poly, variables: list[int]) -> Poly:
        for atom in variables:
            poly = self.integrated(poly, atom, self.atoms[atom].ranges[0] if self.atoms[atom].ranges else ONE)
        return poly

    def _groups(self, weight: Density) -> tuple[list[Group], Poly]:
        """The density's factors by the variables that they tie together, and its integral; nothing where these are not single terms."""
        if len(weight.body) != 1 or weight.scale:
            return [], {}
        ((monomial, coefficient),) = weight.body.items()
        constant, tied = self._tied(monomial, [{v} for v in weight.variables])
        whole: Poly = {constant: coefficient}
        groups = []
        for variables, factors in tied:
            try:
                mass = self._over({factors: 1}, sorted(variables))
            except Unreduced:
                return [], {}
            if len(mass) != 1:
                return [], {}
            groups.append(Group(tuple(sorted(variables)), factors, self.power(mass, -1)))
            whole = self.multiply(whole, mass)
        return groups, whole

    def _tied(self, monomial: Monomial, blocks: list[set[int]]) -> tuple[Monomial, list[tuple[set[int], Monomial]]]:
        """The factors without any of the variables, and the others by the blocks that they tie together."""
        held: list[tuple[set[int], list[int]]] = [(block, []) for block in blocks]
        variables = frozenset().union(*blocks)
        constant = []
        for at, (number, _) in enumerate(monomial):
            touched = variables.intersection(x for a, _, _ in self.components[number] for x in self.reach(a))
            if not touched:
                constant.append(monomial[at])
                continue
            joined = [pair for pair in held if not pair[0].isdisjoint(touched)]
            places = sorted([at, *(i for _, own in joined for i in own)])
            held = [*(pair for pair in held if pair[0].isdisjoint(touched)), (set().union(*(b for b, _ in joined)), places)]
        return tuple(constant), [(block, tuple(monomial[i] for i in places)) for block, places in held]

    def _by_groups(self, monomial: Monomial, groups: list[Group], known: dict[Monomial, Poly]) -> Poly:
        """The expectation of one term: its factors by the groups that they tie together; what speaks of no group's variables stays."""
        constant, tied = self._tied(monomial, [set(g.variables) for g in groups])
        result: Poly = {constant: 1}
        for variables, factors in tied:
            if factors:
                if factors not in known:
                    known[factors] = self._averaged(factors, [g for g in groups if g.variables[0] in variables])
                result = self.multiply(result, known[factors])
        return result

    def _averaged(self, factors: Monomial, groups: list[Group]) -> Poly:
        value: Poly = {factors: 1}
        for group in groups:
            value = self.multiply(self._over(self.multiply(value, {group.factors: 1}), list(group.variables)), group.scale)
        return value
