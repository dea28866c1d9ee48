"""A colon between values, ``A : B``, is their inner product; the parser takes it for the one of ``f \\colon X \\to Y``."""

from __future__ import annotations

from symkl.elaborate.units import Piece
from symkl.latex.syntax import Chain, Damage, Node, Relation

COLON = " :"  # the marks of a product of two factors with a colon between


def contracted(pieces: list[Piece]) -> list[Piece]:
    """The pieces with each colon between two values as a product, which binds closer than a sum."""
    return [Piece(_contracted(piece.chain), piece.clauses) if _has_products(piece.chain) else piece for piece in pieces]


def _has_products(chain: Chain) -> bool:
    said = [relation.text for relation in chain.relations]
    return "colon" in said and "to" not in said


def _contracted(chain: Chain) -> Chain:
    sides: list[Node | Damage] = [chain.sides[0]]
    relations: list[Relation] = []
    for relation, side in zip(chain.relations, chain.sides[1:], strict=True):
        left = sides[-1]
        if relation.text == "colon" and isinstance(left, Node) and isinstance(side, Node):
            sides[-1] = _product(left, side)
        else:
            relations.append(relation)
            sides.append(side)
    return chain._replace(sides=tuple(sides), relations=tuple(relations))


def _product(left: Node, right: Node) -> Node:
    """The last term of the one times the first of the other, in the sum that both make."""
    before, first = (left.parts[:-1], left.parts[-1]) if left.kind == "sum" else ((), left)
    second, behind = (right.parts[0], right.parts[1:]) if right.kind == "sum" and right.text[0] == "+" else (right, ())
    assert first is not None and second is not None
    both = Node("product", first.span.join(second.span), COLON, (first, second))
    if not before and not behind:
        return both
    marks = (left.text if before else "+") + (right.text[1:] if behind else "")
    return Node("sum", left.span.join(right.span), marks, (*before, both, *behind))
