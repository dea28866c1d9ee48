r"""Columns taken entry by entry: ``\sigma^2``, ``(z - m) / \sigma`` and ``\sum (\sigma^2 - 1)``, where an author can mean nothing else or may.

The square of a column is its product with its own transpose, as the format has it, and only where a side as a whole does not fit so the column of
its squares. Where the squares of a name are the variances of a declared law, both are read, and what both allow is judged in both; a column is
divided by such a name, or its square, entry by entry.
"""

from __future__ import annotations

from symkl.elaborate.diagonal import raised
from symkl.elaborate.nodes import key_of, strip
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Environment
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, Sort, SortError
from symkl.kernel.term import Term, subterms
from symkl.latex.syntax import Node

NOTE = "entry-by-entry"


def squared_names(env: Environment) -> frozenset[str]:
    """The columns whose squares stand on the diagonal of what a definition or a law is made of."""
    diagonals = (p.args[0] for d in env.definitions.values() for p in subterms(d.body) if p.op == "diag")
    return frozenset(d.args[0].data for d in diagonals if d.op == "hadamard" and d.args[0].op == "symbol" and set(d.args) == {d.args[0]})


def power(reader: Reader, base: Term, exponent: Term, node: Node) -> Term | None:
    """A power of a column; None where it is none."""
    if not reader.build.is_column(base) or base.sort.over:
        return None
    squared = squared_names(reader.env)
    if exponent != t.TWO and not (base.op == "symbol" and base.data in squared):
        return None
    if exponent != t.TWO or reader.entry_by_entry(bool(squared)):
        reader.note(NOTE, "the powers of a column are taken entry by entry", node.span)
        return raised(base, exponent)
    reader.note("square-of-vector", "the square of a vector is read as its product with its own transpose", node.span)
    return reader.build.dot(base, base)


def quotient(reader: Reader, left: Term, right: Term, node: Node) -> Term:
    """A quotient: by a column only where that is made of deviations, and then entry by entry."""
    left, right = reader.build.now(left), reader.build.now(right)
    squared = squared_names(reader.env)
    sums = {reader.build.dot(s, s) for s in t.subterms(right) if s.op == "symbol" and s.data in squared}
    if reader.build.is_column(left) and right in sums and not reader.entry_by_entry(True):
        raise SortError("a column is divided by the squares of deviations, and not by their sum")
    if not reader.build.is_column(right) or right.sort.over or squared.isdisjoint(right.free):
        return reader.build.divide(left, right)
    if left.op != "number" and not (left.sort == right.sort and reader.entry_by_entry(True)):
        return reader.build.divide(left, right)
    reader.note(NOTE, "a quotient by a column is taken entry by entry", node.span)
    below = t.elementwise("reciprocal", right)
    if left.op == "number":
        return below if left == t.UNIT else t.mul(left, below)
    return t.hadamard(left, below)


def variances(reader: Reader, node: Node) -> Term | None:
    r"""``\mathcal{N}(m, \sigma^2)`` of a column sigma: its squares are the variances; None of anything else."""
    base = node.parts[0] if node.kind == "script" and node.parts[1] is None else None
    if base is None or key_of(strip(base)) not in reader.env.entries or node.parts[2] is None or strip(node.parts[2]).text != "2":
        return None
    value = reader.build.now(reader.read(base))
    if not reader.build.is_column(value) or value.sort.over:
        return None
    reader.note(NOTE, "the squares of the entries are the variances", node.span)
    return t.diag(raised(value, t.TWO))


def summed(reader: Reader, body: Node) -> Term | None:
    r"""``\sum (1 + \log \sigma^2 - \sigma^2)`` of a column: the sum of its entries, each number in it once an entry; None of anything else."""
    with reader.summing_entries():
        value = reader.build.now(reader.read(body))
    if not reader.build.is_column(value) or value.sort.over:
        return None
    reader.note(NOTE, "a sum without an index is over the entries of the column behind it", body.span)
    return t.mul(t.transpose(t.ones(value.sort)), value)


def spread(reader: Reader, terms: list[Term]) -> list[Term]:
    """The terms of a sum inside such a sum: beside columns a number stands for a column of it."""
    columns = [v for v in map(reader.build.now, terms) if reader.build.is_column(v) and not v.sort.over]
    if not columns or not reader.sums_entries:
        return terms
    ones = t.ones(Sort(columns[0].sort.rows, ONE))
    return [t.mul(v, ones) if reader.build.is_scalar(v) else v for v in terms]

