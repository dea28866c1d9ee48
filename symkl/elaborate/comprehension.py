"""Which words of a given block are understood, by the words alone: what names mean is not asked here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from symkl.elaborate.prose import BETWEEN, GREEK, LINKS, VERBS, Prose
from symkl.elaborate.understood import (
    ATTACHED,
    CONDITIONALLY,
    DENIALS,
    EXISTENCE,
    KINDS_OF_VARIANCE,
    NUMBERED,
    NUMBERS,
    OF_A_VARIANCE,
    OF_LAWS_IN_TERMS,
    STEPS,
    TERMS,
    UNDERSTOOD,
    VERBAL,
)
from symkl.elaborate.vocabulary import (
    DEPENDENCES,
    DISTRIBUTIONS,
    LIMITS,
    LOGARITHMS,
    MOMENTS,
    OF_FUNCTIONS,
    OF_LAWS,
    PROPERTIES,
    RELATIONS,
    ROLES,
    TOGETHER,
    Phrase,
)

MARKS = frozenset(".,")
ARTICLES = frozenset("a an the its their our one".split())
_OVER: tuple[Phrase, ...] = (("expectations", "are", "over"), ("expectation", "is", "over"), ("expectations", "over"), ("expectation", "over"))
_LEANING = frozenset("the its their it they them these those this our such which everything everyone anything".split())
_LISTING = LINKS | {","}
_LAWS = frozenset("distribution distributions distributed law".split())


@cache
def tabled() -> tuple[Phrase, ...]:
    """The phrases of which it is known what they say: they bound what a name may be, and no formula means another thing by them."""
    tables = (PROPERTIES, OF_LAWS, RELATIONS, ROLES, MOMENTS, DISTRIBUTIONS, OF_FUNCTIONS, LIMITS)
    return (*(tuple(phrase.split()) for table in tables for phrase in table), *DEPENDENCES, *LOGARITHMS, *TOGETHER, *CONDITIONALLY)


@cache
def terms() -> tuple[Phrase, ...]:
    """The phrases that say nothing of a name."""
    return tuple(tuple(phrase.split()) for phrase in (*TERMS, *STEPS, *EXISTENCE))


def plain(word: str) -> str:
    """A word without the mark of a genitive."""
    return word.removesuffix("'s").removesuffix("\u2019s")


class Comprehension:
    """What is understood of a block's words: the places in a phrase that is known, and the single words."""

    def __init__(self, prose: Prose, fixed_expectation: bool = True) -> None:
        self.prose = prose
        self.terms = _covered(prose, _by_first_words("terms"))
        if fixed_expectation:
            self.terms |= _covered(prose, _by_first_words("over"))
        self.of_laws = _covered(prose, _by_first_words("laws"))
        self.tabled = _covered(prose, _by_first_words("tabled"))

    def understands(self, place: int) -> bool:
        """Whether the token at a place is a formula, a mark, a name, or a word that is known where it stands."""
        token = self.prose.tokens[place]
        word = plain(token.text)
        if token.formula >= 0 or word in MARKS or place in self.terms:
            return True
        if word in DENIALS:
            return self._denies_what_is_known(place)
        if word in ("deviation", "deviations"):
            return self._is_standard(place)
        if word in ATTACHED:
            return bool(self.prose.next_to(place + 1 + (self.prose.at(place + 1) == ","))) or self.prose.is_said_of_what_stands_before(place)
        if word == "or":
            return all(self.prose.at(beside) in UNDERSTOOD and self.prose.at(beside) not in VERBS for beside in (place - 1, place + 1))
        return place in self.tabled or word in UNDERSTOOD or self._is_name(place, word) or word.isdecimal() and self.prose.at(place - 1) in NUMBERED

    def gaps(self) -> list[range]:
        """The words that are not understood, from the first to the last between two formulas or marks."""
        return self.rows([place for place, _ in self.prose.words() if not self.understands(place)])

    def reached(self, row: range) -> tuple[int, ...]:
        """The formulas that words may speak of: those that they call something, else those of their sentence; none, where that may be any."""
        called = self._called(row)
        first, last = self.prose.around(row.start)
        return called or (() if self.leans(first, last) else self.prose.sentence(row.start))

    def _called(self, row: range) -> tuple[int, ...]:
        """The formulas in ``the gizmo $a$``, ``the gizmo is $a$``."""
        end = row.stop
        while self._is_noun(end):
            end += 1
        start = row.start
        while self._is_noun(start - 1):
            start -= 1
        opens = self.prose.at(start) in ARTICLES and DENIALS.isdisjoint(self.prose.at(at) for at in row)
        return self.prose.next_to(end + (self.prose.at(end) in VERBS)) if opens else ()

    def leans(self, first: int, last: int) -> bool:
        """Whether a noun or a pronoun of the sentence may stand for what another sentence names."""
        return any(self.prose.at(at) in _LEANING and not self.prose.next_to(at + 1) for at in range(first, last))

    def rows(self, places: list[int]) -> list[range]:
        """Places that no formula and no mark parts, taken together."""
        found: list[range] = []
        for place in places:
            if found and all(self._is_word(at) for at in range(found[-1].stop, place)):
                found[-1] = range(found[-1].start, place + 1)
            else:
                found.append(range(place, place + 1))
        return found

    def is_oddly_called(self, place: int) -> bool:
        """Whether the formula at a place is called something, or said to be something, that leaves open whether it is a variance."""
        first = place
        while self.prose.at(first - 1) in _LISTING and first > 1 and self.prose.tokens[first - 2].formula >= 0:
            first -= 2
        start = first
        while self._is_noun(start - 1):
            start -= 1
        end = place + 2
        while self._is_noun(end) or self.prose.at(end) == "not":
            end += 1
        said = range(place + 2, end) if self.prose.at(place + 1) in VERBS else range(0)
        return self._is_odd(range(start, first)) or self._is_odd(said)

    def _is_noun(self, place: int) -> bool:
        word = self.prose.at(place)
        commands = word in VERBAL and not self.prose.at(place - 1).isalnum()
        return word.isalnum() and not commands and word not in BETWEEN

    def _is_odd(self, places: range) -> bool:
        words = [self.prose.at(at) for at in places if self.prose.at(at)]
        spread = any(w in words for w in ("variance", "variances", "covariance", "covariances", "deviation", "deviations", "precision", "precisions"))
        nouns = [w for w in words if w not in KINDS_OF_VARIANCE or w == words[-1]]
        return (not spread or "log" in words) and any(w not in OF_A_VARIANCE and w not in ARTICLES for w in nouns)

    def _is_word(self, place: int) -> bool:
        token = self.prose.tokens[place]
        return token.formula < 0 and token.text not in MARKS

    def _is_name(self, place: int, word: str) -> bool:
        """One letter, or a Greek one by name; ``t-distributed`` is none."""
        named = len(word) == 1 and word.isalpha() or word in GREEK
        return named and self.prose.at(place + 1) not in _LAWS

    def _is_standard(self, place: int) -> bool:
        """``standard deviation``, no other one, and no number of them."""
        return self.prose.at(place - 1) == "standard" and self.prose.at(place - 2) not in NUMBERS

    def _denies_what_is_known(self, place: int) -> bool:
        """``not symmetric``, ``neither $A$ nor $B$ is diagonal``: less is said of a name than without the words."""
        word = self.prose.at(place)
        if word == "nor":
            return any(self.prose.at(at) == "neither" for at in range(max(0, place - 12), place))
        ahead = range(place + 1, place + (8 if word == "neither" else 5))
        for at in ahead:
            if not 0 <= at < len(self.prose.tokens) or self.prose.at(at) in MARKS and self.prose.at(at):
                return False
            if at in self.tabled:
                return self._is_deniable(at)
        return False

    def _is_deniable(self, place: int) -> bool:
        deniable = (tuple(p.split()) for p in (*PROPERTIES, *OF_FUNCTIONS))
        return any(self.prose.phrase(place, phrase) for phrase in deniable) or any(self.prose.phrase(place, p) for p in (*TOGETHER, *DEPENDENCES))


@cache
def _by_first_words(table: str) -> dict[str, tuple[Phrase, ...]]:
    """The phrases of a table by their first words."""
    tables: dict[str, Callable[[], tuple[Phrase, ...]]] = {"terms": terms, "over": lambda: _OVER, "laws": _of_laws, "tabled": tabled}
    found: dict[str, tuple[Phrase, ...]] = {}
    for phrase in tables[table]():
        found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


def comprehended(prose: Prose, fixed_expectation: bool = True) -> Comprehension:
    """What is understood of a block's words, found once."""
    if fixed_expectation not in prose.comprehended:
        prose.comprehended[fixed_expectation] = Comprehension(prose, fixed_expectation)
    found: Comprehension = prose.comprehended[fixed_expectation]
    return found


def _of_laws() -> tuple[Phrase, ...]:
    return tuple(tuple(phrase.split()) for phrase in (*OF_LAWS_IN_TERMS, *EXISTENCE))


def _covered(prose: Prose, phrases: dict[str, tuple[Phrase, ...]]) -> frozenset[int]:
    """The places that phrases cover."""
    begun = ((place, phrase) for word, places in prose.places.items() for phrase in phrases.get(word, ()) for place in places)
    return frozenset(at for place, phrase in begun if prose.phrase(place, phrase) for at in range(place, place + len(phrase)))


__all__ = ["MARKS", "Comprehension", "comprehended", "plain", "tabled", "terms"]
