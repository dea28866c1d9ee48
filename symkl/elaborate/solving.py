"""Which rows solve which conditions, and for what."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from symkl.elaborate import conditions as cond
from symkl.elaborate.chains import MENTIONED, Segment
from symkl.elaborate.declarer import Declarer
from symkl.elaborate.drafts import Draft
from symkl.elaborate.nodes import strip
from symkl.elaborate.premises import by_parts, premise
from symkl.elaborate.sorts import Shapes
from symkl.kernel.context import Proposition, Said
from symkl.kernel.term import ZERO, Term
from symkl.latex.syntax import Node


class Solutions:
    """The segments found to be solutions, each with the condition (or equation) that it solves and the unknown."""

    def __init__(self, shapes: Shapes) -> None:
        self.known: dict[int, tuple[Segment, Term]] = {}
        self.concluded: dict[int, Segment] = {}  # what is concluded from a condition, with that
        self.barred: set[int] = set()  # segments that are known not to stand under a condition further up
        self.told: dict[int, tuple[Said, ...]] = {}  # words of a condition that is not found: what is printed behind them is not refuted
        self.shapes = shapes

    def of(self, to: Declarer, segment: Segment, relation: str) -> tuple[Segment, Term] | None:
        """What a segment solves, if anything, from then on known."""
        found = self._solves(to, segment) if relation == "=" and segment.arrow != "implied-by" else None
        if found is not None:
            self.known[id(segment)] = found
        return found

    def _solves(self, to: Declarer, segment: Segment) -> tuple[Segment, Term] | None:
        before = self._before(segment)
        if before is None or not before.links or before.beside or not segment.arrow and (not before.is_condition or _names_an_optimum(to, segment)):
            return None
        unknown = cond.unknown_of(to, segment.sides[0])
        if unknown is None:
            return None
        found = self._said(before)
        if unknown.op != "block" and any(len(by_parts(p)) > 1 for p in found):
            return None  # a gradient that is zero: several conditions, and this is what they say of one entry
        base = unknown.args[0] if unknown.op in ("power", "member", "entry") else unknown
        if unknown.op == "power" and not before.is_condition and Proposition(">", base, ZERO) not in to.env.facts:
            return None
        told = self._speaks_of(to, unknown, found) or self.system(to, before, unknown)
        return (before, unknown) if told and all(p.relation == "=" for p in found) else None

    def concludes(self, to: Declarer, segment: Segment, draft: Draft) -> Segment | None:
        """The condition from which words say that a row without an arrow follows, where the row speaks of what the condition is in."""
        before = segment.behind
        if segment.arrow or not segment.is_concluded or before is None or (draft.role, draft.relation) != ("claim", "="):
            return None
        condition = before if before.is_condition and not before.beside else self.concluded.get(id(before)) or self.known.get(id(before), (None,))[0]
        said = self._said(condition) if condition is not None else ()
        slopes = [p.left for p in said] + [t for side in (condition.slopes if condition is not None else ()) for t in side.terms[:1]]
        by = {n for slope in slopes if slope.op == "derivative" and slope.args[1].op in cond.UNKNOWNS for n in cond.names_in(slope.args[1])}
        spoken = {n for side in segment.sides for term in side.terms[:1] for n in to.env.unfolded_free(term)}
        if condition is None or not said or not by & spoken:
            is_meant = condition is not None and (condition.set_by != MENTIONED or bool(by & spoken))
            if condition is not None and condition.words and is_meant:  # what the words set to zero is not what is printed above
                self.told[id(segment)] = (Said("", condition.words),)
            return None
        self.concluded[id(segment)] = condition
        return condition

    def standing(self, segment: Segment) -> Segment | None:
        """The condition under which a segment stands."""
        before = self._before(segment)
        return before if before is not None and before.links and before.is_condition else None

    def conditions(self, condition: Segment) -> tuple[Proposition, ...]:
        """What a condition says, with those above it."""
        return tuple(p for row in (condition, *cond.rows_above(condition)) for p in self._said(row))

    def _before(self, segment: Segment) -> Segment | None:
        """The premise, or what stands right above; behind a row that solves a condition, that condition."""
        if segment.arrow:
            return segment.premise
        before = segment.behind
        if id(segment) in self.barred:
            return before
        if before is not None and segment.is_concluded and id(before) in self.concluded:
            return self.concluded[id(before)]
        if before is None or id(before) not in self.known:
            return before
        together = segment.is_concluded or segment.is_under_words or before.links[0].unit.display is segment.links[0].unit.display
        return self.known[id(before)][0] if together else before

    def system(self, to: Declarer, before: Segment, unknown: Term) -> tuple[Proposition, ...]:
        """The conditions on the unknown in the rows above a condition: where no arrow parts them, they hold together."""
        above = cond.rows_above(before) if before.is_condition else ()
        return self._speaks_of(to, unknown, (p for row in takewhile(lambda row: not row.set_by or self._said(row), above) for p in self._said(row)))

    def _said(self, segment: Segment) -> tuple[Proposition, ...]:
        return premise(segment, self.shapes) or ()

    @staticmethod
    def _speaks_of(to: Declarer, unknown: Term, found: Iterable[Proposition]) -> tuple[Proposition, ...]:
        """The propositions in which the unknown occurs, whatever they are printed as."""
        names = cond.names_in(unknown)
        return tuple(p for p in found if names & (to.env.unfolded_free(p.left) | to.env.unfolded_free(p.right)))


def _names_an_optimum(to: Declarer, segment: Segment) -> bool:
    r"""``\hat\theta = \operatorname{argmin}_\theta J``: a new name for the minimiser itself, whatever condition was printed above it."""
    name = segment.sides[0].node
    if not isinstance(name, Node) or to.key(name) in to.env.entries:
        return False
    value = segment.sides[1].node if len(segment.sides) > 1 else None
    return isinstance(value, Node) and strip(value).kind == "operator" and strip(value).text in ("argmin", "argmax")
