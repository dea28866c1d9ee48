"""``python -m symkl.compiling``: the modules of the rooms that do the work, made into one library of machine code by mypyc and a C compiler.

Nothing changes but the speed, and nothing needs it: without mypy or a compiler one line says so, and symkl runs from its sources.
"""

from __future__ import annotations

import ast
import importlib
import marshal
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from tempfile import TemporaryDirectory
from typing import NamedTuple

from symkl import patterns
from symkl.compiled import FOLDER, LIBRARY, PACKAGE, ROOMS, SINGLE, path_of_library

#: not compiled: a class on top of one of the standard library's own, which mypyc does not make
LEFT_OUT = frozenset(("refute/rational.py",))
#: what stands in a library beside what mypyc makes
ENTRY_SOURCE = os.path.join(PACKAGE, "compiled.c")


class Refused(Exception):
    """Why nothing was compiled."""


class Translated(NamedTuple):
    """The C files of a library and where their headers stand."""

    sources: list[str]
    headers: list[str]


def main() -> int:
    """Compile, unless the library is there already; 0 also where it cannot be: symkl runs from its sources then."""
    try:
        print(compile_package())
    except Refused as why:
        print(f"symkl is not compiled and runs from its sources: {why}")
    return 0


def compile_package() -> str:
    """Build the library that belongs to the sources as they are; what was done."""
    library = path_of_library()
    if os.path.exists(library):
        return "symkl is compiled already"
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "")
    if not compiler or shutil.which(compiler[0]) is None:
        raise Refused("there is no C compiler")
    with TemporaryDirectory(prefix="symkl-compiling-") as folder:
        made = _built(compiler, folder)
        if library != path_of_library():
            raise Refused("a source was changed meanwhile; start it again")
        _kept(made, library)
    return f"symkl is compiled: {library}"


def modules() -> Iterator[str]:
    """The files that are compiled, by their paths in the package."""
    for folder, _, names in sorted(os.walk(PACKAGE)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), PACKAGE).replace(os.sep, "/")
            module = path.removesuffix(".py").replace("/", ".")
            chosen = module.partition(".")[0] in ROOMS or module in SINGLE
            if chosen and name.endswith(".py") and name != "__init__.py" and path not in LEFT_OUT:
                yield path


def _built(compiler: list[str], folder: str) -> str:
    """The library's path in ``folder``."""
    translated = _translated(folder)
    entry = shutil.copy(ENTRY_SOURCE, folder)
    with open(os.path.join(folder, "table.h"), "w", encoding="ascii") as header:
        header.write(f"static const unsigned char table[] = {{{','.join(map(str, table()))}}};\n")
    flags = ["-c", "-O1", "-fwrapv", "-fvisibility=hidden", "-w", "-DNDEBUG", *shlex.split(sysconfig.get_config_var("CCSHARED") or "")]
    flags += [f"-I{path}" for path in (*translated.headers, sysconfig.get_paths()["include"])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(lambda source: _object(compiler, flags, source), (*translated.sources, entry)))
    made = os.path.join(folder, "library.so")
    _run([*shlex.split(sysconfig.get_config_var("LDSHARED") or f"{shlex.join(compiler)} -shared"), *objects, "-o", made])
    return made


def table() -> bytes:
    """What need not be made at every start: regular expressions, and packages that are nothing but what they say of themselves."""
    for path in modules():
        importlib.import_module(f"symkl.{path.removesuffix('.py').replace('/', '.')}")
    return marshal.dumps({"patterns": patterns.translated(), "packages": dict(_packages())})


def _packages() -> Iterator[tuple[str, str]]:
    """The rooms and their folders whose own file is a text and nothing else, by their names."""
    for folder in sorted({os.path.dirname(path) for path in modules()} - {""}):
        with open(os.path.join(PACKAGE, folder, "__init__.py"), encoding="utf-8") as file:
            body = ast.parse(file.read()).body
        if len(body) == 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
            yield f"symkl.{folder.replace('/', '.')}", body[0].value.value


def _object(compiler: list[str], flags: list[str], source: str) -> str:
    made = source + ".o"
    _run([*compiler, *flags, source, "-o", made])
    return made


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{shlex.join(command[:1])} says {done.stderr.strip()[:300] or done.returncode}")


def _translated(folder: str) -> Translated:
    """The modules in C. mypyc tells its own complaints and leaves by itself."""
    try:
        from mypyc.build import mypycify
    except ImportError:
        raise Refused("mypy is not installed; install symkl[compiled]") from None
    with chdir(os.path.dirname(PACKAGE)):
        paths = [f"{os.path.basename(PACKAGE)}/{path}" for path in modules()]
        options = ["--ignore-missing-imports", "--follow-imports=silent", f"--cache-dir={folder}/types", *paths]
        made = mypycify(options, multi_file=True, group_name=LIBRARY.removesuffix("__mypyc"), target_dir=folder)
    whole = next(each for each in made if each.name == LIBRARY)
    return Translated(list(whole.sources), list(whole.include_dirs))


def _kept(made: str, library: str) -> None:
    """Put in the place of older ones."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    shutil.copyfile(made, library + ".new")
    os.replace(library + ".new", library)


if __name__ == "__main__":
    sys.exit(main())
