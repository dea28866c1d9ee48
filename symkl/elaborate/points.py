r"""Values at a point: ``\left. \frac{\partial L}{\partial x} \right|_{x = a}``, the derivative taken first and the value put in then."""

from __future__ import annotations

from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node


def value_at(reader: Reader, body: Node, points: Node) -> Term:
    """The body with the values put in for the names that the equations behind the bar give them to; raises `SortError` where one does not fit."""
    value = reader.build.now(reader.read(body))
    put_in: dict[Term, Term] = {}
    for equation in items_of(points)[0]:
        name = _name(reader, equation)
        assert equation.parts[1] is not None
        point = reader.read(equation.parts[1])
        if not reader.shapes.same(point.sort, name.sort):
            raise SortError(f"{name.data} cannot be a {reader.build.now(point).sort}")
        value = reader.env.see_through(value, frozenset((name.data,)))
        variable = t.symbol(t.fresh(name.data, {*reader.env.symbols, *value.free}), name.sort)
        value = t.substitute(value, {name.data: variable})
        put_in[variable] = reader.build.now(point)
    return t.at(tuple((v.data, v.sort) for v in put_in), value, *put_in.values())


def _name(reader: Reader, equation: Node) -> Term:
    """The name that an equation gives a value to."""
    left = equation.parts[0] if equation.kind == "relation" and equation.text == "=" else None
    entry = None if left is None else reader.env.entries.get(key_of(strip(left)) or "")
    if left is None or entry is None or entry.kind != "value" or entry.name in reader.env.definitions or key_of(strip(left)) in reader.local:
        reader.fail(equation, "unsupported", "a value at a point cannot be read in this form", r"\left. f(x) \right|_{x = a}")
    return reader.build.now(reader.read(left))
