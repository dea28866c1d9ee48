"""What a sheet says between its lines: prose that changes what a name means from there on leaves it undecided.

Prose outside given blocks tells and declares nothing, so most of it is not looked at. Sentences that open an assumption (``from now on``,
``assume``, ``let``) are held to what a given block may say; and nowhere may a name that stands as a variance be called anything else.
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate.around import Around
from symkl.elaborate.beginnings import closed_up
from symkl.elaborate.environments import Place, Places
from symkl.elaborate.formulated import entries_of
from symkl.elaborate.laws import named
from symkl.elaborate.prose import Prose, prose_between
from symkl.elaborate.scope import Environment
from symkl.elaborate.sides import is_half_known
from symkl.elaborate.steps import Drafted
from symkl.elaborate.tongues import foreign_words_for
from symkl.elaborate.understood import FROM_HERE, LETTING, MODELLED, OPENING
from symkl.elaborate.unread import Unread
from symkl.elaborate.vocabulary import DEVIATION, EVERYTHING, OF_LAWS, VARIANCE
from symkl.elaborate.worded import Worded
from symkl.kernel.term import subterms
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Span

_SORTING = ("in", "colon")


class Sentence(NamedTuple):
    """A sentence between the lines, with its formulas; ``opens``: it opens an assumption, ``lets``: it may."""

    span: Span
    scope: int
    prose: Prose
    formulas: tuple[Span, ...]
    opens: bool
    lets: bool


class Told(NamedTuple):
    """What a sentence leaves undecided: names of which nothing is decided, and those of whose laws nothing is."""

    unread: frozenset[str]
    glossed: frozenset[str]


NOTHING = Told(frozenset(), frozenset())


class Narrative:
    """The sentences of a sheet that may change what names mean."""

    def __init__(self, places: Places, around: Around) -> None:
        self.places, self.source, self.around = places, places.document.source, around
        self.sentences = [s for span, scope in places.document.passages for s in self._sentences(span, scope)]
        self._told: dict[tuple[int, tuple[int, ...]], Told] = {}

    def at(self, place: Place, scope: int, start: int) -> list[tuple[Sentence, Told]]:
        """What is told of names, for a line that stands in a scope at a place of the text."""
        around = self.places.ancestors(scope) if self.sentences else []
        held = [(n, s) for n, s in enumerate(self.sentences) if s.scope in around and (s.span.end <= start or not (s.opens or s.lets))]
        told = [(s, self._of(n, place)) for n, s in held if not self.around.holds_only(s.span, start)]
        return [(s, t) for s, t in told if t != NOTHING]

    def left(self, found: Drafted, place: Place, scope: int, start: int) -> list[Diagnostic]:
        """Leave the steps of a unit undecided that speak of what was told of between the lines; what was told, with its place."""
        diagnostics: list[Diagnostic] = []
        for sentence, told in self.at(place, scope, start):
            claims = [d for d in found.drafts if d.role != "definition"]
            left = [d for d in claims if any(is_half_known(found.env, side, *told) for side in (d.anchor, d.left, d.right))]
            for draft in left:
                draft.reason = draft.reason or "said-in-words"
            diagnostics += [_said(sentence)] if left else []
        return diagnostics

    def _sentences(self, span: Span, scope: int) -> Iterator[Sentence]:
        text = self.source.text[span.start : span.end].lower()
        if not any(word in text for word in _IN_TONGUES):
            return
        formulas = tuple(f for f, _ in self.places.document.prose if span.start <= f.start and f.end <= span.end)
        whole = prose_between(self.source, span, formulas)
        first = 0
        for end in (*(at for at in range(len(whole.tokens)) if whole.at(at) == "."), len(whole.tokens)):
            tokens, first = whole.tokens[first:end], end + 1
            own = tuple(formulas[t.formula] for t in tokens if t.formula >= 0)
            numbers = iter(range(len(own)))
            prose = Prose(tuple(t._replace(formula=next(numbers)) if t.formula >= 0 else t for t in tokens))
            opens, lets = _has(prose, OPENING), _has(prose, LETTING)
            if tokens and (opens or lets or own and any(w in prose.places for w in _SPREADING)):
                yield Sentence(prose.span(0, len(tokens)), scope, prose, own, opens, lets)

    def _of(self, number: int, place: Place) -> Told:
        key = (number, place.givens)
        if key not in self._told:
            self._told[key] = self._judged(self.sentences[number], place)
        return self._told[key]

    def _judged(self, sentence: Sentence, place: Place) -> Told:
        worded = Worded(sentence.prose, tuple(self.places.parse(self.source, f, place.table) for f in sentence.formulas))
        spread = _called_otherwise(worded, place.env)
        if not (sentence.opens or sentence.lets):
            return Told(spread, frozenset())
        env = place.env.copy()
        env.unread = env.glossed = frozenset()
        unread = Unread(worded, env, -1)
        names = unread.names_in(range(len(sentence.prose.tokens))).intersection(place.env.symbols)
        modelled = _has(sentence.prose, FROM_HERE) and any(word in sentence.prose.places for word in MODELLED)
        if not names and not modelled:
            return Told(spread, frozenset())
        unread.apply()
        more = self._restated(sentence, worded, place.env) | _of_laws(sentence, worded, place.env) if sentence.opens else frozenset()
        found = env.unread | more | spread
        if modelled and not names:  # said of all variables, or of all laws: those that it ties are what it speaks of
            return Told(found, env.glossed)
        reached = names | frozenset((EVERYTHING,)) if modelled else names
        return Told(frozenset(n for n in found if n in reached or n in more or n in spread), env.glossed & names)

    def _restated(self, sentence: Sentence, worded: Worded, env: Environment) -> frozenset[str]:
        """The names of which a formula says more than a sort, unless a given block has that very formula."""
        document = self.places.document
        given = {closed_up(self.source.slice(f)) for g in self.places.givens if g.source is None for f in g.formulas}
        found: set[str] = set()
        for number, span in enumerate(sentence.formulas):
            relations = [c.relations[0].text for c in worded.rows[number].chains if c.relations]
            if any(r not in _SORTING for r in relations) and closed_up(document.source.slice(span)) not in given:
                found.update(e.name for e in entries_of(env, [*worded.bare(number), *worded.drawn(number)]))
        return frozenset(found)


def _of_laws(sentence: Sentence, worded: Worded, env: Environment) -> frozenset[str]:
    """The variables whose laws are said to be otherwise than in a given block: ``let $x$ have unit variance``."""
    said = any(True for phrase in OF_LAWS for _ in sentence.prose.found((tuple(phrase.split()),)))
    keys = [k for number in range(len(sentence.formulas)) for k in worded.bare(number)] + list(sentence.prose.letters(0))
    return frozenset(e.name for e in entries_of(env, keys) if env.is_random(e.key)) if said else frozenset()


def _called_otherwise(worded: Worded, env: Environment) -> frozenset[str]:
    """The names that stand alone as a covariance and are called a precision or a standard deviation, or the other way round."""
    bodies = [d.body for d in env.definitions.values()]
    alone = {named(part.args[1]) for body in bodies for part in subterms(body) if part.op == "gaussian"}
    found: set[str] = set()
    for spread in worded.spreads():
        for entry in entries_of(env, spread.keys):
            squared = entry.name in env.deviations
            wrong = squared if spread.word == VARIANCE else entry.name in alone or spread.word != DEVIATION and squared
            if wrong:
                found.add(entry.name)
    return frozenset(found)


def _said(sentence: Sentence) -> Diagnostic:
    message = "this sentence may change what the lines that it holds for mean: those stay undecided"
    return Diagnostic("told-otherwise", message, sentence.span, "warning", "say it in a given block, in a formula, under a heading of its own")


def _has(prose: Prose, phrases: tuple[tuple[str, ...], ...]) -> bool:
    return any(True for _ in prose.found(phrases))


_SPREADING = ("deviation", "deviations", "std", "sd", "precision", "precisions", "width", "scale", "root", "variance", "variances")
# A passage without any of these has no sentence that is looked at, and most passages have none: a word of each phrase (``s.d.`` is read as one).
_TELLING = frozenset((*_SPREADING, "d.", *(max(phrase[::-1], key=len) for phrase in (*OPENING, *LETTING))))
_IN_TONGUES = _TELLING | foreign_words_for(_TELLING)
