"""A stream of admissible models for a context: exact values that satisfy all facts. The same context gives the same models."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term, subterms
from symkl.refute.draw import Draw
from symkl.refute.environment import Evaluator
from symkl.refute.facts import fact_holds
from symkl.refute.fill import filled, mixed
from symkl.refute.interval import NotEvaluable
from symkl.refute.laws import fit_moments
from symkl.refute.mend import mended
from symkl.refute.model import evaluator
from symkl.refute.number import Undefined
from symkl.refute.roles import Names, names_of, roles_of
from symkl.refute.solve import solve_equations
from symkl.refute.values import Model, Normal

ATTEMPTS = 40
SIZES = (1, 2, 3, 2)  # that a dimension may have
LATER = (1, 2, 3, 5)


class Stream:
    """The admissible models of a context, found as they are asked for and kept: what was evaluated in them is not evaluated again."""

    def __init__(self, context: Context, names: Names) -> None:
        self.context = context
        self.names = names
        self._found: list[Evaluator] = []
        self._coming = _search(context, names)

    def __iter__(self) -> Iterator[Evaluator]:
        for place in range(ATTEMPTS):
            if place == len(self._found):
                following = next(self._coming, None)
                if following is None:
                    return
                self._found.append(following)
            self._found[place].work = 0
            yield self._found[place]


def models(context: Context, terms: Iterable[Term] = ()) -> Stream:
    """Evaluators in admissible models, the smallest dimensions first; ``terms`` are what is to be evaluated."""
    names = names_of(context, terms)
    for known in _streams:
        if known.context is context and known.names == names:
            return known
    made = Stream(context, names)
    _streams.append(made)
    return made


#: the streams of the contexts asked about last; a stream holds its context, so that a context is recognised by its identity
_streams: deque[Stream] = deque(maxlen=6)


def _search(context: Context, names: Names) -> Iterator[Evaluator]:
    facts = tuple(f for f in context.facts if f.relation != "free-of")
    if any(_speaks_for_all(fact, context) for fact in facts):
        return
    roles = roles_of(context)
    key = ",".join(sorted(context.symbols))
    for variant in range(ATTEMPTS):
        draw = Draw(key, variant)
        model = Model(_sizes(names, variant), {}, {n: roles.function_kind(n) for n in context.symbols})
        try:
            begun = filled(context, names, roles, model, draw)
            found = _admissible(begun, context, facts, mix=variant % 3 == 2)
        except (NotEvaluable, Undefined, RecursionError):
            continue
        if found is not None:
            yield found


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
    model = solve_equations(model, context, tuple(f for f in facts if f.relation == "="))
    model = mended(model, context, facts)
    at = evaluator(model, context)
    return at if all(fact_holds(at, fact) for fact in facts) else None
