"""The words of sentences that declare, as data: what they may say of a name, what may stand around that, and what leaves all of it open."""

from __future__ import annotations

from symkl.elaborate.vocabulary import PROPERTIES, Phrase

#: qualities that words may declare; what else is said stays prose
DECLARED = frozenset(
    "definite semidefinite negative-definite symmetric skew positive nonnegative negative nonzero invertible orthogonal orthonormal-columns"
    " orthonormal-rows full-columns full-rows idempotent projecting involutory traceless unit-determinant diagonal unit".split()
)
#: those that only a square matrix can have: a name that nothing else declares is one by them
SQUARE = frozenset("definite semidefinite negative-definite symmetric skew invertible orthogonal idempotent projecting involutory traceless".split())
#: those of numbers: a name that nothing else declares is one by them
SIGNS = frozenset("positive nonnegative negative nonzero".split())
#: said of a letter for constants, which is one without words too, and of a name with the variables that it is free of
CONSTANT, FREE = "constant", "free"
#: behind ``the columns of $U$ are``
OF_COLUMNS: dict[str, tuple[str, str]] = {
    "orthonormal": ("orthonormal-columns", "orthonormal-rows"), "linearly independent": ("full-columns", "full-rows"),
}  # fmt: skip

_HAD = (
    "full column rank", "full row rank", "full rank", "linearly independent columns", "linearly independent rows", "independent columns",
    "orthonormal columns", "orthonormal rows", "unit norm", "unit length", "unit determinant", "zero trace",
)  # fmt: skip
POSSESSIONS: tuple[Phrase, ...] = tuple(tuple(phrase.split()) for phrase in _HAD)
ADJECTIVES: tuple[Phrase, ...] = tuple(tuple(phrase.split()) for phrase in sorted((*PROPERTIES, *OF_COLUMNS), key=len, reverse=True))
COLUMNS: dict[Phrase, str] = {("columns", "of"): "k", ("rows", "of"): "k", ("whose", "columns"): "u", ("whose", "rows"): "u"}
_FREE = (
    "free of", "does not depend on", "do not depend on", "not depending on", "independent of", "constant in", "constant with respect to",
)  # fmt: skip
#: what a constant is said to do with the terms that are left out
GATHERS = ("collects", "collecting", "gathers", "absorbs", "absorbing", "contains", "containing")
_LETTERED = (
    *((tuple(phrase.split()), "z") for phrase in _FREE),
    *((phrase, "h") for phrase in POSSESSIONS),
    *((phrase, "q") for phrase in ADJECTIVES),
    *COLUMNS.items(),
    *((("we", word, *verb), "v") for word in ("assume", "suppose", "take") for verb in (("to", "be"), ("is",), ("are",))),
)
#: the phrases by their first words, each with the letter that it is in a sentence; what is had comes before what is said
PHRASES: dict[str, tuple[tuple[Phrase, str], ...]] = {
    first: tuple((phrase, letter) for phrase, letter in _LETTERED if phrase[0] == first) for first in {phrase[0] for phrase, _ in _LETTERED}
}

#: nouns by which a name gets no sort of its own, and those by which it does
NOUNS = frozenset("matrix vector scalar number constant parameter variance covariance precision weight coefficient".split())
PLURALS = frozenset("matrices vectors scalars numbers constants parameters variances covariances precisions weights coefficients".split())
SORTS: dict[str, str] = {"matrix": "matrix", "matrices": "matrix", "vector": "vector", "vectors": "vector", "scalar": "scalar", "scalars": "scalar"}
#: a sentence without any of these declares nothing
TELLING = frozenset((*PHRASES, *SORTS, "constant", "rows", "columns"))
#: what may stand between an adjective and its noun without changing it
MODIFIERS = frozenset(
    "real square design data covariance precision noise transition gram kernel gain measurement observation loading feature weight weighting mixing"
    " prior posterior process state system scale column size sizes length lengths dimension dimensions shape shapes".split()
)
FILLERS = frozenset("a an the both all each its their our given fixed known arbitrary assumed supposed taken also".split())
OPENERS = frozenset("where let suppose assume consider take fix denote write here we that such and so then now".split())
VERBS = frozenset("is are be being was were".split())
MANY = frozenset("are be were both all have".split())  # said of every name of a list
#: words with which a sentence says less than it seems to, or something else
HEDGES = frozenset(
    "if when whenever while unless until whether would could can may might must should shall except only either or not no non neither nor never"
    " without cannot but rather instead almost nearly approximately roughly up like unlike case cases show shows shown prove proves proved proof"
    " want wants wish seek seeks sought claim claims question exercise problem goal aim example examples remain remains check checks checked verify"
    " respectively resp for probability surely than hypothesis alternative null suppose's iff nowhere somewhere sometimes often usually generally"
    " typically mostly locally asymptotically unknown's hermitian complex conditionally jointly idea guess guesses recall see find finds found wanted"
    " ask asks asked whose's say future later first second another other others latter former one".split()
)
