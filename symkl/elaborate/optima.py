r"""Names of optima in what follows from a condition: ``\hat\sigma^2 = \frac1n \sum_i (x_i - \hat\mu)^2``.

Where a derivative by mu is zero, an undeclared name that is mu with a hat or a star stands for mu: what is printed is held to the condition. Where
mu is printed beside it, the two are told apart by the author, and the name stays undeclared.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from symkl.elaborate import conditions as cond
from symkl.elaborate.chains import Segment
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.drafts import Draft
from symkl.elaborate.nodes import strip, walk
from symkl.elaborate.premises import by_parts
from symkl.elaborate.solving import Solutions
from symkl.kernel.context import Proposition
from symkl.latex.syntax import Node

_MARKED = ("over", "star", "script", "name")


class Optima:
    """The names of a sheet that mark the solution of a condition, each with what it is an optimum of."""

    def __init__(self, solutions: Solutions) -> None:
        self.solutions = solutions
        self.known: dict[tuple[str, str], tuple[Proposition, ...]] = {}  # by the key and the plain name: the condition
        self.used: dict[int, tuple[Proposition, ...]] = {}  # by the segment: the conditions of names from elsewhere

    @contextmanager
    def read_in(self, to: Declarer, segment: Segment) -> Iterator[bool]:
        """Let such names of a segment be read as the plain ones while it is; whether there are any."""
        condition = self._condition(to, segment)
        entries = to.env.entries
        named = self._named(to, segment, condition) if condition is not None else ()
        found = {key: entries[plain]._replace(key=key) for key, plain in named}
        entries.update(found)
        try:
            yield bool(found)
        finally:
            for key, entry in found.items():
                if entries.get(key) is entry:
                    del entries[key]

    def _condition(self, to: Declarer, segment: Segment) -> Segment | None:
        """The condition that a segment stands under; none further up where its left side is the optimum of another one."""
        condition, first = self.solutions.standing(segment), segment.sides[0].node
        marked = list(self._marked(to, first)) if condition is not None and isinstance(first, Node) else []
        for key, plain in marked:
            name = to.env.entries[plain].name
            said = self.solutions.conditions(condition) if condition is not None else ()
            if self.known.get((key, name), said) != said:
                if not segment.arrow and segment.behind is not condition:
                    self.solutions.barred.add(id(segment))
                    return None
                self.known[key, name] = said
        return condition

    def suppose(self, draft: Draft, segment: Segment, are_optima: bool) -> None:
        """Put the conditions of names from elsewhere beside that of a draft; without a condition such names stand for nothing."""
        if draft.premise:
            draft.premise += self.used.get(id(segment), ())
        elif are_optima:
            draft.reason = draft.reason or "undeclared-name"

    def _named(self, to: Declarer, segment: Segment, condition: Segment) -> Iterator[tuple[str, str]]:
        """The keys of undeclared names, each with the key of the name that it marks."""
        said = self.solutions.conditions(condition)
        by = {n for p in said for part in by_parts(p) for n in _variables(part)}
        nodes = [node for side in segment.sides if isinstance(side.node, Node) for node in walk(side.node)]
        first = segment.sides[0].node
        solved = to.key(strip(first)) if isinstance(first, Node) else None
        marked = {key: plain for node in nodes if node.kind in _MARKED for key, plain in self._marked(to, node)}
        for key, plain in marked.items():
            name, elsewhere = to.env.entries[plain].name, self.known.get((key, to.env.entries[plain].name))
            told_apart = list(marked.values()).count(plain) > 1 or any(_is(to, n, plain) for n in nodes if not _is_inside(to, n, key, nodes))
            if not told_apart and name in by and (elsewhere is None or elsewhere == said):
                self.known[key, name] = said
                if key != solved:  # a left side is read as what the condition is solved for
                    yield key, plain
            elif not told_apart and key != solved and name not in by and elsewhere is not None:
                self.used[id(segment)] = (*self.used.get(id(segment), ()), *elsewhere)
                yield key, plain

    @staticmethod
    def _marked(to: Declarer, node: Node) -> Iterator[tuple[str, str]]:
        node = strip(node)
        key, plain = to.key(node), to.key(cond.plain(node))
        if key is not None and plain is not None and key not in to.env.entries and plain in to.env.entries:
            yield key, plain


def _is_inside(to: Declarer, node: Node, key: str, nodes: list[Node]) -> bool:
    """Whether a name only is a part of a marked one."""
    marked = (other for other in nodes if other is not node and other.kind in _MARKED and to.key(other) == key)
    return any(part == node for other in marked for part in walk(other))


def _is(to: Declarer, node: Node, key: str) -> bool:
    return node.kind in _MARKED and to.key(node) == key


def _variables(said: Proposition) -> frozenset[str]:
    """The names by which a derivative is taken that a proposition sets to zero."""
    left = said.left
    while left.op in ("transpose", "mul"):
        left = left.args[-1]
    return cond.names_in(left.args[1]) if left.op == "derivative" and left.args[1].op in cond.UNKNOWNS else frozenset()


__all__ = ["Optima"]
