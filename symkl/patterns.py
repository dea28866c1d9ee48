"""Regular expressions that are compiled when they are first used: most sheets need few of them.

A compiled library holds them as Python's own compiler has made them, so that this need not be done at every start.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import gc
import re
import sys
from marshal import dumps, loads
from re import _compiler, _parser  # type: ignore[attr-defined]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:
        """To the type checker this is ``re.compile``; a method is the compiled expression's own from its first use on."""

        def __init__(self, text, flags=0):
            self._written = text, int(flags)

        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            found = getattr(_made(*self._written), name)
            setattr(self, name, found)
            return found

    def _made(text, flags):
        """The compiled expression, as the library has it where there is one."""
        library = sys.modules.get("symkl_entry")
        known = None if library is None else library.ready["patterns"].get((text, flags))
        return re.compile(text, flags) if known is None else _sre.compile(*loads(known))


def translated() -> dict[tuple[str, int], bytes]:
    """All patterns of the loaded modules as `re` compiles them: each exactly what it says, or left out."""
    found = {}
    for text, flags in sorted({each._written for each in gc.get_objects() if type(each) is pattern}):
        parsed = _parser.parse(text, flags)
        state, code = parsed.state, list(map(int, _compiler._code(parsed, flags)))
        names = {index: name for name, index in state.groupdict.items()}
        told = (text, flags | state.flags, code, state.groups - 1, dict(state.groupdict), tuple(map(names.get, range(state.groups))))
        if _sre.compile(*told) == re.compile(text, flags):
            found[text, flags] = dumps(told)
    return found


__all__ = ["pattern", "translated"]
