"""Single answers of the judges: a step that means what it meant before, among givens that say the same of it, is not judged again.

The judges are shown only what a step hangs on (`judge.relevance`), so that is the key: the terms of its sides, its premise and conditions, and that
part of the context. Where the step stands, and what else the sheet says, is none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from symkl.cache.memory import Memory
from symkl.cache.plain import Unfit, read, written
from symkl.elaborate.statements import EXACT, Side, Step
from symkl.judge.engines import Engines
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.term import Term
from symkl.prove.outcome import Outcome
from symkl.record import NamedTuple
from symkl.report import Counterexample, SympyEvidence

#: of the prover's reasons, those by which another run might say more; a budget counts work, so it is used up again
PASSING = frozenset(("timeout", "too-deep", "out-of-memory", "internal-error"))

#: what of a step, or of a side of one, says only where it stands and how it is printed
PRINTED = frozenset(("latex", "span", "diagnostic", "diagnostics", "repairs", "citations", "cited"))


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
    """The judges' answers in a memory. What a judge answers hangs on what it is shown alone, so an answer that is kept is the one it would give.

    ``found`` counts the answers that were not worked out here.
    """

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.found = 0
        self._terms: dict[Term, str] = {}
        self._contexts: dict[int, tuple[Context, str]] = {}
        self._asked: dict[int, tuple[Outcome, Step, Context]] = {}

    def remembered(self, engines: Engines) -> Engines:
        """The same judges, asked only what is not known."""

        def refute(step: Step, context: Context) -> Counterexample | None:
            return self._kept("refute", Model, step, context, lambda: Model(engines.refute(step, context))).counterexample

        def contradicts(step: Step, context: Context) -> bool:
            return self._kept("contradicts", Truth, step, context, lambda: Truth(engines.contradicts(step, context))).is_so

        def has_model(context: Context) -> bool:
            return self._kept("has model", Truth, None, context, lambda: Truth(engines.has_model(context))).is_so

        asked = engines.sympy

        def sympy(step: Step, context: Context) -> SympyEvidence:
            assert asked is not None
            return self._kept("sympy", SympyEvidence, step, context, lambda: asked(step, context))

        return engines._replace(
            prove=lambda step, context: self._proof(engines, step, context),
            refute=refute,
            contradicts=contradicts,
            has_model=has_model,
            sympy=None if asked is None else sympy,
            difference=lambda step, told: self._difference(engines, step, told),
        )

    def _proof(self, engines: Engines, step: Step, context: Context) -> Outcome:
        if step.anchor.rounding != EXACT or step.right.rounding != EXACT:
            return engines.prove(step, context)
        key = self._key("prove", step, context)
        known = self._recalled(Proof, key)
        if known is not None:
            outcome = Outcome(known.proved, known.reason, None, known.laws, known.conditions, None, known.notes, known.witnesses)
        else:
            outcome = engines.prove(step, context)
            if outcome.reason not in PASSING:
                self._keep(key, Proof(outcome.proved, outcome.reason, outcome.laws, outcome.conditions, outcome.notes, outcome.witnesses))
        self._asked[id(outcome)] = (outcome, step, context)
        return outcome

    def _difference(self, engines: Engines, step: Step, told: Outcome) -> Term | None:
        if id(told) not in self._asked:
            return engines.difference(step, told)
        _, asked, context = self._asked[id(told)]

        def again() -> Formula:
            found = told if told.difference is not None or told.proved else engines.prove(asked, context)
            return Formula(engines.difference(step, found))

        return self._kept("difference", Formula, asked, context, again).term

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
        return self.memory.key(kind, ("" if step is None else self._told(step), self._context(context)))

    def _told(self, value: object) -> str:
        """Everything that a value means, in text: terms by their digests, and of a step all but where and how it is printed."""
        if isinstance(value, Term):
            return self._term(value)
        if isinstance(value, (Step, Side)):
            return f"({', '.join(self._told(getattr(value, name)) for name in value._fields if name not in PRINTED)})"
        if isinstance(value, Definition):
            return self._told((value.name, value.parameters, value.body, value.origin == "given"))
        if isinstance(value, tuple):
            return f"({', '.join(map(self._told, value))})"
        if isinstance(value, dict):
            return self._told(tuple(value.items()))
        return repr(value)

    def _term(self, term: Term) -> str:
        known = self._terms.get(term)
        if known is None:
            parts = (term.op, type(term.data).__name__, repr(term.data), repr(term.sort), *map(self._term, term.args))
            known = self._terms[term] = self.memory.key("term", parts).hex()
        return known

    def _context(self, context: Context) -> str:
        """A digest of a context; contexts are kept, so that one is known by its identity."""
        known = self._contexts.get(id(context))
        if known is None:
            known = self._contexts[id(context)] = (context, self.memory.key("context", (self._told(tuple(context)),)).hex())
        return known[1]
