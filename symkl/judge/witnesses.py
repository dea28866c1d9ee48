"""Constants that the givens leave open: the first statement that one can satisfy fixes its value for all that follow."""

from __future__ import annotations

from symkl.kernel.context import Context, Definition
from symkl.prove.outcome import Outcome


class Witnesses:
    """The values found so far, and the contexts in which they are definitions."""

    def __init__(self) -> None:
        self._found: dict[str, Definition] = {}
        self._contexts: dict[int, tuple[Context, Context]] = {}

    def learn(self, outcome: Outcome | None, label: str) -> None:
        """Take in what a proof had to choose."""
        fresh = {name: value for name, value in (outcome.witnesses if outcome is not None else ()) if name not in self._found}
        if fresh:
            self._found.update({name: Definition(name, (), value, label) for name, value in fresh.items()})
            self._contexts.clear()

    def within(self, context: Context) -> Context:
        """The context with the values found; the same object whenever the same context is asked for."""
        known = self._contexts.get(id(context))
        if known is None:
            known = self._contexts[id(context)] = (context, self._extended(context))
        return known[1]

    def _extended(self, context: Context) -> Context:
        fixed = {n: d for n, d in self._found.items() if n in context.symbols and n not in context.definitions}
        if not fixed:
            return context
        facts = tuple(f for f in context.facts if f.relation != "free-of" or f.left.data not in fixed)
        return context._replace(definitions={**fixed, **context.definitions}, facts=facts)
