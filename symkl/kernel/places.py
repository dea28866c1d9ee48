"""Entries, members and sums: what is picked at an index, at a whole number or at the last place."""

from __future__ import annotations

from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import Grid, plain
from symkl.kernel.poly import COL, ONE_POLY, ROW, SLOT, Atom, Poly, add_into, plus
from symkl.kernel.probability import Environment, Probability
from symkl.kernel.sort import ONE, Dimension, SortError
from symkl.kernel.term import Term

LAST = "last of "  # the free index at which a range ends


class Places(Probability):
    """The rules of indices."""

    def __init__(self, budget: int = 400_000) -> None:
        super().__init__(budget)
        self._depth = 0

    def _opaque(self, term: Term, env: Environment) -> Grid:
        """See `Normalizer`."""
        raise NotImplementedError

    def _on_index(self, term: Term, env: Environment) -> Grid:
        name, over = term.data
        return plain(self.single(self.atom(Atom("position", None, (over,))), (self._index(term, env),)))

    def _index(self, term: Term, env: Environment) -> int:
        return env[term.data[0]] if term.data[0] in env else self.label(term.data[0])

    def _on_entry(self, term: Term, env: Environment) -> Grid:
        value = self.normal(term.args[0], env)
        at = [self._position(a, env) for a in term.args[1:]]
        if len(value.rows) > 1 or len(value.cols) > 1:
            return plain(self._block_entry(value, at))
        poly = value.whole
        for place, label, over in zip(at, (ROW, COL), (term.args[0].sort.rows, term.args[0].sort.cols), strict=False):
            poly = self._pick(poly, label, place, over)
        return plain(poly)

    def _block_entry(self, value: Grid, at: list[int]) -> Poly:
        if any(p != ONE for p in (*value.rows, *(value.cols if len(at) > 1 else ()))) or any(not 1 <= p <= 64 for p in at):
            raise SortError("an entry of a value in blocks is not read")
        return value.cells[(at[0] or 1) - 1][((at[1] or 1) - 1) if len(at) > 1 else 0]

    def _position(self, term: Term, env: Environment) -> int:
        """A free label (< 0) of an index or of the last place, or a whole number."""
        if term.op == "index":
            return self._index(term, env)
        if term.op == "dimension":
            return self.label(LAST + str(term.data))
        if term.op == "number" and term.data.denominator == 1 and term.data >= 1:
            return int(term.data)
        raise SortError("a position is an index or a whole number")

    def _pick(self, poly: Poly, label: int, place: int, over: Dimension) -> Poly:
        if place < 0:
            return self.relabel(poly, {label: place})
        unit = self.single(self.atom(Atom("inclusion", (None, place), (over,))), (label,))
        return self.contract(self.multiply(poly, unit), label, over)

    def _on_unit(self, term: Term, env: Environment) -> Grid:
        place, over = self._position(term.args[0], env), term.sort.rows
        if place < 0:
            return plain(self.single(self.identity(over), (ROW, place)), over)
        return plain(self.single(self.atom(Atom("inclusion", (None, place), (over,))), (ROW,)), over)

    def _on_member(self, term: Term, env: Environment) -> Grid:
        family, *at = term.args
        if family.op != "symbol":
            return self._opaque(term, env)
        poly = self.poly(family, env)
        for i, (place, over) in enumerate(zip(at, family.sort.over, strict=True)):
            poly = self._pick(poly, SLOT * 2 - i, self._position(place, env), over)
        return plain(poly, term.sort.rows, term.sort.cols)

    # -- sums ----------------------------------------------------------------------------------------------------------------

    def _on_sum(self, term: Term, env: Environment) -> Grid:
        ((name, over),) = term.data
        label = self._fresh_label()
        body = self.normal(term.args[0], {**env, name: label})
        cells = tuple(tuple(self.contract(cell, label, over) for cell in row) for row in body.cells)
        self._depth -= 1
        return Grid(body.rows, body.cols, cells)

    def _on_sum_between(self, term: Term, env: Environment) -> Grid:
        """The whole sum without its first or its last term; without both where there are two."""
        ((name, over),), (lower, upper) = term.data, term.args[:2]
        step = self._as_far_as(lower, upper, over, env)
        if step is not None:
            return self._summed(term, step, env)
        first, last = _difference(lower, ONE), _difference(upper, over)
        if first not in (0, 1) or last not in (0, -1) or first > last + 1 and not self.positive(plus(self.size(over), ONE_POLY, -1)):
            raise Unreduced(term)
        label = self._fresh_label()
        body = self.normal(term.args[2], {**env, name: label})
        self._depth -= 1
        place = self.label(LAST + str(over))
        rows = []
        for row in body.cells:
            cells = []
            for cell in row:
                whole = dict(self.contract(cell, label, over))
                whole = add_into(whole, self._pick(cell, label, 1, over), -1) if first else whole
                cells.append(add_into(whole, self.relabel(cell, {label: place}), -1) if last else whole)
            rows.append(tuple(cells))
        return Grid(body.rows, body.cols, tuple(rows))

    def _as_far_as(self, lower: Term, upper: Term, over: Dimension, env: Environment) -> Poly | None:
        """What is 1 where a sum from 1 to t (or t - 1), from 2 to t, or from t (or t + 1) to the last place, has a term and 0 elsewhere, by ROW."""
        first = _difference(lower, ONE)
        if first is not None and _difference(upper, ONE) == first - 1:
            return {}
        if first == 0:
            return self._up_to(upper, 0, over, env)
        if first == 1 and upper.op == "index":
            whole = self._up_to(upper, 0, over, env)
            return None if whole is None else plus(whole, self.single(self.atom(Atom("inclusion", (None, 1), (over,))), (ROW,)), -1)
        before = self._up_to(lower, 1, over, env) if _difference(upper, over) == 0 else None
        return None if before is None else plus(ONE_POLY, before, -1)

    def _up_to(self, bound: Term, less: int, over: Dimension, env: Environment) -> Poly | None:
        """What is 1 up to an index or the place before it, and 0 behind: at ROW."""
        parts = bound.args if bound.op == "add" else (bound,)
        indices = [p for p in parts if p.op == "index"]
        shift = sum(p.data for p in parts if p.op == "number") - less
        if len(indices) != 1 or indices[0].data[1] != over or any(p.op not in ("index", "number") for p in parts) or shift not in (0, -1):
            return None
        at = self._index(indices[0], env)
        step = self.single(self.atom(Atom("step", None, (over, over))), (ROW, at))
        return plus(step, self.single(self.identity(over), (ROW, at)), -1) if shift else step

    def _summed(self, term: Term, step: Poly, env: Environment) -> Grid:
        ((name, over),) = term.data
        label = self._fresh_label()
        body = self.normal(term.args[2], {**env, name: label})
        self._depth -= 1
        weight = self.relabel(step, {ROW: label})
        cells = tuple(tuple(self.contract(self.multiply(cell, weight), label, over) for cell in row) for row in body.cells)
        return Grid(body.rows, body.cols, cells)

    def _fresh_label(self) -> int:
        self._depth += 1
        return SLOT * 3 - self._depth


def _difference(term: Term, whole: Dimension) -> int | None:
    """How much a bound is more than a dimension, if that is a number."""
    parts = term.args if term.op == "add" else (term,)
    constant, names = 0, []
    for part in parts:
        if part.op == "number" and part.data.denominator == 1:
            constant += int(part.data)
        elif part.op == "dimension":
            constant += part.data.constant
            names += part.data.names
        else:
            return None
    return constant - whole.constant if tuple(sorted(names)) == whole.names else None
