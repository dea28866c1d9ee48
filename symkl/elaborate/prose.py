"""The prose of a given block: its words and formulas in order, and which formulas a word speaks of. Hyphens part words like spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from symkl.elaborate.tongues import in_english
from symkl.latex.symbols import OPERATORS
from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.source import Source, Span
from symkl.worksheet.document import Given
from symkl.worksheet.references import LINK, cited_label

_LAYOUT = pattern(
    r"\\(?:begin|end)\s*\{\w+\*?\}|<!--[^>]*-->|</?[a-z][^<>]*>|\]\([^)\s]*\)|^\s*:{3,}.*$|^\s*%+ *(?:given:)?|\\[()\[\],;:! ]"
    r"|\\(?:q?quad|emph|text(?:bf|it|sc|rm|sf|tt|normal)?|item|noindent|par|paragraph|small|(?:med|small|big)skip|[lc]?dots)(?![A-Za-z])"
    r"|\\(?:label|hspace|vspace)\*?\{[^}]*\}",
    re.MULTILINE | re.IGNORECASE,
)
#: a citation of another worksheet, with the words that lead to it: what it cites is named by it, and declared nowhere
_CITATION = tuple(pattern(r"(?:\b(?:as in|by|from|see|using|with)\s+)?" + LINK[host], re.IGNORECASE) for host in (True, False))
_DOTTED = pattern(r"\b(?:i\.\s?i\.\s?d\.|s\.\s?d\.|r\.\s?v\.|e\.\s?g\.|i\.\s?e\.|w\.\s?r\.\s?t\.|resp\.|cf\.)", re.IGNORECASE)
_ACCENTED = pattern(r"\\([\"'^`])\{?([A-Za-z])\}?")  # as TeX writes it
_ACCENTS = {'"': "\u0308", "'": "\u0301", "^": "\u0302", "`": "\u0300"}
_TOKEN = pattern(
    r"(?:[^\W_]|\\[\"'^`]\{?[A-Za-z]\}?)+(?:['’][^\W\d_]+)?"
    r"|[.;:!?,](?=\s|$)|\?(?=\))|\n\s*\n|\n\s*[-+*](?=\s)|[=<>~^|%\u00b0\u00b1\u00d7\u2190-\u22ff]"
)
_WORDS = pattern(r"(?<![_^{])\\(?:text(?:rm|it|bf|normal)?|mbox)\s*\{((?=[^{}]*\s)[^{}]*[^\W\d_]{2}[^{}]*)\}")
GREEK = frozenset("alpha beta gamma delta epsilon eta theta kappa lambda mu nu xi rho sigma tau phi psi omega".split())
BEGINNINGS = frozenset(
    "The Let We Its Their This These It Here Then Also Each All Both In Our"
    " Der Die Das Es Wir Sei Seien Ferner Dabei Le La Les On Soit Soient".split()
)
_SHORT = 3  # letters of a word that may also be a prefix
VERBS = frozenset("is are be being was has have denotes denote means as stands".split())
LINKS = frozenset("and or both respectively".split())
BETWEEN = VERBS | LINKS | frozenset("with for whose where by to in not from over that which between under if when unless then let of".split())


class Token(NamedTuple):
    """A word in small letters (as it is ``written`` and where it begins), a mark of punctuation, or a ``formula`` by its number in the block."""

    text: str
    formula: int = -1
    written: str = ""
    place: int = 0


class Prose:
    """A given block as a row of tokens. ``.`` ends a sentence, as do an empty line and a new item of a list."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.comprehended: dict[bool, Any] = {}  # what is understood of it, once that has been asked
        self.places: dict[str, list[int]] = {}
        for place, word in self.words():
            self.places.setdefault(word, []).append(place)

    def words(self) -> Iterator[tuple[int, str]]:
        """Every word with its place."""
        return ((place, token.text) for place, token in enumerate(self.tokens) if token.formula < 0)

    def at(self, place: int) -> str:
        """The word at a place; nothing where a formula or no token stands."""
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def span(self, place: int, length: int = 1) -> Span:
        """Where the words stand in the source."""
        last = self.tokens[place + length - 1]
        return Span(self.tokens[place].place, last.place + len(last.written or last.text))

    def phrase(self, place: int, words: tuple[str, ...]) -> bool:
        """Whether these words stand from a place on."""
        return self.at(place) == words[0] and all(self.at(place + number) == word for number, word in enumerate(words))

    def found(self, phrases: Iterable[tuple[str, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Where the phrases stand."""
        for words in phrases:
            for place in self.places.get(words[0], ()):
                if self.phrase(place, words):
                    yield place, words

    def next_to(self, end: int) -> tuple[int, ...]:
        """The formulas right behind a word, with nothing but nouns and adjectives between: ``a symmetric matrix $A$``."""
        while end < len(self.tokens) and self._passes(end):
            end += 1
        return self._listed(end, 1) if end < len(self.tokens) and self.tokens[end].formula >= 0 else ()

    def right_behind(self, place: int) -> tuple[int, ...]:
        """The formulas right behind a word, with nothing between."""
        following = place + 1
        return self._listed(following, 1) if following < len(self.tokens) and self.tokens[following].formula >= 0 else ()

    def before(self, start: int) -> tuple[int, ...]:
        """The formulas before a word in its sentence: ``$A$ is symmetric``."""
        start -= 1
        while start >= 0 and self.tokens[start].formula < 0 and self.at(start) != ".":
            start -= 1
        return self._listed(start, -1) if start >= 0 and self.tokens[start].formula >= 0 else ()

    def behind(self, end: int) -> tuple[int, ...]:
        """The formulas behind a word in its sentence, whatever stands between."""
        while end < len(self.tokens) and self.tokens[end].formula < 0 and self.at(end) != ".":
            end += 1
        return self._listed(end, 1) if end < len(self.tokens) and self.tokens[end].formula >= 0 else ()

    def is_said_of_what_stands_before(self, start: int) -> bool:
        """Whether a verb stands between a word and the formula before it."""
        start -= 1
        while start >= 0 and self.tokens[start].formula < 0 and self.at(start) != ".":
            if self.at(start) in VERBS:
                return bool(self.before(start))
            start -= 1
        return False

    def is_beside_what_stands_before(self, noun: int, words: frozenset[str]) -> bool:
        """Whether only an article and such words stand between a noun and the formula before it: ``$q(z)$, any density``."""
        between = list(takewhile(lambda at: self.tokens[at].formula < 0, range(noun - 1, -1, -1)))
        said = [self.at(at) for at in between if self.at(at) != ","]
        return len(said) > 0 and len(between) < noun and all(word in words for word in said)

    def letters(self, place: int) -> tuple[str, ...]:
        """The names that stand without dollars in the sentence around a place: ``where k is its width``."""
        first, last = self.around(place)
        found = [self.tokens[at].written for at in range(first, last) if self._is_name(at)]
        return tuple(w if len(w) == 1 else "\\" + w for w in found)

    def _is_name(self, place: int) -> bool:
        """Whether a word is a name: one letter, but no article, or a Greek letter's name."""
        written = self.tokens[place].written
        if written.lower() in ("a", "i"):
            return self.at(place + 1) in VERBS or not self.at(place + 1).isalnum()
        return len(written) == 1 and written.isalpha() or written.lower() in GREEK

    def sentence(self, place: int) -> tuple[int, ...]:
        """The formulas of the sentence around a place."""
        first, last = self.around(place)
        return tuple(t.formula for t in self.tokens[first:last] if t.formula >= 0)

    def everything(self) -> tuple[int, ...]:
        """Every formula of the block."""
        return tuple(t.formula for t in self.tokens if t.formula >= 0)

    def around(self, place: int) -> tuple[int, int]:
        """Where the sentence around a place begins, and where it ends."""
        first, last = place, place
        while first > 0 and self.at(first - 1) != ".":
            first -= 1
        while last < len(self.tokens) and self.at(last) != ".":
            last += 1
        return first, last

    def _passes(self, place: int) -> bool:
        """Whether a token may stand between a word and its formula: ``a symmetric, invertible matrix $A$``."""
        if self.at(place) == ",":
            return self.at(place + 1).isalnum() and self._passes(place + 1)
        return self.at(place).isalnum() and self.at(place) not in BETWEEN

    def _listed(self, place: int, way: int) -> tuple[int, ...]:
        """The formula at a place and those that commas and ``and`` join to it."""
        found = [self.tokens[place].formula]
        place += way
        while 0 <= place < len(self.tokens):
            token = self.tokens[place]
            if token.formula >= 0:
                found.append(token.formula)
            elif token.text not in LINKS and token.text != ",":
                break
            place += way
        return tuple(found)


def prose_of(given: Given, source: Source) -> Prose:
    """The tokens of a given block."""
    return prose_between(source, given.span, given.formulas)


def prose_between(source: Source, span: Span, formulas: Sequence[Span]) -> Prose:
    """The tokens of a passage with its formulas."""
    tokens: list[Token] = []
    at = span.start
    for number, formula in sorted(enumerate(formulas), key=lambda numbered: numbered[1]):
        tokens += _sentences(_tokens(source.text, at, formula.start, bool(tokens)))
        tokens.append(Token("", number, "", formula.start))
        for found in _WORDS.finditer(source.text, formula.start, formula.end):
            if found.group(1).strip() not in OPERATORS:  # ``\text{log }p(x)``
                tokens += _tokens(source.text, *found.span(1))
        at = formula.end
    tokens += _sentences(_tokens(source.text, at, span.end, bool(tokens)))
    return Prose(tuple(tokens))


def _sentences(tokens: Iterator[Token]) -> Iterator[Token]:
    """The words behind a formula; one that begins a sentence does so without a full stop, too."""
    for number, token in enumerate(tokens):
        if not number and token.written in BEGINNINGS:
            yield Token(".", -1, "", token.place)
        yield token


def _tokens(text: str, start: int, end: int, behind: bool = False) -> Iterator[Token]:
    """The words between two places, ``behind`` a formula or not; what is no prose is blanked, so that each word keeps its place."""
    plain = text[start:end]
    if "](" in plain or "\\href" in plain:
        for citation in _CITATION:
            plain = citation.sub(_uncited, plain)
    plain = _LAYOUT.sub(lambda found: " " * len(found.group()), _DOTTED.sub(_closed, plain))
    for found in _TOKEN.finditer(plain):
        word = _ACCENTED.sub(_one_letter, found.group()).strip().lower()
        told = "." if found.group()[0] == "\n" or word in ".;!?" else "," if word == ":" else word
        english = (told,) if _is_part(plain, found) else in_english(told, behind and not plain[: found.start()].strip())
        for part in english:
            yield Token(part, -1, "" if told in ".," and word != "?" else found.group(), start + found.start())


def _is_part(text: str, found: re.Match[str]) -> bool:
    """Whether a few letters are a part of a longer word: ``de-noised``."""
    return len(found.group()) <= _SHORT and "-" in (text[found.end() : found.end() + 1], text[max(0, found.start() - 1) : found.start()])


def _one_letter(found: re.Match[str]) -> str:
    from unicodedata import normalize  # takes long to load
    return normalize("NFC", found.group(2) + _ACCENTS[found.group(1)])


def _uncited(found: re.Match[str]) -> str:
    return found.group() if cited_label(found) is None else " " * len(found.group())


def _closed(found: re.Match[str]) -> str:
    """``i.i.d.`` as one word, as long as before."""
    letters = found.group().replace(".", "").replace(" ", "")
    return letters.ljust(len(found.group()))
