"""What the command line asked for, and a reader of the usual arguments of ``check`` that need no parser to be loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Arguments:
    """The arguments of a subcommand, as ``argparse`` or `simple` fills them in."""

    def __init__(self) -> None:
        self.name = ""
        self.sheet = ""
        self.label: str | None = None
        self.paths: list[str] = []
        self.given: str | None = None
        self.fast = False
        self.format = "full"
        self.show_reading = False
        self.color = "auto"


_FLAGS = {"--fast": "fast", "--show-reading": "show_reading"}
_OPTIONS = {"--format": "format", "--given": "given", "--color": "color", "-k": "label"}
COLORS = ("auto", "always", "never")


def simple(arguments: Sequence[str], formats: Callable[[], Sequence[str]]) -> Arguments | None:
    """The arguments of ``check`` where each is spelled out; None where it takes the whole parser to say what they mean, or what is wrong."""
    if not arguments or arguments[0] != "check":
        return None
    found = Arguments()
    found.name = "check"
    rest = iter(arguments[1:])
    for argument in rest:
        if argument in _FLAGS:
            setattr(found, _FLAGS[argument], True)
        elif argument in _OPTIONS:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
            setattr(found, _OPTIONS[argument], value)
        elif argument.startswith("-") and argument != "-":
            return None
        else:
            found.paths.append(argument)
    return found if found.color in COLORS and found.format in formats() else None
