"""Terms in explicit components: every dimension is given a number, and a term becomes a grid of SymPy expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from math import prod
from typing import Any, NamedTuple

from sympy import Dummy, Expr, Function, Integer, Symbol

from symkl.kernel.context import Context
from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import OPERATORS, Binding, Term
from symkl.rederive.errors import NotRederived
from symkl.rederive.expectations import Opaque
from symkl.rederive.facts import read_facts
from symkl.rederive.grids import Grid, determinant, from_function, inverse_of
from symkl.rederive.laws import Law
from symkl.rederive.names import Names
from symkl.rederive.normaliser import Normaliser

MOST_ENTRIES = 400
MOST_POSITIONS = 64


class Family(NamedTuple):
    """The members of a family, in the order of their indices."""

    ranges: tuple[int, ...]
    members: tuple[Grid, ...]

    def at(self, position: Sequence[int]) -> Grid:
        """The member at 1-based indices."""
        place = 0
        for index, size in zip(position, self.ranges, strict=True):
            if not 1 <= index <= size:
                raise NotRederived("an index outside its range")
            place = place * size + index - 1
        return self.members[place]


Value = Grid | Family | Law | int
Scope = dict[str, Value]
Handler = Callable[["Components", Term, Scope], Value]

HANDLERS: dict[str, Handler] = {}

#: how the logarithm of a term is taken (`probability.log_value`)
LOGARITHM: list[Callable[[Components, Term, Scope], Expr]] = []

#: a scope's key with this in front stands for a free name, seen from definitions too
OVERRIDE = "!"


def overrides(scope: Scope) -> Scope:
    """What of a scope a definition sees: nothing that is bound around it."""
    return {n: v for n, v in scope.items() if n[0] == OVERRIDE}


def handles(*operators: str) -> Callable[[Handler], Handler]:
    """Registers what makes components of terms with these operators."""

    def register(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(operators, handler))
        return handler

    return register


class Components:
    """The components of the terms of one context, every dimension name standing for ``size``."""

    def __init__(self, context: Context, size: int) -> None:
        self.context = context
        self.size = size
        self.names = Names()
        self.facts = read_facts(context)
        self.normaliser = Normaliser()
        self.cache: dict[object, Any] = {}  # moments and normal forms of laws
        self.opaque: dict[Any, Opaque] = {}  # symbols and functions for expectations without a closed form
        self.depth = 0
        self.functions: set[Any] = set()  # arbitrary functions of the givens
        self.solved: dict[Symbol, Expr] = {}  # symbols that equations of the givens fix
        self.open_equations: list[object] = []
        self._named_grids: list[tuple[frozenset[str], Grid]] = []
        self._memo: dict[object, Value] = {}
        self._inverses: dict[Grid, Grid] = {}
        self._bound: dict[tuple[str, Sort, int], Value] = {}
        self._symbols: dict[tuple[str, Sort], Value] = {}

    # -- numbers -----------------------------------------------------------------------------------------------------------

    def number(self, of: Dimension) -> int:
        """The number that a dimension stands for."""
        return of.constant + self.size * len(of.names)

    def shape(self, of: Sort) -> tuple[int, int]:
        """Rows and columns of a sort."""
        return self.number(of.rows), self.number(of.cols)

    # -- values ------------------------------------------------------------------------------------------------------------

    def value(self, term: Term, scope: Scope) -> Value:
        """The components of a term; ``scope`` holds what bound names stand for."""
        key = (term, tuple((n, v) for n, v in scope.items() if n in term.free or n[0] == OVERRIDE))
        found = self._memo.get(key)
        if found is None:
            if term.op not in HANDLERS:
                raise NotRederived(f"no components for {term.op}")
            found = self._memo[key] = HANDLERS[term.op](self, term, scope)
        return found

    def grid(self, term: Term, scope: Scope) -> Grid:
        """The components of a term that is a scalar, vector or matrix."""
        value = self.value(term, scope)
        if isinstance(value, int):
            return ((Integer(value),),)
        if isinstance(value, (Family, Law)):
            raise NotRederived(f"{term.op} is no matrix")
        return value

    def scalar(self, term: Term, scope: Scope) -> Expr:
        """The one component of a scalar."""
        return self.grid(term, scope)[0][0]

    def law(self, term: Term, scope: Scope) -> Law:
        """The law that a term stands for."""
        value = self.value(term, scope)
        if not isinstance(value, Law):
            raise NotRederived(f"{term.op} is no probability law")
        return value

    def whole(self, term: Term, scope: Scope) -> int:
        """The number that an index or bound stands for."""
        value = self.scalar(term, scope)
        if not value.is_Integer:
            raise NotRederived("an index that is no number")
        return int(value)

    def inverse(self, grid: Grid) -> Grid:
        """The inverse; that of an inverse is what it was made from."""
        if grid not in self._inverses:
            made = inverse_of(grid)
            self._inverses[grid], self._inverses[made] = made, grid
        return self._inverses[grid]

    def log_value(self, term: Term, scope: Scope) -> Expr:
        """The logarithm of a scalar term."""
        return LOGARITHM[0](self, term, scope)

    def variables(self, count: int) -> list[Symbol]:
        """Symbols for the components of a law's variable, for use inside one binder."""
        key = ("law variables", count, self.depth)
        if key not in self.cache:
            self.cache[key] = [Dummy(f"z_{i + 1}", real=True) for i in range(count)]
        return list(self.cache[key])

    def fresh_like(self, value: Value, symmetric: bool) -> Value:
        """Symbols in the shape of a value, positive where the value is known to be; shared where it is to stay symmetric."""
        shared: dict[Expr, Symbol] = {}
        symbols = []
        for e in flat([value]):
            new = shared.get(e) if symmetric else None
            symbols.append(new or Dummy("v", **({"positive": True} if e.is_positive else {"real": True})))
            shared.setdefault(e, symbols[-1])
        return like(value, symbols)

    def positions(self, *terms: Term) -> list[Scope]:
        """One scope for every position of the free indices of some terms."""
        ranges = {name: self.number(over) for t in terms for name, over in free_indices(t)}
        names = sorted(ranges)
        if prod(ranges.values()) > MOST_POSITIONS:
            raise NotRederived("too many positions")
        return [dict(zip(names, at, strict=True)) for at in product(*(range(1, ranges[n] + 1) for n in names))]

    def law_size(self, sort: Sort) -> int:
        """How many components the variables of a law have."""
        total = 0
        for part in sort.parts:
            rows, cols = self.shape(part)
            for over in part.over:
                rows *= self.number(over)
            total += rows * cols
        return total

    def arbitrary_law(self, name: str, parameters: tuple[Expr, ...], count: int) -> Law:
        """A law of which only the name is known: its log-density is an arbitrary real function."""
        key = ("arbitrary", name, parameters)
        if key not in self.cache:
            log_density = Function("log_" + self.names.spelling(name), real=True)
            self.cache[key] = Law(count, lambda points: log_density(*parameters, *points), name=self.names.spelling(name))
        found = self.cache[key]
        assert isinstance(found, Law)
        return found

    # -- contexts ----------------------------------------------------------------------------------------------------------

    def serves(self, context: Context) -> bool:
        """Whether these components hold for another context too: the same facts, and no definition of what is a symbol here."""
        own = self.context
        if context is own:
            return True
        if context.facts != own.facts or context.symbols != own.symbols or context.latex != own.latex:
            return False
        more = {n for n in context.definitions if n not in own.definitions}
        same = all(context.definitions.get(n) == d for n, d in own.definitions.items())
        if not same or any(self.names.used(n) for n in more):
            return False
        self.context = context
        return True

    # -- facts -------------------------------------------------------------------------------------------------------------

    def named_grids(self) -> list[tuple[frozenset[str], Grid]]:
        """The symbols of every name met so far, with what the givens say of the name."""
        return self._named_grids

    # -- symbols -------------------------------------------------------------------------------------------------------------

    def symbol(self, name: str, sort: Sort) -> Value:
        """The symbols of a free name that has no definition."""
        key = (name, sort)
        if key not in self._symbols:
            self._symbols[key] = self._family(name, sort) if sort.over else self._named(name, sort, ())
        return self._symbols[key]

    def _family(self, name: str, sort: Sort) -> Family:
        ranges = tuple(self.number(r) for r in sort.over)
        positions = list(product(*(range(1, r + 1) for r in ranges)))
        if len(positions) > MOST_ENTRIES:
            raise NotRederived("too many members")
        return Family(ranges, tuple(self._named(name, sort.element, at) for at in positions))

    def _named(self, name: str, sort: Sort, at: tuple[int, ...]) -> Grid:
        rows, cols = self.shape(sort)
        marks = self.facts.marks.get(name, frozenset())
        alike = bool(marks & {"symmetric", "definite", "semidefinite"})
        vector = sort.cols.names == () and cols == 1
        signs: dict[str, bool] = {m: True for m in ("positive", "nonnegative") if m in marks}
        signs |= {"nonzero": True, "real": True} if "nonzero" in marks and not signs else {}

        def entry(i: int, j: int) -> Symbol:
            i, j = (min(i, j), max(i, j)) if alike else (i, j)
            where = () if rows == cols == 1 else (i + 1,) if vector else (i + 1, j + 1)
            diagonal = "positive" if "definite" in marks else "nonnegative" if "semidefinite" in marks else "real"
            return self.names.symbol(name, at + where, **(signs or {diagonal if i == j else "real": True}))

        grid = from_function(rows, cols, entry)
        self._named_grids.append((marks, grid))
        if "definite" in marks:
            self.assume_definite(grid)
        return grid

    def assume_definite(self, grid: Grid) -> None:
        """Take from the givens that a matrix is positive definite: its leading minors are positive."""
        for size in range(1, len(grid) + 1):
            self.normaliser.assume_positive(determinant(tuple(row[:size] for row in grid[:size])))

    def bind(self, variables: Binding) -> Scope:
        """Fresh symbols for the variables of a binder, the same ones at the same depth."""
        scope: Scope = {}
        for name, sort in variables:
            key = (name, sort, self.depth)
            if key not in self._bound:
                self._bound[key] = self.fresh(name, sort)
            scope[name] = self._bound[key]
        return scope

    @contextmanager
    def binding(self, variables: Binding, scope: Scope) -> Iterator[tuple[Scope, list[Symbol]]]:
        """The scope inside a binder, and the variables' components."""
        self.depth += 1
        try:
            bound = self.bind(variables)
            yield {**scope, **bound}, flat(list(bound.values()))
        finally:
            self.depth -= 1

    def fresh(self, name: str, sort: Sort) -> Value:
        """A value of this sort made of symbols that occur nowhere else."""
        rows, cols = self.shape(sort)
        ranges = tuple(self.number(r) for r in sort.over)
        grids = [from_function(rows, cols, lambda i, j: Dummy(name, real=True)) for _ in product(*(range(r) for r in ranges))]
        return Family(ranges, tuple(grids)) if sort.over else grids[0]


def free_indices(term: Term, bound: frozenset[str] = frozenset()) -> Iterator[tuple[str, Dimension]]:
    """The indices that occur free in a term, with their ranges."""
    if term.op == "index" and term.data[0] not in bound:
        yield term.data
    where = OPERATORS[term.op]
    inner = bound | set(term.binds)
    for position, arg in enumerate(term.args):
        yield from free_indices(arg, inner if where and position in where else bound)


def flat(values: Sequence[Value]) -> list[Expr]:
    """All components of some values, in order."""
    found: list[Expr] = []
    for value in values:
        grids = value.members if isinstance(value, Family) else (value,)
        for grid in grids:
            if isinstance(grid, Law):
                raise NotRederived("a law among values")
            if isinstance(grid, int):
                found.append(Integer(grid))
                continue
            found.extend(e for row in grid for e in row)
    return found


def like(value: Value, components: Sequence[Expr]) -> Value:
    """The same shape with other components."""
    rest = iter(components)

    def rebuilt(grid: Grid) -> Grid:
        return tuple(tuple(next(rest) for _ in row) for row in grid)

    if isinstance(value, Family):
        return Family(value.ranges, tuple(rebuilt(g) for g in value.members))
    if isinstance(value, (int, Law)):
        raise NotRederived("a law or index among values")
    return rebuilt(value)
