"""From displays to statements-to-be: which rows make one chain, which labels name it, what it continues."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_

from symkl.latex.syntax import Chain, Clause, Damage, Node, Relation, Row
from symkl.source import Source, Span
from symkl.worksheet.document import Display

RELATIONS = ("=", ":=", "!=", "<", "<=", ">", ">=", "succ", "succeq", "prec", "preceq", "proportional", "constant", "approximate")
_SIGNS = frozenset(("=", "&=", "<", ">", "\\leq", "\\le", "\\geq", "\\ge", "\\neq", "\\ne", "\\propto",
                    "\\succ", "\\succeq", "\\prec", "\\preceq", ":="))
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
    bared = [_bared(parse(display, i), source) for i in range(len(display.rows))]
    parsed = _with_clauses(_with_rows_of_words(bared, source))
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
        if units and not _pieces(row):
            units[-1].labels += [lab for lab in layout.labels if lab not in units[-1].labels]
    if len(units) == 1:
        units[0].span = display.span
    return units


def _with_rows_of_words(rows: list[Row], source: Source) -> list[Row]:
    """Rows such as ``where c = ..`` and the ``and d = ..`` behind one belong to the row above that says something."""
    found: list[Row] = []
    last: int | None = None  # the row that a row of words belongs to
    inside = False
    for row in rows:
        plain = all(len(c.sides) == 1 and is_empty(c.sides[0]) for c in row.chains)
        said = [c for c in row.clauses if c.kind == "where"]
        goes_on = inside and bool(row.chains) and not row.clauses and _begins_with_and(row, source)
        if last is not None and (goes_on or plain and said):
            more = (Clause("where", "and", row.span, row.chains),) if goes_on else row.clauses
            found[last] = found[last]._replace(clauses=found[last].clauses + more)
            found.append(Row((), (), row.span))
            inside = True
            continue
        inside = False
        last = last if plain else len(found)
        found.append(row)
    return found


def _begins_with_and(row: Row, source: Source) -> bool:
    """Whether the word stands in front of a row; of its first chain the place is known."""
    at = row.chains[0].span.start
    before = source.slice(Span(max(0, at - 40), at)).replace(" ", "").removesuffix("&")
    return before.endswith(("\\text{and}", "\\textrm{and}", "\\mbox{and}", "\\mathrm{and}"))


def _with_clauses(rows: list[Row]) -> list[Row]:
    """The rows, one of conditions alone joined to the row above that says something, or to the next one where there is none."""
    found: list[Row] = []
    waiting: tuple[Clause, ...] = ()
    last: int | None = None
    for row in rows:
        alone = not any(chain.relations or not is_empty(chain.sides[0]) for chain in row.chains)
        if alone and last is not None:
            found[last] = found[last]._replace(clauses=(*found[last].clauses, *row.clauses))
        elif alone:
            waiting += row.clauses
        else:
            row, waiting, last = row._replace(clauses=(*waiting, *row.clauses)), (), len(found)
        found.append(row._replace(clauses=()) if alone else row)
    return found


def _open(units: list[Unit]) -> bool:
    """Whether the chain so far waits for its continuation: it ends in an operator or a relation, or is only a head."""
    if not units:
        return False
    last = units[-1].pieces[-1].chain
    return bool(last.trailing) or is_empty(last.sides[-1]) or not last.relations


def _bared(row: Row, source: Source) -> Row:
    """The row with equations that are coloured or underlined as a whole taken out of that, and those in brackets beside arrows out of these."""
    chains = tuple(_opened(c, source) if len(c.sides) == 1 and not c.relations else _unbracketed(c, source) for c in row.chains)
    return row if all(map(is_, chains, row.chains)) else row._replace(chains=chains)


def _opened(chain: Chain, source: Source) -> Chain:
    sides, relations = _parted(chain.sides[0], source)
    return chain if not relations else chain._replace(sides=tuple(sides), relations=tuple(relations))


def _unbracketed(chain: Chain, source: Source) -> Chain:
    """``(a > 0) \\implies (a^2 > 0)``: what stands in brackets between arrows is a relation."""
    if not any(r.text in ARROWS for r in chain.relations):
        return chain
    last = len(chain.sides) - 1
    sides: list[Node | Damage] = []
    relations: list[Relation] = []
    for at, side in enumerate(chain.sides):
        alone = (at == 0 or chain.relations[at - 1].text in ARROWS) and (at == last or chain.relations[at].text in ARROWS)
        inner = side.parts[0] if alone and isinstance(side, Node) and side.kind == "group" and len(side.parts) == 1 else None
        found = ([side], []) if inner is None else _parted(inner, source)
        sides += found[0] if found[1] else [side]
        relations += [*found[1], *chain.relations[at : at + 1]]
    return chain._replace(sides=tuple(sides), relations=tuple(relations))


def _parted(side: Node | Damage, source: Source) -> tuple[list[Node | Damage], list[Relation]]:
    """The sides and relations of an equation that was read as one value; nothing is parted where more than the relation's sign stands there."""
    if not isinstance(side, Node) or side.kind != "relation" or len(side.parts) != 2 or side.parts[0] is None or side.parts[1] is None:
        return [side], []
    left, right = side.parts[0], side.parts[1]
    between = Span(left.span.end, right.span.start)
    before, relations = _parted(left, source)
    if source.slice(between).strip() not in _SIGNS or relations == [] and left.kind == "relation":
        return [side], []
    return [*before, right], [*relations, Relation(side.text, between)]


def hides_relation(node: Node | Damage) -> bool:
    """Whether a formula without a relation of its own holds one in its brackets, under its line or in its rows."""
    if not isinstance(node, Node):
        return False
    if node.kind == "relation":
        return node.text in RELATIONS
    return node.kind in ("group", "over", "under", "matrix") and any(p is not None and hides_relation(p) for p in node.parts)


def _pieces(row: Row) -> list[Piece]:
    pieces = [Piece(chain) for chain in row.chains if not (len(chain.sides) == 1 and is_empty(chain.sides[0]))]
    if pieces:
        pieces[-1].clauses = row.clauses
        for piece in pieces[:-1]:
            piece.clauses = tuple(c for c in row.clauses if c.kind != "note")
    return pieces
