"""Expectations: moments of normal laws by pairings, Gaussian integrals by completing the square, of any other law as atoms.

For z normal with mean m and covariance S, E[z_i R] = m_i E[R] + sum over the other z_j in R of S_ij E[R without z_j] (Isserlis 1918;
Petersen and Pedersen, The Matrix Cookbook, section 8.2). The integral of exp(-z'Pz/2 + b'z + c) over R^n is
(2 pi)^(n/2) det(P)^(-1/2) exp(b' P^-1 b / 2 + c) for P positive definite (Bishop, PRML, section 2.3).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symkl.kernel.arbitrary import Arbitrary, Unknown
from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import plain
from symkl.kernel.poly import COL, INSIDE, ONE_POLY, ROW, SLOT, Atom, Labels, Monomial, Node, Poly, add_into, plus, scaled
from symkl.kernel.sort import ONE, Dimension
from symkl.record import NamedTuple

HALF = Fraction(1, 2)
NORMAL = "normal law"


class Gaussian(NamedTuple):
    """A normal law of some variables' atoms, with their means and (cross-)covariances."""

    variables: tuple[int, ...]
    mean: tuple[Poly, ...]
    covariance: tuple[tuple[Poly, ...], ...]


class Density(NamedTuple):
    """A law by its density, up to a factor where it is not normalised."""

    variables: list[int]
    body: Poly
    scale: bool


Weight = Gaussian | Density | Unknown


class Moments(Arbitrary):
    """Expectations and integrals of normal forms."""

    # -- expectations --------------------------------------------------------------------------------------------------------

    def expected(self, poly: Poly, weight: Weight) -> Poly:
        """The expectation of every term."""
        if isinstance(weight, Density):
            return self.under_density(poly, weight)
        variables = list(weight.variables)
        result: Poly = {}
        for monomial, coefficient in poly.items():
            dependent, constant = self.parted(monomial, variables)
            inner = self._moment(dependent, weight) if dependent else ONE_POLY
            add_into(result, self.multiply({constant: coefficient}, inner))
        return result

    def _moment(self, monomial: Monomial, weight: Gaussian | Unknown) -> Poly:
        if isinstance(weight, Unknown):
            cancelled = self._without_density(monomial, weight)
            return self._unknown_by_name(monomial, weight) if cancelled is None else cancelled
        frozen = tuple(tuple(p.items()) for p in (*weight.mean, *(c for row in weight.covariance for c in row)))
        key = (monomial, weight.variables, frozen)
        known = self._moments.get(key)
        if known is None:
            known = self._moments[key] = self._pairings(monomial, weight)
        return known

    def named(self, monomial: Monomial, weight: Gaussian) -> Poly:
        """The expectation as an atom, its variables called the same wherever it comes from."""
        polys = (*weight.mean, *(c for row in weight.covariance for c in row))
        moved: Poly = {monomial: 1}
        own: list[int] = []
        for variable in weight.variables:
            own.append(self._variable(self.atoms[variable].ranges, set(own), NORMAL))
            if variable == own[-1]:
                continue
            if self.mentions(moved, own[-1]):
                raise Unreduced("expectations of unknown functions inside each other")
            moved = self.replaced(moved, variable, self.single(own[-1], self._slots(own[-1])), self._slots(own[-1]))
        reach = frozenset(x for p in polys for m in p for n, _ in m for a, _, _ in self.components[n] for x in self.reach(a))
        key = (NORMAL, tuple(tuple(sorted(p.items())) for p in polys), tuple(own))
        result: Poly = {}
        for inner, count in moved.items():
            add_into(result, self._unknown(inner, Unknown(own, key, reach)), count)
        return result

    def with_functions(self, monomial: Monomial, nodes: list[Node], weight: Gaussian) -> Poly:
        """See `Stein`."""
        raise NotImplementedError

    def _without_density(self, monomial: Monomial, weight: Unknown) -> Poly | None:
        """``E_q[g / q]`` is the integral of g."""
        if len(weight.variables) != 1:
            return None
        (variable,) = weight.variables
        for number, exponent in monomial:
            found = self._density_at(number, variable) if exponent <= -1 else None
            if found is not None and found[0] == weight.key:
                rest = self.settle({n: e + 1 if n == number else e for n, e in monomial})
                return self.integrated(rest, variable, self.atoms[variable].ranges[0] if self.atoms[variable].ranges else ONE)
        return None

    def _pairings(self, monomial: Monomial, weight: Gaussian) -> Poly:
        """One variable taken out, paired with its mean and with each other one; the rest by the same rule."""
        nodes, start = self.nodes(monomial)
        place = {v: i for i, v in enumerate(weight.variables)}
        held = [a for a, _, _ in nodes if place.keys() & self.atoms[a].depends]
        calling = [self._calls(a) for a in held if self.atoms[a].kind == "exp"]
        if held:
            named = all(calling) or any(calling) and len(place) > 1
            return self.with_functions(monomial, nodes, weight) if named else self._tilted(monomial, weight)
        at, (variable, labels, exponent) = next((i, n) for i, n in enumerate(nodes) if n[0] in place)
        if exponent.denominator != 1 or exponent < 0:
            raise Unreduced("the expectation of a power that is no whole number")
        rest = self._less(nodes, at) + self.presence(variable, labels)
        total: Poly = {}
        names = dict(zip(self.slots_of(variable, False), labels, strict=True))
        for c, piece in self.pieces(weight.mean[place[variable]], names, start):
            add_into(total, self.join(tuple(rest + piece)), c)
        for other, (atom, xs, count) in enumerate(rest):
            if atom in place:
                pair = names | dict(zip(self.slots_of(atom, True), xs, strict=True))
                less = self._less(rest, other) + self.presence(atom, xs)
                for c, piece in self.pieces(weight.covariance[place[variable]][place[atom]], pair, start):
                    add_into(total, self.join(tuple(less + piece)), c * count)
        return self.expected(total, weight)

    def slots_of(self, variable: int, second: bool) -> Labels:
        """The labels of a variable's slots in its mean and (first or second) in its covariance: of a family its index, then the row."""
        families = len(self.atoms[variable].ranges) - 1
        return (*(SLOT * 2 - i - 10 * second for i in range(families)), COL if second else ROW) if families >= 0 else ()

    @staticmethod
    def _less(nodes: list[Node], at: int) -> list[Node]:
        """The nodes with one factor of one of them taken out."""
        atom, labels, exponent = nodes[at]
        return nodes[:at] + ([(atom, labels, exponent - 1)] if exponent != 1 else []) + nodes[at + 1 :]

    def _tilted(self, monomial: Monomial, weight: Gaussian) -> Poly:
        """An exponential under a normal law: the law times it is a Gaussian integrand."""
        if len(weight.variables) > 1:
            raise Unreduced("the expectation of an exponential under a joint law")
        (variable,) = weight.variables
        if len(self.atoms[variable].ranges) > 1:
            raise Unreduced("the expectation of an exponential of a family")
        size = self.atoms[variable].ranges[0] if self.atoms[variable].ranges else ONE
        return self.integrated(self.multiply({monomial: 1}, self._density_of(weight, size)), variable, size)

    def _density_of(self, weight: Gaussian, size: Dimension) -> Poly:
        covariance = weight.covariance[0][0]
        centred = plus(self.single(weight.variables[0], (ROW,) if size != ONE else ()), weight.mean[0], -1)
        inverse = self.inverse(plain(covariance, size, size)).whole
        form = self.matmul(self.transpose(centred), self.matmul(inverse, centred, size), size)
        two_pi = scaled(self.single(self.atom(Atom("constant", "pi"))), 2)
        scale = self.multiply(self.symbolic_power(two_pi, self.size(size)), self.determinant(plain(covariance, size, size)))
        return self.multiply(self.power(scale, -HALF), self.exponential(scaled(form, -HALF)))


    # -- Gaussian integrals ----------------------------------------------------------------------------------------------------

    def under_density(self, poly: Poly, weight: Density) -> Poly:
        """See `Densities`."""
        raise NotImplementedError

    def integrated(self, poly: Poly, atom: int, size: Dimension) -> Poly:
        """The integral over an atom's whole space of polynomials times exponentials of quadratic forms."""
        if len(self.atoms[atom].ranges) > 1:
            raise Unreduced("an integral over all members of a family, or a matrix")
        key = (tuple(poly.items()), atom)
        known = self._integrals.get(key)
        if known is None:
            known = self._integrals[key] = self._integrated(poly, atom, size)
        return known

    def _integrated(self, poly: Poly, atom: int, size: Dimension) -> Poly:
        groups: dict[Monomial, Poly] = {}
        opened: Poly = {}
        for monomial, coefficient in poly.items():
            inner = self._of_sum(monomial, atom, size)
            if inner is not None:
                add_into(opened, inner, coefficient)
                continue
            weight = tuple((n, e) for n, e in monomial if self.kinds[n] == "exp" and self.touches(self.components[n][0][0], [atom]))
            rest = tuple(pair for pair in monomial if pair not in weight)
            add_into(groups.setdefault(weight, {}), {rest: coefficient})
        result = opened
        for weight, factor in groups.items():
            calling = tuple((n, e) for n, e in weight if self._calls(self.components[n][0][0]))
            completed = self._completed(tuple(pair for pair in weight if pair not in calling), atom, size)
            if completed is None:
                add_into(result, self._measured(self.multiply({weight: 1}, factor), atom))
            else:
                mean, covariance, mass = completed
                inner = self.expected(self.multiply({calling: 1}, factor), Gaussian((atom,), (mean,), ((covariance,),)))
                add_into(result, self.multiply(mass, inner))
        return result

    def _of_sum(self, monomial: Monomial, atom: int, size: Dimension) -> Poly | None:
        """The integral of a sum of exponentials over an index, term by term; None where there is no such sum."""
        for number, exponent in monomial:
            component = self.components[number]
            bound = {x: self.atoms[a].ranges[i] for a, xs, _ in component if self.atoms[a].kind == "exp" and self.touches(a, [atom])
                     for i, x in enumerate(xs) if x >= 0}  # fmt: skip
            if not bound or exponent != 1:
                continue
            names = {x: SLOT * 10 - self._open - i for i, x in enumerate(bound)}
            nodes = tuple((a, tuple(names.get(x, x) for x in xs), e) for a, xs, e in component)
            rest: Poly = {tuple(p for p in monomial if p[0] != number): 1}
            self._open += len(names)
            inner = self.integrated(self.multiply(rest, self.join(nodes)), atom, size)
            self._open -= len(names)
            for x, name in names.items():
                inner = self.contract(inner, name, bound[x])
            return inner
        return None

    def _measured(self, poly: Poly, atom: int) -> Poly:
        """Integrals that are not Gaussian: expectations where an unknown density of the variable is a factor, else atoms of their own."""
        result: Poly = {}
        for monomial, coefficient in poly.items():
            found = next(((n, e) for n, e in monomial if e >= 1 and self._density_at(n, atom)), None)
            if found is None:
                dependent, constant = self.parted(monomial, [atom])
                if not dependent:
                    raise Unreduced("an integral of what does not depend on its variable")
                if not any(self._holds_density(a) for n, _ in dependent for a, _, _ in self.components[n]):
                    raise Unreduced("an integral that is not Gaussian")
                if self._is_slope_of_density(dependent, atom):
                    continue
                own = self._own_variable("integral", atom, {dependent: 1})
                moved = self.replaced({dependent: 1}, atom, self.single(own, self._slots(own)), self._slots(own))
                for inner, count in moved.items():
                    value = self._unknown(inner, Unknown([own], "integral", frozenset()))
                    add_into(result, self.multiply({constant: coefficient * count}, value))
                continue
            rest = self.settle({n: e - 1 if n == found[0] else e for n, e in monomial})
            key = self._density_at(found[0], atom)
            assert key is not None
            own = self._own_variable(key[0][0], atom, rest)
            moved = self.replaced(rest, atom, self.single(own, self._slots(own)), self._slots(own))
            add_into(result, self.expected(scaled(moved, coefficient), Unknown([own], key[0], key[1])))
        return result

    def points_of(self, number: int, variables: set[int]) -> list[int] | None:
        """The variables, all of them and each once, at which a component is the density of an unknown law, in the law's order."""
        component = self.components[number]
        known = self.atoms[component[0][0]]
        if len(component) > 1 or known.kind != "function" or self.parts.get(known.key[0]) != len(known.body) or component[0][1]:
            return None
        points = []
        for body in known.body:
            point = next((v for v in variables if body == self.single(v, (INSIDE,) if self.atoms[v].ranges else ())), None)
            if point is None or point in points:
                return None
            points.append(point)
        return points if len(points) == len(variables) else None

    def _calls(self, atom: int) -> bool:
        """Whether a value of an unknown function stands in the atom."""
        return any(self.name_of(a) for a in self.reach(atom))

    def _holds_density(self, atom: int) -> bool:
        """Whether an unknown density stands in the atom: only then is an integral assumed to exist."""
        return any(self.name_of(a).startswith("density of ") for a in self.reach(atom))

    def _is_slope_of_density(self, monomial: Monomial, variable: int) -> bool:
        """Whether this is a derivative of the density of an unknown law at the variable: its integral over the variable is 0."""
        component = self.components[monomial[0][0]]
        known = self.atoms[component[0][0]]
        if len(monomial) > 1 or monomial[0][1] != 1 or len(component) > 1 or known.kind != "slope" or self.parts.get(known.key[0][0]) != 1:
            return False
        *parameters, point = known.body
        alone = point == self.single(variable, (INSIDE,) if self.atoms[variable].ranges else ())
        return alone and not any(self.mentions(p, variable) for p in parameters)

    def _own_variable(self, law: str, atom: int, poly: Poly) -> int:
        """The variable that expectations under a law bind, apart from what occurs."""
        depth = 0
        while (own := self.atom(Atom("variable", (law, depth), self.atoms[atom].ranges))) != atom and self.mentions(poly, own):
            depth += 1
        return own

    def _density_at(self, number: int, atom: int) -> tuple[Any, frozenset[int]] | None:
        """Key and reach of the law whose density at the variable the component is."""
        component = self.components[number]
        node, labels, _ = component[0]
        known = self.atoms[node]
        if len(component) > 1 or known.kind != "function" or not str(known.key[0]).startswith("density of ") or any(x >= 0 for x in labels):
            return None
        if self.parts.get(known.key[0], 1) != 1:
            return None  # of a joint density one variable alone integrates to a marginal, not to one
        *parameters, point = [self.body_at(node, labels, i) for i in range(len(known.body))]
        variable = self.single(atom, (INSIDE,) if self.atoms[atom].ranges else ())
        if point != variable or any(self.mentions(p, atom) for p in parameters):
            return None
        parameters = [self.relabel(p, {INSIDE: ROW, INSIDE - 1: COL}) for p in parameters]
        key = (known.key[0][len("density of ") :], tuple(tuple(sorted(p.items())) for p in parameters))
        reach = frozenset(x for p in parameters for m in p for n, _ in m for a, _, _ in self.components[n] for x in self.reach(a))
        return key, reach

    def _completed(self, weight: Monomial, atom: int, size: Dimension) -> tuple[Poly, Poly, Poly] | None:
        """Mean, covariance and integral of exp of a quadratic form with a positive definite precision, or None."""
        whole: Poly = {}
        for number, power in weight:
            node, labels, _ = self.components[number][0]
            add_into(whole, self.body_at(node, labels), power)
        exponent = self._without_zeros(whole)
        row: Labels = (ROW,) if size != ONE else ()
        try:
            slope = self.differentiate(exponent, atom, row)
        except Unreduced:
            return None
        precision = scaled(self.differentiate(slope, atom, (COL,) if size != ONE else ()), -1)
        if self.mentions(precision, atom) or not self.definite(precision, size):
            return None
        linear = self.replaced(slope, atom, {}, row)
        constant = self.replaced(exponent, atom, {}, row)
        covariance = self.inverse(plain(precision, size, size)).whole
        mean = self.matmul(covariance, linear, size)
        top = add_into(scaled(self.matmul(self.transpose(linear), mean, size), HALF), constant)
        two_pi = scaled(self.single(self.atom(Atom("constant", "pi"))), 2)
        scale = self.multiply(self.symbolic_power(two_pi, self.size(size)), self.power(self.determinant(plain(precision, size, size)), -1))
        return mean, covariance, self.multiply(self.power(scale, HALF), self.exponential(top))

    def _without_zeros(self, poly: Poly) -> Poly:
        """The polynomial without what stands at one product of variables and adds up to zero, its denominators cleared."""
        groups: dict[Monomial, Poly] = {}
        for monomial, coefficient in poly.items():
            varying = tuple((n, e) for n, e in monomial if any(self.atoms[a].kind == "variable" for a, _, _ in self.components[n]))
            groups.setdefault(varying, {})[monomial] = coefficient
        return {m: c for group in groups.values() if len(group) == 1 or not self.is_zero(group) for m, c in group.items()}
