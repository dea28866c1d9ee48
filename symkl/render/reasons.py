"""The names of reasons."""

from __future__ import annotations


def reason_of(told: str) -> str:
    """The name of a reason that is told with what it is about: ``missing-condition: x > 0``, ``rests-on 1.2``."""
    return told.partition(":")[0].partition(" ")[0]
