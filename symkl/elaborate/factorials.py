"""Factorials, binomials and the gamma function, each by gamma (Abramowitz and Stegun 6.1.5, 6.1.6, 6.1.21)."""

from __future__ import annotations

from symkl.elaborate.nodes import items_of, strip
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

GAMMA = "\\Gamma"  # the function, in front of a bracket, unless it is declared


def gamma(reader: Reader, argument: Node) -> Term:
    r"""``\\Gamma(x)``, for x > 0."""
    return _gamma(reader.build.scalar(reader.read(argument), "the gamma function"))


def factorial(reader: Reader, node: Node) -> Term:
    """``n!`` of a whole number: gamma(n + 1)."""
    base = node.parts[0]
    assert base is not None
    return _factorial(_whole(reader, base))


def binomial(reader: Reader, node: Node) -> Term:
    r"""``\\binom{n}{k}`` of whole numbers with 0 <= k <= n: n! / (k! (n - k)!)."""
    pair = node.parts[2]
    above, below = items_of(pair)[0] if pair is not None else ()
    of, chosen = _whole(reader, above), _whole(reader, below)
    return t.div(_factorial(of), t.mul(_factorial(chosen), _factorial(t.sub(of, chosen))))


def _factorial(value: Term) -> Term:
    return _gamma(t.add(value, t.UNIT))


def _gamma(value: Term) -> Term:
    return t.function("gamma", SCALAR, value)


def _whole(reader: Reader, node: Node) -> Term:
    """A value that is a whole number by how it is made: of sizes, indices and whole numbers."""
    value = reader.build.scalar(reader.read(strip(node)), "a factorial")
    if not _is_whole(value, reader.env.counts()):
        reader.fail(node, "unsupported", "a factorial of what is not known to be a whole number cannot be read", None)
    return value


def _is_whole(value: Term, counts: frozenset[str]) -> bool:
    if value.op in ("add", "mul"):
        return all(_is_whole(a, counts) for a in value.args)
    of = value.args[0] if value.op in ("entry", "member") else value
    if of.op == "symbol":
        return of.data in counts
    return value.op in ("dimension", "index") or value.op == "number" and value.data == int(value.data)
