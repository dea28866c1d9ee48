"""Single answers of the judges: a step that means what it meant before, among givens that say the same of it, is not judged again.

The judges are shown only what a step hangs on (`judge.relevance`), so that is the key: the terms of its sides, its premise and conditions, and that
part of the context. Where the step stands, and what else the sheet says, is none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from symkl.cache.memory import Memory
from symkl.cache.plain import Unfit, read, written
from symkl.elaborate.statements import Side, Step
from symkl.judge.engines import Engines
from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term
from symkl.prove.outcome import Outcome
from symkl.record import NamedTuple
from symkl.report import Counterexample, SympyEvidence

#: of the prover's reasons, those by which another run might say more
PASSING = frozenset(("budget", "timeout", "too-deep", "out-of-memory", "internal-error"))


class Proof(NamedTuple):
    """What is kept of an `Outcome`: all but the derivation, which is told only where nothing comes from the cache."""

    proved: bool
    reason: str | None
    laws: tuple[str, ...]
    conditions: tuple[Proposition, ...]
    notes: tuple[str, ...]
    witnesses: tuple[tuple[str, Term], ...]


class Model(NamedTuple):
    """The refuter's answer."""

    counterexample: Counterexample | None


class Truth(NamedTuple):
    """Yes or no."""

    is_so: bool


class Formula(NamedTuple):
    """A term, if there is one."""

    term: Term | None


Record = TypeVar("Record", Proof, Model, Truth, Formula, SympyEvidence)


class Answers:
    """The judges' answers in a memory. ``stumbled`` says that one of them ran out of its budget beside answers that were not worked out here."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.found = 0
        self.stumbled = False
        self._terms: dict[Term, str] = {}
        self._contexts: dict[int, tuple[Context, str]] = {}

    def remembered(self, engines: Engines) -> Engines:
        """The same judges, asked only what is not known."""
        sympy = engines.sympy
        return engines._replace(
            prove=lambda step, context: self._proof(engines, step, context),
            refute=lambda step, context: self._kept("refute", Model, step, context, lambda: Model(engines.refute(step, context))).counterexample,
            contradicts=lambda step, context: self._kept("contradicts", Truth, step, context, lambda: Truth(engines.contradicts(step, context))).is_so,
            has_model=lambda context: self._kept("has model", Truth, None, context, lambda: Truth(engines.has_model(context))).is_so,
            sympy=None if sympy is None else lambda step, context: self._kept("sympy", SympyEvidence, step, context, lambda: sympy(step, context)),
            difference=lambda step, context, told: self._kept(
                "difference", Formula, step, context, lambda: Formula(engines.difference(step, context, told))
            ).term,
        )

    def _proof(self, engines: Engines, step: Step, context: Context) -> Outcome:
        key = self._key("prove", step, context)
        known = self._recalled(Proof, key)
        if known is not None:
            return Outcome(known.proved, known.reason, None, known.laws, known.conditions, None, known.notes, known.witnesses)
        found = engines.prove(step, context)
        self.stumbled |= found.reason in PASSING
        if found.reason not in PASSING and found.unsound is None:
            self._keep(key, Proof(found.proved, found.reason, found.laws, found.conditions, found.notes, found.witnesses))
        return found

    def _kept(self, kind: str, record: type[Record], step: Step | None, context: Context, ask: Callable[[], Record]) -> Record:
        key = self._key(kind, step, context)
        known = self._recalled(record, key)
        if known is not None:
            return known
        found = ask()
        self._keep(key, found)
        return found

    def _recalled(self, record: type[Record], key: bytes) -> Record | None:
        kept = self.memory.get(key)
        if kept is None:
            return None
        try:
            found = read(record, kept)
        except Unfit:
            return None
        self.found += 1
        return found

    def _keep(self, key: bytes, found: Proof | Model | Truth | Formula | SympyEvidence) -> None:
        try:
            self.memory.keep(key, written(found))
        except (TypeError, RecursionError):
            return  # something in it has no plain form

    # -- keys ----------------------------------------------------------------------------------------------------------------

    def _key(self, kind: str, step: Step | None, context: Context) -> bytes:
        asked = () if step is None else self._step(step)
        return self.memory.key(kind, (*asked, self._context(context)))

    def _step(self, step: Step) -> tuple[str, ...]:
        unknown = "" if step.unknown is None else self._term(step.unknown)
        sides = (self._side(side) for side in (step.anchor, step.left, step.right))
        return (step.relation, step.role, *sides, repr(step.variables), self._facts(step.premise), unknown, self._facts(step.conditions), repr(step.reason))

    def _side(self, side: Side) -> str:
        return f"{side.constant} {' '.join(map(self._term, side.terms))}"

    def _facts(self, facts: tuple[Proposition, ...]) -> str:
        return "; ".join(f"{fact.relation} {self._term(fact.left)} {self._term(fact.right)}" for fact in facts)

    def _term(self, term: Term) -> str:
        """A digest of a term and all in it."""
        known = self._terms.get(term)
        if known is None:
            parts = (term.op, type(term.data).__name__, repr(term.data), repr(term.sort), *map(self._term, term.args))
            known = self._terms[term] = self.memory.key("term", parts).hex()
        return known

    def _context(self, context: Context) -> str:
        """A digest of a context; contexts are kept, so that one is known by its identity."""
        known = self._contexts.get(id(context))
        if known is None:
            definitions = [(d.name, repr(d.parameters), self._term(d.body), d.origin) for d in context.definitions.values()]
            tuples = [(name, self._term(whole)) for name, whole in context.tuples]
            said = [(one.name, one.words, self._facts(one.formulas)) for one in context.said]
            told = (repr(context.symbols), repr(definitions), self._facts(context.facts), repr(context.latex), repr(tuples), repr(said))
            known = self._contexts[id(context)] = (context, self.memory.key("context", (*told, repr(context.symmetric_derivatives))).hex())
        return known[1]
