"""Laws: equations between patterns, with their conditions and source.

Patterns are terms whose metavariables begin with ``?``. A metavariable ``?f..`` stands for a body and may mention the names that the
law binds; any other must not, and an instance in which it would is refused (`Captured`).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import OPERATORS, Term, substitute


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

    terms: dict[str, Term]
    dimensions: dict[str, Dimension]
    names: dict[str, str]  # bound metanames


class Captured(Exception):
    """A metavariable's value mentions a name that the law binds."""


def instantiate(pattern: Term, by: Substitution) -> Term:
    """The pattern with everything put in for its metavariables."""
    bound = set(by.names.values())
    for name, value in by.terms.items():
        if not name.startswith("?f") and value.free & bound:
            raise Captured(name)
    return _put(_specialised(pattern, by), by.terms)


def _put(term: Term, values: dict[str, Term]) -> Term:
    if term.op == "symbol":
        return values.get(term.data, term)
    return term.rebuild(tuple(_put(a, values) for a in term.args))


def _specialised(term: Term, by: Substitution) -> Term:
    args = tuple(_specialised(a, by) for a in term.args)
    data = term.data
    if term.op == "symbol":
        data = by.names.get(data, data)
    elif term.op == "dimension":
        data = _dimension(data, by)
    elif OPERATORS[term.op] is not None:
        data = tuple((by.names.get(n, n), _kind(k, by)) for n, k in data)
    if term.op == "dimension" and not data.names:
        return Term("number", (), Fraction(data.constant), term.sort)
    return Term(term.op, args, data, _sort(term.sort, by))


def _kind(kind: Any, by: Substitution) -> Any:
    return _dimension(kind, by) if isinstance(kind, Dimension) else _sort(kind, by)


def _sort(sort: Sort, by: Substitution) -> Sort:
    parts = tuple(_sort(p, by) for p in sort.parts)
    return Sort(_dimension(sort.rows, by), _dimension(sort.cols, by), tuple(_dimension(d, by) for d in sort.over), sort.kind, parts)


def _dimension(of: Dimension, by: Substitution) -> Dimension:
    result = Dimension(of.constant)
    for name in of.names:
        result += by.dimensions.get(name, Dimension(0, (name,)))
    return result


def unfold(term: Term, definition: Definition) -> Term:
    """The term with every reference to a defined name replaced by what it stands for."""
    key = definition.name + "()" if definition.parameters else definition.name
    if key not in term.free:
        return term
    args = tuple(unfold(a, definition) for a in term.args)
    if not definition.parameters:
        return substitute(term.rebuild(args) if args != term.args else term, {definition.name: definition.body})
    if term.op == "function" and term.data == definition.name:
        return substitute(definition.body, {n: a for (n, _), a in zip(definition.parameters, args, strict=True)})
    return term.rebuild(args)


def referred(term: Term, context: Context) -> Definition | None:
    """The last definition of the context that the term refers to."""
    for definition in reversed(context.definitions.values()):
        if (definition.name + "()" if definition.parameters else definition.name) in term.free:
            return definition
    return None
