"""Terms one slip away, wherever it stands: a sign, a half, a power, an inverse, a transpose, a factor too many, one name for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations

from symkl.kernel.sort import Sort, SortError
from symkl.kernel.term import HALF, MINUS, TWO, Term, add, inverse, log, mul, number, power, replace_at, size, substitute, subterms, symbol, transpose
from symkl.repair.edits import split, times

_CLOSED = frozenset(("derivative", "at", "argmin", "argmax", "minimum", "maximum", "function", "arbitrary", "density", "normalised", "map"))
_FACTORS = (Fraction(-1), Fraction(1, 2), Fraction(2))
_MOST_EXCHANGED = 4  # other names for one name
Edits = Callable[[Term, tuple[Term, ...]], Iterator[Term]]


def nearby(term: Term, sort: Sort, around: Term) -> Iterator[Term]:
    """Terms of this sort one slip away from a term, the slips that are told by the whole of it first; names are those that stand ``around``."""
    found: set[Term] = {term}
    for other in _one_slip_away(term, tuple(_names(around, term))):
        if other.sort == sort and other not in found:
            found.add(other)
            yield other


def _one_slip_away(term: Term, names: tuple[Term, ...]) -> Iterator[Term]:
    yield mul(MINUS, term)
    yield from _without_a_factor(term)
    yield from _interchanged(term, names)
    again = tuple(_repeated(term))
    for edits in (_signs, _powers, _exchanges, _turnings, _multiples, _brackets):
        yield from _edited(term, edits, names)
        for part in again:
            for other in _edited(part, edits, names):
                yield _everywhere(term, part, other)


def _edited(term: Term, edits: Edits, names: tuple[Term, ...]) -> Iterator[Term]:
    """The term with one of these edits, at each place in turn."""
    for path, place in _places(term, (), frozenset()):
        for new in edits(place, names):
            try:
                yield replace_at(term, path, new)
            except SortError:
                continue


def _repeated(term: Term) -> Iterator[Term]:
    """The sums that stand more than once, as in a quadratic form: a slip in one of them is mostly a slip in each."""
    sums = Counter(place for _, place in _places(term, (), frozenset()) if place.op == "add")
    return (place for place, count in sums.items() if count > 1)


def _everywhere(term: Term, old: Term, new: Term) -> Term:
    if term == old:
        return new
    args = tuple(_everywhere(a, old, new) for a in term.args)
    return term if args == term.args else term.rebuild(args)


def _names(*terms: Term) -> Iterator[Term]:
    """The names and sizes that stand in the terms, the sizes that their sorts have included."""
    for name, sort in dict.fromkeys((s.data, s.sort) for t in terms for s in subterms(t) if s.op == "symbol" and s.data in t.free):
        yield symbol(name, sort)
    for rows in dict.fromkeys(s.sort.rows for t in terms for s in subterms(t) if s.op == "symbol"):
        yield size(rows)


def _places(term: Term, path: tuple[int, ...], bound: frozenset[str]) -> Iterator[tuple[tuple[int, ...], Term]]:
    """Every value in a term with its place. What is bound, and what a derivative is taken by, is left as it stands."""
    if term.op == "symbol" and term.data in bound:
        return
    if term.sort.kind == "value":
        yield path, term
    if term.op not in _CLOSED:
        for at, argument in enumerate(term.args):
            yield from _places(argument, (*path, at), bound.union(term.binds))


def _without_a_factor(term: Term) -> Iterator[Term]:
    for at in range(len(term.args) if term.op == "mul" and len(term.args) > 1 else 0):
        try:
            yield mul(*term.args[:at], *term.args[at + 1 :])
        except SortError:
            continue


def _interchanged(term: Term, names: tuple[Term, ...]) -> Iterator[Term]:
    """Two names in each other's place, neither of which a derivative is taken by."""
    taken = {name for s in subterms(term) if s.op == "derivative" for name in s.args[1].free}
    here = [n for n in names if n.op == "symbol" and n.data in term.free and n.data not in taken]
    for one, other in combinations(here, 2):
        if one.sort == other.sort:
            yield substitute(term, {one.data: other, other.data: one})


def _signs(place: Term, _: tuple[Term, ...]) -> Iterator[Term]:
    """A sum with another sign before one of its terms, or before all behind one of them."""
    summands = place.args if place.op == "add" else ()
    for at in range(len(summands)):
        yield place.rebuild((*summands[:at], _negative(summands[at]), *summands[at + 1 :]))
    for at in range(1, len(summands) - 1):
        yield place.rebuild((*summands[:at], *map(_negative, summands[at:])))


def _negative(term: Term) -> Term:
    core, coefficient = split(term)
    return times(-coefficient, core)


def _brackets(place: Term, _: tuple[Term, ...]) -> Iterator[Term]:
    """A bracket that closes elsewhere: ``a + b c`` for ``(a + b) c``, ``n (a + b)`` for ``n a + b``, ``\\log(a + b)`` for ``\\log a + b``."""
    if place.op == "add":
        for at, summand in enumerate(place.args):
            if summand.op == "mul":
                yield from _taken_out((*place.args[:at], *place.args[at + 1 :]), summand.args)
    elif place.op == "log" and place.args[0].op == "add":
        inside = place.args[0].args
        for at, summand in enumerate(inside):
            if summand.sort.is_scalar:
                yield add(*inside[:at], log(summand), *inside[at + 1 :])
    elif place.op == "mul":
        yield from _taken_in(tuple(_factors(place)))


def _taken_out(others: tuple[Term, ...], factors: tuple[Term, ...]) -> Iterator[Term]:
    """The last factor of one term behind the whole sum."""
    try:
        yield mul(add(*others, mul(*factors[:-1])), factors[-1])
    except SortError:
        return


def _factors(term: Term) -> Iterator[Term]:
    for factor in term.args if term.op == "mul" else (term,):
        yield from _factors(factor) if factor.op == "mul" else (factor,)


def _taken_in(factors: tuple[Term, ...]) -> Iterator[Term]:
    """A factor before a sum, taken in to one of its terms."""
    for at, inner in enumerate(factors):
        for other, factor in enumerate(factors):
            if inner.op == "add" and other != at and factor.sort.is_scalar:
                for i, summand in enumerate(inner.args):
                    taken = add(*inner.args[:i], mul(factor, summand), *inner.args[i + 1 :])
                    yield mul(*(taken if n == at else f for n, f in enumerate(factors) if n != other))


def _powers(place: Term, _: tuple[Term, ...]) -> Iterator[Term]:
    """The next powers up and down, the power of the inverse, of the square and of the root."""
    if place.op == "power" and place.args[1].op == "number":
        base, exponent = place.args[0], Fraction(place.args[1].data)
        for other in (exponent + 1, exponent - 1, -exponent, 2 * exponent, exponent / 2):
            if other and (base.sort.is_scalar or other in (1, -1)):
                yield base if other == 1 else power(base, number(other))
    elif place.op in ("abs", "det"):
        yield power(place, MINUS)
    elif place.op == "symbol" and place.sort.is_scalar:
        yield power(place, TWO)
        yield power(place, MINUS)
        yield power(place, HALF)


def _exchanges(place: Term, names: tuple[Term, ...]) -> Iterator[Term]:
    """Another name of the sort, or another size."""
    if place.op in ("symbol", "dimension"):
        same = [n for n in names if n.op == place.op and n.sort == place.sort and n != place]
        yield from same[:_MOST_EXCHANGED]


def _turnings(place: Term, _: tuple[Term, ...]) -> Iterator[Term]:
    """A square matrix for its inverse or transpose, and its square for its product with that."""
    if place.op == "symbol" and place.sort.is_square and not place.sort.is_scalar:
        yield inverse(place)
        yield transpose(place)
    elif place.op == "transpose":
        yield place.args[0]
    elif place.op == "power" and place.args[1] == TWO and not place.sort.is_scalar:
        base = place.args[0]
        yield from (mul(base, transpose(base)), mul(transpose(base), base))


def _multiples(place: Term, _: tuple[Term, ...]) -> Iterator[Term]:
    """A product, or a power, with another number before it."""
    if place.op in ("mul", "power", "log", "trace", "sum"):
        core, coefficient = split(place)
        for factor in _FACTORS:
            yield times(factor * coefficient, core)
