"""Words by which a given block does not take for granted what it prints: *ideally $a > 0$*, *if $b > 0$ then $a > 0$*, *$a > 0$ is wrong*.

Of a condition it has to be understood whether it is one, so a word of its sentence that is on no list leaves it open; what a noun in front of it only
calls it does not matter. Definitions and laws are hung on words more freely: there only words count that are known to take back what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symkl.elaborate.comprehension import MARKS, Comprehension
from symkl.elaborate.prose import Prose
from symkl.elaborate.scope import Declared
from symkl.elaborate.understood import NUMBERED
from symkl.kernel.context import Proposition
from symkl.source import Span

#: words that take back, or make depend on something, what is printed in their sentence
HEDGES = frozenset(
    "if unless whenever might could ought ideally usually typically often sometimes occasionally seldom rarely hardly scarcely ever perhaps maybe"
    " possibly probably presumably supposedly allegedly hopefully false wrong untrue incorrect fails fail failed violated violates violate forbidden"
    " impossible doubtful questionable nobody nothing none rather instead either whether although though except excluded excluding contrary"
    " opposite".split()
)
#: words that are understood elsewhere, and by which a condition is only spoken of
_SPOKEN_OF = frozenset(
    "when would later case cases example examples question questions answer claim claims think thinks thought ask asks asked wish wanted prove proved"
    " show shows shown check checks checked eg goal aim conjecture remains initially".split()
)
#: words by which a phrase that says nothing of a name leaves a condition open: *not necessarily*, *in most uses*, *at the optimum*
_DOUBTING = frozenset("not no nothing either most if up under matter".split())
_AT_POINTS = frozenset("minimum maximum optimum mode".split())  # what is printed of these themselves, by their stars, holds
_HARMLESS = (("does", "not", "depend", "on"), ("do", "not", "depend", "on"), ("not", "depending", "on"))
_AFTER = frozenset("before after".split())  # right behind a condition
#: words before ``x_i > 0`` that choose some of the members, and nouns that make no condition of what they stand before
_CHOOSING = frozenset("first second third last other others another those any single fixed chosen particular specific count consider number".split())
_SUPPOSED = frozenset("without event events hypothesis hypotheses test tests predict predicts guess guesses alternative alternatives".split())
#: words that only suppose, believe or wish what stands behind them in their sentence
_WISHED = frozenset(
    "hypothesis hypotheses hypothesise hypothesised hypothesize hypothesized alternative alternatives contradiction belief beliefs believe believes"
    " believed believing desire desired desires desirable wanted hope hoped conjectured claimed postulated expect expects imagine imagined pretend"
    " pretends suspect suspected wonder wonders".split()
)
_WITHOUT = (("without", "assuming"), ("without", "the", "assumption"), ("without", "requiring"))
_PROBABLE = tuple((link, *word, "probability") for link in ("with", "in") for word in ((), ("high",), ("positive",), ("overwhelming",), ("some",)))
_TURNS = (
    *_WITHOUT, *_PROBABLE, ("such", "as"), ("at", "first"), ("on", "average"), ("to", "the", "power"), ("for", "instance"), ("for", "now"),
    ("for", "the", "moment"), ("for", "the", "sake", "of", "argument"), ("by", "way", "of", "example"), ("at", "present"),
    ("independently", "of"), ("irrespective", "of"), ("regardless", "of"),
    *((verb, word) for verb in ("is", "are") for word in ("sufficient", "necessary", "optional")),
)  # fmt: skip
#: words that lead to where, when or how closely something holds, right behind a condition or at the beginning of what leads to it ..
_LEADING = frozenset("in on at up to near around outside inside within beyond during until far opposed".split())
#: .. unless that is everywhere, or it is told what is taken for granted
_EVERYWHERE = frozenset(
    "all every each any throughout what follows following this these now here both addition turn particular fact total general assumption definition"
    " hand form notation terms and or with where let assume suppose such that is are be has have front be being begin".split()
)
_CONDITIONED, _FEW = ("for", "given", "under"), 3  # words behind a formula that lead to a condition of it: *for every*
_AN = frozenset(("a", "an"))  # *a price $c > 0$ on their length*: what leads on belongs to the noun
_LOCI = frozenset("set sets diagonal line lines boundary curve surface region plane halfspace locus manifold contour slice".split())
_HEADINGS = frozenset("exercise heuristic heuristics approximation simulation warning caution bonus idea intuition".split())  # before a colon
_WEIGHED = frozenset("complement negation probability chance odds sign truth likelihood frequency".split())  # *the probability of $a > 0$*
_SOUGHT = frozenset(
    "solve solving solution solutions root roots minimise minimize maximise maximize find finds finding found look looks looking seek seeks seeking"
    " sought compute determine deduce conclude derive want wants need needed".split()
)
_APART = frozenset("respectively resp / versus vs".split())
_ALLOWED = ("assume", "assumed", "suppose", "take", "taken", "choose", "chosen", "set")  # behind ``may``


class Hedged:
    """The words of one given block that leave open whether what is printed beside them is taken for granted."""

    def __init__(
        self, prose: Prose, known: Comprehension, declared: tuple[Declared, ...], of_members: Callable[[int], bool], starred: Callable[[int], bool],
        is_declared_apart: Callable[[str, Span], bool], bounds_a_name: Callable[[int], bool],
    ) -> None:  # fmt: skip
        """``of_members`` tells of a formula whether it speaks of members with a letter, ``starred`` whether it does of starred names, and
        ``bounds_a_name`` whether it is a condition on a name that is declared elsewhere and has no law."""
        self.prose, self.known, self.declared, self.of_members, self.starred = prose, known, declared, of_members, starred
        self.is_declared_apart, self.bounds_a_name = is_declared_apart, bounds_a_name

    def places(self, calls: Callable[[range], bool]) -> Iterator[tuple[int, int]]:
        """Where such words stand, each with the formula; ``calls`` tells of a row of words whether it only calls something by a name."""
        for at, token in enumerate(self.prose.tokens):
            said = self._said_by(token.place) if token.formula >= 0 else []
            if said:
                law = any(isinstance(d.what, str) and d.what.startswith("\\mathrm{law}") for d in said)
                yield from ((place, at) for place in self._hedges(*self.prose.around(at), not law))
                if all(isinstance(d.what, Proposition) or self._is_known(d) for d in said):
                    yield from ((place, at) for place in self._unclear(at, self.of_members(token.formula), calls))
                elif not law and self.prose.at(at + 1) == "up" and self._doubts(at + 1):
                    yield at + 1, at

    def _hedges(self, first: int, last: int, plain: bool) -> Iterator[int]:
        for at in range(first, last):
            if self.prose.tokens[at].formula < 0 and at not in self.known.terms and at not in self.known.tabled:
                word, turn = self.prose.at(at), plain and any(self.prose.phrase(at, words) for words in _TURNS)
                if turn or word in HEDGES or plain and (word in _SPOKEN_OF or word == "may" and self._is_doubted(at)):
                    yield at

    def _is_doubted(self, at: int) -> bool:
        """Whether ``may`` opens no assumption: ``it may be that $a > 0$``."""
        return self.prose.at(at + 1 + (self.prose.at(at + 1) == "be")) not in _ALLOWED

    def _unclear(self, at: int, chooses: bool, calls: Callable[[range], bool]) -> Iterator[int]:
        """Words that are not understood between a condition and the next formula or mark, and a question mark."""
        first, last = self._run(at, ())
        wider, end = self._run(at, (",",))
        gaps = [row for row in self.known.gaps() if first <= row.start <= last and not calls(row)]
        yield from (place for row in gaps for place in row)
        yield from (place for place in range(wider, end + 1) if self._doubts(place) and "and" not in map(self.prose.at, range(place, at)))
        yield from (place for place in range(at + 1, at + 2) if self.prose.at(place) in _AFTER)
        yield from (place for place in range(wider, end + 1) if chooses and self.prose.at(place) == "but")
        points = range(0) if self.starred(self.prose.tokens[at].formula) else range(wider, end + 1)
        yield from (place for place in points if place in self.known.terms and self.prose.at(place) in _AT_POINTS)
        yield from (place for place in (at - 1,) if self.prose.at(place) in _SUPPOSED)
        yield from (place for place in range(self.prose.around(at)[0], at) if self.prose.at(place) in _WISHED)
        yield from self._depended_on(at, first)
        yield from (place for place in range(first, at) if chooses and self.prose.at(place) in _CHOOSING)
        yield from (place for place in range(self.prose.around(at)[0], at) if chooses and self.prose.at(place) == "those")
        yield from self._narrowed(at, first, last, wider)
        yield from (place for place in range(wider, end) if self.prose.at(place) in NUMBERED and self._is_number(place + 1))
        _, stop = self.prose.around(at)
        if stop < len(self.prose.tokens) and self.prose.tokens[stop].written == "?":
            yield stop

    def _narrowed(self, at: int, first: int, last: int, wider: int) -> Iterator[int]:
        """Words that say where, when or how closely a condition holds, or that only name what it is the equation of."""
        for leads, inside in ((at + 1, range(at + 1, last + 1)), (wider, range(wider, at)), (first, range(first, at))):
            words = [self.prose.at(place) for place in inside]
            at_a_star = not _AT_POINTS.isdisjoint(words) and self.starred(self.prose.tokens[at].formula)
            of_its_noun = leads == at + 1 and words[:1] == ["on"] and not _AN.isdisjoint(map(self.prose.at, range(at - 3, at - 1)))
            if words[1:] and words[0] in _LEADING and _EVERYWHERE.isdisjoint(words) and not at_a_star and not of_its_noun:
                yield leads
        yield from (place for place in (at - 1,) if self.prose.at(place) in _LOCI | _APART)
        yield from (place for place in (at - 2,) if self.prose.at(place) in _SUPPOSED | _HEADINGS and self.prose.at(at - 1) == ",")
        said = self.prose.at(at - 1) in ("where", "of", "with", "on")
        yield from (place for place in (at - 2,) if said and self.prose.at(place) in _LOCI | _WEIGHED)
        yield from (place for place in range(first, last + 1) if self.prose.at(place) in _SOUGHT)

    def _is_number(self, place: int) -> bool:
        word = self.prose.at(place)
        return word.isdecimal() or len(word) == 1 and word.isalpha() and word not in _AN

    def _depended_on(self, at: int, first: int) -> Iterator[int]:
        """``$c = a$ for $a > 0$``: a condition of what stands before it alone, where its name has a place of its own."""
        behind = first > 0 and self.prose.tokens[first - 1].formula >= 0
        if behind and self.prose.at(first) in _CONDITIONED and at - first <= _FEW and self.bounds_a_name(self.prose.tokens[at].formula):
            yield first
        opening = self.prose.around(at)[0]
        led = next((place for place in range(opening, at) if self.prose.tokens[place].formula >= 0), at)
        if led < at and self.prose.at(opening) in _CONDITIONED and led - opening <= _FEW and self.bounds_a_name(self.prose.tokens[led].formula):
            yield opening

    def _is_known(self, said: Declared) -> bool:
        """Whether an equation gives a value to a name that another formula declares."""
        return isinstance(said.what, str) and self.is_declared_apart(said.what, said.span)

    def _run(self, at: int, marks: tuple[str, ...]) -> tuple[int, int]:
        """From the first to the last of the words around a formula that no formula and no other mark parts."""
        first, last = at, at
        while self._is_word(first - 1) or self.prose.at(first - 1) in marks:
            first -= 1
        while self._is_word(last + 1) or self.prose.at(last + 1) in marks:
            last += 1
        return first, last

    def _doubts(self, at: int) -> bool:
        """Whether a word of a phrase leaves open what it stands beside."""
        harmless = any(self.prose.phrase(at - back, words) for words in _HARMLESS for back in range(len(words)))
        return at in self.known.terms and self.prose.at(at) in _DOUBTING and not harmless

    def _is_word(self, at: int) -> bool:
        return bool(self.prose.at(at)) and self.prose.at(at) not in MARKS

    def _said_by(self, place: int) -> list[Declared]:
        """What the formula that begins at a place declares beside sorts."""
        following = min((t.place for t in self.prose.tokens if t.formula >= 0 and t.place > place), default=None)
        return [d for d in self.declared if place <= d.span.start and (following is None or d.span.start < following)]
