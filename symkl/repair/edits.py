"""Single edits of a term of the kinds that people slip in: a lost root, sign, factor, transpose or inverse."""

from __future__ import annotations

from collections.abc import Iterator

from symkl.kernel.sort import SortError
from symkl.kernel.term import HALF, MINUS, TWO, Term, add, inverse, mul, power, replace_at, transpose

#: Operators inside which an edit is tried; the insides of binders and functions are left alone.
_OPEN = ("add", "mul", "power", "log", "exp", "transpose", "trace", "det", "expectation", "sum")
MOST = 60  # edits of one term


def edits(term: Term) -> Iterator[Term]:
    """Terms one edit away, the most frequent slips first, each of the term's own sort."""
    made = 0
    for kind in (_roots, _scalings, _turnings):
        for path, place in _places(term, ()):
            for new in kind(place):
                edited = _put(term, path, new)
                if edited is not None and edited.sort == term.sort and made < MOST:
                    made += 1
                    yield edited


def _places(term: Term, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Term]]:
    yield path, term
    if term.op in _OPEN:
        for at, argument in enumerate(term.args):
            if argument.sort.kind == "value":
                yield from _places(argument, (*path, at))


def _roots(place: Term) -> Iterator[Term]:
    if place.op == "det":
        yield power(place, HALF)
    if place.op == "power" and place.args[0].op == "det" and place.args[1] == HALF:
        yield place.args[0]


def _scalings(place: Term) -> Iterator[Term]:
    """Each summand with another sign, twice and half of it."""
    if place.op == "add":
        for at, summand in enumerate(place.args):
            for factor in (MINUS, HALF, TWO):
                yield add(*place.args[:at], mul(factor, summand), *place.args[at + 1 :])


def _turnings(place: Term) -> Iterator[Term]:
    """A matrix for its inverse or transpose and the other way round; a square for what is squared."""
    if place.op == "symbol" and place.sort.is_square and not place.sort.is_scalar:
        yield inverse(place)
        yield transpose(place)
    elif place.op == "transpose" or (place.op == "power" and place.args[1] in (MINUS, TWO)):
        yield place.args[0]
    elif place.op == "symbol" and place.sort.is_scalar:
        yield power(place, TWO)


def _put(term: Term, path: tuple[int, ...], new: Term) -> Term | None:
    try:
        return replace_at(term, path, new)
    except SortError:
        return None
