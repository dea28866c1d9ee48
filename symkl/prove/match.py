"""First-order matching of a law's left side with a term."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from symkl.kernel.law import Substitution
from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import OPERATORS, Term, alpha_equal, fresh
from symkl.record import NamedTuple


class _Found(NamedTuple):
    terms: dict[str, Term]
    dimensions: dict[str, Dimension]
    names: dict[str, str]


def match(pattern: Term, term: Term, right: Term) -> Substitution | None:
    """What the metavariables must stand for, or None; names that only the right side binds are chosen fresh and readable."""
    by = _Found({}, {}, {})
    if not _match(pattern, term, by):
        return None
    taken = {n for value in by.terms.values() for n in value.free} | set(by.names.values())
    for name in _bound_names(right):
        if name not in by.names:
            by.names[name] = fresh(name.strip("?0123456789") + name.strip("?z").replace("1", ""), taken)
            taken.add(by.names[name])
    if any(len({by.names[n] for n in names}) < len(names) for names in _binders(right)):
        return None  # one binder would bind a name twice
    bound = set(by.names.values())
    if any(value.free & bound for name, value in by.terms.items() if not name.startswith("?f")):
        return None  # a name outside would be taken for the one that the law binds
    return Substitution(tuple(by.terms.items()), tuple(by.dimensions.items()), tuple(by.names.items()))


def is_like(pattern: Term, inside: tuple[str, ...]) -> bool:
    """Whether a term with these operators in its arguments may match, as far down as is quick to see."""
    if len(pattern.args) != len(inside):
        return False
    return all(p.op == op or p.op in ("symbol", "dimension", "number") for p, op in zip(pattern.args, inside, strict=True))


@lru_cache(maxsize=256)
def _binders(term: Term) -> tuple[tuple[str, ...], ...]:
    """The names that each binder in a term binds, where they are several."""
    own = (term.binds,) if len(term.binds) > 1 else ()
    return (*own, *(names for a in term.args for names in _binders(a)))


@lru_cache(maxsize=256)
def _bound_names(term: Term) -> tuple[str, ...]:
    return (*term.binds, *(n for a in term.args for n in _bound_names(a)))


def _match(pattern: Term, term: Term, by: _Found) -> bool:
    if pattern.op == "symbol" and pattern.data.startswith("?") and pattern.data not in by.names:
        return _match_variable(pattern, term, by)
    if pattern.op != term.op or len(pattern.args) != len(term.args):
        return False
    if pattern.op == "symbol":
        return bool(by.names.get(pattern.data) == term.data)
    if pattern.op == "dimension":
        return _match_dimension(pattern.data, term.data, by)
    if pattern.op == "number" and pattern.data != term.data:
        return False
    if pattern.op in ("function", "map", "constant") and pattern.data != term.data:
        return False
    if OPERATORS[pattern.op] is not None and not _match_binding(pattern.data, term.data, by):
        return False
    return all(_match(p, t, by) for p, t in zip(pattern.args, term.args, strict=True))


def _match_variable(pattern: Term, term: Term, by: _Found) -> bool:
    known = by.terms.get(pattern.data)
    if known is not None:
        return alpha_equal(known, term)
    if not _match_sort(pattern.sort, term.sort, by):
        return False
    by.terms[pattern.data] = term
    return True


def _match_binding(pattern: Any, data: Any, by: _Found) -> bool:
    if len(pattern) != len(data):
        return False
    for (name, kind), (actual, actual_kind) in zip(pattern, data, strict=True):
        if by.names.setdefault(name, actual) != actual:
            return False
        fits = _match_dimension(kind, actual_kind, by) if isinstance(kind, Dimension) else _match_sort(kind, actual_kind, by)
        if not fits:
            return False
    return True


def _match_sort(pattern: Sort, sort: Sort, by: _Found) -> bool:
    if pattern.kind != sort.kind or len(pattern.over) != len(sort.over) or len(pattern.parts) != len(sort.parts):
        return False
    pairs = [(pattern.rows, sort.rows), (pattern.cols, sort.cols), *zip(pattern.over, sort.over, strict=True)]
    if not all(_match_dimension(p, d, by) for p, d in pairs):
        return False
    return all(_match_sort(p, s, by) for p, s in zip(pattern.parts, sort.parts, strict=True))


def _match_dimension(pattern: Dimension, of: Dimension, by: _Found) -> bool:
    if len(pattern.names) == 1 and pattern.constant == 0 and pattern.names[0].startswith("?"):
        return by.dimensions.setdefault(pattern.names[0], of) == of
    return pattern == of
