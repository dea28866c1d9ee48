"""Sentences of a given block that are understood whole: what they say of names and formulas counts as if a formula said it.

``$X^T X$ is invertible``, ``a symmetric $d \\times d$ matrix $A$``, ``$X$, which has full column rank``. A sentence is written as a row of letters,
one a token, and held against the few forms below. Whatever else stands in it (a preposition that may hang the subject on something, a word of
denial, doubt or condition, a word that is not known) leaves it what it was: prose, which declares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symkl.elaborate.announced import running
from symkl.elaborate.comprehension import comprehended, plain
from symkl.elaborate.grouped import QUALITY, groups, subjects_of
from symkl.elaborate.nodes import key_of
from symkl.elaborate.prose import Prose
from symkl.elaborate.qualities import (
    CONSTANT,
    FILLERS,
    FREE,
    GATHERS,
    HEDGES,
    MANY,
    MODIFIERS,
    NOUNS,
    OF_COLUMNS,
    OPENERS,
    PHRASES,
    PLURALS,
    SIGNS,
    SORTS,
    TELLING,
    VERBS,
)
from symkl.elaborate.vocabulary import PROPERTIES
from symkl.latex.syntax import Chain, Node, Relation, Row
from symkl.patterns import pattern
from symkl.record import NamedTuple
from symkl.source import Span

_SETTING = ("in", "=", ":=", "succ", "succeq")  # behind these a formula is about its left side

# One letter a token. f: names or a formula, r: the same with a relation behind, s: a size, p: a space; q: an adjective, h: what something has;
# n, m: a noun and a noun in the plural, d: what stands before a noun; a: articles and fillers, v: is, are, w: what opens a clause, g: has, with;
# k: columns of, u: whose columns, o: of, in; t: which; i: dimensional; z: free of, c: collects, b: terms; j: rows, columns; y: another formula;
# x: anything else.
_LIST = r"(?:f(?:,|&|,&))*[fr]"
_ADJECTIVES = r"q(?:(?:,|&|,&)?q)*"  # an article between two of them would part two names
_NOUN = r"(?:[ds]|si|n(?=[nmd]))*[nm]"  # with what stands before it
_PLACE = r"(?:o[ad]*[sp])?"
_END = r"(?=$|,(?![xokq&])|,?&(?![xok]|a*q))"
_BEFORE = r"(?<![^,&wt])a*(?:(?:[ads]|si|n(?=[nmd]))*[nmd])?"
_START = r"(?<![^,&wvtgo])(?<![^aw]v)(?:[ads]|si|n(?=[nmd]))*"
_IS = rf"{_PLACE}(?:,?t)?v[va]*"
_KIND = rf"(?:{_IS}{_NOUN})?{_PLACE}"
_NEXT = pattern("(,|&|,&)([fr])")
_FORMS = tuple(map(pattern, (
    rf"{_BEFORE}(?P<l>{_LIST}){_IS}(?:[ds]|si)*(?P<q>{_ADJECTIVES})(?:{_NOUN})?{_PLACE}{_END}",  # A is (a) symmetric (matrix)
    rf"{_BEFORE}(?P<l>{_LIST}){_IS}(?P<q>){_NOUN}{_PLACE}{_END}",  # A is a d x d matrix
    rf"{_BEFORE}(?P<l>[fr])(?:va*|,?a*)(?P<q>{_ADJECTIVES}){_END}",  # A, symmetric and positive definite
    rf"(?<=g)(?P<l>[fr])(?P<q>{_ADJECTIVES}){_END}",  # with A symmetric
    rf"{_BEFORE}(?P<l>{_LIST}){_KIND},?t?[gvo][oa]*(?P<q>h(?:&a*h)*){_END}",  # X has full column rank
    rf"(?<![^,&wvtg])a*k(?:{_NOUN})?(?P<l>[fr])va*(?P<c>q){_END}",  # the columns of U are orthonormal
    rf"{_BEFORE}(?P<l>[fr]){_KIND},?u[va]*(?P<c>q){_END}",  # U, whose columns are orthonormal
    rf"{_BEFORE}(?P<l>[fr])(?:,?(?:t?v)?a*n?|c[ao]*b),?(?:tv?)?(?P<z>z)(?P<by>f(?:(?:,|&|,&)f)*){_END}",  # C (is a constant that) is free of x
    rf"{_BEFORE}(?P<l>[fr]),?(?:va*n)?ga*(?P<w>j)(?P<made>f)(?:{_END}|(?=$|,))",  # X (is a matrix) with the rows x_i
    rf"(?<![^,&wvtg])a*(?P<w>k)(?:{_NOUN})?(?P<l>[fr])va*(?P<made>f){_END}",  # the rows of X are x_i
    rf"{_BEFORE}(?P<l>[fr]){_KIND},?(?P<w>u)va*(?P<made>f){_END}",  # X, whose rows are x_i
    rf"(?P<made>[fr])va*(?P<w>k)(?:{_NOUN})?(?P<l>[fr]){_END}",  # the x_i are the rows of X
    rf"{_START}(?P<q>{_ADJECTIVES})(?:[ds]|si|n(?=[nmd]))*(?P<n>[nm]?)(?P<l>[fr])(?P<e>$|.)",  # a symmetric matrix A
    rf"{_START}(?P<q>)(?P<n>[nm])(?P<l>f)(?P<e>$|.)",  # a d x d matrix A
)))  # fmt: skip

_OPENING = frozenset("where let suppose assume".split())  # behind these begins a clause of its own
_OF_ENTRIES = frozenset("vector vectors matrix matrices".split())  # of these a sign may be said in more than one sense
_MEASURES = frozenset("size length dimension shape".split())
_LETTERS = {
    **dict.fromkeys(MODIFIERS, "d"), **dict.fromkeys(NOUNS, "n"), **dict.fromkeys(PLURALS, "m"), **dict.fromkeys(FILLERS, "a"),
    **dict.fromkeys(OPENERS, "w"), **dict.fromkeys(VERBS, "v"), **dict.fromkeys(("has", "have", "having", "with"), "g"),
    **dict.fromkeys(("of", "in"), "o"), **dict.fromkeys(("which", "that"), "t"), "dimensional": "i", ",": ",", "and": "&",
    **dict.fromkeys(GATHERS, "c"), **dict.fromkeys(("terms", "everything", "factors"), "b"), "rows": "j", "columns": "j",
}  # fmt: skip


class Predicate(NamedTuple):
    """A quality, or the noun of a sort, said of formulas (by their numbers) in words that are understood whole, and where.

    ``size``: the formula that says it; ``alone``: nothing beside these formulas can be meant; ``by``: what they are free of, or made of.
    """

    quality: str
    place: int
    length: int
    formulas: tuple[int, ...]
    size: int = -1
    alone: bool = False
    by: tuple[int, ...] = ()


def predicates(prose: Prose, rows: Sequence[Row]) -> tuple[Predicate, ...]:
    """What the sentences that are understood whole say."""
    if TELLING.isdisjoint(prose.places):
        return ()
    known = comprehended(prose)
    found: list[Predicate] = []
    start = 0
    for end in (*prose.places.get(".", ()), len(prose.tokens)):
        sentence = range(start, end)
        if not TELLING.isdisjoint(prose.at(at) for at in sentence) and all(map(known.understands, sentence)):
            found += _Sentence(prose, rows, sentence).predicates()
        start = end + 1
    return tuple(dict.fromkeys(found))


def declared_by(said: Sequence[Predicate], rows: Sequence[Row], prose: Prose) -> tuple[Row, ...]:
    """Predicates as rows of a given block: ``A \\in \\mathbb{R}^{d \\times d}`` for a sort, ``A`` *is* ``symmetric`` for a quality."""
    found = (_row(one, rows, prose.span(one.place, one.length)) for one in said)
    return tuple(dict.fromkeys(row for row in found if row is not None))


def _row(one: Predicate, rows: Sequence[Row], span: Span) -> Row | None:
    """What is said of several formulas together: names without a relation join the next chain that has one."""
    *before, last = [c for formula in one.formulas for group in groups(rows[formula]) for c in group]
    *listed, left = [c.sides[0] for c in (*before, last)]
    others = tuple(s for by in one.by for s in rows[by].chains[0].sides[:1] if isinstance(s, Node))
    right, relation = (Node("text", span, one.quality, others), QUALITY) if one.quality not in SORTS else (_space(one, rows, span), "in")
    if right is None or relation == "in" and last.relations:
        return None
    return Row((*(Chain((side,), (), span) for side in listed), Chain((left, right), (Relation(relation, span),), span)), (), span)


def _space(one: Predicate, rows: Sequence[Row], span: Span) -> Node | None:
    """The space that a noun and a size make; None where the noun asks for another size."""
    reals = Node("name", span, "\\mathbb{R}")
    if one.size < 0:
        return reals if one.quality == "scalar" else None
    size = rows[one.size].chains[0].sides[0]
    if not isinstance(size, Node) or one.quality == "scalar":
        return None
    if key_of(size.parts[0] if size.kind == "script" else size) == "\\mathbb{R}":
        return size
    return Node("script", span, "", (reals, None, size)) if (one.quality == "matrix") == (size.kind == "product") else None


class _Token(NamedTuple):
    """A letter of a sentence: where it begins, how many words it takes, and what it says."""

    letter: str
    place: int
    length: int = 1
    said: str = ""


class _Sentence:
    """One sentence as a row of letters."""

    def __init__(self, prose: Prose, rows: Sequence[Row], inside: range) -> None:
        self.prose, self.rows, self.inside = prose, rows, inside
        self.tokens = tuple(self._tokens())
        self.letters = "".join(token.letter for token in self.tokens)

    def predicates(self) -> Iterator[Predicate]:
        """What the forms find in it."""
        if all(token.said not in HEDGES for token in self.tokens):
            for form in _FORMS:
                for found in form.finditer(self.letters):
                    yield from self._of(found)

    def _of(self, found: re.Match[str]) -> Iterator[Predicate]:
        names = found.re.groupindex
        if "by" in names or "made" in names:
            yield from self._free(found) if "by" in names else self._layout(found)
            return
        formulas = self._behind(found) if "e" in names else self._before(found)
        inside = self.tokens[found.start() : found.end()]
        for at in range(*found.span("q" if "q" in names else "c")):
            token = self.tokens[at]
            if formulas and token.letter in "qh" and not (_is_signed(token.said) and any(t.said in _OF_ENTRIES for t in inside)):
                yield Predicate(self._quality(found, token), token.place, token.length, formulas, -1, self._is_alone(found))
        if formulas:
            yield from self._sort(found, formulas)

    def _free(self, found: re.Match[str]) -> Iterator[Predicate]:
        """What is free of the formulas behind it."""
        token = self.tokens[found.start("z")]
        by = tuple(self._formula(at) for at in range(*found.span("by")) if self.letters[at] == "f")
        if formulas := self._before(found):
            yield Predicate(FREE, token.place, token.length, formulas, -1, False, by)

    def _layout(self, found: re.Match[str]) -> Iterator[Predicate]:
        """What the rows or columns of a matrix are."""
        token = self.tokens[found.start("w")]
        layout = "rows" if "rows" in token.said else "columns"
        yield Predicate(layout, token.place, token.length, (self._formula(found.start("l")),), -1, False, (self._formula(found.start("made")),))

    def _formula(self, at: int) -> int:
        return self.prose.tokens[self.tokens[at].place].formula

    def _quality(self, found: re.Match[str], token: _Token) -> str:
        """What an adjective is called among the qualities; said of columns, it is another one."""
        if "c" not in found.re.groupindex:
            return PROPERTIES.get(token.said, "")
        rows = any(t.letter in "ku" and "rows" in t.said for t in self.tokens[found.start() : found.end()])
        return OF_COLUMNS.get(token.said, ("", ""))[rows]

    def _is_alone(self, found: re.Match[str]) -> bool:
        """Whether one formula is spoken of, by a noun or a verb that is no plural, and no other one may be meant with it."""
        if "e" in found.re.groupindex:
            return found["n"] == "n" and (found["l"] == "r" or found["e"] not in (",", "&"))
        one = len(found["l"]) == 1 and self.letters[found.end("l")] in "vg"
        return one and not any(t.said in MANY for t in self.tokens[found.start() : found.end()])

    def _sort(self, found: re.Match[str], formulas: tuple[int, ...]) -> Iterator[Predicate]:
        """What a noun and a size beside it say."""
        inside = self.tokens[found.start() : found.end()]
        nouns = [t for t in inside if t.letter in "nm" and t.said in SORTS]
        sizes = [t.place for t in inside if t.letter in "sp"]
        if len(nouns) == 1 and len(sizes) <= 1:
            size = self.prose.tokens[sizes[0]].formula if sizes else -1
            yield Predicate(SORTS[nouns[0].said], nouns[0].place, 1, formulas, size)
        if [t.said for t in inside if t.letter in "nmqds"] == [CONSTANT]:
            yield Predicate(CONSTANT, inside[0].place, 1, formulas)

    # -- of which formulas -------------------------------------------------------------------------------------------------

    def _before(self, found: re.Match[str]) -> tuple[int, ...]:
        """The formulas that a predicate behind them is said of; none, where something before them may hang them on something else."""
        start, end = found.span("l")
        opened = max((at + 1 for at in range(start) if self.tokens[at].said in _OPENING), default=0)
        if not set(self.letters[opened:start]).isdisjoint("xoku") and "c" not in found.re.groupindex:
            return ()
        places = [self.tokens[at].place for at in range(start, end) if self.letters[at] in "fr"]
        many = any(t.said in MANY for t in self.tokens[end : found.end()])
        return tuple(self.prose.tokens[at].formula for at in (places if many else places[-1:]))

    def _behind(self, found: re.Match[str]) -> tuple[int, ...]:
        """The formulas behind a noun: all of a list where it is a plural; none, where it cannot be told how far the list goes."""
        at = found.start("l")
        taken = [at]
        noun = found["n"]
        while self.letters[at] == "f" and (more := _NEXT.match(self.letters[at + 1 :])):
            if not noun or noun == "m" and more[1] == "," and more[2] == "r":
                return ()
            if noun == "n":
                break
            at += more.end()
            taken.append(at)
        if len(taken) > 1 and self.letters[at + 1 : at + 2] in tuple("anmdqgvt"):
            return ()
        formulas = tuple(self.prose.tokens[self.tokens[at].place].formula for at in taken)
        return formulas if noun != "n" or len(_subjects(self.rows[formulas[0]])) == 1 else ()

    # -- letters -----------------------------------------------------------------------------------------------------------

    def _tokens(self) -> Iterator[_Token]:
        at = self.inside.start
        while at < self.inside.stop:
            if past := self._range(at):
                at = past
                continue
            token = self._phrase(at) or _Token(self._letter(at), at, 1, plain(self.prose.at(at)))
            yield token
            at += token.length

    def _range(self, at: int) -> int:
        """The place behind ``for all $i = 1, .., n$``, which says how far an index runs and nothing else; 0 where no such words stand."""
        start = at + (self.prose.at(at) == ",")
        start += self.prose.at(start) == "for"
        start += start > at and self.prose.at(start) in ("all", "every", "each", "any")
        formula = self.prose.tokens[start].formula if at < start < self.inside.stop else -1
        runs = formula >= 0 and all(running(group[-1]) is not None for group in groups(self.rows[formula]))
        return start + 1 if runs else 0

    def _phrase(self, at: int) -> _Token | None:
        for words, letter in PHRASES.get(self.prose.at(at), ()):
            if self.prose.phrase(at, words):
                return _Token(letter, at, len(words), " ".join(words))
        return None

    def _letter(self, at: int) -> str:
        word = plain(self.prose.at(at))
        if word == "to" and self.prose.at(at + 1) == "be":
            return "a"
        if self.prose.tokens[at].formula >= 0:
            return self._of_formula(at, self.rows[self.prose.tokens[at].formula])
        return _LETTERS.get(word, "x") if word else "x"

    def _of_formula(self, at: int, row: Row) -> str:
        chains = list(groups(row))
        if len(chains) != 1 or row.clauses or any(not isinstance(s, Node) for c in chains[0] for s in c.sides):
            return "x"
        relations = [r.text for r in chains[0][-1].relations]
        if relations:
            return "r" if len(relations) == 1 and relations[0] in _SETTING else "y"
        side = chains[0][-1].sides[0]
        assert isinstance(side, Node)
        if key_of(side.parts[0] if side.kind == "script" else side) == "\\mathbb{R}":
            return "p"
        sized = self.prose.at(at + 1) == "dimensional" or self.prose.at(at - 1) in _MEASURES
        return "s" if sized or side.kind == "product" and "*" in side.text else "f"


def _is_signed(said: str) -> bool:
    return PROPERTIES.get(said) in SIGNS


def _subjects(row: Row) -> list[Node]:
    """The names and formulas that a formula is about."""
    (group,) = groups(row)
    return [n for c in (*group[:-1], group[-1]._replace(sides=group[-1].sides[:1])) for s in c.sides if isinstance(s, Node) for n in subjects_of(s)]
