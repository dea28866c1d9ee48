"""Which given blocks hold where, and the environment that they make together."""

from __future__ import annotations

from symkl.elaborate.announced import declared_names
from symkl.elaborate.beginnings import beginnings_of, running_letters
from symkl.elaborate.collected import collected
from symkl.elaborate.declarations import declare
from symkl.elaborate.declarer import Claim, Declarer
from symkl.elaborate.drawn import drawn_from
from symkl.elaborate.drawn_in_words import drawn_in_words
from symkl.elaborate.energies import is_called_an_energy
from symkl.elaborate.predicates import declared_by, predicates
from symkl.elaborate.prose import prose_of
from symkl.elaborate.scope import Entry, Environment, Names
from symkl.elaborate.sorts import Shapes
from symkl.elaborate.unread import Unread
from symkl.elaborate.worded import Worded
from symkl.kernel.context import Definition
from symkl.latex.names import Declared, NameTable
from symkl.latex.parser import parse_row
from symkl.latex.syntax import Chain, Damage, Row
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span
from symkl.worksheet.document import Document, Given
from symkl.worksheet.macros import expand

Key = tuple[int, ...]
_MARK = len("<!-- symkl: confirm")  # of a mark this much is underlined


class Place(NamedTuple):
    """Where a statement stands: what is declared there, and the table its formulas are parsed with."""

    givens: Key
    env: Environment
    table: NameTable
    awaits: Diagnostic | None = None  # a draft that nobody has confirmed would hold here


class Places:
    """The environments of a document, one for each combination of given blocks."""

    def __init__(self, document: Document, shapes: Shapes) -> None:
        self.document = document
        self.shapes = shapes
        self.givens = [item for item in document.items if isinstance(item, Given)]  # in the order of the document, the companion's behind
        self.names: Names = Names()
        self.diagnostics: list[Diagnostic] = []
        self.claims: list[tuple[int, Claim]] = []
        self.parsed: dict[tuple[str, Span, NameTable], Row] = {}
        self.made: list[tuple[int, Entry, Definition]] = []
        self.snapshots: dict[tuple[int, ...], Environment] = {}
        self._places: dict[Key, Place] = {}
        self.beginnings, self.running = beginnings_of(document), running_letters(document)

    def ancestors(self, scope: int) -> list[int]:
        """The scope and all around it, the outermost first."""
        found = []
        while scope >= 0:
            found.append(scope)
            scope = self.document.parents[scope]
        return found[::-1]

    def at(self, scope: int, position: int, order: dict[str, int]) -> Place:
        """What holds for the statement at a position of the document's order of labels."""
        around = self.ancestors(scope)
        chosen: list[tuple[int, int]] = []
        for number, given in enumerate(self.givens):
            if given.labels:
                if any(order.get(a, 1 << 30) <= position <= order.get(b, -1) for a, b in given.ranges):
                    chosen.append((len(around), number))
            elif given.scope in around:
                chosen.append((around.index(given.scope), number))
        return self.of(tuple(number for _, number in sorted(chosen)))

    def of(self, key: Key) -> Place:
        """The place where exactly these given blocks hold."""
        if key not in self._places:
            if key:
                self._places[key] = self._extended(self.of(key[:-1]), key[-1])
            else:
                self._places[key] = Place((), Environment(dict(self.document.options).get("layout", "")), NameTable())
        return self._places[key]

    def all(self) -> list[Place]:
        """Every place asked for so far."""
        return list(self._places.values())

    def snapshot(self, env: Environment) -> Environment:
        """What holds now, unchanged by what is declared later; the same one as long as nothing is."""
        held = (*env.entries.values(), *env.definitions.values(), *env.facts)
        key = tuple(map(id, held))
        if key not in self.snapshots:
            self.snapshots[key] = env.copy()
        return self.snapshots[key]

    def record(self, place: Place, scope: int, label: str) -> None:
        """Remember what a statement at a place defined, for other places it reaches."""
        for definition in place.env.definitions.values():
            if definition.origin == label:
                entry = place.env.entry_named(definition.name)
                if entry is not None:
                    self.made.append((scope, entry, definition))

    def adopt(self, place: Place, scope: int) -> None:
        """Enter at a place what statements above it defined, where it means the same there."""
        around = self.ancestors(scope)
        for where, entry, definition in self.made:
            there = place.env.entries.get(entry.key)
            if where not in around or definition.name in place.env.definitions or there is not None and there.kind != "announced":
                continue
            known = {*place.env.symbols, *place.env.definitions, *(p for p, _ in definition.parameters)}
            functions = {n + "()" for n in known}
            local = {e.name for e in place.env.entries.values()}
            if definition.body.free <= known | functions | local:
                place.env.declare(entry)
                place.env.define(definition)

    def _extended(self, outer: Place, number: int) -> Place:
        given = self.givens[number]
        if given.unconfirmed:
            return Place((*outer.givens, number), outer.env.copy(), outer.table, outer.awaits or self._unconfirmed(given))
        source = given.source or self.document.source
        first = tuple(self.parse(source, f, outer.table) for f in given.formulas)
        prose = prose_of(given, source)
        in_words = declared_by(predicates(prose, first), first, prose)
        found = declared_names((*first, *in_words), outer.table, source.text, self.beginnings, self.running)
        called = [Declared("E", "function")] if is_called_an_energy(first, prose, source, self.beginnings) else []
        table = outer.table.with_names(*_one_each([*found, *called]))
        rows = tuple(self.parse(source, f, table) for f in given.formulas)
        for word in _missing_words(rows, table):
            table = table.with_names(Declared(word))
        to = Declarer(outer.env.copy(), self.names, self.shapes, source, number, beginnings=self.beginnings, running=self.running)
        to.table = table
        to.env.called = frozenset(n.key for n in table.names if n.kind in ("function", "density"))
        said = predicates(prose, rows)
        worded = Worded(prose, rows, said)
        to.called_densities = tuple(rows[number].span for number in worded.densities())
        to.drawn_from = drawn_from(rows)
        to.env.spreads = (*to.env.spreads, *worded.spreads(), *worded.doubts())
        drawn = drawn_in_words(rows, prose)
        read = tuple(Row((), (), row.span) if number in drawn.laws else row for number, row in enumerate(rows))
        declare(to, (*read, *declared_by(said, rows, prose), *drawn.rows))
        worded.apply(to.env)
        to.diagnostics += [*worded.diagnostics, *Unread(worded, to.env, number).apply()]
        path = source.path if given.source is not None else None
        for diagnostic in to.diagnostics:
            told = diagnostic if path is None else _with_path(diagnostic, path)
            if told not in self.diagnostics:
                self.diagnostics.append(told)
        self.claims += [(number, claim) for claim in to.claims]
        return Place((*outer.givens, number), to.env, table, outer.awaits)

    def _unconfirmed(self, given: Given) -> Diagnostic:
        """What is said of a draft, once: where its first mark stands and how many there are."""
        count = len(given.unconfirmed)
        message = f"this given block is a draft: {count} line{'s' if count > 1 else ''} of it {'are' if count > 1 else 'is'} not confirmed"
        suggestion = "read each line, put right what is wrong, and delete its mark; until then nothing in the block is used"
        path = None if given.source is None else given.source.path
        marks = [Span(mark.start, min(mark.end, mark.start + _MARK)) for mark in given.unconfirmed]
        labels = tuple((mark, "to be confirmed") for mark in marks[1:3])
        return Diagnostic("unconfirmed-draft", message, marks[0], "error", suggestion, labels, path)

    def parse(self, source: Source, span: Span, table: NameTable) -> Row:
        """A span parsed with the names known there, macros expanded."""
        key = (source.path, span, table)
        if key not in self.parsed:
            self.parsed[key] = self._parse(source, span, table)
        return self.parsed[key]

    def _parse(self, source: Source, span: Span, table: NameTable) -> Row:
        if not self.document.macros:
            text = source.slice(span)
            row = parse_row(text, table, span.start)
            return collected(row) if "\\{" in text or "\\lbrace" in text else row
        expansion = expand(source, span, self.document.macros)
        if expansion.diagnostic is not None:
            return Row((Chain((Damage(expansion.diagnostic, span),), (), span),), (), span)
        return collected(parse_row(expansion.text, table, expansion))


def _with_path(diagnostic: Diagnostic, path: str) -> Diagnostic:
    return Diagnostic(diagnostic.code, diagnostic.message, diagnostic.span, diagnostic.severity, diagnostic.suggestion, diagnostic.labels, path)


def _one_each(found: list[Declared]) -> list[Declared]:
    """One declaration a spelling: a family or a function is known as one, whatever else its letter is used for."""
    order = ("family", "tuple", "function", "density")
    best: dict[tuple[str, str], Declared] = {}
    for name in found:
        known = best.get((name.key, name.spelling))
        if known is None or known.kind not in order and name.kind in order:
            best[name.key, name.spelling] = name
    return list(best.values())


def _missing_words(rows: tuple[Row, ...], table: NameTable) -> list[str]:
    return [n.key for n in declared_names(rows) if n.kind == "symbol" and n.key not in table and n.key.isalpha() and len(n.key) > 1]
