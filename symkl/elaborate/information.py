"""Entropy and mutual information: ``I(x; y)`` is the expectation of ``log p(x, y) / (p(x) p(y))`` under the joint density (MacKay, section 8.1)."""

from __future__ import annotations

from symkl.elaborate.density_values import density_at
from symkl.elaborate.formed import laws_of
from symkl.elaborate.moments import over, single
from symkl.elaborate.nodes import argument_name, items_of
from symkl.elaborate.probability import use_of
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

LETTERS = ("I", "\\mathrm{I}", "\\mathbb{I}", "\\mathcal{I}", "\\mathrm{MI}")


def is_information(reader: Reader, key: str, group: Node) -> bool:
    """Whether brackets behind a letter hold names of variables with densities, parted by one semicolon."""
    items, separators = items_of(group)
    parted = separators.count(";") == 1 and set(separators) <= {",", ";"}
    return key in LETTERS and parted and all(reader.env.is_random(argument_name(i) or "") for i in items)


def mutual_information(reader: Reader, node: Node, group: Node) -> Term:
    """The value of ``I(x; y)``. Raises ReadingError where no joint density of the names is declared."""
    items, separators = items_of(group)
    at = separators.index(";") + 1
    keys = tuple(argument_name(i) or "" for i in items)
    spoken = [{d.head or "p" for d in reader.env.density_of(k)} for k in keys]
    heads = sorted(spoken[0].intersection(*spoken[1:]))
    if len(heads) != 1:
        told = f"several joint densities ({', '.join(heads)})" if heads else "no joint density"
        reader.fail(node, "ambiguous-density", f"these variables have {told}: say which information is meant")
    head = heads[0]
    both, left, right = (density_at(reader, node, head, _bracket(node, part)) for part in (items, items[:at], items[at:]))
    return over(reader, laws_of(reader, node, head, keys, None), t.log(t.div(both, t.mul(left, right))))


def _bracket(node: Node, items: tuple[Node, ...]) -> Node:
    inner = items[0] if len(items) == 1 else Node("items", node.span, "," * (len(items) - 1), items)
    return Node("group", node.span, "()", (inner,))


def entropy_of_all(reader: Reader, node: Node) -> Term:
    """``H`` alone: the entropy of the only density declared."""
    own = next(d for d in reader.env.densities if not d.claimed)
    return t.entropy(single(reader, node, (use_of(reader, own),)))
