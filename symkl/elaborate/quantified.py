"""Of which members a given block says what it says with a letter: of all of them, unless words, a range or a comparison tell otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.announced import open_letters, running
from symkl.elaborate.grouped import COMPARING, groups, subjects_of
from symkl.elaborate.nodes import PLACES, base_and_script, items_of, key_of, strip, walk
from symkl.elaborate.prose import VERBS, Prose
from symkl.elaborate.scope import Environment
from symkl.elaborate.worded import Worded
from symkl.latex.syntax import Chain, Node, Row

#: not every one of those that are counted
NOT_ALL = frozenset("some least most but except even odd one exactly only infinitely many several few certain almost half no not".split())
_ONE_OF_THEM = NOT_ALL | frozenset("fixed chosen given particular specific single selected picked first last other others remaining rest".split())
_EVERY = frozenset("all every each any index indices letter letters subscript".split())  # before a letter that is mentioned
_RUNS = frozenset("th st nd rd runs run ranges range indexes indices counts numbers labels".split())  # behind one
_JOINING = frozenset(("and", ","))
_LIMITING = (*COMPARING, "in", "=")


class Quantified:
    """The letters of one given block by which something is said of some members alone."""

    def __init__(self, worded: Worded, env: Environment) -> None:
        self.worded, self.prose, self.env = worded, worded.prose, env
        self.groups = [(at, g) for at, token in enumerate(self.prose.tokens) if token.formula >= 0 for g in self._groups_of(token.formula)]

    def said_of_some(self) -> Iterator[tuple[int, str, frozenset[str]]]:
        """What limits a letter, the letter, and the keys of what something is said of with it that is taken of every member."""
        for at, group in self.groups:
            for letter in self._limited(at, group):
                yield at, letter, frozenset(key for _, other in self.groups if letter in open_letters(other) for key in _said_with(letter, other))
            for letter, key in self._last_of_all(group):
                yield at, letter, frozenset((key,))

    def _last_of_all(self, group: tuple[Chain, ...]) -> Iterator[tuple[str, str]]:
        r"""``x_n > 0`` beside ``x_1, \dots, x_n``: said of the last member, by the letter and the family's key."""
        if not group[-1].relations or group[-1].relations[0].text == "in" or _is_listed(group):
            return
        for script in (base_and_script(n) for c in group for s in c.sides if isinstance(s, Node) for n in walk(s)):
            if script is not None and self._is_declared(script[0], "family"):
                yield from ((letter, script[0]) for letter in script[2] if letter in PLACES and self._is_declared(letter, "dimension"))

    def does_not_reach(self, name: str, at: int, letter: str) -> bool:
        """Whether a formula that says how far a letter runs says so of other members than all that a name has."""
        runs = [found for place, g in self.groups if place == at and (found := counting(g[-1])) is not None and key_of(found[0]) == letter]
        sort = self.env.symbols.get(name)
        if not runs or sort is None:
            return True
        sizes = (*sort.over, sort.rows, sort.cols)
        return self.env.size(strip(runs[0][1]).text) not in sizes and not any(n.startswith("?") for size in sizes for n in size.names)

    def is_range(self, at: int, letter: str) -> bool:
        """Whether the formula at a place says from 1 on how far a letter runs, and no words beside it take members out."""
        runs = [found for place, g in self.groups if place == at and (found := counting(g[-1])) is not None]
        return any(key_of(found[0]) == letter and found[2] == 1 for found in runs) and not self._takes_out(at)

    def _limited(self, at: int, group: tuple[Chain, ...]) -> Iterator[str]:
        found = counting(group[-1])
        letter = key_of(found[0]) if found is not None else self._mentioned(group)
        if letter is not None and letter in PLACES and (found is not None or not self._is_every(at)):
            yield letter
        yield from (k for k in limits(group) if not self._is_declared(k, "dimension"))

    def _mentioned(self, group: tuple[Chain, ...]) -> str | None:
        """The letter that stands alone in a formula and is declared as nothing."""
        side = group[-1].sides[0]
        alone = len(group) == 1 and not group[0].relations and isinstance(side, Node)
        key = key_of(strip(side)) if alone and isinstance(side, Node) else None
        return None if key is None or self._is_declared(key, "dimension", "value") else key

    def _is_declared(self, key: str, *kinds: str) -> bool:
        entry = self.env.entries.get(key)
        return entry is not None and entry.kind in kinds

    def _is_every(self, at: int) -> bool:
        """Whether a letter is mentioned as one of all: ``for all $i$ and $j$``, ``the $i$-th``."""
        before = at - 1
        while self.prose.at(before) in _JOINING and before > 0 and self.prose.tokens[before - 1].formula >= 0:
            before -= 2
        return (self.prose.at(before) in _EVERY or self.prose.at(at + 1) in _RUNS) and not self._takes_out(at)

    def _takes_out(self, at: int) -> bool:
        return any(self._chooses(place) for way in (-1, 1) for place in words_beside(self.prose, at, way))

    def _chooses(self, place: int) -> bool:
        """Whether a word chooses one: *a given n* does, *we are given the data* does not."""
        word = self.prose.at(place)
        return word in _ONE_OF_THEM and not (word == "given" and self.prose.at(place - 1) in VERBS)

    def _groups_of(self, formula: int) -> Iterator[tuple[Chain, ...]]:
        row = self.worded.rows[formula]
        yield from groups(row)
        for clause in row.clauses:
            yield from groups(Row(clause.chains, (), clause.span))


def counting(chain: Chain) -> tuple[Node, Node, int] | None:
    r"""As `running`, and ``k \in \{1, 2\}``, where every value is printed."""
    sides = [s for s in chain.sides if isinstance(s, Node)]
    items = items_of(sides[1])[0] if len(sides) == 2 and [r.text for r in chain.relations] == ["in"] else ()
    listed_to = [n.text for n in items] == [str(n) for n in range(1, len(items) + 1)] and items
    return (sides[0], items[-1], 1) if listed_to and key_of(sides[0]) is not None else running(chain)


def limits(group: tuple[Chain, ...]) -> frozenset[str]:
    r"""The letters for places of which a relation says more than how far they run: ``i < d``, ``i \\neq j``, ``i = 2, \\dots, d``, ``i \\in S``."""
    chain = group[-1]
    relation = chain.relations[0].text if chain.relations else ""
    sides = [strip(s) for c in group for s in c.sides if isinstance(s, Node)]
    runs = counting(chain)
    if not sides or relation not in _LIMITING or runs is not None and runs[2] == 1:
        return frozenset()
    if relation == "in" and runs is None and any("\\mathbb" in node.text for node in walk(sides[-1])):
        return frozenset()
    keys = [key_of(side) for side in (sides if relation in COMPARING else sides[:1])]
    return PLACES.intersection(key for key in keys if key is not None)


def _said_with(letter: str, group: tuple[Chain, ...]) -> Iterator[str]:
    r"""The keys of a group of which a letter says for which members: all, but for names without it in a list (``x_n, \mu \in \mathbb{R}^d``)."""
    sides = [s for chain in group for s in chain.sides if isinstance(s, Node)]
    behind = [s for s in group[-1].sides[1:] if isinstance(s, Node)]
    for side in sides:
        subjects = (side,) if side in behind else subjects_of(side)
        kept = subjects if any(letter in _letters(s) for s in behind) else [s for s in subjects if s in behind or letter in _letters(s)]
        yield from (key for subject in kept for node in walk(subject) if (key := key_of(node)) is not None)


def _letters(side: Node) -> set[str]:
    return {letter for node in walk(side) if (script := base_and_script(node)) is not None for letter in script[2]}


def _is_listed(group: tuple[Chain, ...]) -> bool:
    """Whether members are listed with dots."""
    return any(node.kind == "dots" for chain in group for side in chain.sides if isinstance(side, Node) for node in walk(side))


def words_beside(prose: Prose, at: int, way: int) -> Iterator[int]:
    """The words between a formula and what stands before or behind it."""
    while prose.at(at + way).isalpha():
        at += way
        yield at
