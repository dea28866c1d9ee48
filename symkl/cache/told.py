"""Whole answers: what a command printed about texts that have not changed since, found without reading any mathematics."""

from __future__ import annotations

import os

from symkl.arguments import Arguments
from symkl.files import STANDARD_INPUT, companion, load, worksheets
from symkl.record import NamedTuple
from symkl.render.settings import Settings
from symkl.report import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symkl.cache.memory import Memory

#: arguments that say what is printed, and those that do not or are looked at otherwise; any other that is not at its default is unknown here
_SAID = ("name", "fast", "given", "format", "show_reading", "label")
_ELSEWHERE = ("paths", "color", "jobs", "cache", "cache_dir", "origins")
_WRITES = ("github",)  # formats that put something elsewhere too
_BREAK = "\0"  # in no path


class Asked(NamedTuple):
    """A question: the arguments, and each worksheet's path, text and the companion beside it ("" without one)."""

    arguments: tuple[str, ...]
    sheets: tuple[str, ...]

    @classmethod
    def of(cls, parsed: Arguments, settings: Settings, paths: tuple[str, ...]) -> Asked | None:
        """The question of a command; None where a file cannot be read or where the answer hangs on more, or does more, than is known here."""
        usual = vars(Arguments())
        unknown = {name for name, value in vars(parsed).items() if name not in _SAID + _ELSEWHERE and value != usual.get(name)}
        if unknown or STANDARD_INPUT in paths or parsed.format in _WRITES:
            return None
        sheets: list[str] = []
        for path in worksheets(paths):
            loaded = load(path)
            if loaded.problem is not None:
                return None
            sheets += (path, loaded.source.text, companion(path) or "")
        told = tuple(repr(getattr(parsed, name)) for name in _SAID)
        return cls((*told, repr((parsed.said("fast"), parsed.said("given"))), repr(tuple(settings)), os.getcwd()), tuple(sheets))


def recall(memory: Memory, asked: Asked) -> tuple[str, int] | None:
    """The text and the exit status of an earlier answer. Which companions it went by is kept too: front matter may name one."""
    listed = memory.get(_first(memory, asked))
    if listed is None:
        return None
    texts: list[str] = []
    for path in listed.split(_BREAK) if listed else ():
        loaded = load(path)
        if loaded.problem is not None:
            return None
        texts += (path, loaded.source.text)
    kept = memory.get(_second(memory, asked, tuple(texts)))
    status, _, text = ("", "", "") if kept is None else kept.partition("\n")
    return (text, int(status)) if status.isdecimal() else None


def remember(memory: Memory, asked: Asked, report: Report, text: str, status: int) -> None:
    """Keep an answer, unless a file has changed since the question was asked: the report has the texts that were judged."""
    judged = tuple(part for d in report.documents for part in (d.path, d.text, companion(d.path) or ""))
    if judged != asked.sheets:
        return
    companions = tuple(dict.fromkeys(part for d in report.documents for part in (*d.companions, *d.cited)))
    memory.keep(_first(memory, asked), _BREAK.join(path for path, _ in companions))
    memory.keep(_second(memory, asked, tuple(part for pair in companions for part in pair)), f"{status}\n{text}")


def _first(memory: Memory, asked: Asked) -> bytes:
    return memory.key("companions", (*asked.arguments, _BREAK, *asked.sheets))


def _second(memory: Memory, asked: Asked, companions: tuple[str, ...]) -> bytes:
    return memory.key("told", (*asked.arguments, _BREAK, *asked.sheets, _BREAK, *companions))
