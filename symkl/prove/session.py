"""The normalizers by which questions are answered, so that an answer hangs on its question and its context alone.

Which of several equal forms a normalizer goes by (of an inverse, a root or a determinant of a sum) hangs on what it has met before, and so does what
is left of its budget. Questions of one context therefore share a normalizer only as long as neither comes up; the one in which it does is asked again
of a normalizer that knows what is given and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import Grid
from symkl.kernel.kept import while_judging
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded, Poly
from symkl.kernel.sort import ONE, Dimension, SortError
from symkl.kernel.term import Term, zero
from symkl.prove.unfold import unfolded
from symkl.record import NamedTuple

MOST_KEPT = 16
BUDGET = 400_000  # work allowed for one question

Answer = TypeVar("Answer")
Name = TypeVar("Name")
Kept = TypeVar("Kept")
Facts = tuple[Proposition, ...]  # unfolded: all that a normalizer knows of a context, so that contexts with the same ones share it


class _Apart(BaseException):
    """This question has to be asked of a normalizer of its own; no rule may take it for a failure of its own."""


class _Shared(Normalizer):
    """One that many questions may share: it gives up where what it met before could decide how something is written, or whether the budget lasts.

    The budget is one for all of them: what they could do together, each of them can do alone.
    """

    def spend(self, work: int = 1) -> None:
        self.budget -= work
        if self.budget < 0:
            raise _Apart

    def cell_inverse(self, poly: Poly, size: Dimension) -> Poly:
        self._of_one_form(poly, size)
        return super().cell_inverse(poly, size)

    def determinant(self, grid: Grid) -> Poly:
        if len(grid.rows) == 1:
            self._of_one_form(grid.whole, grid.rows[0])
        return super().determinant(grid)

    def unit_determinant(self, ratio: Poly, size: Dimension) -> Poly | None:
        raise _Apart

    def root(self, poly: Poly, size: Dimension, positive: bool) -> Poly:
        self._of_one_form(poly, size)
        return super().root(poly, size, positive)

    def _of_one_form(self, poly: Poly, size: Dimension) -> None:
        if len(poly) > 1 and size != ONE and self.diagonal_of(poly, size) is None:
            raise _Apart

    @property
    def is_whole(self) -> bool:
        """Whether nothing was broken off in it."""
        return not self.depth and not self._depth


class Beginning(NamedTuple):
    """What many questions of a context begin with, such as the anchor of a chain: its name, and how a normalizer is made to know it."""

    name: Hashable
    meet: Callable[[Normalizer], object]


class _Question:
    """The normalizers of one question, by context and what is assumed."""

    def __init__(self, kind: type[Normalizer]) -> None:
        self.kind = kind
        self.nets: dict[Facts, Normalizer] = {}

    def normalizer(self, facts: Facts, beginning: Beginning | None) -> Normalizer:
        if facts not in self.nets:
            if self.kind is _Shared:
                lent = _shared.pop(facts, None)  # another question within this one has one of its own
                self.nets[facts] = _copy(_taught(facts), _Shared) if lent is None else lent
            else:
                self.nets[facts] = _copy(_taught(facts), Normalizer) if beginning is None else _copy(_begun(facts, beginning), Normalizer)
        return self.nets[facts]


_facts: OrderedDict[tuple[int, Facts], tuple[Context, Facts]] = while_judging(OrderedDict())  # of contexts, by their identity and what is assumed
_given: OrderedDict[Facts, Normalizer] = while_judging(OrderedDict())  # that know what is given, and were asked nothing
_shared: OrderedDict[Facts, Normalizer] = while_judging(OrderedDict())
_beginnings: OrderedDict[tuple[Facts, Hashable], Normalizer] = while_judging(OrderedDict())
_open: list[_Question] = []
_NOTHING = Context({}, {}, (), {})  # what a normalizer knows before it is made a copy of another


def answer(ask: Callable[[], Answer]) -> Answer:
    """The answer to a question: within it a context has one normalizer."""
    question = _Question(_Shared)
    try:
        found = _within(question, ask)
    except _Apart:
        return _within(_Question(Normalizer), ask)
    for facts, net in question.nets.items():
        if isinstance(net, _Shared) and net.is_whole:
            _keep(_shared, facts, net)
    return found


def _within(question: _Question, ask: Callable[[], Answer]) -> Answer:
    _open.append(question)
    try:
        return ask()
    finally:
        _open.pop()


def _forget_spent(question: _Question) -> None:
    """Where the budget shared by many is used up, the next question begins anew."""
    for facts, net in question.nets.items():
        if net.budget < 0:
            _shared.pop(facts, None)


def normalizer(context: Context, assumed: tuple[Proposition, ...] = (), beginning: Beginning | None = None) -> Normalizer:
    """The normalizer that knows the context's facts and what is assumed besides: the open question's, else a new one."""
    question = _open[-1] if _open else _Question(Normalizer)
    net = question.normalizer(_known_of(context, assumed), beginning)
    if not isinstance(net, _Shared):
        net.budget = BUDGET
    net.depth = 0
    return net


@contextmanager
def at_most(work: int, net: Normalizer) -> Iterator[None]:
    """A part of a question that may take so much work. Of a shared normalizer what it did before counts too: alone it would be to do."""
    before, shared = net.budget, isinstance(net, _Shared)
    allowed = net.budget = min(before, work - (BUDGET - before) if shared else work)
    try:
        yield
    finally:
        net.budget = before if not shared else before - allowed + net.budget if net.budget >= 0 else -1


def apart(net: Normalizer) -> Normalizer:
    """One that knows the same; neither learns from the other."""
    made = _copy(net, Normalizer)
    made.budget = BUDGET
    return made


def _copy(net: Normalizer, kind: type[Normalizer]) -> Normalizer:
    """One that knows the same; neither learns from the other."""
    made = kind(_NOTHING)
    for name in getattr(net, "__mypyc_attrs__", None) or vars(net):  # a compiled class has no dictionary and lists its attributes
        value = getattr(net, name)
        setattr(made, name, value.copy() if isinstance(value, (list, dict, set)) else value)
    return made


def _known_of(context: Context, assumed: tuple[Proposition, ...]) -> Facts:
    """What is given and what is assumed besides, unfolded."""
    key = (id(context), assumed)
    known = _facts.get(key)
    if known is None:
        facts = tuple(bare_fact(f, context) for f in (*context.facts, *assumed) if f.relation != "free-of")
        facts += tuple(_covariance(f) for f in context.facts if f.left.op == "variance" and f.relation == "=" and f.right.op == "symbol")
        known = (context, facts)
        _keep(_facts, key, known)
    return known[1]


def _taught(facts: Facts) -> Normalizer:
    if facts not in _given:
        _keep(_given, facts, Normalizer(_NOTHING._replace(facts=facts)))
        _given[facts].budget = BUDGET
    _given.move_to_end(facts)
    return _given[facts]


def _begun(facts: Facts, beginning: Beginning) -> Normalizer:
    key = (facts, beginning.name)
    if key not in _beginnings:
        net = _copy(_taught(facts), Normalizer)
        try:
            beginning.meet(net)
        except (Unreduced, SortError, BudgetExceeded):
            net.depth = 0  # the question itself will come to this
        _keep(_beginnings, key, net)
    _beginnings.move_to_end(key)
    return _beginnings[key]


def _keep(kept: OrderedDict[Name, Kept], key: Name, value: Kept) -> None:
    kept[key] = value
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def bare(term: Term, context: Context) -> Term:
    """The term without defined names and without operators that laws define."""
    return unfolded(term, context)[-1].term


def bare_fact(fact: Proposition, context: Context) -> Proposition:
    """The proposition with both sides unfolded."""
    return Proposition(fact.relation, bare(fact.left, context), bare(fact.right, context))


def _covariance(fact: Proposition) -> Proposition:
    """A declared covariance is symmetric positive semidefinite."""
    return Proposition(">=" if fact.right.sort.is_scalar else "succeq", fact.right, zero(fact.right.sort))
