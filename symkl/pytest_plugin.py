"""``pytest --symkl``: worksheets as tests, a statement a test. This module is loaded with every pytest and so does nothing but look for the wish."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest import Config, Parser

UNDECIDED = ("fail", "xfail", "skip", "pass")


def pytest_addoption(parser: Parser) -> None:
    """The options on the command line and in the ini file."""
    group = parser.getgroup("symkl", "worksheets checked by symkl")
    group.addoption("--symkl", action="store_true", help="collect worksheets: .md and .tex files, or what symkl_files names")
    group.addoption("--symkl-fast", action="store_true", help="do not ask SymPy about them")
    parser.addini("symkl_files", "globs of worksheets to collect, from the root folder; given, no --symkl is needed", type="args", default=[])
    parser.addini("symkl_undecided", f"what an undecided statement is: {', '.join(UNDECIDED)} (default: fail)", default="fail")


def pytest_configure(config: Config) -> None:
    """Load the collector where worksheets are wanted."""
    if config.getoption("--symkl") or config.getini("symkl_files"):
        config.pluginmanager.import_plugin("symkl.collection")
