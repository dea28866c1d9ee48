"""Packages that only handouts need: loaded when they are, with one next action where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Missing(Exception):
    """A package of an extra is not installed."""


def extra(module: str, name: str) -> Any:
    """The module, which the extra of this name installs."""
    try:
        return import_module(module)
    except ModuleNotFoundError as gap:
        raise Missing(f"this needs the package {gap.name}, which is not installed: pip install 'symkl[{name}]'") from gap
