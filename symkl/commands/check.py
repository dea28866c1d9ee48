"""``symkl check``: proof-read worksheets. What the cache can answer is answered before anything heavy is loaded."""

from __future__ import annotations

import os
from importlib import import_module

from symkl.arguments import Arguments
from symkl.cache.told import Asked, recall
from symkl.render.settings import Settings

TYPE_CHECKING = False  # `typing` takes longer to load than the rest of a cached answer
if TYPE_CHECKING:
    from symkl.cache.memory import Memory

DEFAULT_FOLDER = "derivations"
_USAGE = 2


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """The report on all paths and its exit status."""
    if not parsed.paths and not os.path.isdir(DEFAULT_FOLDER):
        return f"No PATH was given and there is no folder {DEFAULT_FOLDER}/ here.\n", _USAGE
    paths = tuple(parsed.paths) or (DEFAULT_FOLDER,)
    memory = memory_for(parsed)
    asked = None if memory is None else Asked.of(parsed, settings, paths)
    kept = None if memory is None or asked is None else recall(memory, asked)
    if kept is not None:
        return kept
    answer: tuple[str, int] = import_module("symkl.commands.proofread").run(parsed, settings, paths, memory, asked)
    return answer


def memory_for(parsed: Arguments) -> Memory | None:
    """The cache that the arguments name; the database's modules are loaded only where there is to be one."""
    memory: Memory | None = import_module("symkl.cache.memory").opened(parsed.cache_dir) if parsed.cache else None
    return memory
