"""The command line: arguments in, text and an exit status out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from symkl import __version__
from symkl.arguments import COLORS, Arguments, is_number, report_of, simple
from symkl.configuration import Misconfigured, configuration
from symkl.render.registry import formats
from symkl.render.settings import Settings

TYPE_CHECKING = False  # `typing` takes longer to load than the rest of a cached answer
if TYPE_CHECKING:
    from argparse import ArgumentParser

STATUSES = """exit status, the first that holds:
  101  a bug of symkl: two judges contradict each other, or one fails
    2  usage, configuration or input and output
    1  something refuted or carried that nothing expects, or a stale erratum
    3  something undecided or unreadable that nothing expects
    5  nothing to check
    0  all as it should be"""

#: subcommand -> its one-line purpose and its arguments; `symkl.commands` has a file for each, loaded when it is run.
COMMANDS = {
    "check": ("proof-read worksheets", ()),
    "watch": ("proof-read worksheets again whenever one is saved", ()),
    "sympy": ("write the evidence as a stand-alone script of pytest and SymPy", ("sheet",)),
    "explain": ("print the derivation of a statement, one law or move a line; or the page of a diagnostic: symkl explain CODE", ("sheet", "label?")),
    "given": ("draft the given block of a sheet, each line with its reason, to be confirmed", ()),
    "handout": ("write a worksheet as a page for a class, or a folder of them as a site", ("sheet",)),
    "laws": ("list the laws that proofs may use", ()),
    "trust": ("list the laws used, the conditions assumed and the model of the givens", ("sheet",)),
    "cache": ("say where the cache is and how large, or empty it", ()),
    "config": ("print what a check here would go by, and who says so", ()),
}
_USAGE = 2


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit status."""
    try:
        parsed = _asked(arguments)
    except Misconfigured as problem:
        sys.stderr.write(f"symkl: {problem}\n")
        return _USAGE
    command: Callable[[Arguments, Settings], tuple[str, int]] = import_module(f"symkl.commands.{parsed.name}").run
    text, status = command(parsed, settings(parsed.color))
    _put(text)
    return status


def _asked(arguments: Sequence[str]) -> Arguments:
    """What the command line says, over the configuration of the folder that it is run in."""
    said = simple(arguments, formats) or vars(_parser().parse_args(arguments))
    configured = configuration(os.getcwd(), formats)
    return Arguments.merged(said, dict(configured.values), configured.path)


def _parser() -> ArgumentParser:
    from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter

    parser = ArgumentParser("symkl", description="Proof-read mathematical derivations.", epilog=STATUSES, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("-V", "--version", action="version", version=f"symkl {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (purpose, positional) in COMMANDS.items():
        command = commands.add_parser(
            name, help=purpose, description=purpose, epilog=STATUSES, formatter_class=RawDescriptionHelpFormatter, argument_default=SUPPRESS
        )
        for argument in positional:
            name_of = argument.rstrip("?")
            command.add_argument(name_of, metavar=name_of.upper(), nargs="?" if argument.endswith("?") else None)
        if name in ("check", "watch", "config"):
            _check(command)
        if name == "cache":
            command.add_argument("action", nargs="?", choices=("show", "clear"), default="show", help="clear: forget everything (default: show)")
        if name in ("check", "watch", "cache", "handout"):
            command.add_argument("--cache-dir", metavar="DIR", help="where the cache is (default: $SYMKL_CACHE_DIR, else the user's own folder)")
        if name == "handout":
            _handout(command)
        if name in ("explain", "handout"):
            command.add_argument("--detail", choices=("brief", "normal", "full"), help="how many lines of a derivation are told")
        if name == "given":
            command.add_argument("sheet", metavar="SHEET", nargs="?", help="a worksheet without given blocks, or with some missing")
            command.add_argument("--sty", action="store_true", help="instead: the LaTeX package in which .tex sheets typeset, symkl.sty")
            command.add_argument("-o", "--output", metavar="FILE", help="write there: a companion (*.given.md), else the sheet with its block")
        elif name not in ("laws", "cache"):
            command.add_argument("--given", metavar="FILE", help="a companion: givens, errata and verdicts for a sheet that must not be touched")
        command.add_argument("--color", choices=COLORS, help="colour (default: auto; NO_COLOR is heeded)")
        command.set_defaults(name=name)
    return parser


def _check(command: ArgumentParser) -> None:
    from argparse import BooleanOptionalAction

    command.add_argument("paths", nargs="*", metavar="PATH", help="worksheets, folders of them, or - for standard input (default: derivations/)")
    command.add_argument("--fast", action=BooleanOptionalAction, help="do not ask SymPy")
    command.add_argument("--format", choices=formats(), help="how to tell it (default: full)")
    command.add_argument("--report", action="append", type=_report, metavar="FORMAT=FILE", help="write it in this format too; may be repeated")
    command.add_argument("-j", "--jobs", type=_number, metavar="N", help="judge by N processes; one that hangs is killed (default: 1)")
    command.add_argument("--no-cache", action="store_false", dest="cache", help="judge everything anew and keep nothing")
    command.add_argument("--show-reading", action="store_true", help="show how each formula was read: fully bracketed, every subterm with its sort")
    command.add_argument("--baseline", metavar="FILE", help="let the findings pass that this file knows; say which of them are mended")
    command.add_argument("--write-baseline", action="store_true", help="make the findings of this run the known ones")
    command.add_argument("--allow-empty", action="store_true", help="nothing to check is no failure: exit status 0 for 5")
    command.add_argument("-k", metavar="LABEL", dest="label", help="tell only of the statements with this label; * and ? match")


def _number(text: str) -> int:
    from argparse import ArgumentTypeError

    if not is_number(text):
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _handout(command: ArgumentParser) -> None:
    from argparse import BooleanOptionalAction

    command.add_argument("-o", "--output", required=True, metavar="OUT", help="FILE.html, .pdf, .tex or .md; of a folder of worksheets a folder")
    command.add_argument("--no-cache", action="store_false", dest="cache", help="judge everything anew and keep nothing")
    command.add_argument("--edition", choices=("student", "teacher"), help="students get ruled space for solutions (default: teacher)")
    command.add_argument("--fast", action=BooleanOptionalAction, help="do not ask SymPy")


def _report(text: str) -> str:
    from argparse import ArgumentTypeError

    if report_of(text, formats()) is None:
        raise ArgumentTypeError(f"{text!r} is not FORMAT=FILE with one of the formats {', '.join(formats())}")
    return text


def settings(color: str) -> Settings:
    """What standard output can show."""
    usual = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    encoding = (sys.stdout.encoding or "ascii").lower()
    colored = color == "always" or (color == "auto" and usual)
    return Settings(_width(), colored, not encoding.startswith("utf"), root=os.environ.get("GITHUB_WORKSPACE", ""))


def _width() -> int:
    """``COLUMNS``, else the terminal's width, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _put(text: str) -> None:
    """Write to standard output whatever its encoding; a reader that went away (``| head``) is no error of ours."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
