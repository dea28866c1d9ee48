"""Terms: what a printed formula says, as a sorted tree. Nothing is simplified here.

One class serves every operator; ``OPERATORS`` lists them with the arguments that each binder binds in. Terms are built with the functions
of `term`, which infer the sort.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import getrefcount
from typing import Any

from symkl.kernel.kept import afterwards, remembering
from symkl.kernel.sort import Sort

Binding = tuple[tuple[str, Sort], ...]

#: operator -> positions of the arguments in which the names of ``data`` are bound; None: no binder.
OPERATORS: dict[str, tuple[int, ...] | None] = {
    "number": None,  # data: Fraction
    "constant": None,  # data: "pi" or "e"
    "symbol": None,  # data: the name, unique within its context
    "index": None,  # data: (name, Dimension): an index that runs from 1 to the dimension
    "dimension": None,  # data: Dimension, as a number
    "identity": None,
    "zero": None,
    "ones": None,
    "unit": None,  # args: i; the i-th unit vector
    "add": None,
    "mul": None,
    "power": None,  # args: base, exponent; of a matrix: whole exponents and 1/2, -1/2 (symmetric root)
    "transpose": None,
    "trace": None,
    "det": None,
    "log": None,
    "exp": None,
    "abs": None,
    "hadamard": None,  # elementwise product
    "diag": None,  # vector -> diagonal matrix
    "diagonal": None,  # matrix -> vector of its diagonal
    "entry": None,  # args: vector, i or matrix, i, j
    "member": None,  # args: family, i, ..
    "block": None,  # data: (rows, cols) of the grid; args row by row
    "map": None,  # data: "log", "exp", ..: elementwise on a vector or matrix
    "function": None,  # data: name; args: arguments; declared, or known: sigmoid, softplus, gamma, tanh, erf
    "sum": (0,),  # data: ((index name, its Dimension as a Sort-less range),); args: body
    "product": (0,),
    "sum-between": (2,),  # args: lower, upper, body; data: as in sum, with the range of the index
    "product-between": (2,),  # as sum-between
    "gaussian": None,  # args: mean, covariance -> law
    "arbitrary": None,  # data: name; args: parameters -> law of which only declared moments are known
    "density": (0,),  # data: variables; args: body -> the law whose density is body
    "normalised": (0,),  # data: variables; args: body >= 0 -> the law whose density is proportional to body
    "pdf": None,  # args: law, points..: the density's value (a probability, for a discrete variable)
    "expectation": (1,),  # data: variables; args: law, body
    "variance": (1,),  # as expectation: E[(f - E f)(f - E f)^T]
    "covariance": (1, 2),  # args: law, f, g: E[(f - E f)(g - E g)^T]
    "kl": None,  # args: law, law
    "entropy": None,  # args: law
    "cross-entropy": None,  # args: law, law: -E_p log q
    "integral": (0,),  # data: variables, over their whole spaces; args: body
    "derivative": None,  # args: body, by (a symbol, member, entry, or power(symbol, 2)); data: "free" or "symmetric"
    "at": (0,),  # data: variables; args: body, values..: body with the values put in
    "argmin": (0,),  # data: variables; args: objective, then what is claimed of the variables behind the first
    "argmax": (0,),
    "minimum": (0,),
    "maximum": (0,),
}


BINDERS = frozenset(op for op, bodies in OPERATORS.items() if bodies is not None)

#: operator -> how a node is made anew from other arguments, its sort inferred (filled by `term`)
REBUILD: dict[str, Callable[[Term, tuple[Term, ...]], Term]] = {}


MOST_KEPT = 1 << 15  # terms after which those that nobody holds are let go
MOST_PASSED_ON = 1 << 13  # from one worksheet to the next
_kept: dict[tuple[Any, ...], Term] = {}  # every term by its parts: equal terms are one object
_limit = [MOST_KEPT]


class Term:
    """An immutable tree. Equal trees are one object, so equality is identity; see `alpha_equal` for equality up to bound names."""

    __slots__ = ("op", "args", "data", "sort", "_free", "_operators", "_alpha")
    op: str
    args: tuple[Term, ...]
    data: Any
    sort: Sort
    _free: frozenset[str] | None
    _operators: frozenset[str] | None
    _alpha: Any

    def __new__(cls, op: str, args: tuple[Term, ...], data: Any, sort: Sort) -> Term:
        """The term with these parts."""
        parts = (op, args, data, sort)
        known = _kept.get(parts)
        if known is not None:
            return known
        made = object.__new__(cls)
        made.op, made.args, made.data, made.sort = parts
        made._free = made._operators = made._alpha = None
        if len(_kept) >= _limit[0]:
            _let_go()
        return _kept.setdefault(parts, made)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Term, (self.op, self.args, self.data, self.sort))

    def __repr__(self) -> str:
        from_data = "" if self.data is None else f"[{self.data}]"
        inside = ", ".join(map(repr, self.args))
        return f"{self.op}{from_data}({inside})" if self.args else f"{self.op}{from_data}"

    @property
    def binds(self) -> tuple[str, ...]:
        """The names this node binds."""
        return () if OPERATORS[self.op] is None else tuple(name for name, _ in self.data)

    @property
    def free(self) -> frozenset[str]:
        """The free names: symbols, indices and (with a trailing ``()``) functions and arbitrary laws."""
        if self._free is None:
            self._free = _free_names(self)
        return self._free

    @property
    def operators(self) -> frozenset[str]:
        """All operators in the term."""
        if self._operators is None:
            self._operators = frozenset((self.op,)).union(*(a.operators for a in self.args))
        return self._operators

    def rebuild(self, args: tuple[Term, ...]) -> Term:
        """The same operator on other arguments, its sort inferred anew."""
        return self if args == self.args else REBUILD[self.op](self, args)


def _let_go() -> None:
    """Forget the terms that nothing else holds, the outer ones first; where most are held, more are kept from now on."""
    waiting = list(_kept)
    probe = {0: object()}
    alone = getrefcount(probe[0])
    while waiting:
        parts = waiting.pop()
        if getrefcount(_kept[parts]) <= alone:
            del _kept[parts]
    _limit[0] = max(MOST_KEPT, 2 * len(_kept))


@afterwards
def _pass_on() -> None:
    """Where many terms came together over a worksheet, forget those that nothing holds."""
    if len(_kept) > MOST_PASSED_ON:
        _let_go()


def _free_names(term: Term) -> frozenset[str]:
    if term.op == "symbol":
        return frozenset((term.data,))
    if term.op == "index":
        return frozenset((term.data[0],))
    own = frozenset((term.data + "()",)) if term.op in ("function", "arbitrary") else frozenset()
    where = OPERATORS[term.op]
    if where is None:
        return own.union(*(a.free for a in term.args))
    bound = frozenset(term.binds)
    return own.union(*(a.free - bound if i in where else a.free for i, a in enumerate(term.args)))


def subterms(term: Term) -> list[Term]:
    """The term and everything in it, each once, from the outside in."""
    found: dict[Term, None] = {}
    waiting = [term]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found[at] = None
            waiting += at.args[::-1]
    return list(found)


@remembering(1 << 13)
def bound_in(term: Term) -> frozenset[str]:
    """The names that are bound somewhere in the term."""
    return frozenset() if BINDERS.isdisjoint(term.operators) else frozenset(term.binds).union(*map(bound_in, term.args))


def alpha_key(term: Term, bound: tuple[str, ...] = ()) -> Any:
    """A key that is equal for terms that are equal up to renaming of bound names: the term itself where no such name occurs."""
    if bound and not term.free.isdisjoint(bound):
        return _alpha_key(term, bound)
    if BINDERS.isdisjoint(term.operators):
        return term
    if term._alpha is None:
        term._alpha = _alpha_key(term, ())
    return term._alpha


def _alpha_key(term: Term, bound: tuple[str, ...]) -> Any:
    if term.op in ("symbol", "index"):
        name = term.data if term.op == "symbol" else term.data[0]
        if name in bound:
            return (term.op, len(bound) - 1 - bound[::-1].index(name), term.sort)
        return (term.op, term.data, term.sort)
    where = OPERATORS[term.op]
    if where is None:
        return (term.op, term.data, term.sort, *(alpha_key(a, bound) for a in term.args))
    inner = bound + term.binds
    kinds = tuple(kind for _, kind in term.data)
    return (term.op, kinds, *(alpha_key(a, inner if i in where else bound) for i, a in enumerate(term.args)))


def alpha_equal(left: Term, right: Term) -> bool:
    """Equality up to renaming of bound names only."""
    return left == right or (left.free == right.free and alpha_key(left) == alpha_key(right))


def replace_at(term: Term, path: tuple[int, ...], new: Term) -> Term:
    """The term with the subterm at ``path`` (argument positions from the root) replaced."""
    if not path:
        return new
    args = list(term.args)
    args[path[0]] = replace_at(args[path[0]], path[1:], new)
    return term.rebuild(tuple(args))


def subterm_at(term: Term, path: tuple[int, ...]) -> Term:
    """The subterm at ``path``."""
    for step in path:
        term = term.args[step]
    return term
