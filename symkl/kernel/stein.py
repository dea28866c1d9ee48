"""Expectations of functions of which nothing else is known, and derivatives of expectations.

For z normal with mean m and covariance S, and g smooth with moderate growth: E[z_i g] = m_i E[g] + sum_j S_ij E[dg/dz_j] (Stein 1981), and
by anything that m, S and g depend on, d E[g] = E[dg] + sum_i dm_i E[dg/dz_i] + 1/2 sum_ij dS_ij E[d2g/dz_i dz_j] (Bonnet 1964, Price 1958).
Under a density q that depends on a parameter, d E_q[g] = E_q[dg] + the integral of g dq, and the integral of dq is 0.
"""

from __future__ import annotations

from typing import Any

from symkl.kernel.arbitrary import INDEX, Unknown
from symkl.kernel.calculus import Pieces
from symkl.kernel.functions import Unreduced
from symkl.kernel.moments import HALF, NORMAL, Gaussian, Moments
from symkl.kernel.poly import INSIDE, SLOT, Labels, Monomial, Node, Poly, Rational, add_into, plus
from symkl.kernel.slopes import CALLED, ROUGH
from symkl.kernel.sort import ONE, Sort

ALONG = (SLOT * 8, SLOT * 8 - 1)  # the labels by which derivatives are taken, contracted at once
APART = SLOT * 8 - 5


class Stein(Moments):
    """Bare variables before smooth functions under a normal law are taken out; moments are differentiated."""

    # -- smooth functions ----------------------------------------------------------------------------------------------------

    def _is_smooth(self, poly: Poly, variables: list[int]) -> bool:
        """Whether the value is smooth in the variables if the functions in it are, whatever the variables are."""
        return all(self._is_smooth_component(n, e, variables) for m in poly for n, e in m)

    def _is_smooth_component(self, number: int, exponent: Rational, variables: list[int]) -> bool:
        nodes = [(a, e) for a, _, e in self.components[number] if self.touches(a, variables)]
        if not nodes:
            return True
        whole = all(e.denominator == 1 and e > 0 for e in (exponent, *(e for _, e in nodes)))
        if not whole and not self.positive_component(number):
            return False
        return all(a in variables or self._is_smooth_atom(a, variables) for a, _ in nodes)

    def _is_smooth_atom(self, atom: int, variables: list[int]) -> bool:
        known = self.atoms[atom]
        if known.kind in ("log", "value") and not self.positive(known.body[0]):
            return False
        named = known.kind in CALLED and self.name_of(atom) not in ROUGH and atom not in self.of_families
        return (named or known.kind in ("log", "value", "exp")) and all(self._is_smooth(b, variables) for b in known.body)

    def _is_affine(self, atom: int, variables: list[int]) -> bool:
        """Whether a derivative of the atom by a variable mentions none outside of functions."""
        known = self.atoms[atom]
        if known.kind not in {*CALLED, "log", "value", "exp"}:
            return False
        bodies = known.body
        if known.kind in CALLED or known.kind == "exp":
            bodies = tuple(self.differentiate(b, v, ALONG[: len(self.atoms[v].ranges)]) for b in known.body for v in variables)
        inner = [a for b in bodies for m in b for n, _ in m for a, _, _ in self.components[n] if self.touches(a, variables)]
        return not inner if known.kind in CALLED else all(a not in variables and self._is_affine(a, variables) for a in inner)

    # -- expectations of functions ---------------------------------------------------------------------------------------------

    def with_functions(self, monomial: Monomial, nodes: list[Node], weight: Gaussian) -> Poly:
        """The expectation of a product in which unknown functions of the variables stand."""
        variables = list(weight.variables)
        held = [a for a, _, _ in nodes if a not in variables and self.touches(a, variables)]
        if any(self._holds_density(a) for a in held):
            if any(self.atoms[a].kind not in ("function", "slope", "log") for a in held):
                raise Unreduced("the expectation of a function that is no exponential")
            return self.named(monomial, weight)
        if not any(map(self._calls, held)) or any(self.atoms[a].kind not in {*CALLED, "log", "value", "exp"} for a in held):
            raise Unreduced("the expectation of a function that is no exponential")
        if any(len(self.atoms[v].ranges) > 1 for v in variables) or not self._is_smooth({monomial: 1}, variables):
            return self.named(monomial, weight)
        if not all(self._is_affine(a, variables) for a in held):
            return self.named(monomial, weight)
        at = next((i for i, n in enumerate(nodes) if n[0] in variables), None)
        return self._of_functions(monomial, nodes, weight) if at is None else self._taken_out(nodes, at, weight)

    def _taken_out(self, nodes: list[Node], at: int, weight: Gaussian) -> Poly:
        """Stein's identity for one bare variable."""
        variable, labels, _ = nodes[at]
        apart = {x: APART - i for i, x in enumerate(labels) if x >= 0}
        rest = self.join(tuple((a, tuple(apart.get(x, x) for x in xs), e) for a, xs, e in self._less(nodes, at)))
        place, outer = weight.variables.index(variable), tuple(apart.get(x, x) for x in labels)
        total = self.multiply(self.relabel(weight.mean[place], dict(zip(self.slots_of(variable, False), outer, strict=True))), rest)
        for other, spread in zip(weight.variables, weight.covariance[place], strict=True):
            along = ALONG[: len(self.atoms[other].ranges)]
            names = dict(zip((*self.slots_of(variable, False), *self.slots_of(other, True)), (*outer, *along), strict=True))
            slope = self.multiply(self.relabel(spread, names), self.differentiate(rest, other, along))
            total = plus(total, self._along(slope, other, along))
        result = self.expected(total, weight)
        for label, moved in apart.items():
            result = self.contract(result, moved, self.atoms[variable].ranges[labels.index(label)])
        return result

    def _along(self, poly: Poly, variable: int, labels: Labels) -> Poly:
        for label, over in zip(labels, self.atoms[variable].ranges, strict=True):
            poly = self.contract(poly, label, over)
        return poly

    def _of_functions(self, monomial: Monomial, nodes: list[Node], weight: Gaussian) -> Poly:
        """Functions all of one affine value u of the variable: the expectation under the law of u."""
        held = [(a, xs, e) for a, xs, e in nodes if self.touches(a, list(weight.variables))]
        bodies = [b for a, _, _ in held for b in self.atoms[a].body if any(self.mentions(b, v) for v in weight.variables)]
        free = {x for m in bodies[0] for n, _ in m for x in self.free[n]}
        (variable, *others), value = weight.variables, bodies[0]
        alone = not others and all(self.atoms[a].kind in CALLED for a, _, _ in held) and all(b == value for b in bodies) and free <= {INSIDE}
        own = (INSIDE,) if self.atoms[variable].ranges else ()
        if not alone or value == self.single(variable, own):
            return self.named(monomial, weight)
        ranges = (self.range_of(INSIDE, (value,)),) if free else ()
        new = self._variable(ranges, {variable}, None)
        argument, moved = self.single(new, tuple(free)), list[Node]()
        for a, xs, e in nodes:
            known = self.atoms[a]
            changed = tuple(argument if b == value else b for b in known.body)
            made = self.atoms[self.opaque("function", changed, [], known.key[0])] if (a, xs, e) in held else known
            moved.append((self.atom(made._replace(kind=known.kind, ranges=known.ranges, symmetric=known.symmetric)), xs, e))
        slots = self.slots_of(variable, False)
        mean = self.relabel(self.replaced(value, variable, weight.mean[0], slots), dict.fromkeys(free, slots[0] if slots else -1))
        spread = self._spread(value, variable, weight.covariance[0][0], bool(free))
        return self.expected(self.join(tuple(moved)), Gaussian((new,), (mean,), ((spread,),)))

    def _spread(self, value: Poly, variable: int, covariance: Poly, wide: bool) -> Poly:
        """``J S J'``."""
        along = ALONG[: len(self.atoms[variable].ranges)]
        slope = self.relabel(self.differentiate(value, variable, along), {INSIDE: -1, ALONG[0]: -2})
        turned = self.relabel(self.differentiate(value, variable, along), {INSIDE: -2, ALONG[0]: -1})
        size = self.atoms[variable].ranges[0] if along else ONE
        first = self.matmul(slope, covariance, size)
        if wide or not along:
            return self.matmul(first, turned, size)
        return self.contract(self.multiply(self.relabel(first, {-2: ALONG[0]}), self.relabel(turned, {-1: ALONG[0]})), ALONG[0], size)

    # -- derivatives of expectations -----------------------------------------------------------------------------------------------

    def _of_node(self, atom: int, xs: Labels, by: int, labels: Labels, start: int) -> Pieces:
        if self.atoms[atom].kind != "moment":
            return super()._of_node(atom, xs, by, labels, start)
        holes = tuple(SLOT * 6 - i for i in range(len(xs)))
        inner = self._of_expectation(*self._moment_at(atom, holes), by, labels)
        return self.pieces(inner, dict(zip(holes, xs, strict=True)), start)

    def _moment_at(self, atom: int, holes: Labels) -> tuple[Any, Poly]:
        """The law of a moment and what it is taken of, with labels at its slots."""
        key, template = self.atoms[atom].key
        at = len(holes) - sum(len(self.atoms[a].ranges) for a, _ in template)
        key = self.rekeyed(key, {INDEX - i: x for i, x in enumerate(holes[:at])})
        nodes: list[Node] = []
        for a, e in template:
            size = len(self.atoms[a].ranges)
            nodes.append((a, holes[at : at + size], e))
            at += size
        return key, self.join(tuple(nodes))

    def _of_expectation(self, key: Any, body: Poly, by: int, labels: Labels) -> Poly:
        weight = self.law_of(key, body)
        if not self._is_smooth(body, [by]):
            raise Unreduced("the derivative of an expectation of a function that is not known to be smooth")
        if isinstance(weight, Gaussian):
            return self._of_normal(weight, body, by, labels)
        if len(weight.variables) != 1 or len(self.atoms[weight.variables[0]].ranges) > 1:
            raise Unreduced("the derivative of an expectation under a joint law")
        (variable,) = weight.variables
        size = (*self.atoms[variable].ranges, ONE)[0]
        inner = self.differentiate(body, by, labels)
        if isinstance(key, str):
            return self.integrated(inner, variable, size)
        name, parameters = weight.key
        result = dict(self.expected(inner, weight))
        point = self.single(variable, (INSIDE,) if self.atoms[variable].ranges else ())
        density = self.function(f"density of {name}", (*map(dict, parameters), point), Sort())
        return add_into(result, self.integrated(self.multiply(body, self.differentiate(density, by, labels)), variable, size))

    def _of_normal(self, weight: Gaussian, body: Poly, by: int, labels: Labels) -> Poly:
        """Bonnet's and Price's identities."""
        variables = list(weight.variables)
        if any(len(self.atoms[v].ranges) > 1 for v in variables) or not self._is_smooth(body, variables):
            raise Unreduced("the derivative of an expectation of a function that is not known to be smooth")
        total = dict(self.differentiate(body, by, labels))
        for at, v in enumerate(variables):
            along = ALONG[: len(self.atoms[v].ranges)]
            slope = self.differentiate(body, v, along)
            moved = self.relabel(weight.mean[at], dict(zip(self.slots_of(v, False), along, strict=True)))
            add_into(total, self._along(self.multiply(self.differentiate(moved, by, labels), slope), v, along))
            for other, spread in zip(variables, weight.covariance[at], strict=True):
                across = tuple(x - 2 for x in ALONG[: len(self.atoms[other].ranges)])
                names = dict(zip((*self.slots_of(v, False), *self.slots_of(other, True)), (*along, *across), strict=True))
                bent = self.multiply(self.differentiate(self.relabel(spread, names), by, labels), self.differentiate(slope, other, across))
                add_into(total, self._along(self._along(bent, other, across), v, along), HALF)
        return self.expected(total, weight)

    # -- laws of moments -----------------------------------------------------------------------------------------------------------

    def law_of(self, key: Any, body: Poly) -> Gaussian | Unknown:
        """The law that a moment is taken under."""
        if isinstance(key, tuple) and key[0] == NORMAL:
            _, frozen, variables = key
            polys = [dict(p) for p in frozen]
            size = len(variables)
            rows = tuple(tuple(polys[size + i * size : size + (i + 1) * size]) for i in range(size))
            return Gaussian(tuple(variables), tuple(polys[:size]), rows)
        law = key if isinstance(key, str) else key[0]
        inside = {a for m in body for n, _ in m for node, _, _ in self.components[n] for a in self.reach(node)}
        own = sorted(a for a in inside if self.atoms[a].kind == "variable" and self.atoms[a].key[0] == law)
        parameters = () if isinstance(key, str) else key[1]
        reach = frozenset(x for p in parameters for m, _ in p for n, _ in m for a, _, _ in self.components[n] for x in self.reach(a))
        return Unknown(own, key, reach)

    def moment_replaced(self, node: int, holes: Labels, atom: int, value: Poly, slots: Labels) -> Poly:
        """A value put into what an expectation or integral is taken of, and into the parameters of its law."""
        key, body = self._moment_at(node, holes)
        weight = self.law_of(key, body)
        own = list(weight.variables)
        if atom in own or not own or any(self.mentions(value, v) for v in own):
            raise Unreduced("a value put into an expectation")
        inner = self.replaced(body, atom, value, slots)
        if isinstance(weight, Gaussian):
            mean = tuple(self.replaced(p, atom, value, slots) for p in weight.mean)
            rows = tuple(tuple(self.replaced(p, atom, value, slots) for p in row) for row in weight.covariance)
            return self.expected(inner, Gaussian(weight.variables, mean, rows))
        if isinstance(key, str):
            return self.integrated(inner, own[0], (*self.atoms[own[0]].ranges, ONE)[0])
        parameters = tuple(tuple(sorted(self.replaced(dict(p), atom, value, slots).items())) for p in key[1])
        reach = frozenset(x for p in parameters for m, _ in p for n, _ in m for a, _, _ in self.components[n] for x in self.reach(a))
        return self.expected(inner, Unknown(own, (key[0], parameters), reach))
