"""The writers: every file of ``writers/`` is one, named by the suffix of the files that it writes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from os import listdir
from os.path import dirname, join
from typing import cast

from symkl.handout.node import Handout

Writer = Callable[[Handout], bytes]


def suffixes() -> tuple[str, ...]:
    """What a handout's file name can end in, without the dot."""
    files = listdir(join(dirname(__file__), "writers"))
    return tuple(sorted(name.removesuffix(".py") for name in files if name.endswith(".py") and name != "__init__.py"))


def writer(suffix: str) -> Writer:
    """The writer of files with this suffix: its module's ``write``."""
    return cast(Writer, import_module(f"symkl.handout.writers.{suffix}").write)
