"""Declarations that contradict each other: which ones, and where they stand."""

from __future__ import annotations

from symkl.elaborate.statements import Place, Sheet
from symkl.judge.choices import reach
from symkl.judge.engines import Engines
from symkl.judge.premises import is_untrue
from symkl.kernel.context import Context, Proposition
from symkl.prove.implied import OPPOSITE
from symkl.report import Diagnostic

MOST_FACTS = 24  # of a context in which contradictions are looked for


def contradiction(context: Context, sheet: Sheet, engines: Engines) -> Diagnostic | None:
    """A declaration of which the others prove the opposite, with those that it takes to prove it; None where none is proved so."""
    known = {place.what: place for place in sheet.places}
    for fact in reversed(context.facts[:MOST_FACTS]):
        place = known.get(fact)
        if place is None or fact.relation not in OPPOSITE or not is_untrue(fact, _without(context, fact), engines):
            continue
        others = [known[what] for what in (*_needed(fact, context, engines), *_defined(fact, context)) if what in known]
        return _told(place, [other for other in others if (other.path, other.span) != (place.path, place.span)], sheet.path)
    return None


def _without(context: Context, *facts: Proposition) -> Context:
    return context._replace(facts=tuple(f for f in context.facts if f not in facts))


def _needed(fact: Proposition, context: Context, engines: Engines) -> tuple[Proposition, ...]:
    """Of the other facts, those without any of which nothing is proved untrue."""
    needed = _without(context, fact)
    for other in needed.facts:
        fewer = _without(needed, other)
        if is_untrue(fact, fewer, engines):
            needed = fewer
    return needed.facts


def _defined(fact: Proposition, context: Context) -> list[str]:
    """The defined names that a fact speaks of."""
    names = reach(fact.left, context) | reach(fact.right, context)
    return [name for name in context.definitions if name in names or name + "()" in names]


def _told(place: Place, others: list[Place], sheet: str) -> Diagnostic:
    message = "this contradicts what else is given, so everything would follow, and nothing is decided."
    shown = list(dict.fromkeys((other.path, other.span) for other in others))
    labels = tuple((span, "this makes it untrue") for path, span in shown if path == place.path)
    elsewhere = tuple((path or sheet, span, "this makes it untrue") for path, span in shown if path != place.path)
    suggestion = "Take one of them away, or correct it."
    return Diagnostic("contradictory-given", message, place.span, suggestion=suggestion, labels=labels, path=place.path, elsewhere=elsewhere)
