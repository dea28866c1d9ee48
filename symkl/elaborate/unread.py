"""Words of a given block that are not understood: nothing is decided of what they may change.

A word is known to say nothing that no formula says, or what it says is kept (``worded.py``), or it is not understood. Right behind a formula, or in
a sentence without one, it may change what values mean; behind a law of its sentence, what is said of laws and moments. Elsewhere it only calls
something by a name, and is pointed at.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from symkl.elaborate.announced import open_letters, running
from symkl.elaborate.comprehension import ARTICLES, comprehended, plain
from symkl.elaborate.formulated import entries_of
from symkl.elaborate.grouped import groups
from symkl.elaborate.hedged import Hedged
from symkl.elaborate.nodes import key_of, walk
from symkl.elaborate.prose import LINKS, VERBS
from symkl.elaborate.quantified import NOT_ALL, Quantified, words_beside
from symkl.elaborate.scope import Entry, Environment
from symkl.elaborate.separate import Separate
from symkl.elaborate.understood import CHANGING, DENIALS, SORTS
from symkl.elaborate.vocabulary import EVERYTHING, OF_MOMENTS
from symkl.elaborate.worded import Worded
from symkl.kernel.context import Proposition
from symkl.kernel.sort import ONE
from symkl.latex.syntax import Node
from symkl.report import Diagnostic
from symkl.source import Span

#: nouns for values
_VALUES = frozenset("factor parameter rate coefficient constant weight variance scale width temperature strength level gain length precision".split())
_OPENING = VERBS | LINKS | ARTICLES | {".", ",", "of", "where", "with"}  # what a noun phrase begins behind, or with
_LONGEST = 9  # words that a message repeats


class Unread:
    """The words of one given block that are not understood, in the environment that its formulas make."""

    def __init__(self, worded: Worded, env: Environment, given: int) -> None:
        self.worded, self.prose, self.env, self.given = worded, worded.prose, env, given
        self.known = comprehended(worded.prose, env.expectation is not None)

    def apply(self) -> list[Diagnostic]:
        """Leave undecided what is spoken of, and say so at the words."""
        rows = [row for row in self.known.gaps() if not self._names_a_definition(row) and not self._is_row(row)]
        found = {place for row in rows if self._modifies(row) for place in row} | set(self._not_of_all())
        tied: dict[int, frozenset[str]] = {}
        for places, names in (*Separate(self.worded, self.env, self.known).said(), *self._hedged()):
            for place in places:
                tied[place] = tied.get(place, frozenset()) | names
        left = self.known.rows(sorted(found | set(tied)))
        glossed = [row for row in rows if not self._modifies(row) and (not any(at in tied for at in row) or self._behind_a_law(row))]
        told = [one for row in left for one in self._leave(row, self._spoken_of(row, found, tied))]
        return told + [one for row in glossed for one in self._gloss(row)] + list(self._bounds()) + list(self._limited())

    def _hedged(self) -> Iterator[tuple[tuple[int, ...], frozenset[str]]]:
        """Words by which a formula is not taken for granted, with the names that it speaks of."""
        declared = tuple(d for d in self.env.places if d.given == self.given)
        hedged = Hedged(self.prose, self.known, declared, self._is_of_members, self._is_starred, self._is_declared_apart,
                        self._bounds_a_name)  # fmt: skip
        for place, formula in hedged.places(lambda row: self._only_calls(row) or self._names_a_definition(row) or self._tells_what_value(row)):
            yield (place,), self.names_in(range(formula, formula + 1))
        for at, token in enumerate(self.prose.tokens):
            if token.formula >= 0 and any("?" in r.note for chain in self.worded.rows[token.formula].chains for r in chain.relations):
                yield (at,), self.names_in(range(at, at + 1))

    def _is_of_members(self, formula: int) -> bool:
        return any(open_letters(group) for group in groups(self.worded.rows[formula]))

    def _is_declared_apart(self, name: str, said: Span) -> bool:
        """Whether a name that a formula defines has its place in another formula of a given block."""
        entry = next((e for e in self.env.entries.values() if e.name == name), None)
        formula = next((row.span for row in self.worded.rows if row.span.start <= said.start <= row.span.end), said)
        return entry is not None and entry.kind in ("value", "vector") and not formula.start <= entry.span.start <= formula.end

    def _bounds_a_name(self, formula: int) -> bool:
        """Whether a condition speaks of a name without a law that another formula declares."""
        row = self.worded.rows[formula].span
        entries = entries_of(self.env, sorted(_keys(self.worded, formula)))
        return any(not row.start <= e.span.start <= row.end and not self.env.is_random(e.key) for e in entries)

    def _is_starred(self, formula: int) -> bool:
        sides = (side for chain in self.worded.rows[formula].chains for side in chain.sides if isinstance(side, Node))
        return any(node.kind == "star" or "^*" in node.text for side in sides for node in walk(side))

    def _not_of_all(self) -> Iterator[int]:
        r"""Words before ``k = 1, \dots, K`` by which what is said with k is not said of every k: *for some*, *for all but one*; around ``x_k > 0``,
        too."""
        for at, token in enumerate(self.prose.tokens):
            if token.formula < 0:
                continue
            rows = list(groups(self.worded.rows[token.formula]))
            if any(running(group[-1]) is not None for group in rows):
                yield from (place for place in words_beside(self.prose, at, -1) if self.prose.at(place) in NOT_ALL)
            elif any(open_letters(group) for group in rows):
                beside = (*words_beside(self.prose, at, -1), *words_beside(self.prose, at, 1))
                yield from (place for place in beside if self.prose.at(place) in NOT_ALL)

    def _limited(self) -> Iterator[Diagnostic]:
        """``$x_i > 0$ for $i < d$``: said of some members alone, and of which cannot be declared so."""
        quantified = Quantified(self.worded, self.env)
        for at, letter, said in quantified.said_of_some():
            names = self._named(said)
            if quantified.is_range(at, letter):
                names = frozenset(name for name in names if quantified.does_not_reach(name, at, letter) and name in self.env.symbols)
            if names:
                self.env.unread |= names
                message = f"this says of which {letter} what is said beside it holds: what is printed about {self._listed(names)} stays undecided"
                yield Diagnostic("unread-words", message, self.prose.span(at), "warning", "say it of all of them, or of names of their own")

    def _bounds(self) -> Iterator[Diagnostic]:
        """Conditions on variables whose laws are declared without them: whether the laws hold with or without these is not said."""
        separate = Separate(self.worded, self.env, self.known)
        for declared in self.env.places:
            fact = declared.what
            names = separate.bound_by(fact) if isinstance(fact, Proposition) else frozenset()
            if names and declared.given == self.given:
                self.env.unread |= names
                message = f"this bounds {self._listed(names)}, whose law is declared as if it did not: what is printed about that stays undecided"
                suggestion = "declare the law that holds under the condition, or leave it out"
                yield Diagnostic("bounded-variable", message, declared.span, "warning", suggestion)

    def _spoken_of(self, row: range, found: set[int], tied: dict[int, frozenset[str]]) -> frozenset[str]:
        """What a row of words leaves undecided: what the words were found to tie, and what words that are not understood may reach."""
        names = frozenset().union(*(tied.get(place, frozenset()) for place in row))
        return names if found.isdisjoint(row) else names | self._reached(row)

    def _leave(self, row: range, names: frozenset[str]) -> Iterator[Diagnostic]:
        if not self.env.entries and EVERYTHING not in names:
            return
        self.env.unread |= names
        message = f"{self._said(row)} is not understood: what is printed about {self._listed(names)} stays undecided"
        yield Diagnostic("unread-words", message, self.prose.span(row.start, len(row)), "warning",
                         "say it in a formula, such as $p(x) = \\mathcal{N}(x \\mid m, s^2)$ or $a = 2 b$, or leave the words out")  # fmt: skip

    def _gloss(self, row: range) -> Iterator[Diagnostic]:
        """Words behind a law in its sentence may say more of it: nothing is decided of laws and moments then. Elsewhere they are only pointed at."""
        names = self._behind_a_law(row)
        effect = f"of laws and moments with {self._listed(names)} nothing is decided" if names else "no verdict hangs on it"
        yield Diagnostic("unread-words", f"{self._said(row)} was not read: {effect}", self.prose.span(row.start, len(row)),
                         "warning" if names else "note", "leave the word out, or say it in a formula")  # fmt: skip
        self.env.glossed |= names

    def _behind_a_law(self, row: range) -> frozenset[str]:
        """The names of the laws that stand before the words in their sentence; everything where the words speak of moments."""
        if self._is_of_moments(row):
            return frozenset((EVERYTHING,))
        if self._only_calls(row):
            return frozenset()
        first, _ = self.prose.around(row.start)
        separate = Separate(self.worded, self.env, self.known)
        laws = [at for at in range(first, row.start) if self.prose.tokens[at].formula >= 0 and separate.laws_of(self.prose.tokens[at].formula)]
        laws += [row.stop + 1] if self.prose.at(row.stop) == "of" and self._is_random(row.stop + 1) else []
        return frozenset().union(*(self.names_in(range(at, at + 1)) for at in laws))

    def _is_random(self, place: int) -> bool:
        """Whether a formula of variables with laws stands at a place."""
        names = self.names_in(range(place, min(place + 1, len(self.prose.tokens))))
        return any(self.env.is_random(e.key) for e in self.env.entries.values() if e.name in names)

    def _modifies(self, row: range) -> bool:
        """Whether words deny or change something, stand right behind a formula, or in a sentence without one: what they say may be of any value."""
        if any(plain(self.prose.at(at)) in DENIALS | CHANGING for at in row):
            return True
        first, last = self.prose.around(row.start)
        bare = not any(self.prose.tokens[at].formula >= 0 for at in range(first, last))
        return bare or self.prose.at(row.stop) in SORTS or row.start > 0 and self.prose.tokens[row.start - 1].formula >= 0

    def _is_of_moments(self, row: range) -> bool:
        """Whether an expectation, a variance or the like stands beside the words, without a mark between."""
        start, stop = row.start, row.stop
        while self.prose.at(start - 1).isalpha():
            start -= 1
        while self.prose.at(stop).isalpha():
            stop += 1
        return not OF_MOMENTS.isdisjoint(self.prose.at(at) for at in range(start, stop))

    def _said(self, row: range) -> str:
        words = [self.prose.tokens[at].written or self.prose.at(at) for at in row]
        return "\u201c" + " ".join(words[:_LONGEST]) + (" \u2026" if len(words) > _LONGEST else "") + "\u201d"

    def _listed(self, names: frozenset[str]) -> str:
        known = sorted({self.env.latex.get(n, n) for n in names if n in self.env.symbols})
        return "everything here" if EVERYTHING in names else ", ".join(known) or "this"

    # -- what the words may speak of ------------------------------------------------------------------------------------------

    def _reached(self, row: range) -> frozenset[str]:
        """The names of the sentence, where the words stand beside a name; else everything."""
        first, last = self.prose.around(row.start)
        names = self.names_in(range(first, last))
        beside = bool(self.prose.next_to(row.stop))
        if not names or not beside and (not self._stands_behind_a_name(first, row.start) or self.known.leans(first, last)):
            return frozenset((EVERYTHING,))
        return names

    def _stands_behind_a_name(self, first: int, place: int) -> bool:
        return any(self.prose.tokens[at].formula >= 0 for at in range(first, place))

    def names_in(self, places: range) -> frozenset[str]:
        """The names, and the laws, that formulas and letters between two places speak of."""
        keys = {k for at in places if self.prose.tokens[at].formula >= 0 for k in _keys(self.worded, self.prose.tokens[at].formula)}
        keys.update(self.prose.letters(places.start) if len(places) else ())
        return self._named(keys)

    def _named(self, keys: Set[str]) -> frozenset[str]:
        entries = entries_of(self.env, sorted(keys))
        spoken = keys | {e.key for e in entries}
        laws = {d.name for d in self.env.densities if d.head in keys or not spoken.isdisjoint(d.variables)}
        return frozenset({e.name for e in entries} | laws)

    # -- words that formulas make harmless ------------------------------------------------------------------------------------

    def _names_a_definition(self, row: range) -> bool:
        """``the pooled estimate is $m = ..$``, ``the odd sum $s = ..$``: what a new name is called that its formula says in full."""
        start = row.start - 1
        while self.prose.at(start) and self.prose.at(start) not in _OPENING:
            start -= 1
        if self.prose.at(start) not in ARTICLES or self.prose.at(start - 1) in VERBS or self.prose.at(start - 1) in ("of", "for", "in", "from"):
            return False
        at = row.stop
        while self.prose.at(at).isalnum() and self.prose.at(at) not in VERBS and self.known.understands(at) and at < row.stop + 4:
            if self.prose.at(at) in LINKS or self.prose.at(at) in ("of", "for", "in", "from", "with", "to"):
                return False
            at += 1
        at += self.prose.at(at) in ("is", "are", "be")
        formula = self.prose.tokens[at].formula if at < len(self.prose.tokens) else -1
        return formula >= 0 and bool(self._defined(formula))

    def _defined(self, formula: int) -> list[Entry]:
        """The values that a formula defines, where it does nothing else."""
        row = self.worded.rows[formula]
        entries = entries_of(self.env, self.worded.bare(formula) or self.worded.heads(formula))
        plain = all(chain.relations and chain.relations[0].text in ("=", ":=") for group in groups(row) for chain in group)
        defined = all(e.name in self.env.definitions and not self.env.is_random(e.key) for e in entries)
        return entries if plain and defined else []

    def _only_calls(self, row: range) -> bool:
        """``the gizmo $a$``, ``$a$ is the gizmo of the model``: words that call a value something, and say not what sort of value it is."""
        if self.prose.at(row.stop) in SORTS or any(not self.prose.at(at).isalpha() for at in row):
            return False
        start = row.start
        while self.prose.at(start - 1).isalpha() and self.prose.at(start - 1) not in VERBS:
            start -= 1
        opens = self.prose.at(start) in ARTICLES or self.prose.at(start) in ("with", "and", "by", "for", "let", "where", "of")
        if self.prose.at(start - 1) not in VERBS:
            called, denied = self.prose.next_to(row.stop), "not" in {self.prose.at(at) for at in range(start, row.start)}
            return opens and not denied and bool(called) and bool(entries_of(self.env, self.worded.bare(called[0])))
        return self.prose.at(start) in ARTICLES and start > 1 and self.prose.tokens[start - 2].formula >= 0

    def _tells_what_value(self, row: range) -> bool:
        r"""``$x \in \mathbb{R}$, forgetting factor $\lambda > 0$``: what the noun right before a formula is called, at the beginning of a part."""
        begins = row.start == 0 or self.prose.at(row.start - 1) in (",", ".", "and", "with") or self.prose.tokens[row.start - 1].formula >= 0
        ends = row.stop + 1 < len(self.prose.tokens) and self.prose.tokens[row.stop + 1].formula >= 0
        return begins and ends and self.prose.at(row.stop) in _VALUES and all(self.prose.at(at).isalpha() for at in row)

    def _is_row(self, row: range) -> bool:
        """``a row, $x \\in \\mathbb{R}^{1 \\times d}$``: said of what is declared so."""
        behind = self.prose.behind(row.stop)
        entries = entries_of(self.env, self.worded.bare(behind[0])) if behind and len(row) == 1 and self.prose.at(row.start) == "row" else []
        return bool(entries) and all(e.sort.rows == ONE and e.sort.cols != ONE for e in entries)


def _keys(worded: Worded, formula: int) -> Iterator[str]:
    for group in groups(worded.rows[formula]):
        for side in (s for chain in group for s in chain.sides):
            for node in walk(side) if isinstance(side, Node) else ():
                key = key_of(node)
                if key is not None:
                    yield key
    yield from worded.bare(formula, squares=True)
