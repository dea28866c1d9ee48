"""Proofs by what other worksheets prove: a cited equation is put in where one of its sides stands, and the rest is proved as ever.

To the kernel a cited equation is one more law, with what its sheet declares as its conditions: it replays every use of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations, product

from symkl.elaborate.statements import Theorem
from symkl.kernel.check import Line, Move, Unsound, replay
from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.law import Captured, Law, Substitution, instantiate, referred, unfold
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import ONE, SortError
from symkl.kernel.term import Term, replace_at, subterms, symbol
from symkl.prove.citable import VARYING, Uncitable, called_in, sizes_in, written_out
from symkl.prove.equality import prepare, prove_equal
from symkl.prove.match import match
from symkl.prove.outcome import Outcome, Refused, Replayed
from symkl.prove.session import normalizer
from symkl.record import NamedTuple
from symkl.theory.registry import laws

MOST_USES = 4  # of one theorem on one side
MOST_ORDERS = 24  # in which the sums of one side are tried
LONGEST_SUM = 4
_ASSUMED = frozenset(("finite", "smooth"))


class Use(NamedTuple):
    """A place where a side of a theorem stands, and what its metavariables are there."""

    path: tuple[int, ...]
    by: Substitution
    backwards: bool


def law_of(theorem: Theorem) -> Law:
    """The theorem as the kernel uses it."""
    return Law(theorem.name, theorem.left, theorem.right, theorem.orders, "", theorem.name.replace("cited: ", "by "))


def prove_by_theorems(theorems: tuple[Theorem, ...], left: Term, right: Term, context: Context) -> Outcome | None:
    """``left = right`` with cited equations put in; None where none of them can be used, or where that does not prove it."""
    try:
        return _proved(theorems, left, right, context)
    except (Unreduced, SortError, BudgetExceeded, Captured, Uncitable):
        return None


def _proved(theorems: tuple[Theorem, ...], left: Term, right: Term, context: Context) -> Outcome | None:
    ready = prepare(left, right, context)
    if ready.missing is not None:
        return None
    inner = context.with_facts(*ready.assumed, *ready.shown.facts)
    net = normalizer(inner)
    sides = [_defined_out(side, context) for side in (left, right)]
    cited: dict[str, Law] = {}
    for theorem in theorems:
        made = next((m for form in forms(theorem) if (m := _with(form, sides, net, inner)) is not None), None)
        if made is not None:
            form, sides = made
            cited[form.name] = law_of(form)
    used = tuple(dict.fromkeys(line.move.name for lines in sides for line in lines if line.move.kind == "law"))
    if not used:
        return None
    rest = prove_equal(sides[0][-1].term, sides[1][-1].term, inner)
    if not rest.proved or any(c.relation not in _ASSUMED for c in rest.conditions):
        return None
    for lines in sides:
        _replay(lines, inner, cited, net)
    known = {t.name: t for t in theorems}
    assumed = tuple(_instances(known, sides))
    return Outcome(True, None, None, (*used, *rest.laws), (*ready.assumed, *assumed, *rest.conditions), _whole(sides, rest, inner, cited), rest.notes)


def _replay(lines: tuple[Line, ...], context: Context, cited: dict[str, Law], net: Normalizer) -> None:
    try:
        replay(lines, context, {**laws(), **cited}, net)
    except Unsound as fault:
        raise Refused(str(fault)) from fault


def _whole(sides: list[tuple[Line, ...]], rest: Outcome, context: Context, cited: dict[str, Law]) -> Replayed | None:
    """The derivation from the left side to the right one, where all of it belongs to one context."""
    if rest.replayed is None or rest.replayed.context is not context:
        return None
    down, up = sides
    back = (Line(before.term, after.move._replace(backwards=not after.move.backwards)) for before, after in zip(up[-2::-1], up[:0:-1], strict=True))
    return Replayed((*down, *rest.replayed.lines[1:], *back), context, rest.replayed.assumed, tuple(cited.values()))


def _defined_out(term: Term, context: Context) -> tuple[Line, ...]:
    """The derivation to a term without defined names."""
    written_out(term, context)  # which says so where that is too long
    lines = [Line(term, Move("start"))]
    while (definition := referred(lines[-1].term, context)) is not None:
        lines.append(Line(unfold(lines[-1].term, definition), Move("definition", definition.name)))
    return tuple(lines)


def forms(theorem: Theorem) -> Iterator[Theorem]:
    """The theorem, and the same with the terms of sums in other orders: one side at a time."""
    yield theorem
    yield from (theorem._replace(left=left) for left in islice(_orders(theorem.left), 1, MOST_ORDERS))
    yield from (theorem._replace(right=right) for right in islice(_orders(theorem.right), 1, MOST_ORDERS))


def _orders(term: Term) -> Iterator[Term]:
    """The term with the terms of every short sum in every order, first as it is."""
    if "add" not in term.operators or term.binds:
        yield term
        return
    for args in product(*(tuple(islice(_orders(arg), MOST_ORDERS)) for arg in term.args)):
        if term.op == "add" and len(args) <= LONGEST_SUM:
            yield from (term.rebuild(order) for order in permutations(args))
        else:
            yield term.rebuild(args)


def _with(theorem: Theorem, sides: list[tuple[Line, ...]], net: Normalizer, context: Context) -> tuple[Theorem, list[tuple[Line, ...]]] | None:
    """The derivations of both sides with the theorem put in; None where it stands in neither."""
    made = [_rewritten(theorem, lines, net, context) for lines in sides]
    return None if made == sides else (theorem, made)


def _rewritten(theorem: Theorem, lines: tuple[Line, ...], net: Normalizer, context: Context) -> tuple[Line, ...]:
    """The theorem put in wherever its left side stands; where that is nowhere, wherever its right side does."""
    for backwards in (False, True):
        before = len(lines)
        while len(lines) - before < MOST_USES:
            use = next((u for u in uses(theorem, lines[-1].term, context, backwards) if unmet(theorem, u, net, context) is None), None)
            if use is None:
                break
            put_in = instantiate(theorem.left if use.backwards else theorem.right, use.by)
            after = replace_at(lines[-1].term, use.path, put_in)
            if any(line.term == after for line in lines):
                break
            lines = (*lines, Line(after, Move("law", theorem.name, use.path, use.by, use.backwards)))
        if len(lines) > before:
            break
    return lines


def uses(theorem: Theorem, term: Term, context: Context, backwards: bool) -> Iterator[Use]:
    """The places in a term without defined names where one side of a theorem stands, the outermost first."""
    seen, other = (theorem.right, theorem.left) if backwards else (theorem.left, theorem.right)
    if not seen.args or not (called_in(seen) | called_in(other)).isdisjoint((*context.symbols, *context.definitions)):
        return
    declared = frozenset().union(*(side.free for fact in context.facts for side in (fact.left, fact.right)))
    for path, part in _places(term, (), declared):
        by = match(seen, part, other) if part.op == seen.op else None
        if by is None or any(size == ONE for _, size in by.dimensions) or not declared.isdisjoint(name for _, name in by.names):
            continue
        completed = _completed(theorem, by, context)
        if completed is not None and _opens_nothing(theorem, completed, backwards):
            yield Use(path, completed, backwards)


def _opens_nothing(theorem: Theorem, by: Substitution, backwards: bool) -> bool:
    """Whether the right side has no name that the left one lacks, as the kernel wants it, and what is put in has none besides."""
    left, right = instantiate(theorem.left, by).free, instantiate(theorem.right, by).free
    return right <= left and (not backwards or left <= right)


def _places(term: Term, path: tuple[int, ...], declared: frozenset[str]) -> Iterator[tuple[tuple[int, ...], Term]]:
    """The parts in which a name is what is given of it: what holds there holds at these values, and not where a name varies."""
    yield path, term
    if term.op in VARYING or not declared.isdisjoint(term.binds):
        return
    for at, arg in enumerate(term.args):
        yield from _places(arg, (*path, at), declared)


def _completed(theorem: Theorem, by: Substitution, context: Context) -> Substitution | None:
    """The substitution with the names that only the theorem's conditions hold: those of the same name and shape here."""
    known = {name for name, _ in by.terms}
    conditions = [side for c in (*theorem.orders, *theorem.equations, *theorem.assumed) for side in (c.left, c.right)]
    more: dict[str, Term] = {}
    for part in (p for term in (theorem.left, theorem.right, *conditions) for p in subterms(term)):
        if part.op != "symbol" or not part.data.startswith("?_") or part.data in known or part.data in more:
            continue
        here = symbol(part.data[2:], instantiate(part, by).sort)
        if context.symbols.get(here.data) != here.sort:
            return None
        more[part.data] = written_out(here, context)
    sizes = {size for term in (theorem.left, theorem.right, *conditions) for size in sizes_in(term) if size.startswith("?")}
    return by._replace(terms=(*by.terms, *more.items())) if sizes <= {name for name, _ in by.dimensions} else None


def unmet(theorem: Theorem, use: Use, net: Normalizer, context: Context) -> Proposition | None:
    """The first thing that the theorem supposes and that is not so here."""
    for condition in theorem.orders:
        here = _put_in(condition, use)
        if not _is_so(net, here):
            return here
    for condition in theorem.equations:
        here = _put_in(condition, use)
        if not _are_equal(net, here):
            return here
    return None


def _put_in(condition: Proposition, use: Use) -> Proposition:
    return Proposition(condition.relation, instantiate(condition.left, use.by), instantiate(condition.right, use.by))


def _is_so(net: Normalizer, condition: Proposition) -> bool:
    try:
        return net.holds(condition)
    except (Unreduced, SortError, BudgetExceeded):
        return False


def _are_equal(net: Normalizer, condition: Proposition) -> bool:
    try:
        return condition.left.sort == condition.right.sort and net.equal(condition.left, condition.right)
    except (Unreduced, SortError, BudgetExceeded):
        return False


def _instances(known: dict[str, Theorem], sides: list[tuple[Line, ...]]) -> Iterator[Proposition]:
    """What the theorems' own proofs assumed of the moments and functions, as it is here."""
    for line in (line for lines in sides for line in lines if line.move.kind == "law"):
        for condition in known[line.move.name].assumed:
            yield _put_in(condition, Use(line.move.path, line.move.substitution, False))


def found_missing(theorem: Theorem, left: Term, right: Term, context: Context) -> Proposition | None:
    """Where a side of the theorem stands in one of these, what it supposes that is not so here; None where it stands nowhere or all is so."""
    try:
        net = normalizer(context)
        sides = (written_out(left, context), written_out(right, context))
        for form, side, backwards in product(forms(theorem), sides, (False, True)):
            for use in uses(form, side, context, backwards):
                missing = unmet(form, use, net, context)
                if missing is not None:
                    return missing
    except (Unreduced, SortError, BudgetExceeded, Captured, Uncitable):
        return None
    return None
