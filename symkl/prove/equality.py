"""Equations: both sides unfolded, their conditions settled, their normal forms compared, the derivation replayed by the kernel."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.kernel import grid as grids
from symkl.kernel.check import Line, Move, Unsound, replay
from symkl.kernel.conditions import conditions_of
from symkl.kernel.context import Context, Proposition
from symkl.kernel.finite import RANGED
from symkl.kernel.finite import written_out as members_written_out
from symkl.kernel.functions import Unreduced
from symkl.kernel.kept import while_judging
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import ONE, SortError
from symkl.kernel.term import Term, alpha_key, subterms, symbol, zero
from symkl.prove.cases import by_cases
from symkl.prove.entries import written_out
from symkl.prove.equations import solved, varied_names
from symkl.prove.outcome import GAPS, Outcome, Refused, Replayed, Unwritten, open_because
from symkl.prove.session import Beginning, bare, bare_fact, normalizer
from symkl.prove.shown import Shown, factors_shown, shown
from symkl.prove.totals import with_totals
from symkl.prove.unfold import unfolded
from symkl.record import NamedTuple
from symkl.theory.power_sums import POWER_SUMS
from symkl.theory.registry import laws


class Prepared(NamedTuple):
    """Two sides ready to be compared."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    net: Normalizer
    assumed: tuple[Proposition, ...]
    missing: Proposition | None
    shown: Shown = Shown((), ())  # of what both sides need: what the kernel's rules alone do not settle


def prepare(left: Term, right: Term, context: Context, members: bool = False) -> Prepared:
    """Unfold both sides, assume what the left needs, and look for what only the right needs; ``members``: write out sums of a fixed size."""
    left_lines, right_lines = unfolded(left, context), unfolded(right, context)
    if members:
        left_lines, right_lines = _with_members(left_lines), _with_members(right_lines)
    needed = dict.fromkeys(c for line in left_lines for c in conditions_of(line.term))
    beginning = Beginning((left, members), lambda net: net.normal(left_lines[-1].term))
    assumed, first = _undischarged(needed, normalizer(context, (), beginning), context)
    known = {(c.relation, alpha_key(c.left)) for c in assumed}
    wanted = dict.fromkeys(conditions_of(right_lines[-1].term) + conditions_of(right))
    open_ = (c for c in wanted if (c.relation, alpha_key(c.left)) not in known)
    missing, second = _undischarged(open_, normalizer(context, assumed + first.facts, beginning), context)
    found = Shown(tuple(dict.fromkeys(first.facts + second.facts)), tuple(dict.fromkeys(first.reasons + second.reasons)))
    net = normalizer(context, assumed + found.facts, beginning)
    return Prepared(left_lines, right_lines, net, assumed, missing[0] if missing else None, found)


def _with_members(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The derivation with sums over a fixed small number of members written out at its end."""
    last = lines[-1].term
    written = members_written_out(last)
    return lines if written == last else (*lines, Line(written, Move("members")))


def _undischarged(conditions: Iterable[Proposition], net: Normalizer, context: Context) -> tuple[tuple[Proposition, ...], Shown]:
    """The conditions that are not settled, and the facts by which others are."""
    found: dict[object, Proposition] = {}
    facts: dict[Proposition, None] = {}
    reasons: dict[str, None] = {}
    for condition in conditions:
        unfolded_ = bare_fact(condition, context)
        if _holds(unfolded_, net):
            continue
        by = _by_bounds(unfolded_, net, context)
        if by is None:
            found.setdefault((condition.relation, alpha_key(condition.left)), condition)
        else:
            facts |= dict.fromkeys(by.facts)
            reasons |= dict.fromkeys(by.reasons)
    return tuple(found.values()), Shown(tuple(facts), tuple(reasons))


def _by_bounds(condition: Proposition, net: Normalizer, context: Context) -> Shown | None:
    """What an unfolded condition is settled by, if its parts are shown as inequalities are."""
    if condition.relation not in ("succ", "succeq"):
        return shown(condition, net)
    found = factors_shown(condition, net)
    return found if found is not None and _holds(condition, normalizer(context, found.facts)) else None


def discharged(condition: Proposition, net: Normalizer) -> bool:
    """Whether the kernel's rules prove the condition, or it is shown as an inequality is."""
    return _holds(condition, net) or shown(condition, net) is not None


def _holds(condition: Proposition, net: Normalizer) -> bool:
    """Whether the kernel's rules prove the condition; what they cannot read they do not prove."""
    known = net.settled.get(condition)
    if known is None:
        try:
            known = net.holds(condition)
        except (Unreduced, SortError, BudgetExceeded):
            known = False
        net.settled[condition] = known
    return known


def prove_equal(left: Term, right: Term, context: Context) -> Outcome:
    """``left = right`` for every dimension and all admissible values, or why that is not shown.

    Where the definitions unfolded do not show it, defined matrices are tried as letters of which only the declared facts are known: what
    holds for every such letter holds for the one defined. Then conditions by equations are used, and at last sums over a fixed small number
    of members are written out, what is stated of each of a few values is shown for each, and what is of a fixed small size in its entries.
    """
    outcome = _prove_equal(left, right, context)
    if _is_gap(outcome) and (_has_members(left, context) or _has_members(right, context)):
        return _prove_equal(left, right, context, True)
    if outcome.proved or outcome.reason not in ("no-derivation", "budget") and not _is_gap(outcome):
        return outcome
    letters = folded(left, right, context)
    again = outcome if letters is None else _prove_equal(left, right, letters)
    if again.proved or _is_gap(outcome):
        return again if again.proved else outcome
    values = solved(left, right, context)
    again = outcome if values is None else prove_equal(left, right, values)
    if again.proved:
        return again
    known = with_totals(left, right, context)
    again = outcome if known is None else _prove_equal(left, right, known)
    if again.proved:
        return again._replace(laws=(*again.laws, POWER_SUMS))
    if _has_members(left, context) or _has_members(right, context):
        again = _prove_equal(left, right, context, True)
        outcome = again if again.reason == "no-derivation" else outcome  # the difference of what is written out
    if again.proved:
        return again
    cases = by_cases(left, right, context, prove_equal)
    if cases is not None:
        return cases
    small = written_out(left, right, context)
    again = outcome if small is None else _prove_equal(*small)
    return again._replace(conditions=outcome.conditions or again.conditions) if again.proved else outcome


def _is_gap(outcome: Outcome) -> bool:
    """Whether there is no law for what the definitions unfold to."""
    return outcome.reason is not None and outcome.reason.startswith("no-law")


def _has_members(term: Term, context: Context) -> bool:
    """Whether sums over a fixed small number of members occur once names are unfolded."""
    return with_members(term, context) is not term


def with_members(term: Term, context: Context) -> Term:
    """The term unfolded, with sums over a fixed small number of members written out; the term itself where there are none."""
    last = bare(term, context)
    written = members_written_out(last) if last.operators & RANGED else last
    return term if written == last else written


def folded(left: Term, right: Term, context: Context, varied: frozenset[str] = frozenset()) -> Context | None:
    """The context in which matrices that are definite or invertible, by declaration or by their definition, are letters of which only
    that is known, and matrices in blocks are letters of which nothing is; None where none of them occurs in the sides."""
    letters = _letters(left, right, context)
    if letters:
        varied |= varied_names(left, context) | varied_names(right, context)
    facts: list[Proposition] = []
    hidden: set[str] = set()
    for name in letters:
        body = context.definitions[name].body
        if bare(body, context).free & varied:
            continue
        fact = Proposition("succ", symbol(name, body.sort), zero(body.sort))
        if name in _stated(context) or not body.sort.is_square:
            hidden.add(name)
        elif discharged(bare_fact(fact, context), normalizer(context)):
            hidden.add(name)
            facts.append(fact)
    if not hidden:
        return None
    key = (id(context), frozenset(hidden))
    known = _folds.get(key)
    if known is None or known[0] is not context:
        kept = {n: d for n, d in context.definitions.items() if n not in hidden}
        if len(_folds) > MOST_FOLDS:
            _folds.clear()
        known = _folds[key] = (context, context.with_facts(*facts)._replace(definitions=kept))
    return known[1]


def _letters(left: Term, right: Term, context: Context) -> list[str]:
    """The names of defined square matrices, and of other matrices in blocks, that occur while the sides are unfolded."""
    plain = {n: d.body for n, d in context.definitions.items() if d.body.sort.kind == "value" and not d.body.sort.over and not d.parameters}
    matrices = {n for n, body in plain.items() if body.sort.cols != ONE and (body.sort.is_square or body.op == "block")}
    if not matrices:
        return []
    used = {name for side in (left, right) for line in unfolded(side, context) for name in line.term.free}
    return sorted(matrices & used)


def _stated(context: Context) -> set[str]:
    """The names of which definiteness or a determinant that is not 0 is declared."""
    return {t.data for f in context.facts if f.relation in ("succ", "!=") for t in subterms(f.left) if t.op == "symbol"}


MOST_FOLDS = 32
_folds: dict[tuple[int, frozenset[str]], tuple[Context, Context]] = while_judging({})


def _prove_equal(left: Term, right: Term, context: Context, members: bool = False) -> Outcome:
    if left.sort != right.sort:
        return Outcome(False, "shapes")
    try:
        ready = prepare(left, right, context, members)
        l_term, r_term = ready.left[-1].term, ready.right[-1].term
        if not ready.net.equal(l_term, r_term):
            if ready.missing is not None and _under_condition(ready, l_term, r_term, context):
                return Outcome(False, "missing-condition", None, _laws(ready), ready.assumed + (ready.missing,))
            difference = grids.add(ready.net, ready.net.normal(l_term), ready.net.normal(r_term), -1)
            return Outcome(False, "no-derivation", Unwritten(ready.net, difference), _laws(ready), ready.assumed)
        if ready.missing is not None:
            return Outcome(False, "missing-condition", None, _laws(ready), ready.assumed + (ready.missing,))
        return _replayed(ready, context)
    except GAPS as gap:
        return open_because(gap)


def _under_condition(ready: Prepared, left: Term, right: Term, context: Context) -> bool:
    """Whether the sides are equal where the right one is defined."""
    assert ready.missing is not None
    return normalizer(context, ready.assumed + ready.shown.facts + (ready.missing,)).equal(left, right)


def _replayed(ready: Prepared, context: Context) -> Outcome:
    """Proved, once the kernel has replayed it; `Refused` where it does not accept it."""
    lines = derivation(ready)
    try:
        replay(lines, context, laws(), ready.net)
    except Unsound as fault:
        raise Refused(str(fault)) from fault
    return Outcome(True, None, None, _laws(ready), ready.assumed, Replayed(lines, context, ready.assumed + ready.shown.facts))


def derivation(ready: Prepared) -> tuple[Line, ...]:
    """From the left side down to its bare form, over by equal normal forms, and back up to the right side."""
    upwards = [
        Line(before.term, after.move._replace(backwards=True))
        for before, after in zip(reversed(ready.right[:-1]), reversed(ready.right[1:]), strict=True)
    ]
    return (*ready.left, Line(ready.right[-1].term, Move("structure")), *upwards)


def _laws(ready: Prepared) -> tuple[str, ...]:
    used: dict[str, None] = {}
    for line in (*ready.left, *ready.right):
        if line.move.kind == "law":
            used[line.move.name] = None
    return tuple(dict.fromkeys((*used, *ready.shown.reasons)))
