"""The evaluator: a model, a context, local values of names, and what was evaluated before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count

from symkl.kernel.context import Context
from symkl.kernel.term import Term
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.number import Scalar
from symkl.refute.values import Bound, Environment, Family, Labelled, Model, Normal, Value, Written, bounded

Operation = Callable[["Evaluator", Term, Environment], Value]
LARGEST_WORK = 20_000  # nodes evaluated in one model


class Evaluator:
    """Evaluates terms in one model; equal subterms with equal local values are evaluated once."""

    def __init__(self, model: Model, context: Context, operations: Mapping[str, Operation]) -> None:
        self.model = model
        self.context = context
        self.operations = operations
        self._tokens: dict[Value, int] = {}
        self._unhashed = count(-1, -1)
        self.depth = 0  # binders and derivatives open, which keeps their generators apart
        self.work = 0
        self._unfolding: list[str] = []  # the definitions being unfolded
        self._known: dict[tuple[Term, tuple[tuple[str, int], ...]], Value] = {}
        self._found: dict[int, tuple[Normal, tuple[Matrix, Scalar]]] = {}  # by identity; the law is kept, so that it stays its own
        self._reach: dict[str, frozenset[str]] = {}
        self._reaches: dict[Term, frozenset[str]] = {}
        self.simpler: dict[object, Evaluator | None] = {}  # by what was put where: models that were made of this one, None where a fact fails

    def evaluate(self, term: Term, environment: Environment) -> Value:
        """The value of a term where names have these local values."""
        if not term.args and term.op not in ("symbol", "index", "function", "arbitrary"):
            return self.operations[term.op](self, term, environment)
        key = (term, self._signature(term, environment) if environment else ())
        known = self._known.get(key)
        if known is None:
            self.work += 1
            self.model.work.nodes += 1
            if self.work > LARGEST_WORK:
                raise NotEvaluable("too much work for one model")
            known = self._known[key] = bounded(self.operations[term.op](self, term, environment))
        return known

    def inherit(self, other: Evaluator) -> None:
        """Take over what another evaluator of this context found out of names that have the same values in both models."""
        theirs = other.model.values
        changed = {n.removesuffix("()") for n, v in self.model.values.items() if n not in theirs or theirs[n] is not v and theirs[n] != v}
        changed |= {n + "()" for n in changed}
        self._tokens, self._unhashed = other._tokens, other._unhashed
        self._reach, self._reaches = other._reach, other._reaches
        self._known = {key: value for key, value in other._known.items() if changed.isdisjoint(self.reach(key[0]))}

    def _signature(self, term: Term, environment: Environment) -> tuple[tuple[str, int], ...]:
        reach = self.reach(term)
        return tuple((name, bound.token) for name, bound in environment.items() if name in reach)

    def reach(self, term: Term) -> frozenset[str]:
        """The names that a term depends on, through definitions."""
        known = self._reaches.get(term)
        if known is None:
            known = self._reaches[term] = self._reach_through(term.free)
        return known

    def _reach_through(self, free: frozenset[str]) -> frozenset[str]:
        return free.union(*(self._reach_of(name) for name in free if name in self._reach or name.removesuffix("()") in self.context.definitions))

    def _reach_of(self, name: str) -> frozenset[str]:
        if name not in self._reach:
            self._reach[name] = frozenset()
            definition = self.context.definitions[name.removesuffix("()")]
            self._reach[name] = self.reach(definition.body) - {p for p, _ in definition.parameters}
        return self._reach[name]

    def bind(self, environment: Environment, values: Mapping[str, Value], hides: bool = False) -> Environment:
        """The environment with more local values."""
        return {**environment, **{name: Bound(value, self._token(value), hides) for name, value in values.items()}}

    def _token(self, value: Value) -> int:
        if isinstance(value, (Family, Labelled, Written)):
            return next(self._unhashed)
        return self._tokens.setdefault(value, len(self._tokens))

    def look_up(self, name: str, environment: Environment) -> Value:
        """The value of a name: a local one, its definition's, or the model's."""
        if name in environment:
            return environment[name].value
        if name in self.context.definitions:
            return self.unfold(name, (), environment)
        if name not in self.model.values:
            raise NotEvaluable(f"{name} has no value in the model")
        return self.model.values[name]

    def unfold(self, name: str, arguments: tuple[Value, ...], environment: Environment) -> Value:
        """A definition's body with its parameters' values."""
        definition = self.context.definitions[name]
        if len(definition.parameters) != len(arguments):
            raise NotEvaluable(f"{name} is not defined for {len(arguments)} arguments")
        parameters = {p for p, _ in definition.parameters}
        reach = self.reach(definition.body) - parameters
        if any(bound.hides and n in reach for n, bound in environment.items()):
            raise NotEvaluable(f"{name} may speak of a bound name or of the one outside")
        inner = {n: bound for n, bound in environment.items() if n not in parameters}
        values = {p: v for (p, _), v in zip(definition.parameters, arguments, strict=True)}
        if name in self._unfolding:
            raise NotEvaluable(f"{name} is defined by itself")
        self._unfolding.append(name)
        try:
            return self.evaluate(definition.body, self.bind(inner, values) if values else inner)
        finally:
            self._unfolding.pop()

    def unrestricted(self, names: Iterable[str]) -> None:
        """That variables may take every value of their space: `NotEvaluable` for names that facts confine to a part of it."""
        confined = {n for f in self.context.facts if f.relation != "free-of" for side in (f.left, f.right) if (n := symbol_name(side))}
        if not confined.isdisjoint(names):
            raise NotEvaluable("a variable that is confined to a part of its space")

    def once(self, law: Normal, find: Callable[[Normal], tuple[Matrix, Scalar]]) -> tuple[Matrix, Scalar]:
        """What is found of a law, found once."""
        key = id(law)
        if key not in self._found:
            self._found[key] = (law, find(law))
        return self._found[key][1]

    def member(self, of: Value, positions: tuple[int, ...]) -> Value:
        """A family's member."""
        if not isinstance(of, Family) or positions not in of.members:
            raise NotEvaluable("a family has no such member in this model")
        return of.members[positions]


def symbol_name(term: Term) -> str | None:
    """The name of a symbol, or of the one of which the term is a member or an entry."""
    while term.op in ("member", "entry"):
        term = term.args[0]
    return term.data if term.op == "symbol" else None
