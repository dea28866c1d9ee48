"""A replayed derivation as it is told: the kernel's own lines, and between its two bare forms the moves that a student would make.

Every line that is told was accepted by the kernel: the lines of the derivation when it was proved, the lines between the bare forms here.
"""

from __future__ import annotations

from collections.abc import Sequence

from symkl.kernel.check import Line, Unsound, replay
from symkl.kernel.check import Move as Made
from symkl.kernel.conditions import conditions_of
from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.law import Law
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term, alpha_equal, alpha_key, subterm_at
from symkl.prove.lengths import has_at_most
from symkl.prove.moves import MOVES, Move, is_averaged
from symkl.prove.outcome import Replayed
from symkl.prove.session import normalizer
from symkl.prove.units import tidied
from symkl.record import NamedTuple
from symkl.theory.registry import laws

MOST_NODES = 1_500  # a line with more subterms than that is no help to anybody
MOST_MARKS = 4
COLLECT = Move("collect", "collect equal terms", lambda term, net: term)


class Told(NamedTuple):
    """One line: the term, the law or move that made it from the line before, and what in it the next one is applied to.

    ``kind``: "start", "law", "definition" or "move"; ``backwards``: the line undoes on the right side what the name says; ``conditions``
    are what this line is the first to need.
    """

    term: Term
    kind: str
    name: str
    words: str
    marked: tuple[Term, ...] = ()
    backwards: bool = False
    conditions: tuple[Proposition, ...] = ()
    source: str = ""
    path: tuple[int, ...] = ()  # of a law, in the line before it


def told(derivation: Replayed) -> tuple[Told, ...]:
    """The derivation for people, every line of it accepted by the kernel."""
    net = normalizer(derivation.context, derivation.assumed)
    lines = derivation.lines
    known = {**laws(), **{law.name: law for law in derivation.cited}}
    middle = next((at for at, line in enumerate(lines) if line.move.kind == "structure"), None)
    if middle is None:
        return _with_conditions([_first(lines[0].term), *(_told(line, known) for line in lines[1:])])
    down = [_first(lines[0].term), *(_told(line, known) for line in lines[1:middle])]
    between = _between(lines[middle - 1].term, lines[middle].term, net, derivation.context)
    up = [_told(line, known) for line in lines[middle + 1 :]]
    return _with_conditions([*down, *between, *up])


def _first(term: Term) -> Told:
    return Told(term, "start", "start", "")


def _told(line: Line, named: dict[str, Law]) -> Told:
    """A law's or definition's line."""
    move = line.move
    known = named.get(move.name)
    if move.kind == "law" and known is not None:
        return Told(line.term, "law", move.name, known.move, (), move.backwards, (), known.source, move.path)
    if move.kind == "members":
        return Told(line.term, "move", "members", "write out the sum, value by value", (), move.backwards)
    return Told(line.term, "definition", move.name, "", (), move.backwards)


def _with_conditions(found: list[Told]) -> tuple[Told, ...]:
    """Marks and conditions put in, line by line."""
    known: dict[object, Proposition] = {}
    finished = []
    for at, line in enumerate(found):
        fresh = {(c.relation, alpha_key(c.left)): c for c in conditions_of(line.term)}
        own = tuple(c for key, c in fresh.items() if key not in known and c.left.free <= line.term.free and _is_news(c, known))
        known |= fresh
        following = found[at + 1] if at + 1 < len(found) else None
        finished.append(line._replace(conditions=own, marked=_applied_to(line.term, following)))
    return tuple(finished)


def _is_news(condition: Proposition, known: dict[object, Proposition]) -> bool:
    """Whether a reader has to be told: not of numbers, and not of what a definite matrix or a positive number has anyway."""
    left = condition.left
    if not left.free or (condition.relation == "!=" and (">", alpha_key(left)) in known):
        return False
    return not (left.op == "det" and ("succ", alpha_key(left.args[0])) in known)


def _applied_to(term: Term, following: Told | None) -> tuple[Term, ...]:
    """The parts of a line that the next one replaces; none where that is most of it."""
    if following is None or following.name in ("collect", "multiply out"):
        return ()
    if following.kind == "law":
        return () if not following.path else (subterm_at(term, following.path),)
    changed: list[Term] = []
    _compare(term, following.term, changed)
    parts = tuple(dict.fromkeys(t for t in changed if t != term and (t.args or following.kind == "definition")))
    return parts if len(parts) <= MOST_MARKS else ()


def _compare(before: Term, after: Term, changed: list[Term]) -> None:
    """Walk both terms as long as they agree; where they part is what was changed."""
    if alpha_equal(tidied(before), tidied(after)):
        return
    same = before.op == after.op and before.data == after.data and len(before.args) == len(after.args) and before.sort == after.sort
    if before.op == after.op == "add":
        kept = {alpha_key(tidied(part)) for part in after.args}
        rest = [part for part in before.args if alpha_key(tidied(part)) not in kept]
        if len(before.args) != len(after.args) or len(rest) < len(before.args):
            changed.extend(rest if len(rest) < len(before.args) else [before])
            return
    if not same or not before.args:
        changed.append(before)
        return
    for a, b in zip(before.args, after.args, strict=True):
        _compare(a, b, changed)


# -- between the bare forms ------------------------------------------------------------------------------------------------


class _Stop(NamedTuple):
    term: Term
    move: Move | None


def _between(left: Term, right: Term, net: Normalizer, context: Context) -> list[Told]:
    """From one bare form to the other by moves; by one move alone where they do not meet."""
    if alpha_equal(left, right):
        return []
    down, up = _chain(left, net), _chain(right, net)
    meeting = _meeting(down, up)
    if meeting is None:
        up = _unexpanded(up) if is_averaged(right) else up[:1]
        down = _unexpanded(down)
        path = [*_forward(down), _as_told(up[-1].term, COLLECT, False), *_back(up)]
    else:
        at, other = meeting
        met = (*down[:at], down[at]._replace(term=up[other].term)) if at else (down[0],)
        path = [*_forward(met), *_back(up[: other + 1])]
    return path if path and _accepted(left, path, right, net, context) else [_as_told(right, COLLECT, False)]


def _chain(term: Term, net: Normalizer) -> list[_Stop]:
    """What the moves make of a term, one after the other; a line that is not equal to the one before it is left out."""
    stops = [_Stop(term, None)]
    for move in MOVES:
        try:
            made = tidied(move.make(stops[-1].term, net))
        except (SortError, Unreduced, BudgetExceeded):
            continue
        if made not in (stops[-1].term, tidied(stops[-1].term)) and _is_readable(made) and _equal(stops[-1].term, made, net):
            stops.append(_Stop(made, move))
    return stops


def _is_readable(term: Term) -> bool:
    return has_at_most(MOST_NODES, term)


def _equal(left: Term, right: Term, net: Normalizer) -> bool:
    try:
        return left.sort == right.sort and net.equal(left, right)
    except (SortError, Unreduced, BudgetExceeded):
        return False


def _meeting(down: list[_Stop], up: list[_Stop]) -> tuple[int, int] | None:
    """The first place where both chains hold the same term, but for noughts, ones and brackets."""
    tidy = [[tidied(stop.term) for stop in chain] for chain in (down, up)]
    places = [(i + j, i, j) for i, a in enumerate(tidy[0]) for j, b in enumerate(tidy[1]) if i + j and alpha_equal(a, b)]
    return min(places)[1:] if places else None


def _unexpanded(stops: list[_Stop]) -> list[_Stop]:
    """Without multiplying out at the end, where collecting terms does that on the way and other moves were made before."""
    last = stops[-1].move
    return stops[:-1] if len(stops) > 2 and last is not None and last.name == "multiply out" else stops


def _forward(stops: Sequence[_Stop]) -> list[Told]:
    return [_as_told(stop.term, stop.move, False) for stop in stops if stop.move is not None]


def _back(stops: list[_Stop]) -> list[Told]:
    """Up a chain again: each line is the term before a move, made by undoing it."""
    pairs = zip(reversed(stops[:-1]), reversed(stops[1:]), strict=True)
    return [_as_told(before.term, after.move, True) for before, after in pairs if after.move is not None]


def _as_told(term: Term, move: Move, backwards: bool) -> Told:
    return Told(term, "move", move.name, move.words, (), backwards)


def _accepted(left: Term, path: list[Told], right: Term, net: Normalizer, context: Context) -> bool:
    """Whether the kernel replays every line of the path, and it ends where it should."""
    lines = (Line(left, Made("start")), *(Line(told_line.term, Made("structure")) for told_line in path))
    try:
        replay(lines, context, laws(), net)
    except (Unsound, Unreduced, SortError, BudgetExceeded):
        return False
    return alpha_equal(path[-1].term, right)
