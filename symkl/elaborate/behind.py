"""``where $A = X^T X$`` behind a display: what a sentence right behind a line defines for that line and those below it."""

from __future__ import annotations

from symkl.elaborate.comprehension import comprehended
from symkl.elaborate.declarations import declare
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.environments import Place, Places
from symkl.elaborate.implicit import whole_of
from symkl.elaborate.nodes import strip
from symkl.elaborate.prose import Prose, prose_between
from symkl.elaborate.qualities import HEDGES
from symkl.elaborate.scope import Entry
from symkl.latex.syntax import Chain, Node, Row
from symkl.report import Diagnostic
from symkl.source import Span
from symkl.worksheet.document import Display

WORDS = ("where", "with")
FIRST_NUMBER = 300_000  # what is defined behind displays is told from given blocks and statements by its number


class Behind:
    """The sentences right behind displays that begin with *where*."""

    def __init__(self, places: Places) -> None:
        self.places, self.document = places, places.document
        self.source = self.document.source
        passages = [span for span, _ in self.document.passages if self._opens(span)]
        ends = sorted((item.span.end, number) for number, item in enumerate(self.document.items) if item.span.start >= 0)
        self.sentences: dict[int, Span] = {}  # by the identity of the display before
        for span in passages:
            before = [number for end, number in ends if end <= span.start]
            item = self.document.items[before[-1]] if before else None
            if isinstance(item, Display):
                self.sentences[id(item)] = span

    def define(self, place: Place, display: Display, number: int) -> list[Diagnostic]:
        """Declare, from this display on, what the sentence behind it defines and nothing else declares; of a name that is declared no
        counterexample may ignore what it says."""
        span = self.sentences.get(id(display))
        if span is None:
            return []
        formulas = tuple(f for f, _ in self.document.prose if span.start <= f.start and f.end <= span.end)
        prose = prose_between(self.source, span, formulas)
        sentence = _first_sentence(prose)
        if not _is_understood(prose, sentence):
            return []
        said = (prose.tokens[at].formula for at in sentence)
        rows = [self.places.parse(self.source, formulas[formula], place.table) for formula in said if formula >= 0]
        to = Declarer(place.env, self.places.names, self.places.shapes, self.source, FIRST_NUMBER + number)
        named = [(row, chain, name) for row in rows for chain in row.chains if (name := _name_given(to, chain)) is not None]
        known = (place.env.entries[name] for *_, name in named if name in place.env.entries)
        place.env.said = (*place.env.said, *(("", "where", entry.name) for entry in known if _is_open(place, entry)))
        declare(to, tuple(Row((chain,), (), row.span) for row, chain, name in named if _is_new(to, name)))
        return [d for d in to.diagnostics if d.severity != "note"]

    def _opens(self, span: Span) -> bool:
        words = self.source.text[span.start : span.end].split(maxsplit=1)
        return bool(words) and words[0] in WORDS


def _first_sentence(prose: Prose) -> range:
    """The tokens up to the first full stop or empty line behind a word."""
    start = next((at for at in range(len(prose.tokens)) if prose.at(at) != "."), 0)
    return range(start, next((at for at in range(start, len(prose.tokens)) if prose.at(at) == "."), len(prose.tokens)))


def _is_understood(prose: Prose, sentence: range) -> bool:
    """Whether every word is known, and none restricts or denies what is said."""
    known = comprehended(prose)
    return all(known.understands(at) and prose.at(at) not in HEDGES for at in sentence)


def _name_given(to: Declarer, chain: Chain) -> str | None:
    """The plain name to which an equation gives a value."""
    left = strip(chain.sides[0]) if isinstance(chain.sides[0], Node) else None
    if left is None or [r.text for r in chain.relations] not in (["="], [":="]) or left.kind not in ("name", "over", "star", "prime"):
        return None
    return to.key(left)


def _is_new(to: Declarer, name: str) -> bool:
    entry = to.env.entries.get(name)
    return (entry is None or entry.kind == "announced") and whole_of(to.reader(), name) is None


def _is_open(place: Place, entry: Entry) -> bool:
    """Whether a name is declared and given no value: the sentence may say what it is, and is no proof of it."""
    return entry.kind == "value" and entry.name not in place.env.definitions
