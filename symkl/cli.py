"""The command line: arguments in, text and an exit status out."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from importlib import import_module
from typing import cast

from symkl import __version__
from symkl.render.registry import formats, renderer
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report
from symkl.summary import exit_status
from symkl.verify import Options, verify

DEFAULT_FOLDER = "derivations"
USAGE = 2

STATUSES = """exit status, the first that holds:
  101  a bug of symkl: two judges contradict each other
    2  usage, configuration or input and output
    1  something refuted or carried that nothing expects, or a stale erratum
    3  something undecided or unreadable that nothing expects
    5  nothing to check
    0  all as it should be"""

#: subcommand -> its one-line purpose and its arguments; `symkl.commands` has a file for each, loaded when it is run.
COMMANDS = {
    "sympy": ("write the evidence as a stand-alone script of pytest and SymPy", ("sheet",)),
    "explain": ("print the derivation of a statement, one law or move a line", ("sheet", "label")),
    "laws": ("list the laws that proofs may use", ()),
    "trust": ("list the laws used, the conditions assumed and the model of the givens", ("sheet",)),
}


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit status."""
    parsed = _parser().parse_args(arguments)
    status = cast(Callable[[Namespace], int], parsed.run)(parsed)
    return _flushed(status)


def _flushed(status: int) -> int:
    """A reader that went away (``| head``) is no error of ours."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _parser() -> ArgumentParser:
    parser = ArgumentParser("symkl", description="Proof-read mathematical derivations.", epilog=STATUSES, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("-V", "--version", action="version", version=f"symkl {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _check_parser(commands.add_parser("check", help="proof-read worksheets", epilog=STATUSES, formatter_class=RawDescriptionHelpFormatter))
    for name, (purpose, positional) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        for argument in positional:
            command.add_argument(argument, metavar=argument.upper())
        if "sheet" in positional:
            command.add_argument("--given", metavar="FILE", help="a companion of the sheet")
        command.set_defaults(run=_command, name=name)
    return parser


def _command(parsed: Namespace) -> int:
    """Load the command's file and run it."""
    command = cast(Callable[..., tuple[str, int]], import_module(f"symkl.commands.{parsed.name}").run)
    given = {"given": parsed.given} if hasattr(parsed, "given") else {}
    text, status = command(*(getattr(parsed, a) for a in COMMANDS[parsed.name][1]), settings=settings(), **given)
    put(text)
    return status


def _check_parser(check: ArgumentParser) -> None:
    check.add_argument("paths", nargs="*", metavar="PATH", help=f"worksheets, folders of them, or - for standard input (default: {DEFAULT_FOLDER}/)")
    check.add_argument("--given", metavar="FILE", help="a companion: givens, errata and verdict comments for sheets that must not be touched")
    check.add_argument("--fast", action="store_true", help="do not ask SymPy")
    check.add_argument("--format", choices=formats(), default="full", help="how to tell it (default: full)")
    check.add_argument("--show-reading", action="store_true", help="show how each formula was read: fully bracketed, every subterm with its sort")
    check.add_argument("-k", metavar="LABEL", dest="label", help="tell only of the statements with this label; * and ? match")
    check.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour (default: auto; NO_COLOR is heeded)")
    check.set_defaults(run=_check)


def _check(parsed: Namespace) -> int:
    if not parsed.paths and not os.path.isdir(DEFAULT_FOLDER):
        print(f"symkl: no PATH was given and there is no folder {DEFAULT_FOLDER}/ here", file=sys.stderr)
        return USAGE
    options = Options(parsed.given, parsed.fast, parsed.show_reading)
    report = verify(tuple(parsed.paths) or (DEFAULT_FOLDER,), options)
    if parsed.label is not None:
        report = only(report, parsed.label)
    put(renderer(parsed.format)(report, settings(parsed.color, parsed.show_reading)))
    return exit_status(report)


def only(report: Report, pattern: str) -> Report:
    """The report on the statements with this label."""
    return Report(tuple(_only(d, pattern) for d in report.documents), report.judges)


def _only(document: DocumentFinding, pattern: str) -> DocumentFinding:
    chosen = tuple(s for s in document.statements if any(fnmatchcase(name, pattern) for name in (s.label, *s.labels)))
    near = tuple(d for d in document.diagnostics if d.path is not None or any(s.span.start <= d.span.start < s.span.end for s in chosen))
    return DocumentFinding(document.path, document.text, chosen, near, document.companions)


def settings(color: str = "auto", show_reading: bool = False) -> Settings:
    """What standard output can show."""
    terminal = sys.stdout.isatty()
    wanted = color == "always" or (color == "auto" and terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return Settings(shutil.get_terminal_size((80, 24)).columns, wanted, not encoding.startswith("utf"), show_reading)


def put(text: str) -> None:
    """Write to standard output whatever its encoding."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        sys.stdout.write(text.encode("ascii", "backslashreplace").decode("ascii"))
    except BrokenPipeError:
        return
