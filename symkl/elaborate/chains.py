"""The flow of a sheet: chains, what continues what, which relation stands behind an arrow. No meaning yet."""

from __future__ import annotations

from symkl.elaborate.concluding import concludes
from symkl.elaborate.joining import BOTH, SO, cut_off, joined, unjoined
from symkl.elaborate.nodes import strip
from symkl.elaborate.printed import Printed
from symkl.elaborate.units import ARROWS, Piece, Unit, is_empty
from symkl.latex.syntax import Clause, Damage, Node, Relation
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source
from symkl.worksheet.document import Display

#: what sets a derivative to zero that is not printed with ``= 0``: a row below it, words, or words of which it is not known which one they mean,
#: or which only say that it vanishes somewhere
ROW, WORDS, OPEN, MENTIONED = "row", "words", "open", "mentioned"


class Link(NamedTuple):
    """One relation of a segment: from side ``at`` to the next."""

    unit: Unit
    relation: Relation
    at: int
    clauses: tuple[Clause, ...] = ()


class Segment:
    """Sides and relations between two arrows. ``premise`` is the segment in front of the arrow; ``behind`` what stands right above;
    ``beside`` what stands in front of it in the same row, parted by commas or "and"."""

    def __init__(self, sides: list[Printed], premise: Segment | None = None, behind: Segment | None = None, arrow: str = "",
                 is_condition: bool = False) -> None:  # fmt: skip
        self.sides = sides
        self.links: list[Link] = []
        self.premise = premise
        self.behind = behind
        self.arrow = arrow
        self.is_condition = is_condition
        self.following: Segment | None = None
        self.beside: tuple[Segment, ...] = ()
        self.joined = ""  # by what it is parted from them
        self.is_concluded = False  # the words in front of its display, or a row above it in the same, say that it follows
        self.is_under_words = False  # what words set to zero holds here
        self.slopes: list[Printed] = []  # .. the sides of which the first that is a derivative is meant ..
        self.words = ""  # .. and the words that do so
        self.set_by = ""  # by what its first side is set to zero, where that is no row of its own

    @property
    def heads(self) -> bool:
        """Only a head: nothing is said of it yet."""
        return not self.links


class Flow:
    """All segments of a sheet in order; ``problems`` are continuations of nothing."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.problems: list[Diagnostic] = []
        self.by_unit: dict[int, list[tuple[Segment, Link]]] = {}  # by the identity of their unit, in the order of print

    def index(self) -> None:
        """Find the relations by their units."""
        self.by_unit = {}
        for segment in self.segments:
            for link in segment.links:
                self.by_unit.setdefault(id(link.unit), []).append((segment, link))


def merged(units: list[Unit]) -> list[Unit]:
    """Units that continue the sum of the unit before them are one statement with it: both labels."""
    found: list[Unit] = []
    last: dict[int, Unit] = {}
    for unit in units:
        before = last.get(unit.scope)
        if unit.pieces and before is not None and before.pieces and _goes_on(before, unit):
            before.pieces += unit.pieces
            before.labels += unit.labels
            before.span = before.span.join(unit.span)
            continue
        found.append(unit)
        if unit.pieces:
            last[unit.scope] = unit
    return found


def _goes_on(before: Unit, unit: Unit) -> bool:
    trailing = before.pieces[-1].chain.trailing
    if trailing and not unit.pieces[0].continues:
        return True
    return unit.pieces[0].adds and not any(p.chain.relations for p in unit.pieces)


def flow_of(units: list[Unit], source: Source) -> Flow:
    """The segments of all units."""
    flow = Flow()
    last: dict[int, Segment] = {}
    display: dict[int, Display] = {}
    for unit in units:
        before = last.get(unit.scope)
        for place, piece in enumerate(unit.pieces):
            above = before if place > 0 or display.get(unit.scope) is unit.display else None
            before = _feed(flow, unit, piece, place, before, above, source)
        if before is not None:
            last[unit.scope], display[unit.scope] = before, unit.display
    message = "what follows from this has no relation: nothing is claimed"
    flow.problems += [Diagnostic("missing-relation", message, s.sides[0].span) for s in flow.segments if s.arrow and s.heads]
    for segment in flow.segments:
        _turn_round(segment)
    flow.index()
    return flow


def _feed(flow: Flow, unit: Unit, piece: Piece, place: int, before: Segment | None, above: Segment | None, source: Source) -> Segment | None:
    """The segment that a piece ends in; ``above`` is the segment before it where that stands in the same display."""
    sides, relations = _sides(unit, piece, place, before, source), piece.chain.relations
    segment: Segment
    if piece.continues:
        if before is None:
            message = "this begins with a relation, and nothing stands before it that it could continue"
            flow.problems.append(Diagnostic("continues-nothing", message, piece.chain.span))
            segment = Segment([sides[0]])
            flow.segments.append(segment)
        else:
            segment = before
        sides = sides[1:]
    elif place > 0 and before is not None and (piece.adds or _waits(unit.pieces[place - 1])):
        before.sides[-1] = joined(before.sides[-1], sides[0], unit.pieces[place - 1].chain.trailing, piece.chain.sign)
        segment, sides = before, sides[1:]
    elif above is not None and not relations:
        if not (isinstance(sides[0].node, Node) and sides[0].node.kind == "dots"):
            above.sides[-1] = unjoined(above.sides[-1], sides[0])
        return above
    else:
        segment = Segment([sides[0] if above is None or not above.heads else unjoined(above.sides[-1], sides[0])], behind=before)
        if place > 0 and before is not None and before.arrow and piece.chain.joined in ("and", "quad", ",", ";", BOTH, SO):
            segment.premise, segment.arrow, segment.behind = before.premise, before.arrow, before.behind
        if before is not None:
            before.following = segment
            segment.is_concluded = place == 0 and bool(before.links) and concludes(source, before.links[-1].unit.display.span, unit.display.span)
        segment.joined = piece.chain.joined
        if place > 0 and before is not None and piece.chain.joined and (not before.arrow or segment.arrow):
            segment.beside = (*before.beside, before)
        flow.segments.append(segment)
        sides = sides[1:]
    return _linked(flow, segment, sides, unit, place)


def _sides(unit: Unit, piece: Piece, place: int, before: Segment | None, source: Source) -> list[Printed]:
    """The sides of a piece; one that an operator cuts off is unreadable."""
    sides = [_printed(s, source) for s in piece.chain.sides]
    if piece.chain.trailing and _is_last(unit, place):
        sides[-1] = cut_off(sides[-1], "behind")
    if piece.chain.sign not in ("", "+", "-") and not (place > 0 and before is not None):
        sides[0] = cut_off(sides[0], "before")
    return sides


def _is_last(unit: Unit, place: int) -> bool:
    """Whether no piece behind this one goes on with its last side."""
    return place + 1 == len(unit.pieces) or unit.pieces[place + 1].continues


def _linked(flow: Flow, segment: Segment, sides: list[Printed], unit: Unit, place: int) -> Segment:
    """The relations of a piece put behind a segment; what stands behind an arrow is a segment of its own."""
    piece = unit.pieces[place]
    for relation, side in zip(piece.chain.relations, sides, strict=True):
        if is_empty(side.node) and _is_last(unit, place):
            if place + 1 == len(unit.pieces):
                flow.problems.append(Diagnostic("missing-side", "nothing stands behind this relation", relation.span))
            continue
        if relation.text in ARROWS:
            following = Segment([side], premise=segment, arrow=relation.text)
            segment.following = following
            flow.segments.append(following)
            segment = following
        else:
            if is_empty(segment.sides[-1].node) and len(segment.sides) == 1 and segment.links:
                continue
            segment.links.append(Link(unit, relation, len(segment.sides) - 1, piece.clauses))
            segment.sides.append(side)
    return segment


def _waits(piece: Piece) -> bool:
    return bool(piece.chain.trailing) or bool(piece.chain.relations) and is_empty(piece.chain.sides[-1])


def _turn_round(segment: Segment) -> None:
    """``0 = dL/dm = A`` is read as ``dL/dm = A = 0``, however many rows it takes, and so is ``0 = A`` in front of what may solve it."""
    first = segment.sides[0].node
    if len(segment.sides) < 2 or not isinstance(first, Node) or strip(first).text not in ("0", "\\mathbf{0}"):
        return
    second = segment.sides[1].node
    if any(k.relation.text != "=" for k in segment.links) or not isinstance(second, Node):
        return
    if _is_slope(strip(second)) or segment.following is not None and _is_name(segment.following.sides[0].node):
        segment.sides = [*segment.sides[1:], segment.sides[0]]
        opening, *others = segment.links
        segment.links = [k._replace(at=at) for at, k in enumerate((*others, opening))]


def _is_slope(node: Node) -> bool:
    return node.kind == "derivative" or node.kind == "operator" and node.text == "gradient"


def _is_name(node: Node | Damage) -> bool:
    return isinstance(node, Node) and strip(node).kind in ("name", "over", "star", "prime", "script")


def _printed(side: Node | Damage, source: Source) -> Printed:
    diagnostic = side.diagnostic if isinstance(side, Damage) else None
    return Printed(side, side.span, source.slice(side.span).strip(), diagnostic=diagnostic, is_read=diagnostic is not None)


def links_of(flow: Flow, unit: Unit) -> list[tuple[Segment, Link]]:
    """The relations of a unit in the order of print."""
    return flow.by_unit.get(id(unit), [])
