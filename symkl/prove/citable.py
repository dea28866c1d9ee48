"""What a proved equation says by itself, so that another worksheet may cite it: for which values of which names it holds.

All that its sheet defines is written out. Every name that is left becomes a metavariable, and what the sheet declares of it, or of anything that is
tied to it, a condition. What cannot be said so is not cited: a derivative or an optimum hangs on which names vary, and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symkl.elaborate.statements import Theorem
from symkl.kernel.context import Context, Proposition
from symkl.kernel.law import Substitution, instantiate, referred, unfold
from symkl.kernel.sort import Dimension, Sort, SortError
from symkl.kernel.term import OPERATORS, Term, bound_in, substitute, subterms, symbol, zero
from symkl.prove.lengths import has_at_most

MOST_NODES = 4_000  # of an equation that is cited, all definitions written out
VARYING = frozenset(("derivative", "at", "argmin", "argmax", "minimum", "maximum"))
_ORDERS = frozenset(("!=", "<", "<=", ">", ">=", "succ", "succeq", "prec", "preceq"))
_ASSUMED = frozenset(("finite", "smooth"))


class Uncitable(Exception):
    """An equation that says nothing outside of its sheet; the text says why."""


def theorem(name: str, left: Term, right: Term, needed: tuple[Proposition, ...], context: Context) -> Theorem:
    """``left = right`` as a theorem, proved where ``needed`` was assumed besides what the context gives; `Uncitable` where it is none."""
    sides = [written_out(side, context) for side in (left, right)]
    _require_plain(sides, context)
    given = _tied(sides, [_fact(f, context) for f in context.facts])
    _require_open(sides, given, context)
    conditions = [*given, *(_fact(f, context) for f in needed)]
    if any(c.relation not in _ORDERS | _ASSUMED | {"="} for c in conditions):
        raise Uncitable("what it is about is not given, but only said to exist")
    made = _opened([*sides, *(side for c in conditions for side in (c.left, c.right))], context)
    told = [Proposition(c.relation, made[2 * n + 2], made[2 * n + 3]) for n, c in enumerate(conditions)]
    return Theorem(
        name, made[0], made[1],
        tuple(c for c in told if c.relation in _ORDERS),
        tuple(c for c in told if c.relation == "="),
        tuple(c for c in told if c.relation in _ASSUMED),
    )  # fmt: skip


def written_out(term: Term, context: Context) -> Term:
    """The term without defined names; laws with arbitrary densities are names like any other."""
    while (definition := referred(term, context)) is not None:
        term = unfold(term, definition)
        if not has_at_most(MOST_NODES, term):
            raise Uncitable("it is too long with its definitions written out")
    return term


def _fact(fact: Proposition, context: Context) -> Proposition:
    return Proposition(fact.relation, written_out(fact.left, context), written_out(fact.right, context))


def _require_plain(sides: list[Term], context: Context) -> None:
    for side in sides:
        if side.operators & VARYING:
            raise Uncitable("a derivative or an optimum hangs on what its own sheet declares of the variable")
        if "arbitrary" in side.operators or not called_in(side).isdisjoint(context.symbols):
            raise Uncitable("it is about an arbitrary function or density")
    if sides[0].sort != sides[1].sort:
        raise Uncitable("its sides are not of one shape")


def called_in(term: Term) -> set[str]:
    """The names of the functions in a term."""
    return {part.data for part in subterms(term) if part.op in ("function", "map")}


def _tied(sides: list[Term], facts: list[Proposition]) -> list[Proposition]:
    """The facts that restrict the sides' names and sizes, directly or through other names.

    What else is given is about other names and sizes, and has a model: it restricts nothing here. A lone sign can be met in every size.
    """
    reached = set().union(*map(_tokens, sides))
    found: dict[Proposition, None] = {}
    open_ = list(dict.fromkeys(facts))
    while True:
        more = [f for f in open_ if not reached.isdisjoint(_ties(f))]
        if not more:
            return [f for f in facts if f in found]
        for fact in more:
            found[fact] = None
            open_.remove(fact)
            reached |= _tokens(fact.left) | _tokens(fact.right)


def _ties(fact: Proposition) -> set[str]:
    lone = fact.left.op == "symbol" and (fact.right in (zero(fact.left.sort), Term("transpose", (fact.left,), None, fact.left.sort.transposed)))
    return {fact.left.data} if lone else _tokens(fact.left) | _tokens(fact.right)


def _tokens(term: Term) -> set[str]:
    """Free names, and the sizes that occur."""
    return set(term.free) | {f"#{name}" for name in sizes_in(term)}


def _require_open(sides: list[Term], given: list[Proposition], context: Context) -> None:
    """Every name is a declared one that can be a metavariable, and nothing is declared of a name that is bound."""
    terms = [*sides, *(side for fact in given for side in (fact.left, fact.right))]
    bound = frozenset().union(*map(bound_in, terms))
    for term in terms:
        if any(name not in context.symbols for name in term.free if name.removesuffix("()") not in called_in(term)):
            raise Uncitable("it is about every member of a family, or about what has no declaration")
    everything = frozenset().union(*(side.free for f in context.facts for side in (f.left, f.right)))
    if bound & everything:
        raise Uncitable(f"its sheet declares something of {min(bound & everything)}, over which it sums, integrates or averages")


def _opened(terms: list[Term], context: Context) -> list[Term]:
    """The terms with a metavariable for every free name and every size."""
    names = frozenset().union(*(t.free for t in terms))
    values = {n: symbol(f"?_{n}", context.symbols[n]) for n in names if n in context.symbols}
    sizes = {name for t in terms for name in sizes_in(t)}
    to = Substitution((), tuple((name, Dimension(0, (f"?{name}",))) for name in sorted(sizes)), ())
    try:
        return [instantiate(substitute(t, values), to) for t in terms]
    except SortError as clash:
        raise Uncitable("its sizes cannot be told apart from its names") from clash


def sizes_in(term: Term) -> set[str]:
    """The names of dimensions that occur in a term and in the sorts of its parts."""
    return {name for part in subterms(term) for of in _dimensions(part) for name in of.names}


def _dimensions(term: Term) -> Iterator[Dimension]:
    yield from _of_sort(term.sort)
    if term.op == "dimension":
        yield term.data
    if term.op == "index":
        yield term.data[1]
    if OPERATORS[term.op] is not None:
        for _, kind in term.data:
            yield from (kind,) if isinstance(kind, Dimension) else _of_sort(kind)


def _of_sort(sort: Sort) -> Iterable[Dimension]:
    yield from (sort.rows, sort.cols, *sort.over)
    for part in sort.parts:
        yield from _of_sort(part)
