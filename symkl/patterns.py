"""Regular expressions that are compiled when they are first used: most sheets need few of them."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:
        """To the type checker this is ``re.compile``; a method is the compiled expression's own from its first use on."""

        def __init__(self, text, flags=0):
            self._written = text, flags

        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            found = getattr(re.compile(*self._written), name)
            setattr(self, name, found)
            return found


__all__ = ["pattern"]
