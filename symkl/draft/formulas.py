"""The formulas of a sheet, parsed with the names that were found in them, and the chains that they make."""

from __future__ import annotations

from symkl.draft.clues import Clues
from symkl.elaborate.chains import Flow, flow_of, merged
from symkl.elaborate.environments import Places
from symkl.elaborate.sorts import Shapes
from symkl.elaborate.units import Unit, units_of
from symkl.latex.names import Declared, NameTable, base_of
from symkl.latex.syntax import Chain, Clause, Node, Row
from symkl.record import NamedTuple
from symkl.source import Source
from symkl.worksheet.document import Display, Document

#: letters that are read as densities where a bracket stands behind them, though nothing says so
USUAL = frozenset("pqr")


class Formulas(NamedTuple):
    """What stands in some displays: ``clues`` of their names, the ``flow`` of their chains, and the table they were parsed with."""

    clues: Clues
    flow: Flow
    table: NameTable


def formulas_of(document: Document, displays: list[Display], source: Source) -> Formulas:
    """The displays, parsed twice: with what the first reading took for densities, and for members of families, declared as such."""
    places = Places(document, Shapes())
    order: dict[str, int] = {}
    base = places.at(0, 0, order).table
    clues = _clues(flow_of(_units(displays, source, places, base), source))
    bare = {key for key, _ in clues.names}
    heads = {**clues.densities, **{head: span for head, span in clues.functions.items() if base_of(head) in USUAL}}
    called = {head: span for head, span in clues.functions.items() if head not in bare and head not in heads}
    letters = {letter for key, _ in clues.names for letter in letters_of(key, {k for k, _ in clues.names})} - set(heads)
    found = [*(Declared(head, "function") for head in (*heads, *called)), *map(Declared, sorted(letters))]
    table = base.with_names(*(name for name in found if name.key not in base))
    flow = flow_of(_units(displays, source, places, table), source)
    clues = _clues(flow)
    bases = {base_of(head) for head in {**heads, **clues.densities}}
    alike = {key: name.node.span for (key, _), name in clues.names.items() if base_of(key) in bases and name.has("turned", "normed") is None}
    heads = {**heads, **alike}
    clues.densities = {head: span for head, span in {**heads, **clues.densities}.items() if head not in called}
    clues.functions.update(called)
    return Formulas(clues, flow, table)


def letters_of(key: str, known: set[str]) -> tuple[str, ...]:
    """The letters of a word that is rather a product: each stands alone elsewhere, or a capital stands before small ones (``Xw``)."""
    if len(key) == 1 and key.isalpha():
        return (key,)
    if not key.isalpha() or len(key) > 4:
        return ()
    return tuple(key) if known.issuperset(key) or len(key) <= 3 and key[:1].isupper() and key[1:].islower() else ()


def _units(displays: list[Display], source: Source, places: Places, table: NameTable) -> list[Unit]:
    return merged([unit for display in displays for unit in units_of(display, source, lambda d, n: parsed(d, n, source, places, table))])


def parsed(display: Display, number: int, source: Source, places: Places, table: NameTable) -> Row:
    """One row of a display."""
    row = display.rows[number]
    found = [places.parse(source, span, table) for span in row.spans]
    clauses = [c for p in found for c in p.clauses]
    for kind, spans in (("for", row.conditions), ("where", row.declarations)):
        clauses += [Clause(kind, "", span, places.parse(source, span, table).chains) for span in spans]
    chains: tuple[Chain, ...] = tuple(c for p in found for c in p.chains)
    return Row(chains, tuple(clauses), row.spans[0].join(row.spans[-1]) if row.spans else display.span)


def _clues(flow: Flow) -> Clues:
    clues = Clues()
    for segment in flow.segments:
        for side in segment.sides:
            if isinstance(side.node, Node):
                clues.look(side.node)
    return clues
