"""What is declared of a family, asked of a value for each of its members."""

from __future__ import annotations

from symkl.kernel.term import Term, substitute

_BINDERS = frozenset(("sum", "product"))


def at_members(term: Term, unknown: Term, value: Term) -> Term | None:
    """The term with every member of the unknown's family as the value has it.

    None where the family is spoken of otherwise than member by member, or a name in the value would be captured.
    """
    family = unknown.args[0]
    if family.op != "symbol" or family.data not in term.free:
        return term if family.op == "symbol" else None
    if term.op == unknown.op and term.args[0] == family:
        return _at(term, unknown, value)
    if not term.args or term.op == "derivative" or term.binds and (term.op not in _BINDERS or set(term.binds) & _others(unknown, value)):
        return None
    parts = tuple(at_members(part, unknown, value) for part in term.args)
    return None if None in parts else term.rebuild(tuple(part for part in parts if part is not None))


def _others(unknown: Term, value: Term) -> frozenset[str]:
    """The free names of the value but for the indices of the unknown."""
    return value.free - {place.data[0] for place in unknown.args[1:] if place.op == "index"}


def _at(occurrence: Term, unknown: Term, value: Term) -> Term | None:
    """The value of one member; another than the only one of which the value is stays as it is."""
    indices: dict[str, Term] = {}
    for place, found in zip(unknown.args[1:], occurrence.args[1:], strict=True):
        if place.op == "index":
            if indices.setdefault(place.data[0], found) != found:
                return None
        elif place != found:
            return occurrence if place.op == found.op == "number" else None
    return substitute(value, indices)
