"""Single edits of a term of the kinds that people slip in: a lost root, sign, factor, transpose or inverse."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod

from symkl.kernel.sort import SortError
from symkl.kernel.term import HALF, MINUS, TWO, UNIT, Term, add, inverse, mul, number, power, replace_at, subterm_at, transpose
from symkl.record import NamedTuple

#: Operators inside which an edit is tried; the insides of binders and functions are left alone.
_OPEN = ("add", "mul", "power", "log", "exp", "transpose", "trace", "det")
MOST = 60  # edits of one term
_FACTORS = ((Fraction(-1), number(-2)), (Fraction(1, 2), number(Fraction(-1, 2))), (Fraction(2), UNIT))  # a factor, and what it gains beside 1


class Edit(NamedTuple):
    """A term one edit away, what was edited, and how much that adds to the term, where that is known without calculating."""

    term: Term
    edited: Term
    gain: Term | None = None


def edits(term: Term) -> Iterator[Edit]:
    """Terms one edit away, the most frequent slips first, each of the term's own sort."""
    made = 0
    whole = () if term.op == "add" else tuple(_multiples(term))
    for edit in (*_roots(term), *whole, *_scalings(term), *_turnings(term)):
        if edit.term.sort == term.sort and made < MOST:
            made += 1
            yield edit


def _places(term: Term, path: tuple[int, ...], inside: tuple[str, ...]) -> Iterator[tuple[tuple[int, ...], Term]]:
    yield path, term
    if term.op in inside:
        for at, argument in enumerate(term.args):
            if argument.sort.kind == "value":
                yield from _places(argument, (*path, at), inside)


def _roots(term: Term) -> Iterator[Edit]:
    """A determinant for its square root and the other way round."""
    for path, place in _places(term, (), _OPEN):
        if place.op == "det":
            yield from _put(term, path, power(place, HALF))
        elif place.op == "power" and place.args[0].op == "det" and place.args[1] == HALF:
            yield from _put(term, path, place.args[0])


def _scalings(term: Term) -> Iterator[Edit]:
    """Each summand with another sign, twice and half of it; what that gains is a multiple of the summand."""
    if term.op == "add":
        for at, summand in enumerate(term.args):
            for edit in (*_multiples(summand), *_scalings(summand)):
                yield edit._replace(term=add(*term.args[:at], edit.term, *term.args[at + 1 :]))
    elif term.op == "mul":
        for at, factor in enumerate(term.args):
            for edit in _scalings(factor):
                before, after = term.args[:at], term.args[at + 1 :]
                gain = None if edit.gain is None else mul(*before, edit.gain, *after)
                yield Edit(mul(*before, edit.term, *after), edit.edited, gain)


def _multiples(term: Term) -> Iterator[Edit]:
    core, coefficient = split(term)
    for factor, gain in _FACTORS:
        yield Edit(times(factor * coefficient, core), term, mul(gain, term))


def _turnings(term: Term) -> Iterator[Edit]:
    """A matrix for its inverse or transpose and the other way round; a square for what is squared."""
    for path, place in _places(term, (), _OPEN):
        for new in _turned(place):
            yield from _put(term, path, new)


def _turned(place: Term) -> Iterator[Term]:
    if place.op == "symbol" and place.sort.is_square and not place.sort.is_scalar:
        yield inverse(place)
        yield transpose(place)
    elif place.op == "transpose" or (place.op == "power" and place.args[1] in (MINUS, TWO)):
        yield place.args[0]
    elif place.op == "symbol" and place.sort.is_scalar:
        yield power(place, TWO)


def _put(term: Term, path: tuple[int, ...], new: Term) -> Iterator[Edit]:
    try:
        yield Edit(replace_at(term, path, new), subterm_at(term, path))
    except SortError:
        return


def times(coefficient: Fraction, core: Term) -> Term:
    """A multiple of a term, without a factor 1."""
    if core == UNIT:
        return number(coefficient)
    return core if coefficient == 1 else mul(number(coefficient), core)


def split(summand: Term) -> tuple[Term, Fraction]:
    """A summand without its numbers, and their product."""
    factors = summand.args if summand.op == "mul" else (summand,)
    numbers = [_number(f) for f in factors]
    rest = [f for f, n in zip(factors, numbers, strict=True) if n is None]
    return mul(*rest) if rest else UNIT, prod((n for n in numbers if n is not None), start=Fraction(1))


def _number(factor: Term) -> Fraction | None:
    """A number or the inverse of one."""
    if factor.op == "number":
        return Fraction(factor.data)
    if factor.op == "power" and factor.args[1] == MINUS and factor.args[0].op == "number" and factor.args[0].data:
        return 1 / Fraction(factor.args[0].data)
    return None
