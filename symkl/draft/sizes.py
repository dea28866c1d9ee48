"""Which sizes must agree: the sheet's own formulas are read with names of unknown sizes, and what each reading needs is kept."""

from __future__ import annotations

from symkl.draft.decide import Decided
from symkl.draft.formulas import Formulas
from symkl.draft.prose import Granted
from symkl.elaborate.announced import Family, listed
from symkl.elaborate.chains import Segment
from symkl.elaborate.declarations import declare
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.domains import declare_dimension
from symkl.elaborate.grouped import subjects_of
from symkl.elaborate.nodes import key_of
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment, Names, ReadingError
from symkl.elaborate.sides import match, read_side
from symkl.elaborate.sorts import Shapes, is_unknown
from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort, SortError, dimension
from symkl.latex.names import NameTable
from symkl.latex.parser import parse_row
from symkl.latex.syntax import Node
from symkl.record import NamedTuple
from symkl.source import Source, Span


class Sized(NamedTuple):
    """A decided name with its shape: the names of its rows and columns, "1" for one, "" for a number; ``over`` of a family."""

    decided: Decided
    rows: str
    cols: str


class Sizing:
    """Names entered with open sizes; `read` lets the formulas settle them."""

    def __init__(self, formulas: Formulas, source: Source) -> None:
        self.formulas, self.source = formulas, source
        self.table: NameTable = formulas.table
        self.shapes = Shapes()
        self.env = Environment()
        self.to = Declarer(self.env, Names(), self.shapes, source, 0)
        self.failed: list[Node] = []
        self.large: list[str] = []  # keys of columns and matrices
        self.members: dict[str, Sort] = {}

    def say(self, said: list[Granted]) -> None:
        """What the prose declares holds."""
        declare(self.to, tuple(one.row for one in said))

    def enter(self, decided: list[Decided], lengths: dict[str, int]) -> None:
        """Declare what is known of each name; ``lengths`` says how many entries of a column are printed."""
        nowhere = Node("empty", Span(0, 0))
        for key in self.formulas.clues.dimensions:
            if key not in self.env.entries:
                declare_dimension(self.env, self.to.names, 0, key, nowhere)
        for one in decided:
            if one.kind == "unsure":
                continue
            if one.name.key in self.env.entries:
                continue
            length = lengths.get(one.name.key)
            sort = self._sort(one.kind) if length is None else Sort(dimension(length), ONE)
            entry = self.to.declare(one.name.node, sort)
            self.large += [entry.key] if one.kind in ("column", "matrix", "square") else []

    def _sort(self, kind: str) -> Sort:
        if kind == "column":
            return Sort(self.shapes.fresh(), ONE)
        if kind == "square":
            side = self.shapes.fresh()
            return Sort(side, side)
        return SCALAR if kind == "number" else Sort(self.shapes.fresh(), self.shapes.fresh())

    def families(self, families: list[Decided]) -> None:
        """``m_1, \\dots, m_d`` for what runs with the index of a sum."""
        for one in families:
            last = next((c.detail for c in one.name.clues if c.detail), "")
            if last:
                sort = self._sort("square" if one.kind == "matrix" else one.kind)
                self.members[one.name.key] = sort
                self._family(f"{one.name.key}_1, \\dots, {one.name.key}_{{{last}}}", sort)

    def _family(self, text: str, sort: Sort) -> None:
        row = parse_row(text, self.table)
        nodes = [n for c in row.chains for s in c.sides if isinstance(s, Node) for n in subjects_of(s)]
        for item in listed(nodes):
            if isinstance(item, Family):
                try:
                    self.to.declare(item, sort)
                except ReadingError:
                    continue

    def read(self) -> None:
        """Read every side of every chain; what does not fit is kept in ``failed``."""
        self.failed = []
        for segment in self.formulas.flow.segments:
            self._segment(segment)

    def _segment(self, segment: Segment) -> None:
        """One chain; what makes a column or a matrix a number is not learnt from it."""
        before = dict(self.shapes.known)
        failed = len(self.failed)
        self._read_segment(segment)
        shrunk = [k for k in self.large if self.shapes.dimension(self.env.entries[k].sort.rows) == ONE]
        if shrunk and len(self.failed) == failed:
            self.failed += [s.node for s in segment.sides if isinstance(s.node, Node)]
        if len(self.failed) > failed:
            self.shapes.known = before

    def _read_segment(self, segment: Segment) -> None:
        sides = [Printed(_of_one_shape(s.node) if isinstance(s.node, Node) else s.node, s.span, s.latex) for s in segment.sides]
        for side in sides:
            if isinstance(side.node, Node):
                read_side(side, self.env, self.shapes, self.source)
                if side.diagnostic is not None and side.diagnostic.code == "shapes":
                    self.failed.append(side.node)
        for left, right in zip(sides, sides[1:], strict=False):
            try:
                match(left, right, self.shapes)
            except SortError:
                continue
            if left.terms and right.terms and isinstance(left.node, Node) and isinstance(right.node, Node) and self._differ(left, right):
                self.failed += [left.node, right.node]

    def _differ(self, left: Printed, right: Printed) -> bool:
        return not self.shapes.same(left.terms[0].sort, right.terms[0].sort)

    def shape_of(self, decided: Decided) -> Sort | None:
        """The shape that a name turned out to have."""
        entry = self.env.entries.get(decided.name.key) or self.env.entries.get(key_of(decided.name.node) or "")
        return self.shapes.sort(entry.sort) if entry is not None else None


_NUMBER_LIKE = ("kl", "entropy", "probability")


def _of_one_shape(node: Node) -> Node:
    """The formula with what hangs on densities replaced by what has the same shape: an expectation by what it is of, a density by 1."""
    if node.kind == "operator" and node.text == "expectation" and node.parts[2] is not None:
        return _of_one_shape(node.parts[2])
    if node.kind == "call" or node.kind == "operator" and node.text in _NUMBER_LIKE:
        return Node("number", node.span, "1")
    return node._replace(parts=tuple(None if part is None else _of_one_shape(part) for part in node.parts))


class Shaped(NamedTuple):
    """Sizes by name: ``family`` has those of the members of column families; ``invented``: some size has no name that the sheet prints."""

    family: dict[str, str]
    invented: bool


def sized(decided: list[Decided], families: list[Decided], tuples: dict[str, tuple[str, ...]], said: list[Granted], formulas: Formulas,
          source: Source) -> tuple[list[Sized], Shaped]:  # fmt: skip
    """Each name with its shape. A name whose dress says nothing has one only if the formulas that it stands in leave no other."""
    sizing = Sizing(formulas, source)
    sizing.say(said)
    sizing.enter(decided, {key: len(entries) for key, entries in tuples.items()})
    sizing.families(families)
    sizing.read()
    sizing.read()
    names = _dimension_names(decided, sizing, formulas)
    found = []
    for one in decided:
        shape = sizing.shape_of(one)
        if shape is not None and (one.kind != "open" or _follows(one, shape, bool(sizing.large))):
            found.append(Sized(one, names.of(shape.rows), names.of(shape.cols)))
    members = {f.name.key: names.of(s.rows) for f in families if (s := sizing.members.get(f.name.key)) is not None}
    return found, Shaped(members, names.invented)


class _Names:
    """Names for sizes: the sheet's own, else letters that it does not use."""

    def __init__(self, sizing: Sizing, used: set[str], letters: str) -> None:
        self.shapes = sizing.shapes
        self.free = [letter for letter in letters if letter not in used]
        self.named: dict[Dimension, str] = {ONE: "1"}
        self.invented = False

    def of(self, dimension: Dimension) -> str:
        """The name of a size, a new one for one that has none."""
        dimension = self.shapes.dimension(dimension)
        if dimension not in self.named:
            known = " + ".join([*(n for n in dimension.names if not is_unknown(n)), *([str(dimension.constant)] if dimension.constant else [])])
            open_part = any(map(is_unknown, dimension.names))
            self.invented = self.invented or open_part
            self.named[dimension] = known if known and not open_part else self.free.pop(0) if self.free else f"n_{{{len(self.named)}}}"
        return self.named[dimension]


def _follows(one: Decided, shape: Sort, beside: bool) -> bool:
    """Whether a shape that was found is implied: a number, a column, or beside columns and matrices a matrix with a capital letter.

    A small letter in front of a matrix may be a number as well as a matrix, so that nothing is implied of it.
    """
    if any(map(is_unknown, shape.cols.names)) and one.name.has("capital") is None:
        return False
    if shape.is_scalar:
        return True
    return shape.cols == ONE or beside and one.name.has("capital") is not None


def _dimension_names(decided: list[Decided], sizing: Sizing, formulas: Formulas) -> _Names:
    """The size that most names have is the one that a normal density's factor of log 2π counts, where nothing else says which it is."""
    used = {d.name.key for d in decided} | set(formulas.clues.densities) | set(formulas.clues.functions) | set(formulas.clues.dimensions)
    names = _Names(sizing, used, "dnkmrsl")
    counts: dict[Dimension, int] = {}
    for one in decided:
        shape = sizing.shape_of(one)
        rows = shape.rows if shape is not None and shape != SCALAR else ONE
        if any(map(is_unknown, rows.names)):
            counts[rows] = counts.get(rows, 0) + 1
    bound = {n for d in sizing.shapes.known.values() for n in d.names}
    waiting = [k for k, c in formulas.clues.dimensions.items() if "2π" in c.detail or "identity" in c.detail]
    for key in waiting:
        if key not in bound and counts:
            most = max(counts, key=lambda d: counts[d])
            names.named[most] = key
            del counts[most]
    return names
