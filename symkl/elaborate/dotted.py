"""Lists with dots among the formulas of a given block: ``\\beta_1, \\dots, \\beta_T``."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.announced import Family, listed
from symkl.elaborate.collected import members_of
from symkl.elaborate.grouped import subjects_of
from symkl.elaborate.nodes import PLACES, base_and_script, strip, walk
from symkl.latex.syntax import Chain, Damage, Node

Group = tuple[Chain, ...]
Script = tuple[str, str, tuple[str, ...]]


def has_dots(group: Group) -> bool:
    """Whether dots stand in a formula: it speaks of every name of that letter."""
    return any(n.kind == "dots" for side in _sides(group) for n in walk(side))


def lists_of(group: Group) -> Iterator[tuple[str, Family]]:
    """The lists from 1 on that a formula without a relation mentions, by their letters."""
    for item in listed([n for side in _sides(group) for n in subjects_of(side)]) if not group[-1].relations else ():
        script = base_and_script(item.first) if isinstance(item, Family) else None
        if isinstance(item, Family) and script is not None and script[2] == ("1",):
            yield script[0], item


def told_of_members(groups: list[Group]) -> list[Group]:
    r"""The formulas, where ``x_n \in \mathbb{R}^d`` beside ``X = (x_1, \dots, x_N)`` says it of ``x_1, \dots, x_N``."""
    lists = {script[:2]: items for g in groups for script, items in _lists_within(g)}
    return [_of_members(g, lists) if g[-1].relations and g[-1].relations[0].text == "in" else g for g in groups] if lists else groups


def _lists_within(group: Group) -> Iterator[tuple[Script, tuple[Node, ...]]]:
    """The lists from 1 on that stand anywhere in a formula, by their last member's script."""
    nodes = [node for side in _sides(group) for node in walk(side)]
    found = [members_of(node) or (subjects_of(node) if node.kind == "items" else ()) for node in nodes]
    for item in (part for members in found for part in listed(members) if isinstance(part, Family)):
        script, first = base_and_script(item.last), base_and_script(item.first)
        if script is not None and first == (*script[:2], ("1",)):
            yield script, (item.first, Node("dots", item.last.span, "\\dots"), item.last)


def _of_members(group: Group, lists: dict[tuple[str, str], tuple[Node, ...]]) -> Group:
    *before, last = group
    made = [chain._replace(sides=tuple(_spread(side, lists) for side in chain.sides)) for chain in before]
    return (*made, last._replace(sides=(_spread(last.sides[0], lists), *last.sides[1:])))


def _spread(side: Node | Damage, lists: dict[tuple[str, str], tuple[Node, ...]]) -> Node | Damage:
    """The subjects of a formula with the lists in the place of the members that stand for them."""
    if isinstance(side, Damage):
        return side
    spread: list[Node] = []
    for subject in listed(subjects_of(side)):
        if isinstance(subject, Family):
            spread += (subject.first, Node("dots", subject.last.span, "\\dots"), subject.last)
            continue
        script = base_and_script(strip(subject))
        items = lists.get(script[:2], ()) if script is not None and len(script[2]) == 1 else ()
        last = base_and_script(items[-1]) if items else None
        spread += items if script is not None and last is not None and (set(script[2]) <= PLACES or script == last) else (subject,)
    return side if len(spread) == len(subjects_of(side)) else Node("items", side.span, "," * (len(spread) - 1), tuple(spread))


def _sides(group: Group) -> list[Node]:
    return [side for chain in group for side in chain.sides if isinstance(side, Node)]
