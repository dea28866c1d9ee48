"""``For $x > 0$ we have`` right before a display, ``for $x > 0$.`` right behind it: what a sentence around a line says that it holds for.

In a sentence that is understood whole that is a condition of the line, as if it stood in its display. Of what any other sentence says no proof
makes use, and a counterexample has to respect it; so has one against the lines further down, up to the next such sentence or heading.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from symkl.elaborate.behind import WORDS
from symkl.elaborate.beside import DEPENDING, PLAIN
from symkl.elaborate.comprehension import comprehended
from symkl.elaborate.conditions import AROUND
from symkl.elaborate.environments import Place, Places
from symkl.elaborate.prose import BETWEEN, prose_between
from symkl.elaborate.qualities import HEDGES
from symkl.elaborate.units import Unit
from symkl.elaborate.varying import OMITTED as _OMITTED
from symkl.elaborate.varying import name_of, said_to_vary, vary
from symkl.elaborate.vocabulary import PROPERTIES, RELATIONS
from symkl.latex.syntax import Clause
from symkl.patterns import pattern
from symkl.source import Source, Span
from symkl.worksheet.document import Display

NOTE = "note"  # the kind of a clause that only counterexamples respect
BEFORE = -1  # in place of where a line begins: the line before the sentence
_SUBSTITUTING = "setting putting letting choosing substituting inserting"
_OPENING = frozenset(f"for if iff when whenever provided assuming given unless except evaluating {_SUBSTITUTING}".split())
_BEHIND = _OPENING | {*WORDS, "as"}
_REASONS = frozenset("since because as".split())
_VALID = frozenset("which that this it is are holds hold true valid again only , and".split())  # "which is valid for .."
_LEADING = _VALID | frozenset("we have get obtain find see also thus hence so then therefore now follows moreover particular in".split())
_PARTING = HEDGES | frozenset("and or but general also too still always other same again moreover further otherwise opposite both instead".split())
_JOINING = frozenset("and while whereas , but or".split())
_NARROWING = frozenset(
    (*(p.split()[0] for p in (*PROPERTIES, *RELATIONS)), *"large small sufficiently inside outside near close".split())
) - (BETWEEN | {"a", "the", "one", "at"}) | {"in"}
_INSIDE = (PLAIN | _NARROWING | {",", "only"}) - frozenset("we have then now assume suppose let".split())
_TENDING = pattern(r"[^:]*\\(?:to|(?:right|down|up|se|ne)arrow)(?![A-Za-z])")
_LIMIT = "limit"  # a word that no condition is made of
_SETTING = ("=", ":=")  # behind *where* these define (``behind.py``)
_OPENED = ("$$", "\\[", "\\begin", "`")
# a passage without any of these has no phrase that is looked for, and most passages have none
_TELLING = pattern(rf"(?i)\b(?:{'|'.join(sorted({*_BEHIND, *_REASONS, *WORDS, 'proportional', 'proportionality', *_OMITTED}))})\b|\\(?:to|\w*arrow)")
_LABEL = pattern(r"\s*(?:\([\w.:-]+\)\s*)?[,.;]?\s*")
_NEAR = 40  # characters between a passage and the display that it touches: what opens a display


class Around:
    """The sentences around the displays of a worksheet."""

    def __init__(self, places: Places) -> None:
        self.places, self.document, self.source = places, places.document, places.document.source
        self.phrases: dict[int, list[Clause]] = {}  # by the identity of their display, not yet parsed
        self.formulas: dict[Span, tuple[Span, ...]] = {}  # by their phrase
        self.understood: list[tuple[Span, int]] = []  # the phrases that are conditions, with where their line begins
        self.carried: dict[int, tuple[Clause, ...]] = {}  # by scope
        self.varying: dict[int, list[Span]] = {}  # what displays are said to be functions of, by their identity
        items = sorted((i for i in self.document.items if i.span.start >= 0), key=lambda item: item.span.start)
        starts, printed = [i.span.start for i in items], sorted(f for f, _ in self.document.prose)
        for span, scope in self.document.passages:
            formulas = tuple(f for f in printed[bisect_left(printed, (span.start, 0)) : bisect_left(printed, (span.end, 0))] if f.end <= span.end)
            if formulas and _TELLING.search(self.source.text, span.start, span.end):
                at = bisect_left(starts, span.end)
                touching = [i if isinstance(i, Display) and i.scope == scope and self._touches(span, i) else None
                            for i in (items[at - 1] if at else None, items[at] if at < len(items) else None)]  # fmt: skip
                self._read(_Passage(self.source, _trimmed(span, self.source.text), formulas), *touching)

    def add(self, units: list[Unit], display: Display, place_of: Callable[[Display], Place]) -> list[Unit]:
        """The units of a display with what stands around it as clauses of theirs."""
        parsed = (self._parsed(clause, place_of(display)) for clause in self.phrases.get(id(display), ()))
        own = tuple(c for c in parsed if c.chains or not PLAIN.issuperset(c.text.split()) or c.text[:1] and c.text.split()[0] in DEPENDING)
        held = own or self.carried.get(display.scope, ())
        if own:
            self.carried[display.scope] = tuple(c._replace(kind=NOTE, text="") for c in own if c.chains)
        for piece in (p for unit in units for p in unit.pieces) if held else ():
            piece.clauses = (*piece.clauses, *held)
        keys = {name_of(self.places.parse(self.source, f, place_of(display).table), place_of(display)) for f in self.varying.get(id(display), ())}
        key = keys.pop() if len(keys) == 1 else None
        if key is not None:
            vary(units, key)
        return units

    def holds_only(self, said: Span, start: int) -> bool:
        """Whether a sentence only says for what the line holds that begins at a place, or the line before the sentence."""
        return any(said.start <= span.start < said.end and line in (start, BEFORE) for span, line in self.understood)

    def _parsed(self, clause: Clause, place: Place) -> Clause:
        rows = (self.places.parse(self.source, f, place.table) for f in self.formulas[clause.span])
        chains = (c for row in rows for c in row.chains if c.relations)
        defines = clause.text.startswith(WORDS)
        return clause._replace(chains=tuple(c for c in chains if not (defines and c.relations[0].text in _SETTING)))

    def _touches(self, passage: Span, display: Display) -> bool:
        if display.span.start < passage.start:
            return True
        between = self.source.text[passage.end : display.span.start]
        return not between.strip() or len(between) < _NEAR and between.strip().startswith(_OPENED)

    def _read(self, passage: _Passage, before: Display | None, behind: Display | None) -> None:
        first, last = passage.sentences()
        is_one = first == last and before is not None and behind is not None
        self._vary(passage, first, last, before, behind)
        found = passage.said_behind(first) if before is not None else None
        if before is not None and found is not None and (not is_one or passage.joins(found.stop, first.stop)):
            self._keep(before, passage, found, passage.clause(first, found), BEFORE)
            last = range(found.stop, last.stop) if is_one else last
        for phrase in passage.said_before(last) if behind is not None else ():
            clause = passage.clause(last, phrase)
            if is_one and found == phrase and before is not None:  # of which of both lines it speaks is not known
                clause = clause._replace(kind=NOTE, text="")
                self._keep(before, passage, phrase, clause, BEFORE)
            assert behind is not None
            self._keep(behind, passage, phrase, clause, behind.span.start)

    def _vary(self, passage: _Passage, first: range, last: range, before: Display | None, behind: Display | None) -> None:
        """What the sentence that ends in a display says that to be a function of, or the one that goes on behind it."""
        goes_on = first.start < first.stop and not passage.prose.tokens[first.start].written[:1].isupper()
        if first == last and behind is not None:
            if goes_on and before is not None:
                return  # of which of both it speaks is not known
            before = None
        for display, sentence in ((behind, last), (before if goes_on else None, first)):
            formula = said_to_vary(passage.prose, sentence) if display is not None else None
            if display is not None and formula is not None:
                self.varying.setdefault(id(display), []).append(passage.formulas[formula])

    def _keep(self, display: Display, passage: _Passage, phrase: range, clause: Clause, line: int) -> None:
        self.phrases.setdefault(id(display), []).append(clause)
        self.formulas[clause.span] = passage.within(phrase)
        if clause.kind == AROUND:
            self.understood.append((clause.span, line))


class _Passage:
    """The words and formulas between two displays."""

    def __init__(self, source: Source, span: Span, formulas: tuple[Span, ...]) -> None:
        self.source, self.formulas = source, formulas
        self.prose = prose_between(source, span, formulas)
        self.end = len(self.prose.tokens)

    def sentences(self) -> tuple[range, range]:
        """The first sentence, up to its full stop, and the last one, which goes on in the display."""
        stops = [at for at in range(self.end) if self.prose.at(at) == "."]
        start = next((at for at in range(self.end) if at not in stops), self.end)
        stops = [at for at in stops if at > start]
        return range(start, stops[0] if stops else self.end), range(stops[-1] + 1 if stops else start, self.end)

    def said_behind(self, first: range) -> range | None:
        """The phrase with which the first sentence begins, where it speaks of the line before it."""
        start = first.start
        while start < first.stop and self.prose.at(start) in _VALID:
            start += 1
        word = self.prose.at(start)
        if start >= first.stop or word not in _BEHIND or word == "as" and self.prose.at(start + 1) != "long":
            return None
        found = self._reach(start, first.stop)
        is_alone = all(self.prose.at(at) == "," for at in range(found.stop, first.stop))
        is_new = self.prose.tokens[first.start].written[:1].isupper() and not is_alone
        return found if self.within(found) and not is_new else None

    def said_before(self, last: range) -> Iterator[range]:
        """The phrases of the sentence that ends in a display."""
        at = last.start
        while at < last.stop:
            found = self._reach(at, last.stop) if self.prose.at(at) in _OPENING | _REASONS else range(at, at + self._tends(at))
            if self.within(found):
                yield found
            at = max(found.stop, at + 1)

    def joins(self, start: int, stop: int) -> bool:
        """Whether nothing but ``and`` stands between a phrase and the next display."""
        return start < stop and all(self.prose.at(at) in _JOINING for at in range(start, stop)) and self.prose.at(stop - 1) != ","

    def within(self, phrase: range) -> tuple[Span, ...]:
        """The formulas of a phrase."""
        return tuple(self.formulas[self.prose.tokens[at].formula] for at in phrase if self.prose.tokens[at].formula >= 0)

    def clause(self, sentence: range, phrase: range) -> Clause:
        """A condition only where the sentence begins with it, but for words that lead to it, and all else in it is understood and goes on with
        the line: no word denies, restricts or widens what is said, and none parts the sentence."""
        first, last = self.prose.tokens[phrase.start], self.prose.tokens[phrase.stop - 1]
        end = self.formulas[last.formula].end if last.formula >= 0 else last.place + len(last.written or last.text)
        end += {"$": 1, "\\": 2}.get(self.source.text[end : end + 1], 0) if last.formula >= 0 else 0
        words = " ".join(_LIMIT if self._tends(at) else self.prose.at(at) for at in phrase if self._tends(at) or not self._is_formula(at))
        known = comprehended(self.prose)
        before, rest = range(sentence.start, phrase.start), range(phrase.stop, sentence.stop)
        goes_on = all(known.understands(at) and self.prose.at(at) not in _PARTING for at in rest) or self.joins(rest.start, rest.stop)
        narrows = any(self.prose.at(at) in _NARROWING or self._tends(at) for at in phrase)
        is_whole = goes_on and all(self.prose.at(at) in _LEADING for at in before) and words.split()[0] not in _REASONS
        depends = words.split()[0] if words.split()[0] in DEPENDING else ""
        start = first.place - (self.source.text[first.place - 1 : end + 1][:1] == "$")
        return Clause(AROUND, words, Span(start, end)) if is_whole or narrows else Clause(NOTE, depends, Span(start, end))

    def _reach(self, start: int, stop: int) -> range:
        """A phrase from its first word to its last formula, or to the word behind that narrows it."""
        end = at = start + 1 + (self.prose.at(start) == "evaluating" and self.prose.at(start + 1) == "at")
        while at < stop and (self._is_formula(at) or self.prose.at(at) in _INSIDE):
            if self._is_formula(at) and self.prose.at(at - 1) == "," and self._is_formula(at - 2) and self._is_equation(at):
                break  # "for $x > 0$, $y = 3 x$ and": what follows from it
            at += 1
            if self._is_formula(at - 1) or self.prose.at(at - 1) in _NARROWING:
                end = at
        return range(start, end)

    def _is_formula(self, place: int) -> bool:
        return self.prose.tokens[place].formula >= 0

    def _tends(self, place: int) -> bool:
        """Whether a formula names a limit: ``$n \\to \\infty$``."""
        return self._is_formula(place) and bool(_TENDING.match(self._latex(place)))

    def _is_equation(self, place: int) -> bool:
        return "=" in self._latex(place)

    def _latex(self, place: int) -> str:
        return self.source.slice(self.formulas[self.prose.tokens[place].formula])


def _trimmed(span: Span, text: str) -> Span:
    """A passage without the empty space at its ends, and without the number of the display before it."""
    inside = text[span.start : span.end]
    before = _LABEL.match(inside)
    return Span(span.start + (before.end() if before else 0), span.start + len(inside.rstrip()))
