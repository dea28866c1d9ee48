"""What a given block says of its names in words: kept beside the declarations, which alone are taken for granted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from symkl.elaborate.announced import Family, listed
from symkl.elaborate.comprehension import comprehended
from symkl.elaborate.formulated import defines, drawn_apart, entries_of, is_connected, is_fixed, is_settled, moment_is_said
from symkl.elaborate.grouped import groups, subjects_of
from symkl.elaborate.nodes import argument_name, base_and_script, has_bar, key_of, split_bar, strip, walk
from symkl.elaborate.predicates import Predicate
from symkl.elaborate.prose import VERBS, Prose
from symkl.elaborate.scope import Entry, Environment
from symkl.elaborate.vocabulary import (
    DEPENDENCES,
    DISTRIBUTIONS,
    DOUBTFUL,
    HARMLESS,
    LAYOUTS,
    LIKELIHOODS,
    LOGARITHM,
    LOGARITHMS,
    MOMENTS,
    NEGATIONS,
    NEXT_WORDS,
    OF_A_LAW,
    OF_ANY,
    OF_DENSITIES,
    OF_FUNCTIONS,
    OF_LAWS,
    OF_NO_DENSITY,
    OWN,
    PROPERTIES,
    RELATIONS,
    ROLES,
    SET_PHRASES,
    SPREADS,
    Phrase,
)
from symkl.kernel.sort import ONE
from symkl.latex import names as spelling
from symkl.latex.syntax import Node, Row
from symkl.record import NamedTuple
from symkl.report import Diagnostic

_MANY = ("family", "vector")  # what is declared by its members


class Spread(NamedTuple):
    """``standard deviation``, ``precision`` or ``variance`` said of names; of none, where it is said of a law or of nothing in particular."""

    word: str
    keys: tuple[str, ...]


class Worded:
    """The prose of one given block and the formulas that stand in it."""

    def __init__(self, prose: Prose, rows: Sequence[Row], said: Sequence[Predicate] = ()) -> None:
        self.prose = prose
        self.rows = rows
        self.alone = {one.place: one.formulas for one in said if one.alone}  # what is known to be said of nothing else
        self.diagnostics: list[Diagnostic] = []

    def spreads(self) -> Iterator[Spread]:
        """What is called a standard deviation, a precision or a variance."""
        for place, word, length in self._found(SPREADS):
            start = place
            if word != "variance" or not self._is_inverse(place):
                if {self.prose.at(start - 1), self.prose.at(start - 2)} & {"log", "unit", "same", "equal", "zero"}:
                    continue
                said = "variance" if word == "precision" and self._is_inverse(start) else word
                found = [k for f in self._about(place, place + length) for k in self.bare(f)]
                yield Spread(said, tuple(dict.fromkeys(found)))
                if self.prose.letters(place):
                    yield Spread(said, self.prose.letters(place))

    def doubts(self) -> Iterator[Spread]:
        """Names that are called what leaves open whether they are a variance; of none, where words are not understood."""
        known = comprehended(self.prose)
        for place, token in enumerate(self.prose.tokens):
            keys = tuple(self.bare(token.formula)) if token.formula >= 0 else ()
            if keys and known.is_oddly_called(place):
                yield Spread(DOUBTFUL, keys)
        for row in known.gaps():
            reached = known.reached(row)
            spoken = () if any(map(self._is_notation, reached)) else (k for f in reached for k in self.named(f))
            yield Spread(DOUBTFUL, tuple(dict.fromkeys(spoken)))

    def densities(self) -> frozenset[int]:
        """The formulas that are called densities, by their number: ``arbitrary densities $p(z)$ and $p(x \\mid z)$``."""
        found: set[int] = set()
        for place, word in self.prose.words():
            before = set(takewhile(str.isalnum, map(self.prose.at, range(place - 1, -1, -1))))
            if word in OF_DENSITIES | LIKELIHOODS and not self.denied(place) and OF_NO_DENSITY.isdisjoint(before):
                is_said = self.prose.is_said_of_what_stands_before(place) or self.prose.is_beside_what_stands_before(place, OF_ANY)
                following = place + (self.prose.at(place + 1) in ("is", "are"))
                called = (*self.prose.right_behind(following), *(self.prose.before(place) if is_said else ()))
                found.update(f for f in called if word in OF_DENSITIES or has_bar(self.rows[f]))
        return frozenset(found)

    def apply(self, env: Environment) -> None:
        """Keep what is said of declared names: what a counterexample has to respect, and what leaves nothing to be decided."""
        taken: set[int] = set()
        for phrase in SET_PHRASES:
            for _ in self._free(phrase, taken, denied=True):
                pass  # what stands in a set phrase is taken
        self._arbitrary(env, frozenset(taken))
        for phrase in sorted(PROPERTIES, key=len, reverse=True):
            for place, length in self._free(phrase, taken):
                _keep(env, PROPERTIES[phrase], phrase, self._names(env, place, place + length))
        for phrase in OF_LAWS:
            for place, length in self._free(phrase, taken):
                _keep(env, OF_A_LAW, phrase, [e for e in self._names(env, place, place + length) if not is_settled(env, e)])
        for phrase in RELATIONS:
            for place, length in self._free(phrase, taken):
                if not self._is_said_by_formula(place + length):
                    _keep(env, "", phrase, [e for e in self._subjects(env, place) if not is_fixed(env, e)])
        for phrase in sorted((*ROLES, *MOMENTS), key=len, reverse=True):
            for place, length in self._free(phrase, taken, denied=True):  # ``of which nothing but the mean is known`` names it, too
                self._role(env, phrase, place, place + length)
        self._predicates(env)
        self._layouts(env)
        self._otherwise(env)

    def _layouts(self, env: Environment) -> None:
        """``$X$ has the rows $x_i^T$``, ``the $x_i$ stacked in $X$``: a matrix that is said to be made of others, by no formula."""
        for place, word in self.prose.words():
            if word not in LAYOUTS or self._is_apposition(place, word):
                continue
            named = entries_of(env, [k for f in self.prose.sentence(place) for k in self.spoken(f)])
            behind = place + 1 + (self.prose.at(place + 1) in VERBS)
            beside = entries_of(env, [k for f in self.prose.next_to(behind) for k in self.spoken(f)])
            families = [e for e in named if e.kind in _MANY]
            found = named if any(map(_is_made_of_others, named)) else entries_of(env, [k for f in self.prose.everything() for k in self.spoken(f)])
            whole = [e for e in found if _is_made_of_others(e) and e.name not in env.definitions]
            if families or any(e.sort.is_vector for e in beside):
                numbers = any(not e.sort.over for e in families)
                _keep(env, "", word, [e for e in whole if e.sort.cols != ONE or numbers and not env.is_random(e.key)])

    def _is_apposition(self, place: int, word: str) -> bool:
        """``$A$, a column $u$``: what the name behind is, of no matrix before it."""
        return word in ("row", "column") and self.prose.at(place - 1) in ("a", "one") and self.prose.at(place - 2) in ("", ",", ";", "and")

    def _arbitrary(self, env: Environment, taken: frozenset[int]) -> None:
        """What laws and functions of which nothing else is known are said to be."""
        tables = ((DISTRIBUTIONS, self._of_open_law, taken), (MOMENTS, self._of_open_law, taken))
        for words, keep, skipped in (*tables, (OF_FUNCTIONS, self._of_function, frozenset[int]())):  # ``a linear map $f$`` is said of a function
            for phrase in words:
                for place, length in self._free(phrase, set(skipped)):
                    keep(env, phrase, place, place + length)

    def _of_open_law(self, env: Environment, phrase: str, start: int, end: int) -> None:
        """A distribution's name or a moment, said where a law of which nothing else is known is spoken of."""
        spoken = {k for f in self.prose.sentence(start) for k in self.spoken(f)}
        here = [d for d in env.densities if d.arbitrary and (d.head in spoken or not spoken.isdisjoint(d.variables))]
        entries = entries_of(env, [k for d in here or [d for d in env.densities if d.arbitrary] for k in d.variables])
        if phrase != "independent" or not drawn_apart(env, entries):
            _keep(env, "", phrase, [e for e in entries if phrase != "uncorrelated" and phrase not in MOMENTS or not moment_is_said(env, e, phrase)])

    def _of_function(self, env: Environment, phrase: str, start: int, end: int) -> None:
        entries = [e for e in self._names(env, start, end) if e.kind == "function" and e.name not in env.definitions]
        _keep(env, "", phrase, entries)

    def _predicates(self, env: Environment) -> None:
        """``$x$ lies on ..``, ``$A$ is its own inverse``: what a name is said to do or to be, in words that are not known to say nothing.

        ``$A \\in \\mathbb{R}^{n \\times n}$ invertible``: a quality has been kept already, for what it says.
        """
        for place, token in enumerate(self.prose.tokens):
            entries = entries_of(env, [k for f in self.prose.before(place + 1) for k in self.bare(f)]) if token.formula >= 0 else []
            if not entries:
                continue
            word = "" if place + 1 in comprehended(self.prose).terms else self.prose.at(place + 1)  # ``$v$ (log-variance)``
            if word.isalpha() and word not in NEXT_WORDS and not self._is_said_by_formula(place + 2):
                _keep(env, "", word, [e for e in entries if not _is_kept(env, word, e)])
            elif word in ("is", "are", "be", "was", "were"):
                self._predicate(env, place + 2, entries)

    def _is_said_by_formula(self, place: int) -> bool:
        """Whether an equation or a comparison stands next: ``the rates $a$ and $b$ satisfy $a + b = 1$``."""
        formula = self.prose.tokens[place].formula if place < len(self.prose.tokens) else -1
        return formula >= 0 and _declares(self.rows[formula])

    def _predicate(self, env: Environment, place: int, entries: list[Entry]) -> None:
        said = self.prose.at(place)
        if said.isalpha() and said not in HARMLESS or {said, self.prose.at(place + 1)} & OWN:
            _keep(env, "", said, entries)
        behind = self.prose.behind(place)
        of = next((at for at in range(place, place + 6) if self.prose.at(at) == "of"), None)
        if of is not None and of + 1 < len(self.prose.tokens) and self.prose.tokens[of + 1].formula in behind and self.bare(behind[0]):
            _keep(env, "", self.prose.at(of - 1), [e for e in entries if not is_connected(env, e)])

    def _role(self, env: Environment, phrase: str, start: int, end: int) -> None:
        entries = entries_of(env, [k for f in (*self._about(start, end), *self._named_behind(end)) for k in self.bare(f, squares=True)])
        if phrase not in MOMENTS:
            others = entries_of(env, [k for f in self.prose.behind(end) for k in self.bare(f)]) if self.prose.at(end) == "of" else []
            _keep(env, "", phrase, [e for e in entries if not is_fixed(env, e) and not defines(env, e, others)])
        elif env.densities:
            _keep(env, "", phrase, [e for e in entries if not is_connected(env, e)])

    def bare(self, formula: int, squares: bool = False) -> list[str]:
        """The names that a formula is about: those alone on its left, families by their base."""
        found = []
        for group in groups(self.rows[formula]):
            *before, last = group
            sides = [s for c in before for s in c.sides] + list(last.sides[:1])
            for item in listed([n for s in sides if isinstance(s, Node) for n in subjects_of(s)]):
                node = strip(item.last if isinstance(item, Family) else item)
                script = base_and_script(node)
                found += [k for k in (argument_name(node) if squares else key_of(node), script[0] if script is not None else None) if k is not None]
        return found

    def named(self, formula: int) -> list[str]:
        """Every name in a formula, families by their base."""
        nodes = [n for g in groups(self.rows[formula]) for c in g for s in c.sides if isinstance(s, Node) for n in walk(s)]
        scripts = [base_and_script(n) for n in nodes]
        return [k for k in (*(key_of(n) for n in nodes), *(s[0] for s in scripts if s is not None)) if k is not None]

    def _is_notation(self, formula: int) -> bool:
        """Whether a normal law stands alone: what is said there may be of how all of them are written."""
        chains = self.rows[formula].chains
        nodes = [n for c in chains if not c.relations for s in c.sides if isinstance(s, Node) for n in walk(s)]
        return any(n.kind == "operator" and n.text == "normal" for n in nodes)

    def heads(self, formula: int) -> list[str]:
        """The function, or the density, that a formula is about: ``f`` of ``$f(x) = ..$``."""
        lefts = [c.sides[0] for g in groups(self.rows[formula]) for c in g if isinstance(c.sides[0], Node)]
        return [k for left in lefts for head in [spelling.function_of(left)] if head is not None for k in [key_of(head)] if k is not None]

    def drawn(self, formula: int) -> list[str]:
        """The variables before the bar of the densities that a formula is about: ``x`` of ``$p(x \\mid z) = ..$``."""
        lefts = [c.sides[0] for g in groups(self.rows[formula]) for c in g if isinstance(c.sides[0], Node)]
        inner = [left.parts[1] if spelling.function_of(left) is not None else left for left in lefts]
        return [k for node in inner for item in split_bar(node)[0] for k in [argument_name(item)] if k is not None]

    def sources(self, formula: int) -> list[str]:
        """The density behind ``\\sim``: ``q`` of ``$z \\sim q(z \\mid x)$``."""
        rights = [s for g in groups(self.rows[formula]) for c in g for s in c.sides[1:] if isinstance(s, Node)]
        return [k for right in rights for k in [key_of(spelling.function_of(right) or right)] if k is not None]

    def spoken(self, formula: int) -> list[str]:
        """The names on a formula's left sides."""
        return [k for n in _nodes(self.rows[formula]) for k in [key_of(n)] if k is not None]

    # -- attribution -------------------------------------------------------------------------------------------------------

    def _about(self, start: int, end: int) -> tuple[int, ...]:
        """The formulas that a noun or an adjective speaks of; every one of the block, where nothing tells."""
        prose = self.prose
        beside = self.alone.get(start) or prose.next_to(end)
        if beside:
            return beside if start in self.alone or not prose.is_said_of_what_stands_before(start) else (*beside, *prose.before(start))
        if prose.is_said_of_what_stands_before(start):
            return prose.before(start)
        if (prose.at(end) == "of" or prose.at(end) in VERBS) and prose.behind(end):
            return prose.behind(end)
        return prose.before(start) or prose.behind(end) or prose.everything()

    def _names(self, env: Environment, start: int, end: int) -> list[Entry]:
        return entries_of(env, [*(k for f in self._about(start, end) for k in self.bare(f)), *self.prose.letters(start)])

    def _named_behind(self, end: int) -> tuple[int, ...]:
        """The formulas in ``the mean of $x$ is $m$`` that are no part of the noun."""
        of = self.prose.behind(end) if self.prose.at(end) == "of" else ()
        return tuple(f for f in self.prose.sentence(end) if f > max(of)) if of else ()

    def _subjects(self, env: Environment, place: int) -> list[Entry]:
        return entries_of(env, [k for f in self.prose.before(place) for k in self.bare(f)])

    def _found(self, table: dict[str, tuple[Phrase, ...]]) -> Iterator[tuple[int, str, int]]:
        """Where a phrase of the table stands: its place, its row and its length; the longest first."""
        longest: dict[int, tuple[int, str]] = {}
        for word, phrases in table.items():
            for place, phrase in self.prose.found(phrases):
                longest[place] = max(longest.get(place, (0, "")), (len(phrase), word))
        return ((place, word, length) for place, (length, word) in sorted(longest.items()))

    def _is_inverse(self, place: int) -> bool:
        """Whether a word stands behind ``inverse``, ``inverse of the``, ``reciprocal of the``."""
        before = [self.prose.at(place - back) for back in (1, 2, 3)]
        return any(w in ("inverse", "reciprocal") for w in before[: 1 + (before[0] in ("of", "the")) + (before[1] == "of")])

    def _free(self, phrase: str, taken: set[int], denied: bool = False) -> Iterator[tuple[int, int]]:
        """Where a phrase stands that is no part of a longer one and not denied; what is found is taken."""
        words = tuple(phrase.split())
        for place in self.prose.places.get(words[0], ()):
            span = range(place, place + len(words))
            if self.prose.phrase(place, words) and taken.isdisjoint(span):
                taken.update(span)
                if denied or not self.denied(place):
                    yield place, len(words)

    def denied(self, place: int) -> bool:
        """Whether a word of denial stands shortly before a place."""
        return any(self.prose.at(place - back) in NEGATIONS for back in (1, 2, 3))

    # -- words that leave nothing to be decided ------------------------------------------------------------------------------

    def _otherwise(self, env: Environment) -> None:
        for place, phrase in self.prose.found(LOGARITHMS):
            self._half_known(env, place, len(phrase), {LOGARITHM})
        for place, phrase in self.prose.found(DEPENDENCES):
            if not self.denied(place):
                free = (e for e in self._subjects(env, place) if e.kind != "function" and not env.is_random(e.key))
                self._half_known(env, place, len(phrase), {e.name for e in free if not is_fixed(env, e)})

    def _half_known(self, env: Environment, place: int, length: int, names: set[str]) -> None:
        """Nothing is decided of these names; where there are any, that is said at the word."""
        if not names:
            return
        env.unread |= names
        span = self.prose.span(place, length)
        words = " ".join(self.prose.at(place + n) for n in range(length))
        of = "logarithms" if LOGARITHM in names else ", ".join(sorted(env.latex.get(n, n) for n in names))
        message = f"\u201c{words}\u201d says of {of} what no formula says: what is printed about that stays undecided"
        self.diagnostics.append(Diagnostic("said-otherwise", message, span, "warning", "say it in a formula, or leave the word out"))


def _keep(env: Environment, quality: str, phrase: str, entries: list[Entry]) -> None:
    env.said = (*env.said, *((quality, phrase, e.name) for e in entries))


def _is_kept(env: Environment, word: str, entry: Entry) -> bool:
    """Whether a word right behind a name begins what is kept of it already: ``$A$ symmetric``."""
    return any(name == entry.name and PROPERTIES.get(phrase) and phrase.split()[0] == word for _, phrase, name in env.said)


def _nodes(row: Row) -> Iterator[Node]:
    for group in groups(row):
        for chain in group:
            for side in chain.sides[:1]:
                if isinstance(side, Node):
                    yield from walk(side)


def _declares(row: Row) -> bool:
    """Whether a formula says more than what sort a name has."""
    return any(c.relations and c.relations[0].text not in ("in", "colon") for c in row.chains)


def _is_made_of_others(entry: Entry) -> bool:
    """Whether a name is a vector or a matrix, which others may be the entries or rows of."""
    return entry.kind not in _MANY and entry.sort.kind == "value" and not entry.sort.over and entry.sort.rows != ONE
