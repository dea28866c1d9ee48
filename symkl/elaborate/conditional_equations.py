"""Equations in given blocks that are conditions: how they are turned round, and moments of which none may be one."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.nodes import items_of, key_of, walk
from symkl.elaborate.probability import all_atoms
from symkl.elaborate.scope import ReadingError
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

_MOMENTS = ("expectation", "variance", "covariance")


def turned(left: Term, right: Term) -> tuple[Term, Term]:
    """``P^T = P`` as ``P = P^T``, and of a square matrix ``Q Q^T = I`` as ``Q^T Q = I``, which say the same."""
    if left.op == "transpose" and left.args[0] == right:
        return right, left
    square = right.op == "identity" and left.op == "mul" and len(left.args) == 2 and left.args[0].sort.rows == left.args[0].sort.cols
    return (t.mul(left.args[1], left.args[0]), right) if square and left.args[1] == t.transpose(left.args[0]) else (left, right)


def refuse_moments_of_several(to: Declarer, *printed: Node, only_covariances: bool = False) -> None:
    """Raise ReadingError where a moment is given of names whose laws are declared apart: it would say that they are not.

    A definition names what is there, and by a covariance of two such names too it is said that there is one.
    """
    for node in (n for side in printed for n in walk(side) if n.kind == "operator" and n.text in _MOMENTS and n.parts[0] is None):
        group = node.parts[-1]
        pair = group is not None and group.kind == "group" and len(items_of(group)[0]) == 2
        if (pair or not only_covariances) and len({frozenset(law) for law in _laws_in(to, node)}) > 1:
            help_ = "declare one density of them together, such as $p(x, y) = \\mathcal{N}(..)$"
            raise ReadingError("unsupported-declaration", "this is a moment of names that are drawn apart from one another", node.span, help_)


def _laws_in(to: Declarer, node: Node) -> Iterator[set[str]]:
    """For each drawn name in a formula, all that its law ties it to."""
    reader = to.reader()
    tied = [set(all_atoms(reader, (*d.variables, *d.given))) & _drawn(to) for d in to.env.densities]
    for key in {key_of(n) for n in walk(node)} & _drawn(to):
        reached, more = {key or ""}, True
        while more:
            grown = reached.union(*(names for names in tied if names & reached))
            more, reached = grown != reached, grown
        yield reached


def _drawn(to: Declarer) -> set[str]:
    return {a for d in to.env.densities for v in d.variables for a in (v, *all_atoms(to.reader(), (v,)))}
