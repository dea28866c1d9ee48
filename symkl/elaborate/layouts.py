"""``$X$ with the rows $x_i^T$``: a declared matrix that words make of the members of a family."""

from __future__ import annotations

from symkl.elaborate.announced import Family, listed
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.grouped import subjects_of
from symkl.elaborate.nodes import base_and_script, strip
from symkl.elaborate.scope import Entry, ReadingError
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import ONE, Sort
from symkl.latex.syntax import Node

LAYOUTS = ("rows", "columns")


def declare_layout(to: Declarer, matrix: Node, printed: Node, layout: str) -> None:
    """Define a declared matrix by its rows or columns, ``x_1^T, \\dots, x_n^T`` or any ``x_i``; these are declared by it where nothing else does.

    Raises ReadingError where the matrix has a value already, or the members are none of a family of vectors.
    """
    entry = to.env.entries.get(to.key(matrix) or "")
    if entry is None or entry.kind != "value" or entry.name in to.env.definitions or to.env.is_random(entry.key) or entry.sort.cols == ONE:
        raise ReadingError("unsupported-declaration", "this is no matrix that is still to be defined", matrix.span)
    sort = to.shapes.sort(entry.sort)
    count, length = (sort.rows, sort.cols) if layout == "rows" else (sort.cols, sort.rows)
    family = _family(to, printed, Sort(length, ONE), Sort(count, ONE))
    index = t.index("_n", family.sort.over[0])
    whole = t.symbol(family.name, to.shapes.sort(family.sort))
    columns = t.summation("_n", index.data[1], t.mul(t.member(whole, index), t.transpose(t.unit(index, index.data[1]))))
    left, value = to.reader().build.alike(to.read(matrix), columns if layout == "columns" else t.transpose(columns), "a layout of another shape")
    to.env.define(Definition(left.data, (), to.shapes.settle(value), "given"))


def _family(to: Declarer, printed: Node, member: Sort, count: Sort) -> Entry:
    """The family that these members belong to."""
    item, *more = listed([_upright(node) for node in subjects_of(printed)])
    script = base_and_script(item) if isinstance(item, Node) else None
    if isinstance(item, Family) and not more:
        family = to.known_family(item) or to.family(item, member)
    elif isinstance(item, Node) and not more and script is not None and len(script[2]) == 1 and not script[2][0].isdigit():
        known = next(to.env.families(*script[:2], 1), None)
        family = known or to.enter_family(Family(item, item), *script[:2], (None,), (count.rows,), member)
    else:
        raise ReadingError("unsupported-declaration", "these are no members of one family", printed.span)
    if family.kind != "family" or not to.shapes.sort(family.sort).element.is_vector or to.shapes.sort(family.sort).element.is_scalar:
        raise ReadingError("unsupported-declaration", "rows and columns are vectors", printed.span)
    return family


def _upright(node: Node) -> Node:
    """A row as the vector that it is the transpose of."""
    inner = node.parts[0] if node.kind == "transpose" else node
    return strip(inner) if inner is not None else node
