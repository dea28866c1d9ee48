"""Words that speak of variables with declared laws: more than a few words are allowed to say would change the law, or tie variables together."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.comprehension import MARKS, Comprehension, plain
from symkl.elaborate.formulated import drawn_together, entries_of
from symkl.elaborate.prose import VERBS
from symkl.elaborate.scope import Density, Entry, Environment
from symkl.elaborate.understood import AGREEING, BINDING, CONDITIONALLY, OF_CHAINS, OF_SEVERAL, PRONOUNS, TAILS
from symkl.elaborate.vocabulary import DEPENDENCES, DISTRIBUTIONS, EVERYTHING, LIMITS, MOMENTS, OF_FUNCTIONS, PROPERTIES, RELATIONS, TOGETHER
from symkl.elaborate.worded import Worded
from symkl.kernel.context import Proposition
from symkl.kernel.sort import ONE

_ENDING = VERBS | {"."}
_OF_MATRICES = ("definite", "semidefinite", "invertible")  # what is no quality of a number or a column, nor of its law


def _excludes_one_point(fact: Proposition) -> bool:
    """``y^T y > 0``, which is how y != 0 is kept: it has probability 1."""
    parts = fact.left.args if fact.left.op == "mul" and fact.right.op == "number" and fact.right.data == 0 else ()
    return fact.relation == ">" and len(parts) == 2 and parts[0].op == "transpose" and parts[0].args[0] == parts[1]


Said = tuple[range, frozenset[str]]  # the words, and the names that they leave undecided


class Separate:
    """The laws that a given block declares, and what its prose says of their variables besides."""

    def __init__(self, worded: Worded, env: Environment, known: Comprehension) -> None:
        self.worded, self.prose, self.env, self.known = worded, worded.prose, env, known
        self.variables = [e for e in env.entries.values() if env.is_random(e.key)]
        self.lawful = {k for d in env.densities if not d.arbitrary for k in d.variables}

    def said(self) -> Iterator[Said]:
        """The words that say too much, with the names that they speak of."""
        if not self.variables:
            return
        yield from self._against_laws()
        yield from self._behind_laws()
        yield from self._tied()
        yield from self._of_several()
        yield from self._free_standing()
        yield from self._inside_formulas()

    def bound_by(self, fact: Proposition) -> frozenset[str]:
        """The variables with declared laws, or of several laws, that a condition bounds."""
        if fact.relation not in ("=", ">", ">=", "<", "<=") or _excludes_one_point(fact):
            return frozenset()
        spoken = [e for e in self.variables if e.name in fact.left.free | fact.right.free]
        laws = [self.env.definitions[d.name].body for e in spoken for d in self.env.density_of(e.key) if d.name in self.env.definitions]
        bounded = any(body.op != "density" for body in laws) or self._separate(spoken)
        return frozenset(e.name for e in spoken) if bounded else frozenset()

    def _against_laws(self) -> Iterator[Said]:
        """``$x \\sim N(0, 1)$ is positive``: what bounds a value contradicts or changes a law that is declared in full."""
        of_matrices: set[int] = set()
        for phrase in sorted(dict.fromkeys((*PROPERTIES, *RELATIONS, *OF_FUNCTIONS, *DISTRIBUTIONS, *LIMITS)), key=len, reverse=True):
            words = tuple(phrase.split())
            if phrase in AGREEING:
                continue
            for place in self.prose.places.get(words[0], ()):
                span = range(place, place + len(words))
                if not self.prose.phrase(place, words) or not self.known.terms.isdisjoint(span) or not of_matrices.isdisjoint(span):
                    continue
                names = self._lawful_about(place, span.stop)
                if PROPERTIES.get(phrase) in _OF_MATRICES:
                    of_matrices.update(span)
                    names -= {e.name for e in self.env.entries.values() if e.sort.cols == ONE}
                if names:
                    yield span, names

    def _lawful_about(self, start: int, end: int) -> frozenset[str]:
        beside = self.prose.next_to(end) if not self._is_said_of_names(start) else ()
        plain = tuple(f for f in beside if not self.laws_of(f)) if beside and not self.laws_of(beside[0]) else beside
        formulas = plain or self.prose.before(start) or self.prose.behind(end)
        if not formulas and not self.prose.letters(start):
            return frozenset((EVERYTHING,)) if self.lawful else frozenset()
        keys = [*(k for f in formulas for k in self._subjects(f)), *self.prose.letters(start)]
        return frozenset(e.name for e in entries_of(self.env, keys) if e.key in self.lawful)

    def _is_said_of_names(self, place: int) -> bool:
        """``$A$ is ..``, ``$A$ and $B$, which are ..``: whether a verb right behind names stands before a word in its clause."""
        while self.prose.at(place) and self.prose.at(place) not in _ENDING:
            place -= 1
        return self.prose.at(place) in VERBS and self._follows_names(place)

    def _subjects(self, formula: int) -> list[str]:
        """What a formula is about; a density is about its variables."""
        return [*self.worded.bare(formula), *(k for d in self.laws_of(formula) for k in d.variables)]

    def laws_of(self, formula: int) -> list[Density]:
        """The laws that a formula declares."""
        heads, drawn = self.worded.heads(formula), set(self.worded.drawn(formula))
        if heads:
            return [d for d in self.env.densities if d.head in heads and not drawn.isdisjoint(d.variables)]
        if not any(r.text == "sim" for chain in self.worded.rows[formula].chains for r in chain.relations):
            return []
        keys, sources = {*self.worded.bare(formula), *drawn}, self.worded.sources(formula)
        found = [d for d in self.env.densities if not keys.isdisjoint(d.variables)]
        return [d for d in found if d.head in sources] or found

    # -- behind a law ---------------------------------------------------------------------------------------------------------

    def _behind_laws(self) -> Iterator[Said]:
        """``$x \\sim N(0, t)$ with an offset``: no more than a few words may follow a law without being a formula."""
        for place, token in enumerate(self.prose.tokens):
            laws = [d for d in self.laws_of(token.formula) if not d.arbitrary] if token.formula >= 0 else []
            if laws:
                yield from self._tail(place + 1, laws)

    def _tail(self, start: int, laws: list[Density]) -> Iterator[Said]:
        if self.prose.at(start) == "," and self.prose.at(start + 1) in TAILS:
            start += 1
        end = start
        while self.prose.at(end) and self.prose.at(end) not in (".", ",") and self.prose.at(end) != "and":
            end += 1
        formula = self.prose.tokens[end].formula if end < len(self.prose.tokens) else -1
        if formula >= 0 and self._is_explained(formula, laws):
            return
        odd = [at for at in range(start, end) if not self._is_plain(at)]
        if odd:
            keys = [k for d in laws for k in d.variables]
            yield range(odd[0], odd[-1] + 1), frozenset({e.name for e in entries_of(self.env, keys)} | {d.name for d in laws})

    def _is_explained(self, formula: int, laws: list[Density]) -> bool:
        """Whether the law says what a name behind it does: ``$p(y) = N(y \\mid 0, v)$ with the noise variance $v$``."""
        names = {e.name for e in entries_of(self.env, self.worded.bare(formula, squares=True))}
        free = frozenset().union(*(self.env.unfolded_free(self.env.definitions[d.name].body) for d in laws if d.name in self.env.definitions))
        return bool(names) and names <= free or self._defines(formula)

    def _defines(self, formula: int) -> bool:
        entries = entries_of(self.env, self.worded.bare(formula))
        return bool(entries) and all(e.name in self.env.definitions for e in entries)

    def _is_plain(self, place: int) -> bool:
        word = plain(self.prose.at(place))
        return word in OF_SEVERAL or not word or place in self.known.of_laws or len(word) == 1

    # -- several variables ----------------------------------------------------------------------------------------------------

    def _tied(self) -> Iterator[Said]:
        """Words that tie variables together whose laws are declared apart."""
        for place, phrase in self.prose.found((*TOGETHER, *((w,) for w in BINDING))):
            negated = self.worded.denied(place)
            if phrase[0] != "uncorrelated" and (phrase[0] == "independent") != negated:  # what is uncorrelated may depend on each other
                continue
            if self.known.terms.issuperset(range(place, place + len(phrase))):
                continue
            yield from self._apart(range(place, place + len(phrase)), self._spoken_around(place))
        for place, phrase in self.prose.found(CONDITIONALLY):
            named = self._variables([k for f in self.prose.before(place) for k in self._subjects(f)])
            if not named or not all(d.given for e in named for d in self.env.density_of(e.key)):
                yield range(place, place + len(phrase)), frozenset((EVERYTHING,))
        for place, phrase in self.prose.found((*((w,) for w in OF_CHAINS), *DEPENDENCES)):
            named = self._variables([k for f in self.prose.sentence(place) for k in self._subjects(f)])
            if not self.worded.denied(place):
                yield from self._apart(range(place, place + len(phrase)), named, members=phrase not in DEPENDENCES)
        for place, word in self.prose.words():
            if word in VERBS or word in ("of", "from", "by", "to", "in", "on", "as", "than", "per", "plus", "minus", "times"):
                yield from self._relates(place)

    def _relates(self, place: int) -> Iterator[Said]:
        """``$y$ is the noise of $x$``: one variable in terms of another."""
        before, behind = self.prose.before(place), self.prose.behind(place + 1)
        if not before or not behind or self.prose.at(place - 1) == "," or self._is_moment_of(place):
            return
        one = self._variables(self.worded.bare(before[0]))
        other = self._variables(self.worded.bare(behind[0]))
        if one and other and not self.laws_of(behind[0]) and not self.laws_of(before[0]):
            yield from self._apart(range(place, place + 1), [*one, *other], members=False)

    def _is_moment_of(self, place: int) -> bool:
        """``the variance of $y$ is twice ..``: said of a moment, and not of the variable."""
        while place > 0 and self.prose.tokens[place].formula < 0:
            place -= 1
        return self.prose.at(place - 1) == "of" and self.prose.at(place - 2) in MOMENTS

    def _spoken_around(self, place: int) -> list[Entry]:
        """The variables of a sentence; all of them, where it names fewer than two."""
        keys = [k for f in self.prose.sentence(place) for k in self._subjects(f)] + list(self.prose.letters(place))
        found = self._variables(keys)
        return found if len(found) > 1 or any(e.kind == "family" for e in found) else self.variables

    def _variables(self, keys: list[str]) -> list[Entry]:
        return [e for e in entries_of(self.env, keys) if self.env.is_random(e.key)]

    def _apart(self, span: range, entries: list[Entry], members: bool = True) -> Iterator[Said]:
        """The words with the variables, where these have laws of their own."""
        if members and any(e.kind == "family" for e in entries) or self._separate(entries):
            yield span, frozenset(e.name for e in entries)

    def _separate(self, entries: list[Entry]) -> bool:
        return any(not drawn_together(self.env, a.key, b.key) for a in entries for b in entries if a.key < b.key)

    def _of_several(self) -> Iterator[Said]:
        """``$x$ and $y$ are one reading``: what is said of several variables with laws of their own."""
        for place, token in enumerate(self.prose.tokens):
            if token.text not in VERBS or token.formula >= 0:
                continue
            named = self.prose.before(place) if self._follows_names(place) else ()
            entries = self._variables([k for f in named for k in self._subjects(f)])
            if len(entries) > 1 and self._separate(entries):
                yield from self._too_much(place + 1, frozenset(e.name for e in entries))

    def _follows_names(self, place: int) -> bool:
        back = place - 1
        while self.prose.at(back) in ("which", "that", "both", "all", "each", ",", "two", "the"):
            back -= 1
        return back >= 0 and self.prose.tokens[back].formula >= 0

    def _inside_formulas(self) -> Iterator[Said]:
        """Words in the text of a formula."""
        spans = [row.span for row in self.worded.rows]
        for place, token in enumerate(self.prose.tokens):
            inside = token.formula < 0 and any(span.start < token.place < span.end for span in spans)
            if inside and self.prose.at(place) not in MARKS and not self._is_plain(place):
                yield range(place, place + 1), frozenset((EVERYTHING,))

    def _too_much(self, start: int, names: frozenset[str]) -> Iterator[Said]:
        end = start
        while self.prose.at(end) and self.prose.at(end) not in (".", ","):
            end += 1
        odd = [at for at in range(start, end) if not self._is_plain(at)] if self.prose.at(start) != "conditionally" else []
        if odd:
            yield range(odd[0], odd[-1] + 1), names

    def _free_standing(self) -> Iterator[Said]:
        """Sentences without a formula, and those about ``they`` and ``both``: no more than of several variables, whose names they do not say."""
        start = 0
        for end in [at for at in range(len(self.prose.tokens) + 1) if self.prose.at(at) == "." or at == len(self.prose.tokens)]:
            inside = range(start, end)
            start = end + 1
            bare = not any(self.prose.tokens[at].formula >= 0 for at in inside)
            begins = next((self.prose.at(at) for at in inside if self.prose.at(at) not in ("the", "all", ",")), "")
            if bare or begins in PRONOUNS and self._separate(self.variables):
                yield from self._said_of_all(inside, bare)

    def _said_of_all(self, inside: range, bare: bool) -> Iterator[Said]:
        stop = inside.stop if bare else next(at for at in inside if self.prose.tokens[at].formula >= 0)
        known = (at for at in range(inside.start, stop) if self.prose.at(at) not in MARKS and at not in self.known.tabled)
        odd = [at for at in known if not self._is_plain(at)]
        if odd:
            yield range(odd[0], odd[-1] + 1), frozenset((EVERYTHING,))
