r"""Vectors and matrices of which a formula says every entry: ``K_{ij} = k(x_i, x_j)`` of a declared K, ``w_i = \frac{1}{n}``."""

from __future__ import annotations

from collections.abc import Sequence

from symkl.elaborate import implicit
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.entries import is_spoken_of
from symkl.kernel import term as t
from symkl.kernel.context import Definition
from symkl.kernel.sort import SCALAR, Dimension, SortError
from symkl.kernel.term import Term


def value_of_entry(to: Declarer, base: str, places: tuple[str, ...], body: Term) -> Term | None:
    """The entry, where a formula says any entry of a declared vector or matrix: that is defined by them, or where it is in use meets a condition."""
    reader = to.reader()
    found = implicit.entry_of(reader, (base, "_", places))
    if found is None or any(p.isdigit() for p in places) or not body.sort.is_scalar:
        return None
    entry, _ = found
    sizes = implicit.sizes_of(reader, entry)
    running = dict(zip(places, sizes, strict=True))
    if entry.name in to.env.definitions or to.env.is_random(entry.key) or not _runs_along(to, body, running):
        return None
    one = t.entry(t.symbol(entry.name, to.shapes.sort(entry.sort)), *(t.index(p, size) for p, size in zip(places, sizes, strict=True)))
    if is_spoken_of(to, entry) or entry.name in body.free or len(running) < len(places):
        to.fact("=", one, to.shapes.settle(body))
        if one.op == body.op == "entry" and body.args == (one.args[0], *reversed(one.args[1:])) and one.args[0].sort.is_square:
            to.fact("=", one.args[0], t.transpose(one.args[0]))  # A_{ij} = A_{ji}
    else:
        to.env.define(Definition(entry.name, (), to.shapes.settle(_of_entries(body, running)), "given"))
    return one


def _runs_along(to: Declarer, body: Term, running: dict[str, Dimension]) -> bool:
    """Whether the free indices of an entry's value are its places, and run as far."""
    for part in t.subterms(body):
        if part.op == "index" and part.data[0] in body.free:
            if part.data[0] not in running:
                return False
            if not to.shapes.unify(part.data[1], running[part.data[0]]):
                raise SortError(f"{part.data[0]} runs to {part.data[1]} here, and to {running[part.data[0]]} there")
    return True


def _of_entries(body: Term, running: dict[str, Dimension]) -> Term:
    """The sum of the entries times unit vectors: the column, or the matrix, that they make."""
    units = [t.unit(t.index(place, size), size) for place, size in running.items()]
    whole = t.mul(body, units[0], *(t.transpose(unit) for unit in units[1:]))
    for place, size in running.items():
        whole = t.summation(place, size, whole)
    return whole


def give_way(to: Declarer, base: str, places: Sequence[str], running: dict[str, Dimension], body: Term) -> dict[str, Dimension]:
    """The ranges of the members that a formula defines, as those say that are listed too (``y_1, \\dots, y_n``): they are the same."""
    for listed in [e for e in to.env.families(base, "_", len(places)) if e.term is None and e.given == to.given and not any(e.template)]:
        known = to.env.entries.get(places[0])
        if len(places) != 1 or not places[0].lstrip("\\").islower() or known is not None and known.kind != "index":
            continue
        number, each = (listed.sort.over[0], listed.sort._replace(over=())) if listed.sort.over else (listed.sort.rows, SCALAR)
        if not to.shapes.unify(number, running.setdefault(places[0], number)):
            raise SortError(f"the members of {base} run to {number}, and their formula to {running[places[0]]}")
        if not to.shapes.same(each, body.sort):
            raise SortError(f"the members of {base} are declared as {each}, and defined as {body.sort}")
        del to.env.entries[listed.key]
    return running
