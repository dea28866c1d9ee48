"""Sums ``sum_k q_k log q_k`` over weights that add up to 1: the least value of what is linear in the weights beside them."""

from __future__ import annotations

from symkl.kernel.poly import ONE_POLY, ROW, Poly, add_into, plus, scaled
from symkl.prove.tangents import Reasons, Tangents


class Entropies(Tangents):
    """Gibbs' variational principle."""

    def _weighted_entropy(self, poly: Poly, strict: bool, depth: int) -> Reasons | None:
        """``s sum_k q_k log q_k + sum_k q_k h_k + r >= r - s log sum_k e^(-h_k / s)`` for s > 0 and weights that add up to 1."""
        for monomial, coefficient in poly.items():
            for number, exponent in monomial:
                weights = self._of_entropy(number) if exponent == 1 else None
                if weights is None:
                    continue
                scale: Poly = {tuple(p for p in monomial if p[0] != number): coefficient}
                rest = self._least_over_weights(poly, weights, number, scale)
                found = None if rest is None else self._then("gibbs", rest, strict, depth)
                if found is not None:
                    return found
        return None

    def _of_entropy(self, number: int) -> int | None:
        """The atom q of ``sum_k q_k log q_k``."""
        net, component = self.net, self.net.components[number]
        if len(component) != 2 or any(e != 1 or labels != (0,) for _, labels, e in component):
            return None
        for (atom, _, _), (other, _, _) in (component, component[::-1]):
            if net.atoms[other].kind == "log" and net.atoms[atom].kind == "symbol" and net.body_at(other, (ROW,)) == net.single(atom, (ROW,)):
                return atom
        return None

    def _least_over_weights(self, poly: Poly, weights: int, number: int, scale: Poly) -> Poly | None:
        net = self.net
        size, each = net.atoms[weights].ranges[0], net.single(weights, (ROW,))
        if not net.positive(scale) or not net.vanishes_cleared(plus(net.contract(each, ROW, size), ONE_POLY, -1)):
            return None
        slope = net.differentiate(poly, weights, (ROW,))
        own = net.multiply(scale, plus(net.logarithm(each), ONE_POLY))
        linear = plus(slope, own, -1)
        if net.mentions(linear, weights):
            return None
        rest = plus(poly, net.multiply(scale, {((number, 1),): 1}), -1)
        rest = add_into(rest, net.contract(net.multiply(each, linear), ROW, size), -1)
        if net.mentions(rest, weights):
            return None
        powers = net.exponential(net.multiply(scaled(linear, -1), net.power(scale, -1)))
        return add_into(rest, net.multiply(scale, net.logarithm(net.contract(powers, ROW, size))), -1)
