"""A stream of admissible models for a context: exact values that satisfy all facts. The same context gives the same models."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from symkl.kernel.context import Context, Proposition
from symkl.kernel.kept import while_judging
from symkl.kernel.term import Term, subterms
from symkl.refute.draw import Draw
from symkl.refute.environment import Evaluator
from symkl.refute.facts import fact_holds
from symkl.refute.fill import filled, mixed
from symkl.refute.functions import AFFINE, GENERAL, another
from symkl.refute.interval import NotEvaluable
from symkl.refute.laws import fit_moments
from symkl.refute.mend import holds_in, mended
from symkl.refute.model import evaluator
from symkl.refute.number import Undefined
from symkl.refute.roles import Names, names_of, roles_of
from symkl.refute.solve import solve_equations
from symkl.refute.values import Model, Normal, Work

ATTEMPTS = 40
LARGEST_SEARCH = 20_000  # nodes evaluated to find models of one context
SIZES = (1, 2, 2, 3)  # that a dimension may have
LATER = (1, 2, 3, 5)


class Stream:
    """The admissible models of a context, found as they are asked for and kept: what was evaluated in them is not evaluated again."""

    def __init__(self, context: Context, names: Names) -> None:
        self.context = context
        self.names = names
        self._found: list[Evaluator | None] = []
        self._coming = _search(context, names)
        self.is_broken = False

    def __iter__(self) -> Iterator[Evaluator]:
        return self.first(ATTEMPTS)

    def telling(self, attempts: int) -> Iterator[Evaluator]:
        """The same, but where all dimensions are 1 comes last: there many wrong statements are true."""
        among = self.first(attempts)
        smallest = next(among, None) if self.names.dimensions else None
        yield from among
        if smallest is not None:
            yield smallest

    def first(self, attempts: int) -> Iterator[Evaluator]:
        """The models among so many attempts."""
        for place in range(attempts):
            if place == len(self._found) and not self._advance():
                return
            at = self._found[place]
            if at is not None:
                at.work = 0
                yield at

    def _advance(self) -> bool:
        """Make one attempt more, if there is one; one that is interrupted breaks the stream."""
        self.is_broken = True
        made = tuple(islice(self._coming, 1))
        self.is_broken = False
        self._found += made
        return bool(made)


def models(context: Context, terms: Iterable[Term] = ()) -> Stream:
    """Evaluators in admissible models, the smallest dimensions first; ``terms`` are what is to be evaluated."""
    names = names_of(context, terms)
    for known in _streams:
        if known.context is context and known.names == names and not known.is_broken:
            return known
    made = Stream(context, names)
    _streams.append(made)
    return made


#: the streams of the contexts asked about last; a stream holds its context, so that a context is recognised by its identity
_streams: deque[Stream] = while_judging(deque(maxlen=12))


def _search(context: Context, names: Names) -> Iterator[Evaluator | None]:
    """A model or None for each attempt, until too much was evaluated in vain."""
    facts = tuple(f for f in context.facts if f.relation != "free-of")
    if any(_speaks_for_all(fact, context) for fact in facts):
        return
    roles = roles_of(context)
    key = ",".join(sorted(context.symbols))
    work = Work()
    spent = 0
    for variant in range(ATTEMPTS):
        kinds = {n: roles.function_kind(n) for n in context.symbols}
        if variant % 4 == 3:  # what is curved in an exponent has no integral that is known
            kinds.update({n: AFFINE for n in names.functions if kinds[n] == GENERAL})
        if variant % 2:  # functions of one kind differ in every other model: the same one for all of them may hide a slip, or be what a fact asks for
            kinds.update({n: another(kinds[n], place) for place, n in enumerate(names.functions)})
        model = Model(_sizes(names, variant), {}, kinds, work)
        before = work.nodes
        try:
            found = _admissible(filled(context, names, roles, model, Draw(key, variant)), context, facts, mix=variant % 3 == 2)
        except (NotEvaluable, Undefined, RecursionError):
            found = None
        spent += work.nodes - before
        yield found
        if spent > LARGEST_SEARCH:
            return


def find_model(context: Context) -> Evaluator | None:
    """The first admissible model; None if none was found."""
    return next(iter(models(context)), None)


def _speaks_for_all(fact: Proposition, context: Context) -> bool:
    """Whether an equation restricts an opaque function at every argument, which no choice of it here would satisfy."""
    functions = (t for side in (fact.left, fact.right) for t in subterms(side) if t.op == "function")
    opaque = (t for t in functions if t.data in context.symbols and t.data not in context.definitions)
    return fact.relation == "=" and any(a.op not in ("index", "number") for t in opaque for a in t.args)


def _sizes(names: Names, variant: int) -> dict[str, int]:
    """All 1, then all 2, then any of 1, 2, 3 (later 5) for each name."""
    if variant < 2:
        return dict.fromkeys(names.dimensions, variant + 1)
    draw = Draw(",".join(names.dimensions), variant)
    return {name: draw.of(LATER if variant > ATTEMPTS // 2 else SIZES) for name in names.dimensions}


def _admissible(model: Model, context: Context, facts: tuple[Proposition, ...], mix: bool) -> Evaluator | None:
    """An evaluator in the model, with values solved for where the facts are equations; None where a fact fails.

    ``mix`` puts mixtures in the place of arbitrary laws, with the same means and covariances.
    """
    model = fit_moments(model, context, facts)
    if mix:
        model = model._replace(values={n: mixed(v) if isinstance(v, Normal) else v for n, v in model.values.items()})
    at = evaluator(model, context)
    equations = tuple(sorted((f for f in facts if f.relation == "="), key=lambda f: len(at.reach(f.left) | at.reach(f.right))))
    solved = solve_equations(model, context, equations)
    if equations and not all(holds_in(evaluator(solved, context), fact) for fact in facts):
        alike = evaluator(solve_equations(model, context, equations, together=True), context)
        if all(holds_in(alike, fact) for fact in facts):
            return alike
    at = mended(solved, context, facts)
    return at if all(fact_holds(at, fact) for fact in facts) else None
