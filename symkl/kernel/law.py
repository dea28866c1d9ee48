"""Laws: equations between patterns, with their conditions and source.

Patterns are terms whose metavariables begin with ``?``. A metavariable ``?f..`` stands for a body and may mention the names that the
law binds; any other must not, and an instance in which it would is refused (`Captured`).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.kept import remembering
from symkl.kernel.sort import SCALAR, Dimension, Sort
from symkl.kernel.term import OPERATORS, Term, substitute
from symkl.kernel.tree import REBUILD
from symkl.record import NamedTuple


class Law(NamedTuple):
    """``left = right`` for all values of the metavariables that meet the conditions."""

    name: str
    left: Term
    right: Term
    conditions: tuple[Proposition, ...]
    source: str
    move: str  # what it does, in words a student reads: "definition of the KL divergence"


class Substitution(NamedTuple):
    """What the metavariables stand for: terms (laws and bound names included) and dimensions."""

    terms: tuple[tuple[str, Term], ...] = ()
    dimensions: tuple[tuple[str, Dimension], ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # bound metanames


class Captured(Exception):
    """A metavariable's value mentions a name that the law binds."""


@remembering(2048)
def instantiate(pattern: Term, by: Substitution) -> Term:
    """The pattern with everything put in for its metavariables."""
    names = dict(by.names)
    bound = set(names.values())
    for name, value in by.terms:
        if not name.startswith("?f") and value.free & bound:
            raise Captured(name)
    return _put(pattern, dict(by.terms), dict(by.dimensions), names)


def _put(term: Term, values: dict[str, Term], sizes: dict[str, Dimension], names: dict[str, str]) -> Term:
    if term.op == "symbol":
        if term.data in values:
            return values[term.data]
        return Term("symbol", (), names.get(term.data, term.data), _sort(term.sort, sizes))
    args = tuple(_put(a, values, sizes, names) for a in term.args)
    if term.op == "dimension":
        size = _dimension(term.data, sizes)
        return Term("dimension", (), size, term.sort) if size.names else Term("number", (), Fraction(size.constant), term.sort)
    data = term.data
    if OPERATORS[term.op] is not None:
        data = tuple((names.get(n, n), _kind(k, sizes)) for n, k in data)
        if len({n for n, _ in data}) < len(data):
            raise Captured(term.op)
    made = Term(term.op, args, data, _sort(term.sort, sizes))
    return REBUILD[term.op](made, args) if args else made


def _kind(kind: Any, sizes: dict[str, Dimension]) -> Any:
    return _dimension(kind, sizes) if isinstance(kind, Dimension) else _sort(kind, sizes)


def _sort(sort: Sort, sizes: dict[str, Dimension]) -> Sort:
    if sort == SCALAR:
        return sort
    parts = tuple(_sort(p, sizes) for p in sort.parts)
    return Sort(_dimension(sort.rows, sizes), _dimension(sort.cols, sizes), tuple(_dimension(d, sizes) for d in sort.over), sort.kind, parts)


def _dimension(of: Dimension, sizes: dict[str, Dimension]) -> Dimension:
    if not of.names:
        return of
    result = Dimension(of.constant)
    for name in of.names:
        result += sizes.get(name, Dimension(0, (name,)))
    return result


@remembering(4096)
def unfold(term: Term, definition: Definition) -> Term:
    """The term with every reference to a defined name replaced by what it stands for."""
    key = definition.name + "()" if definition.parameters else definition.name
    if key not in term.free:
        return term
    if not definition.parameters and not term.args:
        return definition.body
    bodies = OPERATORS[term.op] or () if key in term.binds else ()  # where the name is a bound one
    args = tuple(a if i in bodies else unfold(a, definition) for i, a in enumerate(term.args))
    if definition.parameters and term.op == "function" and term.data == definition.name:
        return substitute(definition.body, {n: a for (n, _), a in zip(definition.parameters, args, strict=True)})
    return term.rebuild(args)


def referred(term: Term, context: Context) -> Definition | None:
    """The last definition of the context that the term refers to."""
    for definition in reversed(context.definitions.values()):
        if (definition.name + "()" if definition.parameters else definition.name) in term.free:
            return definition
    return None
