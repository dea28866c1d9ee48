"""The renderers: every file of ``formats/`` is one, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from os import listdir
from os.path import dirname, join

TYPE_CHECKING = False
if TYPE_CHECKING:  # `--help` needs the names of the formats and no more
    from symkl.render.settings import Settings
    from symkl.report import Report

    Renderer = Callable[[Report, Settings], str]


def formats() -> tuple[str, ...]:
    """The names of all renderers."""
    files = listdir(join(dirname(__file__), "formats"))
    return tuple(sorted(name.removesuffix(".py") for name in files if name.endswith(".py") and name != "__init__.py"))


def renderer(name: str) -> Renderer:
    """The renderer of this name: its module's ``render``."""
    found: Renderer = import_module(f"symkl.render.formats.{name}").render
    return found
