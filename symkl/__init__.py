"""symkl proof-reads mathematical derivations.

For Python and notebooks it gives `Normal`, `elbo`, `stationary_points` and `prove`, in SymPy's objects; they are loaded when they are first used.
"""

import os
import sys

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from symkl.python.normal import Normal, elbo
    from symkl.python.proving import prove
    from symkl.python.reading import Unread
    from symkl.python.stationary import stationary_points
    from symkl.python.values import NoValue
    from symkl.python.verdict import Verdict

_HOMES = {
    "Normal": "normal", "elbo": "normal", "prove": "proving", "Unread": "reading", "stationary_points": "stationary", "NoValue": "values",
    "Verdict": "verdict",
}  # fmt: skip
if not TYPE_CHECKING:
    ModuleType = type(sys)  # `types` would have to be loaded
__all__ = ["NoValue", "Normal", "Unread", "Verdict", "__version__", "elbo", "prove", "stationary_points"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'symkl' has no attribute {name!r}")
    return getattr(__import__(f"symkl.python.{_HOMES[name]}", fromlist=(name,)), name)  # `importlib` would have to be loaded


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """There is a room ``prove/`` too: importing it must not put it in the place of the function."""

    prove = property(lambda package: __getattr__("prove"), lambda package, room: None)


sys.modules[__name__].__class__ = _Package

if os.path.isdir(os.path.join(os.path.dirname(__file__), "__compiled__")) and "SYMKL_PURE" not in os.environ:
    __import__("symkl.compiled").compiled.use()
