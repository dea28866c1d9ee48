"""Matrices whose columns or rows are the members of a family of vectors."""

from __future__ import annotations

from symkl.elaborate.announced import Family
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.nodes import base_and_script, strip, template_of
from symkl.elaborate.scope import Entry
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import ONE, SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

_RUNNING = "_n"


def defines_matrix(to: Declarer, key: str, left: Node, right: Node, family: Family, entry: Entry | None) -> bool:
    r"""``X = [x_1, \dots, x_N]``, ``X = (x_1, \dots, x_N)^T``, a column of ``x_1^T`` to ``x_N^T``: the matrix that they make."""
    known = _vectors(to, family)
    inner = right.parts[0] if right.kind == "transpose" else right
    if known is None or inner is None or not _is_matrix(inner, right, family, entry):
        return False
    body = _matrix(known, rows=_lies(family.last))
    body = to.reader().build.transpose(body) if right.kind == "transpose" else body
    if entry is not None and entry.given == to.given and entry.kind == "value" and not to.shapes.same(entry.sort, body.sort):
        raise SortError(f"{key} is declared in {to.shapes.sort(entry.sort)}, and has members that make a {to.shapes.sort(body.sort)}")
    made = to.enter(key, left, to.shapes.sort(body.sort))
    to.env.define(Definition(made.name, (), to.shapes.settle(body), "given"))
    return True


def _lies(node: Node) -> bool:
    return node.kind == "transpose"


def _vectors(to: Declarer, family: Family) -> Entry | None:
    """The declared family of vectors that the dots run over."""
    last, first = (strip(n.parts[0] if _lies(n) and n.parts[0] is not None else n) for n in (family.last, family.first))
    script, beginning = base_and_script(last), base_and_script(first)
    if script is None or beginning is None or len(beginning[2]) != len(script[2]):
        return None
    template = template_of(beginning[2], script[2])
    known = next((e for e in to.env.families(script[0], script[1], len(template)) if e.template == template and e.term is None), None)
    return known if known is not None and len(known.sort.over) == 1 and known.sort.cols == ONE else None


def _is_matrix(inner: Node, right: Node, family: Family, entry: Entry | None) -> bool:
    """Columns beside each other, or rows below each other; a list in round brackets is a matrix where it is transposed or declared as one."""
    if inner.kind == "matrix":
        return (inner.text.split()[0] == "1") != _lies(family.last)
    declared = entry is not None and entry.sort.kind == "value" and not entry.sort.over and entry.sort.cols != ONE
    return not _lies(family.last) and (inner.text == "[]" or right.kind == "transpose" or declared)


def _matrix(known: Entry, rows: bool) -> Term:
    """The sum over the members of each times the unit vector of its place."""
    over = known.sort.over[0]
    index = t.index(_RUNNING, over)
    member, unit = t.member(t.symbol(known.name, known.sort), index), t.unit(index, over)
    return t.summation(_RUNNING, over, t.mul(unit, t.transpose(member)) if rows else t.mul(member, t.transpose(unit)))
