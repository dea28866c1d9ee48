"""The replay: a derivation is accepted line by line, by substitution or by equal normal forms; never by search."""

from __future__ import annotations

from symkl.kernel.context import Context
from symkl.kernel.finite import written_out
from symkl.kernel.law import Captured, Law, Substitution, instantiate, unfold
from symkl.kernel.normal import Normalizer
from symkl.kernel.term import Term, alpha_equal, replace_at, subterm_at
from symkl.record import NamedTuple


class Move(NamedTuple):
    """How a line follows from the one before.

    kind "law": the law's left side stands at ``path`` and is replaced by its right side, or the other way round where ``backwards``;
    "definition": every reference to ``name`` is replaced by its body (or, ``backwards``, restored); "members": sums over a fixed small number
    of members are written out; "structure": equal normal forms.
    """

    kind: str
    name: str = ""
    path: tuple[int, ...] = ()
    substitution: Substitution = Substitution()
    backwards: bool = False


class Line(NamedTuple):
    """A term and the move that made it from the line before (the first line's move is not looked at)."""

    term: Term
    move: Move


class Unsound(Exception):
    """A line does not follow; ``number`` is its position."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number} of the derivation does not follow: {why}")
        self.number = number


def replay(lines: tuple[Line, ...], context: Context, laws: dict[str, Law], normalizer: Normalizer) -> None:
    """Accept the derivation that its first and last term are equal, or raise `Unsound`."""
    for number in range(1, len(lines)):
        before, (after, move) = lines[number - 1].term, lines[number]
        if move.backwards:
            before, after = after, before
        accepted = (before, after, move.kind, move.name, move.path)
        if accepted in normalizer.accepted and move.kind == "law":
            continue
        if not _follows(before, after, move, context, laws, normalizer):
            raise Unsound(number, f"{move.kind} {move.name}")
        normalizer.accepted.add(accepted)


def _follows(before: Term, after: Term, move: Move, context: Context, laws: dict[str, Law], normalizer: Normalizer) -> bool:
    if move.kind == "definition":
        return move.name in context.definitions and alpha_equal(unfold(before, context.definitions[move.name]), after)
    if move.kind == "law":
        return move.name in laws and _instance(before, after, move, laws[move.name], normalizer)
    if move.kind == "members":
        return alpha_equal(written_out(before), after)
    return move.kind == "structure" and before.sort == after.sort and normalizer.equal(before, after)


def _instance(before: Term, after: Term, move: Move, law: Law, normalizer: Normalizer) -> bool:
    try:
        left, right = instantiate(law.left, move.substitution), instantiate(law.right, move.substitution)
    except Captured:
        return False
    if not right.free <= left.free:
        return False  # a name that the left side binds would be free
    if not alpha_equal(subterm_at(before, move.path), left) or not alpha_equal(replace_at(before, move.path, right), after):
        return False
    return all(
        normalizer.holds(c._replace(left=instantiate(c.left, move.substitution), right=instantiate(c.right, move.substitution)))
        for c in law.conditions
    )
