"""A name in front of a bracket: whether it multiplies what stands there, or is applied to it."""

from __future__ import annotations

from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.elaborate.reader import Reader
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

#: the sigmoid, the normal distribution function and its density, the gamma function with its derivative, Dirac's and Riemann's functions
_KNOWN_FUNCTIONS = frozenset(("\\sigma", "\\Phi", "\\phi", "\\varphi", "\\Gamma", "\\psi", "\\delta", "\\zeta"))


def looks_like_call(group: Node) -> bool:
    """Whether a bracket holds what arguments look like: a lone name, or several items."""
    items, _ = items_of(group)
    return len(items) > 1 or len(items) == 1 and key_of(strip(items[0])) is not None


def multiplied(reader: Reader, head: Node, group: Node) -> Term:
    """A value in front of a bracket multiplies it."""
    refuse_call(reader, head, group)
    return reader.build.mul([reader.read(head), reader.read(group)])


def refuse_call(reader: Reader, head: Node, group: Node) -> None:
    r"""``\sigma(x)``: behind a letter that everybody knows as a function's a bracket with nothing but a name or a number in it may be its argument,
    whatever else the letter is declared to be. (Any other declared number multiplies.)"""
    if key_of(head) in _KNOWN_FUNCTIONS and key_of(head) in reader.env.entries and _holds_one_value(group):
        message = f"whether {key_of(head) or 'this'} multiplies what stands in these brackets, or is a function of it, cannot be told"
        reader.fail(head, "ambiguous-reading", message, "write the product without brackets, or declare the function under a name of its own")


def _holds_one_value(group: Node) -> bool:
    inner = strip(group)
    if inner.kind == "sum" and len(inner.parts) == 1 and inner.parts[0] is not None:
        inner = strip(inner.parts[0])
    return key_of(inner) is not None or inner.kind == "number"
