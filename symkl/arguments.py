"""What the command line asked for, and a reader of the usual arguments of ``check`` that need no parser to be loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from symkl.record import NamedTuple


class Arguments:
    """What a subcommand is to do: the command line's word, else the configuration's, else what stands here."""

    def __init__(self) -> None:
        self.name = ""
        self.sheet = ""
        self.label: str | None = None
        self.paths: list[str] = []
        self.given: str | None = None
        self.fast = False
        self.format = "full"
        self.report: list[str] = []  # FORMAT=FILE, see `report_of`
        self.show_reading = False
        self.baseline: str | None = None
        self.write_baseline = False
        self.allow_empty = False
        self.color = "auto"
        self.output: str | None = None
        self.sty = False
        self.detail = "normal"
        self.jobs = 1
        self.cache = True
        self.cache_dir: str | None = None
        self.action = "show"
        self.edition = "teacher"
        self.origins: dict[str, str] = {}  # who said it: "command line" or the configuration's file; no entry for what nobody did

    @classmethod
    def merged(cls, said: Mapping[str, object], configured: Mapping[str, object], file: str) -> Arguments:
        """The command line over the configuration of ``file`` over the defaults."""
        found = cls()
        for origin, values in ((file, configured), ("command line", said)):
            for name, value in values.items():
                setattr(found, name, value)
                found.origins[name] = origin
        return found

    def said(self, name: str) -> bool:
        """Whether the command line itself said this."""
        return self.origins.get(name) == "command line"


class Simple(NamedTuple):
    """How an argument of ``check`` is filled in without a parser."""

    name: str
    allowed: Callable[[str], bool] = bool
    many: bool = False
    number: bool = False


COLORS = ("auto", "always", "never")
_FLAGS = {
    "--fast": ("fast", True),
    "--no-fast": ("fast", False),
    "--show-reading": ("show_reading", True),
    "--write-baseline": ("write_baseline", True),
    "--allow-empty": ("allow_empty", True),
    "--no-cache": ("cache", False),
}


def is_number(text: str) -> bool:
    """Whether this is a whole number from 1, and not absurdly many."""
    return text.isascii() and text.isdecimal() and 1 <= int(text[:9]) < 1000


def report_of(text: str, formats: Sequence[str]) -> tuple[str, str] | None:
    """The format and the file of ``FORMAT=FILE``."""
    name, _, file = text.partition("=")
    return (name, file) if name in formats and file else None


def simple(arguments: Sequence[str], formats: Callable[[], Sequence[str]]) -> dict[str, object] | None:
    """What ``check`` is asked where each argument is spelled out; None where it takes the whole parser to say what they mean, or what is wrong."""
    if not arguments or arguments[0] != "check":
        return None
    options = {
        "--format": Simple("format", lambda value: value in formats()),
        "--report": Simple("report", lambda value: report_of(value, formats()) is not None, many=True),
        "--color": Simple("color", COLORS.__contains__),
        "--given": Simple("given"),
        "--baseline": Simple("baseline"),
        "--cache-dir": Simple("cache_dir"),
        "--jobs": Simple("jobs", is_number, number=True),
        "-j": Simple("jobs", is_number, number=True),
        "-k": Simple("label"),
    }
    said: dict[str, object] = {"name": "check"}
    many: dict[str, list[str]] = {}
    rest = iter(arguments[1:])
    for argument in rest:
        if argument in _FLAGS:
            name, flag = _FLAGS[argument]
            said[name] = flag
        elif argument in options:
            option, value = options[argument], next(rest, "-")
            if value.startswith("-") or not option.allowed(value):
                return None
            if option.many:
                many.setdefault(option.name, []).append(value)
            else:
                said[option.name] = int(value) if option.number else value
        elif argument.startswith("-") and argument != "-":
            return None
        else:
            many.setdefault("paths", []).append(argument)
    return said | many
