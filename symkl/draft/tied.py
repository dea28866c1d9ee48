"""Names that must not be drafted as free: those that something unprinted ties to the others.

An equation that holds for every value of a name cannot have that name on one side only. Where it does, the sheet takes some relation
for granted that no notation shows, and a draft that leaves the name free would make a true line wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from symkl.draft.clues import Clues
from symkl.draft.formulas import Formulas
from symkl.draft.looks import is_built_in
from symkl.elaborate.chains import Segment
from symkl.elaborate.nodes import base_and_script, key_of, strip, walk
from symkl.latex import names
from symkl.latex.names import base_of, function_of
from symkl.latex.syntax import Damage, Node
from symkl.record import NamedTuple
from symkl.source import Span

_LAWS = ("kl", "entropy", "expectation", "variance", "covariance")


def _is_decorated(key: str) -> bool:
    """Names with a star or a hat are claims about an optimum or estimate; no statement defines them."""
    return "*" in key or "\\hat" in key


def _left_out(node: Node) -> bool:
    """Whether a divergence or moment stands without what it is of: ``D_{KL}``, ``\\mathbb{E}[x]``."""
    return node.parts[2] is None or node.text not in ("kl", "entropy") and node.parts[0] is None


class Tie(NamedTuple):
    """Why a name must be said, with the place. ``kind`` is "left" (it stands alone on the left), "defined" (so, and a statement defines it
    by that), "again" (``other`` is on the left more than once), "accent" (it is ``other`` with an accent), "one-side"."""

    kind: str
    span: Span
    other: str = ""


def keys_in(node: Node | Damage, clues: Clues, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The keys of all names in a formula, members of a family as their family, indices of sums left out."""
    if isinstance(node, Damage):
        return
    key = key_of(node)
    if key is not None and node.kind != "text":
        script = base_and_script(node)
        family = script is not None and script[0] in clues.families and key not in bound
        if not is_built_in(key) and key not in ("\\pi", "e") and key not in bound:
            yield script[0] if script is not None and family else key
        return
    if node.kind == "big" and node.text != "integral" and node.parts[0] is not None:
        lower = node.parts[0].parts[0] if node.parts[0].kind == "relation" else node.parts[0]
        bound = bound | {key_of(lower) or ""}
    for part in node.parts:
        if part is not None:
            yield from keys_in(part, clues, bound)


def alone(side: Node | Damage) -> str | None:
    """The name that stands alone as a side, or as a function of its arguments."""
    if isinstance(side, Damage):
        return None
    node = strip(side)
    called = function_of(node)
    return key_of(called) if called is not None else key_of(node) or names.key_of(node)


class Ties:
    """What ties the names of some formulas."""

    def __init__(self, formulas: Formulas, tuples: Mapping[str, tuple[str, ...]]) -> None:
        self.clues, self.segments = formulas.clues, formulas.flow.segments
        self.whole = {entry: key for key, entries in tuples.items() for entry in entries}
        self.found: dict[str, Tie] = {}
        self.defined: dict[str, frozenset[str]] = {}  # names that a statement defines: what they are made of
        self.laws = frozenset((*self.clues.densities, *self.clues.functions))
        self._accented()
        self._left()
        for segment in self.segments:
            self._one_sided(segment)

    def _keys(self, sides: Iterable[Node | Damage]) -> frozenset[str]:
        """The names of some sides; an entry of a column stands for the column."""
        return frozenset(self.whole.get(key, key) for side in sides for key in keys_in(side, self.clues))

    def _accented(self) -> None:
        """A bar, hat or tilde over a name that stands in the sheet without it: made of it in a way that is not printed."""
        plain = {key for key, _ in self.clues.names} | set(self.clues.families)
        for (key, _), name in self.clues.names.items():
            inner = key_of(name.node.parts[0]) if name.node.kind == "over" else None
            if inner in plain or base_of(inner or "?") in plain:
                self.found.setdefault(key, Tie("accent", name.node.span, inner or ""))

    def _left(self) -> None:
        """Names alone on a left side: defined there if they are used further down, else to be said; twice on one is a doubt."""
        heads = [(alone(s.sides[0].node), s) for s in self.segments if len(s.sides) > 1]
        for at, (key, segment) in enumerate(heads):
            if key is None:
                continue
            rest = self._keys(x.node for s in self.segments[self.segments.index(segment) + 1 :] for x in s.sides)
            first = next(s for other, s in heads if other == key)
            told = _is_decorated(key) or self._has_laws(first)
            again = [] if told else [s for other, s in (*heads[:at], *heads[at + 1 :]) if other == key]
            if again:
                for name in self._keys(x.node for x in segment.sides[1:]) - self.laws:
                    self.found.setdefault(name, Tie("again", segment.sides[0].span, key))
            elif key in rest and not _is_decorated(key):
                self.defined[key] = self._keys(x.node for x in segment.sides[1:])
            self.found.setdefault(key, Tie("defined" if key in self.defined else "left", segment.sides[0].span))

    def _has_laws(self, segment: Segment) -> bool:
        """Whether what is printed of a left side hangs on a density or a function, so that it defines nothing as long as that is not said."""
        return bool(self._keys(x.node for x in segment.sides[1:]) & self.laws)

    def _one_sided(self, segment: Segment) -> None:
        """Compares the anchor, and what stands left of a sign in the same statement, with what stands right of it."""
        for at, link in enumerate(segment.links):
            right = segment.sides[link.at + 1]
            together = at > 0 and segment.links[at - 1].unit is link.unit
            for left in (*([segment.sides[link.at]] if together else []), segment.sides[0]):
                if link.relation.text in ("=", ">=", "<=") and alone(left.node) not in self.defined:
                    self._compare(left.node, right.node, link.relation.span)

    def _compare(self, left: Node | Damage, right: Node | Damage, span: Span) -> None:
        if isinstance(left, Damage) or isinstance(right, Damage):
            return
        one, other = self._whole(left), self._whole(right)
        if any(n.kind == "operator" and n.text in _LAWS and _left_out(n) for side in (left, right) for n in walk(side)):
            return
        untold = self.laws | {k for k, tie in self.found.items() if tie.kind == "left"}
        if (one | other) & untold:
            return
        for key in (one ^ other) - set(self.clues.dimensions):
            self.found.setdefault(key, Tie("one-side", span))

    def _whole(self, side: Node) -> frozenset[str]:
        """The names of a side, with those that a statement defines replaced by what they are made of."""
        names = set(self._keys((side,)))
        for _ in range(len(self.defined)):
            made = {k for name in names & set(self.defined) for k in self.defined[name]}
            if made <= names:
                break
            names = (names - set(self.defined)) | made
        return frozenset(names)
