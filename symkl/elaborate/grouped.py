"""Chains of a given block that belong together, and what one chain says of several names taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symkl.elaborate.nodes import counted
from symkl.latex import names
from symkl.latex.syntax import Chain, Damage, Node, Relation, Row

CONSTANTS = ("const", "const.", "constant", "C", "\\text{const}")  # undeclared, each is another constant wherever it stands
BUILT_IN = ("\\pi", "e", "I", "\\mathbf{I}", "\\mathbf{0}", "\\mathbf{1}")  # names that mean something where they are not declared
_INDICES = ("i", "j", "k", "l", "m", "n", "t", "s")  # letters that are an index where a range is said of them
QUALITY = "is"  # the relation of a chain that says in a word what its left side is
COMPARING = ("<", "<=", ">", ">=", "!=")
_TURNED = {"<": ">", "<=": ">="}
_CLOSING = ("=", *COMPARING, "succ", "succeq", "in")


def groups(row: Row) -> Iterator[tuple[Chain, ...]]:
    """Chains that belong together: names without a relation join the next chain that has one."""
    waiting: list[Chain] = []
    for chain in between([part for printed in row.chains for told in indexed(printed) for part in equated(told)]):
        waiting.append(chain)
        if chain.relations:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def indexed(chain: Chain) -> tuple[Chain, ...]:
    r"""``1 \le i \le n``, ``i \in [n]`` and ``i = 1:n`` as ``i = 1, \dots, n``; ``\{x_i\}_{i=1}^n \subset S`` as that and ``x_i \in S``."""
    if len(chain.relations) == 1 and chain.relations[0].text not in ("in", "subset"):
        return (chain,)
    sides = [s for s in chain.sides if isinstance(s, Node)]
    relations = [r.text for r in chain.relations]
    if len(sides) != len(chain.sides) or not sides:
        return (chain,)
    match relations:
        case ["<=", "<="] if sides[0].text == "1" and names.key_of(sides[1]) in _INDICES and _is_name(sides[2]):
            return (_run(chain, sides[1], sides[2]),)
        case ["=", "colon"] if sides[1].text == "1":
            return (_run(chain, sides[0], sides[2]),)
        case ["in"] if sides[1].kind == "group" and sides[1].text == "[]" and names.key_of(sides[0]) in _INDICES and _is_name(sides[1].parts[0]):
            return (_run(chain, sides[0], sides[1].parts[0]),)
        case ["subset"] | []:
            return _of_a_set(chain, sides, relations)
    return (chain,)


def _of_a_set(chain: Chain, sides: list[Node], relations: list[str]) -> tuple[Chain, ...]:
    r"""The members of ``\{x_i\}_{i=1}^n \subset S``, ``\{x_i \in S\}_{i=1}^n`` and ``\{x_1, \dots, x_n\} \subset S``, and how far they run."""
    found = counted(sides[0])
    whole = found[0] if found is not None else sides[0]
    if whole.kind != "group" or whole.text not in ("{}", "()"):
        return (chain,)
    member, space = whole.parts[0], sides[1] if relations else None
    if member is not None and member.kind == "relation" and member.text == "in" and space is None:
        member, space = member.parts
    if member is None or space is None:
        return (chain,)
    declared = Chain((member, space), (Relation("in", chain.span),), chain.span)
    return (declared,) if found is None else (_run(chain, *found[1:]), declared)


def _run(chain: Chain, letter: Node, last: Node | None) -> Chain:
    r"""``i = 1, \dots, n``."""
    items = Node("items", chain.span, ",,", (Node("number", chain.span, "1"), Node("dots", chain.span, "\\dots"), last))
    return Chain((letter, items), (Relation("=", chain.span),), chain.span)


def equated(chain: Chain) -> list[Chain]:
    """``a = b = c > 0`` says that c > 0, that b is c and that a is b: each name that others are equal to stands on a left side once."""
    relations = [r.text for r in chain.relations]
    if len(relations) < 2 or set(relations[:-1]) != {"="} or relations[-1] not in _CLOSING:
        return [chain]
    if relations[-1] != "=":
        said = chain.sides[0] if relations[-1] == "in" and not _is_name(chain.sides[-2]) else chain.sides[-2]
        return [Chain((said, chain.sides[-1]), chain.relations[-1:], chain.span), *equated(Chain(chain.sides[:-1], chain.relations[:-1], chain.span))]
    if not _is_name(chain.sides[1]):
        return [chain]
    return [*equated(Chain(chain.sides[1:], chain.relations[1:], chain.span)), Chain(chain.sides[:2], chain.relations[:1], chain.span)]


def _is_name(side: Node | Damage | None) -> bool:
    """Whether a side is a name that may be declared: no constant, no value of a function."""
    key = names.key_of(side) if isinstance(side, Node) and names.function_of(side) is None else None
    return key is not None and key not in BUILT_IN


def between(chains: Sequence[Chain]) -> list[Chain]:
    """``0 < a, b < 1`` says of a and of b what ``0 < a < 1, 0 < b < 1`` says."""
    found = [part for chain in chains for part in _bounds_of_several(chain)]
    for first, chain in enumerate(found):
        last = next((n for n in range(first + 1, len(found)) if found[n].relations), None)
        if last is None or not (_is_bounded(chain, 0) and _is_bounded(found[last], 1)):
            continue
        (low, name), (other, high) = chain.sides, found[last].sides
        sides = (name, *(s for c in found[first + 1 : last] for s in c.sides), other)
        names_between = [n for s in sides if isinstance(s, Node) for n in subjects_of(s)]
        rows = [Chain((low, n, high), (chain.relations[0], found[last].relations[0]), chain.span.join(found[last].span)) for n in names_between]
        return [*between(found[:first]), *rows, *between(found[last + 1 :])]
    return found


def _bounds_of_several(chain: Chain) -> tuple[Chain, ...]:
    r"""``0 < a_1, \dots, a_T < 1`` as ``a_1, \dots, a_T > 0`` and ``a_1, \dots, a_T < 1``."""
    relations = chain.relations
    middle = chain.sides[1] if len(relations) == 2 else None
    if not isinstance(middle, Node) or middle.kind != "items" or any(r.text not in _TURNED for r in relations):
        return (chain,)
    lower = Chain((middle, chain.sides[0]), (relations[0]._replace(text=_TURNED[relations[0].text]),), chain.span)
    return lower, Chain((middle, chain.sides[2]), relations[1:], chain.span)


def _is_bounded(chain: Chain, number: int) -> bool:
    """Whether a chain is ``0 < a`` (the number first) or ``a < 1`` (the number last)."""
    if len(chain.relations) != 1 or chain.relations[0].text not in ("<", "<="):
        return False
    bound, name = chain.sides[number], chain.sides[1 - number]
    return isinstance(bound, Node) and bound.kind == "number" and isinstance(name, Node) and name.kind in ("name", "over", "items")


def subjects_of(node: Node) -> tuple[Node, ...]:
    """The names joined by commas before a relation."""
    if node.kind == "items" and set(node.text) <= {",", ";"}:
        return tuple(p for p in node.parts if p is not None)
    return (node,)


__all__ = ["BUILT_IN", "COMPARING", "between", "equated", "groups", "subjects_of"]
