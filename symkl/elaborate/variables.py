"""In which variables a factor or a constant may not occur."""

from __future__ import annotations

from symkl.elaborate.declarer import Declarer
from symkl.elaborate.nodes import argument_name, items_of, key_of, split_bar, walk
from symkl.elaborate.printed import Printed
from symkl.elaborate.probability import all_atoms, has_density
from symkl.latex import names as spelling
from symkl.latex.syntax import Node, Relation


def up_to(to: Declarer, anchor: Printed, relation: Relation, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names named at the relation or around its line, else those of its chain before it, else those before the anchor's first bar."""
    if relation.note and relation.note in to.env.entries:
        return _names(to, (relation.note,))
    around = _names(to, (relation.around,)) if relation.around in to.env.entries else ()
    if around and all(any(name in to.env.unfolded_free(term) for term in anchor.terms) for name in around):
        return around  # of what the anchor is free of, whatever is proportional to it, words around the line say nothing
    if before or not isinstance(anchor.node, Node):
        return before
    found = _before_bars(to, anchor.node)
    if found:
        return _names(to, _of_product(found) or found[0][0])
    for node in walk(anchor.node):
        own = to.env.of_head(key_of(node) or "") if key_of(node) else []
        if len(own) == 1:
            return _names(to, own[0].variables)
    return ()


def _before_bars(to: Declarer, side: Node) -> list[tuple[tuple[str, ...], frozenset[str]]]:
    """The declared names before the bar of each density on a side, with all names behind it."""
    bars = [split_bar(group) for node in walk(side) for group in [_density_group(to, node)] if group is not None]
    known = [tuple(k for k in map(argument_name, before) if k is not None and k in to.env.entries) for before, _ in bars]
    behind = [frozenset(key_of(part) or "" for item in given or () for part in walk(item)) for _, given in bars]
    return [(keys, names) for keys, names in zip(known, behind, strict=True) if keys]


def _of_product(found: list[tuple[tuple[str, ...], frozenset[str]]]) -> tuple[str, ...]:
    """Of a product ``p(y | x) p(x)`` the variables of the factor that another one is given: as a posterior it is meant in these."""
    given = frozenset().union(*(names for _, names in found))
    shared = {keys for keys, _ in found if given.issuperset(keys)}
    return next(iter(shared)) if len(shared) == 1 else ()


def constant_in(to: Declarer, *sides: Printed) -> tuple[str, ...] | None:
    r"""The names below or behind ``\\mathrm{const}``; none where one of them is not declared, None where there are none."""
    for node in (n for side in sides if isinstance(side.node, Node) for n in walk(side.node)):
        named = (node.parts[0] or node.parts[2]) if node.kind == "operator" and node.text == "constant" else None
        if named is not None:
            keys = tuple(argument_name(item) or "" for item in items_of(named)[0])
            return _names(to, keys) if all(key in to.env.entries for key in keys) else ()
    return None


def _names(to: Declarer, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(to.env.entries[a].name for a in all_atoms(to.reader(), keys))


def _density_group(to: Declarer, node: Node) -> Node | None:
    if node.kind == "operator" and node.text == "normal":
        return node.parts[2] if split_bar(node.parts[2])[1] is not None else None
    called = spelling.function_of(node)
    head = key_of(called) if called is not None else None
    if head is None or node.parts[1] is None:
        return None
    return node.parts[1] if has_density(to.reader(), head) or head in to.env.entries and to.env.entries[head].kind == "function" else None
