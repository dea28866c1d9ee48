r"""All members at once, and one of them, as what a density is of: ``p(x_1, \dots, x_N)``, ``p(X)`` for a matrix of the x_n, and ``p(x_n)``."""

from __future__ import annotations

from symkl.elaborate.announced import Family, listed
from symkl.elaborate.nodes import base_and_script, key_of, strip
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Density, Entry, ReadingError
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.source import Span


def gathered(reader: Reader, items: tuple[Node, ...]) -> tuple[Node, ...]:
    """The arguments with the family's own name in the place of a list of all its members, and of other names for all of them."""
    found = [_of_list(reader, item) if isinstance(item, Family) else _of_name(reader, item) for item in listed(items)]
    return items if any(node is None for node in found) else tuple(node for node in found if node is not None)


def law_of_member(reader: Reader, density: Density, arguments: list[Term] | None, point: Term) -> Term | None:
    """The law of one member under a law of all: a part of a normal law, a factor of a product over the members; None of anything else."""
    definition = reader.env.definitions.get(density.name)
    if density.member is not None:
        return None if definition is None else _of_any(reader, density.member, definition, arguments, point)
    names = {n for n, _ in density.bindings}
    if definition is None or point.op not in ("member", "entry") or len(names) != 1 or {point.args[0].data} != names or len(point.args) != 2:
        return None
    put = dict(zip((n for n, _ in definition.parameters), arguments or (), strict=False))
    body, place = t.substitute(definition.body, put) if put else definition.body, point.args[1]
    if body.op == "gaussian" and point.op == "entry" and place.op in ("index", "number"):
        mean, covariance = body.args
        return t.gaussian(t.entry(mean, place), t.entry(covariance, place, place))
    if body.op != "density" or body.args[0].op != "product" or place.op not in ("index", "number"):
        return None
    factor, ((letter, over),) = body.args[0].args[0], body.args[0].data
    own = factor.op == "pdf" and factor.args[1:] == (point.rebuild((point.args[0], t.index(letter, over))),)
    return t.substitute(factor.args[0], {letter: place}) if own and factor.args[0].free.isdisjoint(names) else None


def _of_any(reader: Reader, member: Term, definition: Definition, arguments: list[Term] | None, point: Term) -> Term | None:
    """The law of one member that is declared for any at a letter: that letter is the place of the point, in all of the law."""
    letters = tuple(place.data[0] for place in member.args[1:] if place.op == "index")
    if reader.env.unfolded_free(definition.body).isdisjoint(letters):
        return None
    if point.op != member.op or point.args[0] != member.args[0] or definition.body.free.isdisjoint(letters):
        raise ReadingError("ambiguous-density", "the density depends on the member that it is declared for: say of which member", Span(0, 0))
    put = dict(zip((n for n, _ in definition.parameters), arguments or (), strict=False))
    places = {p.data[0]: q for p, q in zip(member.args[1:], point.args[1:], strict=True) if p.op == "index"}
    return t.substitute(t.substitute(definition.body, places), put)


def _of_name(reader: Reader, item: Node) -> Node:
    key = key_of(strip(item))
    ranged = _of_range(reader, strip(item)) if key not in reader.env.entries else None
    if ranged is not None:
        return ranged
    entry = reader.env.entries.get(key) if key is not None else None
    name = None if entry is None else entry.name if entry.kind == "family" and entry.base != key else _stacked(reader, entry)
    own = next((e for e in reader.env.entries.values() if e.kind == "family" and e.name == name and e.key == e.base), None)
    return item if own is None or name is None else Node("name", item.span, own.key)


def _of_range(reader: Reader, item: Node) -> Node | None:
    r"""The name of the family of which ``x_{1:N}`` has every member."""
    base, places = item.parts if item.kind == "name" and len(item.parts) == 2 else (None, None)
    ends = places.parts if places is not None and places.kind == "items" and places.text == ":" else ()
    known = next((e for e in reader.env.families(key_of(base) or "", "_", 1) if e.key == e.base and not any(e.template)), None)
    if known is None or len(ends) != 2 or ends[0] is None or ends[0].text != "1" or ends[1] is None:
        return None
    sort = reader.shapes.sort(known.sort)
    whole = reader.env.size(ends[1].text) == (sort.over[0] if sort.over else sort.rows)
    return Node("name", item.span, known.key) if whole else None


def _of_list(reader: Reader, item: Family) -> Node | None:
    """The name of the family of which a list has every member."""
    script, first = base_and_script(item.last), base_and_script(item.first)
    if script is None or first != (*script[:2], ("1",)) or len(script[2]) != 1:
        return None
    known = next((e for e in reader.env.families(script[0], script[1], 1) if e.key == e.base and not any(e.template)), None)
    if known is None:
        return None
    sort = reader.shapes.sort(known.sort)
    whole = reader.env.size(script[2][0]) == (sort.over[0] if sort.over else sort.rows)
    return Node("name", item.last.span, known.key) if whole else None


def _stacked(reader: Reader, entry: Entry) -> str | None:
    """The family of which a matrix has the members for its columns, or for its rows."""
    definition = reader.env.definitions.get(entry.name)
    body = definition.body if definition is not None else None
    body = body.args[0] if body is not None and body.op == "transpose" else body
    if body is None or body.op != "sum" or body.args[0].op != "mul" or len(body.args[0].args) != 2 or body.args[0].args[0].op != "member":
        return None
    (letter, over), member = body.data[0], body.args[0].args[0]
    index = t.index(letter, over)
    whole = member.args[1:] == (index,) and body.args[0].args[1] == t.transpose(t.unit(index, over)) and member.args[0].op == "symbol"
    return str(member.args[0].data) if whole else None
