"""From displays to statements-to-be: which rows make one chain, which labels name it, what it continues."""

from __future__ import annotations

from collections.abc import Callable

from symkl.latex.syntax import Chain, Clause, Node, Row
from symkl.source import Source, Span
from symkl.worksheet.document import Display

ARROWS = ("implies", "iff", "implied-by")


class Piece:
    """One printed chain: a whole one, or the part of one that a row adds."""

    def __init__(self, chain: Chain, clauses: tuple[Clause, ...] = ()) -> None:
        self.chain = chain
        self.clauses = clauses

    @property
    def continues(self) -> bool:
        """Begins with a relation (an arrow included)."""
        return bool(self.chain.relations) and is_empty(self.chain.sides[0])

    @property
    def adds(self) -> bool:
        """Begins with an operator and has no left side of its own: the sum (or product) of the line before goes on."""
        return bool(self.chain.sign) and not self.continues and (not self.chain.relations or self.chain.sign != "-")

    @property
    def arrow(self) -> bool:
        """Begins with an arrow."""
        return self.continues and self.chain.relations[0].text in ARROWS


class Unit:
    """What stands under one label: pieces in the order of print."""

    def __init__(self, labels: list[str], span: Span, scope: int, display: Display) -> None:
        self.labels = labels
        self.span = span
        self.scope = scope
        self.display = display
        self.pieces: list[Piece] = []


def is_empty(side: object) -> bool:
    """Whether a side is missing."""
    return isinstance(side, Node) and side.kind == "empty"


def units_of(display: Display, source: Source, parse: Callable[[Display, int], Row]) -> list[Unit]:
    """The statements of one display: by its own labels, else by those of its rows, else one for all of it."""
    parsed = [parse(display, i) for i in range(len(display.rows))]
    if display.labels or not any(row.labels for row in display.rows):
        whole = Unit(list(display.labels), display.span, display.scope, display)
        for row in parsed:
            whole.pieces += _pieces(row)
        for row_layout in display.rows:
            whole.labels += [lab for lab in row_layout.labels if lab not in whole.labels]
        return [whole]
    units: list[Unit] = []
    for layout, row in zip(display.rows, parsed, strict=True):
        span = layout.spans[0].join(layout.spans[-1]) if layout.spans else display.span
        for place, piece in enumerate(_pieces(row)):
            fresh = not (piece.continues or piece.adds or _open(units)) and (place == 0 or piece.chain.relations)
            if not units or fresh:
                units.append(Unit([], span, display.scope, display))
            units[-1].pieces.append(piece)
            units[-1].span = units[-1].span.join(span)
            units[-1].labels += [lab for lab in layout.labels if lab not in units[-1].labels]
    if len(units) == 1:
        units[0].span = display.span
    return units


def _open(units: list[Unit]) -> bool:
    """Whether the chain so far waits for its continuation: it ends in an operator or a relation, or is only a head."""
    if not units:
        return False
    last = units[-1].pieces[-1].chain
    return bool(last.trailing) or is_empty(last.sides[-1]) or not last.relations


def _pieces(row: Row) -> list[Piece]:
    pieces = [Piece(chain) for chain in row.chains if not (len(chain.sides) == 1 and is_empty(chain.sides[0]))]
    if pieces:
        pieces[-1].clauses = row.clauses
        for piece in pieces[:-1]:
            piece.clauses = tuple(c for c in row.clauses if c.kind != "note")
    return pieces
