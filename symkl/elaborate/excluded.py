r"""Sums and products whose index is held against another one: ``\sum_{j \neq i}``, ``\sum_{i < j}``.

They are the whole sum without a term, and sums as far as an index. The sum is over both letters where the print says so (``1 \leq i < j \leq N``,
``i, j : i \neq j``); where the other letter stands nowhere else in the statement it may be, or may hold for every member: both are read.
"""

from __future__ import annotations

from symkl.elaborate import implicit
from symkl.elaborate.indicators import position
from symkl.elaborate.nodes import key_of, strip
from symkl.elaborate.reach import runs_free
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.sort import Dimension
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.record import NamedTuple

#: what may not meet 0 or what is not positive: the term that is left out must not be the one that is undefined
_PARTIAL = frozenset(("inverse", "power", "log", "det"))
_ORDERS = {"<": (0, -1), "<=": (0, 0), ">": (1, 1), ">=": (1, 0)}  # which bound the other index gives, and how far beside it


class Comparison(NamedTuple):
    """How the index of a sum is held against another one, or against a number."""

    node: Node
    relation: str
    other: Node
    running: int = 0  # how many of its letters run, where the print says so

    @property
    def place(self) -> str:
        """The other index, or the number."""
        return self.other.text if self.other.kind == "number" else key_of(self.other) or ""

    def restricts(self, name: str, over: Dimension, body: Term, reader: Reader, kind: str) -> Term:
        """The sum (or product) of ``body`` over the places that the comparison leaves."""
        place = position(reader, self.place, over, self.node)
        if self.relation == "!=":
            return self._without(name, over, body, place, reader, kind)
        side, shift = _ORDERS[self.relation]
        bound = t.add(place, t.number(shift)) if shift else place
        lower, upper = (bound, t.size(over)) if side else (t.UNIT, bound)
        if kind == "sum":
            return t.sum_between(name, over, lower, upper, body)
        return t.product_between(name, over, lower, upper, reader.build.scalar(body, "a product"))

    def _without(self, name: str, over: Dimension, body: Term, place: Term, reader: Reader, kind: str) -> Term:
        if any(s.op in _PARTIAL and name in s.free and not place.free.isdisjoint(s.free) for s in t.subterms(body)):
            reader.fail(self.node, "unsupported", "what is left out of this sum may be undefined itself", "write the sum in another way")
        left_out = implicit.at_place(body, name, int(place.data)) if place.op == "number" else t.substitute(body, {name: place})
        if kind == "sum":
            return reader.build.add([t.summation(name, over, body), t.neg(left_out)])
        return t.mul(t.product(name, over, reader.build.scalar(body, "a product")), t.power(left_out, t.number(-1)))


def comparison(lower: Node) -> Comparison | None:
    """What stands below a sum, where it compares its index."""
    if lower.kind != "relation" or len(lower.parts) != 2 or lower.text not in {"!=", *_ORDERS}:
        return None
    index, other = (None if part is None else strip(part) for part in lower.parts)
    if key_of(index) is None or other is None or other.kind != "number" and key_of(other) is None:
        return None
    return Comparison(lower, lower.text, other)


def held_against(items: tuple[Node, ...]) -> Comparison | None:
    r"""What restricts the index in ``j = 1, j \neq i`` and ``j : j \neq i``."""
    if len(items) != 2:
        return None
    named = items[0].parts[0] if items[0].kind == "relation" and items[0].text == "=" else items[0]
    found = comparison(items[1])
    return found._replace(running=1) if found is not None and key_of(named) == key_of(items[1].parts[0]) else None


def pair_of(items: tuple[Node, ...], marks: str) -> Comparison | None:
    r"""``i, j : i \neq j``: both letters run."""
    found = comparison(items[2]) if len(items) == 3 and marks in (",:", ",,") else None
    return found._replace(running=2) if found is not None and [*map(key_of, items[:2])] == [*map(key_of, items[2].parts)] else None


def without_ends(lower: Node, upper: Node | None) -> tuple[Node, Node | None]:
    r"""``1 \leq i < j \leq N`` as ``i < j`` as far as N."""
    if lower.kind != "relation" or lower.text != "<=" or upper is not None:
        return lower, upper
    rest, last = lower.parts
    inner = None if rest is None or rest.kind != "relation" or len(rest.parts) != 2 else rest.parts[0]
    if rest is None or inner is None or inner.kind != "relation" or inner.text != "<=" or inner.parts[0] is None or inner.parts[0].text != "1":
        return lower, upper
    return Node("relation", rest.span, rest.text, (inner.parts[1], rest.parts[1])), last


def runs_over_both(reader: Reader, comparison: Comparison, body: Node) -> bool:
    """Whether the other letter is an index of the same sum: where the print does not say, and nothing else has that letter, one of two readings."""
    place = comparison.place
    if place.isdigit() or place in reader.local:
        return False
    if comparison.running:
        return comparison.running == 2
    if not _stands_free(place, body) or any(_stands_free(place, side.node) for side in reader.beside if isinstance(side.node, Node)):
        return False
    if not reader.beside:  # a definition has one reading: it is not guessed
        reader.fail(
            comparison.node, "ambiguous-reading", f"whether {place} runs as well cannot be told",
            "write both letters and then how they compare, or the bounds of the one that runs",
        )  # fmt: skip
    return reader.choose(2) == 0


def _stands_free(place: str, node: Node) -> bool:
    return any(letter == place for letter in runs_free(node))
