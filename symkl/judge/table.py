"""The verdict table: what claim and follows make of a step, and what steps make of a statement."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.record import NamedTuple

#: From worst to best: a statement's verdict is its worst step's.
ORDER = ("refuted", "carried", "unreadable", "undecided", "proved", "condition", "definition")


#: reasons of a claim that no printed side can make up for
FINAL = ("vacuous", "no-model-of-premise", "unsound", "ambiguous-reading", "ambiguous-layout", "up-to-what")


class Ruling(NamedTuple):
    """A step's verdict with what the table adds to it."""

    verdict: str
    reason: str | None = None
    carried_from: tuple[str, ...] = ()


class Support(NamedTuple):
    """What the follows question found: its answer, the labels of the sides used, and the refuted labels they lead back to."""

    status: str | None  # proved, refuted, undecided; None: nothing stands before the step
    used: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    one_statement: bool = False  # both printed sides stand in one statement


def rule(claim: str, follows: Support, reason: str | None = None) -> Ruling:
    """The verdict table, row by row; ``reason`` is the claim's own, where it is undecided or its shapes do not fit.

    To contradict a side that is known to be wrong is no news, so the claim's own reason stands there.
    """
    if claim == "proved":
        return Ruling("proved")
    if claim == "refuted":
        return _refuted(follows, reason)
    if reason in FINAL:
        return Ruling("undecided", reason)
    if follows.status == "refuted" and follows.one_statement:
        return Ruling("refuted")
    if follows.status == "refuted" and not follows.origins:
        return Ruling("undecided", f"contradicts {_listed(follows.used)}")
    if follows.status == "proved":
        return Ruling("undecided", f"rests-on {_listed(follows.used)}")
    return Ruling("undecided", reason)


def _refuted(follows: Support, reason: str | None) -> Ruling:
    if follows.status == "proved":
        return Ruling("carried", None, follows.origins) if follows.origins else Ruling("refuted", "origin-unknown")
    return Ruling("refuted", reason or ("origin-unknown" if follows.status == "undecided" else None))


def _listed(labels: tuple[str, ...]) -> str:
    return " and ".join(labels)


def worst(verdicts: Iterable[str]) -> str:
    """The verdict of a statement whose steps have these; one without steps has defined nothing and claims nothing."""
    return min(verdicts, key=ORDER.index, default="undecided")
