"""Substitution: capture-avoiding replacement of free names, and of subterms at a path."""

from __future__ import annotations

from typing import Any

from symkl.kernel.sort import SCALAR, Dimension
from symkl.kernel.tree import OPERATORS, Term


def fresh(name: str, taken: frozenset[str] | set[str]) -> str:
    """``name`` with as many primes as keep it apart from the names taken."""
    while name in taken:
        name += "'"
    return name


def substitute(term: Term, values: dict[str, Term]) -> Term:
    """The term with values for free names, capture avoided. ``name()`` replaces a function by its `Abstraction`-free value."""
    values = {n: v for n, v in values.items() if n in term.free}
    if not values:
        return term
    if term.op in ("symbol", "index"):
        return values[term.data if term.op == "symbol" else term.data[0]]
    where = OPERATORS[term.op]
    if where is None:
        return term.rebuild(tuple(substitute(a, values) for a in term.args))
    inner = {n: v for n, v in values.items() if n not in term.binds}
    captured = frozenset().union(*(v.free for v in inner.values())) if inner else frozenset()
    if captured & set(term.binds):
        term = rename_bound(term, captured)
    return term.rebuild(tuple(substitute(a, inner if i in where else values) for i, a in enumerate(term.args)))


def rename_bound(term: Term, taken: frozenset[str]) -> Term:
    """The same binder with bound names that avoid ``taken``."""
    where = OPERATORS[term.op] or ()
    avoid = set(taken) | set().union(*(term.args[i].free for i in where))
    data, renaming = [], {}
    for name, kind in term.data:
        new = fresh(name, avoid) if name in taken else name
        avoid.add(new)
        data.append((new, kind))
        if new != name:
            renaming[name] = _bound(new, kind)
    args = tuple(substitute(a, renaming) if i in where else a for i, a in enumerate(term.args))
    return Term(term.op, args, tuple(data), term.sort)


def _bound(name: str, kind: Any) -> Term:
    return Term("index", (), (name, kind), SCALAR) if isinstance(kind, Dimension) else Term("symbol", (), name, kind)
