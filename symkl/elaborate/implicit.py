"""Entries of declared vectors and matrices by their subscripts, where nobody declares the entries: ``A_{ij}``, ``x_i``."""

from __future__ import annotations

from symkl.elaborate import indicators
from symkl.elaborate.nodes import PLACES
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import Entry
from symkl.kernel import term as t
from symkl.kernel.sort import ONE, Dimension
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.source import Span

Script = tuple[str, str, tuple[str, ...]]
NOTE = "entry-by-subscript"


def sizes_of(reader: Reader, entry: Entry | None) -> tuple[Dimension, ...]:
    """How far the subscripts of a plain vector or matrix run; nothing of anything else."""
    if entry is None or entry.kind != "value" or entry.sort.kind != "value" or reader.shapes.is_open(entry.sort):
        return ()
    sort = reader.shapes.sort(entry.sort)
    if sort.over or sort.rows == ONE:
        return ()
    return (sort.rows,) if sort.cols == ONE else (sort.rows, sort.cols)


def entry_of(reader: Reader, script: Script) -> tuple[Entry, tuple[str, ...]] | None:
    """The vector or matrix whose entry a subscripted name is, and its places; None where it may be a name of its own."""
    base, mark, places = script
    entry = reader.env.entries.get(base)
    sizes = sizes_of(reader, entry)
    if len(sizes) == 2 and len(places) == 1 and len(places[0]) == 2 and places[0].isdigit():
        places = (places[0][0], places[0][1])  # A_{11}
    if entry is None or mark != "_" or len(sizes) != len(places):
        return None
    return (entry, places) if all(_is_place(reader, p, s) for p, s in zip(places, sizes, strict=True)) else None


def one_of_names(reader: Reader, script: Script) -> Term | None:
    """``\\pi_z`` of a z in {1, 2, 3} where the names ``\\pi_1``, ``\\pi_2``, ``\\pi_3`` are declared one by one: whichever z says.

    Of vectors it is the column that z says of the matrix that they make."""
    base, mark, places = script
    if mark != "_" or len(places) != 1:
        return None
    entry, index = reader.env.entries.get(places[0]), reader.local.get(places[0])
    if index is None and entry is not None and entry.kind == "index" and entry.term is None:
        index = t.index(entry.name, entry.sort.over[0])
    if index is None or index.op != "index" or index.data[1].names:
        return None
    names = [reader.env.entries.get(f"{base}_{i}") for i in range(1, index.data[1].constant + 1)]
    values = [t.symbol(e.name, reader.shapes.sort(e.sort)) for e in names if e is not None and e.kind == "value"]
    if not 1 < len(values) == len(names) or len({v.sort for v in values}) > 1 or values[0].sort.over or values[0].sort.kind != "value":
        return None
    if values[0].sort.is_scalar:
        return t.entry(t.block(len(values), 1, *values), index)
    if values[0].sort.cols != ONE:
        return None
    return t.mul(t.block(1, len(values), *values), t.unit(index, index.data[1]))


def speaks_of_names(term: Term, running: str) -> bool:
    """Whether an index chooses among names that are declared one by one."""
    chosen = [s for s in t.subterms(term) if s.op in ("entry", "unit") and s.args[-1].op == "index" and s.args[-1].data[0] == running]
    return any(_chooses(s, term) for s in chosen)


def _chooses(chosen: Term, whole: Term) -> bool:
    if chosen.op == "entry":
        return chosen.args[0].op == "block"
    return any(s.op == "mul" and s.args[-1] == chosen and s.args[0].op == "block" for s in t.subterms(whole))


def at_place(term: Term, running: str, place: int) -> Term:
    """The term with a number for the index, and with the names that it chooses."""
    return _chosen(t.substitute(term, {running: t.number(place)}))


def _chosen(term: Term) -> Term:
    args = tuple(_chosen(a) for a in term.args)
    if term.op == "entry" and args[0].op == "block" and args[0].data[1] == 1 and args[1].op == "number":
        return args[0].args[int(args[1].data) - 1]
    if term.op == "mul" and len(args) == 2 and args[0].op == "block" and args[1].op == "unit" and args[1].args[0].op == "number":
        return args[0].args[int(args[1].args[0].data) - 1]
    return term.rebuild(args) if args != term.args else term


def entry_of_member(reader: Reader, script: Script, node: Node) -> Term | None:
    """``x_{ij}`` of declared vectors ``x_1, .., x_N``, where nothing declares it: the j-th entry of the i-th."""
    base, mark, places = script
    family = next(iter(reader.env.families(base, mark, 1)), None) if mark == "_" and len(places) == 2 else None
    if family is None or family.term is not None or len(family.sort.over) != 1 or not _are_places(reader, places, family):
        return None
    sort = reader.shapes.sort(family.sort)
    at, place = (indicators.position(reader, p, size, node) for p, size in zip(places, (*sort.over, sort.rows), strict=True))
    note(reader, family, node.span)
    return t.entry(t.member(reader.build.now(t.symbol(family.name, sort)), at), place)


def _are_places(reader: Reader, places: tuple[str, ...], family: Entry) -> bool:
    """Whether subscripts are the number of a member of a family of vectors and the place of an entry of it."""
    sort = reader.shapes.sort(family.sort)
    if family.template != (None,) or sort.rows == ONE or sort.cols != ONE or reader.shapes.is_open(sort):
        return False
    return all(_is_place(reader, p, size) or _is_open(reader, p, size) for p, size in zip(places, (*sort.over, sort.rows), strict=True))


def _is_open(reader: Reader, place: str, size: Dimension) -> bool:
    """Whether a subscript is the index of a sum whose range nothing has said yet."""
    bound = reader.local.get(place)
    return bound is not None and bound.op == "index" and reader.shapes.unify(bound.data[1], size)


def note(reader: Reader, entry: Entry, span: Span) -> None:
    """Say once of each vector or matrix that a subscript is read as an entry's."""
    message = f"{entry.key} with a subscript is read as an entry of it"
    if not any(n.message == message for n in reader.notes):
        reader.note(NOTE, message, span)


def _is_place(reader: Reader, place: str, size: Dimension) -> bool:
    if place.isdigit():
        return not size.names
    bound = reader.local.get(place)
    if bound is not None:
        return bound.op == "index" and reader.shapes.dimension(bound.data[1]) == reader.shapes.dimension(size)
    entry = reader.env.entries.get(place)
    if entry is not None:
        return entry.kind == "index" and entry.sort.over[0] == size
    return place in PLACES


def whole_of(reader: Reader, key: str) -> Term | None:
    """``p`` where ``p_i = ..`` defines numbers for every i, ``K`` where ``K_{ij} = ..`` does: the column, or the matrix, of them."""
    made = next((e for count in (1, 2) for e in reader.env.families(key, "_", count) if e.term is not None and not any(e.template)), None)
    if made is None or made.term is None or not made.term.sort.is_scalar or len(made.parameters) != len(made.template):
        return None
    places = [t.index(letter, over) for (letter, _), over in zip(made.parameters, made.sort.over, strict=True)]
    first, *others = (t.unit(place, place.data[1]) for place in places)
    whole = t.mul(made.term, first, *map(t.transpose, others))
    for place in places:
        whole = t.summation(place.data[0], place.data[1], whole)
    return whole
