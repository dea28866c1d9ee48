"""The renderers: every file of ``formats/`` is one, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from symkl.render.settings import Settings
from symkl.report import Report

Renderer = Callable[[Report, Settings], str]


def formats() -> tuple[str, ...]:
    """The names of all renderers."""
    return tuple(sorted(p.stem for p in Path(__file__).with_name("formats").glob("*.py") if p.stem != "__init__"))


def renderer(name: str) -> Renderer:
    """The renderer of this name: its module's ``render``."""
    return cast(Renderer, import_module(f"symkl.render.formats.{name}").render)
