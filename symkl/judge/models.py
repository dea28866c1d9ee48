"""Which contexts have a model: exhibited before anything is proved there."""

from __future__ import annotations

from symkl.judge.engines import Engines
from symkl.kernel.context import Context, Definition
from symkl.kernel.sort import Sort


class Models:
    """Remembers for each set of declarations whether a model of them was found."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self._known: list[tuple[Context, bool]] = []
        self._contradictory: list[Context] = []

    def contradict(self, context: Context) -> None:
        """Take in that declarations contradict each other, so that anything would follow from them."""
        self._contradictory.append(context)

    def contradictory(self, context: Context) -> bool:
        """Whether declarations that hold here are known to contradict each other."""
        return any(_includes(context, known) for known in self._contradictory)

    def has(self, context: Context) -> bool:
        """Whether some exact model meets all that the context declares. Definitions made by statements add nothing to be met."""
        for known, answer in self._known:
            if _same_declarations(known, context):
                return answer
        answer = self.engines.has_model(context)
        self._known.append((context, answer))
        return answer


def _same_declarations(one: Context, other: Context) -> bool:
    if one is other:
        return True
    return one.facts == other.facts and _given(one) == _given(other) and _declared(one) == _declared(other)


def _includes(context: Context, known: Context) -> bool:
    """Whether all that one context declares holds in the other."""
    return set(known.facts) <= set(context.facts) and all(context.definitions.get(d.name) == d for d in _given(known))


def _given(context: Context) -> tuple[Definition, ...]:
    return tuple(d for d in context.definitions.values() if d.origin == "given")


def _declared(context: Context) -> dict[str, Sort]:
    """The declared names without those that statements define."""
    made = {name for name, d in context.definitions.items() if d.origin != "given"}
    return {name: sort for name, sort in context.symbols.items() if name not in made} if made else context.symbols
