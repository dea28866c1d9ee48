"""What the processes say to each other: one line of JSON each, read by the types of these records."""

from __future__ import annotations

from symkl.options import Options
from symkl.record import NamedTuple
from symkl.report import DocumentFinding
from symkl.source import Span


class Setting(NamedTuple):
    """What a worker is told first: how sheets are checked, where the cache is (None: there is none), and how many bytes it may use."""

    options: Options
    cached: bool
    cache: str | None
    memory: int


class GivenUp(NamedTuple):
    """A step that is not to be tried again, and why."""

    span: Span
    reason: str


class Task(NamedTuple):
    """A worksheet to be judged."""

    path: str
    given_up: tuple[GivenUp, ...] = ()


class Said(NamedTuple):
    """What a worker says: that it begins a step, that it ran out of memory outside of one, or, last for a task, what it found, file by file."""

    begins: Span | None = None
    findings: tuple[DocumentFinding, ...] | None = None
