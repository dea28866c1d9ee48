r"""Equations between lists, ``(m^*, v^*) = \arg\min_{m, v} f = (a, b)``: one equation for each place, all of which must hold."""

from __future__ import annotations

from symkl.elaborate.defining import undressed
from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.elaborate.units import Piece
from symkl.latex.syntax import Chain, Damage, Node

OPTIMA = ("argmin", "argmax")


def parted(pieces: list[Piece]) -> list[Piece]:
    """The pieces with equations between lists taken apart, those that go on over several rows too."""
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if before is not None and piece.continues and (width := _width(before.chain)) and _widths(piece.chain.sides[1:]) == {width}:
            chain, more = before.chain, piece.chain
            whole = chain._replace(sides=(*chain.sides, *more.sides[1:]), relations=(*chain.relations, *more.relations), trailing=more.trailing)
            found[-1] = Piece(whole, piece.clauses)
        else:
            found.append(piece)
    return [part for piece in found for part in _parts(piece)]


def _width(chain: Chain) -> int:
    """How many entries every side of an equation between lists has; 0 for any other chain."""
    if any(r.text not in ("=", ":=") for r in chain.relations) or chain.sign or chain.trailing:
        return 0
    widths = _widths(chain.sides)
    return widths.pop() if len(widths) == 1 and not _is_turned(chain) else 0


def _is_turned(chain: Chain) -> bool:
    r"""``(v^*, m^*) = \arg\min_{m, v}``: the names of the variables in another order, by which the places would say what is not meant."""
    named = {tuple(undressed(key_of(strip(e)) or "") for e in _entries(side)) for side in chain.sides}
    plain = [one for one in named if "" not in one]
    return len({tuple(sorted(one)) for one in plain}) < len(plain)


def _widths(sides: tuple[Node | Damage, ...]) -> set[int]:
    return {len(_entries(side)) for side in sides}


def _entries(side: Node | Damage) -> tuple[Node, ...]:
    """The entries of a list, or the variables of an optimum over several; nothing of anything else."""
    if not isinstance(side, Node):
        return ()
    whole = strip(side) if side.kind == "group" and not side.text else side
    optimum = whole.kind == "operator" and whole.text in OPTIMA and len(whole.parts) == 3
    if not optimum and not (whole.kind == "group" and whole.text == "()"):
        return ()
    items, marks = items_of(whole.parts[0] if optimum else whole)
    return items if marks and set(marks) == {","} else ()


def _parts(piece: Piece) -> list[Piece]:
    width = _width(piece.chain) if piece.chain.relations else 0
    return [piece] if width < 2 else [Piece(_part(piece.chain, k), piece.clauses) for k in range(width)]


def _part(chain: Chain, place: int) -> Chain:
    claimed = [_entries(side) for side in chain.sides[1:] if isinstance(side, Node) and strip(side).kind != "operator"]
    beside = tuple(e for at, e in enumerate(claimed[-1]) if at != place) if claimed else ()
    sides = tuple(_at(side, place, beside) for side in chain.sides if isinstance(side, Node))
    return chain._replace(sides=sides, joined="quad" if place else chain.joined)


def _at(side: Node, place: int, beside: tuple[Node, ...]) -> Node:
    """A list's entry; of an optimum the point of one variable, which is put first, with what is claimed of the others."""
    items, whole = _entries(side), strip(side)
    if whole.kind != "operator":
        return items[place]
    below = whole.parts[0]
    assert below is not None
    turned = (items[place], *(i for at, i in enumerate(items) if at != place))
    variables = Node("items", below.span, "," * (len(items) - 1), turned)
    return Node("operator", whole.span, whole.text, (variables, *whole.parts[1:], *beside), whole.spelling)
