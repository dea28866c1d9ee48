"""Shapes that are not said are found: dimensions are unified, and terms are settled when all is known."""

from __future__ import annotations

from functools import lru_cache
from math import gcd
from operator import is_
from typing import Any

from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort
from symkl.kernel.term import UNIT, ZERO, Term, number, subterms

UNKNOWN = "?"


def is_unknown(name: str) -> bool:
    """Whether a dimension's name is a variable of unification."""
    return name.startswith(UNKNOWN)


class Shapes:
    """What is known of dimensions so far: ``?name`` -> its value. Bindings of declared names outlive a pass."""

    def __init__(self) -> None:
        self.known: dict[str, Dimension] = {}
        self.guarded: frozenset[str] = frozenset()  # sizes of declared names: no statement may turn one into a number
        self.refused = False  # whether one tried
        self._named_here: set[str] = set()  # sizes that nothing says and that were given names of their own
        self._count = 0
        self._settled: dict[Term, Term] | None = None

    def fresh(self, hint: str = "") -> Dimension:
        """A new unknown dimension; with a hint, the one of that name."""
        if hint:
            return self.dimension(Dimension(0, (UNKNOWN + hint,)))
        self._count += 1
        return Dimension(0, (f"{UNKNOWN}{self._count}",))

    def unknown(self, hint: str = "") -> Sort:
        """A shape of which nothing is known."""
        return Sort(self.fresh(hint and hint + ".r"), self.fresh(hint and hint + ".c"))

    def dimension(self, of: Dimension) -> Dimension:
        """The dimension with all that is known put in."""
        names = of.names
        if not names or (names[0] not in self.known if len(names) == 1 else self.known.keys().isdisjoint(names)):
            return of
        total = Dimension(of.constant)
        for name in of.names:
            total += self.dimension(self.known[name]) if name in self.known else Dimension(0, (name,))
        return total

    def sort(self, of: Sort) -> Sort:
        """The sort with all that is known put in."""
        if of is SCALAR:
            return of
        rows, cols = of.rows, of.cols
        if rows.names:
            rows = self.dimension(rows)
        if cols.names:
            cols = self.dimension(cols)
        if not of.over and not of.parts:
            return of if rows is of.rows and cols is of.cols else Sort(rows, cols, (), of.kind)
        over = tuple(map(self.dimension, of.over))
        parts = tuple(map(self.sort, of.parts))
        return Sort(rows, cols, over, of.kind, parts)

    def is_open(self, of: Sort) -> bool:
        """Whether part of the shape is still unknown."""
        return any(map(is_unknown, self.dimension(of.rows).names)) or any(map(is_unknown, self.dimension(of.cols).names))

    def unify(self, left: Dimension, right: Dimension) -> bool:
        """Make two dimensions equal, if that can be."""
        left, right = self.dimension(left), self.dimension(right)
        if left == right:
            return True
        left, right = _in_lowest_terms(*_without_common(left, right))
        for one, other in ((left, right), (right, left)):
            alone = len(one.names) == 1 and is_unknown(one.names[0]) and one.constant == 0 and one.names[0] not in other.names
            if alone and not other.names and one.names[0] in self.guarded:
                self.refused = True
                return False
            if alone and (other.names or other.constant > 0):
                self.known[one.names[0]] = other
                return True
        return False

    def same(self, left: Sort, right: Sort) -> bool:
        """Make two shapes equal, if that can be; nothing is learnt if it cannot."""
        if left.kind != right.kind or len(left.parts) != len(right.parts) or len(left.over) != len(right.over):
            return False
        if left == right:
            return True
        before = dict(self.known)
        fits = self.unify(left.rows, right.rows) and self.unify(left.cols, right.cols)
        fits = fits and all(map(self.unify, left.over, right.over)) and all(map(self.same, left.parts, right.parts))
        if not fits:
            self.known = before
        return fits

    def share_indices(self, left: Term, right: Term) -> None:
        """A free index runs equally far on both sides of a relation."""
        if "index" not in left.operators or "index" not in right.operators:
            return
        ranges = {s.data[0]: s.data[1] for s in subterms(left) if s.op == "index" and s.data[0] in left.free}
        for found in subterms(right):
            if found.op == "index" and found.data[0] in ranges and found.data[0] in right.free:
                self.unify(ranges[found.data[0]], found.data[1])

    def learnt(self) -> dict[str, Dimension]:
        """What is known of declared names: what the next pass starts from."""
        held, self.known = self.known, {n: d for n, d in self.known.items() if n not in self._named_here}
        found = {n: self.dimension(d) for n, d in self.known.items() if not n[1:].isdigit()}
        self.known = held
        return {n: d for n, d in found.items() if not any(is_unknown(m) and m[1:].isdigit() for m in d.names)}

    def give_name(self, unknown: str, name: str) -> None:
        """A size that nothing says becomes a dimension of its own, in this pass."""
        self._named_here.add(unknown)
        self.known[unknown] = Dimension(0, (name,))

    def settle(self, term: Term) -> Term:
        """The term with everything known put into its sorts; a literal that turns out scalar becomes a number."""
        if self._settled is None:
            return self._settle(term)
        if term not in self._settled:
            self._settled[term] = self._settle(term)
        return self._settled[term]

    def thaw(self) -> None:
        """More may be learnt again."""
        self._settled = None

    def freeze(self) -> None:
        """Nothing more will be learnt: each term is settled once."""
        self._settled = {}

    def _settle(self, term: Term) -> Term:
        args = tuple(map(self.settle, term.args))
        sort = self.sort(term.sort)
        data: Any = term.data if term.data is None or type(term.data) is str else self._data(term.op, term.data)
        if term.op not in _LITERALS and sort is term.sort and all(map(is_, args, term.args)) and data == term.data:
            return term
        if term.op in _LITERALS and sort.rows == ONE and sort.cols == ONE:
            return _LITERALS[term.op]
        if term.op == "dimension" and not data.names:
            return number(data.constant)
        return Term(term.op, args, data, sort)

    def _data(self, op: str, data: Any) -> Any:
        if op == "dimension":
            return self.dimension(data)
        if op == "index":
            return (data[0], self.dimension(data[1]))
        if isinstance(data, tuple) and data and isinstance(data[0], tuple):
            return tuple((n, self.sort(k) if isinstance(k, Sort) else self.dimension(k)) for n, k in data)
        return data


_LITERALS = {"zero": ZERO, "ones": UNIT, "identity": UNIT}


def _without_common(left: Dimension, right: Dimension) -> tuple[Dimension, Dimension]:
    names = list(right.names)
    rest = []
    for name in left.names:
        if name in names:
            names.remove(name)
        else:
            rest.append(name)
    least = min(left.constant, right.constant)
    return Dimension(left.constant - least, tuple(rest)), Dimension(right.constant - least, tuple(names))


def _in_lowest_terms(left: Dimension, right: Dimension) -> tuple[Dimension, Dimension]:
    """``2 a = 2 b`` as ``a = b``: what both sides are a multiple of is taken away."""
    often = gcd(left.constant, right.constant, *(side.names.count(name) for side in (left, right) for name in side.names))
    if often < 2:
        return left, right
    first, second = (Dimension(d.constant // often, tuple(sorted(d.names))[::often]) for d in (left, right))
    return first, second


@lru_cache(maxsize=1 << 12)
def unsettled(term: Term) -> Term | None:
    """A subterm whose size is still unknown, if there is one."""
    if any(map(is_unknown, (*term.sort.rows.names, *term.sort.cols.names))):
        return next(filter(None, map(unsettled, term.args)), term)
    return next(filter(None, map(unsettled, reversed(term.args))), None)
