"""The factors of a product as they are printed: in one row, negative powers below a bar."""

from __future__ import annotations

from symkl.kernel.term import Term


def flat(term: Term) -> list[Term]:
    """The factors of a product, those of scalar products within it included."""
    found: list[Term] = []
    for part in term.args:
        found.extend(flat(part) if part.op == "mul" and part.sort.is_scalar and not any(not a.sort.is_scalar for a in part.args) else [part])
    return found


def is_reciprocal(term: Term) -> bool:
    """Whether a term is a negative power of a scalar, to be printed below a bar."""
    return term.op == "power" and term.args[0].sort.is_scalar and term.args[1].op == "number" and term.args[1].data < 0


def reciprocal(term: Term) -> tuple[Term, Term | None]:
    """Base and positive exponent (None: 1) of what stands below the bar."""
    base, exponent = term.args
    value = -exponent.data
    return base, None if value == 1 else Term("number", (), value, exponent.sort)
