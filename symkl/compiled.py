"""Compiled modules in the place of their sources, where ``python -m symkl.compiling`` has built them from exactly these sources.

They are the same modules, made into machine code by mypyc, and say the same. A library's name holds a digest of all sources by path, size
and time of change, so that after an edit of any of them the sources are run. ``SYMKL_PURE=1`` runs the sources in any case.
"""

from __future__ import annotations

import _imp
import os
import sys
from _collections import _tuplegetter  # type: ignore[import-not-found]
from marshal import loads

from symkl.cache.digest import blake2b
from symkl.cache.stamp import files_of
from symkl.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

PACKAGE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(PACKAGE, "__compiled__")
#: the rooms whose modules are compiled: from the text to the verdicts
ROOMS = frozenset(("source", "report", "worksheet", "latex", "elaborate", "kernel", "theory", "prove", "refute", "repair", "judge"))
#: modules of other rooms, and rooms of such modules, that a check loads and nothing that is answered without one
SINGLE = frozenset((
    "actions", "chapters", "citations", "commands.proofread", "rederive", "rederive.judge", "render.entries", "render.excerpt", "render.formats",
    "render.formats.json", "summary",
))  # fmt: skip
#: names of ``typing`` that say something to type checkers alone
FOR_CHECKERS = ("Any", "NoReturn", "TypeAlias", "TYPE_CHECKING")
LIBRARY, ENTRY = "symkl_native__mypyc", "symkl_entry"


def path_of_library() -> str:
    """Where the library that was built from the sources as they are now stands, if there is one."""
    found = blake2b(digest_size=16)
    for line in (sys.version, *files_of(PACKAGE)):
        found.update(line.encode("utf-8", "surrogateescape") + b"\0")
    return os.path.join(FOLDER, found.hexdigest() + _imp.extension_suffixes()[0])


class Finder:
    """Finds the compiled modules and starts them. The library is opened when the first is asked for."""

    def __init__(self) -> None:
        self.library: ModuleType | None = None
        self.entry: ModuleType | None = None
        self.typing: Typing | None = None
        self.opened = False
        self.packages: dict[str, str] = {}

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module's spec if it is compiled, else None."""
        head, _, inside = name.partition(".")
        if head != "symkl" or inside.partition(".")[0] not in ROOMS and inside not in SINGLE:
            return None
        if not self.opened:
            self.open(path_of_library())
        place = os.path.join(PACKAGE, *inside.split("."))
        if name in self.packages:
            found = _spec(name, self, os.path.join(place, "__init__.py"))
            found.submodule_search_locations = [place]
            return found
        return _spec(name, self, place + ".py") if hasattr(self.library, _starter(name)) else None

    def open(self, path: str) -> None:
        """Load the library, if it is there."""
        self.opened = True
        try:
            self.entry = _loaded(ENTRY, path)
            self.library = _loaded(LIBRARY, path)
            ready = loads(self.entry.table())
            vars(self.entry)["ready"], self.packages = ready, ready["packages"]
        except ImportError:  # not there, or put in another's place just now
            self.library = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, its own imports and definitions run: mypyc does both in one."""
        assert self.entry is not None
        if spec.name in self.packages:
            package = type(sys)(spec.name, self.packages[spec.name])
            package.__file__ = spec.origin
            return package
        self.typing = self.typing or Typing(self.entry)
        with self.typing:
            made: ModuleType = self.entry.enter(getattr(self.library, _starter(spec.name)))
        made.__file__ = spec.origin
        return made

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to do."""


class Typing(type(sys)):  # type: ignore[misc]
    """What compiled modules find as ``typing`` while they start; the real module takes longer to load than the worksheet to read.

    mypyc asks it for the metaclass of named tuples: `record`'s declares them quicker, and what it declares is made into a class whose
    instances are made in C. What only type checkers look into stands for nothing. Whatever else is asked, the real module answers.
    """

    def __init__(self, entry: ModuleType) -> None:
        super().__init__("typing")
        self.__dict__.update(dict.fromkeys(FOR_CHECKERS), TypeVar=_nothing, Protocol=object, NamedTupleMeta=_quickened(entry), _NamedTuple=NamedTuple)
        self.before: list[ModuleType | None] = []

    def __enter__(self) -> None:
        self.before.append(sys.modules.get("typing"))
        sys.modules["typing"] = self

    def __exit__(self, *_: object) -> None:
        before = self.before.pop()
        if before is not None:
            sys.modules["typing"] = before
        else:
            del sys.modules["typing"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked of every module by whoever imports from it
            raise AttributeError(name)
        real = next((module for module in self.before if module is not None), None)
        if real is None:
            del sys.modules["typing"]
            self.before[0] = real = __import__("typing")
            sys.modules["typing"] = self
        return getattr(real, name)


def _nothing(*_: object, **__: object) -> None:
    """A variable of types."""


def _quickened(entry: ModuleType) -> type:
    """The metaclass of `record`'s classes that are declared and called in C."""
    entry.records(NamedTuple.__base__, _tuplegetter)
    return type("Quickened", (type(NamedTuple),), {"__new__": entry.declared})


def _starter(name: str) -> str:
    """The attribute of the library that starts a module, as mypyc names it."""
    return "init_" + name.replace(".", "___")


def _spec(name: str, loader: Any, origin: str) -> ModuleSpec:
    made: ModuleSpec = type(sys.__spec__)(name, loader, origin=origin)  # `importlib` would have to be loaded
    return made


def _loaded(name: str, path: str) -> ModuleType:
    made: ModuleType = _imp.create_dynamic(_spec(name, None, path))
    made.__file__ = path
    sys.modules[name] = made
    _imp.exec_dynamic(made)
    return made


def use() -> None:
    """Have compiled modules found from now on."""
    sys.meta_path.insert(0, Finder())
