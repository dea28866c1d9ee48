"""The moves that a student makes between two equal normal forms, each tried on a whole term.

They are untrusted: whoever tells a derivation has the kernel accept every line that a move makes, and leaves out what it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, add, derivative, log, mul, number, transpose, zero
from symkl.prove.readback import NotReadable, Readback
from symkl.record import NamedTuple

MOST_SUMMANDS = 48  # a product of sums that has more is not multiplied out
AVERAGED = frozenset(("expectation", "variance", "covariance"))


class Move(NamedTuple):
    """A move's name, what it does in words, and how it changes a term (which stays as it is where the move does not apply)."""

    name: str
    words: str
    make: Callable[[Term, Normalizer], Term]


def everywhere(term: Term, change: Callable[[Term], Term], among: frozenset[str] | None = None) -> Term:
    """The change made from the inside out; ``among``: only where one of these operators occurs."""
    if among is not None and among.isdisjoint(term.operators):
        return term
    args = tuple(everywhere(a, change, among) for a in term.args)
    return change(term.rebuild(args) if args != term.args else term)


# -- linearity -------------------------------------------------------------------------------------------------------------


def averaged_by_terms(term: Term, net: Normalizer) -> Term:
    """``E[a f + g] = a E[f] + E[g]``."""
    return everywhere(term, _average, frozenset(("expectation",)))


def _average(term: Term) -> Term:
    if term.op != "expectation":
        return term
    law, body = term.args
    bound = frozenset(term.binds)
    if body.op == "add":
        return add(*(_average(term.rebuild((law, part))) for part in body.args))
    if not body.free & bound:
        return body
    before, inside, behind = _constants(body, bound)
    return mul(*before, _average(term.rebuild((law, inside))), *behind) if before or behind else term


def _constants(body: Term, varied: frozenset[str]) -> tuple[list[Term], Term, list[Term]]:
    """The factors free of these names that can stand before and behind what is left: scalars anywhere, matrices at the ends."""
    if body.op != "mul":
        return [], body, []
    free = [not part.free & varied for part in body.args]
    scalars = [p for p, constant in zip(body.args, free, strict=True) if constant and p.sort.is_scalar]
    rest = [(p, constant) for p, constant in zip(body.args, free, strict=True) if not (constant and p.sort.is_scalar)]
    first = next(i for i, (_, constant) in enumerate(rest) if not constant)
    last = next(i for i in reversed(range(len(rest))) if not rest[i][1])
    inner = [p for p, _ in rest[first : last + 1]]
    return scalars + [p for p, _ in rest[:first]], mul(*inner), [p for p, _ in rest[last + 1 :]]


def differentiated_by_terms(term: Term, net: Normalizer) -> Term:
    """``d(a f + g) = a df + dg`` for scalars a."""
    return everywhere(term, _slope, frozenset(("derivative",)))


def _slope(term: Term) -> Term:
    if term.op != "derivative":
        return term
    body, by = term.args
    varied = by.free
    if body.op == "add":
        return add(*(_slope(derivative(part, by, term.data)) for part in body.args))
    if not body.free & varied:
        return zero(term.sort)
    if body.op != "mul":
        return term
    constant = [p for p in body.args if p.sort.is_scalar and not p.free & varied]
    rest = [p for p in body.args if not (p.sort.is_scalar and not p.free & varied)]
    return mul(*constant, _slope(derivative(mul(*rest), by, term.data))) if constant and rest else term


# -- products --------------------------------------------------------------------------------------------------------------


def logarithms_split(term: Term, net: Normalizer) -> Term:
    """``log(a b / c) = log a + log b - log c``."""
    return everywhere(term, _split, frozenset(("log",)))


def _split(term: Term) -> Term:
    if term.op != "log":
        return term
    inner = term.args[0]
    if inner.op == "mul":
        constant = [part for part in inner.args if _is_number(part)]
        split = [_split(log(part)) for part in inner.args if not _is_number(part)]
        return add(*([log(mul(*constant))] if constant else []), *split) if split else term
    if inner.op == "power":
        return mul(inner.args[1], _split(log(inner.args[0])))
    return inner.args[0] if inner.op == "exp" else term


def _is_number(term: Term) -> bool:
    """Whether no name and no dimension stands in a term."""
    return not term.free and "dimension" not in term.operators


def multiplied_out_inside(term: Term, net: Normalizer) -> Term:
    """Squares and products of sums under an expectation or derivative, multiplied out."""
    if not term.operators & {"expectation", "derivative"}:
        return term
    if term.op in ("expectation", "derivative"):
        place = 1 if term.op == "expectation" else 0
        args = list(term.args)
        args[place] = multiplied_out(args[place], net)
        return term.rebuild(tuple(args))
    return term.rebuild(tuple(multiplied_out_inside(a, net) for a in term.args)) if term.args else term


def multiplied_out(term: Term, net: Normalizer) -> Term:
    """Squares and products of sums multiplied out, transposes of sums taken term by term."""
    return everywhere(term, _expand)


def _expand(term: Term) -> Term:
    if term.op == "transpose" and term.args[0].op == "add":
        return add(*(_turned(part) for part in term.args[0].args))
    if term.op == "transpose" and term.args[0].op == "mul":
        return _turned(term.args[0])
    if term.op == "power" and term.args[0].op == "add" and term.args[1] == number(2):
        return _expand(mul(term.args[0], term.args[0])) if term.sort.is_scalar else term
    if term.op == "add" and any(part.op == "add" for part in term.args):
        return add(*(inner for part in term.args for inner in (part.args if part.op == "add" else (part,))))
    if term.op != "mul" or not any(part.op == "add" for part in term.args):
        return term
    choices = [part.args if part.op == "add" else (part,) for part in term.args]
    count = 1
    for choice in choices:
        count *= len(choice)
    return add(*(mul(*parts) for parts in product(*choices))) if count <= MOST_SUMMANDS else term


def _turned(term: Term) -> Term:
    """A product's transpose, factor by factor from the last to the first."""
    if term.op != "mul":
        return term.args[0] if term.op == "transpose" else transpose(term)
    scalars = [part for part in term.args if part.sort.is_scalar]
    others = [part for part in reversed(term.args) if not part.sort.is_scalar]
    return mul(*scalars, *(_turned(part) for part in others))


# -- values ----------------------------------------------------------------------------------------------------------------


def moments_put_in(term: Term, net: Normalizer) -> Term:
    """Every expectation by its value, where the law's moments give one."""
    return _valued(term, net, AVERAGED) if term.operators & AVERAGED else term


def slopes_put_in(term: Term, net: Normalizer) -> Term:
    """Every derivative by its value."""
    return _valued(term, net, frozenset(("derivative",))) if "derivative" in term.operators else term


def _valued(term: Term, net: Normalizer, operators: frozenset[str]) -> Term:
    def value(at: Term) -> Term:
        if at.op not in operators:
            return at
        found = read_back(at, net)
        return at if found is None or found.op == at.op or found.operators & operators else found

    return everywhere(term, value, operators)


def read_back(term: Term, net: Normalizer) -> Term | None:
    """The term's normal form as a term, where it has a short one."""
    try:
        found = Readback(net).grid(net.normal(term))
    except (NotReadable, SortError, Unreduced, BudgetExceeded, StopIteration):
        return None
    return found if found.sort == term.sort else None


def is_averaged(term: Term) -> bool:
    """Whether something in the term still has to be averaged, differentiated or summed up."""
    return bool(term.operators & (AVERAGED | {"derivative", "integral"}))


#: In the order in which they are tried, each on what the one before has made.
MOVES = (
    Move("logarithms", "the logarithm of a product is the sum of the logarithms", logarithms_split),
    Move("linearity", "take the expectation term by term", averaged_by_terms),
    Move("derivative of a sum", "differentiate term by term", differentiated_by_terms),
    Move("expand", "multiply out under the expectation or derivative", multiplied_out_inside),
    Move("linearity", "take the expectation term by term", averaged_by_terms),
    Move("derivative of a sum", "differentiate term by term", differentiated_by_terms),
    Move("moments", "put in the moments of the law", moments_put_in),
    Move("derivatives", "differentiate", slopes_put_in),
    Move("multiply out", "multiply out", multiplied_out),
)

__all__ = ["MOVES", "Move", "is_averaged", "read_back"]
